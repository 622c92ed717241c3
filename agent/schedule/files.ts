import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { moveDurably } from '../private.ts';

/** What was done to one path. */
export interface Done {
  readonly path: string;
  readonly was: 'written' | 'unchanged' | 'removed' | 'made';
}

/** A file as it shall stand: its text, or the file it is a copy of, or the link it is. */
export type Wanted =
  | { readonly path: string; readonly mode: number; readonly text: string }
  | { readonly path: string; readonly mode: number; readonly copyOf: string }
  | { readonly path: string; readonly linkTo: string };

/** Puts a file where it shall stand, whole or not at all; one that is right already stays as it is. */
export function place(wanted: Wanted): Done {
  if (isRight(wanted)) return { path: wanted.path, was: 'unchanged' };
  const partial = `${wanted.path}.new`;
  fs.rmSync(partial, { force: true });
  if ('linkTo' in wanted) fs.symlinkSync(wanted.linkTo, partial);
  else {
    if ('text' in wanted) fs.writeFileSync(partial, wanted.text, { flag: 'wx', mode: wanted.mode });
    else fs.copyFileSync(wanted.copyOf, partial, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
    fs.chmodSync(partial, wanted.mode);
    sync(partial);
  }
  moveDurably(partial, wanted.path);
  return { path: wanted.path, was: 'written' };
}

/** Makes a folder and those above it. @returns the ones that were not there, outermost first */
export function makeFolders(folder: string, mode = 0o755): string[] {
  const first = fs.mkdirSync(folder, { recursive: true, mode });
  if (first === undefined) return [];
  const below = path.relative(first, folder).split(path.sep).filter(Boolean);
  return [first, ...below.map((_name, index) => path.join(first, ...below.slice(0, index + 1)))];
}

/** Removes a file, link or whole folder. Undefined when it was not there. */
export function remove(target: string): Done | undefined {
  if (fs.lstatSync(target, { throwIfNoEntry: false }) === undefined) return undefined;
  fs.rmSync(target, { recursive: true, force: true });
  return { path: target, was: 'removed' };
}

/** Removes a folder if it is empty. */
export function removeEmpty(folder: string): Done | undefined {
  try {
    fs.rmdirSync(folder);
    return { path: folder, was: 'removed' };
  } catch {
    return undefined;
  }
}

function isRight(wanted: Wanted): boolean {
  const found = fs.lstatSync(wanted.path, { throwIfNoEntry: false });
  if ('linkTo' in wanted) return found?.isSymbolicLink() === true && fs.readlinkSync(wanted.path) === wanted.linkTo;
  if (!found?.isFile() || (found.mode & 0o7777) !== wanted.mode) return false;
  if ('text' in wanted) return fs.readFileSync(wanted.path, 'utf8') === wanted.text;
  return found.size === fs.statSync(wanted.copyOf).size && digestOf(wanted.path) === digestOf(wanted.copyOf);
}

function digestOf(file: string): string {
  const hash = createHash('sha256');
  const handle = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(1024 * 1024);
    for (let read = fs.readSync(handle, buffer); read > 0; read = fs.readSync(handle, buffer)) hash.update(buffer.subarray(0, read));
  } finally {
    fs.closeSync(handle);
  }
  return hash.digest('hex');
}

function sync(file: string): void {
  const handle = fs.openSync(file, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
