import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../shared', import.meta.url));

/**
 * The folder with recordings of real machines that are too many, or not ours, to stand in this repository:
 * `shared/` beside it, or TOWNWATCH_SHARED. Undefined when it is not there, except in CI, where that is an error.
 * Use: `test.skipIf(!shared)(…)` with `const shared = sharedFixtures()`.
 */
export function sharedFixtures(...below: readonly string[]): string | undefined {
  const folder = path.join(process.env['TOWNWATCH_SHARED'] ?? beside, 'fixtures', ...below);
  if (fs.existsSync(folder)) return folder;
  return absent(`${folder} is not there (TOWNWATCH_SHARED says where the shared recordings are)`);
}

/** Skips what needs a thing this machine does not have, and says so; in CI everything has to be there. */
export function absent(what: string): undefined {
  if (process.env['CI'] === 'true') throw new Error(what);
  console.warn(`SKIPPED: ${what}`);
  return undefined;
}
