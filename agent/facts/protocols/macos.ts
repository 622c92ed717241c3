import type { Protocols } from '../../../wire/sections/protocols.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { plistFile, plistFlag, plistText } from '../../host/mac.ts';
import { dictKnown } from '../../host/mac-known.ts';
import { isEnabled, jobAt, launchdSources, overridesOf } from '../../host/mac-launchd.ts';
import { networkPreferences } from '../../host/mac-network.ts';
import { dictOf } from '../../host/plist.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { nothingElse } from '../../host/sshd-macos.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { ntlmV2Only, sharesOf, shareSources, smbOf, smbSources } from './macos-smb.ts';
import { snmpSources, snmpWith } from './snmpd.ts';

const first = {
  ...launchdSources,
  ...smbSources,
  preferences: networkPreferences,
  smbJob: plistFile('/System/Library/LaunchDaemons/com.apple.smbd.plist'),
  netbiosJob: plistFile('/System/Library/LaunchDaemons/com.apple.netbiosd.plist'),
  snmpJob: plistFile('/System/Library/LaunchDaemons/org.net-snmp.snmpd.plist'),
  snmpd: snmpSources.snmpd,
  snmpdConfig: snmpSources.snmpdConfig,
  nfsd: { kind: 'names', pattern: '/sbin/nfsd' },
  exports: { kind: 'file', path: '/etc/exports' },
  directories: { kind: 'names', pattern: '/Library/Preferences/OpenDirectory/Configurations/Active Directory/*.plist' },
} as const satisfies Sources;

const sources = { ...first, ...shareSources } as const;

type At = Look<typeof sources>;

export const macos: PlatformFact<Protocols> = {
  sources: () => first,
  more: { follows: 'shared folders, while file sharing is switched on', sources: (answers) => (started(look(answers, sources), 'smbJob').value ? shareSources : {}) },
  parse,
};

function parse(answers: Answers): Parsed<Protocols> {
  const at = look(answers, sources);
  const smb = started(at, 'smbJob');
  const netbios = started(at, 'netbiosJob');
  const data: Protocols = {
    smb: smbOf(at, smb),
    shares: sharesOf(at, smb),
    nfsExports: nfsExportsOf(at),
    // mDNSResponder, which asks for every name, speaks multicast DNS and no LLMNR, and cannot be switched off.
    llmnr: false,
    mdns: true,
    netbios: tell(at, 'netbios', netbios),
    netbiosAdapters: netbios.value === false ? [] : at.lack('netbiosAdapters', netbios.why ?? { reason: 'not-visible-from-here', detail: 'netbiosd has one switch for all adapters' }),
    wpad: tell(at, 'wpad', mapped(dictKnown(at, 'preferences', sources), (file) => (file === null ? false : looksForProxy(file)), networkPreferences.path)),
    lmCompatibilityLevel: null,
    ntlmV2Only: ntlmV2Only(at, smb),
    tls: at.lack('tls', { reason: 'not-visible-from-here', detail: 'each program of macOS chooses for itself' }),
    ldapServerSigning: null,
    ldapChannelBinding: null,
    ldapClientSigning: presence(at, 'directories') === false ? null : at.lack('ldapClientSigning', whyUnread(at, 'directories') ?? { reason: 'not-visible-from-here', detail: 'dsconfigad' }),
    snmp: snmpOf(at, answers),
  };
  return { data, missing: at.missing() };
}

/** Whether a service of macOS may start; one that this version does not have does not. */
function started(at: At, name: 'smbJob' | 'netbiosJob' | 'snmpJob'): Known<boolean> {
  const job = jobAt(at, name, sources);
  return job.why ? job : job.value === null ? { value: false } : isEnabled(job.value, overridesOf(at));
}

/** Any service of the location in use with "Auto Proxy Discovery". */
function looksForProxy(file: Parameters<typeof dictOf>[0]): boolean | undefined {
  const preferences = dictOf(file);
  const set = plistText(preferences?.['CurrentSet'], 128)?.replace(/^\/Sets\//, '') ?? '';
  const inUse = dictOf(dictOf(dictOf(dictOf(preferences?.['Sets'])?.[set])?.['Network'])?.['Service']);
  const all = dictOf(preferences?.['NetworkServices']);
  if (inUse === undefined || all === undefined) return undefined;
  return Object.keys(inUse).some((id) => {
    const service = dictOf(all[id]);
    return plistFlag(service?.['__INACTIVE__']) !== true && plistFlag(dictOf(service?.['Proxies'])?.['ProxyAutoDiscoveryEnable']) === true;
  });
}

/** Lines of exports(5) begin with the folder; a backslash at the end goes on. */
function nfsExportsOf(at: At): number | null | undefined {
  const installed = presence(at, 'nfsd');
  if (installed === false) return null;
  const file = at.one('exports');
  const why = whyUnread(at, 'nfsd') ?? (file.state === 'failed' ? file : undefined);
  if (why) return at.lack('nfsExports', why);
  return (at.text('exports') ?? '').replace(/\\\n/g, ' ').split('\n').filter((line) => /^\s*(?:\/|")/.test(line)).length;
}

/** The agent of Net-SNMP came with macOS and is disabled as shipped. */
function snmpOf(at: At, answers: Answers): Protocols['snmp'] {
  const there = look(nothingElse(answers, snmpSources), snmpSources);
  const snmp = snmpWith(there, started(at, 'snmpJob'));
  for (const gap of there.missing()) at.lack(gap.path, gap);
  return snmp;
}
