import type { Machine } from './machine.ts';
import { plist } from './mac-machine.ts';
import type { Commands } from './mac-machine.ts';

/** Must not be found in any fact: each stands where a secret would. */
export const canary = 'CANARY-7f3a-secret';

const std = (name: string) => `dsAttrTypeStandard:${name}`;
const user = (name: string, uid: string, more: Record<string, unknown> = {}) => ({
  [std('RecordName')]: [name], [std('UniqueID')]: [uid], [std('PrimaryGroupID')]: ['20'], [std('GeneratedUID')]: [`FFFFEEEE-DDDD-CCCC-BBBB-0000000${uid.replace('-', '').padStart(5, '0')}`],
  [std('RealName')]: [name], [std('UserShell')]: ['/bin/zsh'], [std('NFSHomeDirectory')]: [`/Users/${name}`], [std('Password')]: ['********'],
  [std('AuthenticationAuthority')]: [';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2,SRP-RFC5054-4096-SHA512-PBKDF2>', ';SecureToken;'], ...more,
});
const policy = (seconds: number) => ({ 'dsAttrTypeNative:accountPolicyData': [plist({ creationTime: 1_600_000_000.5, failedLoginCount: 0, passwordLastSetTime: seconds, canary })] });

const dscl: Commands = {
  'dscl -plist . -readall /Users': plist([
    user('_mysql', '74', { [std('Password')]: ['*'], [std('AuthenticationAuthority')]: [], [std('UserShell')]: ['/usr/bin/false'], [std('NFSHomeDirectory')]: ['/var/empty'] }),
    user('maria', '501', { [std('RealName')]: ['Maria Clerk'], ...policy(1_700_000_000.25), ShadowHashData: [canary] }),
    user('helpdesk', '502', { 'dsAttrTypeNative:IsHidden': ['1'], ...policy(1_500_000_000) }),
    user('gone', '503', { [std('AuthenticationAuthority')]: [';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2,SMB-NT>', ';DisabledUser;;ShadowHash;'], ...policy(1_400_000_000) }),
    user('root', '0', { [std('Password')]: ['*'], [std('AuthenticationAuthority')]: [], [std('UserShell')]: ['/bin/sh'], [std('NFSHomeDirectory')]: ['/var/root'], [std('PrimaryGroupID')]: ['0'] }),
    user('nobody', '-2', { [std('Password')]: ['*'], [std('AuthenticationAuthority')]: [], [std('UserShell')]: ['/usr/bin/false'] }),
  ]),
  'dscl -plist . -readall /Groups': plist([
    { [std('RecordName')]: ['admin', 'BUILTIN\\Administrators'], [std('PrimaryGroupID')]: ['80'], [std('GeneratedUID')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000050'], [std('GroupMembership')]: ['root', 'maria'], [std('GroupMembers')]: ['FFFFEEEE-DDDD-CCCC-BBBB-000000000000', 'FFFFEEEE-DDDD-CCCC-BBBB-000000000501'], [std('NestedGroups')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000999', '1234EEEE-DDDD-CCCC-BBBB-AAAA00000001'] },
    { [std('RecordName')]: ['it'], [std('PrimaryGroupID')]: ['701'], [std('GeneratedUID')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000999'], [std('GroupMembership')]: ['helpdesk'] },
    { [std('RecordName')]: ['staff'], [std('PrimaryGroupID')]: ['20'], [std('GeneratedUID')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000014'] },
  ]),
};

const media = (name: string, more: Record<string, unknown> = {}, ...children: unknown[]) => ({ IOObjectClass: 'IOMedia', 'BSD Name': name, Size: 494_384_795_648, Removable: false, Ejectable: false, ...more, ...(children.length > 0 ? { IORegistryEntryChildren: children } : {}) });
const node = (...children: unknown[]) => ({ IOObjectClass: 'IOService', IORegistryEntryChildren: children });

const internal = {
  'Device Characteristics': { 'Product Name': 'APPLE SSD AP0512R', 'Product Revision Level': '387.140', 'Medium Type': 'Solid State', 'Serial Number': '0ba0123456789a18' },
  'Protocol Characteristics': { 'Physical Interconnect': 'Apple Fabric', 'Physical Interconnect Location': 'Internal' },
  IORegistryEntryChildren: [node(media('disk0', { Whole: true, Size: 500_277_792_768 }, media('disk0s1'), media('disk0s2', {}, node(media('disk3', { Whole: true }, media('disk3s1', {}, media('disk3s1s1')), media('disk3s2'), media('disk3s3'), media('disk3s5'), media('disk3s6'))))))],
};
const external = {
  'Device Characteristics': { 'Product Name': 'Passport', 'Vendor Name': 'WD', 'Medium Type': 'Rotational' },
  'Protocol Characteristics': { 'Physical Interconnect': 'USB', 'Physical Interconnect Location': 'External' },
  IORegistryEntryChildren: [node(media('disk4', { Whole: true, Ejectable: true, Size: 2_000_398_934_016 }, media('disk4s1'), media('disk4s2', {}, media('disk5', { Whole: true }, media('disk5s1')))))],
};
const image = {
  'Device Characteristics': { 'Product Name': 'Disk Image', 'Vendor Name': 'Apple' },
  'Protocol Characteristics': { 'Physical Interconnect': 'Virtual Interface', 'Physical Interconnect Location': 'File' },
  IORegistryEntryChildren: [media('disk6', { Whole: true }, media('disk6s1', {}, media('disk7', { Whole: true }, media('disk7s1'))))],
};

const volume = (name: string, role: string | undefined, fileVault: boolean, more: Record<string, unknown> = {}) => ({ APFSVolumeUUID: name, CryptoMigrationOn: false, DeviceIdentifier: name, Encryption: true, FileVault: fileVault, Locked: false, Name: name, Roles: role === undefined ? [] : [role], ...more });

/** Containers of an Apple silicon Mac, with FileVault or without, and a disk for Time Machine beside it. */
export function apfs(fileVault: boolean, more: Record<string, unknown> = {}): string {
  return plist({ Containers: [
    { ContainerReference: 'disk3', PhysicalStores: [{ DeviceIdentifier: 'disk0s2' }], Volumes: [volume('disk3s1', 'System', fileVault, { Encryption: false }), volume('disk3s2', 'Preboot', false), volume('disk3s3', 'Recovery', false), volume('disk3s5', 'Data', fileVault, more), volume('disk3s6', 'VM', false)] },
    { ContainerReference: 'disk5', PhysicalStores: [{ DeviceIdentifier: 'disk4s2' }], Volumes: [volume('disk5s1', 'Backup', false, { Encryption: false })] },
    { ContainerReference: 'disk7', PhysicalStores: [{ DeviceIdentifier: 'disk6s1' }], Volumes: [volume('disk7s1', undefined, false)] },
  ] });
}

const mount = [
  '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)', 'devfs on /dev (devfs, local, nobrowse)', '/dev/disk3s6 on /System/Volumes/VM (apfs, local, noexec, journaled, noatime, nobrowse)',
  '/dev/disk3s2 on /System/Volumes/Preboot (apfs, local, journaled, nobrowse)', '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)', 'map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)',
  '/dev/disk5s1 on /Volumes/Backups of maria (apfs, local, nodev, nosuid, journaled, noowners)', '/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev, nosuid, noowners)', '//guest@nas._smb._tcp.local/share on /Volumes/share (smbfs, nodev, nosuid)', '/dev/disk7s1 on /Volumes/Installer (apfs, local, nodev, nosuid, read-only)',
].join('\n');

const ifconfig = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
\tinet 127.0.0.1 netmask 0xff000000
\tinet6 ::1 prefixlen 128
\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x1
gif0: flags=8010<POINTOPOINT,MULTICAST> mtu 1280
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\toptions=6460<TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>
\tether 6e:12:34:56:78:9a
\tinet6 fe80::8e:1%en0 prefixlen 64 secured scopeid 0xb
\tinet6 2001:db8::10 prefixlen 64 autoconf secured
\tinet6 2001:db8::beef prefixlen 64 autoconf temporary
\tinet 192.0.2.21 netmask 0xffffff00 broadcast 192.0.2.255
\tmedia: autoselect
\tstatus: active
en7: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tether 00:e0:4c:68:01:02
\tmedia: autoselect (1000baseT <full-duplex>)
\tstatus: inactive
awdl0: flags=8943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST> mtu 1500
\tether 1e:2d:3c:4b:5a:69
\tstatus: active
utun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1500
\tinet6 fe80::1:2%utun0 prefixlen 64 scopeid 0x10
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1420
\tinet 10.8.0.2 --> 10.8.0.2 netmask 0xffffff00
`;
const netstat = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.0.2.1          UGScg                 en0
10.8/24            10.8.0.2           UGSc                utun4
127                127.0.0.1          UCS                   lo0
169.254            link#11            UCS                   en0      !
192.0.2            link#11            UCS                   en0      !
192.0.2.1/32       link#11            UCS                   en0      !
192.0.2.1          0:11:22:33:44:55   UHLWIir               en0   1172
224.0.0/4          link#11            UmCS                  en0      !

Internet6:
Destination                             Gateway                                 Flags               Netif Expire
default                                 fe80::1%en0                             UGcg                  en0
default                                 fe80::%utun0                            UGcIg               utun0
::1                                     ::1                                     UHL                   lo0
2001:db8::/64                           link#11                                 UC                    en0
fe80::%lo0/64                           fe80::1%lo0                             UcI                   lo0
ff00::/8                                ::1                                     UmCI                  lo0
`;
const scutil = `DNS configuration

resolver #1
  search domain[0] : town.example
  nameserver[0] : 192.0.2.53
  nameserver[1] : 2001:db8::53
  if_index : 11 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  nameserver[0] : 203.0.113.1

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 203.0.113.9
`;
const lsof = ['p1', 'claunchd', 'f7', 'tIPv6', 'PTCP', 'n*:22', 'f8', 'tIPv4', 'PTCP', 'n*:22', 'p311', 'cmDNSResponder', 'f6', 'tIPv4', 'PUDP', 'n*:5353', 'f9', 'tIPv4', 'PUDP', 'n*:54321', 'p500', 'ccupsd', 'f5', 'tIPv6', 'PTCP', 'n[::1]:631', 'f6', 'tIPv4', 'PTCP', 'n127.0.0.1:631', 'p733', 'cControl\\x20Center', 'f11', 'tIPv4', 'PTCP', 'n*:7000', 'f12', 'tIPv4', 'PUDP', 'n192.0.2.21:123->192.0.2.5:123', 'f13', 'tIPv4', 'PUDP', 'n*:*', 'p900', 'csshd-session', 'f4', 'tIPv6', 'PTCP', 'n*:22'].join('\n');

const profile = (items: Record<string, unknown>) => plist(Object.entries(items).map(([type, list]) => ({ _SPCommandLineArguments: ['/usr/sbin/system_profiler'], _dataType: type, _items: list, _versionInfo: {} })));

const launchctl = 'PID\tStatus\tLabel\n-\t0\tcom.apple.SafariHistoryServiceAgent\n311\t0\tcom.apple.mDNSResponder\n733\t0\tcom.teamviewer.teamviewer_service\n611\t0\tcom.apple.auditd\n';

/** Programs of an Apple silicon Mac in good order. */
export const appleCommands: Commands = {
  ...dscl,
  'sysctl hw.model': 'hw.model: MacBookPro18,3\nhw.memsize: 17179869184\nhw.packages: 1\nhw.physicalcpu: 8\nhw.logicalcpu: 8\nhw.optional.arm64: 1\nmachdep.cpu.brand_string: Apple M1 Pro\nkern.osrelease: 24.6.0\nkern.boottime: { sec = 1763600000, usec = 5 } Thu Nov 20 00:53:20 2025\nkern.hv_vmm_present: 0\nkern.hostname: clerk.local\n',
  'ioreg -a -r -d 1 -c IOPlatformExpertDevice': plist([{ IOPlatformSerialNumber: 'C02ABCDEFGHJ', IOPlatformUUID: '564D8C3A-2B6F-4E3B-9C0F-1A2B3C4D5E6F', model: Buffer.from('MacBookPro18,3\0'), manufacturer: Buffer.from('Apple Inc.\0') }]),
  'ioreg -a -r -l -c IOBlockStorageDevice': plist([internal, external, image]),
  'ioreg -a -r -d 1 -c AppleSmartBattery': plist([{ DeviceName: 'bq40z651', Manufacturer: 'SMP', BatteryInstalled: true, CycleCount: 212, DesignCapacity: 6068, MaxCapacity: 100, AppleRawMaxCapacity: 5400, ManufactureDate: 53_000_000_000_000, Serial: canary }]),
  'ioreg -a -r -d 1 -p IODeviceTree -n product': plist([{ 'product-name': Buffer.from('MacBook Pro (14-inch, 2021)\0') }]),
  'system_profiler -xml SPHardwareDataType': profile({
    SPHardwareDataType: [{ _name: 'hardware_overview', boot_rom_version: '11881.140.96', chip_type: 'Apple M1 Pro', machine_model: 'MacBookPro18,3', machine_name: 'MacBook Pro', model_number: 'MKGP3LL/A', number_processors: 'proc 8:6:2', physical_memory: '16 GB', provisioning_UDID: canary }],
    SPMemoryDataType: [{ SPMemoryDataType: '16 GB', dimm_manufacturer: 'Micron', dimm_type: 'LPDDR5' }],
    SPDisplaysDataType: [{ _name: 'kHW_AppleM1ProItem', sppci_model: 'Apple M1 Pro', spdisplays_ndrvs: [
      { _name: 'Color LCD', '_spdisplays_display-vendor-id': '610', '_spdisplays_display-serial-number': 'fd626d62', '_spdisplays_display-week': '0', '_spdisplays_display-year': '0', spdisplays_connection_type: 'spdisplays_internal', spdisplays_display_type: 'spdisplays_built-in-liquid-retina-xdr' },
      { _name: 'DELL U2720Q', '_spdisplays_display-vendor-id': '10ac', '_spdisplays_display-serial-number': '4c4a3932', 'spdisplays_display-serial-number': '8CDXW13', '_spdisplays_display-week': '31', '_spdisplays_display-year': '2021' },
    ] }],
  }),
  'diskutil apfs list -plist': apfs(true),
  mount,
  'fdesetup status': 'FileVault is On.\n',
  'socketfilterfw --getglobalstate': 'Firewall is enabled. (State = 1)\nFirewall has block all state set to disabled.\nFirewall stealth mode is on\n',
  'pfctl -s info': 'Status: Disabled                              Debug: Urgent\n',
  'ssh -V': { state: 'read', text: '', exitCode: 0, stderr: 'OpenSSH_9.9p2, LibreSSL 3.3.6\n' },
  'launchctl list': launchctl,
  'spctl --status': 'assessments enabled\n',
  'csrutil status': 'System Integrity Protection status: enabled.\n',
  'tmutil destinationinfo -X': plist({ Destinations: [
    { ID: '5E4BB0F3-0000-4000-8000-000000000001', Kind: 'Network', LastDestination: 1, Name: 'TimeMachine', URL: `smb://tm:${canary}@nas01._smb._tcp.local./TimeMachine` },
    { ID: '5E4BB0F3-0000-4000-8000-000000000002', Kind: 'Local', LastDestination: 0, Name: 'Backups of maria', MountPoint: '/Volumes/Backups of maria' },
  ] }),
  'pkgutil --pkgs-plist': plist(['com.apple.pkg.CLTools_Executables', 'com.microsoft.package.Microsoft_Word.app', 'com.teamviewer.teamviewer', 'org.town.tool']),
  'ifconfig -a': ifconfig,
  'netstat -rn': netstat,
  'scutil --dns': scutil,
  'lsof -nP': lsof,
  'profiles status': 'Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\nMDM server: https://mdm.town.example/mdm/ServerURL\n',
};

const info = (id: string, version: string | undefined, copyright?: string) => plist({ CFBundleIdentifier: id, ...(version === undefined ? {} : { CFBundleShortVersionString: version }), CFBundleName: 'x', ...(copyright === undefined ? {} : { NSHumanReadableCopyright: copyright }) });
const job = (label: string, more: Record<string, unknown> = {}) => plist({ Label: label, ProgramArguments: [`/usr/libexec/${label}`, `--password=${canary}`], EnvironmentVariables: { TOKEN: canary }, ...more });

/** Files of an Apple silicon Mac in good order. */
export const appleFiles: Machine = {
  '/System/Library/CoreServices/SystemVersion.plist': plist({ ProductName: 'macOS', ProductVersion: '15.6.1', ProductBuildVersion: '24G90' }),
  '/Library/Receipts/InstallHistory.plist': plist([
    { date: new Date('2022-01-10T09:00:00Z'), displayName: 'macOS Monterey', displayVersion: '12.1', processName: 'softwareupdated' },
    { date: new Date('2025-08-21T02:11:00Z'), displayName: 'macOS 15.6.1', displayVersion: '15.6.1', processName: 'softwareupdated' },
    { date: new Date('2025-11-18T02:11:00Z'), displayName: 'XProtectPlistConfigData', displayVersion: '5320', processName: 'softwareupdated', contentType: 'config-data' },
    { date: new Date('2025-05-02T10:00:00Z'), displayName: 'TeamViewer', displayVersion: '15.64.3', processName: 'installer', packageIdentifiers: ['com.teamviewer.teamviewer'] },
    { date: new Date('2025-06-01T10:00:00Z'), displayName: 'Microsoft Word', displayVersion: '16.97', processName: 'installer', packageIdentifiers: ['com.microsoft.package.Microsoft_Word.app'] },
  ]),
  '/var/db/.AppleSetupDone': { changed: '2022-01-10T10:00:00.000Z' },
  '/Library/Preferences/SystemConfiguration/preferences.plist': plist({
    CurrentSet: '/Sets/AAAA', Sets: { AAAA: { Network: { Service: { S1: { __LINK__: '/NetworkServices/S1' }, S2: { __LINK__: '/NetworkServices/S2' } } } }, BBBB: { Network: { Service: { S3: {} } } } },
    NetworkServices: {
      S1: { Interface: { DeviceName: 'en0', Type: 'Ethernet' }, IPv4: { ConfigMethod: 'DHCP' }, Proxies: { HTTPSEnable: 1, HTTPSProxy: 'proxy.town.example', HTTPSPort: 8080, HTTPSProxyUsername: canary } },
      S2: { Interface: { DeviceName: 'en7' }, IPv4: { ConfigMethod: 'Manual', Addresses: ['192.0.2.9'] } }, S3: { Interface: { DeviceName: 'en7' }, IPv4: { ConfigMethod: 'DHCP' } },
    },
    System: { System: { ComputerName: 'Clerk', HostName: 'clerk.town.example' }, Network: { HostNames: { LocalHostName: 'clerk' } } },
  }),
  '/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist': plist({ Interfaces: [
    { 'BSD Name': 'en0', IOBuiltin: true, IOMACAddress: Buffer.from('a4cf99001122', 'hex'), SCNetworkInterfaceType: 'IEEE80211' },
    { 'BSD Name': 'en7', IOBuiltin: false, IOMACAddress: Buffer.from('00e04c680102', 'hex'), SCNetworkInterfaceType: 'Ethernet' },
  ] }),
  '/Library/Preferences/com.apple.SoftwareUpdate.plist': plist({ AutomaticCheckEnabled: true, AutomaticDownload: 1, AutomaticallyInstallMacOSUpdates: true, CriticalUpdateInstall: true, ConfigDataInstall: true, LastSuccessfulDate: new Date('2025-11-19T20:14:11Z'), LastUpdatesAvailable: 0 }),
  '/Library/Preferences/com.apple.commerce.plist': plist({ AutoUpdate: true }),
  '/Library/Preferences/com.apple.loginwindow.plist': plist({ GuestEnabled: false, lastUserName: 'maria' }),
  '/Library/Preferences/com.apple.TimeMachine.plist': plist({ AutoBackup: true, Destinations: [
    { DestinationID: '5E4BB0F3-0000-4000-8000-000000000001', NetworkURL: `smb://tm:${canary}@nas01._smb._tcp.local./TimeMachine`, LastKnownVolumeName: 'TimeMachine', LastKnownEncryptionState: 'Encrypted', SnapshotDates: [new Date('2025-10-01T01:00:00Z'), new Date('2025-11-19T22:10:00Z')], RESULT: 0 },
    { DestinationID: '5E4BB0F3-0000-4000-8000-000000000002', LastKnownVolumeName: 'Backups of maria', LastKnownEncryptionState: 'NotEncrypted', SnapshotDates: [] },
  ] }),
  '/private/var/db/com.apple.xpc.launchd/disabled.plist': plist({ 'com.openssh.sshd': true, 'com.apple.screensharing': true, 'com.apple.ftpd': true }),
  '/System/Library/LaunchDaemons/ssh.plist': job('com.openssh.sshd', { Disabled: true }),
  '/System/Library/LaunchDaemons/com.apple.screensharing.plist': job('com.apple.screensharing', { Disabled: true }),
  '/System/Library/LaunchDaemons/tftp.plist': job('com.apple.tftpd', { Disabled: true }),
  '/System/Library/LaunchDaemons/com.apple.eppc.plist': job('com.apple.AEServer', { Disabled: true }),
  ...Object.fromEntries(['com.apple.logd', 'com.apple.syslogd', 'com.apple.auditd', 'com.apple.aslmanager'].map((label) => [`/System/Library/LaunchDaemons/${label}.plist`, job(label, { RunAtLoad: true })])),
  '/Library/LaunchDaemons/com.teamviewer.teamviewer_service.plist': job('com.teamviewer.teamviewer_service', { RunAtLoad: true }),
  '/Library/LaunchAgents/com.google.keystone.agent.plist': job('com.google.keystone.agent'),
  '/Applications/Google Chrome.app/Contents/Info.plist': info('com.google.Chrome', '142.0.7444.135', 'Copyright 2025 Google LLC. All rights reserved.'),
  '/Applications/Firefox.app/Contents/Info.plist': info('org.mozilla.firefox', '140.5.0', 'Firefox and Mozilla Developers; available under the MPL 2 license.'),
  '/Applications/Firefox.app/Contents/Resources/application.ini': '[App]\nVendor=Mozilla\nSourceRepository=https://hg.mozilla.org/releases/mozilla-esr140\n',
  '/Applications/TeamViewer.app/Contents/Info.plist': info('com.teamviewer.TeamViewer', '15.64.3', '© TeamViewer Germany GmbH'),
  '/Applications/Utilities/Tool.app/Contents/Info.plist': info('org.town.tool', '1.2'),
  '/Users/maria/Applications/Own.app/Contents/Info.plist': info('com.example.own', '3.0'),
  '/System/Cryptexes/App/System/Applications/Safari.app/Contents/Info.plist': info('com.apple.Safari', '18.6'),
  '/Library/Apple/System/Library/CoreServices/XProtect.app/Contents/Info.plist': info('com.apple.XProtect', '156'),
  '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist': info('com.apple.xprotect', '5320'),
  '/Library/Apple/System/Library/LaunchDaemons/com.apple.XProtect.daemon.scan.plist': job('com.apple.XProtect.daemon.scan'),
  '/opt/homebrew/Cellar/python@3.12/3.12.7_1/x': 'x',
  '/Library/Java/JavaVirtualMachines/temurin-21.jdk/Contents/Home/release': 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_RUNTIME_VERSION="21.0.5+11-LTS"\n',
  '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*\nAuthorizedKeysFile .ssh/authorized_keys\nSubsystem sftp /usr/libexec/sftp-server\n',
  '/etc/ssh/sshd_config.d/100-macos.conf': 'UsePAM yes\nAcceptEnv LANG LC_*\n',
  '/Users/maria/.ssh/authorized_keys': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDummyDummyDummyDummyDummy maria\n',
  '/usr/bin/sudo': '', '/etc/sudoers': 'Defaults env_reset\nroot ALL = (ALL) ALL\n%admin ALL = (ALL) ALL\n',
};
