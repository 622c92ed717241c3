import { describe, expect, test } from 'vitest';
import { passwordPolicy } from '../../../../agent/facts/password-policy/index.ts';
import { linux } from '../../../../agent/facts/password-policy/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { busyServer } from '../town-services.ts';

const defs = 'PASS_MAX_DAYS 99999\nPASS_MIN_DAYS 0\nENCRYPT_METHOD YESCRYPT\n';
const of = (machine: Machine) => factsOf(linux, { '/etc/login.defs': defs, ...machine });
const passwd = (...lines: readonly string[]): Machine => ({ '/etc/pam.d/passwd': `${lines.map((line) => `password ${line}`).join('\n')}\n` });
const login = (...lines: readonly string[]): Machine => ({ ...passwd('required pam_unix.so'), '/etc/pam.d/login': `${lines.map((line) => `auth ${line}`).join('\n')}\n` });

test('the server of a town', () => {
  expect(passwordPolicy).toMatchObject({ name: 'password-policy', version: 1, linux });
  const { data } = factsOf(linux, busyServer);
  expect(data).toEqual({
    origin: 'local', minLength: 12, complexity: true, minClasses: 2, dictionaryCheck: true, history: 5, maxAgeDays: 365, minAgeDays: 1, lockoutThreshold: null, lockoutMinutes: null,
    lockoutWindowMinutes: null, lockoutForAdministrators: false, reversibleEncryption: false, hashScheme: 'yescrypt', blankPasswordsOnlyAtConsole: null, enforcedFor: ['chpasswd', 'passwd'],
  });
});

test('Debian as shipped', () => {
  const { data, gaps } = of(login('required pam_unix.so nullok'));
  expect(data).toMatchObject({ minLength: 6, complexity: false, minClasses: null, dictionaryCheck: false, history: 0, maxAgeDays: null, minAgeDays: 0, lockoutThreshold: null, hashScheme: 'yescrypt', enforcedFor: [] });
  expect(gaps).toEqual({});
});

describe('what a new password must be', () => {
  test.each<[string, Machine, unknown]>([
    ['defaults of pwquality', passwd('requisite pam_pwquality.so'), { minLength: 8, complexity: false, minClasses: null, dictionaryCheck: true }],
    ['arguments over the file', { ...passwd('requisite pam_pwquality.so minlen=14 minclass=3'), '/etc/security/pwquality.conf': 'minlen = 9\n' }, { minLength: 14, complexity: true, minClasses: 3 }],
    ['a part over nothing, the main file over a part', { ...passwd('requisite pam_pwquality.so'), '/etc/security/pwquality.conf.d/a.conf': 'minlen = 20\nminclass = 2\n', '/etc/security/pwquality.conf': 'minlen = 10 # x\n' }, { minLength: 10, minClasses: 2 }],
    ['credits that shorten', { ...passwd('requisite pam_pwquality.so'), '/etc/security/pwquality.conf': 'minlen = 12\ndcredit = 1\nucredit = 1\n' }, { minLength: 10, complexity: false }],
    ['no dictionary', { ...passwd('requisite pam_pwquality.so'), '/etc/security/pwquality.conf': 'dictcheck = 0\n' }, { dictionaryCheck: false }],
    ['a module that cannot refuse', passwd('optional pam_pwquality.so minlen=20', 'required pam_unix.so'), { minLength: 6, complexity: false }],
    ['cracklib', passwd('required pam_cracklib.so minlen=14 dcredit=-1 ucredit=-1 lcredit=-1 ocredit=-1'), { minLength: 14, complexity: true, minClasses: 4 }],
    ['pam_unix with a length', passwd('required pam_unix.so minlen=10 sha512'), { minLength: 10, hashScheme: 'sha512crypt' }],
    ['history of pam_unix', passwd('required pam_unix.so remember=7'), { history: 7 }],
    ['history of pam_pwhistory without a number', passwd('required pam_pwhistory.so', 'required pam_unix.so'), { history: 10 }],
  ])('%s', (_name, machine, expected) => {
    expect(of(machine).data).toMatchObject(expected as object);
  });

  test('a stack that includes one that is not there is not known', () => {
    const { data, gaps } = of({ '/etc/pam.d/passwd': 'password substack system-auth\n' });
    expect([data.minLength, gaps['minLength'], gaps['history'], gaps['enforcedFor']]).toEqual([undefined, 'unreadable', 'unreadable', 'unreadable']);
  });
});

describe('wrong passwords', () => {
  const faillock = ['required pam_faillock.so preauth', 'sufficient pam_unix.so', '[default=die] pam_faillock.so authfail'];

  test.each<[string, Machine, unknown]>([
    ['defaults', login(...faillock), { lockoutThreshold: 3, lockoutMinutes: 10, lockoutWindowMinutes: 15, lockoutForAdministrators: false }],
    ['a file', { ...login(...faillock), '/etc/security/faillock.conf': 'deny = 5\nunlock_time = 0\nfail_interval = 1800\neven_deny_root\n' }, { lockoutThreshold: 5, lockoutMinutes: null, lockoutWindowMinutes: 30, lockoutForAdministrators: true }],
    ['arguments', login('required pam_faillock.so preauth deny=4 unlock_time=never'), { lockoutThreshold: 4, lockoutMinutes: null }],
    ['deny=0', login('required pam_faillock.so preauth deny=0'), { lockoutThreshold: null }],
    ['tally2', login('required pam_tally2.so deny=6 unlock_time=1200 even_deny_root'), { lockoutThreshold: 6, lockoutMinutes: 20, lockoutWindowMinutes: null, lockoutForAdministrators: true }],
    ['one way in without it', { ...login(...faillock), '/etc/pam.d/sshd': 'auth required pam_unix.so\n' }, { lockoutThreshold: null, lockoutForAdministrators: false }],
  ])('%s', (_name, machine, expected) => {
    expect(of(machine).data).toMatchObject(expected as object);
  });

  test('a hidden file is a gap', () => {
    expect(of({ ...login(...faillock), '/etc/security/faillock.conf': { refused: 'needs-root' } }).gaps).toEqual({ lockoutThreshold: 'needs-root', lockoutMinutes: 'needs-root', lockoutWindowMinutes: 'needs-root', lockoutForAdministrators: 'needs-root' });
  });
});

test.each([['DES', 'descrypt'], ['SHA256', 'sha256crypt'], ['MD5', 'md5crypt'], ['BCRYPT', 'bcrypt']])('ENCRYPT_METHOD %s', (method, scheme) => {
  expect(of({ ...passwd('required pam_unix.so'), '/etc/login.defs': `ENCRYPT_METHOD ${method}\n` }).data.hashScheme).toBe(scheme);
});
