import type { RegistryValue, WindowsWorld } from '../../agent/facts/windows-machine.ts';
import { canary } from '../recorded-machine.ts';

const policies = String.raw`HKLM\SOFTWARE\Policies\Microsoft`;
const services = String.raw`HKLM\SYSTEM\CurrentControlSet\Services`;
const profilesKey = `${services}\\SharedAccess\\Parameters\\FirewallPolicy`;
const terminal = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`;
const providers = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers`;

/** `name start state` such as `WinDefend auto running`, with the program and account where they matter. */
export type ServiceLine = readonly [line: string, more?: { readonly path?: string; readonly account?: string; readonly title?: string; readonly exit?: number }];

const starts = { auto: ['Auto', 2], manual: ['Manual', 3], disabled: ['Disabled', 4], boot: ['Boot', 0] } as const;

/** Rows of Win32_Service and the Start of each in the registry. */
export function serviceList(list: readonly ServiceLine[]): WindowsWorld {
  const rows = list.map(([line, more]) => {
    const [name = '', start = 'auto', state = 'running'] = line.split(' ');
    return { name, start: starts[start as keyof typeof starts], state: state === 'running' ? 'Running' : 'Stopped', more };
  });
  return {
    registry: Object.fromEntries(rows.map(({ name, start }) => [`${services}\\${name}`, { Start: start[1] }])),
    cim: {
      'root/cimv2:Win32_Service': rows.map(({ name, start, state, more }) => ({
        Name: name, DisplayName: more?.title ?? name, StartMode: start[0], State: state, StartName: more?.account ?? 'LocalSystem', PathName: more?.path ?? String.raw`C:\Windows\System32\svchost.exe -k netsvcs -p`, ExitCode: more?.exit ?? 0,
      })),
    },
  };
}

/** What every Windows has. */
export const usualServices: readonly ServiceLine[] = [
  ['mpssvc auto running'], ['BFE auto running'], ['EventLog auto running'], ['LanmanServer auto running'], ['LanmanWorkstation auto running'], ['Dnscache auto running'], ['WinHttpAutoProxySvc manual running'],
  ['W32Time manual running'], ['Spooler auto running'], ['wuauserv manual running'], ['BITS manual stopped'], ['USBSTOR manual stopped'],
];

/** A profile of the firewall: on or off, default of incoming connections (1 block, 0 allow; null where nothing is set), what is written down. */
export interface ProfileOf {
  readonly on: 0 | 1;
  readonly inbound?: 0 | 1;
  readonly logs?: 0 | 1;
}

export function firewall(by: Readonly<Record<'domain' | 'private' | 'public', ProfileOf>>, rules: Readonly<Record<string, string>>): WindowsWorld {
  const keys = { domain: 'DomainProfile', private: 'StandardProfile', public: 'PublicProfile' } as const;
  const names = { domain: 'Domain', private: 'Private', public: 'Public' } as const;
  const all = Object.keys(keys) as (keyof typeof keys)[];
  return {
    registry: {
      ...Object.fromEntries(all.map((name) => [`${profilesKey}\\${keys[name]}`, { EnableFirewall: by[name].on, ...(by[name].inbound === undefined ? {} : { DefaultInboundAction: by[name].inbound }) } as Record<string, RegistryValue>])),
      ...Object.fromEntries(all.map((name) => [`${profilesKey}\\${keys[name]}\\Logging`, { LogDroppedPackets: by[name].logs ?? 0 }])),
      [`${profilesKey}\\FirewallRules`]: rules,
    },
    // NetFirewallProfile: Enabled 1 or 2 (True, False of GpoBoolean is 1 and 0), actions 2 allow and 4 block.
    powershell: {
      active: all.map((name) => ({ Name: names[name], Enabled: by[name].on, DefaultInboundAction: by[name].inbound === 0 ? 2 : 4, AllowInboundRules: 1, AllowLocalFirewallRules: 1, LogBlocked: by[name].logs ?? 0 })),
    },
  };
}

/** A local user, by the last part of its SID. Dates as RFC 3339. */
export interface PersonOf {
  readonly name: string;
  readonly rid: number;
  readonly disabled?: boolean;
  readonly required?: boolean;
  readonly set?: string;
  readonly ends?: string;
  readonly last?: string;
  readonly about?: string;
}

export interface PeopleOf {
  readonly machine: string;
  readonly host: string;
  readonly users: readonly PersonOf[];
  readonly administrators: readonly { readonly path: string; readonly sid: string; readonly class: 'User' | 'Group' }[];
  /** Profiles of people on this computer: name of the folder and SID. */
  readonly profiles: readonly { readonly folder: string; readonly sid: string; readonly loaded?: boolean }[];
  readonly automaticSignIn?: string;
  /** Windows before 10 has no Get-LocalUser: only the age of passwords is told. */
  readonly old?: boolean;
}

export function people(it: PeopleOf): WindowsWorld {
  const list = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`;
  const sid = (rid: number) => `${it.machine}-${rid}`;
  return {
    registry: {
      [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`]: { AutoAdminLogon: it.automaticSignIn ? '1' : '0', DefaultUserName: it.automaticSignIn ?? '', DefaultPassword: canary, CachedLogonsCount: '10' },
      [`${list}\\S-1-5-18`]: { ProfileImagePath: String.raw`%systemroot%\system32\config\systemprofile` },
      ...Object.fromEntries(it.profiles.map((profile) => [`${list}\\${profile.sid}`, { ProfileImagePath: `C:\\Users\\${profile.folder}`, LocalProfileLoadTimeHigh: profile.loaded ? 0x01dd5a00 : 0, LocalProfileLoadTimeLow: profile.loaded ? 1 : 0 }])),
      ...Object.fromEntries(it.profiles.filter(({ loaded }) => loaded).map((profile) => [`HKU\\${profile.sid}\\Control Panel\\Desktop`, { ScreenSaveActive: '1', ScreenSaverIsSecure: '1', ScreenSaveTimeOut: '600' }])),
      // Flags of the connection: direct, and looking for a proxy by itself.
      ...Object.fromEntries(it.profiles.filter(({ loaded }) => loaded).map((profile) => [`HKU\\${profile.sid}\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections`, { DefaultConnectionSettings: { hex: '460000000500000009000000000000000000000000000000' } }])),
    },
    cim: {
      'root/cimv2:Win32_UserAccount': it.users.map(({ name, rid, disabled, required, ends, about }) => ({ Name: name, SID: sid(rid), LocalAccount: true, Disabled: disabled === true, PasswordRequired: required !== false, PasswordExpires: ends !== undefined, Description: about ?? null })),
    },
    powershell: {
      dates: it.users.map(({ rid, set, ends }) => (it.old
        ? { sid: sid(rid), PasswordAge: set === undefined ? 0 : Math.round((Date.parse('2026-11-22T01:00:00Z') - Date.parse(set)) / 1000) }
        : { sid: sid(rid), PasswordLastSet: set ?? null, PasswordExpires: ends ?? null, AccountExpires: null })),
      users: it.users.map(({ rid, last }) => ({ sid: sid(rid), last: last ?? null })),
      administrators: it.administrators,
    },
    files: Object.fromEntries(it.profiles.map(({ folder }) => [`C:\\Users\\${folder}\\AppData\\Local\\Programs\\Common`, 'x'])),
  };
}

/** RDP as it is set on the computer, and by policy where one is. */
export interface RemoteDesktopOf {
  readonly deny: 0 | 1;
  readonly nla: 0 | 1;
  readonly layer: 0 | 1 | 2;
  readonly level: 1 | 2 | 3 | 4;
  readonly port?: number;
  readonly policy?: Readonly<Record<string, number>>;
  readonly help?: 0 | 1;
}

export function remoteDesktop(it: RemoteDesktopOf): WindowsWorld {
  return {
    registry: {
      [terminal]: { fDenyTSConnections: it.deny },
      [`${terminal}\\WinStations\\RDP-Tcp`]: { UserAuthentication: it.nla, SecurityLayer: it.layer, MinEncryptionLevel: it.level, PortNumber: it.port ?? 3389, fEnableWinStation: 1 },
      [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Remote Assistance`]: { fAllowToGetHelp: it.help ?? 0 },
      ...(it.policy ? { [`${policies}\\Windows NT\\Terminal Services`]: it.policy } : {}),
    },
  };
}

/** Defender by its own classes, and the list of the Security Center: `[name, productState, id]`, which servers do not have. */
export interface DefenderOf {
  readonly mode: 'Normal' | 'Passive' | 'EDR Block Mode' | 'Not running';
  readonly realTime: boolean;
  readonly old: boolean;
  readonly tamper: boolean | null;
  readonly exclusions?: readonly string[];
  readonly listed?: readonly (readonly [name: string, state: number, id?: string])[];
  readonly version: string;
  readonly signaturesAt: string;
}

export function defender(it: DefenderOf): WindowsWorld {
  const own = '{D68DDC3A-831F-4fae-9E44-DA132C1ACF46}';
  return {
    registry: { [`${policies}\\Windows Defender`]: {} },
    cim: {
      'root/Microsoft/Windows/Defender:MSFT_MpComputerStatus': [{
        AMProductVersion: it.version, AMRunningMode: it.mode, AMServiceEnabled: true, AntivirusEnabled: true, RealTimeProtectionEnabled: it.realTime, DefenderSignaturesOutOfDate: it.old, IsTamperProtected: it.tamper,
        AntivirusSignatureVersion: '1.419.163.0', AntivirusSignatureLastUpdated: it.signaturesAt, FullScanEndTime: null,
      }],
      'root/Microsoft/Windows/Defender:MSFT_MpPreference': [{ ExclusionPath: it.exclusions ?? null, ExclusionProcess: null, ExclusionExtension: null, AttackSurfaceReductionRules_Actions: null, EnableNetworkProtection: 0, MAPSReporting: 2 }],
      ...(it.listed ? {
        'root/SecurityCenter2:AntiVirusProduct': it.listed.map(([displayName, productState, instanceGuid]) => ({ displayName, productState, instanceGuid: instanceGuid ?? own })),
        'root/SecurityCenter2:FirewallProduct': [],
      } : {}),
    },
  };
}

/** What `secedit /export` writes; the names of the file are never localized. */
export function securityPolicy(values: Readonly<Record<string, string | number>>): WindowsWorld {
  const lines = ['[Unicode]', 'Unicode=yes', '[System Access]', ...Object.entries(values).map(([name, value]) => `${name} = ${value}`), '[Registry Values]', `MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\DefaultPassword=1,"${canary}"`, '[Version]', 'signature="$CHICAGO$"', 'Revision=1', ''];
  return { commands: { 'secedit.exe': lines.join('\r\n') } };
}

/** What `auditpol /backup` writes: its head and words are localized, ids and the last column are not. */
export function auditPolicy(head: string, settings: readonly (readonly [id: string, name: string, words: string, value: number])[]): WindowsWorld {
  const rows = settings.map(([id, name, words, value]) => `HOST,System,${name},{${id}-69AE-11D9-BED3-505054503030},${words},,${value}`);
  return { commands: { 'auditpol.exe': [head, ...rows, ''].join('\r\n') } };
}

/** Logs with their largest size and what happens when they are full (0 overwrite, 4294967295 never). */
export function logs(bytes: number, whenFull: number): WindowsWorld {
  return { cim: { 'root/cimv2:Win32_NTEventlogFile': ['Application', 'Security', 'System', 'Windows PowerShell'].map((LogfileName) => ({ LogfileName, MaxFileSize: bytes, OverWriteOutDated: whenFull })) } };
}

/** SMB as the server and the client of it are set; `smb1` also as a driver. */
export function smb(it: { readonly smb1: boolean; readonly signing: boolean; readonly clientSigning: boolean; readonly encrypt: boolean; readonly shares: readonly string[] }): WindowsWorld {
  return {
    registry: {
      [`${services}\\LanmanServer\\Parameters`]: { RequireSecuritySignature: it.signing ? 1 : 0, RestrictNullSessAccess: 1 },
      [`${services}\\LanmanWorkstation\\Parameters`]: { RequireSecuritySignature: it.clientSigning ? 1 : 0 },
      ...(it.smb1 ? { [`${services}\\mrxsmb10`]: { Start: 2 } } : {}),
    },
    cim: { 'root/cimv2:Win32_Share': [{ Name: 'ADMIN$', Type: 2_147_483_648 }, { Name: 'IPC$', Type: 2_147_483_651 }, ...it.shares.map((Name) => ({ Name, Type: 0 }))] },
    powershell: {
      smbServer: { EnableSMB1Protocol: it.smb1, RequireSecuritySignature: it.signing, EncryptData: it.encrypt, RejectUnencryptedAccess: true },
      smbClient: { RequireSecuritySignature: it.clientSigning },
    },
  };
}

/** The ways to sign in that Windows brings along; `more` by class id. */
export function signIn(more: Readonly<Record<string, Readonly<Record<string, RegistryValue>>>> = {}): WindowsWorld {
  return {
    registry: {
      [`${providers}\\{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}`]: { '': 'PasswordProvider' },
      [`${providers}\\{8FD7E19C-3BF7-489B-A72C-846AB3678C96}`]: { '': 'Smartcard Credential Provider' },
      ...Object.fromEntries(Object.entries(more).map(([id, values]) => [`${providers}\\${id}`, values])),
    },
  };
}

/** Programs by key of the Uninstall list, in the 64-bit or the 32-bit view. */
export function programs(list: readonly { readonly key: string; readonly name: string; readonly version: string; readonly by: string; readonly on?: string; readonly msi?: boolean; readonly bits?: 32 | 64; readonly sid?: string }[]): WindowsWorld {
  const place = ({ bits, sid }: { bits?: 32 | 64; sid?: string }) => (sid ? `HKU\\${sid}\\SOFTWARE` : bits === 32 ? String.raw`HKLM\SOFTWARE\WOW6432Node` : String.raw`HKLM\SOFTWARE`);
  return {
    registry: Object.fromEntries(list.map((it) => [
      `${place(it)}\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\${it.key}`,
      { DisplayName: it.name, DisplayVersion: it.version, Publisher: it.by, UninstallString: canary, ...(it.on ? { InstallDate: it.on } : {}), ...(it.msi ? { WindowsInstaller: 1 } : {}) } as Record<string, RegistryValue>,
    ])),
  };
}

/** What the update agent tells without asking a server, and what the list of fixes holds. */
export interface UpdatesOf {
  readonly waiting: readonly { readonly title: string; readonly numbers: readonly string[]; readonly severity: string; readonly day: string }[];
  readonly past?: readonly { readonly title: string; readonly id: string; readonly operation: number; readonly result: number; readonly day: string }[];
  readonly fixes: readonly (readonly [number: string, on: string | null])[];
  readonly checked: string;
  readonly installed: string;
  readonly policy?: Readonly<Record<string, RegistryValue>>;
  readonly automatic?: Readonly<Record<string, number>>;
}

/** The class of security updates among the categories of Windows Update. */
const security = '0FA1201D-4330-4FA8-8AE9-B877473B6441';

export function updates(it: UpdatesOf): WindowsWorld {
  return {
    registry: {
      [`${policies}\\Windows\\WindowsUpdate`]: { ...it.policy },
      [`${policies}\\Windows\\WindowsUpdate\\AU`]: { ...it.automatic },
    },
    cim: { 'root/cimv2:Win32_QuickFixEngineering': it.fixes.map(([HotFixID, InstalledOn]) => ({ HotFixID, InstalledOn, InstalledBy: canary })) },
    powershell: {
      agent: { waiting: it.waiting.map((update) => ({ ...update, hidden: false, kinds: [security] })), past: it.past ?? [], checked: true },
      updates: { checked: it.checked, installed: it.installed },
    },
  };
}

/** Where the clock comes from: `NT5DS` from the domain, `NTP` from these servers, with their flags. */
export function clock(type: 'NT5DS' | 'NTP' | 'NoSync', servers: string): WindowsWorld {
  return {
    registry: {
      [`${services}\\W32Time\\Parameters`]: { Type: type, NtpServer: servers },
      [`${services}\\W32Time\\TimeProviders\\NtpClient`]: { Enabled: 1 },
      [`${services}\\W32Time\\TriggerInfo\\0`]: { Action: 1 },
    },
  };
}

/** A printer on a port of its own in the network. */
export function printer(name: string, { address, driver, place, shared }: { readonly address: string; readonly driver: string; readonly place: string; readonly shared: boolean }): WindowsWorld {
  const print = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Print`;
  return {
    registry: {
      [`${print}\\Printers\\${name}`]: { Name: name, Port: address, 'Printer Driver': driver, Attributes: shared ? 0x848 : 0x840, Location: place },
      [`${print}\\Monitors\\Standard TCP/IP Port\\Ports\\${address}`]: { HostName: address, IPAddress: '' },
    },
  };
}

/** A battery of a laptop by the classes of root/wmi. */
export function battery({ name, maker, designed, full, cycles }: { readonly name: string; readonly maker: string; readonly designed: number; readonly full: number; readonly cycles: number }): WindowsWorld {
  const InstanceName = String.raw`ACPI\PNP0C0A\1_0`;
  return {
    cim: {
      'root/wmi:BatteryStaticData': [{ InstanceName, DeviceName: name, ManufactureName: maker, SerialNumber: '1234', DesignedCapacity: designed, Capabilities: 0x80000000 }],
      'root/wmi:BatteryFullChargedCapacity': [{ InstanceName, FullChargedCapacity: full }],
      'root/wmi:BatteryCycleCount': [{ InstanceName, CycleCount: cycles }],
      'root/wmi:BatteryStatus': [{ InstanceName, PowerOnline: true, RemainingCapacity: full - 1000 }],
      'root/cimv2:Win32_Battery': [{ DeviceID: `1234${maker}${name}` }],
    },
  };
}
