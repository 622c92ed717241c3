import { describe, expect, test } from 'vitest';
import { cutAgent } from '../../faults/disk/agent-cuts.ts';
import { peer } from '../../peers.ts';

const strace = peer('strace') ?? '';
const plan = { strace, nights: 2, looseCuts: 2, seed: 7, skip: 'hardware,software,updates,accounts,mfa,remote-access,firewall,encryption,backups,network,vitals,activity' };

describe.skipIf(strace === '')('a power cut at any sync or word of the agent', () => {
  test('takes no snapshot away that it said it kept, and no number is used twice', async () => {
    const result = await cutAgent(plan);
    expect(result).toMatchObject({ acknowledged: 3, delivered: 2, broken: [], unseen: [] });
    expect(result.moments).toBeGreaterThan(30);
  }, 60_000);

  test.each(['no-file-sync', 'no-folder-sync'] as const)('is noticed with %s', async (flaw) => {
    const { broken, unseen } = await cutAgent({ ...plan, nights: 1, looseCuts: 0, flaw });
    expect(unseen).toEqual([]);
    expect(broken.length).toBeGreaterThan(0);
  }, 60_000);
});
