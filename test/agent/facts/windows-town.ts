import type { WindowsWorld } from './windows-machine.ts';

/** Stands wherever a secret could, and must never leave a parser. */
export const canary = 'CANARY-7f3e9a';

const person = 'S-1-5-21-1004336348-1177238915-682003330-1001';
export const machine = 'S-1-5-21-1004336348-1177238915-682003330';
const policies = String.raw`HKLM\SOFTWARE\Policies\Microsoft`;
const services = String.raw`HKLM\SYSTEM\CurrentControlSet\Services`;
const firewall = String.raw`${services}\SharedAccess\Parameters\FirewallPolicy`;
const providers = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers`;
const uninstall = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall`;

/** One row of Win32_Service. */
export function service(name: string, start: 'Auto' | 'Manual' | 'Disabled', state: 'Running' | 'Stopped', more: Readonly<Record<string, unknown>> = {}) {
  return { Name: name, DisplayName: name, StartMode: start, State: state, StartName: 'LocalSystem', PathName: String.raw`C:\Windows\System32\svchost.exe -k netsvcs`, ExitCode: 0, ...more };
}

/** Subcategories as `auditpol /backup` of a German Windows writes them. */
export const auditBackup = [
  'Computername,Richtlinienziel,Unterkategorie,GUID der Unterkategorie,Aufnahmeeinstellung,Ausschlusseinstellung,Einstellungswert',
  'WS-0142,System,Anmelden,{0CCE9215-69AE-11D9-BED3-505054503030},Erfolg und Fehler,,3',
  'WS-0142,System,Prozesserstellung,{0CCE922B-69AE-11D9-BED3-505054503030},Erfolg,,1',
  'WS-0142,System,SAM,{0CCE9220-69AE-11D9-BED3-505054503030},Keine Überwachung,,0',
  'WS-0142,,Option:CrashOnAuditFail,,Deaktiviert,,0',
].join('\r\n');

const securityPolicy = [
  '[Unicode]', 'Unicode=yes', '[System Access]', 'MinimumPasswordAge = 1', 'MaximumPasswordAge = -1', 'MinimumPasswordLength = 14', 'PasswordComplexity = 1', 'PasswordHistorySize = 24',
  'LockoutBadCount = 10', 'ResetLockoutCount = 15', 'LockoutDuration = 15', 'AllowAdministratorLockout = 1', 'NewAdministratorName = "Administrator"', 'ClearTextPassword = 0',
  '[Registry Values]', `MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\DefaultPassword=1,"${canary}"`,
].join('\r\n');

const rdpUser = `HKU\\${person}`;

/** A well-kept Windows 11 of a town office, member of a domain, in German. */
export const officeComputer: WindowsWorld = {
  registry: {
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`]: { CurrentBuild: '22631', InstallationType: 'Client', EditionID: 'Professional' },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions`]: { ProductType: 'WinNT' },
    [String.raw`${firewall}\DomainProfile`]: { EnableFirewall: 1, DisableNotifications: 0 },
    [String.raw`${firewall}\StandardProfile`]: { EnableFirewall: 1 },
    [String.raw`${firewall}\PublicProfile`]: { EnableFirewall: 1, DisableStealthMode: 0 },
    [String.raw`${firewall}\DomainProfile\Logging`]: { LogDroppedPackets: 1 },
    [String.raw`${policies}\WindowsFirewall\DomainProfile`]: { EnableFirewall: 1, DefaultInboundAction: 1 },
    [String.raw`${firewall}\FirewallRules`]: {
      'RemoteDesktop-UserMode-In-TCP': String.raw`v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|LPort=3389|RA4=192.0.2.0/255.255.255.240|App=%SystemRoot%\system32\svchost.exe|Svc=termservice|Name=@FirewallAPI.dll,-28775|`,
      'CoreNet-ICMP6-PTB-In': 'v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=58|ICMP6=2:0|App=System|Name=@FirewallAPI.dll,-25001|',
      'FPS-SMB-In-TCP': 'v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|Profile=Private|LPort=445|App=System|',
      Outbound: String.raw`v2.31|Action=Allow|Active=TRUE|Dir=Out|Protocol=17|RPort=53|`,
      Blocked: 'v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=23|',
    },
    [String.raw`${policies}\Windows Defender\Real-Time Protection`]: { DisableRealtimeMonitoring: 0 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows Advanced Threat Protection\Status`]: { OnboardingState: 0 },
    [String.raw`${uninstall}\{A}`]: { DisplayName: 'Sentinel Agent', DisplayVersion: '23.4.2.14', Publisher: 'SentinelOne' },
    [String.raw`${uninstall}\TeamViewer`]: { DisplayName: 'TeamViewer', DisplayVersion: '15.58.5' },
    [String.raw`${uninstall}\{V}`]: { DisplayName: 'Veeam Agent for Microsoft Windows', DisplayVersion: '6.1.0.349' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS`]: { BackupDirectory: 2, PasswordAgeDays: 14 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`]: { AutoAdminLogon: '0', DefaultUserName: 'maria', DefaultPassword: canary, CachedLogonsCount: '2' },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 1, NoLMHash: 1, 'Notification Packages': ['scecli'], LmCompatibilityLevel: 5, RestrictAnonymousSAM: 1, RunAsPPL: 1 },
    [String.raw`${policies}\Windows NT\Terminal Services`]: { fDenyTSConnections: 0, UserAuthentication: 1, SecurityLayer: 2, MinEncryptionLevel: 3 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`]: { fDenyTSConnections: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`]: { UserAuthentication: 0, SecurityLayer: 1, MinEncryptionLevel: 2, PortNumber: 3389, fEnableWinStation: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Remote Assistance`]: { fAllowToGetHelp: 0 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTPS`]: { Port: 5986, uriprefix: 'wsman', certThumbprint: 'ab' },
    [String.raw`${policies}\Windows\WinRM\Service`]: { AllowBasic: 0 },
    [String.raw`${providers}\{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}`]: { '': 'PasswordProvider' },
    [String.raw`${providers}\{D6886603-9D2F-4EB2-B667-1971041FA96B}`]: { '': 'NGC Credential Provider' },
    [`${providers}\\{D6886603-9D2F-4EB2-B667-1971041FA96B}\\${person}`]: { LogonCredsAvailable: 1 },
    [String.raw`${providers}\{44E2ED41-48C7-4712-A3C3-250C5E6D5D84}`]: { '': 'DuoCredProv' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Provider Filters\{BD7B4D1C-9364-429c-8447-0B63346D7177}`]: { '': 'DuoCredFilter' },
    [String.raw`HKLM\SOFTWARE\Duo Security\DuoCredProv`]: { Host: 'api-1.example.org', IKey: canary, SKey: canary, FailOpen: 0, RdpOnly: 0 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`]: { scforceoption: 0, EnableLUA: 1, ConsentPromptBehaviorAdmin: 2, PromptOnSecureDesktop: 1, FilterAdministratorToken: 1, InactivityTimeoutSecs: 900 },
    [String.raw`${policies}\PassportForWork`]: { Enabled: 1, RequireSecurityDevice: 1 },
    [String.raw`${services}\LanmanServer\Parameters`]: { RequireSecuritySignature: 1, SMB1: 0, EncryptData: 1, RestrictNullSessAccess: 1 },
    [String.raw`${services}\LanmanWorkstation\Parameters`]: { RequireSecuritySignature: 1 },
    [String.raw`${policies}\Windows NT\DNSClient`]: { EnableMulticast: 0 },
    [String.raw`${services}\Dnscache\Parameters`]: { EnableMDNS: 0 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp`]: { DisableWpad: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server`]: { Enabled: 0, DisabledByDefault: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Server`]: { Enabled: 0 },
    [String.raw`${services}\LDAP`]: { LDAPClientIntegrity: 1 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer`]: { NoDriveTypeAutoRun: 255 },
    [String.raw`${services}\USBSTOR`]: { Start: 3 },
    [String.raw`${policies}\Windows\System`]: { EnableSmartScreen: 1, ShellSmartScreenLevel: 'Block' },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\WDigest`]: { UseLogonCredential: 0 },
    [String.raw`${rdpUser}\SOFTWARE\Policies\Microsoft\Office\16.0\word\Security`]: { VBAWarnings: 4, blockcontentexecutionfrominternet: 1 },
    [String.raw`${policies}\Windows\PowerShell\ScriptBlockLogging`]: { EnableScriptBlockLogging: 1 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Audit`]: { ProcessCreationIncludeCmdLine_Enabled: 1 },
    [String.raw`${policies}\Windows\EventLog\EventForwarding\SubscriptionManager`]: { '1': 'Server=https://collector.town.example:5986/wsman/SubscriptionManager/WEC,Refresh=60,IssuerCA=00ff' },
    [String.raw`${policies}\Windows\EventLog\Security`]: { Retention: '0' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WINEVT\Channels\Microsoft-Windows-PowerShell/Operational`]: { Enabled: 1, MaxSize: 15_728_640, Retention: 0 },
    [String.raw`${services}\W32Time\Parameters`]: { Type: 'NT5DS', NtpServer: 'time.windows.com,0x9' },
    [String.raw`${services}\W32Time\TimeProviders\NtpClient`]: { Enabled: 1 },
    [String.raw`${services}\W32Time\TriggerInfo\0`]: { Action: 1 },
    [String.raw`${services}\WinRM\TriggerInfo\0`]: { Action: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation`]: { TimeZoneKeyName: 'Central Standard Time' },
  },
  cim: {
    'root/cimv2:Win32_Service': [
      service('mpssvc', 'Auto', 'Running'), service('BFE', 'Auto', 'Running'), service('WinDefend', 'Auto', 'Running'), service('SentinelAgent', 'Auto', 'Running'), service('TermService', 'Manual', 'Running'),
      service('WinRM', 'Auto', 'Running'), service('TeamViewer', 'Auto', 'Running', { PathName: String.raw`"C:\Program Files\TeamViewer\TeamViewer_Service.exe"` }), service('LanmanServer', 'Auto', 'Running'), service('LanmanWorkstation', 'Auto', 'Running'),
      service('WinHttpAutoProxySvc', 'Manual', 'Running'), service('EventLog', 'Auto', 'Running'), service('W32Time', 'Manual', 'Running'), service('VeeamEndpointBackupSvc', 'Auto', 'Running'),
      service('CDPUserSvc', 'Auto', 'Stopped'), service('CDPUserSvc_3a2f1', 'Auto', 'Running'), service('AppIDSvc', 'Manual', 'Stopped'),
      service('OldUpdater', 'Auto', 'Stopped', { PathName: String.raw`C:\Program Files\Old Vendor\updater.exe -token ${canary}`, ExitCode: 1067, StartName: String.raw`.\svc-old` }),
    ],
    'root/SecurityCenter2:AntiVirusProduct': [
      { displayName: 'Windows Defender', instanceGuid: '{D68DDC3A-831F-4fae-9E44-DA132C1ACF46}', productState: 393_472 },
      { displayName: 'Sentinel Agent', instanceGuid: '{479CCF92-4960-B3E0-7373-BF453B467D2C}', productState: 266_240 },
    ],
    'root/SecurityCenter2:FirewallProduct': [],
    'root/Microsoft/Windows/Defender:MSFT_MpComputerStatus': [{ AMProductVersion: '4.18.24090.11', AMRunningMode: 'Passive', AMServiceEnabled: true, AntivirusEnabled: true, RealTimeProtectionEnabled: false, DefenderSignaturesOutOfDate: false, IsTamperProtected: true }],
    'root/Microsoft/Windows/Defender:MSFT_MpPreference': [{ ExclusionPath: [String.raw`C:\Town\Ledger`], ExclusionProcess: null, ExclusionExtension: null, AttackSurfaceReductionRules_Actions: [1, 2, 1], EnableNetworkProtection: 1, MAPSReporting: 2 }],
    'root/cimv2:Win32_UserAccount': [
      { Name: 'Administrator', SID: `${machine}-500`, Disabled: true, PasswordRequired: true, PasswordExpires: false, Description: 'Vordefiniertes Konto' },
      { Name: 'Gast', SID: `${machine}-501`, Disabled: true, PasswordRequired: false, PasswordExpires: false, Description: null },
      { Name: 'maria', SID: person, Disabled: false, PasswordRequired: true, PasswordExpires: true, Description: `Kasse, Passwort: ${canary}` },
    ],
    'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 1, PartOfDomain: true }],
    'root/rsop/computer:RSOP_SecuritySettingNumeric': [{ KeyName: 'MinimumPasswordLength', GPOID: 'CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=town,DC=example' }],
    'root/cimv2:Win32_OptionalFeature': [{ Name: 'SMB1Protocol', InstallState: 2 }, { Name: 'MicrosoftWindowsPowerShellV2', InstallState: 2 }],
    'root/cimv2:Win32_Share': [{ Name: 'ADMIN$', Type: 2_147_483_648 }, { Name: 'IPC$', Type: 2_147_483_651 }, { Name: 'Akten', Type: 0 }, { Name: 'Drucker', Type: 1 }],
    'root/cimv2:Win32_NetworkAdapterConfiguration': [{ Description: 'Intel(R) Ethernet Connection', TcpipNetbiosOptions: 2 }],
    'root/Microsoft/Windows/DeviceGuard:Win32_DeviceGuard': [{ SecurityServicesRunning: [1, 2], UsermodeCodeIntegrityPolicyEnforcementStatus: 0 }],
    'root/cimv2:Win32_NTEventlogFile': [
      { LogfileName: 'Application', MaxFileSize: 33_554_432, OverWriteOutDated: 0 }, { LogfileName: 'Security', MaxFileSize: 201_326_592, OverWriteOutDated: 0 }, { LogfileName: 'System', MaxFileSize: 33_554_432, OverWriteOutDated: 7 },
    ],
  },
  powershell: {
    active: ['Domain', 'Private', 'Public'].map((Name) => ({ Name, Enabled: 1, DefaultInboundAction: 4, AllowInboundRules: 1, AllowLocalFirewallRules: 1, LogBlocked: Name === 'Domain' ? 1 : 0 })),
    dates: [
      { sid: `${machine}-500`, PasswordLastSet: '2024-03-01T08:00:00.000Z', PasswordExpires: null, AccountExpires: null },
      { sid: `${machine}-501`, PasswordLastSet: null, PasswordExpires: null, AccountExpires: null },
      { sid: person, PasswordLastSet: '2026-09-01T08:00:00.000Z', PasswordExpires: '2026-11-30T08:00:00.000Z', AccountExpires: null },
    ],
    administrators: [
      { path: 'WinNT://TOWN/WS-0142/Administrator', sid: `${machine}-500`, class: 'User' },
      { path: 'WinNT://TOWN/Domänen-Admins', sid: 'S-1-5-21-10-20-30-512', class: 'Group' },
      { path: 'WinNT://S-1-5-21-10-20-30-1184', sid: 'S-1-5-21-10-20-30-1184', class: 'User' },
      { path: 'WinNT://AzureAD/jo', sid: [1, 5, 0, 0, 0, 0, 0, 12, 1, 0, 0, 0, 111, 0, 0, 0, 222, 0, 0, 0, 77, 1, 0, 0, 188, 1, 0, 0], class: 'User' },
    ],
    smbServer: { EnableSMB1Protocol: false, RequireSecuritySignature: true, EncryptData: true, RejectUnencryptedAccess: true },
    smbClient: { RequireSecuritySignature: true },
  },
  files: { [String.raw`%SystemRoot%\System32\wbadmin.exe`]: '' },
  commands: { 'secedit.exe': securityPolicy, 'auditpol.exe': auditBackup, 'wbadmin.exe': 'wbadmin 1.0 – Sicherungsbefehlszeilentool\r\n\r\nFEHLER - Es wurde keine Sicherung gefunden.\r\n' },
};

/** A neglected Windows Server 2012 R2 in English, on its own, without Security Center. */
export const oldServer: WindowsWorld = {
  registry: {
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`]: { CurrentBuild: '9600', InstallationType: 'Server', EditionID: 'ServerStandard' },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions`]: { ProductType: 'ServerNT' },
    [String.raw`${firewall}\DomainProfile`]: { EnableFirewall: 0 },
    [String.raw`${firewall}\StandardProfile`]: { EnableFirewall: 0 },
    [String.raw`${firewall}\PublicProfile`]: { EnableFirewall: 1, DefaultInboundAction: 0 },
    [String.raw`${firewall}\FirewallRules`]: { Any: 'v2.22|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|LPort=5985|', Odd: 'v2.22|nonsense' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`]: { AutoAdminLogon: '1', DefaultUserName: 'Administrator', DefaultPassword: canary },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 0, NoLMHash: 0, 'Notification Packages': ['rassfm', 'scecli'], RestrictAnonymousSAM: 0 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`]: { fDenyTSConnections: 0 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`]: { UserAuthentication: 0, SecurityLayer: 0, MinEncryptionLevel: 1, PortNumber: 3390 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTP`]: { Port: 5985 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Service`]: { auth_basic: 1, allow_unencrypted: 1 },
    [String.raw`${providers}\{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}`]: { '': 'PasswordProvider' },
    [String.raw`${services}\mrxsmb10`]: { Start: 2 },
    [String.raw`${services}\W32Time\Parameters`]: { Type: 'NTP', NtpServer: 'time.nist.gov,0x9 0.pool.ntp.org,0x1' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL`]: { MSSQLSERVER: 'MSSQL11.MSSQLSERVER', LEDGER: 'MSSQL11.LEDGER' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.MSSQLSERVER\Setup`]: { Version: '11.3.6020.0', PatchLevel: '11.4.7001.0', Edition: 'Standard Edition' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.LEDGER\Setup`]: { Version: '11.0.2100.60', Edition: 'Express Edition' },
    [String.raw`${services}\SNMP\Parameters\ValidCommunities`]: { public: 4, [canary]: 8 },
    [String.raw`${services}\EventLog\Security`]: { AutoBackupLogFiles: 0 },
  },
  cim: {
    'root/cimv2:Win32_Service': [
      service('mpssvc', 'Auto', 'Running'), service('BFE', 'Auto', 'Running'), service('TermService', 'Manual', 'Running'), service('WinRM', 'Auto', 'Running'), service('LanmanServer', 'Auto', 'Running'), service('LanmanWorkstation', 'Auto', 'Running'),
      service('EventLog', 'Auto', 'Running'), service('W32Time', 'Auto', 'Running'), service('SNMP', 'Auto', 'Running'), service('tvnserver', 'Auto', 'Running'), service('MSSQLSERVER', 'Auto', 'Running'), service('MSSQL$LEDGER', 'Manual', 'Stopped'),
      service('RemoteAccess', 'Auto', 'Running'), service('HuntressAgent', 'Auto', 'Stopped'),
    ],
    'root/cimv2:Win32_UserAccount': [
      { Name: 'Administrator', SID: `${machine}-500`, Disabled: false, PasswordRequired: true, PasswordExpires: false, Description: 'Built-in account' },
      { Name: 'Guest', SID: `${machine}-501`, Disabled: false, PasswordRequired: false, PasswordExpires: false, Description: null },
    ],
    'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 2, PartOfDomain: false }],
    'root/cimv2:Win32_OptionalFeature': [{ Name: 'SMB1Protocol', InstallState: 1 }, { Name: 'MicrosoftWindowsPowerShellV2', InstallState: 1 }],
    'root/cimv2:Win32_Share': [{ Name: 'Everyone', Type: 0 }],
    'root/cimv2:Win32_NetworkAdapterConfiguration': [{ Description: 'vmxnet3', TcpipNetbiosOptions: 0 }],
    'root/cimv2:Win32_NTEventlogFile': [{ LogfileName: 'Security', MaxFileSize: 20_971_520, OverWriteOutDated: 4_294_967_295 }],
  },
  powershell: {
    administrators: [{ path: 'WinNT://WORKGROUP/SRV/Administrator', sid: `${machine}-500`, class: 'User' }, { path: 'WinNT://NT AUTHORITY/Authenticated Users', sid: 'S-1-5-11', class: 'Group' }],
    dates: [{ sid: `${machine}-500`, PasswordAge: 86_400 * 900 }, { sid: `${machine}-501`, PasswordAge: 0 }],
    smbServer: { EnableSMB1Protocol: true, RequireSecuritySignature: false, EncryptData: false, RejectUnencryptedAccess: true },
    smbClient: { RequireSecuritySignature: false },
    communities: [{ common: true, rights: 4 }, { common: false, rights: 8 }],
    summary: { LastSuccessfulBackupTime: '2026-11-20T03:00:00.000Z', LastSuccessfulBackupTargetPath: String.raw`\\nas\backup` },
  },
  files: { [String.raw`%SystemRoot%\System32\WindowsPowerShell\v1.0\Modules\WindowsServerBackup\WindowsServerBackup.psd1`]: '', [String.raw`%SystemRoot%\System32\Tasks\Microsoft\Windows\Backup\Microsoft-Windows-WindowsBackup`]: '' },
  commands: {
    'wbadmin.exe': ['wbadmin 1.0 - Backup command-line tool', '', 'Backup time: 11/18/2026 9:00 PM', String.raw`Backup location: Network Share labeled \\nas\backup`, 'Version identifier: 11/19/2026-03:00', 'Can recover: Volume(s), File(s)', '', 'Backup time: 11/19/2026 9:00 PM', 'Version identifier: 11/20/2026-03:00'].join('\r\n'),
    'secedit.exe': '[System Access]\r\nMinimumPasswordAge = 0\r\nMaximumPasswordAge = 42\r\nMinimumPasswordLength = 0\r\nPasswordComplexity = 0\r\nPasswordHistorySize = 0\r\nLockoutBadCount = 0\r\nClearTextPassword = 1\r\n',
    'auditpol.exe': { state: 'failed', reason: 'denied', detail: 'auditpol' },
  },
};
