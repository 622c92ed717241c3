import { afterEach, beforeEach, expect, test } from 'vitest';
import { roster } from '../../../collector/assets/roster.ts';
import { stateDocument } from '../../../collector/store/documents.ts';
import { bodyOf, contentBytes, sendBody } from '../fake-agent.ts';
import { fakeTown } from '../fake-town.ts';
import type { FakeTown } from '../fake-town.ts';

let fake: FakeTown;
beforeEach(async () => {
  fake = await fakeTown();
});
afterEach(() => fake.stop());

const adapters = (...addresses: unknown[]) => ({ interfaces: [{ name: 'lo', addresses: ['127.0.0.1/8'] }, { name: 'eth0', addresses }] });

test('a department by network comes from the addresses that a computer reported last', async () => {
  const { store, town } = fake;
  const register = { departments: [{ name: 'Police', networks: ['10.1.4.0/24', '2001:db8:4::/64'] }] };
  await stateDocument(store, { town: town.id, kind: 'register', id: 'town', at: '2026-11-01T00:00:00Z', actor: 'A', body: { file: 'town.yaml', text: '', register, parameters: [] } });
  const scans: Record<string, readonly unknown[]> = {
    moved: [adapters('10.1.5.9/24'), adapters('10.1.4.9/24')],
    left: [adapters('10.1.4.9/24'), adapters('10.1.5.9/24')],
    six: [adapters('fe80::1/64', '2001:db8:4::12/64')],
    hostile: [{ interfaces: [null, { addresses: 'x' }, { addresses: [7, null, 'not an address', '10.1.4.9.9/24'] }] }],
  };
  for (const [hostname, contents] of Object.entries(scans)) {
    const agent = await fake.enroll(hostname);
    for (const [index, data] of contents.entries()) {
      const answer = await sendBody(fake.at, agent, bodyOf(agent, { sequence: index + 1, contents: { identity: contentBytes('identity', { hostname }), network: contentBytes('network', data) } }));
      expect(answer.status).toBe(201);
    }
  }
  const found = await roster(store, town.id, '2026-11-21T00:00:00Z');
  expect(Object.fromEntries(found.map(({ label, department, departmentBy }) => [label, [department, departmentBy]]))).toEqual({
    moved: ['Police', 'network'],
    left: [null, undefined],
    six: ['Police', 'network'],
    hostile: [null, undefined],
  });
});
