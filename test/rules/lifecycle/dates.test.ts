import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectedId, datesOf, isSameRelease } from '../../../rules/derive/support/collection.ts';
import type { CollectedRelease } from '../../../rules/derive/support/collection.ts';
import { sharedFixtures } from '../../shared.ts';
import { lifecycleDocuments } from './catalog.ts';

/** One release as endoflife.date has it: an end is a day, `false` for none yet, `true` for some time ago. */
interface Theirs {
  readonly cycle: string;
  readonly label: string | null;
  readonly releaseDate: string;
  readonly eol: string | boolean | null;
  readonly extendedSupport: string | boolean | null;
}

const shared = sharedFixtures('endoflife');
const products = lifecycleDocuments().flatMap(({ document }) => document.products);
const dated = products.filter(({ cycles }) => cycles.length > 0);

describe.skipIf(!shared)('dates against endoflife.date', () => {
  const theirs = shared ? (JSON.parse(fs.readFileSync(path.join(shared, 'endoflife-products.json'), 'utf8')) as { products: Record<string, { cycles: Theirs[] }> }).products : {};

  test.each(dated.filter(({ id }) => !notTheirs.includes(id)).map((product) => [product.id, product] as const))('%s', (id, product) => {
    const releases = (theirs[collectedId(id)]?.cycles ?? []).map(asRelease);
    const found = product.cycles.flatMap((ours) => {
      const release = releases.find((it) => isSameRelease(id, ours.cycle, it));
      if (!release) return [`${id} ${ours.cycle}: not there`];
      const dates = datesOf(product, release);
      const own = { releasedOn: ours.releasedOn, endsOn: ours.endsOn, extendedEndsOn: ours.extendedEndsOn ?? null };
      const different = (['releasedOn', 'endsOn', 'extendedEndsOn'] as const).filter((key) => own[key] !== dates[key]);
      // A difference that a page of the maker justifies stands beside the date, in `differs`.
      return ours.differs === undefined ? different.map((key) => `${id} ${ours.cycle} ${key}: ${own[key]} → ${dates[key]}`) : different.length > 0 ? [] : [`${id} ${ours.cycle} does not differ any more`];
    });
    expect(found).toEqual([]);
  });
});

// What the compliance study gives as test data for 2026-11-21 (compliance.md 4.6).
test.each([
  ['windows', '10 22H2', '2025-10-14', '2028-10-10'],
  ['windows', '10 21H2 LTSC', '2027-01-12', undefined],
  ['windows', '10 21H2 IoT LTSC', '2032-01-13', undefined],
  ['windows', '11 23H2 Home/Pro', '2025-11-11', undefined],
  ['windows', '11 23H2 Enterprise', '2026-11-10', undefined],
  ['windows', '11 24H2 Home/Pro', '2026-10-13', undefined],
  ['windows', '11 24H2 Enterprise', '2027-10-12', undefined],
  ['windows', '11 25H2 Home/Pro', '2027-10-12', undefined],
  ['windows-server', '2012 R2', '2023-10-10', '2026-10-13'],
  ['windows-server', '2016', '2027-01-12', '2030-01-12'],
  ['windows-server', '2019', '2029-01-09', undefined],
  ['windows-server', '2022', '2031-10-14', undefined],
  ['windows-server', '2025', '2034-11-14', undefined],
  ['php', '8.1', '2025-12-31', undefined],
  ['php', '8.2', '2026-12-31', undefined],
  ['postgresql', '13', '2025-11-13', undefined],
  ['postgresql', '14', '2026-11-12', undefined],
  ['debian', '11', '2024-08-14', '2026-08-31'],
  ['debian', '12', '2026-07-11', '2028-06-30'],
  ['ubuntu', '20.04', '2025-05-31', '2030-04-02'],
  ['centos', '8', '2021-12-31', undefined],
  ['rhel', '7', '2024-06-30', '2029-05-31'],
  ['macos', '13', '2025-09-15', undefined],
  ['office-2016', '16.0', '2025-10-14', undefined],
  ['office-2019', '16.0', '2025-10-14', undefined],
  ['office-2021', '16.0', '2026-10-13', undefined],
  ['office-2024', '16.0', '2029-10-09', undefined],
  ['sharepoint-2016', '16.0', '2026-07-14', undefined],
  ['sharepoint-2019', '16.0', '2026-07-14', undefined],
  ['proxmox-ve', '8', '2026-08-31', undefined],
  ['veeam-backup-and-replication', '11', '2024-02-01', undefined],
  ['veeam-backup-and-replication', '12', '2027-02-01', undefined],
  ['veeam-backup-and-replication', '13', '2028-11-01', undefined],
  ['sql-server', '2014 SP3', '2024-07-09', '2027-07-12'],
  ['sql-server', '2016 SP3', '2026-07-14', '2029-07-17'],
  ['sql-server', '2017', '2027-10-12', undefined],
  ['sql-server', '2019', '2030-01-08', undefined],
  ['exchange-server', '2016', '2025-10-14', '2026-11-01'],
  ['exchange-server', '2019', '2025-10-14', '2026-11-01'],
  ['vmware-esxi', '7.0', '2025-10-02', undefined],
  ['vmware-esxi', '8.0', '2027-10-11', undefined],
  ['dotnet', '8', '2026-11-10', undefined],
  ['dotnet', '9', '2026-11-10', undefined],
  ['dotnet', '10', '2028-11-14', undefined],
  ['powershell', '7.4', '2026-11-10', undefined],
  ['php', '8.3', '2027-12-31', undefined],
  ['ubuntu', '22.04', '2027-04-01', '2032-04-09'],
  ['fortios', '7.0', '2025-09-30', undefined],
  ['fortios', '7.2', '2026-09-30', undefined],
  ['fortios', '7.4', '2028-11-11', undefined],
  ['pan-os', '10.2', '2025-08-27', undefined],
  ['pan-os', '11.1', '2027-05-03', undefined],
  ['macos', '14', null, undefined],
  ['macos', '26', null, undefined],
])('%s %s ends on %s, longer support on %s', (id, cycle, endsOn, extendedEndsOn) => {
  const found = products.find((product) => product.id === id)?.cycles.find((it) => it.cycle === cycle);
  expect({ endsOn: found?.endsOn, extendedEndsOn: found?.extendedEndsOn }).toEqual({ endsOn, extendedEndsOn });
});

test('every date has a source and a day on which it was compared', () => {
  for (const { document } of lifecycleDocuments()) {
    expect(document.checkedOn).toBe('2026-11-22');
    expect(document.products.filter(({ source }) => !source.startsWith('https://')).map(({ id }) => id)).toEqual([]);
  }
});

test('the catalog has what it is meant to have', () => {
  expect(dated.length).toBeGreaterThanOrEqual(120);
  expect(products.map(({ id }) => id)).toEqual(expect.arrayContaining(wanted));
});

/** What the issue asks for by name. */
const wanted = [
  'windows', 'windows-server', 'office-2021', 'office-2024', 'microsoft-365-apps', 'exchange-server', 'sql-server', 'sharepoint-subscription',
  'sharepoint-2019', 'dotnet', 'dotnet-framework', 'powershell', 'internet-explorer', 'chrome', 'firefox', 'oracle-jdk', 'eclipse-temurin',
  'amazon-corretto', 'azul-zulu', 'microsoft-build-of-openjdk', 'red-hat-build-of-openjdk', 'openjdk', 'python', 'nodejs', 'php', 'postgresql',
  'mysql', 'mariadb', 'oracle-database', 'mongodb', 'macos', 'vmware-esxi', 'vmware-vcenter', 'adobe-acrobat', 'quickbooks-desktop', 'debian',
  'ubuntu', 'rhel', 'sles', 'oracle-linux', 'openssl', 'apache-http-server', 'nginx', 'iis', 'tomcat', 'veeam-backup-and-replication',
  'proxmox-ve', 'fortios', 'sonicos', 'cisco-ios', 'cisco-asa', 'cisco-ios-xe', 'unifi', 'synology-dsm', 'qnap-qts',
  'apc-network-management-card',
];

/** What stands in the catalog of the maker alone, or where the collection says it by another product. */
const notTheirs = ['microsoft-365-apps', 'skype-for-business-server-2015', 'skype-for-business-server-2019', 'silverlight', 'iis', 'synology-dsm', 'adobe-acrobat', 'adobe-flash-player', 'adobe-shockwave-player', 'quickbooks-desktop'];

function asRelease({ cycle, label, releaseDate, eol, extendedSupport }: Theirs): CollectedRelease {
  const day = (end: string | boolean | null) => (typeof end === 'string' ? end : null);
  return { name: cycle, label, releasedOn: releaseDate, endsOn: day(eol), ended: eol === true, extendedEndsOn: day(extendedSupport), newest: null };
}
