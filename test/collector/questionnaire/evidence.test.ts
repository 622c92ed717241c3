import fs from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keepEvidence, readEvidence } from '../../../collector/questionnaire/evidence.ts';
import { sha256 } from '../../../wire/snapshot.ts';
import { temporaryFolder } from '../temporary.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);
const at = (name: string) => path.join(folder, name);

test('a document is kept once, by its digest', () => {
  fs.writeFileSync(at('page.pdf'), 'signed');
  const evidence = readEvidence(at('page.pdf'));
  expect(evidence).toMatchObject({ file: 'page.pdf', digest: sha256('signed') });
  keepEvidence(at('data'), 'town-1', evidence);
  keepEvidence(at('data'), 'town-1', evidence);
  expect(fs.readdirSync(at('data/evidence/town-1'))).toEqual([evidence.digest]);
  expect(sha256(fs.readFileSync(at(`data/evidence/town-1/${evidence.digest}`)))).toBe(evidence.digest);
});

test('what shows nothing is refused', () => {
  fs.writeFileSync(at('empty.pdf'), '');
  fs.writeFileSync(at('.secret'), 'key');
  fs.writeFileSync(at('film.mp4'), '');
  fs.truncateSync(at('film.mp4'), 20 * 1024 * 1024 + 1);
  expect(() => readEvidence(at('empty.pdf'))).toThrow('is empty and shows nothing');
  expect(() => readEvidence(at('.secret'))).toThrow('is no file that can be shown to an auditor');
  expect(() => readEvidence(folder)).toThrow('is no file that can be shown to an auditor');
  expect(() => readEvidence(at('film.mp4'))).toThrow('larger than 20 MB');
  expect(() => readEvidence(at('nowhere.pdf'))).toThrow('cannot be read (ENOENT)');
});
