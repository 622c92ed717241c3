import { expect, test } from 'vitest';
import { judged, wanted } from '../embarrassing/cases.ts';
import type { HardCase } from '../embarrassing/cases.ts';

const administrator = { name: 'root', id: '0', kind: 'root', enabled: true, administrator: true, administratorBy: ['uid 0'] };
const telnet = { name: 'telnetd', kind: 'telnet', enabled: false, encrypted: false, requiresSecondStep: false };
const town = (entryPoints: readonly object[]): HardCase['given'] => ({ facts: { accounts: { users: [administrator] }, remoteAccess: { servers: [telnet] }, network: { listening: [] }, mfa: { entryPoints } } });
const proof = [{ file: '/etc/pam.d/sshd', line: 3, says: 'auth required pam_unix.so' }];

const atDesk = { entry: 'console', present: true, state: 'absent', methods: [], failsOpen: false, proof };
const ssh = { ...atDesk, entry: 'ssh' };

test('IAM-001 shows every way in as one short text', () => {
  const it: HardCase = {
    who: 'administrator who signs in by a password', given: town([atDesk, { entry: 'rdp', present: false }, ssh]), expect: 'fail', agree: 'A password is enough.',
    shows: /"name":"ways in","value":\["console: second step absent","rdp: not here","ssh: second step absent"\]\},\{"name":"other servers","value":\["telnetd: off"\]\}/,
  };
  expect(judged('IAM-001', it)).toEqual(wanted(it));
});

test('IAM-001 shows the other ways in where one was not read', () => {
  const it: HardCase = { who: 'the same', given: { ...town([{ entry: 'console', present: true }, ssh]), missing: { mfa: [{ path: 'entryPoints[].state', reason: 'needs-root' }] } }, expect: 'fail', agree: 'A password is enough.', shows: /"ways in".*needs-root/ };
  expect(judged('IAM-001', it)).toEqual(wanted(it));
});
