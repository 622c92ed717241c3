import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveSupport } from '../../../../rules/derive/support/derive.ts';
import { derived } from '../../../../rules/derive/schema.ts';
import type { Os } from '../../../../wire/sections/os.ts';
import { catalog, osOf, productOf } from './setup.ts';
import type { Package } from './setup.ts';

const debian12: Os = { family: 'linux', product: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12' };
const jammy: Os = { family: 'linux', product: 'ubuntu', name: 'Ubuntu 22.04.5 LTS', version: '22.04' };

describe('the operating system', () => {
  test.each<[string, Os, string, string | null]>([
    ['Debian', debian12, 'debian 12', '2028-06-30'],
    ['Ubuntu', jammy, 'ubuntu 22.04', '2027-04-01'],
    ['RHEL by its major version', { product: 'rhel', name: 'Red Hat Enterprise Linux 8.10 (Ootpa)', version: '8.10' }, 'rhel 8', '2029-05-31'],
    ['CentOS Linux', { product: 'centos', name: 'CentOS Linux 8', version: '8' }, 'centos 8', '2021-12-31'],
    ['CentOS Stream', { product: 'centos', name: 'CentOS Stream 9', version: '9' }, 'centos-stream 9', '2027-05-31'],
    ['Rocky', { product: 'rocky', name: 'Rocky Linux 9.6', version: '9.6' }, 'rocky-linux 9', '2032-05-31'],
    ['Amazon Linux 2, not 2023', { product: 'amzn', name: 'Amazon Linux 2', version: '2' }, 'amazon-linux 2', '2026-06-30'],
    ['Amazon Linux 2023', { product: 'amzn', name: 'Amazon Linux 2023', version: '2023' }, 'amazon-linux 2023', '2029-06-30'],
    ['macOS 10.15', { product: 'macos', name: 'macOS Catalina', version: '10.15.7' }, 'macos 10.15', '2026-02-02'],
    ['macOS 26, of which no end is known', { product: 'macos', name: 'macOS Tahoe', version: '26.1' }, 'macos 26', null],
    ['Windows Pro', { product: 'windows', build: '26100.2033', edition: 'Professional', channel: 'general' }, 'windows 11 24H2 Home/Pro', '2026-10-13'],
    ['Windows Home in words', { product: 'windows', build: '26100', edition: 'Home', channel: 'general' }, 'windows 11 24H2 Home/Pro', '2026-10-13'],
    ['Windows Education', { product: 'windows', build: '10.0.22631.1', edition: 'Education', channel: 'general' }, 'windows 11 23H2 Enterprise', '2026-11-10'],
    ['LTSC by edition', { product: 'windows', build: '19044.1', edition: 'EnterpriseS', channel: 'general' }, 'windows 10 21H2 LTSC', '2027-01-12'],
    ['LTSC by channel', { product: 'windows', build: '19044.1', edition: 'Enterprise', channel: 'ltsc' }, 'windows 10 21H2 LTSC', '2027-01-12'],
    ['IoT LTSC', { product: 'windows', build: '19044.1', edition: 'IoTEnterpriseS', channel: 'ltsc' }, 'windows 10 21H2 IoT LTSC', '2032-01-13'],
    ['Windows 10, whose editions end together', { product: 'windows', build: '19045.6456' }, 'windows 10 22H2', '2025-10-14'],
    ['Windows Server', { product: 'windows-server', build: '17763.1', edition: 'ServerStandard', channel: 'general' }, 'windows-server 2019', '2029-01-09'],
    ['its annual channel', { product: 'windows-server', build: '17763.1', edition: 'ServerStandardACor', channel: 'general' }, 'windows-server 1809 Annual Channel', '2020-11-10'],
  ])('%s', (_, os, release, fixesUntil) => {
    const found = osOf(os);
    expect(found && 'cycle' in found && { release: `${found.product} ${found.cycle}`, fixesUntil: found.fixesUntil, leftover: found.leftover }).toEqual({ release, fixesUntil, leftover: false });
  });

  test('longer support that reaches everybody counts by itself, one that is bought does not', () => {
    expect(osOf(debian12)).toMatchObject({ endsOn: '2026-07-11', extendedEndsOn: '2028-06-30', extendedName: 'Debian LTS', fixesUntil: '2028-06-30' });
    expect(osOf(jammy)).toMatchObject({ endsOn: '2027-04-01', extendedEndsOn: '2032-04-09', extendedName: 'Ubuntu Pro (ESM)', fixesUntil: '2027-04-01' });
    expect(osOf(jammy)).toMatchObject({ source: 'https://ubuntu.com/about/release-cycle (compared 2026-11-22 with endoflife.date as of 2026-08-22)', confidence: 'exact' });
    expect(osOf({ product: 'macos', version: '13.7' })).toMatchObject({ confidence: 'inferred', extendedEndsOn: null, extendedName: null });
  });

  test.each<[string, Os, object]>([
    ['a derived distribution', { product: 'linuxmint', name: 'Linux Mint 22', version: '22' }, { reason: 'catalog-gap' }],
    ['a release that the catalog does not have', { product: 'debian', name: 'Debian', version: '27' }, { reason: 'catalog-gap' }],
    ['a release of which only a part was read', { product: 'ubuntu', name: 'Ubuntu 22', version: '22' }, { reason: 'version-too-coarse' }],
    ['testing, which names no version', { product: 'debian', name: 'Debian GNU/Linux forky/sid', version: null }, { reason: 'version-too-coarse' }],
    ['a build of two editions, edition not read', { product: 'windows', build: '22631.1', channel: 'general' }, { reason: 'version-too-coarse', path: 'edition' }],
    ['a build with an LTSC sister, channel not read', { product: 'windows', build: '26100.1', edition: 'Enterprise' }, { reason: 'version-too-coarse' }],
    ['an edition with dates of its own that the catalog does not have', { product: 'windows', build: '26100.1', edition: 'CloudEdition', channel: 'general' }, { reason: 'catalog-gap' }],
    ['CentOS whose name was not read', { product: 'centos', version: '8' }, { reason: 'agent-too-old', path: 'name' }],
  ])('%s is not guessed', (_, os, because) => {
    expect(osOf(os)).toMatchObject(because);
  });

  test('a reason of the agent is passed on', () => {
    expect(osOf({ product: 'windows', build: '22631.1', channel: 'general' }, { 'os.edition': { reason: 'denied', section: 'os', path: 'edition' } })).toMatchObject({ reason: 'denied' });
    const unread = { reason: 'timeout', section: 'os', path: '' } as const;
    expect(deriveSupport({}, { os: unread, software: unread }, catalog)).toEqual({
      data: { support: { unpackaged: [] } },
      missing: [{ path: 'support.os', because: unread }, { path: 'support.products', because: unread }, { path: 'support.unpackaged', because: unread }, { path: 'support.runtimes', because: unread }, { path: 'support.browsers', because: unread }],
    });
  });

  test('a system that says its own end is believed where the catalog has nothing', () => {
    expect(osOf({ product: 'tinyos', name: 'Tiny OS 3', version: '3', supportEndsOn: '2027-03-01T00:00:00Z' })).toMatchObject({ product: 'tinyos', cycle: '3', endsOn: '2027-03-01', fixesUntil: '2027-03-01' });
    const { missing } = deriveSupport({ os: { product: 'tinyos', name: 'Tiny OS 3', version: '3', supportEndsOn: '2027-03-01T00:00:00Z' } }, {}, catalog);
    expect(missing[0]).toEqual({ path: 'support.os.releasedOn', because: { reason: 'catalog-gap', detail: 'nobody has entered when Tiny OS 3 was released' } });
    expect(osOf({ ...debian12, supportEndsOn: '2099-01-01' })).toMatchObject({ endsOn: '2026-07-11' });
  });
});

describe('packages', () => {
  test.each<[string, Partial<Package>, Os, object]>([
    ['of the running Debian count by Debian', { name: 'postgresql-15', version: '15.14-0+deb12u1', publisher: 'Debian PostgreSQL Maintainers' }, debian12, { product: 'postgresql', cycle: '15', supportedBy: 'distribution', fixesUntil: '2028-06-30', leftover: false, confidence: 'exact' }],
    ['without a mark or a word of Debian count by Debian when it carries them', { name: 'python3.11-minimal', version: '3.11.2-6', publisher: 'Matthias Klose' }, debian12, { supportedBy: 'distribution', fixesUntil: '2028-06-30', confidence: 'inferred' }],
    ['that an upgrade left behind end with their own release', { name: 'postgresql-13', version: '13.16-0+deb11u1', publisher: 'Debian PostgreSQL Maintainers' }, debian12, { supportedBy: 'distribution', endsOn: '2024-08-14', fixesUntil: '2024-08-14', extendedEndsOn: null, leftover: true }],
    ['left behind without a mark are known by the release that carries them', { name: 'postgresql-13', version: '13.4-1', publisher: 'Debian PostgreSQL Maintainers' }, debian12, { fixesUntil: '2024-08-14', leftover: true, confidence: 'inferred' }],
    ['left behind that two releases carried take the newer', { name: 'libssl1.1', version: '1.1.1n-1', publisher: 'Debian OpenSSL Team' }, debian12, { fixesUntil: '2024-08-14', leftover: true }],
    ['that the distribution never mended end before it', { name: 'python2.7-minimal', version: '2.7.18-8+deb11u1', publisher: 'Matthias Klose' }, debian12, { fixesUntil: '2020-01-01', leftover: true }],
    ['of PGDG count by PostgreSQL', { name: 'postgresql-14', version: '14.19-1.pgdg120+1', publisher: 'Debian PostgreSQL Maintainers' }, debian12, { supportedBy: 'maker', fixesUntil: '2026-11-12', confidence: 'exact' }],
    ['of deb.sury.org count by PHP', { name: 'php8.1-common', version: '8.1.33-1+0~20250704.71+debian12~1.gbp1a8b0e', publisher: 'Debian PHP Maintainers' }, debian12, { supportedBy: 'maker', fixesUntil: '2025-12-31' }],
    ['of NodeSource count by Node.js', { name: 'nodejs', version: '20.20.2-1nodesource1', publisher: 'NodeSource Support' }, debian12, { supportedBy: 'maker', cycle: '20', fixesUntil: '2026-04-30' }],
    ['of MariaDB count by MariaDB', { name: 'mariadb-server', version: '1:10.6.22+maria~deb12', publisher: 'MariaDB Developers' }, debian12, { supportedBy: 'maker', cycle: '10.6', fixesUntil: '2026-07-06', extendedName: 'MariaDB Enterprise' }],
    ['with an epoch are read behind it', { name: 'mariadb-server', version: '1:10.11.14-0+deb12u2', publisher: 'Debian MySQL Maintainers' }, debian12, { supportedBy: 'distribution', cycle: '10.11', fixesUntil: '2028-06-30' }],
    ['of MySQL that bear the mark of Ubuntu count by MySQL', { name: 'mysql-community-server', version: '8.0.43-1ubuntu22.04', publisher: 'MySQL Release Engineering' }, jammy, { supportedBy: 'maker', fixesUntil: '2026-04-30' }],
    ['of Ubuntu count by Ubuntu', { name: 'mysql-server-8.0', version: '8.0.43-0ubuntu0.22.04.1', publisher: 'Ubuntu Developers' }, jammy, { supportedBy: 'distribution', fixesUntil: '2027-04-01', extendedName: 'Ubuntu Pro (ESM)' }],
    ['of a module of RHEL are known by their mark', { name: 'openssl-libs', version: '1:1.1.1k-14.el8_10', source: 'rpm', publisher: 'Red Hat, Inc.' }, { product: 'rhel', version: '8.10' }, { supportedBy: 'distribution', cycle: '1.1.1', fixesUntil: '2029-05-31' }],
    ['of a clone count by the clone', { name: 'openssl-libs', version: '1:3.5.1-3.el9', source: 'rpm', publisher: 'Rocky Enterprise Software Foundation' }, { product: 'rocky', version: '9.7' }, { supportedBy: 'distribution', fixesUntil: '2032-05-31', source: expect.stringContaining('rockylinux') }],
    ['with the mark of RHEL but of another publisher are the maker’s', { name: 'php-common', version: '8.1.33-1.el9.remi', source: 'rpm', publisher: 'Remi Collet' }, { product: 'rocky', version: '9.7' }, { supportedBy: 'maker', fixesUntil: '2025-12-31' }],
    ['of a web server in Debian count by Debian', { name: 'nginx', version: '1:1.22.1-9+deb12u2', publisher: 'Debian Nginx Maintainers' }, debian12, { product: 'nginx', supportedBy: 'distribution', fixesUntil: '2028-06-30' }],
    ['of nginx.org count by nginx', { name: 'nginx', version: '1.24.0-1~bookworm', publisher: 'NGINX Packaging <nginx-packaging@f5.com> nginx.com' }, debian12, { supportedBy: 'maker', fixesUntil: '2024-04-23' }],
    ['of Java in RHEL end before their release', { name: 'java-11-openjdk-headless', version: '1:11.0.25.0.9-3.el9', source: 'rpm', publisher: 'Red Hat, Inc.' }, { product: 'rhel', version: '9.4' }, { product: 'red-hat-build-of-openjdk', supportedBy: 'distribution', fixesUntil: '2024-10-31' }],
    ['of Java in Debian count by Debian', { name: 'openjdk-17-jre-headless', version: '17.0.17+10-1~deb12u1', publisher: 'OpenJDK Team' }, debian12, { product: 'openjdk', supportedBy: 'distribution', fixesUntil: '2028-06-30' }],
    ['of MongoDB itself are the maker’s', { name: 'mongodb-org-server', version: '7.0.14', publisher: 'MongoDB Packaging <packaging@mongodb.com>' }, debian12, { product: 'mongodb', cycle: '7.0', supportedBy: 'maker', fixesUntil: '2027-08-31' }],
    ['of Windows are the maker’s', { name: 'PostgreSQL 13 ', version: '13.4-1', source: 'registry', publisher: 'PostgreSQL Global Development Group' }, { product: 'windows', build: '19045' }, { supportedBy: 'maker', fixesUntil: '2025-11-13' }],
  ])('%s', (_, item, os, expected) => {
    expect(productOf(item, os)).toMatchObject({ ...expected, because: undefined });
  });

  test.each<[string, Partial<Package>, Os | null, object]>([
    ['in the archive of volunteers', { name: 'nodejs', version: '12.22.9~dfsg-1ubuntu3.6', publisher: 'Ubuntu Developers' }, jammy, { reason: 'ambiguous' }],
    ['of a cycle that the catalog does not have', { name: 'postgresql-27', version: '27.1-1', publisher: 'Debian PostgreSQL Maintainers' }, debian12, { reason: 'catalog-gap' }],
    ['of an application stream', { name: 'php-common', version: '8.0.30-1.module+el8.8.0+19895', source: 'rpm', publisher: 'Red Hat, Inc.' }, { product: 'rhel', version: '8.10' }, { reason: 'catalog-gap' }],
    ['of the distribution that no release is known to carry', { name: 'postgresql-16', version: '16.1-1', publisher: 'Debian PostgreSQL Maintainers' }, debian12, { reason: 'catalog-gap' }],
    ['of SUSE, of which nobody has entered what it carries,', { name: 'python3', version: '3.6.15-150300.10.84.1', source: 'rpm', publisher: 'SUSE LLC <https://www.suse.com/>' }, { product: 'sles', version: '15.6' }, { reason: 'catalog-gap' }],
    ['without a version', { name: 'nodejs', publisher: 'NodeSource' }, debian12, { reason: 'agent-too-old', path: 'packages[].version' }],
    ['whose publisher decides and was not read', { name: 'openssl-libs', version: '1:3.5.1-3.el9', source: 'rpm' }, { product: 'rocky', version: '9.7' }, { reason: 'agent-too-old', path: 'packages[].publisher' }],
    ['on a system that was not read', { name: 'libssl3', version: '3.0.17-1~deb12u2', publisher: 'Debian OpenSSL Team' }, null, { reason: 'agent-too-old', section: 'os' }],
    ['on a system that the catalog does not have', { name: 'python3.12-minimal', version: '3.12.3-1', publisher: 'Somebody' }, { product: 'linuxmint', version: '22' }, { reason: 'catalog-gap' }],
    ['known by name only', { name: 'firebird3.0-server', version: '3.0.11.33703.ds4-2', publisher: 'Damyan Ivanov <dmn@debian.org>' }, debian12, { reason: 'catalog-gap' }],
  ])('%s are not guessed', (_, item, os, because) => {
    const found = productOf(item, os);
    expect(found.because).toMatchObject(because);
    expect(found).not.toHaveProperty('fixesUntil');
  });

  test('of a product stand in the list once per cycle, and packages that only help it do not', () => {
    const names = ['postgresql-15', 'postgresql-client-15', 'postgresql-contrib', 'php8.2-common', 'php8.2-cli', 'libssl3', 'libssl3'];
    const packages = names.map((name): Package => ({ name, version: { 'php8.2-common': '8.2.29-1~deb12u1', libssl3: '3.0.17-1~deb12u2' }[name] ?? '15.14-0+deb12u1', source: 'dpkg', publisher: 'Debian' }));
    const { data } = deriveSupport({ os: debian12, software: { packages } }, {}, catalog);
    expect(data.support?.products?.map(({ product, cycle }) => `${product} ${cycle}`)).toEqual(['openssl 3.0', 'php 8.2', 'postgresql 15']);
  });

  test('a list that was read in part is known in part', () => {
    const because = { reason: 'too-large', section: 'software', path: 'packages' } as const;
    const { data, missing } = deriveSupport({ os: debian12, software: { packages: [] } }, { 'software.packages': because }, catalog);
    expect([data.support?.products, missing[0]]).toEqual([[], { path: 'support.products', because }]);
  });
});

const anyText = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('debian', 'windows', '12', '22.04', 'Professional', '19044.1', 'libssl3', 'php7.4-common', 'nodejs', '20.1.0-1nodesource1', '7.4.33-1+deb11u4', 'Debian PHP Maintainers', 'Google Chrome', '999.1', 'Microsoft SQL Server 2016 (64-bit)', 'Java 8 Update 401', '1.8.0_1', 'Eclipse Adoptium', '15.2', 'Microsoft Exchange Server'));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyFacts = fc.record({
  os: optional(fc.record({ product: anyText, name: anyText, version: fc.option(anyText), edition: fc.option(anyText), build: fc.option(anyText), channel: fc.option(anyText) }, { requiredKeys: [] })),
  packages: optional(fc.array(fc.record({ name: anyText, source: fc.constantFrom('dpkg', 'rpm', 'registry', 'snap', 'application', 'homebrew'), version: anyText, publisher: fc.option(anyText) }, { requiredKeys: ['name', 'source'] }), { maxLength: 6 })),
  runtimes: fc.array(fc.record({ name: fc.constantFrom('java', 'dotnet-framework', 'node'), version: anyText, vendor: fc.option(anyText), place: anyText }), { maxLength: 3 }),
  browsers: fc.array(fc.record({ name: fc.constantFrom('chrome', 'internet-explorer'), version: fc.option(anyText), channel: fc.constant(null) }), { maxLength: 3 }),
  databases: fc.array(fc.record({ product: fc.constantFrom('sql-server', 'oracle', 'redis'), instance: fc.constant(null), version: fc.option(anyText), edition: fc.constant(null), start: fc.constant('automatic' as const) }), { maxLength: 3 }),
});

test('whatever a device sends, the result fits its schema, and every gap has a reason', () => {
  fc.assert(
    fc.property(anyFacts, ({ os, packages, runtimes, browsers, databases }) => {
      const { data, missing } = deriveSupport({ ...(os ? { os } : {}), ...(packages ? { software: { packages, runtimes, browsers } } : {}), services: { databases } }, {}, catalog);
      expect(derived.safeParse(data).success).toBe(true);
      const gaps = new Set(missing.map(({ path }) => path));
      expect('os' in (data.support ?? {}) || gaps.has('support.os')).toBe(true);
      for (const item of data.support?.products ?? []) expect('fixesUntil' in item || gaps.has('support.products[].fixesUntil')).toBe(true);
    }),
  );
});

test('1,500 packages take at most 5 ms, also where many names begin like a product', () => {
  const packages = Array.from({ length: 1_500 }, (_, at): Package => ({ name: at % 100 === 0 ? 'php8.2-common' : `postgresql-${at}-something`, version: '8.2.29-1~deb12u1', source: 'dpkg', publisher: 'Debian' }));
  const times = Array.from({ length: 30 }, () => {
    const started = performance.now();
    deriveSupport({ os: debian12, software: { packages } }, {}, catalog);
    return performance.now() - started;
  });
  // The quickest of many: what the code needs, without what else this machine was doing.
  expect(Math.min(...times)).toBeLessThan(5);
});
