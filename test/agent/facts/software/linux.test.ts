import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../cpu.ts';
import { linux } from '../../../../agent/facts/software/linux.ts';
import { rpmSources } from '../../../../agent/facts/software/rpm.ts';
import type { Reading } from '../../../../agent/host/source.ts';
import { software } from '../../../../wire/sections/software.ts';
import { sharedFixtures } from '../../../shared.ts';
import { answersOf } from '../../scan/fake-host.ts';
import type { Machine } from '../../scan/fake-host.ts';

const settings = { repositories: [], networks: [] };
const context = { now: '2026-11-22T00:00:00.000Z', privileged: true, settings };
const status = '/var/lib/dpkg/status';
const denied: Reading = { state: 'failed', reason: 'denied', detail: status };

function parse(machine: Machine) {
  const result = linux.parse(answersOf(linux.sources(settings), machine), context);
  if ('data' in result) software.schema.parse(result.data);
  return result;
}

function packages(machine: Machine) {
  const result = parse(machine);
  if (!('data' in result)) throw new Error(result.detail);
  return result.data.packages ?? [];
}

function paragraph(fields: Readonly<Record<string, string>>): string {
  const all = { Package: 'a', Status: 'install ok installed', Architecture: 'amd64', Version: '1', Maintainer: 'M', ...fields };
  return Object.entries(all).map(([name, value]) => `${name}: ${value}\n`).join('');
}

describe('dpkg', () => {
  test('a list that was torn off or emptied is not taken for the whole', () => {
    const torn = parse({ files: { [status]: `${paragraph({ Package: 'a' })}\nPackage: b\nStatus: install ok installed\nArchitecture: all\nVersion: 1.2` } });
    expect(torn).toMatchObject({ missing: [{ path: 'packages', reason: 'unreadable' }] });
    expect(parse({ files: { [status]: '' } })).toMatchObject({ failed: 'not-visible-from-here' });
  });

  test('a package says its name, version, architecture, origin, maker and date', () => {
    const files = {
      [status]: `${paragraph({ Package: 'libssl3', Source: 'openssl (3.0.14-1)', Version: '3.0.14-1~deb12u2', Maintainer: 'Debian OpenSSL Team <pkg@lists.example>', Description: 'SSL\n Version: 9\n .\n Status: x' })}\n${paragraph({ Package: 'tzdata', Architecture: 'all', Source: 'tzdata' })}`,
    };
    const times = { '/var/lib/dpkg/info/libssl3:amd64.list': '2024-09-03T06:31:10.123Z 1 0644', '/var/lib/dpkg/info/other.list': '2020-01-01T00:00:00.000Z 1 0644' };
    expect(parse({ files, times })).toEqual({
      data: {
        browsers: [], runtimes: [], managers: ['dpkg'],
        packages: [
          {
            name: 'libssl3',
            version: '3.0.14-1~deb12u2',
            source: 'dpkg',
            architecture: 'amd64',
            sourcePackage: 'openssl',
            publisher: 'Debian OpenSSL Team',
            installedOn: '2024-09-03T06:31:10Z',
          },
          { name: 'tzdata', version: '1', source: 'dpkg', architecture: null, publisher: 'M', installedOn: null },
        ],
      },
      missing: [],
    });
  });

  test('what has files on the disk counts, in whatever state', () => {
    const states = ['installed', 'half-configured', 'unpacked', 'half-installed', 'triggers-awaited', 'triggers-pending', 'config-files', 'not-installed'];
    const text = states.map((state) => paragraph({ Package: state, Status: `deinstall reinstreq ${state}` })).join('\n');
    expect(packages({ files: { [status]: text } }).map(({ name }) => name)).toEqual([
      'half-configured', 'half-installed', 'installed', 'triggers-awaited', 'triggers-pending', 'unpacked',
    ]);
  });

  test('two architectures of one package are two, each with its own date', () => {
    const text = ['amd64', 'i386'].map((Architecture) => paragraph({ Package: 'libc6', Architecture })).join('\n');
    const times = { '/var/lib/dpkg/info/libc6:amd64.list': '2024-01-01T00:00:00.000Z 1 0644', '/var/lib/dpkg/info/libc6:i386.list': '2025-01-01T00:00:00.000Z 1 0644' };
    expect(packages({ files: { [status]: text }, times }).map(({ architecture, installedOn }) => [architecture, installedOn])).toEqual([
      ['amd64', '2024-01-01T00:00:00Z'],
      ['i386', '2025-01-01T00:00:00Z'],
    ]);
  });

  test('torn paragraphs and texts beyond the wire are counted as missing, the others stay', () => {
    const text = [paragraph({}), 'Package: torn\n', paragraph({ Package: 'x'.repeat(256) }), paragraph({ Package: 'v', Version: '1'.repeat(300) })].join('\n');
    expect(parse({ files: { [status]: text } })).toMatchObject({
      data: { packages: [{ name: 'a' }] },
      missing: [{ path: 'packages', reason: 'unreadable', detail: '3 entries that were not understood' }],
    });
  });

  test('dates that were not all looked at are missing, not null', () => {
    const answers = answersOf(linux.sources(settings), { files: { [status]: paragraph({}) } });
    const dpkgTimes = { kind: 'many', entries: [], incomplete: { reason: 'timeout', detail: 'x' } } as const;
    expect(linux.parse({ ...answers, dpkgTimes }, context)).toEqual({
      data: { browsers: [], runtimes: [], managers: ['dpkg'], packages: [{ name: 'a', version: '1', source: 'dpkg', architecture: 'amd64', publisher: 'M' }] },
      missing: [{ path: 'packages[].installedOn', reason: 'timeout', detail: 'x' }],
    });
  });

  test('a thousand packages are read in a moment', () => {
    const names = Array.from({ length: 1_030 }, (_, index) => `package-${index}`);
    const text = names.map((name) => paragraph({ Package: name, Description: `a\n${' description\n'.repeat(60)}` })).join('\n');
    const times = Object.fromEntries(names.map((name) => [`/var/lib/dpkg/info/${name}.list`, '2024-01-01T00:00:00.000Z 1 0644']));
    const answers = answersOf(linux.sources(settings), { files: { [status]: text }, times });
    const spent = Array.from({ length: 5 }, () => {
      const begun = cpuMs();
      expect(linux.parse(answers, context)).toMatchObject({ missing: [] });
      return cpuMs() - begun;
    });
    expect(Math.min(...spent)).toBeLessThan(25);
  });
});

describe('rpm', () => {
  const line = (...fields: string[]) => `${fields.join('\t')}\n`;
  const output =
    line('openssl-libs', '1', '3.0.7', '27.el9', 'x86_64', '1714560000', 'openssl-3.0.7-27.el9.src.rpm', 'Red Hat, Inc.') +
    line('tzdata', '0', '2024a', '1.el9', 'noarch', '1714560001', 'tzdata-2024a-1.el9.src.rpm', '(none)') +
    line('gpg-pubkey', '0', 'fd431d51', '4ae0493b', '(none)', '1714560002', '(none)', '(none)');

  test('a package has its epoch in its version where there is one; keys are no packages', () => {
    expect(parse({ commands: { rpm: output } })).toEqual({
      data: {
        browsers: [], runtimes: [], managers: ['rpm'],
        packages: [
          {
            name: 'openssl-libs',
            version: '1:3.0.7-27.el9',
            source: 'rpm',
            architecture: 'x86_64',
            sourcePackage: 'openssl',
            publisher: 'Red Hat, Inc.',
            installedOn: '2024-05-01T10:40:00Z',
          },
          { name: 'tzdata', version: '2024a-1.el9', source: 'rpm', architecture: null, publisher: null, installedOn: '2024-05-01T10:40:01Z' },
        ],
      },
      missing: [],
    });
  });

  test('is asked in one query that its own syntax allows', () => {
    expect(rpmSources.rpm.args.join(' ')).toBe(
      String.raw`-qa --queryformat %{NAME}\t%{EPOCHNUM}\t%{VERSION}\t%{RELEASE}\t%{ARCH}\t%{INSTALLTIME}\t%{SOURCERPM}\t%{VENDOR}\n`,
    );
  });

  test('beside dpkg with an empty list manages nothing; its error is no empty list', () => {
    expect(parse({ files: { [status]: paragraph({}) }, commands: { rpm: '' } })).toMatchObject({ data: { browsers: [], runtimes: [], managers: ['dpkg'] }, missing: [] });
    const broken: Reading = { state: 'read', text: '', exitCode: 1, stderr: 'error: cannot open Packages database' };
    expect(parse({ commands: { rpm: broken } })).toEqual({ failed: 'unreadable', detail: 'rpm ended with 1: error: cannot open Packages database' });
  });

  const shared = sharedFixtures();
  test.skipIf(!shared)('the packages of ohai, whose query has the first six fields', () => {
    const lines = fs.readFileSync(path.join(shared!, 'ohai/data/plugins/rpmquery.output'), 'utf8').split('\n').filter((text) => text !== '');
    const rpm = lines.map((text) => [...text.split(/\s+/).slice(0, 5), '', '', '']).map(([name, epoch, version, release, time]) => line(name!, epoch!, version!, release!, 'x86_64', time!, '(none)', '(none)'));
    const found = packages({ commands: { rpm: rpm.join('') } });
    expect(found).toHaveLength(lines.length);
    expect(found).toContainEqual(expect.objectContaining({ name: 'glibc', version: '2.17-106.el7_2.6', installedOn: '2016-05-17T12:04:26Z' }));
  });
});

describe('other managers', () => {
  test('apk', () => {
    const text = 'C:Q1x=\nP:busybox-binsh\nV:1.36.1-r15\nA:x86_64\no:busybox\nm:Sören Tempel <s@example.org>\nt:1\n\nC:Q1y=\nP:musl\nV:1.2.4-r2\nA:noarch\no:musl\n\nbroken\n';
    expect(parse({ files: { '/lib/apk/db/installed': text } })).toEqual({
      data: {
        browsers: [], runtimes: [], managers: ['apk'],
        packages: [
          { name: 'busybox-binsh', version: '1.36.1-r15', source: 'apk', architecture: 'x86_64', sourcePackage: 'busybox', publisher: 'Sören Tempel', installedOn: null },
          { name: 'musl', version: '1.2.4-r2', source: 'apk', architecture: null, publisher: null, installedOn: null },
        ],
      },
      missing: [{ path: 'packages', reason: 'unreadable', detail: '1 entries that were not understood' }],
    });
  });

  test('pacman', () => {
    const desc = '%NAME%\ngcc-libs\n\n%VERSION%\n14.1.1-1\n\n%BASE%\ngcc\n\n%ARCH%\nx86_64\n\n%INSTALLDATE%\n1714560000\n\n%PACKAGER%\nFrederik <f@archlinux.example>\n';
    expect(packages({ files: { '/var/lib/pacman/local/gcc-libs-14.1.1-1/desc': desc } })).toEqual([
      { name: 'gcc-libs', version: '14.1.1-1', source: 'pacman', architecture: 'x86_64', sourcePackage: 'gcc', publisher: 'Frederik', installedOn: '2024-05-01T10:40:00Z' },
    ]);
  });

  test('snap and flatpak beside dpkg, in one order', () => {
    const files = { [status]: paragraph({}), '/snap/firefox/current/meta/snap.yaml': "name: firefox\nversion: '130.0-2'\nsummary: Browser\n" };
    const times = { '/snap/firefox/current': '2024-09-01T00:00:00.000Z 4 0777', '/var/lib/flatpak/app/org.gimp.GIMP/x86_64/stable/active': '2024-08-01T00:00:00.000Z 64 0777' };
    expect(parse({ files, times })).toMatchObject({
      data: {
        managers: ['dpkg', 'flatpak', 'snap'],
        packages: [
          { source: 'dpkg' },
          { source: 'flatpak', name: 'org.gimp.GIMP', architecture: 'x86_64', installedOn: '2024-08-01T00:00:00Z' },
          { source: 'snap', name: 'firefox', version: '130.0-2', installedOn: '2024-09-01T00:00:00Z' },
        ],
      },
      missing: [{ path: 'packages[].version', reason: 'not-visible-from-here' }],
    });
  });
});

describe('no list', () => {
  test('of any manager is no empty list', () => {
    expect(parse({})).toMatchObject({ failed: 'not-visible-from-here' });
    expect(parse({ files: { [status]: denied } })).toEqual({ failed: 'denied', detail: status });
  });

  test('of one manager leaves the list known in part', () => {
    const files = { [status]: denied, '/lib/apk/db/installed': 'P:a\nV:1\n' };
    expect(parse({ files })).toMatchObject({ data: { browsers: [], runtimes: [], managers: ['apk'], packages: [{ name: 'a' }] }, missing: [{ path: 'packages', reason: 'denied' }] });
  });
});

test('any bytes give packages or a refusal', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', 'Package: a', 'Status: install ok installed', 'Version: 1', 'Architecture: all', 'Source: ', 'P:a', 'V:1', '%NAME%', 'name: "'),
    fc.array(fc.string({ maxLength: 5 }), { minLength: 8, maxLength: 8 }).map((fields) => fields.join('\t')),
  );
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const machine = fc.record({
    files: fc.dictionary(fc.constantFrom(status, '/lib/apk/db/installed', '/var/lib/pacman/local/x-1/desc', '/snap/x/current/meta/snap.yaml'), fc.oneof(text, fc.constant(denied))),
    commands: fc.dictionary(fc.constant('rpm'), text),
    times: fc.dictionary(fc.constantFrom('/var/lib/dpkg/info/a.list', '/snap/x/current'), fc.constant('2024-01-01T00:00:00.000Z 1 0644')),
  });
  fc.assert(
    fc.property(machine, (it) => {
      const result = parse(it);
      expect('failed' in result || (result.data.packages !== undefined && result.data.managers !== undefined)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
