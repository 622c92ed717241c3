import path from 'node:path';
import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/services/windows.ts';
import { commandLine } from '../../../../agent/host/windows-command-line.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, registryIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

test('services by name, without those of a single session', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  const names = data.services?.map(({ name }) => name);
  expect(names).toEqual([...(names ?? [])].sort());
  expect(names).toContain('CDPUserSvc');
  expect(names).not.toContain('CDPUserSvc_3a2f1');
  expect(data.services?.find(({ name }) => name === 'OldUpdater')).toEqual({
    name: 'OldUpdater', title: 'OldUpdater', start: 'automatic', running: false, failed: true, account: String.raw`.\svc-old`, program: String.raw`C:\Program Files\Old Vendor\updater.exe`, unquotedPath: true,
  });
  expect(data.services?.find(({ name }) => name === 'TeamViewer')).toMatchObject({ program: String.raw`C:\Program Files\TeamViewer\TeamViewer_Service.exe`, unquotedPath: false, running: true });
  // Started by an event, so that its running says nothing.
  expect(data.services?.find(({ name }) => name === 'WinRM')).toMatchObject({ start: 'automatic', running: null });
  expect(data).toMatchObject({ manager: 'windows', databases: [] });
  expect(gaps).toEqual({});
});

test('instances of SQL Server with version and edition', () => {
  expect(windowsFactsOf(windows, oldServer).data.databases).toEqual([
    { product: 'sql-server', instance: 'LEDGER', version: '11.0.2100.60', edition: 'Express Edition', start: 'on-demand' },
    { product: 'sql-server', instance: 'MSSQLSERVER', version: '11.4.7001.0', edition: 'Standard Edition', start: 'automatic' },
  ]);
});

test.each([
  ['FileMaker Server', 'filemaker', 'Claris FileMaker Server 20', '20.3.2'], ['MySQL80', 'mysql', 'MySQL Server 8.0', '8.0.36'], ['MariaDB', 'mariadb', 'MariaDB 10.11 (x64)', '10.11.6'], ['OracleServiceTOWN', 'oracle', 'Oracle Database 19c', '19.0.0'], ['MongoDB', 'mongodb', 'MongoDB 7.0.5', '7.0.5'],
])('the service %s is %s', (name, product, DisplayName, DisplayVersion) => {
  const registry = { [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\x`]: { DisplayName, DisplayVersion } };
  const { data } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service(name, 'Auto', 'Running')] } });
  expect(data.databases).toEqual([{ product, instance: name, version: DisplayVersion, edition: null, start: 'automatic' }]);
});

test('PostgreSQL by its own key', () => {
  const registry = { [String.raw`HKLM\SOFTWARE\PostgreSQL\Installations\postgresql-x64-15`]: { Version: '15.4', 'Service ID': 'postgresql-x64-15' } };
  const { data } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service('postgresql-x64-15', 'Auto', 'Running')] } });
  expect(data.databases).toEqual([{ product: 'postgresql', instance: 'postgresql-x64-15', version: '15.4', edition: null, start: 'automatic' }]);
});

test.each([
  ['"C:\\Program Files\\A B\\x.exe" -k secret', 'C:\\Program Files\\A B\\x.exe', false], ['C:\\Program Files\\A\\x.exe -k', 'C:\\Program Files\\A\\x.exe', true], ['C:\\Windows\\system32\\svchost.exe -k LocalService -p', 'C:\\Windows\\system32\\svchost.exe', false],
  ['C:\\Windows\\system32\\lsass', 'C:\\Windows\\system32\\lsass', false], ['"C:\\broken', undefined, undefined], ['C:\\no end here', undefined, undefined], ['', null, false],
])('%s', (text, program, unquoted) => {
  expect(commandLine(text)).toEqual({ program, unquoted });
});

test.each([['Auto', 'Stopped', 1067, true], ['Auto', 'Stopped', 1077, false], ['Auto', 'Running', 5, false], ['Manual', 'Stopped', 1067, false], ['Auto', 'Stopped', 0, false]] as const)('%s, %s, exit %i', (start, state, ExitCode, failed) => {
  expect(windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_Service': [service('x', start, state, { ExitCode })] } }).data.services).toMatchObject([{ failed }]);
});

test('words that are not known are not "disabled"', () => {
  const { data, gaps } = windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_Service': [service('x', 'Auto', 'Running', { StartMode: 'Automatisch', State: 'Läuft' })] } });
  expect(data.services).toMatchObject([{ start: undefined, running: undefined, failed: undefined }]);
  expect(gaps).toMatchObject({ 'services[].start': 'unreadable', 'services[].running': 'unreadable' });
});

const shared = sharedFixtures('glpi-agent', 'files', 'win32', 'registry');
test.skipIf(!shared)('instances of a French server', () => {
  const registry = Object.assign({}, ...['mssql_engine-SQL.reg', 'mssql_engine-Setup.reg'].map((name) => registryIn(captureText(path.join(shared ?? '', name)))));
  const { data } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service('MSSQL$SQLEXPRESS', 'Auto', 'Running')] } });
  expect(data.databases?.find(({ instance }) => instance === 'SQLEXPRESS')).toMatchObject({ product: 'sql-server', version: '11.0.2100.60', start: 'automatic' });
  expect(data.databases?.map(({ instance }) => instance)).toEqual(['QUINTIQSQL', 'SQLEXPRESS']);
});
