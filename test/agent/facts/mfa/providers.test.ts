import { expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/mfa/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';

const module = (name: string): Machine => ({ [`/lib/x86_64-linux-gnu/security/${name}.so`]: 'x' });
const of = (machine: Machine) => factsOf(linux, { '/etc/pam.d/other': 'auth required pam_unix.so\n', ...module('pam_unix'), ...machine });

test('modules that ask for a second step, and whether a stack names them', () => {
  const { data } = of({ ...module('pam_google_authenticator'), ...module('pam_u2f'), '/etc/pam.d/sshd': 'auth required pam_google_authenticator.so nullok\n', '/etc/pam.d/sudo': '# auth required pam_u2f.so\n' });
  expect(data.providers).toEqual([
    { id: 'pam_google_authenticator', name: 'Google Authenticator', secondStep: true, enabled: true, failsOpen: null },
    { id: 'pam_u2f', name: 'pam-u2f', secondStep: true, enabled: false, failsOpen: null },
  ]);
});

test.each([['failmode = safe', true], ['failmode = secure', false]])('Duo with %s', (line, failsOpen) => {
  expect(of({ ...module('pam_duo'), '/etc/duo/pam_duo.conf': `[duo]\nskey = x\n${line}\n` }).data.providers?.[0]).toMatchObject({ id: 'pam_duo', failsOpen });
});

test('Duo whose settings are hidden', () => {
  expect(of({ ...module('pam_duo'), '/etc/duo/pam_duo.conf': { refused: 'needs-root' } }).gaps).toMatchObject({ 'providers[].failsOpen': 'needs-root' });
});
