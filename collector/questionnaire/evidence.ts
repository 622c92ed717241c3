import fs from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../wire/snapshot.ts';
import { codeOf, failure } from '../failure.ts';
import { makeFolder, writePrivate } from '../settings/folder.ts';

/** Largest file that is kept as evidence, in bytes. */
const largestEvidence = 20 * 1024 * 1024;

/** A file that shows an answer. */
export interface EvidenceFile {
  /** Its name, without a folder. */
  readonly file: string;
  /** SHA-256 (hex) of its bytes. */
  readonly digest: string;
  readonly bytes: Buffer;
}

/** Reads a file that is to be kept as evidence. @throws a failure that says how to mend it */
export function readEvidence(place: string): EvidenceFile {
  try {
    const found = fs.statSync(place);
    if (!found.isFile() || path.basename(place).startsWith('.')) throw failure('input-refused', `${place} is no file that can be shown to an auditor; name a document.`);
    if (found.size > largestEvidence) throw failure('input-refused', `${place} is larger than 20 MB; give the page that matters, or a smaller copy.`);
    const bytes = fs.readFileSync(place);
    if (bytes.length === 0) throw failure('input-refused', `${place} is empty and shows nothing.`);
    return { file: path.basename(place), digest: sha256(bytes), bytes };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `The evidence ${place} cannot be read (${codeOf(error)}); name a file, or put it beside the form.`, error);
  }
}

/** Keeps evidence in the data folder, by its digest, so that nobody can exchange it unseen. */
export function keepEvidence(folder: string, town: string, { digest, bytes }: EvidenceFile): void {
  const below = path.join(folder, 'evidence', town);
  makeFolder(below);
  const place = path.join(below, digest);
  if (!fs.existsSync(place)) writePrivate(place, bytes);
}
