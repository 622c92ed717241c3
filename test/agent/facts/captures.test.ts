import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { linux as hardening } from '../../../agent/facts/hardening/linux.ts';
import { routes4 } from '../../../agent/facts/network/routes.ts';
import { linux as passwordPolicy } from '../../../agent/facts/password-policy/linux.ts';
import { sharedFixtures } from '../../shared.ts';
import { factsOf } from './machine.ts';

const shared = sharedFixtures();
const read = (...below: readonly string[]) => readFileSync(path.join(shared ?? '', ...below), 'utf8');

test.skipIf(!shared)('routes as jc reads them, less those of hosts', () => {
  const dotted = (hex: string) => (hex.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)).join('.');
  const expected = JSON.parse(read('jc/files/linux-proc/net_route.json')) as { Iface: string; Destination: string; Gateway: string; Mask: string; Flags: string }[];
  const wanted = expected.filter(({ Mask }) => Mask !== 'FFFFFFFF').map(({ Iface, Destination, Gateway }) => [Iface, dotted(Destination), Gateway === '00000000' ? null : dotted(Gateway)]);
  expect(routes4(read('jc/files/linux-proc/net_route').trim())?.map((route) => [route.interface, route.destination.split('/')[0], route.gateway])).toEqual(wanted);
  expect(wanted.length).toBeGreaterThan(1);
});

test.skipIf(!shared)('login.defs of Debian, captured', () => {
  const [, text = ''] = /content = """([^]*?)"""/.exec(read('cnquery-mpl/files/providers/os/resources/logindefs/testdata/debian.toml')) ?? [];
  expect(text).toContain('PASS_MAX_DAYS');
  expect(factsOf(passwordPolicy, { '/etc/login.defs': text, '/etc/pam.d/passwd': 'password required pam_unix.so\n' }).data).toMatchObject({ maxAgeDays: null, minAgeDays: 0, hashScheme: 'sha512crypt' });
});

test.skipIf(!shared)('SELinux of a system that has it configured and not loaded, captured', () => {
  const text = read('facter/fixtures/selinux_config');
  expect(factsOf(hardening, { '/etc/selinux/config': text }).data.mandatoryAccess).toEqual({ product: 'selinux', state: 'disabled', profiles: null });
});
