import { execFileSync } from 'node:child_process';
import type { Commands } from '../facts/mac-machine.ts';
import { plist } from '../facts/mac-machine.ts';
import { appleCommands, appleFiles } from '../facts/macs.ts';
import { managedCommands, managedFiles } from '../facts/macs-posture.ts';
import type { Machine } from '../facts/machine.ts';
import { answersOfMac } from '../../recordings/macos/answers.ts';
import type { RecordedMachine } from '../../recordings/recorded-machine.ts';

/** What takes the place of the names of the Mac of macs.ts, so that each can be looked for. */
const plantings: readonly (readonly [from: string, to: string])[] = [
  ['Maria Clerk', 'Rosamund Quillfeather'], ['maria', 'rosamund'], ['Clerk', 'Quillbook'], ['clerk', 'quillbook'], ['town.example', 'canaryton.test'], ['nas01', 'birdnas'],
  ['C02ABCDEFGHJ', 'CNRY02SN77X2'], ['564D8C3A-2B6F-4E3B-9C0F-1A2B3C4D5E6F', 'CA9A4170-2B6F-4E3B-9C0F-1A2B3C4D5E6F'], ['0ba0123456789a18', '0ba0ca9a4189a18f'], ['8CDXW13', '8CNRY13'], ['4c4a3932', 'ca9a4132'],
  ['6e:12:34:56:78:9a', '6e:12:34:ca:9a:42'], ['00:e0:4c:68:01:02', '00:e0:4c:ca:9a:43'], ['0:11:22:33:44:55', '0:11:22:ca:9a:4'], ['192.0.2.', '10.77.66.'], ['192.0.2 ', '10.77.66 '], ['2001:db8::', '2a00:ca9a::'],
];

const std = (name: string) => `dsAttrTypeStandard:${name}`;
const hash = 'D4CA9A41'.repeat(5);

const extraFiles: Machine = {
  '/Library/Preferences/OpenDirectory/Configurations/Active Directory/CANARYAD.plist': plist({ 'node name': '/Active Directory/CANARYAD', 'trust domain': 'ad.canaryborough.test', 'trust account': 'quillbook$', trustkerberosprincipal: 'quillbook$@AD.CANARYBOROUGH.TEST', options: { 'preferred server': 'dc7.ad.canaryborough.test' }, 'module options': { ActiveDirectory: { 'admin group list': ['CANARYAD\\bird admins'] } } }),
  '/Library/Managed Preferences/ottoline/com.apple.screensaver.plist': plist({ idleTime: 600 }),
  '/Library/Managed Preferences/com.northpolesec.santa.plist': plist({ ClientMode: 2, SyncBaseURL: 'https://santa.canaryton.test/v1/', MachineOwner: 'peregrine@canaryton.test', MachineID: 'CNRY02SN77X2' }),
  '/Library/Preferences/com.apple.loginwindow.plist': plist({ GuestEnabled: false, lastUserName: 'wilhelmina', autoLoginUser: 'wilhelmina', LoginwindowText: 'If found: Hortensia, 555-0147' }),
  '/Library/Preferences/com.apple.RemoteManagement.plist': plist({ Text1: 'Hortensia room 7' }),
  '/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist': plist({ Interfaces: [
    { 'BSD Name': 'en0', IOBuiltin: true, IOMACAddress: Buffer.from('a4cf99ca9a44', 'hex'), SCNetworkInterfaceType: 'IEEE80211', SCNetworkInterfaceInfo: { UserDefinedName: 'Wi-Fi of Rosamund' } },
    { 'BSD Name': 'en7', IOBuiltin: false, IOMACAddress: Buffer.from('00e04cca9a43', 'hex'), SCNetworkInterfaceType: 'Ethernet' },
  ] }),
  '/etc/cups/printers.conf': '<Printer Front>\nInfo Front\nLocation Office of Rosamund\nMakeModel HP LaserJet\nDeviceURI usb://HP/LaserJet?serial=CNRYPRN4411\nState Idle\nShared No\n</Printer>\n',
  '/Library/Ossec/etc/ossec.conf': '<ossec_config><client><server><address>siem.canaryton.test</address></server><enrollment><agent_name>quillbook</agent_name></enrollment></client></ossec_config>\n',
  '/Users/florizel/Library/LaunchAgents/homebrew.mxcl.postgresql@16.plist': plist({ Label: 'homebrew.mxcl.postgresql@16' }),
  '/private/var/root/Library/Preferences/com.duosecurity.maclogon.plist': plist({ ikey: 'CNRYIKEY', skey: 'CNRYSKEY', fail_open: false, host: 'api-1.canaryton.test' }),
  '/etc/security/audit_control': 'dir:/var/audit\nflags:lo,aa\npolicy:cnt,argv\nexpire-after:90d\nhost:quillbook.canaryton.test\n',
};

const person = (name: string, uid: string, more: Record<string, unknown>) => ({
  [std('RecordName')]: [name, `${name}@canarymail.test`, 'com.apple.idms.appleid.prd.000111-05-ca9a4199-aaaa-4bbb-8ccc-0123456789ab'], [std('UniqueID')]: [uid], [std('PrimaryGroupID')]: ['20'], [std('GeneratedUID')]: [`CA9A4171-DDDD-4CCC-8BBB-${uid.padStart(12, '0')}`],
  [std('UserShell')]: ['/bin/zsh'], [std('NFSHomeDirectory')]: [`/Users/${name}`], [std('Password')]: ['********'], ...more,
});

const extraCommands: Commands = {
  'dscl -plist . -readall /Users': plist([
    person('rosamund', '501', { [std('RealName')]: ['Rosamund Quillfeather'], [std('AuthenticationAuthority')]: [';ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2>', `;Kerberosv5;;rosamund@LKDC:SHA1.${hash};LKDC:SHA1.${hash};`, ';SecureToken;'], ShadowHashData: ['CNRYHASH'], 'dsAttrTypeNative:accountPolicyData': [plist({ creationTime: 1_600_000_000.5, passwordLastSetTime: 1_700_000_000.25 })] }),
    person('ottoline', '502', { [std('RealName')]: ['Ottoline Marchbanks-Vane'], [std('AuthenticationAuthority')]: [';LocalCachedUser;/Active Directory/CANARYAD/ad.canaryborough.test:ottoline:CA9A4172-DDDD-4CCC-8BBB-000000000502'] }),
    { [std('RecordName')]: ['root', 'BUILTIN\\Local System'], [std('UniqueID')]: ['0'], [std('PrimaryGroupID')]: ['0'], [std('GeneratedUID')]: ['FFFFEEEE-DDDD-CCCC-BBBB-AAAA00000000'], [std('RealName')]: ['System Administrator'], [std('UserShell')]: ['/bin/sh'], [std('NFSHomeDirectory')]: ['/var/root'], [std('Password')]: ['*'] },
    { [std('RecordName')]: ['_www'], [std('UniqueID')]: ['70'], [std('PrimaryGroupID')]: ['70'], [std('RealName')]: ['World Wide Web Server'], [std('UserShell')]: ['/usr/bin/false'], [std('NFSHomeDirectory')]: ['/Library/WebServer'], [std('Password')]: ['*'] },
  ]),
  'dscl -plist . -readall /Groups': plist([
    { [std('RecordName')]: ['admin', 'BUILTIN\\Administrators'], [std('PrimaryGroupID')]: ['80'], [std('GeneratedUID')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000050'], [std('GroupMembership')]: ['root', 'rosamund'], [std('GroupMembers')]: ['FFFFEEEE-DDDD-CCCC-BBBB-AAAA00000000', 'CA9A4171-DDDD-4CCC-8BBB-000000000501'] },
    { [std('RecordName')]: ['staff'], [std('PrimaryGroupID')]: ['20'], [std('GeneratedUID')]: ['ABCDEFAB-CDEF-ABCD-EFAB-CDEF00000014'] },
  ]),
  'dscl -plist . -readall /SharePoints': plist([{ [std('RecordName')]: ["Rosamund Quillfeather's Public Folder"], 'dsAttrTypeNative:smb_name': ["Rosamund Quillfeather's Public Folder"], 'dsAttrTypeNative:smb_shared': ['1'], 'dsAttrTypeNative:smb_guestaccess': ['1'] }]),
  'ioreg -a -r -d 1 -c AppleSmartBattery': plist([{ DeviceName: 'bq40z651', Manufacturer: 'SMP', BatteryInstalled: true, CycleCount: 212, DesignCapacity: 6068, MaxCapacity: 100, AppleRawMaxCapacity: 5400, Serial: 'CNRYBAT5511', BatteryData: { SerialNumber: Buffer.from('CNRYBAT5512') } }]),
  'profiles status': 'Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\nMDM server: https://canaryschool.jamfcloud.com/mdm/ServerURL\n',
  'mdatp health': JSON.stringify({ healthy: true, realTimeProtectionEnabled: { value: true }, orgId: 'ca9a4173-1111-4222-8333-444444444444', edrMachineId: 'ca9a41d4'.repeat(5), machineGuid: 'ca9a4174-1111-4222-8333-444444444444', edrDeviceTags: [] }),
  'last -w': 'rosamund   console                   Fri Nov 21 2026 07:58   still logged in\nleavinghere ttys000  10.77.66.8 Thu Nov 20 2026 08:00 - 09:00  (01:00)\nreboot     ~                         Fri Nov 20 2026 07:57\n\nwtmp begins Mon Jan 10 2022 10:06\n',
  'arp -an': '? (10.77.66.1) at 0:11:22:ca:9a:4 on en0 ifscope [ethernet]\n? (10.77.66.40) at (incomplete) on en0 ifscope [ethernet]\n? (10.77.66.41) at da:1:2:ca:9a:5 on en0 ifscope [ethernet]\n',
  'ndp -an': 'Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs\nfe80::11:ca9a%en0                       0:11:22:ca:9a:4      en0 23h59m58s S  R\n',
  mount: '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)\n//leavinghere@birdnas.canaryton.test/share on /Volumes/share (smbfs, nodev, nosuid)\n',
  'security find-identity': '  1) 0123456789ABCDEF0123456789ABCDEF01234567 "quillbook.canaryton.test"\n     1 identities found\n',
};

/** The Mac of macs.ts and macs-posture.ts with canaries in every source. */
export const plantedMac: Pick<RecordedMachine, 'platform' | 'answersTo'> = { platform: 'macos', answersTo: answersOfMac(files(planted), commands()) };

/** The same Mac, whose property lists are in binary form, as macOS keeps most of them. */
export function plantedBinaryMac(): Pick<RecordedMachine, 'platform' | 'answersTo'> {
  return { platform: 'macos', answersTo: answersOfMac(files((text) => inBinary(planted(text))), commands()) };
}

/** All that was planted and must not be found afterwards, in lower case. */
export const canaries: readonly string[] = [
  'rosamund', 'quillfeather', 'quillbook', 'canaryton', 'birdnas', 'cnry', 'ca9a41', 'canaryad', 'canaryborough', 'ottoline', 'marchbanks', 'peregrine', 'wilhelmina', 'hortensia', '555-0147', 'florizel', 'canarymail', 'canaryschool', 'leavinghere',
  '6e:12:34:ca', '00:e0:4c:ca', '0:11:22:ca', 'da:1:2:ca', 'a4cf99ca', '00e04cca', '10.77', '2a00:ca9a', '::11:ca9a', 'canary-7f3a-secret',
];

function planted(text: string): string {
  return plantings.reduce((all, [from, to]) => all.replaceAll(from, to), text);
}

function files(change: (text: string) => string | Buffer): Machine {
  const all = { ...appleFiles, ...managedFiles, ...extraFiles };
  return Object.fromEntries(Object.entries(all).map(([path, thing]) => [planted(path), typeof thing === 'string' ? change(thing) : thing]));
}

function commands(): Commands {
  const all = { ...appleCommands, ...managedCommands, ...extraCommands };
  return Object.fromEntries(Object.entries(all).map(([line, said]) => [line, typeof said === 'string' ? planted(said) : said]));
}

/** Written by Python's plistlib, an independent writer; what is no list stays as it is. */
function inBinary(text: string): string | Buffer {
  if (!text.startsWith('<?xml')) return text;
  return execFileSync('/usr/bin/python3', ['-c', 'import sys,plistlib; sys.stdout.buffer.write(plistlib.dumps(plistlib.loads(sys.stdin.buffer.read()), fmt=plistlib.FMT_BINARY))'], { input: text });
}
