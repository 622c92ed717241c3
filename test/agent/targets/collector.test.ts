import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentReader } from '../../../collector/evaluate/contents.ts';
import { buildInput } from '../../../collector/evaluate/input.ts';
import { bodyOf, machine, sendBody } from '../../collector/fake-agent.ts';
import { fakeTown } from '../../collector/fake-town.ts';
import type { FakeTown } from '../../collector/fake-town.ts';
import { fromZone, nameServer } from './domain/name-server.ts';
import { opened } from './domain/town.ts';

let town: FakeTown;
beforeAll(async () => {
  town = await fakeTown();
});
afterAll(() => town.stop());

test('the collector keeps what is said of a domain as an asset of its own, beside the machine that asked', async () => {
  const dns = await nameServer(fromZone({ 'town.example NS': ['ns1.host.example'], 'town.example TXT': ['v=spf1 -all'] }, 'town.example'));
  const scan = await opened({ domains: [{ name: 'town.example', resolver: dns.address }] }).scan();
  dns.close();
  const contents = Object.fromEntries(Object.entries(scan.sections).map(([name, { content }]) => [name, content!]));
  const agent = await town.enroll('clerk-1');
  await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: machine('clerk-1') }));
  const target = { kind: 'domain', id: 'town.example' } as const;
  expect((await sendBody(town.at, agent, bodyOf(agent, { sequence: 2, contents, predicate: { target } }))).status).toBe(201);
  const reader = contentReader(town.store, 1_000_000);
  const input = await buildInput(town.store, reader, { town: town.town, asOf: new Date().toISOString(), engine: '', documents: [] });
  expect(input.roster.map(({ label, class: kind, state, possibleDuplicateOf }) => ({ label, kind, state, possibleDuplicateOf })).sort((a, b) => (a.label < b.label ? -1 : 1))).toEqual([
    { label: 'clerk-1', kind: 'workstation', state: 'active', possibleDuplicateOf: [] },
    { label: 'town.example', kind: 'domain', state: 'active', possibleDuplicateOf: [] },
  ]);
  const told = input.statements.find((statement) => statement.target.kind === 'domain');
  const mail = input.contents[told?.predicate.sections['mail']?.digest ?? ''];
  expect(mail).toMatchObject({ section: 'mail', data: { spf: { record: 'v=spf1 -all', all: 'fail' } } });
});
