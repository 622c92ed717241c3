import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkState, ensureKey, publicKeyOf, readEnrollment, readKey, readProgress, readyState, writeEnrollment, writeProgress } from '../../agent/state.ts';
import { writePrivate } from '../../agent/private.ts';

let folder: string;
const uid = process.geteuid?.();
beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-state-')), 'state');
  readyState(folder, uid);
});
afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

const enrollment = { agent: 'a', town: 't', url: 'https://x', pin: 'system', ca: [], doorSecret: 'd', enrolledAt: '2026-11-21T00:00:00Z' };
const file = (name: string) => path.join(folder, name);

test('the key is made once and stays', () => {
  expect(readKey(folder)).toBeUndefined();
  const key = ensureKey(folder);
  expect(publicKeyOf(ensureKey(folder))).toBe(publicKeyOf(key));
  expect(key.asymmetricKeyType).toBe('ed25519');
  expect(fs.statSync(file('key.pem')).mode & 0o777).toBe(0o600);
  fs.writeFileSync(file('key.pem'), 'x');
  expect(() => readKey(folder)).toThrow('is damaged; move it away');
});

test('enrollment and progress are read as they were written', () => {
  expect(readEnrollment(folder)).toBeUndefined();
  writeEnrollment(folder, enrollment);
  expect(readEnrollment(folder)).toEqual(enrollment);
  const progress = { ...readProgress(folder), sequence: 7, acknowledged: ['x'] };
  writeProgress(folder, progress);
  expect(readProgress(folder)).toEqual(progress);
});

describe('damage', () => {
  test('of the progress starts a new history and loses nothing else', () => {
    writeProgress(folder, { ...readProgress(folder), sequence: 7 });
    for (const text of ['', '{', '[]', '{"format":1,"sequence":1,"sequence":2}', '{"format":0}']) {
      fs.writeFileSync(file('progress.json'), text);
      expect(readProgress(folder)).toMatchObject({ sequence: 0, previous: null });
      expect(fs.readFileSync(file('progress.json.damaged'), 'utf8')).toBe(text);
    }
    expect(readProgress(folder).incarnation).not.toBe(readProgress(folder).incarnation);
  });

  test('of the enrollment is told', () => {
    fs.writeFileSync(file('enrollment.json'), '{');
    expect(() => readEnrollment(folder)).toThrow('enroll this computer anew');
  });
});

test('what a newer agent wrote is refused, and left as it is', () => {
  for (const name of ['enrollment.json', 'progress.json']) fs.writeFileSync(file(name), '{"format":2}');
  expect(() => readEnrollment(folder)).toThrow('written by a newer agent');
  expect(() => readProgress(folder)).toThrow('written by a newer agent');
  expect(fs.readFileSync(file('progress.json'), 'utf8')).toBe('{"format":2}');
});

describe('a folder or file that is open to others is refused', () => {
  test('before anything is read from it', () => {
    fs.chmodSync(folder, 0o750);
    expect(() => readyState(folder, uid)).toThrow(`chmod 700 '${folder}'`);
    expect(() => checkState(folder, uid)).toThrow(`chmod 700 '${folder}'`);
  });

  test('also below', () => {
    ensureKey(folder);
    fs.chmodSync(file('key.pem'), 0o640);
    expect(() => checkState(folder, uid)).toThrow(`chmod 600 '${file('key.pem')}'`);
    fs.chmodSync(file('spool'), 0o755);
    expect(() => readyState(folder, uid)).toThrow(`chmod 700 '${file('spool')}'`);
  });

  test('when somebody else owns it, or it is a link', () => {
    expect(() => checkState(folder, (uid ?? 0) + 1)).toThrow('chown');
    fs.symlinkSync(folder, `${folder}-link`);
    expect(() => readyState(`${folder}-link`, uid)).toThrow('symbolic link');
  });
});

test('a file is written whole or not at all', () => {
  writePrivate(file('a'), 'one');
  fs.writeFileSync(file('a.new'), 'half of a writer that died', { mode: 0o644 });
  writePrivate(file('a'), 'two');
  expect(fs.readFileSync(file('a'), 'utf8')).toBe('two');
  expect(fs.statSync(file('a')).mode & 0o777).toBe(0o600);
  expect(fs.existsSync(file('a.new'))).toBe(false);
});
