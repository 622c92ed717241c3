import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The five folders that are shipped. */
export const products = ['wire', 'agent', 'rules', 'reports', 'collector'] as const;

const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git', 'data']);

/** Files below the given folders (all, when none is given) as sorted paths with `/`; folders that do not exist yet are empty. */
export function files(pattern: RegExp, ...folders: readonly string[]): string[] {
  const starts = folders.length > 0 ? folders : ['.'];
  return starts.flatMap((folder) => below(folder, pattern)).sort();
}

function below(folder: string, pattern: RegExp): string[] {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs.readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const place = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return folder === '.' && notOurs.has(entry.name) ? [] : below(place, pattern);
    return entry.isFile() && pattern.test(place) ? [place] : [];
  });
}

/** Names of the folders directly below a folder. */
export function folders(folder: string): string[] {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  const entries = fs.readdirSync(absolute, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Text of a file of the repository. */
export function read(place: string): string {
  return fs.readFileSync(path.join(root, place), 'utf8');
}

/** Whether the repository has this file. */
export function exists(place: string): boolean {
  return fs.existsSync(path.join(root, place));
}
