import { parseArgs } from 'node:util';
import { peer } from '../peers.ts';
import { cutAgent } from './disk/agent-cuts.ts';
import { cutCollector } from './disk/collector-cuts.ts';
import type { CutResult } from './disk/collector-cuts.ts';

/**
 * `npm run faults -- power-cut [--seed N] [--agents N] [--scans N] [--cuts N]`: what a power cut leaves of the collector's
 * store and of the agent's state, rebuilt from their system calls. The programs as they are must lose nothing; each of them
 * with a flaw must be caught losing something, or the check is worth nothing.
 */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      agents: { type: 'string', default: '10' },
      scans: { type: 'string', default: '6' },
      cuts: { type: 'string', default: '3' },
    },
  });
  const strace = peer('strace');
  if (strace === undefined) process.exit(0);
  const [seed, agents, scansEach, looseCuts] = [values.seed, values.agents, values.scans, values.cuts].map(Number) as [number, number, number, number];
  const few = { agents: 3, scansEach: 2, packages: 100, looseCuts: 0 };
  const checks: readonly (readonly [string, 'keeps' | 'loses', () => Promise<Omit<CutResult, 'checkpoints'>>])[] = [
    ['collector', 'keeps', () => cutCollector({ strace, seed, agents, scansEach, packages: 6000, looseCuts })],
    ['collector whose log is not synced at a commit', 'loses', () => cutCollector({ strace, seed, ...few, flaw: 'normal-sync' })],
    ['collector on a disk that lies about syncs', 'loses', () => cutCollector({ strace, seed, ...few, flaw: 'lying-disk' })],
    ['agent', 'keeps', () => cutAgent({ strace, seed, nights: 4, looseCuts: 8 })],
    ['agent that does not sync files', 'loses', () => cutAgent({ strace, seed, nights: 1, looseCuts: 0, flaw: 'no-file-sync' })],
    ['agent that does not sync folders', 'loses', () => cutAgent({ strace, seed, nights: 1, looseCuts: 0, flaw: 'no-folder-sync' })],
    ['agent on a disk that lies about syncs', 'loses', () => cutAgent({ strace, seed, nights: 1, looseCuts: 0, flaw: 'lying-disk' })],
  ];
  console.log(`seed ${seed}`);
  for (const [who, wanted, run] of checks) {
    const begun = performance.now();
    const { broken, unseen, moments, images, ...counts } = await run();
    const good = unseen.length === 0 && (broken.length > 0) === (wanted === 'loses');
    if (!good) process.exitCode = 1;
    const told = Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ');
    console.log(`${good ? 'as wanted' : 'NOT AS WANTED'}: ${who}: ${told}; power cut at ${moments} moments, ${images} images, ${broken.length} broken promises, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    for (const line of wanted === 'keeps' || !good ? [...unseen, ...broken.slice(0, 10)] : broken.slice(-1)) console.log(`  ${line}`);
  }
}
