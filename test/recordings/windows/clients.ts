import { createHash } from 'node:crypto';
import { ownCertificate, rootCertificate } from '../../agent/facts/windows-certificates.ts';
import { stored } from '../../agent/facts/windows-office-pc.ts';
import type { WindowsWorld } from '../../agent/facts/windows-machine.ts';
import { canary } from '../recorded-machine.ts';
import type { RecordedMachine } from '../recorded-machine.ts';
import { answersOfWindows } from './answers.ts';
import { disks, protectedByTpm, plain, tpm } from './disks.ts';
import { network } from './network.ts';
import { auditPolicy, battery, clock, defender, firewall, logs, people, printer, programs, remoteDesktop, securityPolicy, serviceList, signIn, smb, updates, usualServices } from './posture.ts';
import { hardware, release } from './system.ts';
import { together } from './together.ts';

const policies = String.raw`HKLM\SOFTWARE\Policies\Microsoft`;
const sha1 = (der: Buffer) => createHash('sha1').update(der).digest('hex').toUpperCase();
const stores = String.raw`HKLM\SOFTWARE\Microsoft\SystemCertificates`;

/** A certificate of the computer and an authority that somebody added; both as registry blobs. */
export const certificates: WindowsWorld = {
  registry: {
    [`${stores}\\MY\\Certificates\\${sha1(ownCertificate)}`]: { Blob: stored(ownCertificate, true) },
    [`${stores}\\ROOT\\Certificates\\${sha1(rootCertificate)}`]: { Blob: stored(rootCertificate, false) },
  },
};

const german = 'S-1-5-21-1004336348-1177238915-682003330';

/**
 * Windows 10 Pro 22H2 in German, on its own, out of support and neglected. Release keys and the German head of
 * `auditpol`: microsoft.com and cnquery-mpl; laptop of the kind of wesng-systeminfo 10_1809 (HP EliteBook 840 G3);
 * BitLocker off and a German manage-bde: handwritten/windows.
 */
const windows10 = together(
  release({
    host: 'KASSE-2', product: 'Windows 10 Pro', edition: 'Professional', type: 'Client', role: 'WinNT', display: '22H2', build: '19045', revision: 4046, installed: 1_608_811_200, firmware: 2, secureBoot: 0, zone: 'W. Europe Standard Time',
    replaced: [{ at: '12/24/2020 12:00:00', seconds: 1_483_440_000, product: 'Windows 10 Pro', build: '17763', release: '1809' }], features: ['SMB1Protocol', 'SMB1Protocol-Client', 'MicrosoftWindowsPowerShellV2', 'Printing-PrintToPDFServices-Features'],
  }),
  hardware({
    manufacturer: 'HP', model: 'HP EliteBook 840 G3', serial: '5CG6420XYZ', uuid: '30444335-3734-3051-4E57-544335434736', sku: 'L3C65AV', chassis: 10, role: 0, domain: null, hypervisor: false, memoryBytes: 17_055_133_696,
    board: { manufacturer: 'HP', model: '8079', version: 'KBC Version 85.79', serial: 'PFKZU00WB8L3AD' }, firmware: { vendor: 'HP', version: 'N75 Ver. 01.33', on: '2018-07-17' }, graphics: { name: 'Intel(R) HD Graphics 520', on: '2017-05-08' },
    cpu: { identifier: 'Intel64 Family 6 Model 78 Stepping 3', name: 'Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz', vendor: 'GenuineIntel', threads: 4, cores: 2, microcode: '00000000ea000000' },
    modules: [{ slot: 'Bottom-Slot 1(left)', mebibytes: 8192, type: 0x1a, maker: 'Samsung', part: 'M471A1G43DB0-CPB', serial: '9C2A1B33' }, { slot: 'Bottom-Slot 2(right)', mebibytes: 8192, type: 0x1a, maker: 'Samsung', part: 'M471A1G43DB0-CPB', serial: '9C2A1B34' }],
  }),
  tpm({ maker: 1_229_346_816, specification: '1.2, 2, 3' }),
  disks([
    { number: 0, model: 'SAMSUNG MZNLN256HCHP-000H1', serial: 'S2SVNX0HB00345', firmware: 'MAV21H4Q', bytes: 256_060_514_304, bus: 11, medium: 4, starts: true, volumes: [
      { id: 'efi', kind: 'efi', fileSystem: 'FAT32' }, { id: 'windows', kind: 'data', letter: 'C', fileSystem: 'NTFS', bytes: 255_000_000_000, freeBytes: 8_100_000_000, bitLocker: plain }, { id: 'recovery', kind: 'recovery', fileSystem: 'NTFS' },
    ] },
    { number: 1, model: 'SanDisk Ultra', serial: '4C530001230823117104', firmware: '1.00', bytes: 30_752_000_000, bus: 7, medium: 0, volumes: [{ id: 'stick', kind: 'data', letter: 'E', fileSystem: 'exFAT', bytes: 30_700_000_000, freeBytes: 1_000_000, bitLocker: plain }] },
  ]),
  network({
    host: 'KASSE-2', domain: '', adapter: 'Ethernet', description: 'Intel(R) Ethernet Connection I219-LM', mac: 'EC8EB5A1B2C3', device: String.raw`PCI\VEN_8086&DEV_156F\3&11583659&0&FE`, address: '192.0.2.23', router: '192.0.2.1', dns: ['192.0.2.1'], dhcp: true, speed: '1000000000', netBios: 0,
    tcp: [[135, 'svchost.exe'], [445, 'System'], [3389, 'svchost.exe'], [5900, 'winvnc.exe'], [7070, 'AnyDesk.exe']], udp: [[137, 'System'], [5353, 'svchost.exe'], [5355, 'svchost.exe']],
  }),
  serviceList([...usualServices, ['WinDefend auto running'], ['TermService manual running'], ['WinRM manual stopped'], ['mrxsmb10 auto running'], ['AnyDesk auto running', { path: String.raw`"C:\Program Files (x86)\AnyDesk\AnyDesk.exe" --service` }],
    ['uvnc_service auto running', { path: String.raw`"C:\Program Files\uvnc bvba\UltraVNC\winvnc.exe" -service` }], ['KassenDienst auto stopped', { path: `C:\\Program Files\\Alte Kasse\\dienst.exe /passwort ${canary}`, account: '.\\kasse', exit: 1067 }]]),
  firewall({ domain: { on: 1 }, private: { on: 0 }, public: { on: 1, inbound: 0 } }, {
    'RemoteDesktop-UserMode-In-TCP': String.raw`v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|App=%SystemRoot%\system32\svchost.exe|Svc=termservice|Name=@FirewallAPI.dll,-28775|`,
    'FPS-SMB-In-TCP': 'v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Private|LPort=445|App=System|Name=@FirewallAPI.dll,-28511|', VNC: String.raw`v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=5900|App=C:\Program Files\uvnc bvba\UltraVNC\winvnc.exe|Name=vnc5900|`,
  }),
  people({
    machine: german, host: 'KASSE-2', automaticSignIn: 'kasse',
    users: [
      { name: 'Administrator', rid: 500, disabled: false, set: '2019-01-03T08:00:00.000Z', last: '2020-05-01T08:00:00.000Z', about: 'Vordefiniertes Konto für die Verwaltung des Computers bzw. der Domäne' },
      { name: 'Gast', rid: 501, required: false, about: 'Vordefiniertes Konto für Gastzugriff auf den Computer bzw. die Domäne' },
      { name: 'DefaultAccount', rid: 503, disabled: true, required: false }, { name: 'WDAGUtilityAccount', rid: 504, disabled: true, set: '2020-12-24T12:00:00.000Z' },
      { name: 'kasse', rid: 1001, required: false, set: '2020-12-24T12:10:00.000Z', last: '2026-11-21T07:12:00.000Z', about: `Passwort ${canary}` },
    ],
    administrators: [{ path: 'WinNT://WORKGROUP/KASSE-2/Administrator', sid: `${german}-500`, class: 'User' }, { path: 'WinNT://WORKGROUP/KASSE-2/kasse', sid: `${german}-1001`, class: 'User' }],
    profiles: [{ folder: 'kasse', sid: `${german}-1001`, loaded: true }],
  }),
  remoteDesktop({ deny: 0, nla: 0, layer: 0, level: 1, help: 1 }),
  defender({ mode: 'Normal', realTime: false, old: true, tamper: false, exclusions: ['C:\\', String.raw`C:\Users\kasse\Downloads`], listed: [['Windows Defender', 397_584]], version: '4.18.23050.5', signaturesAt: '2026-02-01T02:11:00.000Z' }),
  securityPolicy({ MinimumPasswordAge: 0, MaximumPasswordAge: 42, MinimumPasswordLength: 0, PasswordComplexity: 0, PasswordHistorySize: 0, LockoutBadCount: 0, NewAdministratorName: '"Administrator"', NewGuestName: '"Gast"', ClearTextPassword: 0 }),
  auditPolicy('Computername,Richtlinienziel,Unterkategorie,GUID der Unterkategorie,Aufnahmeeinstellung,Ausschlusseinstellung,Einstellungswert', [
    ['0CCE9215', 'Anmelden', 'Erfolg', 1], ['0CCE9216', 'Abmelden', 'Erfolg', 1], ['0CCE922B', 'Prozesserstellung', 'Keine Überwachung', 0],
  ]),
  logs(20_971_520, 0),
  smb({ smb1: true, signing: false, clientSigning: false, encrypt: false, shares: ['Akten', 'Jeder'] }),
  signIn(),
  battery({ name: 'CS03XL', maker: 'Hewlett-Packard', designed: 46_550, full: 21_000, cycles: 604 }),
  clock('NTP', 'time.windows.com,0x9'),
  programs([
    { key: 'AnyDesk', name: 'AnyDesk', version: 'ad 7.1.13', by: 'AnyDesk Software GmbH', bits: 32 }, { key: 'Ultravnc2_is1', name: 'UltraVNC', version: '1.4.2.0', by: 'uvnc bvba', on: '20230412' },
    { key: '{26A24AE4-039D-4CA4-87B4-2F64180291F0}', name: 'Java 8 Update 291 (64-bit)', version: '8.0.2910.10', by: 'Oracle Corporation', on: '20210601', msi: true }, { key: 'Mozilla Firefox 78.15.0 ESR (x64 de)', name: 'Mozilla Firefox 78.15.0 ESR (x64 de)', version: '78.15.0', by: 'Mozilla' },
    { key: 'Alte Kasse', name: 'Kassenprogramm für Gemeinden', version: '3.1', by: 'Müller & Söhne', on: '20150203', bits: 32 },
  ]),
  updates({
    waiting: [{ title: '2023-10 Kumulatives Update für Windows 10 Version 22H2 für x64-basierte Systeme (KB5031356)', numbers: ['5031356'], severity: 'Critical', day: '2023-10-10' }],
    past: [{ title: '2024-01 Sicherheitsupdate (KB5034441)', id: 'a', operation: 1, result: 4, day: '2024-02-01' }, { title: '2024-01 Sicherheitsupdate (KB5034441)', id: 'a', operation: 1, result: 4, day: '2024-03-01' }],
    fixes: [['KB5030211', '9/13/2023'], ['KB5012170', '9/13/2023']], checked: '2024-03-01T04:12:00Z', installed: '2023-09-13T06:31:00Z', automatic: { NoAutoUpdate: 1 },
  }),
  certificates,
);

const town = 'S-1-5-21-2011111111-2022222222-2033333333';
const clerk = 'S-1-12-1-1778064242-1251273316-772277320-2482684374';

/**
 * Windows 11 Pro 24H2, joined to Entra ID and managed by Intune, well kept: the registry of a joined computer is that of
 * glpi-agent 11-AzureAD, of Duo and Windows Hello that of handwritten/windows/mfa-evidence.reg, SentinelOne beside a
 * passive Defender as in handwritten Get-MpComputerStatus.passive; laptop of the kind of linuxhw-dmi (Dell Latitude 5440).
 */
const windows11 = together(
  release({
    host: 'CLERK-PC-7', product: 'Windows 10 Pro', edition: 'Professional', type: 'Client', role: 'WinNT', display: '24H2', build: '26100', revision: 6899, installed: 1_730_000_000, firmware: 2, secureBoot: 1, zone: 'Central Standard Time',
    replaced: [{ at: '10/27/2024 03:33:20', seconds: 1_689_000_000, product: 'Windows 10 Pro', build: '22631', release: '2009' }], features: ['Printing-PrintToPDFServices-Features', 'MSRDC-Infrastructure'],
  }),
  hardware({
    manufacturer: 'Dell Inc.', model: 'Latitude 5440', serial: '7XK2ZV3', uuid: '4C4C4544-0058-4B10-8032-B7C04F5A5633', sku: '0C07', assetTag: 'TOWN-0207', chassis: 10, role: 0, domain: null, hypervisor: true, memoryBytes: 16_852_000_768,
    board: { manufacturer: 'Dell Inc.', model: '0M5G57', version: 'A00', serial: '/7XK2ZV3/CNPEC0037B00A1/' }, firmware: { vendor: 'Dell Inc.', version: '1.21.1', on: '2025-08-12' }, graphics: { name: 'Intel(R) Iris(R) Xe Graphics', on: '2025-05-20' },
    cpu: { identifier: 'Intel64 Family 6 Model 186 Stepping 3', name: '13th Gen Intel(R) Core(TM) i5-1345U', vendor: 'GenuineIntel', threads: 12, cores: 10, microcode: '0000000028410000' },
    modules: [{ slot: 'DIMM A', mebibytes: 16_384, type: 0x1a, maker: 'SK Hynix', part: 'HMAA2GS6CJR8N-XN', serial: '75A1B2C3' }],
  }),
  tpm({ maker: 1_398_033_696, specification: '2.0, 0, 1.59', endorsedOn: '2023-04-11' }),
  { registry: { [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot\Servicing`]: { UEFICA2023Status: 'Updated', WindowsUEFICA2023Capable: 2 } } },
  disks([{ number: 0, model: 'KBG50ZNS512G NVMe KIOXIA 512GB', serial: '8CE3_8E05_00A1_B2C3.', firmware: '10410104', bytes: 512_110_190_592, bus: 17, medium: 4, starts: true, volumes: [
    { id: 'efi', kind: 'efi', fileSystem: 'FAT32' }, { id: 'windows', kind: 'data', letter: 'C', fileSystem: 'NTFS', bytes: 511_000_000_000, freeBytes: 300_000_000_000, bitLocker: protectedByTpm }, { id: 'recovery', kind: 'recovery', fileSystem: 'NTFS' },
  ] }]),
  network({
    host: 'CLERK-PC-7', domain: '', adapter: 'Ethernet 2', description: 'Realtek USB GbE Family Controller', mac: '00E04C68A1B2', device: String.raw`USB\VID_0BDA&PID_8153\001000001`, address: '192.0.2.57', router: '192.0.2.1', dns: ['192.0.2.10', '192.0.2.11'], dhcp: true, speed: '1000000000', netBios: 2,
    tcp: [[135, 'svchost.exe'], [445, 'System']], udp: [[5353, 'svchost.exe']],
  }),
  serviceList([...usualServices, ['WinDefend auto running'], ['SentinelAgent auto running', { path: String.raw`"C:\Program Files\SentinelOne\Sentinel Agent 24.1.4.257\SentinelAgent.exe"` }], ['TermService manual stopped'], ['WinRM manual stopped'], ['BDESVC manual running'],
    ['VeeamEndpointBackupSvc auto running', { path: String.raw`"C:\Program Files\Veeam\Endpoint Backup\Veeam.EndPoint.Service.exe"` }], ['IntuneManagementExtension auto running']]),
  firewall({ domain: { on: 1, inbound: 1, logs: 1 }, private: { on: 1, inbound: 1, logs: 1 }, public: { on: 1, inbound: 1, logs: 1 } }, { 'CoreNet-DHCP-In': String.raw`v2.32|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=68|RPort=67|App=%SystemRoot%\system32\svchost.exe|Svc=dhcp|Name=@FirewallAPI.dll,-25301|` }),
  people({
    machine: town, host: 'CLERK-PC-7',
    users: [
      { name: 'Administrator', rid: 500, disabled: true, set: '2026-11-10T03:00:00.000Z', ends: '2026-12-10T03:00:00.000Z' }, { name: 'Guest', rid: 501, disabled: true, required: false }, { name: 'DefaultAccount', rid: 503, disabled: true, required: false },
      { name: 'WDAGUtilityAccount', rid: 504, disabled: true, set: '2024-10-27T03:33:00.000Z' }, { name: 'townadmin', rid: 1002, set: '2026-11-10T03:00:00.000Z', ends: '2026-12-10T03:00:00.000Z' },
    ],
    administrators: [{ path: 'WinNT://CLERK-PC-7/Administrator', sid: `${town}-500`, class: 'User' }, { path: 'WinNT://CLERK-PC-7/townadmin', sid: `${town}-1002`, class: 'User' }, { path: 'WinNT://S-1-12-1-333-444-555-666', sid: 'S-1-12-1-333-444-555-666', class: 'Group' }],
    profiles: [{ folder: 'MariaClerk', sid: clerk, loaded: true }],
  }),
  remoteDesktop({ deny: 1, nla: 1, layer: 2, level: 3, policy: { fDenyTSConnections: 1, UserAuthentication: 1, SecurityLayer: 2, MinEncryptionLevel: 3 } }),
  defender({ mode: 'Passive', realTime: false, old: false, tamper: true, listed: [['Windows Defender', 393_472], ['Sentinel Agent', 266_240, '{479CCF92-4960-B3E0-7373-BF453B467D2C}']], version: '4.18.25080.5', signaturesAt: '2026-11-21T02:11:00.000Z' }),
  securityPolicy({ MinimumPasswordAge: 1, MaximumPasswordAge: -1, MinimumPasswordLength: 14, PasswordComplexity: 1, PasswordHistorySize: 24, LockoutBadCount: 10, ResetLockoutCount: 10, LockoutDuration: 10, AllowAdministratorLockout: 1, ClearTextPassword: 0 }),
  auditPolicy('Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value', [['0CCE9215', 'Logon', 'Success and Failure', 3], ['0CCE922B', 'Process Creation', 'Success', 1], ['0CCE9227', 'Other Object Access Events', 'No Auditing', 0]]),
  logs(201_326_592, 0),
  smb({ smb1: false, signing: true, clientSigning: true, encrypt: true, shares: [] }),
  signIn({
    '{D6886603-9D2F-4EB2-B667-1971041FA96B}': { '': 'NGC Credential Provider' }, [`{D6886603-9D2F-4EB2-B667-1971041FA96B}\\${clerk}`]: { LogonCredsAvailable: 1 },
    '{44E2ED41-48C7-4712-A3C3-250C5E6D5D84}': { '': 'DuoCredProv' },
  }),
  {
    registry: {
      [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\0123456789ABCDEF`]: { TenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47', UserEmail: `${canary}@town.example` },
      [String.raw`HKLM\SOFTWARE\Microsoft\Enrollments\{1F3A6C1E-0000-4000-8000-000000000001}`]: { ProviderID: 'MS DM Server', EnrollmentState: 1, DiscoveryServiceFullURL: 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc', UPN: `${canary}@town.example` },
      [String.raw`HKLM\SOFTWARE\Duo Security\DuoCredProv`]: { Host: 'api-1.example.org', IKey: canary, SKey: canary, FailOpen: 0, RdpOnly: 0 },
      [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Provider Filters\{BD7B4D1C-9364-429c-8447-0B63346D7177}`]: { '': 'DuoCredFilter' },
      [`${policies}\\PassportForWork`]: { Enabled: 1, RequireSecurityDevice: 1 },
      [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`]: { EnableLUA: 1, ConsentPromptBehaviorAdmin: 2, PromptOnSecureDesktop: 1, FilterAdministratorToken: 1, InactivityTimeoutSecs: 900 },
      [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS`]: { BackupDirectory: 1, PasswordAgeDays: 30 },
      [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 1, NoLMHash: 1, LmCompatibilityLevel: 5, RestrictAnonymousSAM: 1, RunAsPPL: 1, 'Notification Packages': ['scecli'] },
      [`${policies}\\Windows NT\\DNSClient`]: { EnableMulticast: 0 },
      [String.raw`HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Update`]: { AllowAutoUpdate: 1, DeferQualityUpdatesPeriodInDays: 3 },
    },
    cim: {
      'root/Microsoft/Windows/DeviceGuard:Win32_DeviceGuard': [{ SecurityServicesRunning: [1, 2], UsermodeCodeIntegrityPolicyEnforcementStatus: 0 }],
    },
  },
  battery({ name: 'DELL W2C9T3B', maker: 'BYD', designed: 54_004, full: 48_807, cycles: 112 }),
  clock('NTP', 'time.windows.com,0x9'),
  printer('Front desk', { address: '192.0.2.50', driver: 'HP Universal Printing PCL 6', place: 'Town hall', shared: false }),
  programs([
    { key: '{8B2E0A10-0000-4000-8000-000000000001}', name: 'Sentinel Agent', version: '24.1.4.257', by: 'SentinelOne', on: '20260901', msi: true }, { key: '{V}', name: 'Veeam Agent for Microsoft Windows', version: '6.3.0.177', by: 'Veeam Software Group GmbH', on: '20260301', msi: true },
    { key: 'Google Chrome', name: 'Google Chrome', version: '142.0.7444.60', by: 'Google LLC', on: '20261110', bits: 32 }, { key: 'Zoom', name: 'Zoom Workplace', version: '6.5.7', by: 'Zoom', sid: clerk },
  ]),
  updates({
    waiting: [], past: [{ title: '2026-11 Cumulative Update (KB5099999)', id: 'b', operation: 1, result: 2, day: '2026-11-11' }], fixes: [['KB5099999', '11/11/2026'], ['KB5054156', '9/10/2026']], checked: '2026-11-21T04:12:00Z', installed: '2026-11-11T06:31:00Z',
  }),
  certificates,
);

export const clients: readonly RecordedMachine[] = [
  {
    name: 'windows-10-german', platform: 'windows', about: 'Windows 10 Pro in German on its own, neglected: no BitLocker, a firewall that lets all in on public networks, VNC, automatic sign-in.', answersTo: answersOfWindows(windows10),
    expected: {
      'identity.hostname': 'KASSE-2', 'identity.domain': null, 'identity.entra': null, 'os.name': 'Windows 10 Pro', 'os.version': '22H2', 'os.build': '19045.4046', 'os.channel': 'general', 'os.edition': 'Professional', 'os.role': 'workstation', 'os.architecture': 'x86_64',
      'hardware.model': 'HP EliteBook 840 G3', 'hardware.secureBoot': false, 'hardware.tpm.version': '1.2', 'encryption.volumes.mountPoint=C:.encrypted': false, 'encryption.volumes.mountPoint=C:.protected': false, 'encryption.volumes.mountPoint=E:.removable': true,
      'firewall.profiles.name=private.enabled': false, 'firewall.profiles.name=public.defaultInbound': 'accept', 'malware-protection.products.name=Microsoft Defender Antivirus.realTime': false, 'malware-protection.products.name=Microsoft Defender Antivirus.definitionsCurrent': false,
      'malware-protection.riskyExclusions': ['C:\\', String.raw`C:\Users\kasse\Downloads`], 'accounts.automaticSignIn': 'kasse', 'accounts.users.name=Gast.kind': 'guest', 'accounts.users.name=Gast.enabled': true, 'accounts.users.name=kasse.administrator': true, 'accounts.laps': null, 'accounts.administrators.name=KASSE-2\\kasse.kind': 'local-user', 'mfa.entryPoints.entry=console.state': 'absent',
      'remote-access.rdp.enabled': true, 'remote-access.rdp.nla': false, 'password-policy.minLength': 0, 'updates.automatic.installs': false, 'updates.failed.name=KB5034441.times': 2, 'protocols.smb.smb1Client': true, 'services.services.name=KassenDienst.unquotedPath': true,
    },
    gaps: {
      'password-policy': { dictionaryCheck: 'not-visible-from-here' },
      // Java of the list of programs, without the keys that tell its folder.
      software: { 'runtimes[].place': 'not-visible-from-here' },
      // The guest account is enabled: what it may do depends on rights that are not read.
      protocols: { 'shares[].guest': 'not-visible-from-here', 'smb.guestAllowed': 'not-visible-from-here' },
      'remote-access': { 'servers[].encrypted': 'not-visible-from-here' },
    },
  },
  {
    name: 'windows-11-entra', platform: 'windows', about: 'Windows 11 Pro joined to Entra ID, managed, with SentinelOne beside a passive Defender, Duo and Windows Hello.', answersTo: answersOfWindows(windows11),
    expected: {
      'identity.hostname': 'CLERK-PC-7', 'identity.entra.join': 'joined', 'identity.entra.tenantId': '72f988bf-86f1-41af-91ab-2d7cd011db47', 'identity.managedBy': ['Microsoft Intune'], 'identity.assetTag': 'TOWN-0207', 'os.name': 'Windows 11 Pro', 'os.version': '24H2', 'os.build': '26100.6899', 'os.channel': 'general',
      'hardware.tpm.version': '2.0', 'hardware.tpm.endorsedOn': '2023-04-11', 'hardware.secureBoot': true, 'hardware.secureBootCertificates': '2023', 'encryption.volumes.mountPoint=C:.protected': true, 'encryption.volumes.mountPoint=C:.method': 'bitlocker xts-aes-128', 'encryption.volumes.mountPoint=C:.protectors': ['recovery-password', 'tpm'],
      'firewall.profiles.name=public.enabled': true, 'firewall.profiles.name=public.defaultInbound': 'drop', 'malware-protection.products.name=Microsoft Defender Antivirus.state': 'passive', 'malware-protection.products.name=SentinelOne.state': 'active', 'accounts.laps.backupTo': 'entra', 'accounts.administrators.id=S-1-12-1-333-444-555-666.kind': 'entra', 'mfa.entryPoints.entry=console.state': 'enforced', 'os.edition': 'Professional', 'accounts.automaticSignIn': null,
      'remote-access.rdp.enabled': false, 'protocols.smb.smb1Client': false, 'backups.products.name=Veeam.version': '6.3.0.177', 'password-policy.minLength': 14, 'updates.pending': [], 'printers.printers.name=Front desk.address': '192.0.2.50',
    },
    // Zoom is installed for one user alone.
    gaps: { software: { 'packages[].architecture': 'not-visible-from-here' } },
  },
];
