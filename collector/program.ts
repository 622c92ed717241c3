import path from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

/** Name and version of this program, as evaluations pin it. */
export const engine = `townwatch/${manifest.version}`;
export const { version } = manifest;

/**
 * Folder in which the program is installed: TOWNWATCH_HOME as start.mjs sets it, or one above this file, which is right for
 * the sources (`collector/`) and for the bundle (`dist/`).
 */
export function home(env: Readonly<Record<string, string | undefined>>): string {
  return env['TOWNWATCH_HOME'] || path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
}
