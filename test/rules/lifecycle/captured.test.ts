import { expect, test } from 'vitest';
import { deriveSupport } from '../../../rules/derive/support/derive.ts';
import type { Os } from '../../../wire/sections/os.ts';
import { sharedFixtures } from '../../shared.ts';
import { capturedLists } from './captured.ts';
import { shippedCatalog } from './catalog.ts';

const shared = sharedFixtures();
const catalog = shippedCatalog();
const lists = shared ? capturedLists(shared) : {};

// Lists were read line by line, the two long ones of Macs by key words: these are the programs in them that the catalog has, and no others.
test.skipIf(!shared).each<[string, number, Os | undefined, string[]]>([
  ['Windows XP', 418, { product: 'windows', build: '2600' }, [
    'adobe-flash-player 32 and older, 2020-12-31', 'adobe-shockwave-player 12 and older, 2019-04-09', 'dotnet-framework 3.5-sp1, 2029-01-09', 'dotnet-framework 4.0, 2016-01-12',
    'firefox ?, catalog-gap', 'internet-explorer 8, 2016-01-12', 'office-2010 14.0, 2020-10-13', 'oracle-jdk 6, 2018-12-31',
  ]],
  ['SQL Server', 7, { product: 'windows-server', build: '14393' }, ['firefox ?, catalog-gap', 'perl ?, catalog-gap', 'sql-server 2008 R2 SP3, 2019-07-09', 'sql-server 2017, 2027-10-12']],
  ['SQL Server engine', 2, { product: 'windows-server', build: '14393' }, ['sql-server 2012, 2014-01-14', 'sql-server ?, catalog-gap']],
  ['Windows Server', 20, { product: 'windows-server', build: '20348' }, ['microsoft-edge 108, 2023-01-10', 'python 3.10, 2026-10-31']],
  ['RHEL 7', 144, { product: 'rhel', version: '7.5' }, ['openssl 1.0.2, agent-too-old', 'python 2.7, agent-too-old']],
  ['Debian 6', 17, { product: 'debian', version: '6' }, ['apache-http-server 2.2, catalog-gap']],
  ['Debian 8', 10, { product: 'debian', version: '8' }, []],
  ['Debian 10', 400, { product: 'debian', version: '10' }, ['python 2.7, 2024-06-30', 'python 3.7, 2024-06-30']],
  ['Mac 10.6 with Windows', 491, { product: 'macos', version: '10.6.7' }, ['firefox ?, catalog-gap', 'office-2008-for-mac 12, 2013-04-09', 'office-2011-for-mac 14, 2017-10-10', 'virtualbox 4.0, 2015-12-31', 'wireshark 1.2, 2011-06-30']],
  ['Mac 10.6 with browsers', 291, { product: 'macos', version: '10.6.8' }, ['chrome 49, 2016-04-12', 'firefox ?, catalog-gap']],
  ['Mac 10.15', 317, { product: 'macos', version: '10.15.8' }, ['chrome 103, 2022-08-02', 'firefox 124, 2024-04-16', 'pan-gp 6.0, 2025-12-31']],
  ['Mac 10.6 with printers', 349, { product: 'macos', version: '10.6.8' }, []],
])('of %s, with %i programs, all are found that have an end', (name, size, os, expected) => {
  const packages = lists[name] ?? [];
  expect(packages.length).toBe(size);
  const { data, missing } = deriveSupport({ ...(os ? { os } : {}), software: { packages } }, {}, catalog);
  const gaps = missing.filter(({ path }) => path === 'support.products[].fixesUntil').map(({ because }) => because.reason);
  const found = (data.support?.products ?? []).map((it) => `${it.product} ${it.cycle ?? '?'}, ${it.fixesUntil === undefined ? gaps.shift() : it.fixesUntil}`);
  expect(found.sort()).toEqual(expected.sort());
});
