import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../house/tree.ts';

/**
 * Bundles a script of ours, so that plain Node runs it: pages are .tsx, which Node does not read.
 * @param code ES module; it imports as a file at the root of the repository would
 * @param folder where the bundle is written; not below the repository
 * @returns the file
 */
export async function bundle(code: string, folder: string): Promise<string> {
  const outfile = path.join(folder, 'bundle.mjs');
  const options = { bundle: true, platform: 'node', target: 'node26', format: 'esm', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'silent' } as const;
  await build({ absWorkingDir: root, stdin: { contents: code, resolveDir: root, loader: 'ts' }, outfile, ...options });
  return outfile;
}
