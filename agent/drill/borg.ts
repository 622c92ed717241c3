import path from 'node:path';
import { instantOf } from '../facts/backups/repository.ts';
import { borgEnvironment } from '../facts/backups/borg.ts';
import { jsonOf, member, textMember } from '../host/json.ts';
import { microseconds } from './program.ts';
import type { Copy, DrillProgram } from './program.ts';
import type { CopiedFile } from './sample.ts';

/** borg(1) 1.x with a scratch base; `--bypass-lock` leaves the repository as it is while its index is current. */
export const borg: DrillProgram = {
  programs: ['/usr/bin/borg', '/usr/local/bin/borg'],
  env: (named, home) => ({ ...borgEnvironment(named), BORG_BASE_DIR: home }),
  copies: ({ location }) => ['--bypass-lock', 'list', '--json', '--format', '{start}{hostname}', '--', location],
  copiesIn,
  files: ({ location }, { id }) => ['--bypass-lock', 'list', '--json-lines', '--format', '{type}{path}{size}{mtime}', '--', `${location}::${id}`],
  fileIn,
  restore: ({ location }, { id }, files) => ['--bypass-lock', 'extract', '--', `${location}::${id}`, ...files.map(({ path: file }) => `pf:${file}`)],
  // 1 is a warning; from borg 1.4 on warnings may also be 100 to 127.
  isDone: (code) => code === 0 || code === 1 || (code !== null && code >= 100 && code <= 127),
  origins: ({ path: file }) => [`/${file}`],
};

function copiesIn(text: string): readonly Copy[] | undefined {
  const archives = member(jsonOf(text), 'archives');
  if (!Array.isArray(archives)) return undefined;
  return archives.flatMap((it: unknown) => {
    const [id, madeAt] = [textMember(it, 'name') ?? textMember(it, 'archive'), instantOf(member(it, 'start') ?? member(it, 'time'))];
    // borg would replace what stands in braces.
    return id !== undefined && id !== '' && !/[\0{}]/.test(id) && madeAt !== undefined ? [{ id, madeAt, host: textMember(it, 'hostname') ?? null, roots: [] }] : [];
  });
}

function fileIn(line: string): CopiedFile | undefined {
  const item = jsonOf(line);
  const [file, bytes, modifiedUs] = [textMember(item, 'path'), member(item, 'size'), microseconds(member(item, 'mtime') ?? member(item, 'isomtime'))];
  if (textMember(item, 'type') !== '-' || file === undefined || modifiedUs === undefined) return undefined;
  const isPlain = !/[\0\uFFFD\uD800-\uDFFF]/.test(file) && path.posix.normalize(`/${file}`) === `/${file}`;
  return isPlain && typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? { path: file, bytes, modifiedUs } : undefined;
}
