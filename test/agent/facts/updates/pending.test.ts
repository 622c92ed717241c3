import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/updates/linux.ts';
import type { Machine } from '../machine.ts';
import { factsWith } from '../started.ts';

const status = [
  'Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.14-1~deb12u1\n',
  'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2\n',
  'Package: tzdata\nStatus: install ok installed\nArchitecture: all\nVersion: 2024a-0+deb12u1\n',
  'Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n',
].join('\n');
const list = 'Package: gone\nArchitecture: amd64\nVersion: 9\n\nPackage: openssl\nSource: openssl\nArchitecture: amd64\nVersion: 3.0.15-1~deb12u1\n\nPackage: openssl\nArchitecture: i386\nVersion: 4\n\nPackage: bash\nArchitecture: amd64\nVersion: 5.2.15-2\n\nPackage: bash-doc\nArchitecture: all\nVersion: 9\n';
const index = '/var/lib/apt/lists/deb.example.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages';
const debian: Machine = {
  '/var/lib/dpkg/status': status,
  '/etc/apt/sources.list': 'deb http://deb.example.org/debian bookworm main\ndeb http://deb.example.org/debian-security bookworm-security main\n',
  '/var/lib/apt/lists/deb.example.org_debian_dists_bookworm_main_binary-amd64_Packages': 'Package: bash\nVersion: 99\nArchitecture: amd64\n',
  [index]: list,
};
const of = (machine: Machine) => factsWith(linux, machine);

describe('Debian', () => {
  test('what the archive of security updates has newer than dpkg', () => {
    const { data, gaps } = of(debian);
    expect(data.pending).toEqual([{ name: 'openssl', installed: '3.0.14-1~deb12u1', available: '3.0.15-1~deb12u1', security: true, releasedOn: null, severity: null }]);
    expect([data.pendingSecurityCount, gaps['pending']]).toEqual([1, 'not-visible-from-here']);
  });

  test('nothing waits', () => {
    expect(of({ ...debian, [index]: 'Package: bash\nArchitecture: amd64\nVersion: 5.2.15-2\n' }).data).toMatchObject({ pending: [], pendingSecurityCount: 0 });
  });

  test('an archive without a list leaves the number open', () => {
    const { data, gaps } = of({ ...debian, [index]: undefined });
    expect([data.pending, data.pendingSecurityCount, gaps['pendingSecurityCount']]).toEqual([undefined, undefined, 'not-visible-from-here']);
  });

  test('without an archive of security updates nobody can say that nothing waits', () => {
    const { data, gaps } = of({ ...debian, '/etc/apt/sources.list': 'deb http://deb.example.org/debian bookworm main\n', [index]: undefined });
    expect([data.pendingSecurityCount, gaps['pendingSecurityCount']]).toEqual([undefined, 'not-visible-from-here']);
  });

  test('a list that cannot be unpacked leaves the number open, and what is known stays', () => {
    const { data, gaps } = of({ ...debian, [`${index.replace('_main_', '_contrib_')}.xz`]: Buffer.from('\xfd7zXZ') });
    expect([data.pending?.length, data.pendingSecurityCount, gaps['pendingSecurityCount']]).toEqual([1, undefined, 'unreadable']);
  });

  test('the older name of the archive', () => {
    const old = '/var/lib/apt/lists/security.debian.org_debian-security_dists_buster_updates_main_binary-amd64_Packages';
    const { data } = of({ ...debian, [index]: undefined, [old]: list, '/etc/apt/sources.list': 'deb http://security.debian.org/debian-security buster/updates main\n' });
    expect(data.pendingSecurityCount).toBe(1);
  });

  test('a file that is no list is a gap', () => {
    expect(of({ ...debian, [index]: '<html>' }).gaps).toMatchObject({ pendingSecurityCount: 'unreadable' });
  });
});

describe('Red Hat', () => {
  const advisory = (id: string, { type = 'security', release, day = '2026-09-01' }: { type?: string; release: string; day?: string }) =>
    `<update from="x" status="final" type="${type}" version="2"><id>${id}</id><issued date="${day} 10:00:00"/><severity>Important</severity><pkglist><collection><package name="openssl" version="3.0.7" release="${release}" epoch="1" arch="x86_64" src="x"><filename>x</filename></package></collection></pkglist></update>`;
  const file = '/var/cache/dnf/baseos-0123/repodata/ab-updateinfo.xml.zst';
  const rpm = 'openssl\t1\t3.0.7\t24.el9\tx86_64\t1700000000\topenssl-3.0.7-24.el9.src.rpm\tRocky\nbash\t(none)\t5.1.8\t9.el9\tx86_64\t1\tx\tRocky\n';
  const redHat = (...advisories: readonly string[]) => factsWith(linux, { [file]: zstdCompressSync(`<updates>${advisories.join('')}</updates>`) }, { rpm });

  test('an advisory for a newer version, with its day and how grave it is', () => {
    const { data } = redHat(advisory('RLSA-1', { release: '25.el9' }), advisory('RLSA-2', { release: '27.el9', day: '2026-10-01' }), advisory('RLBA-3', { type: 'bugfix', release: '99.el9' }));
    expect(data.pending).toEqual([{ name: 'openssl', installed: '1:3.0.7-24.el9', available: '1:3.0.7-27.el9', security: true, releasedOn: '2026-09-01', severity: 'important' }]);
    expect(data.pendingSecurityCount).toBe(1);
  });

  test('all advisories are installed', () => {
    expect(redHat(advisory('RLSA-1', { release: '24.el9' })).data).toMatchObject({ pending: [], pendingSecurityCount: 0 });
  });

  test('another stream of a module is not compared', () => {
    expect(redHat(advisory('RLSA-1', { release: '99.module+el9' })).data.pendingSecurityCount).toBe(0);
  });

  test('without rpm it is not known', () => {
    const { gaps } = factsWith(linux, { [file]: zstdCompressSync('<updates></updates>') });
    expect(gaps).toMatchObject({ pending: 'tool-missing', pendingSecurityCount: 'tool-missing' });
  });
});
