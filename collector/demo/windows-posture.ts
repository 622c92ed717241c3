import { instantBefore } from './days.ts';
import type { Facts, Machine, Moment } from './machine.ts';

const audited = ['Logon', 'User Account Management', 'Security Group Management', 'Audit Policy Change', 'Process Creation'];

/** How a Windows machine is set up: what a group policy of the town sets, and where it does not reach. */
export function windowsPosture({ traits, release, model }: Machine, { asOf }: Moment): Facts {
  const server = release.role === 'server';
  const old = release.build === '9600';
  const weak = traits.has('weak-sharing') || old;
  const second = traits.has('second-step');
  const provider = second ? { file: 'HKLM\\SOFTWARE\\Duo Security\\DuoCredProv', line: 0, says: 'FailOpen = 0' } : { file: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\Credential Providers', line: 0, says: 'a password is enough' };
  const entry = { failsOpen: false, proof: [provider] };
  const signIn = second ? { state: 'enforced' as const, methods: ['duo'] } : { state: 'absent' as const, methods: [] };
  const remote = server || traits.has('exposed') || traits.has('no-second-step');
  const encrypted = !traits.has('unencrypted') && !server;
  return {
    'password-policy': { origin: 'domain', minLength: old ? 8 : 14, complexity: true, minClasses: null, dictionaryCheck: false, history: 24, maxAgeDays: null, minAgeDays: 1, lockoutThreshold: old ? null : 10, lockoutMinutes: 15, lockoutWindowMinutes: 15, lockoutForAdministrators: true, reversibleEncryption: false, hashScheme: 'nt', blankPasswordsOnlyAtConsole: true },
    mfa: { entryPoints: [{ entry: 'console', present: true, ...signIn, ...entry }, { entry: 'rdp', present: remote, ...signIn, ...entry }], providers: second ? [{ id: '44e2ed41-48c7-4712-a3c3-250c5e6d5d84', name: 'Duo Authentication for Windows Logon', secondStep: true, enabled: true, failsOpen: false }] : [], helloForBusiness: null, smartCardRequired: false },
    'remote-access': {
      ssh: null, rdp: { enabled: remote, nla: !old, port: 3389, securityLayer: old ? 'rdp' : 'tls', encryption: old ? 'client-compatible' : 'high', remoteAssistance: false, byPolicy: !old }, winrm: { enabled: server, basic: false, unencrypted: false, https: false }, screenSharing: null, servers: [],
      tools: [...(traits.has('remote-tool') ? [{ name: 'AnyDesk', version: '8.0.14', unattended: true }] : []), { name: 'NinjaOne', version: '9.1', unattended: true }],
    },
    firewall: {
      filtering: true, defaultInbound: 'drop', hooks: [], products: [{ name: 'windows-firewall', enabledAtBoot: true }], profiles: (['domain', 'private', 'public'] as const).map((name) => ({ name, enabled: !(weak && name === 'domain'), defaultInbound: 'drop' as const, blockAll: false, stealth: true, logsDropped: true, byPolicy: true })),
      allowed: remote ? [{ protocol: 'tcp', port: '3389', from: traits.has('exposed') ? null : '192.0.2.0/24', program: '*' }] : [],
    },
    encryption: { volumes: [{ device: '\\\\?\\Volume{windows}\\', mountPoint: 'C:', fileSystem: 'ntfs', system: true, boot: false, removable: false, encrypted, protected: encrypted, method: encrypted ? 'bitlocker xts-aes-256' : null, converting: false, protectors: encrypted ? ['recovery-password', 'tpm'] : [] }] },
    'malware-protection': protection(traits),
    hardening: {
      screenLock: { enforced: !traits.has('kiosk'), afterSeconds: 900, passwordRequired: true, by: 'InactivityTimeoutSecs' }, autorun: weak, usbStorageBlocked: false, mandatoryAccess: null, gatekeeper: null, uac: { enabled: true, prompt: 5, secureDesktop: true, builtInAdministratorFiltered: true }, smartScreen: 'warn',
      lsaProtection: !old, plainPasswordsInMemory: old, credentialGuard: !old && !server, memoryIntegrity: !old && !server, cachedSignIns: 10, powershell2: weak,
      macros: server ? [] : (['excel', 'powerpoint', 'word'] as const).map((application) => ({ application, version: '16.0', fromInternetBlocked: true, warnings: 3, users: 1 })), applicationControl: [], kernelSettings: [], bootLoaderPassword: null,
    },
    protocols: {
      smb: { server: true, smb1Server: weak, smb1Client: weak, minDialect: null, signingRequiredServer: !weak, signingRequiredClient: !weak, encryptionRequired: false, guestAllowed: false, nullSessions: false }, shares: [{ name: 'ADMIN$', guest: false, administrative: true }], nfsExports: null, llmnr: weak, mdns: true, netbios: weak, netbiosAdapters: weak ? ['Ethernet'] : [],
      wpad: weak, lmCompatibilityLevel: weak ? 3 : 5, ntlmV2Only: !weak, tls: (['tls1.0', 'tls1.1', 'tls1.2'] as const).map((protocol) => ({ protocol, server: protocol === 'tls1.2' || old, client: protocol === 'tls1.2' || old })),
      ldapServerSigning: traits.has('domain-controller') ? 'require' : null, ldapChannelBinding: traits.has('domain-controller') ? 'always' : null, ldapClientSigning: 'negotiate', snmp: null,
    },
    services: { manager: 'windows', services: ['BFE', 'EventLog', 'LanmanServer', 'Schedule', 'WinDefend'].map((name) => ({ name, title: name, start: 'automatic' as const, running: true, failed: false, account: 'LocalSystem', program: 'C:\\Windows\\System32\\svchost.exe', unquotedPath: false })), databases: traits.has('database') ? [{ product: 'sql-server', instance: 'MSSQLSERVER', version: '12.0.6024.0', edition: 'Standard Edition', start: 'automatic' }] : [] },
    certificates: { certificates: [], addedRoots: [] },
    logging: {
      services: [{ name: 'eventlog', enabled: true, running: true }], audit: { enabled: true, rules: null, locked: false }, auditPolicy: audited.slice(0, old ? 1 : audited.length).map((name, index) => ({ id: `0cce92${15 + index}-69ae-11d9-bed3-505054503030`, name, success: true, failure: true })),
      logs: [{ name: 'Security', enabled: true, maxBytes: 201_326_592, keepDays: null, whenFull: 'overwrite', persistent: true }], forwardsTo: [], powershellScriptBlocks: !old, powershellTranscripts: false, processCommandLines: !old,
    },
    time: { zone: 'Eastern Standard Time', services: [{ name: 'w32time', enabled: true, running: true }], source: 'domain', servers: [] },
    power: { ups: [], monitors: [{ name: 'windows', enabled: true, shutsDown: server }] },
    printers: { printers: server ? [] : [{ name: 'Front desk', model: 'Harbor LaserLine 400 (example)', driver: 'Universal PCL 6', address: '192.0.2.50', connection: 'network', shared: false, location: null }], spooler: !server || model.chassis !== 'virtual' },
    backups: { products: [], repositories: [], snapshots: [] },
    ...(traits.has('restored') ? { drills: { drills: [{ product: 'Veeam', location: null, kind: 'recorded', at: instantBefore(asOf, 40).slice(0, 10), result: 'passed', why: null, copyMadeAt: null, files: null, compared: null, changedSince: null, bytes: null, durationSeconds: 2_700, seed: null, what: 'The folder of council minutes', person: 'Dana Whitlock', evidenceDigest: null, note: null }] } } : {}),
  };
}

function protection(traits: Machine['traits']): NonNullable<Facts['malware-protection']> {
  const none = traits.has('no-protection');
  const alone = traits.has('unmanaged-protection');
  const defender = { name: 'Microsoft Defender Antivirus', vendor: 'Microsoft', version: '4.18.25080.5', kind: 'built-in', state: none ? 'off' : alone ? 'active' : 'passive', realTime: alone, definitionsCurrent: true, tamperProtection: !none, cloudProtection: true, managed: false, scheduled: true } as const;
  const watched = { name: 'SentinelOne', vendor: 'SentinelOne', version: '24.1.4.257', kind: 'edr', state: 'active', realTime: true, definitionsCurrent: true, tamperProtection: true, cloudProtection: true, managed: true, scheduled: true } as const;
  const other = { name: 'Shoreline Guard (example)', vendor: null, version: '3.0', kind: 'antivirus', state: 'active', scheduled: true } as const;
  return { products: traits.has('odd-product') ? [other] : none || alone ? [defender] : [defender, watched], exclusions: { paths: 0, processes: 0, extensions: 0 }, riskyExclusions: none ? ['C:\\'] : [], attackSurfaceRules: 0, networkProtection: false };
}
