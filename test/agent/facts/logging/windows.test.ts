import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/logging/windows.ts';
import { auditPolicy } from '../../../../agent/facts/logging/windows-audit.ts';
import { sharedFixtures } from '../../../shared.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { auditBackup, officeComputer, oldServer, service } from '../windows-town.ts';

test('what is recorded, kept and sent', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(gaps).toEqual({});
  expect(data).toMatchObject({
    services: [{ name: 'eventlog', enabled: true, running: true }], audit: { enabled: true, rules: null, locked: false },
    auditPolicy: [{ name: 'Logon', success: true, failure: true }, { name: 'SAM', success: false, failure: false }, { name: 'Process Creation', success: true, failure: false }],
    forwardsTo: [{ address: 'collector.town.example:5986', encrypted: true, by: 'windows-event-forwarding' }], powershellScriptBlocks: true, powershellTranscripts: false, processCommandLines: true,
  });
  expect(data.logs).toEqual([
    { name: 'Application', enabled: true, maxBytes: 33_554_432, keepDays: null, whenFull: 'overwrite', persistent: true },
    { name: 'Microsoft-Windows-PowerShell/Operational', enabled: true, maxBytes: 15_728_640, keepDays: null, whenFull: 'overwrite', persistent: true },
    { name: 'Security', enabled: true, maxBytes: 201_326_592, keepDays: null, whenFull: 'overwrite', persistent: true },
    { name: 'System', enabled: true, maxBytes: 33_554_432, keepDays: 7, whenFull: 'overwrite', persistent: true },
  ]);
});

test('a full log that stops, and an audit policy that was refused', () => {
  const { data, gaps } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({ logs: [{ name: 'Security', whenFull: 'stop' }], forwardsTo: [], powershellScriptBlocks: false });
  expect(gaps).toEqual({ 'audit.enabled': 'denied', auditPolicy: 'denied' });
});

test('a full log that is put aside', () => {
  const registry = { [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Security`]: { AutoBackupLogFiles: 1 } };
  const cim = { 'root/cimv2:Win32_NTEventlogFile': [{ LogfileName: 'Security', MaxFileSize: 1, OverWriteOutDated: 4_294_967_295 }] };
  expect(windowsFactsOf(windows, { registry, cim }).data.logs).toMatchObject([{ whenFull: 'archive', keepDays: null }]);
});

test.each([
  ['Server=http://wec.town.example/wsman/SubscriptionManager/WEC', [{ address: 'wec.town.example', by: 'windows-event-forwarding' }], 'not-visible-from-here'],
  ['Server=https://user:secret@wec.town.example:5986/x', [{ address: 'wec.town.example:5986', encrypted: true, by: 'windows-event-forwarding' }], undefined],
  ['nonsense', [], undefined],
])('forwarding to %s', (text, expected, gap) => {
  const registry = { [String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager`]: { '1': text } };
  const { data, gaps } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service('EventLog', 'Auto', 'Running')] } });
  expect(data.forwardsTo).toEqual(expected);
  expect(gaps['forwardsTo[].encrypted']).toBe(gap);
});

test('a sender whose settings are not read leaves the list known in part', () => {
  const { gaps } = windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_Service': [service('WazuhSvc', 'Auto', 'Running'), service('EventLog', 'Auto', 'Running')] } });
  expect(gaps['forwardsTo']).toBe('not-visible-from-here');
});

describe('the audit policy', () => {
  test('in the language of another system, and without the lines of single users', () => {
    const single = `${auditBackup}\r\nWS-0142,S-1-5-21-1-2-3-1001,Anmelden,{0CCE9215-69AE-11D9-BED3-505054503030},Erfolg,,1\r\nWS-0142,WS-0142\\maria,Anmelden,{0CCE9215-69AE-11D9-BED3-505054503030},Keine,,0`;
    expect(auditPolicy(single)).toEqual(auditPolicy(auditBackup));
    expect(auditPolicy('Maschinenname,Richtlinienziel')).toBeUndefined();
  });

  const shared = sharedFixtures();
  test.skipIf(!shared)('of real machines in the form that has words only: every subcategory, and no guess at what it records', () => {
    const toml = fs.readFileSync(path.join(shared ?? '', 'cnquery-mpl/files/providers/os/resources/windows/testdata/auditpol.toml'), 'utf8');
    const found = auditPolicy(toml) ?? [];
    expect(found).toHaveLength((toml.match(/\{0CCE92/g) ?? []).length);
    const named = [...toml.matchAll(/,System,([^,]+),\{([0-9A-F-]+)\}/g)].map(([, name, id]) => [id?.toLowerCase(), name]);
    expect(found.map(({ id, name }) => [id, name])).toEqual(named.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
    expect(found.every(({ success, failure }) => success === undefined && failure === undefined)).toBe(true);
    expect(auditPolicy(fs.readFileSync(path.join(shared ?? '', 'inspec/cmd/auditpol'), 'utf8'))).toEqual([{ id: '0cce9235-69ae-11d9-bed3-505054503030', name: 'User Account Management' }]);
    const { data, gaps } = windowsFactsOf(windows, { commands: { 'auditpol.exe': toml } });
    expect(data.audit?.enabled).toBeUndefined();
    expect(gaps).toMatchObject({ 'auditPolicy[].success': 'unreadable', 'audit.enabled': 'unreadable' });
  });
});
