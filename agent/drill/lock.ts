import fs from 'node:fs';
import path from 'node:path';
import { localFolder } from '../facts/backups/repository.ts';
import type { Named } from '../facts/backups/repository.ts';

/**
 * Why a repository on this computer is not opened: borg, also with `--bypass-lock`, makes the index anew when it does not
 * belong to the last transaction, which would be a change of the repository. Undefined when nothing speaks against it.
 */
export function hindrance(named: Named): string | undefined {
  const folder = localFolder(named);
  if (named.product !== 'borg' || folder === undefined || !fs.existsSync(folder)) return undefined;
  if (isLocked(named)) return 'a lock stands in the repository: a backup runs, or remove the stale lock ("borg break-lock")';
  const last = Math.max(-1, ...namesIn(path.join(folder, 'data')).flatMap((part) => namesIn(path.join(folder, 'data', part))).map(Number).filter(Number.isInteger));
  const index = namesIn(folder).filter((name) => /^index\.\d+$/.test(name));
  return index.length === 1 && index[0] === `index.${last}` ? undefined : 'the index of the repository is not current, and borg would write a new one: run a backup or "borg check" first';
}

/** Whether somebody seems to write into a repository on this computer right now, or was cut off. */
export function isLocked(named: Named): boolean {
  const folder = localFolder(named);
  if (folder === undefined) return false;
  return namesIn(path.join(folder, named.product === 'borg' ? 'lock.exclusive' : 'locks')).length > 0;
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
