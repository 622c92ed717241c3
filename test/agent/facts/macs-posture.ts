import type { Commands } from './mac-machine.ts';
import { plist } from './mac-machine.ts';
import { canary } from './macs.ts';
import type { Machine } from './machine.ts';

const managed = '/Library/Managed Preferences';
const daemons = '/System/Library/LaunchDaemons';
const condition = (content: string, parameters: object = {}) => ({ policyContent: content, policyIdentifier: 'ProfilePayload:1111:passcode', policyParameters: { ...parameters } });
const right = (...mechanisms: string[]) => plist({ class: 'evaluate-mechanisms', mechanisms, shared: true });
const usual = ['builtin:policy-banner', 'loginwindow:login', 'builtin:authenticate,privileged', 'loginwindow:success', 'HomeDirMechanism:login,privileged', 'loginwindow:done'];
const pam: Machine = {
  '/etc/pam.d/sudo': 'auth       include        sudo_local\nauth       sufficient     pam_smartcard.so\nauth       required       pam_opendirectory.so\n',
  '/etc/pam.d/su': 'auth       sufficient     pam_rootok.so\nauth       required       pam_opendirectory.so\n',
  '/etc/pam.d/sshd': 'auth       optional       pam_krb5.so use_kcminit\nauth       required       pam_opendirectory.so try_first_pass\n',
  '/usr/bin/su': '', '/usr/bin/sudo': '',
};
const jobs: Machine = Object.fromEntries(
  [['com.apple.smbd', true], ['com.apple.netbiosd', false], ['com.apple.auditd', true], ['com.apple.syslogd', false], ['com.apple.logd', false], ['org.cups.cupsd', false]].map(([label, disabled]) => [
    `${daemons}/${String(label)}.plist`, plist({ Label: label, ...(disabled ? { Disabled: true } : {}), ProgramArguments: ['/usr/sbin/x', canary], EnvironmentVariables: { TOKEN: canary } }),
  ]),
);

/** What stands beside the Mac of macs.ts for the sections on posture: managed, hardened, with Duo at its login window. */
export const managedFiles: Machine = {
  ...pam, ...jobs,
  space: JSON.stringify([{ mountPoint: '/', bytes: 494_384_795_648, freeBytes: 120_000_000_000, readOnly: true }]),
  [`${managed}/com.apple.screensaver.plist`]: plist({ idleTime: 600, askForPassword: true, askForPasswordDelay: 0 }),
  '/Library/Security/SecurityAgentPlugins/MacLogon.bundle/Contents/Info.plist': '',
  '/private/var/root/Library/Preferences/com.duosecurity.maclogon.plist': plist({ ikey: canary, skey: canary, fail_open: false }),
  '/etc/security/audit_control': 'dir:/var/audit\nflags:lo,aa\npolicy:cnt,argv\nexpire-after:90d\n',
  '/private/var/audit/20250901093000.not_terminated': '',
  '/etc/localtime': { link: '/var/db/timezone/zoneinfo/America/Chicago' },
  '/etc/ntp.conf': 'server time.apple.com\n',
  '/etc/nsmb.conf': '[default]\nprotocol_vers_map=6\nsigning_required=yes\n',
  '/etc/cups/printers.conf': `<DefaultPrinter Front>\nMakeModel HP LaserJet\nDeviceURI ipp://clerk:${canary}@192.0.2.50/ipp/print\nShared No\n</DefaultPrinter>\n`,
  '/sbin/nfsd': '',
};

/** Programs of the same Mac. */
export const managedCommands: Commands = {
  'pwpolicy -getaccountpolicies': `Getting global account policies\n${plist({
    policyCategoryAuthentication: [condition('policyAttributeFailedAuthentications < policyAttributeMaximumFailedAuthentications', { policyAttributeMaximumFailedAuthentications: 5 })],
    policyCategoryPasswordContent: [condition("policyAttributePassword matches '.{14,}'"), condition("policyAttributePassword matches '^(?=.*[0-9])(?=.*[a-zA-Z]).+'")],
  })}`,
  'security authorizationdb read system.login.console': right(...usual, 'MacLogon:invoke'),
  'security find-certificate': '', 'security find-identity': '     0 identities found\n', 'security dump-trust-settings': { state: 'read', text: '', exitCode: 1, stderr: 'SecTrustSettingsCopyCertificates: No Trust Settings were found.' },
  vm_stat: 'Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free: 10.\nPages inactive: 20.\nPages speculative: 2.\n',
  'pmset -g batt': "Now drawing from 'AC Power'\n -InternalBattery-0 (id=4653155)\t100%; charged; 0:00 remaining present: true\n",
  'pmset -g ups': '',
  'systemsetup -getusingnetworktime': 'Network Time: On\n',
  'dscl -plist . -readall /SharePoints': plist([]),
  'arp -an': '? (192.0.2.1) at 0:11:22:33:44:55 on en0 ifscope [ethernet]\n',
  'ndp -an': 'Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs\n',
  last: 'maria      console                   Wed Nov 19 2025 08:01   still logged in\n\nwtmp begins Mon Jan  6 2025 10:00\n',
};

/** An Intel iMac on macOS 11 that nobody looked after: shared with guests, signed in by itself, Remote Login open. */
export const neglectedFiles: Machine = {
  ...pam, ...jobs,
  '/System/Library/CoreServices/SystemVersion.plist': plist({ ProductName: 'macOS', ProductVersion: '11.7.10', ProductBuildVersion: '20G1427' }),
  '/private/var/db/com.apple.xpc.launchd/disabled.plist': plist({ 'com.openssh.sshd': false, 'com.apple.smbd': false }),
  [`${daemons}/ssh.plist`]: plist({ Label: 'com.openssh.sshd', Disabled: true, Sockets: {} }),
  '/etc/ssh/sshd_config': 'UsePAM yes\nPermitRootLogin yes\n',
  '/etc/kcpassword': canary,
  '/Library/Preferences/com.apple.loginwindow.plist': plist({ autoLoginUser: 'clerk' }),
  '/Library/Preferences/SystemConfiguration/com.apple.smb.server.plist': plist({ AllowGuestAccess: true, ProtocolVersionMap: 7 }),
  '/Library/Preferences/SystemConfiguration/preferences.plist': plist({ CurrentSet: '/Sets/A', Sets: { A: { Network: { Service: { S: {} } } } }, NetworkServices: { S: { Proxies: { ProxyAutoDiscoveryEnable: 1 } } } }),
  '/etc/localtime': { link: '/var/db/timezone/zoneinfo/America/Denver' },
};

/** Programs of that iMac. */
export const neglectedCommands: Commands = {
  ...managedCommands,
  'sysctl hw.model': 'hw.model: iMac18,1\nkern.osrelease: 20.6.0\nkern.boottime: { sec = 1763600000, usec = 5 } Thu\n',
  'csrutil status': 'System Integrity Protection status: disabled.\n',
  'spctl --status': 'assessments disabled\n',
  'firmwarepasswd -check': 'Password Enabled: No\n',
  'profiles status': 'Enrolled via DEP: No\nMDM enrollment: No\n',
  'launchctl list': 'PID\tStatus\tLabel\n311\t0\tcom.apple.mDNSResponder\n',
  'pwpolicy -getaccountpolicies': 'Getting global account policies\n',
  'security authorizationdb read system.login.console': right(...usual),
  'systemsetup -getusingnetworktime': 'Network Time: Off\n',
  'dscl -plist . -readall /Users': plist([{ 'dsAttrTypeStandard:RecordName': ['clerk'], 'dsAttrTypeStandard:UniqueID': ['501'], 'dsAttrTypeStandard:PrimaryGroupID': ['20'], 'dsAttrTypeStandard:AuthenticationAuthority': [';ShadowHash;'] }]),
  'dscl -plist . -readall /SharePoints': plist([{ 'dsAttrTypeNative:smb_name': ['Everything'], 'dsAttrTypeNative:smb_shared': ['1'], 'dsAttrTypeNative:smb_guestaccess': ['1'] }]),
};
