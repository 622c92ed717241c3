import fs from 'node:fs';
import path from 'node:path';
import { codeOf, failure } from '../failure.ts';

/**
 * Makes or checks the data folder: it belongs to the user who runs this, and nobody else may enter it.
 * @throws a failure with the command that mends it
 */
export function readyFolder(folder: string): string {
  const absolute = path.resolve(folder);
  try {
    makeFolder(absolute);
  } catch (error) {
    throw failure('wrong-use', `The data folder ${absolute} cannot be made (${codeOf(error)}); name another with --data DIR.`, error);
  }
  checkOwned(absolute, '700');
  return absolute;
}

/** Makes a folder, and those above it that are missing; their names are durable when this returns. */
export function makeFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let place = folder; place.length >= first.length; place = path.dirname(place)) syncFolder(path.dirname(place));
}

/** Makes the names in a folder durable, where the system has a way to. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** Refuses a file or folder that others may read or write, or that belongs to someone else. */
export function checkOwned(place: string, mode: '600' | '700'): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  const found = fs.lstatSync(place);
  if (found.isSymbolicLink()) throw failure('wrong-use', `${place} is a symbolic link; name the place it points to.`);
  if (found.uid !== uid) throw failure('wrong-use', `${place} belongs to another user; run this as that user: sudo -u '#${found.uid}' …`);
  if ((found.mode & 0o077) !== 0) throw failure('wrong-use', `Others may read ${place}; close it with: chmod ${mode} '${place}'`);
}

/** Writes a file that only we may read, whole or not at all; durable when this returns. */
export function writePrivate(file: string, content: string | Buffer): void {
  const partial = `${file}.new`;
  fs.rmSync(partial, { force: true });
  const handle = fs.openSync(partial, 'wx', 0o600);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(partial, file);
  syncFolder(path.dirname(file));
}
