import { canary } from '../recorded-machine.ts';
import type { RecordedMachine } from '../recorded-machine.ts';
import { answersOfWindows } from './answers.ts';
import { certificates } from './clients.ts';
import { disks, plain, protectedByTpm, suspended, tpm } from './disks.ts';
import { network } from './network.ts';
import { auditPolicy, clock, defender, firewall, logs, people, printer, programs, remoteDesktop, securityPolicy, serviceList, signIn, smb, updates, usualServices } from './posture.ts';
import { hardware, release } from './system.ts';
import { together } from './together.ts';

const policies = String.raw`HKLM\SOFTWARE\Policies\Microsoft`;
const local = 'S-1-5-21-3011111111-3022222222-3033333333';
const domain = 'S-1-5-21-1004336348-1177238915-682003330';
const head = 'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value';
const wbadminModule = String.raw`%SystemRoot%\System32\WindowsPowerShell\v1.0\Modules\WindowsServerBackup\WindowsServerBackup.psd1`;
const wbadminTask = String.raw`%SystemRoot%\System32\Tasks\Microsoft\Windows\Backup\Microsoft-Windows-WindowsBackup`;

/** A virtual machine of Hyper-V, as facterdb has them: "Virtual Machine" of Microsoft, a Xeon Platinum 8272CL, 16 GiB. */
const virtual = {
  manufacturer: 'Microsoft Corporation', model: 'Virtual Machine', chassis: 3, hypervisor: true, memoryBytes: 17_179_398_144, board: { manufacturer: 'Microsoft Corporation', model: 'Virtual Machine', version: '7.0', serial: '0000-0013-8730-0546-9031-4820-21' },
  firmware: { vendor: 'American Megatrends Inc.', version: '090008', on: '2018-12-07' }, graphics: { name: 'Microsoft Hyper-V Video', on: '2006-06-21' }, modules: [{ slot: 'M0', mebibytes: 16_384, type: 2, maker: 'Microsoft Corporation', part: 'None', serial: 'None' }],
  cpu: { identifier: 'Intel64 Family 6 Model 85 Stepping 7', name: 'Intel(R) Xeon(R) Platinum 8272CL CPU @ 2.60GHz', vendor: 'GenuineIntel', threads: 4, cores: 2, microcode: '00000000ffffffff' },
} as const;

/** A disk of Hyper-V. */
const virtualDisk = { number: 0, model: 'Virtual Disk', serial: '', firmware: '1.0', bytes: 136_367_309_824, bus: 10, medium: 0, starts: true } as const;
const nic = { adapter: 'Ethernet', description: 'Microsoft Hyper-V Network Adapter', device: String.raw`VMBUS\{F8615163-DF3E-46C5-913F-F2D2F965ED0E}\{9E7A}`, speed: '10000000000' } as const;

/**
 * Windows Server 2012 R2, on its own and neglected; no Security Center, no Defender, no BitLocker, Get-LocalUser unknown.
 * Sources: facterdb windows-2012 r2, wesng srv_2012r2_x64_standard_ru (fixes), handwritten/windows/wbadmin-get-versions.
 */
const server2012 = together(
  release({ host: 'FILES', product: 'Windows Server 2012 R2 Standard', edition: 'ServerStandard', type: 'Server', role: 'ServerNT', build: '9600', revision: 20_778, installed: 1_400_000_000, firmware: 1, zone: 'Central Standard Time', features: ['SMB1Protocol', 'MicrosoftWindowsPowerShellV2', 'File-Services', 'WindowsServerBackup'] }),
  hardware({ ...virtual, serial: '0000-0013-8730-0546-9031-4820-21', uuid: 'C086D0F8-C4AC-42A5-8FA6-C37C9145DAAB', role: 2, domain: null }),
  disks([{ ...virtualDisk, volumes: [{ id: 'start', kind: 'data', fileSystem: 'NTFS' }, { id: 'windows', kind: 'data', letter: 'C', fileSystem: 'NTFS', bytes: 136_000_000_000, freeBytes: 3_000_000_000 }] }], { bitLocker: false }),
  network({ ...nic, host: 'FILES', domain: '', mac: '000D3A7EEFDA', address: '192.0.2.14', router: '192.0.2.1', dns: ['192.0.2.1'], dhcp: false, netBios: 1, tcp: [[135, 'svchost.exe'], [139, 'System'], [445, 'System'], [1433, 'sqlservr.exe'], [3389, 'svchost.exe'], [5985, 'System']], udp: [[137, 'System'], [1434, 'sqlbrowser.exe']] }),
  serviceList([...usualServices, ['TermService manual running'], ['WinRM auto running'], ['MSSQLSERVER auto running'], ['SNMP auto running'], ['tvnserver auto running', { path: String.raw`"C:\Program Files\TightVNC\tvnserver.exe" -service` }], ['mrxsmb10 auto running'],
    ['RadminUpdate auto stopped', { path: `C:\\Program Files\\Radmin Update\\upd.exe -key ${canary}`, account: '.\\svc-radmin' }]]),
  firewall({ domain: { on: 0 }, private: { on: 0 }, public: { on: 0 } }, { RDP: 'v2.22|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|', Odd: 'v2.22|nonsense' }),
  people({
    machine: local, host: 'FILES', old: true, automaticSignIn: 'Administrator',
    users: [{ name: 'Administrator', rid: 500, set: '2019-02-11T00:00:00.000Z', about: 'Built-in account for administering the computer/domain' }, { name: 'Guest', rid: 501, required: false }, { name: 'scan', rid: 1004, set: '2016-05-02T00:00:00.000Z', about: `copier, password ${canary}` }],
    administrators: [{ path: 'WinNT://WORKGROUP/FILES/Administrator', sid: `${local}-500`, class: 'User' }, { path: 'WinNT://WORKGROUP/FILES/scan', sid: `${local}-1004`, class: 'User' }, { path: `WinNT://${domain}-1184`, sid: `${domain}-1184`, class: 'User' }],
    profiles: [{ folder: 'Administrator', sid: `${local}-500`, loaded: true }],
  }),
  remoteDesktop({ deny: 0, nla: 0, layer: 1, level: 2 }),
  { registry: { [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTP`]: { Port: 5985, enabled: 1 }, [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Service`]: { auth_basic: 1, allow_unencrypted: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\SNMP\Parameters\ValidCommunities`]: { public: 4, [canary]: 8 }, [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 1, NoLMHash: 1, 'Notification Packages': ['rassfm', 'scecli'], LmCompatibilityLevel: 1 },
    [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL`]: { MSSQLSERVER: 'MSSQL11.MSSQLSERVER' }, [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.MSSQLSERVER\Setup`]: { Version: '11.3.6020.0', PatchLevel: '11.4.7001.0', Edition: 'Standard Edition' } },
    powershell: { communities: [{ common: true, rights: 4 }, { common: false, rights: 8 }], summary: { LastSuccessfulBackupTime: '2024-03-02T03:00:00.000Z', LastSuccessfulBackupTargetPath: String.raw`\\nas\backup` } }, files: { [wbadminModule]: '', [wbadminTask]: '' },
    commands: { 'wbadmin.exe': ['wbadmin 1.0 - Backup command-line tool', '(C) Copyright Microsoft Corporation. All rights reserved.', '', 'Backup time: 3/1/2024 9:00 PM', String.raw`Backup target: Network Share labeled \\nas\backup`, 'Version identifier: 03/02/2024-03:00', 'Can recover: Volume(s), File(s), Application(s)', ''].join('\r\n') } },
  securityPolicy({ MinimumPasswordAge: 0, MaximumPasswordAge: 42, MinimumPasswordLength: 0, PasswordComplexity: 0, PasswordHistorySize: 0, LockoutBadCount: 0, ClearTextPassword: 1 }),
  auditPolicy(head, [['0CCE9215', 'Logon', 'Success', 1]]), logs(20_971_520, 4_294_967_295), smb({ smb1: true, signing: false, clientSigning: false, encrypt: false, shares: ['Everyone', 'Scans'] }), signIn(), clock('NTP', 'time.nist.gov,0x9'), certificates,
  programs([{ key: 'Microsoft SQL Server 11', name: 'Microsoft SQL Server 2012 (64-bit)', version: '11.4.7001.0', by: 'Microsoft Corporation', on: '20140601' }, { key: '{TVNC}', name: 'TightVNC', version: '2.7.10.0', by: 'GlavSoft LLC.', on: '20140602', msi: true }]),
  updates({ waiting: [], fixes: [['KB2919355', '6/1/2014'], ['KB2919442', '6/1/2014'], ['KB2999226', null]], checked: '2023-10-11T04:12:00Z', installed: '2023-10-11T06:31:00Z', automatic: { AUOptions: 2 } }),
);

/** Windows Server 2016 as an iron server with BitLocker suspended and Datto; kept half-heartedly. Sources: wesng srv_2016_1607, facterdb windows-2016. */
const server2016 = together(
  release({ host: 'SQL16', product: 'Windows Server 2016 Datacenter', edition: 'ServerDatacenter', type: 'Server', role: 'ServerNT', build: '14393', revision: 7428, installed: 1_520_048_968, firmware: 2, secureBoot: 1, zone: 'Central Standard Time', features: ['SMB1Protocol', 'SMB1Protocol-Server', 'File-Services', 'IIS-WebServerRole'] }),
  hardware({
    manufacturer: 'Dell Inc.', model: 'PowerEdge R640', serial: 'H2K4PQ2', uuid: '4C4C4544-0032-4B10-8034-C8C04F505132', sku: 'SKU=NotProvided;ModelName=PowerEdge R640', chassis: 23, role: 3, domain: 'town.example', hypervisor: false, memoryBytes: 68_417_003_520,
    board: { manufacturer: 'Dell Inc.', model: '0W23H8', version: 'A01', serial: '.H2K4PQ2.CNIVC0079J0142.' }, firmware: { vendor: 'Dell Inc.', version: '1.4.9', on: '2018-06-29' }, graphics: { name: 'Microsoft Basic Display Adapter', on: '2006-06-21' },
    cpu: { identifier: 'Intel64 Family 6 Model 85 Stepping 4', name: 'Intel(R) Xeon(R) Silver 4110 CPU @ 2.10GHz', vendor: 'GenuineIntel', threads: 16, cores: 8, microcode: '0000000044000002' }, modules: [{ slot: 'A1', mebibytes: 32_768, type: 0x1a, maker: '00AD00B300AD', part: 'HMA84GR7AFR4N-VK', serial: '92A1B2C3' }, { slot: 'A2', mebibytes: 32_768, type: 0x1a, maker: '00AD00B300AD', part: 'HMA84GR7AFR4N-VK', serial: '92A1B2C4' }],
  }),
  tpm({ maker: 1_229_346_816, specification: '2.0, 0, 1.38' }),
  disks([{ number: 0, model: 'DELL PERC H740P Mini', serial: '00a1b2c3d4e5f60722001d1c8be0386d', firmware: '5.13', bytes: 959_656_755_200, bus: 8, medium: 0, starts: true, volumes: [{ id: 'efi', kind: 'efi', fileSystem: 'FAT32' }, { id: 'windows', kind: 'data', letter: 'C', fileSystem: 'NTFS', bytes: 200_000_000_000, freeBytes: 90_000_000_000, bitLocker: suspended }, { id: 'data', kind: 'data', letter: 'D', fileSystem: 'ReFS', bytes: 700_000_000_000, freeBytes: 60_000_000_000, bitLocker: plain }] }]),
  network({ host: 'SQL16', domain: 'town.example', adapter: 'NIC1', description: 'Broadcom NetXtreme Gigabit Ethernet', mac: 'D094660A1B2C', device: String.raw`PCI\VEN_14E4&DEV_165F\0000D094660A1B2C00`, address: '192.0.2.16', router: '192.0.2.1', dns: ['192.0.2.10'], dhcp: false, speed: '1000000000', netBios: 0, tcp: [[80, 'System'], [445, 'System'], [1433, 'sqlservr.exe'], [3389, 'svchost.exe']], udp: [] }),
  serviceList([...usualServices, ['WinDefend auto running'], ['TermService manual running'], ['WinRM auto running'], ['MSSQL$LEDGER auto running'], ['DattoBackupAgentService auto running'], ['LTService auto running'], ['BDESVC manual running']]),
  firewall({ domain: { on: 1, inbound: 1 }, private: { on: 1, inbound: 1 }, public: { on: 1, inbound: 1 } }, { SQL: String.raw`v2.26|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|LPort=1433|RA4=LocalSubnet|App=C:\Program Files\Microsoft SQL Server\sqlservr.exe|` }),
  people({
    machine: local, host: 'SQL16', users: [{ name: 'Administrator', rid: 500, set: '2018-03-03T00:00:00.000Z', last: '2026-08-01T10:00:00.000Z' }, { name: 'Guest', rid: 501, disabled: true, required: false }, { name: 'DefaultAccount', rid: 503, disabled: true, required: false }],
    administrators: [{ path: 'WinNT://TOWN/SQL16/Administrator', sid: `${local}-500`, class: 'User' }, { path: 'WinNT://TOWN/Domain Admins', sid: `${domain}-512`, class: 'Group' }], profiles: [{ folder: 'Administrator', sid: `${local}-500` }, { folder: 'svc-sql', sid: `${domain}-1190`, loaded: true }],
  }),
  remoteDesktop({ deny: 0, nla: 1, layer: 2, level: 3 }),
  { registry: { [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTP`]: { Port: 5985, enabled: 1 }, [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 1, NoLMHash: 1, 'Notification Packages': ['rassfm', 'scecli'] },
    [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL`]: { LEDGER: 'MSSQL13.LEDGER' }, [String.raw`HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.LEDGER\Setup`]: { Version: '13.2.5026.0', PatchLevel: '13.3.6300.2', Edition: 'Express Edition' },
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending`]: {} }, commands: { 'wbadmin.exe': 'wbadmin 1.0 - Backup command-line tool\r\n\r\nERROR - No backups were found.\r\n' } },
  defender({ mode: 'Normal', realTime: true, old: false, tamper: false, exclusions: [String.raw`D:\SQL`], version: '4.18.25080.5', signaturesAt: '2026-11-21T02:11:00.000Z' }),
  securityPolicy({ MinimumPasswordAge: 1, MaximumPasswordAge: 90, MinimumPasswordLength: 8, PasswordComplexity: 1, PasswordHistorySize: 24, LockoutBadCount: 5, ResetLockoutCount: 30, LockoutDuration: -1, ClearTextPassword: 0 }),
  auditPolicy(head, [['0CCE9215', 'Logon', 'Success and Failure', 3]]), logs(20_971_520, 0), smb({ smb1: true, signing: false, clientSigning: false, encrypt: false, shares: ['Ledger'] }), signIn(), clock('NT5DS', 'time.windows.com,0x8'), certificates,
  programs([{ key: 'Datto', name: 'Datto Windows Agent', version: '2.12.0.0', by: 'Datto Inc.', on: '20230401' }, { key: '{LT}', name: 'ConnectWise Automate Agent', version: '230.88', by: 'ConnectWise', on: '20230401', msi: true, bits: 32 }]),
  updates({ waiting: [{ title: '2026-11 Cumulative Update for Windows Server 2016 (KB5100001)', numbers: ['5100001'], severity: 'Important', day: '2026-11-10' }], fixes: [['KB5041773', '8/14/2024']], checked: '2026-11-21T04:12:00Z', installed: '2024-08-14T06:31:00Z', policy: { WUServer: `https://wsus:${canary}@wsus.town.example:8531` }, automatic: { UseWUServer: 1, AUOptions: 3 } }),
);

/** Windows Server 2019 as domain controller, well kept: its users are those of the directory. Sources: handwritten/ad, net-accounts.hardened-dc, glpi windows-hyperV-2019. */
const controller2019 = together(
  release({ host: 'DC1', product: 'Windows Server 2019 Standard', edition: 'ServerStandard', type: 'Server', role: 'LanmanNT', display: '1809', build: '17763', revision: 7919, installed: 1_560_000_000, firmware: 2, secureBoot: 1, zone: 'Central Standard Time', features: ['DirectoryServices-DomainController', 'DNS-Server-Full-Role', 'BitLocker', 'WindowsServerBackup'] }),
  hardware({ ...virtual, serial: '0000-0004-6054-4044-0234-4300-81', uuid: '3FE9CFAE-0264-4E81-B722-29D5F9026CD8', role: 5, domain: 'town.example' }),
  tpm({ maker: 1_297_303_124, specification: '2.0, 0, 1.16' }),
  disks([{ ...virtualDisk, volumes: [{ id: 'efi', kind: 'efi', fileSystem: 'FAT32' }, { id: 'windows', kind: 'data', letter: 'C', fileSystem: 'NTFS', bytes: 136_000_000_000, freeBytes: 80_000_000_000, bitLocker: protectedByTpm }] }]),
  network({ ...nic, host: 'DC1', domain: 'town.example', mac: '00155D0A0B0C', address: '192.0.2.10', router: '192.0.2.1', dns: ['127.0.0.1', '192.0.2.11'], dhcp: false, netBios: 2, tcp: [[53, 'dns.exe'], [88, 'lsass.exe'], [389, 'lsass.exe'], [445, 'System'], [636, 'lsass.exe']], udp: [[53, 'dns.exe'], [88, 'lsass.exe'], [123, 'svchost.exe']] }),
  serviceList([...usualServices, ['NTDS auto running'], ['DNS auto running'], ['Kdc auto running'], ['WinDefend auto running'], ['Sense auto running'], ['TermService manual running'], ['WinRM auto running'], ['BDESVC manual running']]),
  firewall({ domain: { on: 1, inbound: 1, logs: 1 }, private: { on: 1, inbound: 1, logs: 1 }, public: { on: 1, inbound: 1, logs: 1 } }, { 'ADDS-LDAP-TCP-In': String.raw`v2.29|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=389|App=%systemroot%\System32\lsass.exe|Name=@FirewallAPI.dll,-37601|` }),
  people({
    machine: domain, host: 'DC1', users: [],
    administrators: [{ path: 'WinNT://TOWN/Administrator', sid: `${domain}-500`, class: 'User' }, { path: 'WinNT://TOWN/Domain Admins', sid: `${domain}-512`, class: 'Group' }, { path: 'WinNT://TOWN/Enterprise Admins', sid: `${domain}-519`, class: 'Group' }], profiles: [{ folder: 'Administrator', sid: `${domain}-500`, loaded: true }],
  }),
  remoteDesktop({ deny: 0, nla: 1, layer: 2, level: 3, policy: { fDenyTSConnections: 0, UserAuthentication: 1, SecurityLayer: 2, MinEncryptionLevel: 3 } }),
  { registry: {
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\NTDS\Parameters`]: { LDAPServerIntegrity: 2, LdapEnforceChannelBinding: 2 }, [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\LDAP`]: { LDAPClientIntegrity: 2 }, [String.raw`HKLM\SOFTWARE\Microsoft\Windows Advanced Threat Protection\Status`]: { OnboardingState: 1 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 1, NoLMHash: 1, LmCompatibilityLevel: 5, 'Notification Packages': ['rassfm', 'scecli'], RunAsPPL: 1 }, [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTP`]: { Port: 5985, enabled: 1 },
    [`${policies}\\Windows\\EventLog\\EventForwarding\\SubscriptionManager`]: { '1': 'Server=https://collector.town.example:5986/wsman/SubscriptionManager/WEC,Refresh=60' }, [`${policies}\\Windows\\PowerShell\\ScriptBlockLogging`]: { EnableScriptBlockLogging: 1 }, [`${policies}\\Windows NT\\DNSClient`]: { EnableMulticast: 0 },
  }, cim: { 'root/rsop/computer:RSOP_SecuritySettingNumeric': [{ KeyName: 'MinimumPasswordLength', GPOID: 'CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=town,DC=example' }] },
  files: { [wbadminModule]: '', [wbadminTask]: '' }, powershell: { summary: { LastSuccessfulBackupTime: '2026-11-21T03:00:00.000Z', LastSuccessfulBackupTargetPath: String.raw`\\nas\dc1` } },
  commands: { 'wbadmin.exe': ['wbadmin 1.0 - Backup command-line tool', '', 'Backup time: 11/19/2026 9:00 PM', String.raw`Backup target: Network Share labeled \\nas\dc1`, 'Version identifier: 11/20/2026-03:00', '', 'Backup time: 11/20/2026 9:00 PM', 'Version identifier: 11/21/2026-03:00', ''].join('\r\n') } },
  defender({ mode: 'Normal', realTime: true, old: false, tamper: true, version: '4.18.25080.5', signaturesAt: '2026-11-21T02:11:00.000Z' }),
  securityPolicy({ MinimumPasswordAge: 1, MaximumPasswordAge: 365, MinimumPasswordLength: 14, PasswordComplexity: 1, PasswordHistorySize: 24, LockoutBadCount: 5, ResetLockoutCount: 15, LockoutDuration: 15, ClearTextPassword: 0 }),
  auditPolicy(head, [['0CCE9215', 'Logon', 'Success and Failure', 3], ['0CCE923B', 'Directory Service Access', 'Success and Failure', 3]]), logs(1_073_741_824, 0), smb({ smb1: false, signing: true, clientSigning: true, encrypt: false, shares: ['NETLOGON', 'SYSVOL'] }), signIn(), clock('NTP', '0.us.pool.ntp.org,0x8 time.nist.gov,0x8'), certificates,
  programs([{ key: '{ADC}', name: 'Microsoft Azure AD Connect Agent', version: '1.1.0', by: 'Microsoft Corporation', on: '20240101', msi: true }]),
  updates({ waiting: [], fixes: [['KB5068791', '11/12/2026']], checked: '2026-11-21T04:12:00Z', installed: '2026-11-12T06:31:00Z', automatic: { AUOptions: 4 } }),
);

/** Windows Server 2022 Core, a print and file server in the domain, well kept. Sources: facterdb windows-2022-core, wesng srv_2022. */
const server2022 = together(
  release({ host: 'CORE22', product: 'Windows Server 2022 Datacenter', edition: 'ServerDatacenter', type: 'Server Core', role: 'ServerNT', display: '21H2', build: '20348', revision: 4405, installed: 1_633_104_934, firmware: 2, secureBoot: 1, zone: 'Central Standard Time', features: ['File-Services', 'Printing-Server-Role'] }),
  hardware({ ...virtual, serial: '0000-0016-2402-1513-2902-2780-50', uuid: 'E160D59E-7890-43A2-AF45-C58C5508965E', role: 3, domain: 'town.example' }),
  tpm({ maker: 1_297_303_124, specification: '2.0, 0, 1.38' }),
  disks([{ ...virtualDisk, volumes: [{ id: 'efi', kind: 'efi', fileSystem: 'FAT32' }, { id: 'windows', kind: 'data', letter: 'C', fileSystem: 'NTFS', bytes: 136_000_000_000, freeBytes: 100_000_000_000 }] }], { bitLocker: false }),
  network({ ...nic, host: 'CORE22', domain: 'town.example', mac: '6045BDD018BD', address: '192.0.2.22', router: '192.0.2.1', dns: ['192.0.2.10'], dhcp: false, netBios: 2, tcp: [[445, 'System'], [5986, 'System']], udp: [] }),
  serviceList([...usualServices, ['WinDefend auto running'], ['TermService manual stopped'], ['WinRM auto running'], ['sshd auto running', { path: String.raw`C:\Windows\System32\OpenSSH\sshd.exe` }], ['CSFalconService auto running'], ['VeeamBackupSvc auto running']]),
  firewall({ domain: { on: 1, inbound: 1, logs: 1 }, private: { on: 1, inbound: 1, logs: 1 }, public: { on: 1, inbound: 1, logs: 1 } }, { 'OpenSSH-Server-In-TCP': String.raw`v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=22|RA4=192.0.2.0/255.255.255.0|App=%SystemRoot%\system32\OpenSSH\sshd.exe|` }),
  people({
    machine: local, host: 'CORE22', users: [{ name: 'Administrator', rid: 500, disabled: true, set: '2026-11-01T00:00:00.000Z', ends: '2026-12-01T00:00:00.000Z' }, { name: 'Guest', rid: 501, disabled: true, required: false }],
    administrators: [{ path: 'WinNT://TOWN/CORE22/Administrator', sid: `${local}-500`, class: 'User' }, { path: 'WinNT://TOWN/Domain Admins', sid: `${domain}-512`, class: 'Group' }], profiles: [{ folder: 'ops', sid: `${domain}-1101` }],
  }),
  remoteDesktop({ deny: 1, nla: 1, layer: 2, level: 3 }),
  { registry: {
    [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTPS`]: { Port: 5986, enabled: 1, certThumbprint: '00' }, [String.raw`HKLM\SOFTWARE\Microsoft\Policies\LAPS`]: {}, [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS`]: { BackupDirectory: 2, PasswordAgeDays: 30 },
    [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa`]: { LimitBlankPasswordUse: 1, NoLMHash: 1, LmCompatibilityLevel: 5, 'Notification Packages': ['rassfm', 'scecli'] },
  }, files: { [String.raw`%ProgramData%\ssh\sshd_config`]: 'PasswordAuthentication no\r\nMatch Group administrators\r\n       AuthorizedKeysFile __PROGRAMDATA__/ssh/administrators_authorized_keys\r\n', [String.raw`%ProgramData%\ssh\administrators_authorized_keys`]: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${canary} ops\n` },
  commands: { 'wbadmin.exe': { state: 'absent' } } },
  defender({ mode: 'Passive', realTime: false, old: false, tamper: true, version: '4.18.25080.5', signaturesAt: '2026-11-21T02:11:00.000Z' }),
  securityPolicy({ MinimumPasswordAge: 1, MaximumPasswordAge: 365, MinimumPasswordLength: 14, PasswordComplexity: 1, PasswordHistorySize: 24, LockoutBadCount: 5, ResetLockoutCount: 15, LockoutDuration: 15, ClearTextPassword: 0 }),
  auditPolicy(head, [['0CCE9215', 'Logon', 'Success and Failure', 3]]), logs(201_326_592, 0), smb({ smb1: false, signing: true, clientSigning: true, encrypt: true, shares: ['Departments', 'print$'] }), signIn(), clock('NT5DS', 'time.windows.com,0x8'), certificates,
  printer('Copier', { address: '192.0.2.60', driver: 'KONICA MINOLTA Universal PCL', place: 'First floor', shared: true }),
  programs([{ key: '{CS}', name: 'CrowdStrike Windows Sensor', version: '7.20.19011.0', by: 'CrowdStrike, Inc.', on: '20260601', msi: true }, { key: '{VB}', name: 'Veeam Backup & Replication Server', version: '12.3.1.1139', by: 'Veeam Software Group GmbH', on: '20260601', msi: true }]),
  updates({ waiting: [], fixes: [['KB5068787', '11/12/2026']], checked: '2026-11-21T04:12:00Z', installed: '2026-11-12T06:31:00Z', automatic: { AUOptions: 4 } }),
);

export const servers: readonly RecordedMachine[] = [
  {
    name: 'windows-server-2012-r2', platform: 'windows', about: 'A neglected file and database server: firewall off, SMB 1, VNC, SNMP, automatic sign-in, an old backup.', answersTo: answersOfWindows(server2012),
    expected: {
      'os.name': 'Windows Server 2012 R2 Standard', 'os.product': 'windows-server', 'os.build': '9600.20778', 'os.edition': 'ServerStandard', 'os.channel': 'ltsc', 'os.role': 'server', 'hardware.virtualization': 'hyper-v', 'hardware.secureBoot': null, 'encryption.volumes.mountPoint=C:.encrypted': false,
      'accounts.administrators.id=S-1-5-21-1004336348-1177238915-682003330-1184.kind': 'unknown', 'firewall.profiles.name=domain.enabled': false, 'accounts.automaticSignIn': 'Administrator', 'accounts.users.name=Administrator.passwordChangedOn': '2019-02-11', 'remote-access.rdp.nla': false, 'protocols.smb.smb1Client': true, 'backups.repositories.product=Windows Server Backup.newestCopyAt': '2024-03-02T03:00:00Z', 'backups.repositories.product=Windows Server Backup.where': 'network',
    },
    gaps: {
      // Windows before 10 has no Get-LocalUser.
      accounts: { 'users[].enabled': 'tool-missing', 'users[].expiresOn': 'tool-missing', 'users[].passwordChangedOn': 'tool-missing' },
      // One rule is torn on purpose.
      firewall: { allowed: 'unreadable' },
      'malware-protection': { exclusions: 'not-visible-from-here', riskyExclusions: 'not-visible-from-here' },
      protocols: { 'shares[].guest': 'not-visible-from-here', 'smb.guestAllowed': 'not-visible-from-here' },
    },
  },
  {
    name: 'windows-server-2016', platform: 'windows', about: 'An iron database server in the domain with BitLocker suspended, updates waiting for a WSUS and a restart pending.', answersTo: answersOfWindows(server2016),
    expected: {
      'os.name': 'Windows Server 2016 Datacenter', 'os.build': '14393.7428', 'os.edition': 'ServerDatacenter', 'os.channel': 'ltsc', 'accounts.administrators.id=S-1-5-21-1004336348-1177238915-682003330-512.kind': 'domain-group', 'protocols.smb.smb1Server': true, 'os.rebootRequired': true, 'identity.domain': 'town.example', 'encryption.volumes.mountPoint=C:.encrypted': true, 'encryption.volumes.mountPoint=C:.protected': false, 'encryption.volumes.mountPoint=D:.encrypted': false, 'firewall.profiles.name=domain.enabled': true,
      'remote-access.rdp.nla': true, 'updates.automatic.server': 'https://wsus.town.example:8531', 'updates.pending.name=KB5100001.security': true, 'backups.products.name=Datto.version': '2.12.0.0', 'malware-protection.products.name=Microsoft Defender Antivirus.state': 'active', 'password-policy.minLength': 8,
    },
    gaps: {
      hardware: { secureBootCertificates: 'not-visible-from-here' }, 'password-policy': { origin: 'not-visible-from-here' }, protocols: { mdns: 'not-visible-from-here' },
      updates: { 'automatic.allOrigins': 'not-visible-from-here', 'automatic.installs': 'not-visible-from-here' },
    },
  },
  {
    name: 'windows-server-2019-controller', platform: 'windows', about: 'A well-kept domain controller: LDAP signing, Defender for Endpoint, nightly system state on the network.', answersTo: answersOfWindows(controller2019),
    expected: {
      'os.name': 'Windows Server 2019 Standard', 'os.role': 'domain-controller', 'os.build': '17763.7919', 'identity.domain': 'town.example', 'encryption.volumes.mountPoint=C:.protected': true, 'protocols.ldapServerSigning': 'require', 'protocols.smb.smb1Server': false, 'remote-access.rdp.nla': true, 'remote-access.rdp.byPolicy': true,
      'backups.repositories.product=Windows Server Backup.newestCopyAt': '2026-11-21T03:00:00Z', 'malware-protection.products.name=Microsoft Defender Antivirus.state': 'active', 'password-policy.minLength': 14,
    },
    gaps: {
      accounts: { users: 'not-visible-from-here', 'administrators[].kind': 'not-visible-from-here' }, hardware: { secureBootCertificates: 'not-visible-from-here' }, 'malware-protection': { 'products[].version': 'not-visible-from-here' },
      protocols: { 'shares[].guest': 'not-visible-from-here', 'smb.guestAllowed': 'not-visible-from-here', 'smb.nullSessions': 'not-visible-from-here' },
    },
  },
  {
    name: 'windows-server-2022-core', platform: 'windows', about: 'A well-kept server without a desktop: CrowdStrike beside a passive Defender, OpenSSH with keys only, Veeam.', answersTo: answersOfWindows(server2022),
    expected: {
      'os.name': 'Windows Server 2022 Datacenter', 'os.version': '21H2', 'os.build': '20348.4405', 'os.role': 'server', 'remote-access.rdp.enabled': false, 'remote-access.ssh.passwordAuthentication': false, 'remote-access.winrm.https': true, 'malware-protection.products.name=Microsoft Defender Antivirus.state': 'passive',
      'accounts.laps.backupTo': 'active-directory', 'malware-protection.products.name=CrowdStrike Falcon.state': 'active', 'accounts.users.name=Administrator.enabled': false, 'protocols.smb.encryptionRequired': true, 'printers.printers.name=Copier.shared': true, 'backups.products.name=Veeam.version': '12.3.1.1139',
    },
    gaps: {
      accounts: { 'users[].authorizedKeys': 'not-visible-from-here' }, hardware: { secureBootCertificates: 'not-visible-from-here' }, 'password-policy': { origin: 'not-visible-from-here' },
      // Nobody is signed in whose settings could be read.
      hardening: { macros: 'not-visible-from-here' }, protocols: { wpad: 'not-visible-from-here' }, 'remote-access': { 'ssh.permitRootLogin': 'not-this-platform', 'ssh.version': 'not-visible-from-here', 'ssh.weakAlgorithms': 'not-visible-from-here' },
    },
  },
];
