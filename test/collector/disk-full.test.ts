import { describe, expect, test } from 'vitest';
import { collectorOnFullDisk, wrongOfServer } from '../faults/disk-full.ts';
import { canMount } from '../faults/disk/namespace.ts';
import { failOnce, ground } from '../faults/disk/sync-errors.ts';
import { peer } from '../peers.ts';

test.skipIf(!canMount())('a server on a disk that fills up turns scans down, loses none that it took, and goes on when there is room', async () => {
  const result = await collectorOnFullDisk(8);
  expect(result).toMatchObject({ refused: 8, wrong: [] });
  expect(result.acknowledged).toBeGreaterThan(8);
}, 60_000);

const strace = peer('strace') ?? '';

describe.skipIf(strace === '')('after a sync that fails', () => {
  test('in a commit, in a judgement or at the end, a server acknowledges nothing more and ends with an error', async () => {
    const prepared = await ground();
    const fault = { calls: 'fsync,fdatasync', error: 'EIO' } as const;
    const { syncs, exit } = await failOnce(strace, prepared, { ...fault, at: 9999 });
    expect(exit).toBe(0);
    // The first of the log belongs to its head; then come two commits, a judgement, two commits, a judgement, the end.
    const [, , second = 0, judgement = 0] = syncs.flatMap((file, index) => (file === 'townwatch.sqlite-wal' ? [index + 1] : []));
    for (const at of [second, judgement, syncs.indexOf('townwatch.sqlite') + 1]) {
      const result = await failOnce(strace, prepared, { ...fault, at });
      expect(result.hit).toMatch(/^townwatch\.sqlite/);
      expect([at, wrongOfServer(result)]).toEqual([at, []]);
    }
    prepared.remove();
  }, 60_000);

  test('what counts as wrong is seen', () => {
    const good = { hit: 'townwatch.sqlite-wal', exit: 1, said: 'x\ntownwatch: The disk under /d failed (why); check it before the next start.', acknowledged: 2, after: 0, broken: [], syncs: [] };
    expect(wrongOfServer(good)).toEqual([]);
    expect(wrongOfServer({ ...good, exit: 0 })).toEqual(['it ended with 0']);
    expect(wrongOfServer({ ...good, after: 1 })).toEqual(['it acknowledged 1 after the fault']);
    expect(wrongOfServer({ ...good, said: 'this is a bug' })).toEqual(['it said this is a bug']);
    expect(wrongOfServer({ ...good, hit: 'server.lock', broken: ['gone'] })).toEqual(['gone']);
  });
});
