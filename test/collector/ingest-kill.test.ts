import { expect, test } from 'vitest';
import { killDuringIngest } from '../faults/ingest-kill.ts';

test('a server that is killed again and again while 200 scans arrive loses none that it acknowledged, and stores none twice', async () => {
  const result = await killDuringIngest({ agents: 20, scansEach: 10, kills: 6, seed: 20 });
  expect(result).toMatchObject({ acknowledged: 200, kills: 7, lost: [], storedTwice: [], damaged: [] });
  expect(result.cut).toBeGreaterThan(0);
}, 120_000);
