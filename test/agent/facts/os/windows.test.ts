import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/os/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { RegistryKey, RegistryValue, WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const version = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
const current = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion`;
const control = String.raw`HKLM\SYSTEM\CurrentControlSet\Control`;
const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim } });
const release = (values: Record<string, RegistryValue>) => facts({ registry: { [version]: values } });

test('an office computer', () => {
  const { data, gaps } = facts({});
  expect(data).toEqual({
    family: 'windows', product: 'windows', like: [], name: 'Windows 11 Pro', version: '23H2', codename: null, edition: 'Professional', build: '22631.4317', channel: 'general', architecture: 'x86_64', kernel: '10.0.22631.4317',
    supportEndsOn: null, installedOn: '2020-09-13T12:26:40Z',
    installs: [{ on: '2020-09-13T12:26:40Z', version: 'Windows 10 Pro 1909 (18363)' }, { on: '2024-01-23T08:53:20Z', version: 'Windows 11 Pro 23H2 (22631)' }],
    role: 'workstation', roles: ['NetFx4-AdvSrvs', 'Printing-PrintToPDFServices-Features'], extendedUpdates: null, bootType: 'uefi', container: null, rebootRequired: false, rebootReasons: [], kernelCommandLineMitigations: null,
  });
  expect(gaps).toEqual({ init: 'not-this-platform', runningKernelInstalled: 'not-this-platform' });
});

test.each([
  ['10 Home', { ProductName: 'Windows 10 Home', EditionID: 'Core', CurrentBuild: '19045' }, { name: 'Windows 10 Home', product: 'windows', channel: 'general' }],
  ['11 by its build alone', { ProductName: 'Windows 10 Enterprise', EditionID: 'Enterprise', CurrentBuild: '26100' }, { name: 'Windows 11 Enterprise', product: 'windows', channel: 'general' }],
  ['10 LTSC', { ProductName: 'Windows 10 Enterprise LTSC 2021', EditionID: 'EnterpriseS', CurrentBuild: '19044' }, { name: 'Windows 10 Enterprise LTSC 2021', channel: 'ltsc' }],
  ['11 IoT LTSC', { ProductName: 'Windows 10 IoT Enterprise LTSC 2024', EditionID: 'IoTEnterpriseS', CurrentBuild: '26100' }, { name: 'Windows 11 IoT Enterprise LTSC 2024', channel: 'ltsc' }],
  ['Server 2022', { ProductName: 'Windows Server 2022 Standard', EditionID: 'ServerStandard', InstallationType: 'Server', CurrentBuild: '20348' }, { name: 'Windows Server 2022 Standard', product: 'windows-server', channel: 'ltsc' }],
  ['Server 2025 without a desktop', { ProductName: 'Windows Server 2025 Datacenter', EditionID: 'ServerDatacenter', InstallationType: 'Server Core', CurrentBuild: '26100' }, { name: 'Windows Server 2025 Datacenter', product: 'windows-server' }],
])('%s', (_name, values, expected) => {
  expect(release({ InstallationType: 'Client', UBR: 5, ...values }).data).toMatchObject(expected);
});

test('paid updates count where they are active, and leave the channel open where they were not asked', () => {
  const licenses = (cim: NonNullable<WindowsWorld['cim']>[string], build = '19045') =>
    facts({ registry: { [version]: { ProductName: 'Windows 10 Pro', EditionID: 'Professional', InstallationType: 'Client', CurrentBuild: build, UBR: 1 } }, cim: { 'root/cimv2:SoftwareLicensingProduct': cim } });
  const year = (LicenseStatus: number) => ({ ID: 'F520E45E-7413-4A34-A497-D2765967D094', Name: 'Windows(R), Client-ESU-Year1 add-on', LicenseStatus });
  expect(licenses([year(1)]).data).toMatchObject({ channel: 'esu', extendedUpdates: { product: 'Windows 10 ESU year 1', active: true, endsOn: null } });
  expect(licenses([year(0)]).data).toMatchObject({ channel: 'general', extendedUpdates: { active: false } });
  expect(licenses([{ ID: 'x', Name: 'Windows(R) 7, Server-ESU-Year2 add-on for Standard', LicenseStatus: 1 }], '7601').data.extendedUpdates).toMatchObject({ active: true });
  // Updates that only paying computers got, and no license: somebody pays by Azure or by a Microsoft account, or did once.
  const paid = (UBR: number) => release({ ProductName: 'Windows 10 Pro', EditionID: 'Professional', InstallationType: 'Client', CurrentBuild: '19045', UBR });
  expect(paid(6456).data).toMatchObject({ channel: 'general', extendedUpdates: null });
  expect(paid(6575).gaps).toMatchObject({ channel: 'not-visible-from-here', extendedUpdates: 'not-visible-from-here' });
  expect(licenses({ refused: 'timeout' }).gaps).toMatchObject({ channel: 'not-visible-from-here', extendedUpdates: 'timeout' });
  expect(licenses({ refused: 'timeout' }, '22631').data.channel).toBe('general');
});

describe('what waits for a restart', () => {
  const waiting = (registry: Record<string, RegistryKey>) => {
    const { data, gaps } = facts({ registry });
    return { ...data, gaps };
  };
  const session = String.raw`${control}\Session Manager`;
  test.each([
    ['servicing', { [`${current}\\Component Based Servicing\\RebootPending`]: {} }, true, ['component-based-servicing']],
    ['Windows Update', { [`${current}\\WindowsUpdate\\Auto Update\\RebootRequired`]: { '{1}': 1 } }, true, ['windows-update']],
    ['a file that is replaced', { [session]: { PendingFileRenameOperations: [String.raw`\??\C:\a.new`, String.raw`!\??\C:\a.dll`] } }, true, ['file-replacement']],
    ['files that are only deleted', { [session]: { PendingFileRenameOperations: [String.raw`\??\C:\a`, '', String.raw`\??\C:\b`, ''] } }, false, []],
    ['a new name', { [`${control}\\ComputerName\\ComputerName`]: { ComputerName: 'NEW-NAME' } }, false, ['computer-rename']],
  ])('%s', (_name, registry, rebootRequired, rebootReasons) => {
    expect(waiting(registry as Record<string, RegistryKey>)).toMatchObject({ rebootRequired, rebootReasons });
  });
  test('what was refused is neither yes nor no', () => {
    const { rebootRequired, gaps } = waiting({ [session]: { refused: 'denied' } });
    expect(rebootRequired).toBeUndefined();
    expect(gaps).toMatchObject({ rebootRequired: 'denied', rebootReasons: 'denied' });
    expect(waiting({ [session]: { refused: 'denied' }, [`${current}\\Component Based Servicing\\RebootPending`]: {} }).rebootRequired).toBe(true);
    expect(waiting({ [session]: { PendingFileRenameOperations: 'text' } }).gaps).toMatchObject({ rebootRequired: 'unreadable' });
  });
});

test('roles, start and container', () => {
  const role = (ProductType: string) => facts({ registry: { [`${control}\\ProductOptions`]: { ProductType } } });
  expect([role('ServerNT').data.role, role('LanmanNT').data.role, role('SomethingNew').data.role]).toEqual(['server', 'domain-controller', undefined]);
  expect(role('SomethingNew').gaps).toMatchObject({ role: 'unreadable' });
  const start = (values: Record<string, number>, more: Record<string, RegistryKey> = {}) => facts({ registry: { [control]: values, ...more } }).data;
  const noSecureStart = { [`${control}\\SecureBoot\\State`]: { refused: 'denied' } } as const;
  expect([start({ PEFirmwareType: 1 }).bootType, start({}).bootType, start({ PEFirmwareType: 9 }, noSecureStart).bootType]).toEqual(['bios', 'uefi', undefined]);
  expect([start({}).container, start({ ContainerType: 1 }).container]).toEqual([null, 'windows']);
});

const facterdb = sharedFixtures('facterdb', 'facts');

describe.skipIf(!facterdb)('the captured facts of Windows', () => {
  const builds: Readonly<Record<string, string>> = { 2012: '9200', '2012 R2': '9600', 2016: '14393', 2022: '20348', 2025: '26100', 11: '26100' };
  const all = ['4.4', '5.1'].flatMap((folder) => fs.readdirSync(path.join(facterdb ?? '', folder)).filter((name) => name.startsWith('windows')).map((name) => path.join(facterdb ?? '', folder, name)));
  test.each(all)('%s', (file) => {
    const { os } = JSON.parse(fs.readFileSync(file, 'utf8')) as { os: { release: { full: string }; windows: Record<string, string> } };
    const told = os.windows;
    const { data } = release({
      ProductName: told['product_name'] ?? '', EditionID: told['edition_id'] ?? '', InstallationType: told['installation_type'] ?? '', ReleaseId: told['release_id'] ?? '', DisplayVersion: told['display_version'] ?? '', CurrentBuild: builds[os.release.full] ?? '', UBR: 1,
    });
    expect(data).toMatchObject({ product: os.release.full === '11' ? 'windows' : 'windows-server', edition: told['edition_id'], version: told['display_version'] ?? told['release_id'] ?? null });
    // Windows 11 still calls itself 10 in the registry.
    expect(data.name).toBe(os.release.full === '11' ? 'Windows 11 Enterprise Evaluation' : told['product_name']);
    expect(data.name).toContain(os.release.full);
  });
});

const systeminfo = sharedFixtures('wesng-systeminfo');

/**
 * `systeminfo` tells the name, the build and the configuration in the language of Windows, the registry in English. The
 * registry of such a computer is made up from the name of the capture; what the parser makes of it has to agree with
 * what the capture says: product, release and edition, in English or by the numbers that every language shares.
 */
describe.skipIf(!systeminfo)('the captured computers of systeminfo', () => {
  const editions: Readonly<Record<string, readonly [id: string, name: string]>> = {
    education: ['Education', 'Education'], enterprise: ['Enterprise', 'Enterprise'], pro: ['Professional', 'Pro'], professional: ['Professional', 'Professional'], proforworkstations: ['ProfessionalWorkstation', 'Pro for Workstations'],
    ultimaten: ['UltimateN', 'Ultimate N'], standard: ['ServerStandard', 'Standard'], datacenter: ['ServerDatacenter', 'Datacenter'],
  };
  const releases: Readonly<Record<string, string>> = { 2600: 'XP', 3790: 'Server 2003', 6001: 'Server 2008', 6002: 'Vista', 7601: '7', 9600: 'Server 2012 R2', 14393: 'Server 2016', 20348: 'Server 2022' };
  const expected = JSON.parse(fs.readFileSync(path.join(systeminfo ?? '', 'expected.json'), 'utf8')) as Record<string, { osName?: string; build?: string; config?: string; arch?: string }>;
  // Without an edition in the name of the file, or older than what any agent runs on (XP x64 shares its build with Server 2003).
  const left = ['files/vista_x64_sp2_systeminfo.txt', 'files/xp_sp1_x86_systeminfo.txt', 'files/xp_sp2_x64_systeminfo.txt', 'files/srv_2022_systeminfo.txt'];
  const cases = Object.entries(expected).filter(([file, { build }]) => build !== undefined && file.includes('systeminfo') && !left.includes(file));

  test('are more than twenty', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20);
  });

  test.each(cases)('%s', (file, { osName, build = '', config }) => {
    const isServer = file.includes('srv_');
    const base = build.split('.')[2] ?? '';
    const [id, edition] = editions[/_(education|enterprise|proforworkstations|professional|pro|ultimaten|standard|datacenter)_/.exec(file)?.[1] ?? ''] ?? ['', ''];
    const ltsc = osName?.includes('LTSC') === true;
    const title = `Windows ${releases[base] ?? '10'} ${edition}${ltsc ? ' LTSC 2024' : ''}`;
    const { data } = release({ ProductName: title, EditionID: ltsc ? 'EnterpriseS' : id, InstallationType: isServer ? 'Server' : 'Client', CurrentBuild: base, CurrentVersion: build.split('.').slice(0, 2).join('.') });
    expect(data).toMatchObject({ product: isServer ? 'windows-server' : 'windows', build: base, edition: ltsc ? 'EnterpriseS' : id });
    const words = (osName ?? '').replace(/\(R\)/g, '').replace('Serverr', 'Server').replace(/Microsoftr? |,| Edition| x64/g, '').trim();
    // Where Windows speaks another language the capture tells no name that could be compared.
    expect(data.name).toContain(words);
    expect(config === undefined || config.includes('Server') === isServer).toBe(true);
    expect(data.channel).toBe(isServer || ltsc ? 'ltsc' : 'general');
  });
});
