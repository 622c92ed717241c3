import { afterEach, beforeEach, expect, test } from 'vitest';
import { stated } from '../../collector/evaluate/stated.ts';
import { auditHead, verifyAudit } from '../../collector/store/audit-log.ts';
import { openStore } from '../../collector/store/open.ts';
import { addTown } from '../../collector/store/towns.ts';
import { documentHistory, newestDocuments, newestShared, stateDocument, stateShared } from '../../collector/store/documents.ts';
import { nothingStated } from '../../rules/input.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

let fake: FakeTown;
beforeEach(async () => {
  fake = await fakeTown();
});
afterEach(() => fake.stop());

const at = '2026-11-21T12:00:00.000Z';

test('every version is kept with its actor, the newest counts, and the same body again is no new version', async () => {
  const { store, town } = fake;
  const say = (id: string, actor: string, text: string) => stateDocument(store, { town: town.id, kind: 'plan', id, at, actor, body: { id, text } });
  expect(await say('P-1', 'A. Clerk', 'buy')).toMatchObject({ version: 1, changed: true });
  expect(await say('P-1', 'B. Chief', 'buy')).toMatchObject({ version: 1, changed: false });
  expect(await say('P-1', 'B. Chief', 'lease')).toMatchObject({ version: 2, changed: true });
  await say('P-2', 'A. Clerk', 'repair');
  const newest = await newestDocuments<{ text: string }>(store, town.id, 'plan');
  expect(newest.map(({ id, version, actor, body }) => [id, version, actor, body.text])).toEqual([
    ['P-1', 2, 'B. Chief', 'lease'],
    ['P-2', 1, 'A. Clerk', 'repair'],
  ]);
  expect((await documentHistory<{ text: string }>(store, town.id, 'plan', 'P-1')).map(({ body }) => body.text)).toEqual(['buy', 'lease']);
  expect((await verifyAudit(store)).whole).toBe(true);
});

test('what one town states never reaches another', async () => {
  const { store, town } = fake;
  await stateDocument(store, { town: town.id, kind: 'waiver', id: 'W-1', at, actor: 'A', body: {} });
  expect(await newestDocuments(store, 'another', 'waiver')).toEqual([]);
});

test('what holds for all towns has versions, too, and each is in the audit log', async () => {
  const { store, town } = fake;
  expect(await newestShared(store, 'msp')).toBeUndefined();
  const before = await auditHead(store);
  const parameters = [{ rule: 'HW-001', parameter: 'years', value: 4, level: 'msp', author: 'M', reason: 'leases', date: '2026-11-01' }];
  await stateShared(store, { kind: 'msp', at, actor: 'M. Service', body: { file: 'msp.yaml', text: '', parameters } });
  expect((await auditHead(store)).size).toBe(before.size + 1);
  expect((await stated(store, town.id)).profile.parameters).toEqual(parameters);
});

test('a running server judges a town again after another program stated something, and all towns when it holds for all', async () => {
  await expect.poll(() => fake.judged.length).toBeGreaterThan(0);
  fake.judged.length = 0;
  const other = await openStore(fake.folder, fake.world);
  const another = await addTown(other, { name: 'Otherville', timeZone: 'America/Chicago', fiscalYearStartMonth: 7 }, fake.world);
  await stateDocument(other, { town: fake.town.id, kind: 'register', id: 'town', at, actor: 'A. Clerk', body: {} });
  await expect.poll(() => [...fake.judged], { timeout: 8_000 }).toEqual([fake.town.id]);
  await stateShared(other, { kind: 'msp', at, actor: 'M. Service', body: { parameters: [] } });
  await expect.poll(() => fake.judged.slice(1).sort(), { timeout: 8_000 }).toEqual([fake.town.id, another.id].sort());
  await other.destroy();
});

test('a town that has stated nothing states nothing', async () => {
  const { store, town } = fake;
  const { profile, ...rest } = await stated(store, town.id);
  expect(rest).toEqual(nothingStated);
  expect(profile.parameters).toEqual([]);
});
