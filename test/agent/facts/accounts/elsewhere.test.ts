import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/accounts/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';

/** Rights and keys that are decided elsewhere than in the files that are read: neither given nor denied. */
const base: Machine = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmaria:x:1000:1000::/home/maria:/bin/bash\n',
  '/etc/shadow': 'root:*:19789:0:99999:7:::\nmaria:!:19700:0:99999:7:::\n',
  '/etc/group': 'root:x:0:\nmaria:x:1000:\n',
  '/etc/nsswitch.conf': 'passwd: files\n',
  '/etc/sudoers': 'root ALL=(ALL:ALL) ALL\n',
  '/usr/bin/sudo': 'x',
};
const of = (more: Machine) => factsOf(linux, { ...base, ...more });
const maria = (more: Machine) => of(more).data.users?.find(({ name }) => name === 'maria');

describe('who is an administrator', () => {
  test.each(['+admins ALL=(ALL) ALL', '%:town\\ admins ALL=(ALL) ALL', '@include /etc/sudoers.%h'])('is not known by %j', (line) => {
    const { data, gaps } = of({ '/etc/sudoers': `root ALL=(ALL) ALL\n${line}\n` });
    expect(data.users?.map(({ name, administrator }) => [name, administrator])).toEqual([['root', true], ['maria', undefined]]);
    expect(gaps).toHaveProperty('users[].administrator');
  });

  test.each([['/usr/bin/', true], ['/usr/bin/*', true], ['/bin/b?sh', true], ['/bin/[a-c]ash', true], ['/usr/*', false], ['/usr/local/bin/', false], ['/usr/bin/apt*', false]])('may run %j: %s', (command, is) =>
    expect(maria({ '/etc/sudoers': `maria ALL=(ALL) ${command}\n` })?.administrator).toBe(is),
  );
});

describe('who can sign in by key', () => {
  test.each(['AuthorizedKeysCommand /usr/bin/keys', 'TrustedUserCAKeys /etc/ssh/ca.pub', 'Match User maria\nAuthorizedKeysFile /etc/keys/%u'])('is not known with %j', (line) => {
    expect(maria({ '/etc/ssh/sshd_config': `${line}\n` })).toMatchObject({ authorizedKeys: undefined, enabled: undefined });
  });

  test.each(['AuthorizedKeysCommand none', 'TrustedUserCAKeys none', 'PasswordAuthentication no'])('is known with %j', (line) => {
    expect(maria({ '/etc/ssh/sshd_config': `${line}\n` })).toMatchObject({ authorizedKeys: 0, enabled: false });
  });

  test('is not known when the settings of sshd are hidden', () => {
    expect(maria({ '/etc/ssh/sshd_config': { refused: 'needs-root' } })).toMatchObject({ authorizedKeys: undefined, enabled: undefined });
  });
});

test('lines with a plus bring users of NIS, where they are asked', () => {
  const passwd = `${base['/etc/passwd'] as string}+::::::\n`;
  expect(of({ '/etc/passwd': passwd, '/etc/nsswitch.conf': 'passwd: compat\n' }).data.directoryUsers).toEqual(['nis']);
  expect(of({ '/etc/passwd': passwd }).data.directoryUsers).toEqual([]);
  expect(of({ '/etc/nsswitch.conf': 'passwd: compat\n' }).data.directoryUsers).toEqual([]);
});
