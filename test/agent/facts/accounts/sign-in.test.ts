import { expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/accounts/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';

const base: Machine = { '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmaria:x:1000:1000:Maria Lopez,,,:/home/maria:/bin/bash\n', '/etc/shadow': 'root:*:19000:0:99999:7:::\nmaria::19000:0:99999:7:::\n', '/etc/group': 'root:x:0:\nsudo:x:27:maria,ldapuser\n' };
const of = (machine: Machine = {}) => factsOf(linux, { ...base, ...machine });

test.each<[string, Machine, string | null]>([
  ['nobody', {}, null],
  ['GDM', { '/etc/gdm3/daemon.conf': '[daemon]\nAutomaticLoginEnable = true\nAutomaticLogin = maria\n' }, 'maria'],
  ['GDM, commented out', { '/etc/gdm3/daemon.conf': '[daemon]\n#AutomaticLoginEnable = true\n#AutomaticLogin = maria\n' }, null],
  ['LightDM', { '/etc/lightdm/lightdm.conf.d/a.conf': '[Seat:*]\nautologin-user=maria\n' }, 'maria'],
  ['SDDM', { '/etc/sddm.conf': '[Autologin]\nUser=maria\n' }, 'maria'],
  ['the console', { '/etc/systemd/system/getty@tty1.service.d/a.conf': '[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin maria --noclear %I $TERM\n' }, 'maria'],
])('signed in at start: %s', (_name, machine, user) => {
  expect(of(machine).data.automaticSignIn).toBe(user);
});

test('hidden settings are a gap', () => {
  expect(of({ '/etc/lightdm/lightdm.conf': { refused: 'needs-root' } }).gaps).toMatchObject({ automaticSignIn: 'needs-root' });
});

test('the group of administrators, as it lists them', () => {
  expect(of().data.administrators).toEqual([{ id: '1000', name: 'maria', kind: 'local-user' }, { id: 'ldapuser', name: 'ldapuser', kind: 'unknown' }]);
});

test('full names stay on the computer; empty passwords, users that the sign-in screen hides', () => {
  const { data } = of({ '/var/lib/AccountsService/users/maria': '[User]\nSystemAccount=true\n' });
  expect(data.users?.map(({ name, description, passwordRequired, hidden }) => [name, description, passwordRequired, hidden])).toEqual([['root', null, true, true], ['maria', null, false, true]]);
  expect(of().data.users?.[1]?.hidden).toBe(false);
});
