import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../cpu.ts';
import { look } from '../../../agent/host/reading.ts';
import { expanded, sudoStatement } from '../../../agent/host/sudoers-grammar.ts';
import { sudoersIncludes, sudoersOf, sudoersSources } from '../../../agent/host/sudoers.ts';
import { answersOf } from '../facts/machine.ts';
import type { Machine } from '../facts/machine.ts';
import { anyText } from '../facts/any-text.ts';

/** Each line and what `cvtsudoers -f json` of sudo 1.9.13 made of it, in short. */
describe('a line of sudoers', () => {
  const rule = (line: string) => sudoStatement(line, 'f')?.rules?.map(({ users, hosts, runAs, commands, noPassword }) => [users.join(), hosts.join(), runAs.join(), commands.join(), noPassword]);

  test.each([
    ['root ALL=(ALL:ALL) ALL', [['root', 'ALL', 'ALL', 'ALL', false]]],
    ['%sudo\tALL=(ALL:ALL) ALL', [['%sudo', 'ALL', 'ALL', 'ALL', false]]],
    ['ADMINS ALL = (ALL) NOPASSWD: ALL', [['ADMINS', 'ALL', 'ALL', 'ALL', true]]],
    [
      'alice, bob WEB = (DB) NOPASSWD: /usr/bin/psql -U postgres, PASSWD: /bin/ls, SHUT',
      [
        ['alice,bob', 'WEB', 'DB', '/usr/bin/psql …', true],
        ['alice,bob', 'WEB', 'DB', '/bin/ls,SHUT', false],
      ],
    ],
    ['#1001 ALL=/bin/bash', [['#1001', 'ALL', 'root', '/bin/bash', false]]],
    ['%#27 ALL=NOPASSWD:SETENV: /bin/a, NOEXEC: /bin/b', [['%#27', 'ALL', 'root', '/bin/a,/bin/b', true]]],
    [
      'erin ALL=(root) /bin/x : WEB=(mysql) /bin/y',
      [
        ['erin', 'ALL', 'root', '/bin/x', false],
        ['erin', 'WEB', 'mysql', '/bin/y', false],
      ],
    ],
    ['"%domain admins" ALL=(ALL) ALL', [['%domain admins', 'ALL', 'ALL', 'ALL', false]]],
    ['%domain\\ users ALL=(ALL) /usr/bin/id', [['%domain users', 'ALL', 'ALL', '/usr/bin/id', false]]],
    ['frank ALL=(:audio) /bin/z', [['frank', 'ALL', 'the same user', '/bin/z', false]]],
    ['gina ALL=(ALL) ALL, !/bin/su', [['gina', 'ALL', 'ALL', 'ALL,!/bin/su', false]]],
    ['hugo ALL=/usr/bin/find /tmp -name a\\,b\\:c, /bin/q ""', [['hugo', 'ALL', 'root', '/usr/bin/find …,/bin/q', false]]],
    ['ivan ALL=sha224:0GomF8mNN3wlDt1HD9XldjJ3SNgpFdbjO1+NsQ== /bin/ls', [['ivan', 'ALL', 'root', '/bin/ls', false]]],
    ['jon ALL=(ALL) CWD=/tmp TIMEOUT=1h NOPASSWD: /bin/w', [['jon', 'ALL', 'ALL', '/bin/w', true]]],
    ['nonsense', undefined],
    ['=', undefined],
  ])('%s', (line, expected) => {
    expect(rule(line)).toEqual(expected);
  });

  test('can be an alias or a default', () => {
    expect(sudoStatement('User_Alias ADMINS = alice, bob : OPS = %ops, !carol', 'f')?.aliases).toEqual([
      ['user', 'ADMINS', ['alice', 'bob']],
      ['user', 'OPS', ['%ops', '!carol']],
    ]);
    expect(sudoStatement('Cmnd_Alias SHUT = /sbin/reboot -f', 'f')?.aliases).toEqual([['command', 'SHUT', ['/sbin/reboot …']]]);
    expect(sudoStatement('Defaults env_reset, !authenticate, secure_path="/usr/bin:/bin"', 'f')?.defaults?.map(({ name, on }) => [name, on])).toEqual([
      ['env_reset', true],
      ['authenticate', false],
      ['secure_path', true],
    ]);
    expect(sudoStatement('Defaults:dave !authenticate', 'f')?.defaults).toEqual([{ name: 'authenticate', on: false, users: ['dave'] }]);
    expect(sudoStatement('Defaults@host !authenticate', 'f')?.defaults).toEqual([]);
  });
});

describe('aliases', () => {
  const aliases = new Map<string, readonly string[]>([
    ['A', ['a', 'B']],
    ['B', ['b', '!c']],
    ['LOOP', ['LOOP', 'x']],
    ['MANY', Array.from({ length: 50 }, () => 'MANY2')],
    ['MANY2', Array.from({ length: 50 }, () => 'MANY3')],
    ['MANY3', Array.from({ length: 50 }, (_, at) => `m${at}`)],
  ]);

  test.each([
    [['A'], ['a', 'b', '!c']],
    [['!A'], ['!a', '!b', 'c']],
    [['LOOP'], ['x']],
    [
      ['ALL', '!B'],
      ['ALL', '!b', 'c'],
    ],
  ])('%j', (words, expected) => {
    expect(expanded(words, aliases)).toEqual(expected);
  });

  test('of aliases of aliases end', () => {
    expect(expanded(['MANY'], aliases).length).toBeLessThanOrEqual(20_000);
  });
});

describe('the files together', () => {
  function of(machine: Machine) {
    const first = answersOf(sudoersSources, machine);
    const answers = { ...first, ...answersOf(sudoersIncludes(look(first, sudoersSources)), machine) };
    return sudoersOf(look(answers, sudoersSources), answers);
  }
  const users = (machine: Machine) => of(machine).rules.map((rule) => rule.users.join());

  test('include what they name, in place, and nothing else', () => {
    const parts: Machine = {
      '/etc/sudoers.d/10-a': 'a ALL=ALL',
      '/etc/sudoers.d/b~': 'b ALL=ALL',
      '/etc/sudoers.d/c.dpkg-old': 'c ALL=ALL',
      '/etc/other': 'd ALL=ALL\n@include /etc/third',
      '/etc/third': 'never ALL=ALL',
      '/etc/more.d/e': 'e ALL=ALL',
    };
    expect(users({ ...parts, '/etc/sudoers': 'x ALL=ALL\n@includedir /etc/sudoers.d\ny ALL=ALL # z ALL=ALL\n' })).toEqual(['x', 'a', 'y']);
    expect(users({ ...parts, '/etc/sudoers': 'x ALL=ALL\n' })).toEqual(['x']);
    expect(users({ ...parts, '/etc/sudoers': '#includedir /etc/more.d\n@include sudoers.d/10-a\n' })).toEqual(['e', 'a']);
    const deep = of({ ...parts, '/etc/sudoers': '@include /etc/other\n' });
    expect(deep.rules.map((rule) => rule.users.join())).toEqual(['d']);
    expect(deep.unread).toEqual({ reason: 'too-large', detail: '/etc/third is included by an included file' });
  });

  test('join lines, and take a number behind # for a user', () => {
    expect(users({ '/etc/sudoers': 'a,\\\n b ALL=\\\n ALL\n#1000 ALL=ALL\n# c ALL=ALL\n' })).toEqual(['a,b', '#1000']);
  });

  test('say who is never asked, and whose password counts', () => {
    expect(of({ '/etc/sudoers': 'User_Alias BOTS=ci,cd\nDefaults:BOTS !authenticate\nDefaults targetpw\n' })).toMatchObject({ neverAsked: ['ci', 'cd'], asksForRoots: true, unread: undefined });
    expect(of({ '/etc/sudoers': 'Defaults !authenticate\nDefaults authenticate\n' })).toMatchObject({ neverAsked: [], asksForRoots: false });
  });

  test('are not known as a whole when one is refused or not understood', () => {
    expect(of({ '/etc/sudoers': { refused: 'needs-root' } }).unread?.reason).toBe('needs-root');
    expect(of({ '/etc/sudoers': '@includedir /etc/sudoers.d', '/etc/sudoers.d/a': { refused: 'denied' } }).unread?.reason).toBe('denied');
    expect(of({ '/etc/sudoers': 'who knows\n' }).unread?.reason).toBe('unreadable');
  });

  test('of files that include each other end', () => {
    const loop = of({ '/etc/sudoers': `@includedir /etc/sudoers.d\n`, '/etc/sudoers.d/a': '@includedir /etc/sudoers.d\n@include a\n@include /etc/sudoers.d/a\n' });
    expect(loop.unread?.reason).toBe('too-large');
  });

  test('never throw, whatever they hold', () => {
    const piece = fc.oneof(anyText(30), fc.constantFrom('ALL=', '(', ')', ':', ',', '\\\n', '"', 'NOPASSWD:', 'User_Alias A=', 'Defaults', '@include /etc/sudoers', '%', '!', ' '));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(Array.isArray(of({ '/etc/sudoers': pieces.join('') }).rules)).toBe(true);
      }),
    );
  });

  test('of a megabyte take no second', () => {
    const start = cpuMs();
    of({ '/etc/sudoers': `a ALL=${'b,'.repeat(400_000)}c\nx ALL=(a) ${'NOPASSWD: '.repeat(20_000)}y\n${'('.repeat(100_000)}` });
    expect(cpuMs() - start).toBeLessThan(1_000);
  });
});

test('lines of colons, quotes and parentheses are not searched from each of them', () => {
  for (const part of [':', '"', '(', 'a:', '\\', 'a=', '" "x']) {
    const begun = cpuMs();
    sudoStatement(`root ALL = ${part.repeat(100_000 / part.length)}`, '/etc/sudoers');
    expect(cpuMs() - begun).toBeLessThan(1_000);
  }
});
