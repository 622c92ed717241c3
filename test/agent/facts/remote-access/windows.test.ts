import path from 'node:path';
import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/remote-access/windows.ts';
import { sharedFixtures } from '../../../shared.ts';
import { captureText, registryIn } from '../windows-captures.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import { officeComputer, oldServer, service } from '../windows-town.ts';

const term = { 'root/cimv2:Win32_Service': [service('TermService', 'Manual', 'Running')] };
const server = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`;

test('Remote Desktop by policy, WinRM over https, a support program', () => {
  const { data, gaps } = windowsFactsOf(windows, officeComputer);
  expect(data).toEqual({
    ssh: null,
    rdp: { enabled: true, nla: true, port: 3389, securityLayer: 'tls', encryption: 'high', remoteAssistance: false, byPolicy: true },
    winrm: { enabled: true, basic: false, unencrypted: false, https: true },
    screenSharing: null, servers: [], tools: [{ name: 'TeamViewer', version: '15.58.5', unattended: true }],
  });
  expect(gaps).toEqual({});
});

test('all doors open', () => {
  const { data } = windowsFactsOf(windows, oldServer);
  expect(data).toMatchObject({
    rdp: { enabled: true, nla: false, port: 3390, securityLayer: 'rdp', encryption: 'low', byPolicy: false }, winrm: { enabled: true, basic: true, unencrypted: true, https: false },
    servers: [{ name: 'TightVNC', kind: 'vnc', encrypted: false, enabled: true, requiresSecondStep: false }], tools: [],
  });
});

test.each([
  [{ fDenyTSConnections: 0 }, {}, true], [{ fDenyTSConnections: 1 }, {}, false], [{}, {}, false], [{ fDenyTSConnections: 0 }, { fEnableWinStation: 0 }, false], [{ fDenyTSConnections: 'x' }, {}, undefined],
])('Remote Desktop with %o and %o', (values, listener, enabled) => {
  const { data } = windowsFactsOf(windows, { registry: { [server]: values, [`${server}\\WinStations\\RDP-Tcp`]: listener }, cim: term });
  expect(data.rdp?.enabled).toBe(enabled);
});

test('numbers that are not known are not "off"', () => {
  const { data, gaps } = windowsFactsOf(windows, { registry: { [server]: { fDenyTSConnections: 0 }, [`${server}\\WinStations\\RDP-Tcp`]: { UserAuthentication: 9, SecurityLayer: 9, MinEncryptionLevel: 0, PortNumber: 99_999 } }, cim: term });
  expect(data.rdp).toEqual({ enabled: true, nla: undefined, port: undefined, securityLayer: undefined, encryption: undefined, remoteAssistance: false, byPolicy: false });
  expect(gaps).toMatchObject({ 'rdp.nla': 'unreadable', 'rdp.securityLayer': 'unreadable', 'rdp.encryption': 'unreadable', 'rdp.port': 'unreadable' });
});

test('OpenSSH of Windows by the settings that all platforms share', () => {
  const config = ['Port 2222', 'PasswordAuthentication no', 'Ciphers aes128-cbc', 'KexAlgorithms curve25519-sha256', 'MACs hmac-sha2-256', 'Match Group administrators', '  PasswordAuthentication yes'].join('\r\n');
  const { data } = windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_Service': [service('sshd', 'Auto', 'Running')] }, files: { [String.raw`%ProgramData%\ssh\sshd_config`]: config } });
  expect(data.ssh).toMatchObject({ enabled: true, ports: [2222], passwordAuthentication: false, publicKeyAuthentication: true, keyboardInteractive: false, usePam: false, weakAlgorithms: ['aes128-cbc'], matchBlocks: 1, looserInMatch: ['PasswordAuthentication'] });
});

test('an SSH server without settings, and one whose settings are refused', () => {
  const cim = { 'root/cimv2:Win32_Service': [service('sshd', 'Manual', 'Stopped')] };
  const none = windowsFactsOf(windows, { cim });
  expect(none.data.ssh).toEqual({ version: undefined, enabled: false, permitRootLogin: undefined, usePam: false, keyboardInteractive: false });
  expect(none.gaps).toMatchObject({ 'ssh.ports': 'not-visible-from-here', 'ssh.permitRootLogin': 'not-this-platform' });
  const refused = windowsFactsOf(windows, { cim, files: { [String.raw`%ProgramData%\ssh\sshd_config`]: { refused: 'denied' } } });
  expect(refused.gaps).toMatchObject({ 'ssh.passwordAuthentication': 'denied' });
});

test.each([
  ['ScreenConnect Client (0a1b2c3d4e5f6071)', 'ScreenConnect'], ['AnyDesk-ad_msi', 'AnyDesk'], ['Mesh Agent', 'MeshAgent'], ['BASupportExpressStandaloneService_N_Central', 'N-able'], ['ManageEngine UEMS - Agent', 'ManageEngine'], ['chromoting', 'Chrome Remote Desktop'],
])('the service %s is %s', (name, tool) => {
  const { data } = windowsFactsOf(windows, { cim: { 'root/cimv2:Win32_Service': [service(name, 'Auto', 'Running')] } });
  expect(data.tools).toMatchObject([{ name: tool, unattended: true }]);
});

test('a program that is installed without a service waits for somebody to start it', () => {
  const registry = { [String.raw`HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\AnyDesk`]: { DisplayName: 'AnyDesk', DisplayVersion: 'ad 8.0.9' } };
  const { data } = windowsFactsOf(windows, { registry, cim: { 'root/cimv2:Win32_Service': [service('RasMan', 'Manual', 'Running'), service('RemoteAccess', 'Disabled', 'Stopped')] } });
  expect(data.tools).toEqual([{ name: 'AnyDesk', version: 'ad 8.0.9', unattended: false }]);
});

const shared = sharedFixtures('handwritten', 'windows');
test.skipIf(!shared)('an export of the registry', () => {
  const { data } = windowsFactsOf(windows, { registry: registryIn(captureText(path.join(shared ?? '', 'rdp.reg.txt'))), cim: term });
  expect(data.rdp).toMatchObject({ enabled: true, nla: false, port: 3389, securityLayer: 'negotiate', byPolicy: true });
});
