import { expect, test } from 'vitest';
import { neighbors } from '../../../../agent/facts/neighbors/index.ts';
import { linux } from '../../../../agent/facts/neighbors/linux.ts';
import { context } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { bothRounds, factsWith } from '../started.ts';
import { busyPrograms, busyServer } from '../town-services.ts';

const on = (...networks: readonly string[]) => ({ ...context, settings: { repositories: [], networks } });
const parsed = (machine: Machine, around: typeof context) => linux.parse(bothRounds(linux, machine, {}, around), around);

test('devices on the declared networks, without made-up addresses', () => {
  expect(neighbors).toMatchObject({ name: 'neighbors', version: 1, linux });
  const { data, missing } = factsWith(linux, busyServer, busyPrograms, on('192.0.2.0/24'));
  expect(data).toEqual({
    networks: ['192.0.2.0/24'],
    neighbors: [
      { mac: '00:1b:78:aa:10:01', addresses: ['192.0.2.1'], router: true },
      { mac: '00:1b:78:aa:10:02', addresses: ['192.0.2.40'], router: false },
    ],
    randomized: 1,
  });
  expect(missing).toEqual([]);
});

test('a network that nobody declared is never looked at', () => {
  expect(linux.sources(on().settings)).toEqual({});
  expect(parsed(busyServer, on())).toMatchObject({ failed: 'foreign-network' });
  const elsewhere = on('198.51.100.0/24');
  expect(parsed(busyServer, elsewhere)).toMatchObject({ failed: 'foreign-network' });
  expect(Object.keys(bothRounds(linux, busyServer, {}, elsewhere)).sort()).toEqual(['ipv4', 'ipv6']);
});

test('a declared network of IPv6', () => {
  const machine = { ...busyServer, '/proc/net/if_inet6': '20010db8000000000000000000000010 02 40 00 00     eno1\n' };
  const { data } = factsWith(linux, machine, busyPrograms, on('2001:db8::/64'));
  expect(data.neighbors).toEqual([{ mac: '00:1b:78:aa:10:02', addresses: ['2001:db8::7'], router: false }]);
});

test('without ip the list is known in part', () => {
  const { data, gaps } = factsWith(linux, busyServer, {}, on('192.0.2.0/24'));
  expect([data.neighbors?.length, data.randomized, gaps]).toEqual([2, undefined, { neighbors: 'tool-missing', randomized: 'tool-missing' }]);
});

test('addresses that cannot be asked are a refusal, not a foreign network', () => {
  expect(parsed({ ...busyServer, interfaces: { refused: 'timeout' } }, on('192.0.2.0/24'))).toMatchObject({ failed: 'timeout' });
});

test('networks that are none contain nothing', () => {
  for (const network of ['192.0.2.0', '192.0.2.0/33', 'x/24', '192.0.2.0/-1', '::/129']) expect(parsed(busyServer, on(network))).toMatchObject({ failed: 'foreign-network' });
});
