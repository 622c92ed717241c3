import { expect, test } from 'vitest';
import { factModules } from '../../../agent/facts/list.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { dishonesty } from './honesty.ts';
import { windowsFactsOf } from './windows-machine.ts';
import type { WindowsWorld } from './windows-machine.ts';
import { windowsPc } from './windows-office-pc.ts';

/** What Server 2012 R2 does not have: BitLocker, Defender, Security Center, a security chip, batteries, screens, the store. */
const missingHere = /MicrosoftVolumeEncryption|Windows\/Defender|SecurityCenter2|MicrosoftTpm|root\/wmi|Win32_Battery/;
const own = /CloudDomainJoin|Enrollments|AppxAllUserStore|SecureBoot|ConsumerESU|PolicyManager|UX\\Settings|Source OS|mssmbios/;

const server: WindowsWorld = {
  ...windowsPc,
  registry: {
    ...Object.fromEntries(Object.entries(windowsPc.registry ?? {}).filter(([key]) => !own.test(key))),
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`]: { ProductName: 'Windows Server 2012 R2 Standard', EditionID: 'ServerStandard', InstallationType: 'Server', CurrentVersion: '6.3', CurrentBuild: '9600', InstallDate: 1_400_000_000 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions`]: { ProductType: 'LanmanNT' },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control`]: { PEFirmwareType: 1 },
  },
  cim: {
    ...Object.fromEntries(Object.entries(windowsPc.cim ?? {}).filter(([name]) => !missingHere.test(name))),
    'root/cimv2:Win32_Battery': [],
    'root/cimv2:Win32_ComputerSystem': [{ PartOfDomain: true, Domain: 'town.example', Manufacturer: 'Microsoft Corporation', Model: 'Virtual Machine', SystemSKUNumber: null, TotalPhysicalMemory: 8_589_934_592, HypervisorPresent: true }],
  },
  powershell: { ...windowsPc.powershell, protectors: null, endorsement: { refused: 'tool-missing' }, users: null },
};

const factsOf = (name: keyof typeof factModules) => windowsFactsOf(factModules[name].windows as PlatformFact<Record<string, unknown>>, server);

test.each(['identity', 'hardware', 'os', 'software', 'updates', 'encryption', 'vitals', 'activity', 'certificates', 'printers', 'power', 'network'] as const)('%s of an old server that controls a domain', (name) => {
  const { data, missing } = factsOf(name);
  expect(dishonesty(name as SectionName, data, missing)).toEqual([]);
});

test('what it is, and what it has not', () => {
  expect(factsOf('os').data).toMatchObject({ product: 'windows-server', name: 'Windows Server 2012 R2 Standard', version: null, build: '9600', kernel: '6.3.9600', role: 'domain-controller', channel: 'ltsc', bootType: 'bios' });
  expect(factsOf('hardware').data).toMatchObject({ virtualization: 'hyper-v', chassis: 'virtual', tpm: null, secureBoot: null, batteries: [], monitors: [] });
  expect((factsOf('encryption').data['volumes'] as { encrypted?: boolean }[]).map(({ encrypted }) => encrypted)).toEqual([false, false, false]);
  expect(factsOf('activity').gaps).toMatchObject({ signIns: 'not-visible-from-here' });
  expect(factsOf('vitals').data['definitions']).toEqual([]);
  expect(factsOf('identity').data).toMatchObject({ entra: null, managedBy: [], domain: 'town.example' });
});
