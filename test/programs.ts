import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from './house/tree.ts';

const bundles = { townwatch: 'dist/townwatch.mjs', 'townwatch-agent': 'dist/townwatch-agent.cjs' };

/** Node and the fresh bundle of one of our programs, to be started as a town starts it: `spawn(node, [file, …])`. */
export function program(name: keyof typeof bundles): { node: string; file: string } {
  execFileSync(process.execPath, [path.join(root, 'start.mjs'), 'bundle'], { stdio: ['ignore', 'ignore', 'pipe'] });
  return { node: process.execPath, file: path.join(root, bundles[name]) };
}
