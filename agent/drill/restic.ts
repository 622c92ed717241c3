import path from 'node:path';
import { instantOf } from '../facts/backups/repository.ts';
import { itemsOf, jsonOf, member, textMember } from '../host/json.ts';
import { microseconds } from './program.ts';
import type { Copy, DrillProgram } from './program.ts';
import type { CopiedFile } from './sample.ts';

/** restic(1). `--no-lock --no-cache` leave repository and home as they are. */
export const restic: DrillProgram = {
  programs: ['/usr/bin/restic', '/usr/local/bin/restic'],
  env: () => ({}),
  copies: (named) => [...opening(named), 'snapshots', '--json'],
  copiesIn,
  files: (named, { id }) => [...opening(named), 'ls', '--json', '--', id],
  fileIn,
  restore: (named, { id }, files) => [...opening(named), 'restore', ...files.flatMap(({ path: file }) => ['--include', literally(file)]), '--target', '.', '--', id],
  isDone: (code) => code === 0,
  origins,
};

function opening({ location, passwordFile }: Parameters<DrillProgram['copies']>[0]): string[] {
  return ['-r', location, ...(passwordFile === undefined ? [] : ['--password-file', passwordFile]), '--no-lock', '--no-cache'];
}

function copiesIn(text: string): readonly Copy[] | undefined {
  const list = jsonOf(text);
  // A repository without a copy: null before restic 0.15, an empty list since.
  if (list === null) return [];
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((it) => {
    const [id, madeAt] = [textMember(it, 'id'), instantOf(member(it, 'time'))];
    const roots = itemsOf(member(it, 'paths')).filter((root) => typeof root === 'string');
    return id !== undefined && /^[0-9a-f]{8,64}$/.test(id) && madeAt !== undefined ? [{ id, madeAt, host: textMember(it, 'hostname') ?? null, roots }] : [];
  });
}

function fileIn(line: string): CopiedFile | undefined {
  const node = jsonOf(line);
  const [file, bytes, modifiedUs] = [textMember(node, 'path'), member(node, 'size') ?? 0, microseconds(member(node, 'mtime'))];
  if (textMember(node, 'type') !== 'file' || file === undefined || !file.startsWith('/') || modifiedUs === undefined) return undefined;
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 && isPlain(file) ? { path: file, bytes, modifiedUs } : undefined;
}

/** A path that can be an argument and comes back as it is. */
function isPlain(file: string): boolean {
  return !file.includes('\0') && !file.includes('\uFFFD') && path.posix.normalize(file) === file;
}

/** A pattern that stands for one path only, see filepath.Match of Go. */
function literally(file: string): string {
  return file.replace(/[\\*?[\]]/g, '\\$&');
}

/** restic keeps whole paths when it was told whole paths, else only what was named, or what is in it. */
function origins({ path: file }: CopiedFile, { roots }: Copy): string[] {
  const around = roots.filter((root) => root.startsWith('/')).flatMap((root) => [path.posix.join(path.posix.dirname(root), file), path.posix.join(root, file)]);
  return [...new Set([file, ...around])];
}
