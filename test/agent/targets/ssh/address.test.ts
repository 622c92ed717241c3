import { expect, test } from 'vitest';
import { isInside } from '../../../../agent/host/networks.ts';
import { locate } from '../../../../agent/targets/ssh/address.ts';

const networks = ['192.168.1.0/24', 'fd00::/8'];

test.each([
  ['192.168.1.20', true], ['192.168.2.20', false], ['8.8.8.8', false], ['fd00::5', true], ['2001:db8::1', false], ['::ffff:192.168.1.20', true], ['::ffff:8.8.8.8', false], ['fd00::5%eth0', true], ['::1', false], ['nonsense', false],
])('%s lies in the networks of the town: %s', (address, inside) => {
  expect(isInside(address, networks)).toBe(inside);
});

test('what is looked up is what is connected to', async () => {
  expect(await locate('192.168.1.20', networks)).toEqual({ address: '192.168.1.20' });
  expect(await locate('fileserver', networks, () => Promise.resolve(['192.168.1.7', 'fd00::7']))).toEqual({ address: '192.168.1.7' });
  expect(await locate('fileserver', [], () => Promise.resolve(['203.0.113.7']))).toEqual({ address: '203.0.113.7' });
});

test('a name that leads out of the networks even once is refused, and so is one that leads nowhere', async () => {
  expect(await locate('203.0.113.9', networks)).toMatchObject({ why: { reason: 'foreign-network', detail: '203.0.113.9 lies in none of the networks of agent.yaml (192.168.1.0/24, fd00::/8)' } });
  expect(await locate('fileserver', networks, () => Promise.resolve(['192.168.1.7', '203.0.113.7']))).toMatchObject({ why: { reason: 'foreign-network', detail: expect.stringContaining('fileserver is 203.0.113.7, which') as string } });
  expect(await locate('fileserver', networks, () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })))).toEqual({ why: { reason: 'unreachable', detail: 'fileserver is not known to DNS (ENOTFOUND)' } });
  expect(await locate('fileserver', networks, () => Promise.resolve([]))).toMatchObject({ why: { reason: 'unreachable' } });
});
