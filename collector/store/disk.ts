import { codeOf, failure, messageOf } from '../failure.ts';
import type { Failure } from '../failure.ts';

/** No room. SQLITE_IOERR_SHMSIZE is what SQLite says when the memory that it shares between programs, a file too, cannot grow. */
const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);

/** Whether an error says that the disk failed: nothing is known any more about what it took before. A full disk has not failed. */
export function isBroken(error: unknown): boolean {
  const code = codeOf(error);
  return !full.has(code) && (code === 'EIO' || code.startsWith('SQLITE_IOERR'));
}

/** What a person is told when a command could not do its work because of the disk; undefined when the disk is not the cause. */
export function diskFailure(error: unknown, folder: string): Failure | undefined {
  if (full.has(codeOf(error))) return failure('wrong-use', `The disk under ${folder} is full; make room and run it again.`, error);
  if (isBroken(error)) return failure('bug', `The disk under ${folder} failed (${messageOf(error)}); check it before the next start.`, error);
  return undefined;
}
