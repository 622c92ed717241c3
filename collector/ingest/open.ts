import type { KeyObject } from 'node:crypto';
import { decodeBody, openContent } from '../../wire/frame.ts';
import type { Frame, Refused } from '../../wire/frame.ts';
import { checkJson } from '../../wire/json.ts';
import { openEnvelope, parseEnvelope } from '../../wire/seal.ts';
import { bounds, sha256 } from '../../wire/snapshot.ts';
import type { Content, Statement } from '../../wire/snapshot.ts';

/** A snapshot that was checked as far as that goes without the store. */
export interface OpenedSnapshot {
  readonly statement: Statement;
  /** SHA-256 (hex) of the signed payload. */
  readonly digest: string;
  /** The envelope as it came, compressed. */
  readonly envelope: Buffer;
  /** The contents that came along, each named by the statement. */
  readonly contents: readonly OpenedContent[];
}

export interface OpenedContent extends Frame {
  readonly section: string;
  /** Size, inflated. */
  readonly bytes: number;
}

/**
 * Takes a body apart and checks all of it before anything is stored: framing, envelope, signature by the key that the
 * sender is known by, statement, and every content against its digest and the limits of JSON.
 */
export function openSnapshot(body: Buffer, publicKey: KeyObject): OpenedSnapshot | Refused {
  const parts = decodeBody(body);
  if ('refusal' in parts) return parts;
  const envelope = parseEnvelope(parts.envelopeBytes);
  if ('refusal' in envelope) return envelope;
  const opened = openEnvelope(envelope, publicKey);
  if ('refusal' in opened) return opened;
  const contents = openContents(opened.statement, parts.frames);
  if ('refusal' in contents) return contents;
  return { statement: opened.statement, digest: sha256(opened.payload), envelope: parts.envelopeFrame, contents };
}

function openContents(statement: Statement, frames: readonly Frame[]): readonly OpenedContent[] | Refused {
  const named = new Map(statement.subject.map(({ name, digest }) => [digest.sha256, name]));
  const contents: OpenedContent[] = [];
  let budget: number = bounds.inflated;
  for (const frame of frames) {
    const section = named.get(frame.digest);
    if (section === undefined) return { refusal: 'unnamed-content', detail: frame.digest };
    const inflated = openContent(frame, budget);
    if ('refusal' in inflated) return inflated;
    budget -= inflated.bytes.length;
    const read = checkJson(inflated.bytes);
    if ('refusal' in read) return { ...read, detail: `${section}: ${read.detail}` };
    if (!isContent(read.value, section)) return { refusal: 'bad-statement', detail: `the content named ${section} is none of it` };
    contents.push({ ...frame, section, bytes: inflated.bytes.length });
  }
  return contents;
}

/** Whether a document has the frame of a content; what stands in `data` is judged when it is read. */
function isContent(value: unknown, section: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const content = value as Partial<Record<keyof Content, unknown>>;
  return content.section === section && Number.isSafeInteger(content.version) && 'data' in content && Array.isArray(content.missing);
}
