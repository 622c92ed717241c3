import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedDay, windows } from '../../../../agent/facts/updates/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, instancesIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { RegistryKey, WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const policy = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate`;
const management = String.raw`HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Update`;
const version = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
const services = String.raw`HKLM\SYSTEM\CurrentControlSet\Services`;
const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim }, powershell: { ...windowsPc.powershell, ...world.powershell } });
/** Without any setting but these. */
const automatic = (registry: Record<string, RegistryKey>) => {
  const bare = Object.fromEntries(Object.entries(windowsPc.registry ?? {}).filter(([key]) => !/WindowsUpdate/.test(key)));
  const { data, gaps } = windowsFactsOf(windows, { registry: { ...bare, ...registry }, cim: windowsPc.cim ?? {}, powershell: windowsPc.powershell ?? {} });
  return { ...data.automatic, gaps };
};

test('an office computer behind a server of the town', () => {
  const { data, missing } = facts({});
  expect(data).toEqual({
    automatic: { product: 'Windows Update', installs: true, downloads: true, allOrigins: true, scheduled: true, server: 'https://wsus.town.example:8531', managedBy: 'group-policy', pausedUntil: '2027-03-01T08:00:00Z', deferDays: 7 },
    pending: [{ name: 'KB5044999', installed: null, available: null, security: true, releasedOn: '2024-10-08', severity: 'critical' }],
    pendingSecurityCount: null,
    installed: [{ name: 'KB5042099', installedOn: null }, { name: 'KB5044285', installedOn: '2024-10-09' }],
    failed: [{ name: 'KB5034441', times: 2, lastOn: '2024-09-30' }],
    held: ['Dell - Firmware - 1.39.0'],
    sources: [{ uri: 'https://wsus.town.example:8531', suite: null, encrypted: true, signed: true, security: true }],
  });
  expect(missing).toEqual([]);
});

describe('what Windows Update does by itself', () => {
  const server = (CurrentBuild: string) => ({ [version]: { CurrentBuild, InstallationType: 'Server' } });
  test.each([
    ['a client without a setting', {}, { installs: true, downloads: true, scheduled: true, managedBy: null, server: null, pausedUntil: null, deferDays: null }],
    ['a server of 2022 without a setting', server('20348'), { installs: false, downloads: true }],
    ['switched off by policy', { [`${policy}\\AU`]: { NoAutoUpdate: 1 } }, { installs: false, downloads: false, managedBy: 'group-policy' }],
    ['only told by policy', { [`${policy}\\AU`]: { AUOptions: 2 } }, { installs: false, downloads: false }],
    ['only fetched by policy', { [`${policy}\\AU`]: { AUOptions: 3 } }, { installs: false, downloads: true }],
    ['installed on a server by policy', { ...server('20348'), [`${policy}\\AU`]: { AUOptions: 4 } }, { installs: true, downloads: true }],
    ['switched off by device management', { [management]: { AllowAutoUpdate: 5 } }, { installs: false, downloads: false, managedBy: 'mdm' }],
    ['installed by device management against a policy', { [management]: { AllowAutoUpdate: 1 }, [`${policy}\\AU`]: { NoAutoUpdate: 1 } }, { installs: true, managedBy: 'mdm' }],
    ['a service that is switched off', { [`${services}\\wuauserv`]: { Start: 4 } }, { installs: false, downloads: false, scheduled: false }],
    ['a server of 2012 R2 as it was set', { ...server('9600'), [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update`]: { AUOptions: 4 } }, { installs: true }],
    ['a server named, but not used', { [policy]: { WUServer: 'http://old.town.example' } }, { server: null }],
  ])('%s', (_name, registry, expected) => expect(automatic(registry as Record<string, RegistryKey>)).toMatchObject(expected));

  test('left to the administrator, unknown numbers and a refusal are gaps', () => {
    expect(automatic({ [`${policy}\\AU`]: { AUOptions: 5 } }).gaps).toMatchObject({ 'automatic.installs': 'not-visible-from-here' });
    expect(automatic({ [`${policy}\\AU`]: { AUOptions: 99 } }).gaps).toMatchObject({ 'automatic.installs': 'unreadable' });
    expect(automatic({ [`${policy}\\AU`]: { refused: 'denied' } }).gaps).toMatchObject({ 'automatic.installs': 'denied', 'automatic.server': 'denied' });
    expect(automatic(server('9600')).gaps).toMatchObject({ 'automatic.installs': 'not-visible-from-here' });
  });

  test('where a program of the provider installs, that Windows Update does not says nothing', () => {
    const { installs, downloads, gaps } = automatic({ [`${policy}\\AU`]: { NoAutoUpdate: 1 }, [`${services}\\NinjaRMMAgent`]: { Start: 2 } });
    expect([installs, downloads]).toEqual([undefined, undefined]);
    expect(gaps).toMatchObject({ 'automatic.installs': 'not-visible-from-here' });
    expect(automatic({ [`${services}\\NinjaRMMAgent`]: { Start: 2 } }).installs).toBe(true);
  });

  test('a pause that is over is none, one by policy lasts 35 days', () => {
    const settings = String.raw`HKLM\SOFTWARE\Microsoft\WindowsUpdate\UX\Settings`;
    expect(automatic({ [settings]: { PauseUpdatesExpiryTime: '2026-11-01T08:00:00Z' } }).pausedUntil).toBeNull();
    expect(automatic({ [policy]: { PauseQualityUpdatesStartTime: '2026-11-10' } }).pausedUntil).toBe('2026-12-15T00:00:00Z');
    expect(automatic({ [settings]: { PauseUpdatesExpiryTime: '1. November' } }).gaps).toMatchObject({ 'automatic.pausedUntil': 'unreadable' });
  });
});

describe('the Windows Update Agent', () => {
  const agent = (value: unknown) => facts({ powershell: { agent: value } });
  test('a computer that never looked knows of nothing that waits', () => {
    const { data, gaps } = agent({ waiting: [], past: [], checked: false });
    expect([data.pending, data.held, data.failed]).toEqual([undefined, undefined, []]);
    expect(gaps).toMatchObject({ pending: 'not-visible-from-here' });
    expect(agent({ waiting: [], past: [], checked: true }).data.pending).toEqual([]);
  });
  test('refused, gone and nonsense', () => {
    expect(agent({ refused: 'timeout' }).gaps).toMatchObject({ pending: 'timeout', failed: 'timeout', held: 'timeout' });
    expect(agent({ waiting: 'x', past: 5, checked: true }).gaps).toMatchObject({ pending: 'unreadable', failed: 'unreadable', held: 'unreadable' });
    expect(agent({ waiting: [{ title: 4 }], past: [], checked: true }).gaps).toMatchObject({ pending: 'unreadable' });
  });
  test('a driver is no security update, an impossible day is a gap', () => {
    const { data, gaps } = agent({ waiting: [{ title: 'Intel - net', numbers: [], severity: '', day: '2024-02-30', hidden: false, kinds: [] }], past: [], checked: true });
    expect(data.pending).toMatchObject([{ name: 'Intel - net', security: false, severity: null }]);
    expect(gaps).toMatchObject({ 'pending[].releasedOn': 'unreadable' });
  });
});

test.each([
  ['10/9/2024', '2024-10-09'], ['1/2/2023', '2023-01-02'], ['20190321', '2019-03-21'], ['01d4dfd0fb4eb361', '2019-03-21'], [null, null], ['', null],
  ['13.02.2024', undefined], ['30/9/2024', undefined], ['2/30/2024', undefined], ['1/1/2099', undefined], [5, undefined],
])('%s was installed on %s', (text, day) => expect(installedDay(text, '2026-11-22')).toBe(day));

const qfe = sharedFixtures('wesng-systeminfo', 'files');

describe.skipIf(!qfe)('captured lists of updates', () => {
  // Two are of Windows XP, which keeps the numbers in another column and runs no agent; the third holds nothing.
  const left = ['xp_sp2_x64_qfe.txt', 'xp_sp2_x86_qfe.txt', '10_1803_x64_proforworkstations_en-us_B_20190306_qfe.txt'];
  const files = fs.readdirSync(qfe ?? '.').filter((name) => name.endsWith('_qfe.txt') && !left.includes(name));
  test.each(files)('%s', (file) => {
    const lines = captureText(path.join(qfe ?? '', file)).split(/\r*\n/).filter((line) => line.trim() !== '');
    const header = lines.find((line) => line.includes('HotFixID')) ?? '';
    const column = (name: string, line: string) => {
      const start = header.indexOf(name);
      return line.slice(start, start + (/^\S+\s*/.exec(header.slice(start))?.[0].length ?? 0)).trim() || null;
    };
    const rows = lines.slice(lines.indexOf(header) + 1).map((line) => ({ HotFixID: column('HotFixID', line), InstalledOn: column('InstalledOn', line) })).filter((row) => /^KB\d+$/.test(row.HotFixID ?? ''));
    expect(rows.length).toBeGreaterThan(0);
    const { data, gaps } = facts({ cim: { 'root/cimv2:Win32_QuickFixEngineering': rows } });
    expect(data.installed?.map(({ name }) => name)).toEqual(rows.map((row) => row.HotFixID ?? '').sort());
    // Some columns are wider than their heading in another script, then the date is cut: it must be a gap, never another day.
    const days = (data.installed ?? []).flatMap(({ installedOn }) => installedOn ?? []);
    expect(days.filter((day) => !/^20[12]\d-/.test(day))).toEqual([]);
    expect(file.includes('_ru_') || Object.keys(gaps).length === 0).toBe(true);
  });
});

const glpi = sharedFixtures('glpi-agent', 'files', 'win32', 'wmi', 'xp-Win32_QuickFixEngineering.wmi');

test.skipIf(!glpi)('Windows XP lists files, which are no updates', () => {
  const { data } = facts({ cim: { 'root/cimv2:Win32_QuickFixEngineering': instancesIn(captureText(glpi ?? '')) } });
  expect(data.installed?.some(({ name }) => name === 'File 1')).toBe(false);
});
