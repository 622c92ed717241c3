import { describe, expect, test } from 'vitest';
import { cutCollector } from '../faults/disk/collector-cuts.ts';
import { peer } from '../peers.ts';

const strace = peer('strace') ?? '';

describe.skipIf(strace === '')('a power cut at any sync or answer of the collector', () => {
  test('takes nothing away that was promised: town, token, authority, agents, receipts with their contents', async () => {
    const result = await cutCollector({ strace, agents: 4, scansEach: 2, packages: 100, looseCuts: 1, seed: 7 });
    expect(result).toMatchObject({ acknowledged: 8, broken: [], unseen: [] });
    expect(result.moments).toBeGreaterThan(60);
  }, 60_000);

  test('is noticed when SQLite syncs less than it was told, although every process ends in order', async () => {
    const result = await cutCollector({ strace, agents: 2, scansEach: 2, packages: 100, looseCuts: 0, seed: 7, flaw: 'normal-sync' });
    expect(result).toMatchObject({ acknowledged: 4, unseen: [] });
    expect(result.broken.filter((line) => line.includes('receipt')).length).toBeGreaterThan(0);
  }, 60_000);
});
