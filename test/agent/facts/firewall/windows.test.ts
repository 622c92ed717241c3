import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/firewall/windows.ts';
import { allowedBy, inboundRule } from '../../../../agent/facts/firewall/windows-rules.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, registryIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const policy = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`;
const works = { 'root/cimv2:Win32_Service': [service('mpssvc', 'Auto', 'Running'), service('BFE', 'Auto', 'Running')] };
const on = (names: readonly string[]) => Object.fromEntries(names.map((name) => [`${policy}\\${name}`, { EnableFirewall: 1 }]));

test('a computer whose three profiles are on', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(gaps).toEqual({});
  expect(data).toMatchObject({
    filtering: true,
    defaultInbound: 'drop',
    hooks: [],
    profiles: [{ name: 'domain', enabled: true, defaultInbound: 'drop', logsDropped: true, byPolicy: true }, { name: 'private', byPolicy: false }, { name: 'public', stealth: true, logsDropped: false }],
    allowed: [{ protocol: 'ipv6-icmp', port: null, from: null, program: 'System' }, { protocol: 'tcp', port: '3389', from: '192.0.2.0/28', program: String.raw`%SystemRoot%\system32\svchost.exe` }],
    products: [{ name: 'windows-firewall', enabledAtBoot: true }],
  });
});

test('the weakest profile decides, and a rule that is not understood makes the list one that is known in part', () => {
  const { data, gaps } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({ filtering: true, defaultInbound: 'accept', allowed: [{ port: '3389', from: null }, { port: '5985' }] });
  expect(gaps).toEqual({ allowed: 'unreadable' });
});

test.each([
  ['off in every profile', { registry: { [`${policy}\\DomainProfile`]: { EnableFirewall: 0 }, [`${policy}\\StandardProfile`]: { EnableFirewall: 0 }, [`${policy}\\PublicProfile`]: { EnableFirewall: 0 } }, cim: works }, { filtering: false, defaultInbound: 'accept' }],
  ['on, but its service is disabled', { registry: on(['DomainProfile', 'StandardProfile', 'PublicProfile']), cim: { 'root/cimv2:Win32_Service': [service('mpssvc', 'Disabled', 'Stopped'), service('BFE', 'Auto', 'Running')] } }, { filtering: false, defaultInbound: 'accept', products: [{ name: 'windows-firewall', enabledAtBoot: false }] }],
  ['everything blocked in a profile that lets in by default', { registry: { ...on(['DomainProfile', 'StandardProfile']), [`${policy}\\PublicProfile`]: { EnableFirewall: 1, DefaultInboundAction: 0, DoNotAllowExceptions: 1 } }, cim: works }, { filtering: true, defaultInbound: 'drop' }],
  ['a policy that wins over the computer', { registry: { ...on(['DomainProfile', 'PublicProfile']), [`${policy}\\StandardProfile`]: { EnableFirewall: 1 }, [String.raw`HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\PrivateProfile`]: { EnableFirewall: 0 } }, cim: works }, { filtering: true, defaultInbound: 'accept' }],
] as const)('%s', (_name, world, expected) => {
  expect(windowsFactsOf(windows, world).data).toMatchObject(expected);
});

test('another firewall that Windows knows of leaves it not known what an own profile that is off means', () => {
  const off = Object.fromEntries(['DomainProfile', 'StandardProfile', 'PublicProfile'].map((name) => [`${policy}\\${name}`, { EnableFirewall: 0 }]));
  const { data, gaps } = windowsFactsOf(windows, { registry: off, cim: { ...works, 'root/SecurityCenter2:FirewallProduct': [{ displayName: 'Other', productState: 266_240 }] } });
  expect(data).toMatchObject({ filtering: undefined, defaultInbound: undefined, products: [{ name: 'other' }, { name: 'windows-firewall' }] });
  expect(gaps).toMatchObject({ filtering: 'not-visible-from-here', defaultInbound: 'not-visible-from-here' });
});

test('rules of the computer do not count where a policy says so', () => {
  const rule = 'v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=22|';
  const world = { registry: { ...on(['DomainProfile', 'StandardProfile', 'PublicProfile']), [`${policy}\\FirewallRules`]: { a: rule } }, cim: works };
  expect(windowsFactsOf(windows, world).data.allowed).toEqual([{ protocol: 'tcp', port: '22', from: null, program: '*' }]);
  const merged = Object.fromEntries(['DomainProfile', 'PrivateProfile', 'PublicProfile'].map((name) => [String.raw`HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall` + `\\${name}`, { AllowLocalPolicyMerge: 0 }]));
  expect(windowsFactsOf(windows, { ...world, registry: { ...world.registry, ...merged } }).data.allowed).toEqual([]);
});

test.each([
  ['v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=5353|RA4=LocalSubnet|RA6=LocalSubnet|App=x.exe|', [{ protocol: 'udp', port: '5353', from: 'LocalSubnet', program: 'x.exe' }]],
  ['v2.10|Action=Allow|Active=TRUE|Dir=In|App=C:\\x y.exe|', [{ protocol: 'any', port: null, from: null, program: 'C:\\x y.exe' }]],
  ['v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort2_10=5000-5010|RA4=10.0.0.0/255.0.0.0|', [{ protocol: 'tcp', port: '5000-5010', from: '10.0.0.0/8', program: '*' }]],
  ['v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|RA4=10.0.0.1|RA4=0.0.0.0/0.0.0.0|', [{ protocol: 'tcp', port: '80', from: null, program: '*' }]],
])('%s', (text, expected) => {
  expect(allowedBy(inboundRule(text)!).filter((item, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === index)).toEqual(expected);
});

test.each(['', 'v2.1', 'v2.30|Dir=In|', 'x|Action=Allow|Dir=In|', 'v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=999|'])('no rule: %s', (text) => {
  expect(inboundRule(text)).toBeUndefined();
});

const shared = sharedFixtures();
describe.skipIf(!shared)('captures', () => {
  const ofRegistry = (name: string) => registryIn(captureText(path.join(shared ?? '', 'glpi-agent/files/win32/registry', name)));
  const json = (name: string) => JSON.parse(fs.readFileSync(path.join(shared ?? '', name), 'utf8')) as Readonly<Record<string, unknown>>[];

  test('profiles of a Windows 7 and a Windows 10', () => {
    const seven = { ...ofRegistry('7_firewall-StandardProfile.reg'), ...ofRegistry('7_firewall-PublicProfile.reg') };
    const named = Object.fromEntries(Object.entries(seven).map(([key, values]) => [key.replace(String.raw`\services\SharedAccess`, String.raw`\Services\SharedAccess`), values]));
    const { data } = windowsFactsOf(windows, { registry: named, cim: works });
    expect(data.profiles?.map(({ enabled }) => enabled)).toEqual([undefined, false, false]);
    const ten = windowsFactsOf(windows, { registry: ofRegistry('10-DomainProfile.reg'), cim: works });
    expect(ten.data.profiles?.[0]).toMatchObject({ name: 'domain', enabled: true });
  });

  test('profiles as the cmdlet tells them', () => {
    const told = windowsFactsOf(windows, { powershell: { active: json('handwritten/windows/Get-NetFirewallProfile.json') }, cim: works });
    expect(told.data.profiles?.map(({ enabled }) => enabled)).toEqual([true, true, false]);
    expect(told.data.profiles?.map(({ defaultInbound }) => defaultInbound)).toEqual(['drop', 'drop', 'accept']);
    expect(told.data.defaultInbound).toBe('accept');
    const real = windowsFactsOf(windows, { powershell: { active: json('cnquery-mpl/files/providers/os/resources/windows/testdata/firewall-profiles.json') }, cim: works });
    expect(real.data.profiles).toMatchObject([{ name: 'domain' }, { name: 'private', enabled: true, defaultInbound: 'drop', logsDropped: false }, { name: 'public', enabled: true }]);
    expect(real.gaps).toMatchObject({ 'profiles[].enabled': 'not-visible-from-here' });
  });
});
