import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../cpu.ts';
import { withoutCredentials } from '../../../agent/host/address.ts';
import { dpkgParagraphs, heldPackages, installedVersion } from '../../../agent/host/dpkg-status.ts';
import { iniIn, isYes } from '../../../agent/host/ini.ts';
import { itemsOf, jsonOf, member, textMember } from '../../../agent/host/json.ts';
import { sortedBy, sortedSet } from '../../../agent/host/order.ts';
import { look } from '../../../agent/host/reading.ts';
import { starts, unitSources, unitsOf } from '../../../agent/host/systemd-units.ts';
import { broadened, fits } from '../../../agent/host/wildcard.ts';
import { answersOf } from '../facts/machine.ts';
import type { Machine } from '../facts/machine.ts';

describe('a wildcard', () => {
  test.each([
    ['*.conf', 'a.conf', true],
    ['*.conf', '.conf', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]*', 'box', true],
    ['[!a-c]x', 'ax', false],
    ['[!a-c]x', 'dx', true],
    ['a*b*c', 'a1b2b3c', true],
    ['a*b*c', 'a1c', false],
    ['', '', true],
    ['*', '', true],
    ['[', '[', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(fits(pattern, name)).toBe(expected);
  });

  test('takes a hostile pattern in good time', () => {
    const start = cpuMs();
    expect(fits(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000))).toBe(false);
    expect(cpuMs() - start).toBeLessThan(1_000);
  });

  test('as a source fits at least as much', () => {
    expect(broadened('/etc/ssh/[a-z]?x/*.d/**')).toBe('/etc/ssh/*x/*.d/*');
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '?', '*', '[', 'a-b', ']', '!'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '[', ']', '?'), maxLength: 8 });
    fc.assert(fc.property(pattern, name, (it, text) => !fits(it, text) || fits(broadened(it), text)));
  });
});

describe('an address without credentials', () => {
  test.each([
    ['https://user:pw@host/x', 'https://host/x'],
    ['https://u:p/w@host/x', 'https://host/x'],
    ['https://h:8080/a?token=1', 'https://h:8080/a'],
    ['sftp:u@h:/srv', 'sftp:h:/srv'],
    ['rest:https://u:p@h:8000/', 'rest:https://h:8000/'],
    ['ssh://b@h:22/./r', 'ssh://h:22/./r'],
    ['https://h/0123456789abcdefABCDEF0123/x', 'https://h/…/x'],
    ['http://deb.example.org/debian', 'http://deb.example.org/debian'],
    ['/srv/backup', '/srv/backup'],
    ['/tmp/town-backups-2026-5sNLZ6/r', '/tmp/town-backups-2026-5sNLZ6/r'],
    ['s3:s3.amazonaws.com/b', 's3:s3.amazonaws.com/b'],
    ['https://x@y@h/', 'https://h/'],
    ['https://[::1]:80/x', 'https://[::1]:80/x'],
  ])('%s → %s', (address, expected) => {
    expect(withoutCredentials(address)).toBe(expected);
  });

  test('never holds the password', () => {
    const word = fc.string({ unit: fc.constantFrom('a', '1', ':', '/', '-', '%'), minLength: 1, maxLength: 12 });
    const scheme = fc.constantFrom('https://', 'sftp://', 'rest:http://');
    fc.assert(
      fc.property(word, scheme, (odd, it) => {
        expect(withoutCredentials(`${it}me:S3CR3T${odd}@host/path`)).not.toContain('S3CR3T');
      }),
    );
  });
});

test('ini files have sections, comments and both kinds of equal signs', () => {
  const ini = iniIn('top = 1\n# a = 2\n[Main]\nKey: a = b\n; x = 1\nkey=c\n[other]\nlone\n');
  expect(ini.get('')?.get('top')).toBe('1');
  expect([...(ini.get('Main') ?? [])]).toEqual([['key', 'c']]);
  expect(ini.get('other')?.size).toBe(0);
  expect(['1', 'Yes', 'TRUE', 'on', '0', 'no', '', undefined].map(isYes)).toEqual([true, true, true, true, false, false, false, false]);
});

test('JSON of any shape is looked into without a throw', () => {
  expect(jsonOf('{"a":')).toBeUndefined();
  expect(member(jsonOf('{"a":{"b":1}}'), 'a')).toEqual({ b: 1 });
  expect(member(jsonOf('[1]'), 'length')).toBeUndefined();
  expect(member(jsonOf('{}'), 'constructor')).toBeUndefined();
  expect(textMember({ a: 1, b: 'x' }, 'a')).toBeUndefined();
  expect(itemsOf('abc')).toEqual([]);
});

test('order is by code unit, and stable', () => {
  expect(sortedSet(['b', 'a', 'Z', 'b'])).toEqual(['Z', 'a', 'b']);
  expect(
    sortedBy(
      [
        { k: 'b', n: 1 },
        { k: 'a', n: 2 },
        { k: 'b', n: 3 },
      ],
      ({ k }) => k,
    ).map(({ n }) => n),
  ).toEqual([2, 1, 3]);
});

describe('the package database', () => {
  const read = (text: string) => ({ state: 'read', text }) as const;
  const text = [
    'Package: restic\nStatus: install ok installed\nVersion: 0.14.0-1+b5\n',
    'Package: openssh-server\nStatus: hold ok installed\nArchitecture: amd64\nVersion: 1:9.2p1-2+deb12u3\n',
    'Package: gone\nStatus: deinstall ok config-files\nVersion: 1.0\n',
    'Package: native\nStatus: install ok installed\nVersion: 2.5\n',
  ].join('\n');
  const status = read(text);

  test.each([
    ['restic', '0.14.0'],
    ['openssh-server', '9.2p1'],
    ['native', '2.5'],
    ['gone', undefined],
    ['openssh', undefined],
    ['', undefined],
  ])('has %s in version %s', (name, version) => {
    expect(installedVersion(status, name)).toBe(version);
  });

  test('tells what is on hold', () => {
    expect(heldPackages(status)).toEqual(['openssh-server']);
    expect(heldPackages(read(''))).toEqual([]);
  });

  test('is taken apart by paragraphs, whatever stands between them; the first of a field counts', () => {
    const odd = '\n\nPackage: a\nDescription: x\n Version: 9\nVersion: 1 \nVersion: 2\n\n\n \n\nTriggers: none\n\nPackage: b';
    expect(dpkgParagraphs(read(odd))).toEqual([{ package: 'a', version: '1 ' }, {}, { package: 'b' }]);
    const again = read(odd);
    expect(dpkgParagraphs(again)).toBe(dpkgParagraphs(again));
  });
});

describe('units', () => {
  const of = (machine: Machine) => unitsOf(look(answersOf(unitSources, machine), unitSources));
  const wants = (unit: string, target = 'multi-user') => ({ [`/etc/systemd/system/${target}.target.wants/${unit}`]: { link: `/lib/systemd/system/${unit}` } });

  test('start when something wants them', () => {
    const units = of({ ...wants('ssh.service'), ...wants('ssh.socket', 'sockets'), '/usr/lib/systemd/system/timers.target.wants/x.timer': { link: '../x.timer' }, ...wants('vncserver@:1.service') });
    expect(['ssh.service', 'x.timer', 'vncserver@.service', 'other.service', 'other@.service'].map((name) => starts(units, name))).toEqual([true, true, true, false, false]);
  });

  test('do not start when they are masked', () => {
    expect(starts(of({ ...wants('ssh.service'), '/etc/systemd/system/ssh.service': { link: '/dev/null' } }), 'ssh.service')).toBe(false);
  });

  test('start by init script in run levels 2 to 5, and by OpenRC', () => {
    const units = of({ '/etc/rc3.d/S02ssh': 'x', '/etc/rc3.d/K01apache2': 'x', '/etc/rc6.d/S01reboot': 'x', '/etc/runlevels/default/dropbear': 'x' });
    expect(['ssh.service', 'apache2.service', 'reboot.service', 'dropbear.service'].map((name) => starts(units, name))).toEqual([true, false, false, true]);
  });

  test('have other names', () => {
    expect(of({ '/etc/systemd/system/display-manager.service': { link: '/lib/systemd/system/gdm3.service' } }).aliases.get('display-manager.service')).toBe('gdm3.service');
  });

  test('are not known where the links are refused', () => {
    const units = of({ '/etc/systemd/system/a.target.wants/x.service': { refused: 'denied' }, ...wants('ssh.service') });
    expect([starts(units, 'ssh.service'), starts(units, 'other.service')]).toEqual([true, undefined]);
  });
});
