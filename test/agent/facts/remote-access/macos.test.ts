import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/remote-access/macos.ts';
import { plist } from '../mac-machine.ts';
import { refused, scanned } from '../mac-scan.ts';

const overrides = '/private/var/db/com.apple.xpc.launchd/disabled.plist';

test('everything off, and a tool that is there all the time', () => {
  const { data, gaps } = scanned(macos);
  expect(data).toMatchObject({
    ssh: { version: undefined, enabled: false, ports: [22], permitRootLogin: 'prohibit-password', passwordAuthentication: true, keyboardInteractive: true, usePam: true, matchBlocks: 0 },
    rdp: null, winrm: null, screenSharing: { enabled: false, vncPassword: false, remoteManagement: false },
    servers: [{ name: 'Remote Apple Events', kind: 'other', enabled: false }, { name: 'tftpd', kind: 'tftp', enabled: false, encrypted: false }],
    tools: [{ name: 'TeamViewer', version: '15.64.3', unattended: true }],
  });
  expect(gaps).toEqual({ 'servers[].encrypted': 'not-visible-from-here', 'ssh.version': 'not-visible-from-here', 'ssh.weakAlgorithms': 'not-visible-from-here' });
});

describe('other Macs', () => {
  test('Remote Login and Remote Management are on, a password alone opens the screen', () => {
    const { data } = scanned(macos, { files: {
      [overrides]: plist({ 'com.openssh.sshd': false, 'com.apple.screensharing': false }), '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd': 'enabled',
      '/Library/Preferences/com.apple.RemoteManagement.plist': plist({ VNCLegacyConnectionsEnabled: true }),
      '/etc/ssh/sshd_config.d/200-town.conf': 'PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nCiphers +aes128-cbc\n',
    } });
    expect(data).toMatchObject({ ssh: { enabled: true, version: '9.9p2', permitRootLogin: 'yes', passwordAuthentication: false, keyboardInteractive: false, weakAlgorithms: ['aes128-cbc'] }, screenSharing: { enabled: true, vncPassword: true, remoteManagement: true } });
    expect(data.servers?.map(({ name, kind, encrypted, enabled }) => [name, kind, encrypted, enabled])).toEqual([['Remote Apple Events', 'other', undefined, false], ['Screen Sharing', 'vnc', false, true], ['tftpd', 'tftp', false, false]]);
  });
  test('without an override the file of the job counts', () => {
    expect(scanned(macos, { files: { [overrides]: undefined } }).data).toMatchObject({ ssh: { enabled: false }, screenSharing: { enabled: false } });
  });
  test('a tool that somebody switched off, and one that only runs while it is started', () => {
    const { data } = scanned(macos, { files: { [overrides]: plist({ 'com.teamviewer.teamviewer_service': true }), '/Applications/AnyDesk.app/Contents/Info.plist': plist({ CFBundleIdentifier: 'com.philandro.anydesk', CFBundleShortVersionString: '9.0.1' }) } });
    expect(data.tools).toEqual([{ name: 'AnyDesk', version: '9.0.1', unattended: false }, { name: 'TeamViewer', version: '15.64.3', unattended: false }]);
  });
});

test('refused, and nonsense', () => {
  const none = scanned(macos, { files: { [overrides]: { refused: 'denied' }, '/etc/ssh/sshd_config': { refused: 'needs-root' }, '/Library/Preferences/com.apple.RemoteManagement.plist': { refused: 'denied' } }, commands: { 'ssh -V': refused } });
  expect(none.gaps).toMatchObject({ 'ssh.enabled': 'denied', 'ssh.version': 'needs-root', 'ssh.permitRootLogin': 'needs-root', 'screenSharing.enabled': 'denied', 'screenSharing.vncPassword': 'denied', servers: 'not-visible-from-here', 'tools[].unattended': 'denied' });
  expect(scanned(macos, { files: { [overrides]: 'x', '/System/Library/LaunchDaemons/ssh.plist': 'x' }, commands: { 'ssh -V': 'x' } }).gaps).toMatchObject({ ssh: 'unreadable', 'screenSharing.enabled': 'unreadable' });
});
