import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LifecycleDocument } from '../../../rules/derive/support/catalog.ts';
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
    const found = product.cycles.flatMap((ours) => {
      const release = theirs[theirId(id)]?.cycles.find((it) => isTheirs(id, ours.cycle, it));
      if (!release) return [`${id} ${ours.cycle}: not there`];
      const pairs = [
        ['releasedOn', ours.releasedOn, release.releaseDate],
        ['endsOn', ours.endsOn, dayOf(release.eol)],
        ['extendedEndsOn', ours.extendedEndsOn ?? null, longer(product, release)],
      ] as const;
      return pairs.filter(([, own, other]) => own !== other).map(([key, own, other]) => `${id} ${ours.cycle} ${key}: ${own} → ${other}`);
    });
    // So far there is no difference. One that a maker's own page justifies is listed here, with that page.
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

/** Products whose year stands in the name alone are one product each here, and one product with many cycles there. */
const yearOfName = /^(office|sharepoint)-(.+)$/;

const otherIds: Readonly<Record<string, string>> = { 'sql-server': 'mssqlserver', 'exchange-server': 'msexchange', 'dotnet-framework': 'dotnetfx', openjdk: 'openjdk-builds-from-oracle', 'filemaker-server': 'filemaker' };

function theirId(id: string): string {
  return yearOfName.exec(id)?.[1] ?? otherIds[id] ?? id;
}

/** Whether a release of theirs is one of our cycles. Windows is named otherwise there: `11-24h2-w`, `10-21h2-iot-lts`, `2012-r2`, `1809-sac`. */
function isTheirs(id: string, ours: string, { cycle, label }: Theirs): boolean {
  const year = yearOfName.exec(id)?.[2];
  if (year !== undefined) return cycle === year;
  if (id === 'sql-server') return label?.replace(/ '__CODENAME__'/, '') === ours;
  if (!/^windows(?:-server)?$/.test(id)) return cycle === ours;
  const named: Readonly<Record<string, string>> = { '23H2 Annual Channel': '23h2-ac', '7 SP1': '7-sp1', 'Vista SP2': '6-sp2', 'XP SP3': '5-sp3' };
  const plain = ours.toLowerCase().replace(' iot ltsc', '-iot-lts').replace(' ltsc', '-e-lts').replace(' home/pro', '-w').replace(' enterprise', '-e');
  return cycle === (named[ours] ?? plain.replace(' annual channel', '-sac').replaceAll(' ', '-'));
}

function dayOf(end: string | boolean | null): string | null {
  return typeof end === 'string' ? end : null;
}

/** A longer support that ends with the usual one, or that we do not count for this product, is none. */
function longer(product: LifecycleDocument['products'][number], { eol, extendedSupport }: Theirs): string | null {
  if (!product.extended || typeof extendedSupport !== 'string') return null;
  return extendedSupport > String(eol) ? extendedSupport : null;
}
