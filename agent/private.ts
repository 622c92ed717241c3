import fs from 'node:fs';
import path from 'node:path';
import { codeOf, failure } from './failure.ts';

/** The user whose files are believed, or undefined on Windows, where the installer sets the rights of the folder. */
export type Uid = number | undefined;

/**
 * Refuses a file or folder that someone else owns, reads or writes, also behind a symbolic link.
 * @param mode what it should be, for the command that mends it
 * @throws a failure with that command
 */
export function checkPrivate(place: string, mode: '600' | '700', uid: Uid): void {
  if (uid === undefined) return;
  const found = fs.lstatSync(place);
  if (found.isSymbolicLink()) throw failure('wrong-use', `${place} is a symbolic link; put the real file there, or name the place it points to.`);
  if (found.uid !== uid) throw failure('wrong-use', `${place} belongs to user ${found.uid}, not to user ${uid}; mend it with: chown ${uid} '${place}'`);
  if ((found.mode & 0o077) !== 0) throw failure('wrong-use', `Others may read or write ${place}; close it with: chmod ${mode} '${place}'`);
}

/** Refuses a folder in which someone else could put another file in the place of ours. */
export function checkFolder(folder: string, uid: Uid): void {
  if (uid === undefined) return;
  const found = fs.statSync(folder);
  if (found.uid !== uid && found.uid !== 0) throw failure('wrong-use', `${folder} belongs to user ${found.uid}; mend it with: chown ${uid} '${folder}'`);
  const sticky = (found.mode & 0o1000) !== 0;
  if ((found.mode & 0o022) !== 0 && !sticky) throw failure('wrong-use', `Others may write into ${folder}; close it with: chmod go-w '${folder}'`);
}

/** Makes a folder that only we may enter, its name durable when this returns, or refuses one that is there and open to others. */
export function readyFolder(folder: string, uid: Uid): void {
  try {
    makeFolder(path.resolve(folder));
  } catch (error) {
    throw failure('wrong-use', `The folder ${folder} cannot be made (${codeOf(error)}); run as root, or name another with --state DIR.`, error);
  }
  checkPrivate(folder, '700', uid);
}

/** Makes a folder and those above it that are missing. A name that only stands in memory would take all that is in it away with a power cut. */
function makeFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let place = folder; place.length >= first.length; place = path.dirname(place)) syncFolder(path.dirname(place));
}

/**
 * Writes a file that only we may read, whole or not at all, and durable when this returns.
 * A leftover of a writer that died is replaced. An error of fsync is passed on and never tried again.
 */
export function writePrivate(file: string, content: string | Uint8Array): void {
  const partial = `${file}.new`;
  fs.rmSync(partial, { force: true });
  const handle = fs.openSync(partial, 'wx', 0o600);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  moveDurably(partial, file);
}

/** Renames within a folder or between two, and makes the names durable. */
export function moveDurably(from: string, to: string): void {
  fs.renameSync(from, to);
  syncFolder(path.dirname(to));
  if (path.dirname(from) !== path.dirname(to)) syncFolder(path.dirname(from));
}

/** Makes the names in a folder durable. Windows keeps them by itself and cannot open a folder. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
