import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/backups/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const none = { 'root/cimv2:Win32_Service': [service('x', 'Auto', 'Running')] };

test('a program whose copies lie elsewhere', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(data).toEqual({ products: [{ name: 'Veeam', version: '6.1.0.349' }], repositories: undefined, snapshots: undefined });
  expect(gaps).toMatchObject({ repositories: 'not-visible-from-here', 'products[].scheduled': 'not-visible-from-here', snapshots: 'not-visible-from-here' });
});

test('Windows Server Backup by its own list', () => {
  const { data } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({
    products: [{ name: 'Windows Server Backup', version: null, scheduled: true }],
    repositories: [{ product: 'Windows Server Backup', location: String.raw`\\nas\backup`, grade: 'listed', where: 'network', copies: 2, newestCopyAt: '2026-11-20T03:00:00Z', oldestCopyAt: '2026-11-19T03:00:00Z' }],
  });
});

test('no product is no proof of no backup', () => {
  const { data, gaps } = windowsFactsOf(windows, { cim: none });
  expect(data).toMatchObject({ products: [], repositories: undefined });
  expect(gaps['repositories']).toBe('not-visible-from-here');
});

test('versions in any language; a day that does not exist is none', () => {
  const said = (text: string) => windowsFactsOf(windows, { cim: none, commands: { 'wbadmin.exe': text } }).data.repositories;
  expect(said('Sicherungszeit: 20.11.2026 21:00\r\nVersionsbezeichner: 11/20/2026-03:00\r\n')).toMatchObject([{ copies: 1, newestCopyAt: '2026-11-20T03:00:00Z' }]);
  expect(said('Version: 02/30/2026-03:00 13/01/2026-03:00 1/2/2026-03:00')).toBeUndefined();
});

test('a program of the list, File History, a repository of the settings', () => {
  const registry = { [String.raw`HKU\S-1-5-21-1-2-3-1001\SOFTWARE\Microsoft\Windows\CurrentVersion\FileHistory`]: { ProtectedUpToTime: 0 } };
  const { data } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service('DattoBackupAgentService', 'Auto', 'Running')] } });
  expect(data.products?.map(({ name }) => name)).toEqual(['Datto', 'File History']);
  const around = { now: '2026-11-22T01:00:00.000Z', privileged: true, settings: { repositories: [{ product: 'restic' as const, location: String.raw`D:\restic` }], networks: [] } };
  expect(windowsFactsOf(windows, { cim: none }, around).missing.find(({ path: at }) => at === 'repositories')?.detail).toContain('restic');
});

test('a refusal is a gap', () => {
  const { gaps } = windowsFactsOf(windows, { cim: none, commands: { 'wbadmin.exe': { state: 'failed', reason: 'needs-root', detail: 'wbadmin' } } });
  expect(gaps['repositories']).toBe('needs-root');
});

const shared = sharedFixtures('handwritten', 'windows');
test.skipIf(!shared)('an empty list and shadow copies are no copies', () => {
  for (const name of ['wbadmin-get-versions.none.txt', 'vssadmin-list-shadows.txt']) {
    const { data } = windowsFactsOf(windows, { cim: none, commands: { 'wbadmin.exe': fs.readFileSync(path.join(shared ?? '', name), 'utf8') } });
    expect(data).toMatchObject({ products: [], repositories: undefined });
  }
});
