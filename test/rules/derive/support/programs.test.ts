import { describe, expect, test } from 'vitest';
import { deriveSupport } from '../../../../rules/derive/support/derive.ts';
import { installedProducts } from '../../../../rules/derive/support/products.ts';
import type { Os } from '../../../../wire/sections/os.ts';
import { catalog, osOf, productOf } from './setup.ts';
import type { Package } from './setup.ts';

const server: Os = { product: 'windows-server', name: 'Windows Server 2016 Standard', build: '14393.1', edition: 'ServerStandard', channel: 'general' };

describe('programs of Windows and macOS', () => {
  test.each<[string, Partial<Package>, object]>([
    ['an engine of SQL Server by its service pack', { name: 'SQL Server 2016 Database Engine Services', version: '13.3.6300.2' }, { product: 'sql-server', cycle: '2016 SP3', endsOn: '2026-07-14', extendedEndsOn: '2029-07-17', fixesUntil: '2026-07-14' }],
    ['one by the version of the engine itself', { name: 'SQL Server Database Engine Services', version: '12.0.6024.0' }, { cycle: '2014 SP3' }],
    ['the last build before a service pack', { name: 'SQL Server Database Engine Services', version: '12.0.6023.9' }, { cycle: '2014 SP2' }],
    ['a generation of SQL Server with one line of dates', { name: 'Microsoft SQL Server 2019 (64-bit)' }, { cycle: '2019', version: '2019', fixesUntil: '2030-01-08' }],
    ['Exchange 2019', { name: 'Microsoft Exchange Server 2019 Cumulative Update 15', version: '15.2.1748.10' }, { product: 'exchange-server', cycle: '2019', fixesUntil: '2025-10-14', extendedEndsOn: '2026-11-01' }],
    ['the edition of Exchange that is subscribed', { name: 'Microsoft Exchange Server Subscription Edition RTM', version: '15.2.2562.17' }, { cycle: 'subscription', fixesUntil: null }],
    ['.NET by its name where the version is of the installer', { name: 'Microsoft .NET Runtime - 6.0.25 (x64)', version: '48.100.4028' }, { product: 'dotnet', cycle: '6', fixesUntil: '2024-11-12' }],
    ['PowerShell', { name: 'PowerShell 7-x64', version: '7.4.6.0' }, { product: 'powershell', cycle: '7.4', fixesUntil: '2026-11-10' }],
    ['Java of Oracle', { name: 'Java 8 Update 401 (64-bit)', version: '8.0.4010.10' }, { product: 'oracle-jdk', cycle: '8', extendedName: 'Java SE Extended Support' }],
    ['Java of Eclipse', { name: 'Eclipse Temurin JRE with Hotspot 17.0.9+9 (x64)', version: '17.0.9.9' }, { product: 'eclipse-temurin', cycle: '17', fixesUntil: '2027-10-31' }],
    ['an old Chrome', { name: 'Google Chrome', version: '103.0.5060.134' }, { product: 'chrome', cycle: '103', fixesUntil: '2022-08-02', confidence: 'exact' }],
    ['Office by the year in its name', { name: 'Microsoft Office Home and Business 2019 - en-us', version: '16.0.17328.20162' }, { product: 'office-2019', fixesUntil: '2025-10-14' }],
    ['a part of Office', { name: 'Microsoft Office Word MUI (English) 2010', version: '14.0.7015.1000' }, { product: 'office-2010' }],
    ['QuickBooks by its version', { name: 'QuickBooks Pro 2023', version: '33.0.4001' }, { product: 'quickbooks-desktop', cycle: '2023', fixesUntil: '2026-05-31' }],
    ['Flash', { name: 'Adobe Flash Player 32 NPAPI', version: '32.0.0.465' }, { product: 'adobe-flash-player', fixesUntil: '2020-12-31' }],
    ['PostgreSQL of Homebrew', { name: 'postgresql@13', version: '13.16', source: 'homebrew' }, { product: 'postgresql', fixesUntil: '2025-11-13', supportedBy: 'maker' }],
  ])('%s', (_, item, expected) => {
    expect(productOf({ source: 'registry', ...item }, server)).toMatchObject(expected);
  });

  test.each<[string, Partial<Package>, object]>([
    ['a generation of SQL Server with several', { name: 'Microsoft SQL Server 2016 (64-bit)' }, { reason: 'version-too-coarse', detail: 'Microsoft SQL Server 2016' }],
    ['a version before two editions part', { name: 'Microsoft Exchange Server', version: '15.2' }, { reason: 'version-too-coarse' }],
    ['an engine of a version that nobody has entered', { name: 'SQL Server Database Engine Services', version: '19.0.1000.0' }, { reason: 'catalog-gap' }],
    ['a product without dates', { name: 'Firebird 3.0.10', version: '3.0.10' }, { reason: 'catalog-gap' }],
    ['a program that names no version', { name: 'Google Chrome' }, { reason: 'agent-too-old', path: 'packages[].version' }],
  ])('%s is not guessed', (_, item, because) => {
    const found = productOf({ source: 'registry', ...item }, server);
    expect(found.because).toMatchObject(because);
    expect(found).not.toHaveProperty('fixesUntil');
  });

  test('what Windows Installer entered is known by the same names', () => {
    const item = { name: 'Microsoft Exchange Server Subscription Edition RTM', version: '15.2.2562.17' };
    expect(productOf({ ...item, source: 'msi' }, server)).toEqual(productOf({ ...item, source: 'registry' }, server));
    expect(productOf({ ...item, source: 'msi' }, server)).toMatchObject({ product: 'exchange-server', cycle: 'subscription' });
  });

  test('a browser from after the day of the catalog has no end that anybody knew, and no day of release', () => {
    const found = productOf({ source: 'registry', name: 'Google Chrome', version: '163.0.1.2' }, server);
    expect(found).toMatchObject({ product: 'chrome', cycle: '163', endsOn: null, fixesUntil: null, confidence: 'inferred' });
    const { missing } = deriveSupport({ os: server, software: { packages: [{ source: 'registry', name: 'Google Chrome', version: '163.0.1.2' }] } }, {}, catalog);
    expect(missing.filter(({ path }) => path.startsWith('support.products'))).toEqual([{ path: 'support.products[].releasedOn', because: { reason: 'catalog-gap', detail: 'Google Chrome 163.0.1.2 is newer than the catalog' } }]);
  });

  test('a program that names its generation alone counts once beside its engine', () => {
    const packages: Package[] = [
      { source: 'registry', name: 'Microsoft SQL Server 2016 (64-bit)' },
      { source: 'registry', name: 'Microsoft SQL Server 2014 (64-bit)' },
      { source: 'registry', name: 'SQL Server 2016 Database Engine Services', version: '13.2.5026.0' },
    ];
    const { data } = deriveSupport({ os: server, software: { packages } }, {}, catalog);
    expect(data.support?.products?.map(({ name, cycle }) => [name, cycle])).toEqual([['Microsoft SQL Server 2014 (64-bit)', undefined], ['SQL Server 2016 Database Engine Services', '2016 SP2']]);
  });

  test('runtimes, browsers and database servers that no package brought are found as well, once', () => {
    const { data, missing } = deriveSupport({
      os: server,
      software: {
        packages: [{ source: 'registry', name: 'Eclipse Temurin JDK with Hotspot 21.0.2+13 (x64)', version: '21.0.2.13' }],
        runtimes: [
          { name: 'java', version: '21.0.2+13', vendor: 'Eclipse Adoptium', place: 'C:\\jdk' },
          { name: 'java', version: '1.8.0_412', vendor: 'Amazon.com Inc.', place: 'C:\\app\\jre' },
          { name: 'java', version: '1.8.0_412', vendor: null, place: 'C:\\other' },
          { name: 'dotnet-framework', version: '4.6.1', vendor: 'Microsoft', place: 'C:\\Windows' },
        ],
        browsers: [{ name: 'internet-explorer', version: '9.11.19041.0', channel: null }, { name: 'internet-explorer', version: '8.0.7601.17514', channel: null }],
      },
      services: { databases: [{ product: 'sql-server', instance: 'TAX', version: '13.0.7037.1', edition: 'Express', start: 'automatic' }, { product: 'sql-server', instance: 'OLD', version: null, edition: null, start: 'disabled' }] },
    }, {}, catalog);
    expect(data.support?.products?.map(({ product, cycle }) => `${product} ${cycle}`)).toEqual(['eclipse-temurin 21']);
    expect(data.support?.unpackaged?.map(({ product, cycle }) => `${product} ${cycle}`)).toEqual([
      'amazon-corretto 8', 'dotnet-framework 4.6.1', 'internet-explorer 8', 'sql-server undefined', 'sql-server 2016 SP3 Azure Connect Pack',
    ]);
    expect(missing.filter(({ path }) => !path.includes('[]'))).toEqual([]);
  });

  test('a list of runtimes that was not read leaves what packages brought known, and itself in part', () => {
    const denied = { reason: 'denied', section: 'services', path: 'databases' } as const;
    const { data, missing } = deriveSupport({ os: server, software: { packages: [], runtimes: [{ name: 'dotnet-framework', version: '4.6.1', vendor: 'Microsoft' }], browsers: [] } }, { services: denied }, catalog);
    expect([data.support?.products, data.support?.unpackaged?.length, missing]).toEqual([[], 1, [{ path: 'support.unpackaged', because: denied }]]);
  });
});

describe('what a device says of itself', () => {
  test.each([
    ['Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.9.4a, RELEASE SOFTWARE (fc3)', 'cisco-ios-xe', '17.9', '2026-07-29'],
    ['Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)', 'cisco-ios', undefined, undefined],
    ['Cisco Adaptive Security Appliance Version 9.12(4)', 'cisco-asa', undefined, undefined],
    ['VMware ESXi 7.0.3 build-19193900 VMware, Inc. x86_64', 'vmware-esxi', '7.0', '2025-10-02'],
    ['Apache/2.2.15 (Red Hat)', 'apache-http-server', '2.2', '2017-07-11'],
    ['Microsoft-IIS/8.5', 'iis', '8.5', '2023-10-10'],
    ['Microsoft-IIS/10.0', 'iis', undefined, undefined],
    ['WordPress 6.4.3', 'wordpress', '6.4', '2024-04-02'],
    ['APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.4.0 PN:apc_hw05_aos_640.bin AF1:v6.4.0)', 'apc-network-management-card', undefined, undefined],
  ])('%s', (name, product, cycle, fixesUntil) => {
    const [found, ...others] = installedProducts([{ source: 'banner', name }], { system: {}, notes: {}, catalog });
    expect([found?.item.product, found?.item.cycle, found?.item.fixesUntil, others]).toEqual([product, cycle, fixesUntil, []]);
    expect(found?.because?.reason).toBe(fixesUntil === undefined ? 'catalog-gap' : undefined);
  });

  test.each<[string, Os, string, string | null]>([
    ['FortiOS', { product: 'fortios', name: 'FortiOS 7.2', version: '7.2.8' }, 'fortios 7.2', '2026-09-30'],
    ['SUSE', { product: 'sles', name: 'SUSE Linux Enterprise Server 15 SP5', version: '15.5' }, 'sles 15.5', '2024-12-31'],
    ['ESXi', { product: 'esxi', name: 'VMware ESXi', version: '8.0.2' }, 'vmware-esxi 8.0', '2027-10-11'],
    ['a NAS', { product: 'synology-dsm', name: 'DSM 6.2', version: '6.2.4' }, 'synology-dsm 6.2', '2024-10-01'],
  ])('%s as an operating system', (_, os, release, fixesUntil) => {
    const found = osOf(os);
    expect(found && 'cycle' in found && [`${found.product} ${found.cycle}`, found.fixesUntil]).toEqual([release, fixesUntil]);
  });

  test('a switch whose maker’s dates nobody has entered is not guessed', () => {
    expect(osOf({ product: 'sonicos', name: 'SonicOS', version: '6.5.4' })).toMatchObject({ reason: 'catalog-gap' });
  });
});
