import { expect, test } from 'vitest';
import { agentOnFullDisk, wrongOfAgent } from '../../faults/disk-full.ts';
import { agentGround, failAgentOnce } from '../../faults/disk/agent-sync-errors.ts';
import { canMount } from '../../faults/disk/namespace.ts';
import { peer } from '../../peers.ts';

test.skipIf(!canMount())('an agent on a disk that is almost full keeps the newest snapshot; on a full one it says so in one line and leaves nothing behind', async () => {
  expect(await agentOnFullDisk(3)).toEqual({ runs: 10, wrong: [] });
}, 60_000);

const strace = peer('strace') ?? '';

test.skipIf(strace === '')('an agent whose disk fails at a sync claims nothing, and the next run goes on where it was', async () => {
  const prepared = await agentGround(strace);
  const hit: (string | undefined)[] = [];
  for (const at of [1, 3, 4, 9, 99]) {
    const result = await failAgentOnce(strace, prepared, at);
    hit.push(result.hit?.replace(/\d{12}-\d+/, '…'));
    expect([at, wrongOfAgent(result)]).toEqual([at, []]);
  }
  await prepared.remove();
  expect(hit).toEqual(['state/progress.json.new', 'state/spool/….snapshot.new', 'state/spool', 'state', undefined]);
}, 60_000);

test('what counts as wrong is seen', () => {
  const good = { hit: 'state', exit: 1, said: 'townwatch-agent: The disk failed: EIO; check it before the next run.', after: [], next: 0, twice: [], leftovers: [] };
  expect(wrongOfAgent(good)).toEqual([]);
  expect(wrongOfAgent({ ...good, exit: 0, after: ['1 sent.'], next: 1, twice: ['a 2'], leftovers: ['lock.7'] })).toHaveLength(5);
});
