import type { Protocols } from '../../../wire/sections/protocols.ts';
import { cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { byRelease, decidedBy, firstSet, known, mapped, numberSet, orElse, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hklm, hku, keysOf, registryBytes } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { builds, buildOf, directorySetting, isController, releaseSources } from '../../host/windows-release.ts';
import { serviceNamed, servicesOf, serviceSources, startsItself } from '../../host/windows-services.ts';
import type { WindowsServices } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { lmLevel, ntlmV2Only, sharesOf, smb, smbSources } from './windows-smb.ts';
import { tlsOf, tlsSources } from './windows-tls.ts';

const sources = {
  ...smbSources,
  ...tlsSources,
  ...serviceSources,
  ...releaseSources,
  /** DnsClient.admx: EnableMulticast is LLMNR. */
  dnsPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows NT\DNSClient`, ['EnableMulticast', 'EnableMDNS']),
  dnsCache: hklm(String.raw`SYSTEM\CurrentControlSet\Services\Dnscache\Parameters`, ['EnableMDNS']),
  adapters: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_NetworkAdapterConfiguration', properties: ['Description', 'TcpipNetbiosOptions'], filter: 'IPEnabled = TRUE' },
  wpad: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp`, ['DisableWpad']),
  proxies: hku(String.raw`*\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections`, ['DefaultConnectionSettings']),
  ldapClient: hklm(String.raw`SYSTEM\CurrentControlSet\Services\LDAP`, ['LDAPClientIntegrity']),
  /**
   * Names of communities are passwords: only whether one is of those that everybody tries, and what it allows, leaves the
   * computer's registry. The service keeps names as names of values, its policy as values that only read.
   */
  communities: {
    kind: 'powershell',
    script: String.raw`
foreach ($at in @('HKLM:\SYSTEM\CurrentControlSet\Services\SNMP\Parameters\ValidCommunities', 'HKLM:\SOFTWARE\Policies\SNMP\Parameters\ValidCommunities')) {
  if (Test-Path -LiteralPath $at) {
    $key = Get-Item -LiteralPath $at
    foreach ($name in $key.Property) {
      $rights = $key.GetValue($name)
      $community = $name
      if ($rights -is [string]) {
        $community = $rights
        $rights = 4
      }
      @{ common = (@('public', 'private') -contains $community); rights = $rights }
    }
  }
}`,
  },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const windows: PlatformFact<Protocols> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Protocols> {
  const at = look(answers, sources);
  const services = servicesOf(at);
  const adapters = netbiosAdapters(at);
  return {
    data: {
      smb: smb(at, services),
      shares: sharesOf(at),
      nfsExports: tell(at, 'nfsExports', decidedBy(serviceNamed(services, 'NfsService'), (service) => (service === null ? null : undefined), { reason: 'not-visible-from-here', detail: 'folders of the NFS server are not counted' })),
      llmnr: tell(at, 'llmnr', mapped(orElse(numberSet(at, 'dnsPolicy', 'EnableMulticast'), known(1)), (number) => number !== 0)),
      mdns: tell(at, 'mdns', mdns(at)),
      netbios: tell(at, 'netbios', mapped(adapters, (names) => names.length > 0)),
      netbiosAdapters: tell(at, 'netbiosAdapters', adapters),
      wpad: tell(at, 'wpad', wpad(at, services)),
      lmCompatibilityLevel: tell(at, 'lmCompatibilityLevel', lmLevel(at)),
      ntlmV2Only: tell(at, 'ntlmV2Only', ntlmV2Only(at)),
      tls: tlsOf(at),
      ...ldap(at),
      snmp: snmp(at, services),
    },
    missing: at.missing(),
  };
}

/** Windows 10 1703 and later ask by multicast DNS unless it is switched off; Windows 8.1 and earlier cannot. */
function mdns(at: At): Known<boolean> {
  const set = firstSet(numberSet(at, 'dnsPolicy', 'EnableMDNS'), numberSet(at, 'dnsCache', 'EnableMDNS'));
  const usual = byRelease(buildOf(at), (build) => (build >= builds.v1703 ? 1 : build < builds.windows10 ? 0 : undefined), 'which early Windows 10 asks by multicast DNS');
  return mapped(orElse(set, usual), (number) => number !== 0);
}

/** TcpipNetbiosOptions: 0 as DHCP says, which is on unless it says no, 1 on, 2 off. */
function netbiosAdapters(at: At): Known<string[]> {
  const { list, why } = instancesOf(at, 'adapters');
  if (!list) return why ? { why } : known([]);
  const states = list.map((instance) => ({ name: cimText(instance('Description'), 64), option: cimNumber(instance('TcpipNetbiosOptions')) }));
  if (states.some(({ name, option }) => typeof name !== 'string' || typeof option !== 'number' || option > 2)) return { why: { reason: 'unreadable', detail: 'TcpipNetbiosOptions' } };
  return known(sortedSet(states.flatMap(({ name, option }) => (option === 2 || typeof name !== 'string' ? [] : [name]))));
}

/**
 * Off for the whole computer by DisableWpad, or with the service that looks; else as each user has it: bit 3 of the ninth
 * byte of DefaultConnectionSettings is "automatically detect settings".
 */
function wpad(at: At, services: WindowsServices): Known<boolean> {
  const service = serviceNamed(services, 'WinHttpAutoProxySvc');
  if (service.value === null || service.value?.start === 'disabled') return known(false);
  const off = mapped(orElse(numberSet(at, 'wpad', 'DisableWpad'), known(0)), (number) => number === 1);
  if (off.why || off.value) return mapped(off, (is) => !is);
  const { keys, why } = keysOf(at, 'proxies');
  const bytes = keys.filter(({ path }) => isOfPerson(path)).map((key) => registryBytes(key.value('DefaultConnectionSettings')));
  const flags = bytes.map((settings) => (settings && settings.length > 8 ? (settings.readUInt8(8) & 8) !== 0 : undefined));
  if (flags.includes(true)) return known(true);
  if (why ?? service.why) return { why: (why ?? service.why)! };
  return flags.length > 0 && flags.every((flag) => flag === false) ? known(false) : { why: { reason: 'not-visible-from-here', detail: 'no user is signed in whose settings could be read' } };
}

function isOfPerson(path: string): boolean {
  return /^HKU\\S-1-(?:5-21|12-1)-[\d-]+\\/i.test(path);
}

/** LDAP: what a domain controller demands, by the settings of its directory service, and what a client asks for. */
function ldap(at: At): Pick<Protocols, 'ldapServerSigning' | 'ldapChannelBinding' | 'ldapClientSigning'> {
  const controller = isController(at);
  const ofController = <T>(name: 'LDAPServerIntegrity' | 'LdapEnforceChannelBinding', words: Readonly<Record<number, T>>): Known<T | null> => {
    if (controller.why) return controller;
    if (!controller.value) return known(null);
    const usual = byRelease(buildOf(at), (build) => (build < builds.v24h2 ? 0 : undefined), `the default of ${name} on Windows Server 2025`);
    return mapped(orElse(directorySetting(at, name), usual), (number) => words[number], name);
  };
  return {
    ldapServerSigning: tell(at, 'ldapServerSigning', ofController('LDAPServerIntegrity', { 0: 'none', 1: 'none', 2: 'require' } as const)),
    ldapChannelBinding: tell(at, 'ldapChannelBinding', ofController('LdapEnforceChannelBinding', { 0: 'never', 1: 'when-supported', 2: 'always' } as const)),
    ldapClientSigning: tell(at, 'ldapClientSigning', mapped(orElse(numberSet(at, 'ldapClient', 'LDAPClientIntegrity'), known(1)), (number) => (['none', 'negotiate', 'require'] as const)[number])),
  };
}

/** Rights of a community: 1 none, 2 notify, 4 read, 8 read and write, 16 read and create. */
function snmp(at: At, services: WindowsServices): Protocols['snmp'] {
  const service = serviceNamed(services, 'SNMP');
  if (service.why) return at.lack('snmp', service.why);
  if (service.value === null) return null;
  const { list, why } = instancesOf(at, 'communities');
  const rights = (list ?? []).map((instance) => ({ common: instance('common'), rights: cimNumber(instance('rights')) }));
  const hole = why ?? (rights.some(({ common, rights: number }) => typeof common !== 'boolean' || typeof number !== 'number') ? ({ reason: 'unreadable', detail: 'ValidCommunities' } as const) : undefined);
  const some = (field: string, is: (it: (typeof rights)[number]) => boolean) => tell(at, `snmp.${field}`, hole ? { why: hole } : known(rights.some(is)));
  return {
    enabled: tell(at, 'snmp.enabled', startsItself(services, 'SNMP')),
    communityAccess: some('communityAccess', (it) => (it.rights ?? 0) >= 4),
    defaultCommunity: some('defaultCommunity', (it) => it.common === true && (it.rights ?? 0) >= 4),
    writeAccess: some('writeAccess', (it) => (it.rights ?? 0) >= 8),
  };
}
