import path from 'node:path';
import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/identity/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, instancesIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const facts = (world: WindowsWorld) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim } });
const parameters = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`;
const joined = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\0123456789ABCDEF`;

test('an office computer', () => {
  const { data, missing } = facts({});
  expect(data).toEqual({
    hostname: 'CLERK-PC-3', fqdn: 'CLERK-PC-3.town.example', machineId: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, systemUuid: '4c4c4544-0051-3510-8052-b9c04f4e4e32', serial: 'BQ5RNN2', assetTag: 'TOWN-0113',
    macs: ['a4:bb:6d:10:22:33', 'a4:bb:6d:10:22:99'], domain: 'town.example', entra: { tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47', join: 'joined' }, managedBy: ['Microsoft Intune'],
  });
  expect(missing).toEqual([]);
});

test('the id of the installation is hashed, and differs by installation', () => {
  const id = (guid: string) => facts({ registry: { [String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`]: { MachineGuid: guid } } }).data.machineId;
  expect(id('5C1D7F0A-9BE3-4C6C-8F16-0A1B2C3D4E5F')).toBe(facts({}).data.machineId);
  expect(id('5c1d7f0a-9be3-4c6c-8f16-0a1b2c3d4e50')).not.toBe(facts({}).data.machineId);
  expect(id('00000000-0000-0000-0000-000000000000')).toBeNull();
  expect(facts({ registry: { [String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`]: { MachineGuid: 7 } } }).gaps).toEqual({ machineId: 'unreadable' });
});

test('a computer in a workgroup, with a placeholder for everything', () => {
  const { data } = facts({
    registry: { [parameters]: { Hostname: 'pc', Domain: '', DhcpDomain: 'cafe.example' } },
    cim: {
      'root/cimv2:Win32_ComputerSystem': [{ PartOfDomain: false, Domain: 'WORKGROUP' }],
      'root/cimv2:Win32_ComputerSystemProduct': [{ UUID: '03000200-0400-0500-0006-000700080009', IdentifyingNumber: 'To be filled by O.E.M.' }],
      'root/cimv2:Win32_SystemEnclosure': [{ SMBIOSAssetTag: 'Default string' }],
    },
  });
  expect(data).toMatchObject({ hostname: 'pc', fqdn: null, systemUuid: null, serial: null, assetTag: null, domain: null });
});

test('only the adapters of this computer tell it apart; a dock does where there is no other', () => {
  const adapter = (more: object) => ({ PermanentAddress: '0050B600006D', PnPDeviceID: String.raw`USB\VID_17E9\7`, HardwareInterface: true, NdisPhysicalMedium: 14, ...more });
  const macs = (...list: object[]) => facts({ cim: { 'root/StandardCimv2:MSFT_NetAdapter': list as Record<string, unknown>[] } });
  expect(macs(adapter({})).data.macs).toEqual(['00:50:b6:00:00:6d']);
  expect(macs(adapter({}), adapter({ PermanentAddress: 'A4BB6D102233', PnPDeviceID: String.raw`PCI\VEN_8086\3` })).data.macs).toEqual(['a4:bb:6d:10:22:33']);
  expect(macs(adapter({ NdisPhysicalMedium: 10 }), adapter({ PnPDeviceID: String.raw`ROOT\NET\0000` }), adapter({ HardwareInterface: false }), adapter({ PermanentAddress: '000000000000' })).data.macs).toEqual([]);
  expect(macs(adapter({ PermanentAddress: 5 })).gaps).toEqual({ macs: 'unreadable' });
});

test('a computer that its user only registered, one that nobody did, and a refusal', () => {
  const world = (registry: WindowsWorld['registry']): WindowsWorld => {
    const { [joined]: _gone, ...rest } = windowsPc.registry ?? {};
    return { registry: { ...rest, ...registry }, cim: windowsPc.cim ?? {} };
  };
  const own = String.raw`HKU\S-1-5-21-1-2-3-1001\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo\AB`;
  expect(windowsFactsOf(windows, world({ [own]: { TenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47' } })).data.entra).toEqual({ tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47', join: 'registered' });
  expect(windowsFactsOf(windows, world({})).data.entra).toBeNull();
  expect(windowsFactsOf(windows, world({ [joined]: { refused: 'denied' } })).gaps).toEqual({ entra: 'denied' });
});

test('device management by state: enrolled, given up, another maker, Configuration Manager', () => {
  const enrollment = String.raw`HKLM\SOFTWARE\Microsoft\Enrollments\{1}`;
  const manager = String.raw`HKLM\SOFTWARE\Microsoft\SMS\Mobile Client`;
  const by = (values: Record<string, string | number>, more: WindowsWorld['registry'] = {}) => facts({ registry: { [enrollment]: values, ...more } }).data.managedBy;
  expect(by({ ProviderID: 'MS DM Server', EnrollmentState: 0 })).toEqual([]);
  expect(by({ ProviderID: 'Other', EnrollmentState: 1, DiscoveryServiceFullURL: 'https://user:secret@mdm.town.example/enroll?token=x' })).toEqual(['mdm.town.example']);
  expect(by({ ProviderID: 'Other', EnrollmentState: 1 }, { [manager]: { AssignedSiteCode: 'TWN' } })).toEqual(['Microsoft Configuration Manager', 'Other']);
});

const shared = sharedFixtures('glpi-agent', 'files', 'win32', 'wmi');

test.skipIf(!shared)('a captured computer that is joined to Entra ID and to no directory', () => {
  const capture = instancesIn(captureText(path.join(shared ?? '', '11-AzureAD-Win32_ComputerSystem.wmi')));
  expect(facts({ cim: { 'root/cimv2:Win32_ComputerSystem': capture } }).data.domain).toBeNull();
});
