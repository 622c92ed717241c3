import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LifecycleDocument } from '../../../rules/derive/support/catalog.ts';
import { sharedFixtures } from '../../shared.ts';
import { lifecycleDocuments } from './catalog.ts';

/** One release as endoflife.date has it: an end is a day, `false` for none yet, `true` for some time ago. */
interface Theirs {
  readonly cycle: string;
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
      const release = theirs[theirId(id)]?.cycles.find(({ cycle }) => theirName(id, ours.cycle) === cycle);
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
  ['macos', '26', null, undefined],
])('%s %s ends on %s, longer support on %s', (id, cycle, endsOn, extendedEndsOn) => {
  const found = products.find((product) => product.id === id)?.cycles.find((it) => it.cycle === cycle);
  expect({ endsOn: found?.endsOn, extendedEndsOn: found?.extendedEndsOn }).toEqual({ endsOn, extendedEndsOn });
});

test('every date has a source and a day on which it was compared', () => {
  for (const { document } of lifecycleDocuments()) {
    expect(document.checkedOn).toBe('2026-11-21');
    expect(document.products.filter(({ source }) => !source.startsWith('https://')).map(({ id }) => id)).toEqual([]);
  }
});

test('the catalog has what it is meant to have', () => {
  expect(dated.map(({ id }) => id).sort()).toEqual([
    'almalinux', 'amazon-linux', 'centos', 'centos-stream', 'debian', 'fedora', 'macos', 'mariadb', 'microsoft-365-apps', 'mysql', 'nodejs',
    'office-2007', 'office-2010', 'office-2013', 'office-2016', 'office-2019', 'office-2021', 'office-2024', 'openssl', 'oracle-linux',
    'php', 'postgresql', 'proxmox-backup-server', 'proxmox-ve', 'python', 'rhel', 'rocky-linux',
    'sharepoint-2010', 'sharepoint-2013', 'sharepoint-2016', 'sharepoint-2019', 'sharepoint-subscription', 'skype-for-business-server-2015', 'skype-for-business-server-2019',
    'ubuntu', 'veeam-backup-and-replication', 'veeam-backup-for-microsoft-365', 'windows', 'windows-server',
  ]);
});

/** What stands in the catalog of the maker alone. */
const notTheirs = ['microsoft-365-apps', 'skype-for-business-server-2015', 'skype-for-business-server-2019'];

/** Products whose year stands in the name alone are one product each here, and one product with many cycles there. */
const yearOfName = /^(office|sharepoint)-(\w+)$/;

function theirId(id: string): string {
  return yearOfName.exec(id)?.[1] ?? id;
}

/** Windows is named otherwise there: `11-24h2-w`, `10-21h2-iot-lts`, `2012-r2`, `1809-sac`. */
function theirName(id: string, cycle: string): string {
  const year = yearOfName.exec(id)?.[2];
  if (year !== undefined) return year;
  if (!id.startsWith('windows')) return cycle;
  const named: Readonly<Record<string, string>> = { '23H2 Annual Channel': '23h2-ac', '7 SP1': '7-sp1', 'Vista SP2': '6-sp2', 'XP SP3': '5-sp3' };
  const plain = cycle.toLowerCase().replace(' iot ltsc', '-iot-lts').replace(' ltsc', '-e-lts').replace(' home/pro', '-w').replace(' enterprise', '-e');
  return named[cycle] ?? plain.replace(' annual channel', '-sac').replaceAll(' ', '-');
}

function dayOf(end: string | boolean | null): string | null {
  return typeof end === 'string' ? end : null;
}

/** A longer support that ends with the usual one, or that we do not count for this product, is none. */
function longer(product: LifecycleDocument['products'][number], { eol, extendedSupport }: Theirs): string | null {
  if (!product.extended || typeof extendedSupport !== 'string') return null;
  return extendedSupport > String(eol) ? extendedSupport : null;
}
