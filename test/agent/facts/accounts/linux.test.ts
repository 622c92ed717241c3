import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../cpu.ts';
import { linux } from '../../../../agent/facts/accounts/linux.ts';
import { sharedFixtures } from '../../../shared.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { canary, townServer } from '../town-server.ts';

const base: Machine = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmaria:x:1000:1000::/home/maria:/bin/bash\n',
  '/etc/shadow': 'root:*:19789:0:99999:7:::\nmaria:$y$j9T$a$b:19700:0:99999:7:::\n',
  '/etc/group': 'root:x:0:\nsudo:x:27:\nwheel:x:10:\nadmin:x:115:\ndocker:x:998:\nmaria:x:1000:\n',
  '/etc/sudoers': 'root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n',
  '/usr/bin/sudo': 'x',
};
const of = (more: Machine = {}) => factsOf(linux, { ...base, ...more });
const user = (name: string, more: Machine = {}) => of(more).data.users?.find((it) => it.name === name);
const maria = (more: Machine = {}) => user('maria', more);

test('the server of a town', () => {
  const { data, missing } = factsOf(linux, townServer);
  expect(missing).toEqual([]);
  expect(data.users?.map(({ name, id, kind, enabled, password, passwordScheme, administratorBy, authorizedKeys }) => [name, id, kind, enabled, password, passwordScheme, administratorBy?.join('; '), authorizedKeys])).toEqual([
    ['root', '0', 'root', true, 'set', 'yescrypt', 'sudo rule; uid 0', 0],
    ['daemon', '1', 'system', false, 'none', null, '', 0],
    ['postgres', '105', 'system', false, 'locked', null, '', 0],
    ['maria', '1000', 'person', true, 'set', 'sha512crypt', 'group sudo', 2],
    ['tom', '1001', 'person', false, 'locked', 'sha512crypt', 'group docker', 0],
    ['old', '1002', 'person', false, 'set', 'md5crypt', '', 0],
    ['ops', '1003', 'person', true, 'none', null, '', 1],
    ['nobody', '65534', 'system', false, 'none', null, '', 0],
  ]);
  expect(data.users?.find(({ name }) => name === 'maria')).toMatchObject({ loginShell: '/bin/bash', passwordChangedOn: '2026-09-04', passwordMaxDays: 90, expiresOn: null, administrator: true });
  expect(data.users?.find(({ name }) => name === 'old')).toMatchObject({ passwordMaxDays: null, expiresOn: '2020-08-26' });
  expect(data.sudoRules).toEqual([
    { who: 'root', commands: 'ALL', noPassword: false, file: '/etc/sudoers' },
    { who: '%sudo', commands: 'ALL', noPassword: false, file: '/etc/sudoers' },
    { who: 'ops', commands: '/usr/bin/mysqldump …, /usr/bin/restic', noPassword: true, file: '/etc/sudoers.d/backup' },
  ]);
  expect(data.directoryUsers).toEqual(['sss', 'systemd']);
  expect(JSON.stringify(data)).not.toContain(canary);
});

test('an ordinary user sees names and ids, and every gap has its reason', () => {
  const refused = { refused: 'needs-root' } as const;
  const { data, gaps } = of({ '/etc/shadow': refused, '/etc/sudoers': refused, '/home/maria/.ssh/authorized_keys': refused, '/etc/group': 'docker:x:998:maria\n' });
  expect(data.users).toEqual([
    { name: 'root', id: '0', kind: 'root', loginShell: '/bin/bash', authorizedKeys: 0, administrator: true, administratorBy: ['uid 0'], description: null, hidden: true },
    { name: 'maria', id: '1000', kind: 'person', loginShell: '/bin/bash', administrator: true, administratorBy: ['group docker'], description: null, hidden: false },
  ]);
  expect(data.sudoRules).toBeUndefined();
  const fields = ['password', 'passwordScheme', 'passwordChangedOn', 'passwordMaxDays', 'expiresOn', 'enabled', 'passwordRequired', 'authorizedKeys', 'administrator', 'administratorBy'];
  expect(gaps).toEqual({ sudoRules: 'needs-root', ...Object.fromEntries(fields.filter((field) => field !== 'administrator').map((field) => [`users[].${field}`, 'needs-root'])) });
});

describe('passwords', () => {
  const state = (field: string) => {
    const found = maria({ '/etc/shadow': `maria:${field}:19700:0:99999:7:::\n` });
    return [found?.password, found?.passwordScheme];
  };

  test.each([
    ['', 'empty', null],
    ['*', 'none', null],
    ['!', 'locked', null],
    ['!!', 'locked', null],
    ['!*', 'locked', null],
    ['x', 'none', null],
    ['*LK*', 'none', null],
    ['NP', 'none', null],
    ['$y$j9T$s$h', 'set', 'yescrypt'],
    ['$gy$j9T$s$h', 'set', 'gost-yescrypt'],
    ['$7$CU..../....s$h', 'set', 'scrypt'],
    ['$2b$12$abc', 'set', 'bcrypt'],
    ['$2y$12$abc', 'set', 'bcrypt'],
    ['$6$s$h', 'set', 'sha512crypt'],
    ['$6$rounds=5000$s$h', 'set', 'sha512crypt'],
    ['$5$s$h', 'set', 'sha256crypt'],
    ['$sha1$1$s$h', 'set', 'sha1crypt'],
    ['$md5$s$h', 'set', 'sunmd5'],
    ['$1$s$h', 'set', 'md5crypt'],
    ['$3$$h', 'set', 'nthash'],
    ['_J9..CCCCXBrJUJV154M', 'set', 'bsdicrypt'],
    ['XXREDACTEDXXX', 'set', 'descrypt'],
    ['!$6$s$h', 'locked', 'sha512crypt'],
    ['!!$6$s$h', 'locked', 'sha512crypt'],
  ])('%s is %s, %s', (field, password, scheme) => {
    expect(state(field)).toEqual([password, scheme]);
  });

  test('of a kind we do not know are set, by a scheme that is not known', () => {
    const { data, gaps } = of({ '/etc/shadow': 'root:*:1::::::\nmaria:$zz9$s$h:1::::::\n' });
    expect(data.users?.[1]).toMatchObject({ password: 'set' });
    expect(data.users?.[1]).toHaveProperty('passwordScheme', undefined);
    expect(gaps).toEqual({ 'users[].passwordScheme': 'unreadable' });
  });

  test('can stand in passwd itself', () => {
    expect(maria({ '/etc/passwd': 'maria:$1$s$h:1000:1000::/home/maria:/bin/bash\n', '/etc/shadow': undefined })).toMatchObject({ password: 'set', passwordScheme: 'md5crypt', passwordChangedOn: null });
    expect(maria({ '/etc/passwd': 'maria::1000:1000::/home/maria:/bin/bash\n' })).toMatchObject({ password: 'empty', enabled: true });
  });

  test('of a user whom shadow does not know are none', () => {
    expect(maria({ '/etc/shadow': 'root:*:1::::::\n' })).toMatchObject({ password: 'none', enabled: false });
  });

  test.each([
    ['never noted', ':0:99999:7:::', { passwordChangedOn: null, passwordMaxDays: null, expiresOn: null, enabled: true }],
    ['must be changed at the next sign-in', '0:0:90:7:::', { passwordChangedOn: null, passwordMaxDays: 90, enabled: true }],
    ['ended on that day', '19700:0:90:7::20000:', { expiresOn: '2024-10-04', enabled: false }],
    ['ends tomorrow', '19700:0:90:7::20780:', { expiresOn: '2026-11-23', enabled: true }],
    ['too old for too long', '20000:0:90:7:14::', { enabled: false }],
    ['old, and taken for ever', '20000:0:90:7:::', { enabled: true }],
    ['nonsense', 'x:0:y:7::99999999:', { passwordChangedOn: undefined, passwordMaxDays: undefined, expiresOn: undefined, enabled: undefined }],
  ])('whose time is: %s', (_name, fields, expected) => {
    expect(maria({ '/etc/shadow': `maria:$6$s$h:${fields}\n` })).toMatchObject(expected);
  });
});

describe('somebody can sign in', () => {
  test.each([
    ['with a shell and a password', {}, true],
    ['not without a shell', { '/etc/passwd': 'maria:x:1000:1000::/home/maria:/usr/sbin/nologin\n' }, false],
    ['not with a locked password and no key', { '/etc/shadow': 'maria:!$6$a$b:19700::::::\n' }, false],
    ['with a locked password and a key', { '/etc/shadow': 'maria:!$6$a$b:19700::::::\n', '/home/maria/.ssh/authorized_keys': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA x\n' }, true],
    ['perhaps, where keys may not be read', { '/etc/shadow': 'maria:!:19700::::::\n', '/home/maria/.ssh/authorized_keys': { refused: 'denied' } }, undefined],
  ] as [string, Machine, boolean | undefined][])('%s', (_name, machine, expected) => {
    expect(maria(machine)?.enabled).toBe(expected);
  });
});

describe('an administrator', () => {
  const by = (more: Machine) => {
    const found = maria(more);
    return [found?.administrator, found?.administratorBy?.join('; ')];
  };
  const group = (members: string) => ({ '/etc/group': `sudo:x:27:${members}\nwheel:x:10:${members}\nadmin:x:115:${members}\nmaria:x:1000:\n` });

  test.each([
    ['uid 0', { '/etc/passwd': 'maria:x:0:1000::/home/maria:/bin/bash\n' }, [true, 'uid 0']],
    ['a member of a group that a rule gives everything', group('maria'), [true, 'group sudo']],
    ['not by a group alone', { ...group('maria'), '/etc/sudoers': 'root ALL=(ALL) ALL\n' }, [false, '']],
    ['by primary group', { '/etc/passwd': 'maria:x:1000:27::/home/maria:/bin/bash\n' }, [true, 'group sudo']],
    ['by group number', { '/etc/sudoers': '%#1000 ALL=ALL\n' }, [true, 'group number 1000']],
    ['by name', { '/etc/sudoers': 'maria ALL=(ALL) NOPASSWD: ALL\n' }, [true, 'sudo rule']],
    ['by number', { '/etc/sudoers': '#1000 ALL=(ALL) ALL\n' }, [true, 'sudo rule']],
    ['by alias', { '/etc/sudoers': 'User_Alias IT=maria\nCmnd_Alias EVERYTHING=ALL\nIT ALL=EVERYTHING\n' }, [true, 'sudo rule']],
    ['like everybody', { '/etc/sudoers': 'ALL ALL=(ALL) ALL\n' }, [true, 'sudo rule for everybody']],
    ['not where root’s password is asked', { '/etc/sudoers': 'Defaults targetpw\nALL ALL=(ALL) ALL\n' }, [false, '']],
    ['by a shell', { '/etc/sudoers': 'maria ALL=/bin/bash\n' }, [true, 'sudo rule']],
    ['not by one command', { '/etc/sudoers': 'maria ALL=(ALL) /usr/bin/apt\n' }, [false, '']],
    ['not as another user', { '/etc/sudoers': 'maria ALL=(www-data) ALL\n' }, [false, '']],
    ['not when she is the exception', { '/etc/sudoers': 'ALL, !maria ALL=(ALL) ALL\n' }, [false, '']],
    ['by docker', { '/etc/group': 'docker:x:998:tom,maria\n', '/usr/bin/sudo': undefined }, [true, 'group docker']],
    ['not by rules of a sudo that is not installed', { ...group('maria'), '/usr/bin/sudo': undefined }, [false, '']],
  ] as [string, Machine, unknown][])('%s', (_name, machine, expected) => {
    expect(by(machine)).toEqual(expected);
  });

  test('rules of sudo that is not installed are none', () => {
    expect(of({ '/usr/bin/sudo': undefined }).data.sudoRules).toEqual([]);
  });

  test('rules follow aliases, exceptions and defaults', () => {
    const { data } = of({ '/etc/sudoers': 'User_Alias BOTS = ci, cd\nDefaults:ci !authenticate\nBOTS, !cd ALL=(www-data) /bin/x -p secret\n' });
    expect(data.sudoRules).toEqual([
      { who: 'ci, !cd', commands: '(www-data) /bin/x …', noPassword: true, file: '/etc/sudoers' },
      { who: 'cd, !cd', commands: '(www-data) /bin/x …', noPassword: false, file: '/etc/sudoers' },
    ]);
  });
});

describe('keys', () => {
  test('are found where sshd looks for them', () => {
    const machine = {
      '/etc/ssh/sshd_config': 'AuthorizedKeysFile /etc/ssh/keys/%u .ssh/authorized_keys %h/more\n',
      '/etc/ssh/keys/maria': 'ssh-rsa AAAAB3NzaC1yc2EAAAA x\n',
      '/home/maria/more': 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5 y\necdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlz z\n',
      '/home/maria/.ssh/authorized_keys2': 'ssh-rsa AAAAB3NzaC1yc2EAAAA never\n',
    };
    expect(maria(machine)?.authorizedKeys).toBe(3);
  });

  test('are none where sshd takes none, and not known where its settings are hidden', () => {
    const key = { '/home/maria/.ssh/authorized_keys': 'ssh-rsa AAAAB3NzaC1yc2EAAAA x\n# ssh-rsa AAAAB3NzaC1yc2EAAAA x\nnonsense\n' };
    expect(maria(key)?.authorizedKeys).toBe(1);
    expect(maria({ ...key, '/etc/ssh/sshd_config': 'AuthorizedKeysFile none\n' })?.authorizedKeys).toBe(0);
    expect(maria({ ...key, '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\n', '/etc/ssh/sshd_config.d/a.conf': { refused: 'needs-root' } })?.authorizedKeys).toBeUndefined();
  });
});

test('nonsense in passwd is named and hides nobody', () => {
  const { data, gaps } = of({ '/etc/passwd': `broken\n:x:1:1::/:/bin/sh\nroot:x:zero:0::/root:/bin/sh\n+::::::\nmaria:x:1000:1000::/home/maria:/bin/bash\n` });
  expect(data.users?.map(({ name }) => name)).toEqual(['maria']);
  expect(gaps).toMatchObject({ users: 'unreadable' });
  expect(of({ '/etc/passwd': undefined }).gaps).toMatchObject({ users: 'not-visible-from-here' });
});

test('old systems begin with people at 500', () => {
  const machine = { '/etc/login.defs': '# UID_MIN 7\nUID_MIN   500\n', '/etc/passwd': 'maria:x:500:500::/home/maria:/bin/bash\n' };
  expect(maria(machine)?.kind).toBe('person');
  expect(maria({ ...machine, '/etc/login.defs': '' })?.kind).toBe('system');
});

test('10,000 users take no second', () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => at + 1000);
  const start = cpuMs();
  const { data } = of({
    '/etc/passwd': lines.map((id) => `u${id}:x:${id}:${id}::/home/u${id}:/bin/bash`).join('\n'),
    '/etc/shadow': lines.map((id) => `u${id}:$6$a$b:19700:0:99999:7:::`).join('\n'),
    '/etc/group': lines.map((id) => `u${id}:x:${id}:`).join('\n'),
  });
  expect(data.users).toHaveLength(10_000);
  expect(cpuMs() - start).toBeLessThan(1_000);
});

const shared = sharedFixtures();

test.skipIf(!shared)('the handwritten forms of shadow', () => {
  const shadow = readFileSync(path.join(shared!, 'handwritten/linux/shadow-forms.txt'), 'utf8');
  const names = shadow
    .trim()
    .split('\n')
    .map((line) => line.split(':')[0]);
  const { data } = of({ '/etc/shadow': shadow, '/etc/passwd': names.map((name, at) => `${name}:x:${at}:${at}::/home/${name}:/bin/bash`).join('\n') });
  expect(data.users?.map(({ name, password, passwordScheme, passwordMaxDays, expiresOn, enabled }) => [name, password, passwordScheme, passwordMaxDays, expiresOn, enabled])).toEqual([
    ['root', 'locked', null, null, null, false],
    ['daemon', 'none', null, null, null, false],
    ['localit', 'set', 'yescrypt', 90, null, true],
    ['oldsha', 'set', 'sha512crypt', null, null, true],
    ['desuser', 'set', 'descrypt', null, null, true],
    ['nopass', 'empty', null, null, null, true],
    ['expired', 'set', 'sha512crypt', 90, '2020-08-26', false],
  ]);
});

test.skipIf(!shared)('a real user list', () => {
  const folder = path.join(shared!, 'jc/files/ubuntu-18.04');
  const expected = JSON.parse(readFileSync(path.join(folder, 'passwd.json'), 'utf8')) as { username: string; uid: number; shell: string }[];
  const { data } = of({ '/etc/passwd': readFileSync(path.join(folder, 'passwd.out'), 'utf8') });
  expect(data.users?.map(({ name, id }) => `${name} ${id}`).sort()).toEqual(expected.map(({ username, uid }) => `${username} ${uid}`).sort());
  expect(
    data.users
      ?.filter(({ loginShell }) => loginShell === null)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(
    expected
      .filter(({ shell }) => /(nologin|false|sync)$/.test(shell))
      .map(({ username }) => username)
      .sort(),
  );
});
