import type { Commands } from '../../agent/facts/mac-machine.ts';
import { plist } from '../../agent/facts/mac-machine.ts';
import { rootCertificate } from '../../agent/facts/windows-certificates.ts';
import type { Machine } from '../../agent/facts/machine.ts';
import { appleCommands, appleFiles } from '../../agent/facts/macs.ts';
import { canary } from '../recorded-machine.ts';
import type { RecordedMachine } from '../recorded-machine.ts';
import { answersOfMac } from './answers.ts';

const std = (name: string) => `dsAttrTypeStandard:${name}`;
const job = (label: string, more: Record<string, unknown> = {}) => plist({ Label: label, ProgramArguments: [`/usr/libexec/${label}`], EnvironmentVariables: { TOKEN: canary }, ...more });
const app = (id: string, version: string) => plist({ CFBundleIdentifier: id, CFBundleShortVersionString: version, CFBundleName: id.split('.').at(-1) });
const pem = (der: Buffer) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
const space = '[{"mountPoint":"/","bytes":250685575168,"freeBytes":9000000000,"readOnly":true},{"mountPoint":"/System/Volumes/Data","bytes":250685575168,"freeBytes":9000000000,"readOnly":false}]';

const localUser = (name: string, uid: string, seconds: number) => ({
  [std('RecordName')]: [name], [std('UniqueID')]: [uid], [std('PrimaryGroupID')]: ['20'], [std('GeneratedUID')]: [`AAAABBBB-CCCC-DDDD-EEEE-${uid.padStart(12, '0')}`], [std('RealName')]: [name], [std('UserShell')]: ['/bin/bash'], [std('NFSHomeDirectory')]: [`/Users/${name}`],
  [std('Password')]: ['********'], [std('AuthenticationAuthority')]: [';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2,SRP-RFC5054-4096-SHA512-PBKDF2>'], ShadowHashData: [canary],
  'dsAttrTypeNative:accountPolicyData': [plist({ creationTime: seconds, failedLoginCount: 2, passwordLastSetTime: seconds, passwordHistory: [canary] })],
});

const intelDisk = {
  'Device Characteristics': { 'Product Name': 'APPLE SSD SM0256G', 'Product Revision Level': 'BXW1SA0Q', 'Medium Type': 'Solid State', 'Serial Number': 'S29CNYAG912345' },
  'Protocol Characteristics': { 'Physical Interconnect': 'PCI', 'Physical Interconnect Location': 'Internal' },
  IORegistryEntryChildren: [{ IOObjectClass: 'IOMedia', 'BSD Name': 'disk0', Whole: true, Size: 251_000_193_024, Removable: false, Ejectable: false, IORegistryEntryChildren: [
    { IOObjectClass: 'IOMedia', 'BSD Name': 'disk0s1', Size: 209_715_200, Removable: false, Ejectable: false },
    { IOObjectClass: 'IOMedia', 'BSD Name': 'disk0s2', Size: 250_790_436_864, Removable: false, Ejectable: false, IORegistryEntryChildren: [{ IOObjectClass: 'IOMedia', 'BSD Name': 'disk1', Whole: true, Size: 250_790_436_864, Removable: false, Ejectable: false, IORegistryEntryChildren: [
      { IOObjectClass: 'IOMedia', 'BSD Name': 'disk1s1', Size: 250_790_436_864, Removable: false, Ejectable: false }, { IOObjectClass: 'IOMedia', 'BSD Name': 'disk1s5', Size: 250_790_436_864, Removable: false, Ejectable: false, IORegistryEntryChildren: [{ IOObjectClass: 'IOMedia', 'BSD Name': 'disk1s5s1', Size: 250_790_436_864, Removable: false, Ejectable: false }] },
    ] }] },
  ] }],
};
const intelVolume = (device: string, name: string, role: string) => ({ APFSVolumeUUID: device, CryptoMigrationOn: false, DeviceIdentifier: device, Encryption: false, FileVault: false, Locked: false, Name: name, Roles: [role] });

/** Programs of an Intel Mac that nobody cares for. */
const intelCommands: Commands = {
  'sysctl hw.model': 'hw.model: MacBookPro14,1\nhw.memsize: 8589934592\nhw.packages: 1\nhw.physicalcpu: 2\nhw.logicalcpu: 4\nmachdep.cpu.brand_string: Intel(R) Core(TM) i5-7360U CPU @ 2.30GHz\nmachdep.cpu.vendor: GenuineIntel\nmachdep.cpu.family: 6\nmachdep.cpu.model: 142\nmachdep.cpu.stepping: 9\nmachdep.cpu.microcode_version: 222\nkern.osrelease: 20.6.0\nkern.boottime: { sec = 1795236000, usec = 0 } Sat Nov 21 04:40:00 2026\nkern.hv_vmm_present: 0\nkern.hostname: Empfang.local\n',
  'ioreg -a -r -d 1 -c IOPlatformExpertDevice': plist([{ IOPlatformSerialNumber: 'FVFXK0AAHV22', IOPlatformUUID: '421ADE05-1F2A-498A-9DE2-831055094890', model: Buffer.from('MacBookPro14,1\0'), manufacturer: Buffer.from('Apple Inc.\0'), 'board-id': Buffer.from('Mac-B4831CEBD52A0C4C\0') }]),
  'ioreg -a -r -l -c IOBlockStorageDevice': plist([intelDisk]),
  'ioreg -a -r -d 1 -c AppleSmartBattery': plist([{ DeviceName: 'bq20z451', Manufacturer: 'DP', BatteryInstalled: true, CycleCount: 812, DesignCapacity: 4790, MaxCapacity: 3100, ManufactureDate: 19_000, BatterySerialNumber: canary }]),
  'ioreg -a -r -d 1 -p IODeviceTree -n product': '',
  'system_profiler -xml SPHardwareDataType': plist([
    { _dataType: 'SPHardwareDataType', _items: [{ _name: 'hardware_overview', boot_rom_version: '428.60.3.0.0', cpu_type: 'Dual-Core Intel Core i5', current_processor_speed: '2.3 GHz', machine_model: 'MacBookPro14,1', machine_name: 'MacBook Pro', number_processors: 2, packages: 1, physical_memory: '8 GB', platform_UUID: '421ADE05-1F2A-498A-9DE2-831055094890', serial_number: 'FVFXK0AAHV22', SMC_version_system: '2.43f12' }] },
    { _dataType: 'SPMemoryDataType', _items: [{ _name: 'global_name', _items: [0, 1].map((bank) => ({ _name: `BANK ${bank}/DIMM0`, dimm_manufacturer: '0x802C', dimm_part_number: '0x4D5435324C3531324D33325044', dimm_serial_number: '0x00000000', dimm_size: '4 GB', dimm_speed: '2133 MHz', dimm_status: 'ok', dimm_type: 'LPDDR3' })) }] },
    { _dataType: 'SPDisplaysDataType', _items: [{ _name: 'Intel Iris Plus Graphics 640', sppci_model: 'Intel Iris Plus Graphics 640', spdisplays_ndrvs: [{ _name: 'Color LCD', '_spdisplays_display-vendor-id': '610', '_spdisplays_display-week': '0', '_spdisplays_display-year': '0', spdisplays_connection_type: 'spdisplays_internal' }] }] },
  ]),
  'diskutil apfs list -plist': plist({ Containers: [{ ContainerReference: 'disk1', PhysicalStores: [{ DeviceIdentifier: 'disk0s2' }], Volumes: [intelVolume('disk1s1', 'Macintosh HD - Data', 'Data'), intelVolume('disk1s2', 'Preboot', 'Preboot'), intelVolume('disk1s3', 'Recovery', 'Recovery'), intelVolume('disk1s4', 'VM', 'VM'), intelVolume('disk1s5', 'Macintosh HD', 'System')] }] }),
  mount: '/dev/disk1s5s1 on / (apfs, sealed, local, read-only, journaled)\ndevfs on /dev (devfs, local, nobrowse)\n/dev/disk1s4 on /System/Volumes/VM (apfs, local, noexec, journaled, noatime, nobrowse)\n/dev/disk1s2 on /System/Volumes/Preboot (apfs, local, journaled, nobrowse)\n/dev/disk1s1 on /System/Volumes/Data (apfs, local, journaled, nobrowse)\nmap auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)\n',
  'fdesetup status': 'FileVault is Off.\n',
  'socketfilterfw --getglobalstate': 'Firewall is disabled. (State = 0)\nBlock all DISABLED! \nStealth mode disabled\n',
  'pfctl -s info': 'Status: Disabled                              Debug: Urgent\n',
  'ssh -V': { state: 'read', text: '', exitCode: 0, stderr: 'OpenSSH_8.1p1, LibreSSL 2.7.3\n' },
  'launchctl list': 'PID\tStatus\tLabel\n-\t0\tcom.apple.SafariHistoryServiceAgent\n98\t0\tcom.openssh.sshd\n',
  'spctl --status': 'assessments disabled\n',
  'csrutil status': 'System Integrity Protection status: disabled.\n',
  'firmwarepasswd -check': 'Password Enabled: No\n',
  'tmutil destinationinfo -X': plist({}),
  'pkgutil --pkgs-plist': plist(['com.apple.pkg.CLTools_Executables', 'com.teamviewer.teamviewer']),
  'ifconfig -a': 'lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384\n\tinet 127.0.0.1 netmask 0xff000000\nen0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500\n\tether a8:20:66:01:02:03\n\tinet6 fe80::c8:1%en0 prefixlen 64 secured scopeid 0x4\n\tinet 192.0.2.77 netmask 0xffffff00 broadcast 192.0.2.255\n\tmedia: autoselect\n\tstatus: active\n',
  'netstat -rn': 'Routing tables\n\nInternet:\nDestination        Gateway            Flags        Netif Expire\ndefault            192.0.2.1          UGSc           en0\n127                127.0.0.1          UCS            lo0\n192.0.2            link#4             UCS            en0      !\n',
  'scutil --dns': 'DNS configuration\n\nresolver #1\n  nameserver[0] : 192.0.2.1\n  if_index : 4 (en0)\n  flags    : Request A records\n  reach    : 0x00020002 (Reachable,Directly Reachable Address)\n',
  'lsof -nP': ['p1', 'claunchd', 'f7', 'tIPv4', 'PTCP', 'n*:22', 'f8', 'tIPv4', 'PTCP', 'n*:5900', ''].join('\n'),
  'profiles status': 'Enrolled via DEP: No\nMDM enrollment: No\n',
  'dscl -plist . -readall /Users': plist([localUser('empfang', '501', 1_510_000_000), { ...localUser('root', '0', 0), [std('Password')]: ['*'], [std('AuthenticationAuthority')]: [], [std('UserShell')]: ['/bin/sh'], [std('NFSHomeDirectory')]: ['/var/root'] }, { ...localUser('Guest', '201', 0), [std('NFSHomeDirectory')]: ['/Users/Guest'] }]),
  'dscl -plist . -readall /Groups': plist([{ [std('RecordName')]: ['admin', 'BUILTIN\\Administrators'], [std('PrimaryGroupID')]: ['80'], [std('GeneratedUID')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000050'], [std('GroupMembership')]: ['root', 'empfang'], [std('GroupMembers')]: ['AAAABBBB-CCCC-DDDD-EEEE-000000000501'] }]),
  'pwpolicy -getaccountpolicies': 'Getting global account policies\n\n',
  'security authorizationdb read system.login.console': plist({ class: 'evaluate-mechanisms', comment: 'Login mechanism based rule. Not for general use, yet.', mechanisms: ['builtin:prelogin', 'builtin:policy-banner', 'loginwindow:login', 'builtin:login-begin', 'builtin:reset-password,privileged', 'loginwindow:FDESupport,privileged', 'builtin:forward-login,privileged', 'builtin:auto-login,privileged', 'builtin:authenticate,privileged', 'PKINITMechanism:auth,privileged', 'builtin:login-success', 'loginwindow:success', 'HomeDirMechanism:login,privileged', 'HomeDirMechanism:status', 'MCXMechanism:login', 'CryptoTokenKit:login', 'loginwindow:done'] }),
  'systemsetup -getusingnetworktime': 'Network Time: Off\n',
  'security find-certificate': pem(rootCertificate), 'security find-identity': '\nPolicy: X.509 Basic\n  Matching identities\n     0 identities found\n\n  Valid identities only\n     0 valid identities found\n', 'security dump-trust-settings': 'SecTrustSettingsCopyCertificates: No Trust Settings were found.\n',
  'pmset -g batt': "Now drawing from 'AC Power'\n -InternalBattery-0 (id=4653155)\t100%; charged; 0:00 remaining present: true\n",
  'pmset -g ups': '',
  vm_stat: 'Mach Virtual Memory Statistics: (page size of 4096 bytes)\nPages free:                               20000.\nPages active:                            600000.\nPages inactive:                          500000.\nPages speculative:                        30000.\nPages throttled:                              0.\nPages wired down:                        400000.\nPages purgeable:                          10000.\n',
  'last -w': 'empfang    console                   Fri Nov 20 2026 07:58   still logged in\nreboot     ~                         Fri Nov 20 2026 07:57\n\nwtmp begins Mon Nov  6 2017 21:06\n',
  'arp -an': '? (192.0.2.1) at 0:1b:78:aa:10:1 on en0 ifscope [ethernet]\n',
  'ndp -an': 'Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs\n',
  'diskutil info': plist({ SMARTStatus: 'Verified', DeviceIdentifier: 'disk0' }),
};

/** Files of it. */
const intelFiles: Machine = {
  '/System/Library/CoreServices/SystemVersion.plist': plist({ ProductName: 'macOS', ProductVersion: '11.5.1', ProductBuildVersion: '20G80', ProductUserVisibleVersion: '11.5.1' }),
  '/Library/Receipts/InstallHistory.plist': plist([{ date: new Date('2017-11-06T20:26:40Z'), displayName: 'macOS 10.13', displayVersion: '10.13', processName: 'softwareupdated' }, { date: new Date('2021-08-02T10:00:00Z'), displayName: 'macOS Big Sur', displayVersion: '11.5.1', processName: 'softwareupdated' }]),
  '/var/db/.AppleSetupDone': { changed: '2017-11-06T21:00:00.000Z' },
  '/Library/Preferences/SystemConfiguration/preferences.plist': plist({ CurrentSet: '/Sets/A', Sets: { A: { Network: { Service: { S1: { __LINK__: '/NetworkServices/S1' } } } } }, NetworkServices: { S1: { Interface: { DeviceName: 'en0', Type: 'Ethernet' }, IPv4: { ConfigMethod: 'DHCP' }, Proxies: { FTPPassive: 1 } } }, System: { System: { ComputerName: 'Empfang' }, Network: { HostNames: { LocalHostName: 'Empfang' } } } }),
  '/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist': plist({ Interfaces: [{ 'BSD Name': 'en0', IOBuiltin: true, IOMACAddress: Buffer.from('a82066010203', 'hex'), SCNetworkInterfaceType: 'IEEE80211' }] }),
  '/Library/Preferences/com.apple.SoftwareUpdate.plist': plist({ AutomaticCheckEnabled: false, AutomaticDownload: false, CriticalUpdateInstall: false, ConfigDataInstall: false, LastSuccessfulDate: new Date('2022-03-01T03:00:00Z'), RecommendedUpdates: [{ 'Display Name': 'macOS Big Sur 11.7.10', 'Display Version': '11.7.10', Identifier: 'MSU_UPDATE_20G1427_patch_11.7.10', 'Product Key': '012-1' }] }),
  '/Library/Preferences/com.apple.commerce.plist': plist({ AutoUpdate: false }),
  '/Library/Preferences/com.apple.alf.plist': plist({ globalstate: 0, applications: [], exceptions: [], explicitauths: [], stealthenabled: 0, allowsignedenabled: 1, loggingenabled: 0, version: '1.6' }),
  '/Library/Preferences/com.apple.loginwindow.plist': plist({ GuestEnabled: true, autoLoginUser: 'empfang', lastUserName: 'empfang' }), '/etc/kcpassword': canary,
  '/private/var/db/com.apple.xpc.launchd/disabled.plist': plist({ 'com.openssh.sshd': false, 'com.apple.screensharing': false }),
  '/System/Library/LaunchDaemons/ssh.plist': job('com.openssh.sshd', { Disabled: true }), '/System/Library/LaunchDaemons/com.apple.screensharing.plist': job('com.apple.screensharing', { Disabled: true }), '/System/Library/LaunchDaemons/tftp.plist': job('com.apple.tftpd', { Disabled: true }),
  '/System/Library/LaunchDaemons/org.cups.cupsd.plist': job('org.cups.cupsd'), '/System/Library/LaunchDaemons/com.apple.eppc.plist': job('com.apple.AEServer', { Disabled: true }),
  '/Library/Preferences/com.apple.RemoteManagement.plist': plist({ VNCLegacyConnectionsEnabled: true, ARD_AllLocalUsers: true }),
  '/Applications/TeamViewer.app/Contents/Info.plist': app('com.teamviewer.TeamViewer', '13.2.75536'), '/Applications/Firefox.app/Contents/Info.plist': app('org.mozilla.firefox', '88.0'), '/Applications/Safari.app/Contents/Info.plist': app('com.apple.Safari', '14.1.2'),
  '/Library/LaunchDaemons/com.teamviewer.teamviewer_service.plist': job('com.teamviewer.teamviewer_service', { RunAtLoad: true }), '/Library/Java/JavaVirtualMachines/jdk1.8.0_161.jdk/Contents/Home/release': 'JAVA_VERSION="1.8.0_161"\nOS_NAME="Darwin"\n',
  '/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist': app('com.apple.xprotect', '2145'), '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist': app('com.apple.xprotect', '2145'),
  '/etc/ssh/sshd_config': 'PermitRootLogin yes\nPasswordAuthentication yes\nUsePAM yes\nSubsystem sftp /usr/libexec/sftp-server\n', '/usr/bin/sudo': '', '/usr/bin/su': '', '/etc/sudoers': 'Defaults env_reset\nroot ALL = (ALL) ALL\n%admin ALL = (ALL) NOPASSWD: ALL\n',
  '/etc/pam.d/sshd': '# sshd: auth account password session\nauth       optional       pam_krb5.so use_kcminit\nauth       optional       pam_ntlm.so try_first_pass\nauth       optional       pam_mount.so try_first_pass\nauth       required       pam_opendirectory.so try_first_pass\naccount    required       pam_permit.so\n',
  '/etc/pam.d/sudo': '# sudo: auth account password session\nauth       sufficient     pam_smartcard.so\nauth       required       pam_opendirectory.so\naccount    required       pam_permit.so\n', '/etc/pam.d/su': 'auth       sufficient     pam_rootok.so\nauth       required       pam_opendirectory.so\n',
  '/etc/cups/printers.conf': `<Printer Tresen>\nInfo Brother HL-L2350DW\nLocation Empfang\nMakeModel Brother HL-L2350DW series\nDeviceURI ipp://user:${canary}@192.0.2.61/ipp/print\nState Idle\nAccepting Yes\nShared Yes\n</Printer>\n`,
  '/etc/localtime': { link: '/var/db/timezone/zoneinfo/America/Chicago' }, '/private/var/db/diagnostics/Persist/0000000000000abc.tracev3': { changed: '2026-11-01T00:00:00.000Z' }, space, interfaces: '[{"name":"en0","cidr":"192.0.2.77/24"}]',
};

/** What the Apple silicon Mac of the tests of single sections does not need there. */
const restOfApple: { readonly commands: Commands; readonly files: Machine } = {
  commands: {
    'pwpolicy -getaccountpolicies': `Getting global account policies\n\n${plist({ policyCategoryPasswordContent: [{ policyContent: "policyAttributePassword matches '.{14,}+'", policyIdentifier: 'ProfilePayload:1:minLength', policyParameters: { minimumLength: 14 } }], policyCategoryAuthentication: [{ policyContent: '(policyAttributeFailedAuthentications < policyAttributeMaximumFailedAuthentications)', policyIdentifier: 'ProfilePayload:1:maxFailedAttempts', policyParameters: { policyAttributeMaximumFailedAuthentications: 10 } }] })}`,
    'security authorizationdb read system.login.console': intelCommands['security authorizationdb read system.login.console']!,
    'security find-certificate': pem(rootCertificate), 'security find-identity': intelCommands['security find-identity']!, 'security dump-trust-settings': intelCommands['security dump-trust-settings']!,
    'systemsetup -getusingnetworktime': 'Network Time: On\n', 'pmset -g batt': intelCommands['pmset -g batt']!, 'pmset -g ups': '', vm_stat: intelCommands['vm_stat']!.toString().replace('4096', '16384'),
    'last -w': 'maria      console                   Sat Nov 21 2026 07:58   still logged in\n\nwtmp begins Mon Jan 10 2022 10:06\n',
    'arp -an': intelCommands['arp -an']!, 'ndp -an': intelCommands['ndp -an']!, 'diskutil info': intelCommands['diskutil info']!, 'firmwarepasswd -check': { state: 'failed', reason: 'tool-missing', detail: 'firmwarepasswd' },
  },
  files: {
    '/Library/Managed Preferences/com.apple.screensaver.plist': plist({ idleTime: 600, askForPassword: true, askForPasswordDelay: 5 }), '/etc/localtime': { link: '/var/db/timezone/zoneinfo/America/Chicago' }, '/etc/ntp.conf': 'server time.apple.com\n', '/etc/cups/printers.conf': `# Printer configuration file\n<Printer Office>\nInfo HP LaserJet\nMakeModel HP LaserJet\nDeviceURI ipps://u:${canary}@192.0.2.50/ipp\nShared No\n</Printer>\n`,
    '/System/Library/LaunchDaemons/org.cups.cupsd.plist': job('org.cups.cupsd'), '/etc/pam.d/sshd': intelFiles['/etc/pam.d/sshd'], '/etc/pam.d/sudo': 'auth       include        sudo_local\nauth       sufficient     pam_smartcard.so\nauth       required       pam_opendirectory.so\n', '/etc/pam.d/sudo_local': 'auth       sufficient     pam_tid.so\n', '/etc/pam.d/su': intelFiles['/etc/pam.d/su'],
    '/private/var/db/diagnostics/Persist/0000000000000abc.tracev3': { changed: '2026-11-01T00:00:00.000Z' }, '/private/var/audit/20251001000000.not_terminated': '', space, interfaces: '[{"name":"en0","cidr":"192.0.2.21/24"}]',
  },
};

export const macs: readonly RecordedMachine[] = [
  {
    name: 'macos-15-apple', platform: 'macos', about: 'A MacBook Pro with Apple silicon and macOS 15, managed, with FileVault and Time Machine on the network. Values: test/agent/facts/macs.ts, handwritten/macos.',
    answersTo: answersOfMac({ ...appleFiles, ...restOfApple.files }, { ...appleCommands, ...restOfApple.commands }),
    expected: { 'os.version': '15.6.1', 'os.build': '24G90', 'identity.hostname': 'clerk.town.example', 'encryption.volumes.mountPoint=/System/Volumes/Data.protected': true, 'firewall.profiles.name=all.enabled': true, 'firewall.profiles.name=all.stealth': true, 'hardening.gatekeeper': true, 'remote-access.ssh.enabled': false, 'updates.automatic.installs': true, 'identity.managedBy': ['mdm.town.example'], 'backups.products.name=Time Machine.scheduled': true, 'password-policy.minLength': 14, 'accounts.users.name=maria.administrator': true },
    gaps: {
      encryption: { 'volumes[].protectors': 'not-visible-from-here' }, firewall: { allowed: 'not-visible-from-here', 'profiles[].logsDropped': 'not-visible-from-here' }, hardening: { usbStorageBlocked: 'not-visible-from-here' },
      hardware: { 'cpu.family': 'not-this-platform', 'cpu.microcode': 'not-this-platform', 'cpu.modelNumber': 'not-this-platform', 'cpu.stepping': 'not-this-platform' }, services: { 'services[].failed': 'not-visible-from-here' },
    },
  },
  {
    name: 'macos-11-intel', platform: 'macos', about: 'An Intel MacBook Pro of 2017 with macOS 11.5.1, neglected: no FileVault, firewall and integrity protection off, automatic sign-in, SSH for root. Release, kernel and UUID: facterdb darwin-20; words of the programs: handwritten/macos.',
    answersTo: answersOfMac(intelFiles, intelCommands),
    expected: { 'os.version': '11.5.1', 'os.build': '20G80', 'os.architecture': 'x86_64', 'encryption.volumes.mountPoint=/System/Volumes/Data.encrypted': false, 'firewall.profiles.name=all.enabled': false, 'hardening.gatekeeper': false, 'accounts.automaticSignIn': 'empfang', 'remote-access.ssh.enabled': true, 'remote-access.ssh.permitRootLogin': 'yes', 'remote-access.screenSharing.enabled': true, 'hardening.mandatoryAccess.state': 'disabled', 'time.source': 'none', 'accounts.users.name=empfang.administrator': true, 'updates.automatic.installs': false },
    gaps: {
      accounts: { 'users[].passwordChangedOn': 'not-visible-from-here' }, backups: { repositories: 'not-visible-from-here' }, hardening: { 'screenLock.afterSeconds': 'not-visible-from-here', 'screenLock.passwordRequired': 'not-visible-from-here' },
      hardware: { modelYear: 'not-visible-from-here', secureBoot: 'not-visible-from-here' }, 'malware-protection': { 'products[].realTime': 'not-visible-from-here', 'products[].state': 'not-visible-from-here' }, vitals: { 'definitions[].updatedAt': 'not-visible-from-here' },
    },
  },
];
