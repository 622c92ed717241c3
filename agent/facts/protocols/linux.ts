import type { Protocols } from '../../../wire/sections/protocols.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { smbYes } from '../../host/smb-conf.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { llmnrOf, mdnsOf, nameSources, netbiosOf } from './names.ts';
import { isController, ntlmV2Only, sambaOf, sambaSources, sharesOf, smbIncludes, smbOf } from './samba.ts';
import type { Samba } from './samba.ts';
import { snmpOf, snmpSources } from './snmpd.ts';
import { tlsOf, tlsSources } from './tls.ts';

const sources = {
  ...unitSources,
  ...sambaSources,
  ...nameSources,
  ...snmpSources,
  ...tlsSources,
  exportfs: { kind: 'names', pattern: '/usr/sbin/exportfs' },
  exports: { kind: 'file', path: '/etc/exports' },
  exportParts: { kind: 'files', pattern: '/etc/exports.d/*.exports' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Protocols> = {
  sources: () => sources,
  more: { follows: 'include lines of smb.conf', sources: (answers) => smbIncludes(look(answers, sources)) },
  parse,
};

function parse(answers: Answers): Parsed<Protocols> {
  const at = look(answers, sources);
  const [units, samba] = [unitsOf(at), sambaOf(at, answers)];
  const netbios = netbiosIn(at, samba);
  const data: Protocols = {
    smb: smbOf(at, samba, units),
    shares: sharesOf(at, samba),
    nfsExports: nfsExportsOf(at),
    llmnr: llmnrOf(at, units),
    mdns: mdnsOf(at, units),
    netbios,
    netbiosAdapters: netbios === false ? [] : at.lack('netbiosAdapters', { reason: 'not-visible-from-here', detail: 'Samba has one switch for all adapters' }),
    wpad: null,
    lmCompatibilityLevel: null,
    ntlmV2Only: ntlmV2Only(at, samba),
    tls: tlsOf(at),
    ...ldapOf(at, samba),
    ldapClientSigning: null,
    snmp: snmpOf(at, units),
  };
  return { data, missing: at.missing() };
}

function netbiosIn(at: At, { conf, why }: Samba): boolean | undefined {
  const units = unitsOf(at);
  const found = netbiosOf({
    installed: presence(at, 'nmbd'), started: starts(units, 'nmbd.service', 'nmb.service'), disabled: conf?.global('disable netbios'),
    why: whyUnread(at, 'nmbd') ?? (conf ? units.unread : why),
  });
  return typeof found === 'boolean' ? found : at.lack('netbios', found);
}

/** A domain controller of Samba: `ldap server require strong auth` is on unless somebody switched it off. */
function ldapOf(at: At, { conf, present, why }: Samba): Pick<Protocols, 'ldapServerSigning' | 'ldapChannelBinding'> {
  if (present === false) return { ldapServerSigning: null, ldapChannelBinding: null };
  if (!conf) return { ldapServerSigning: at.lack('ldapServerSigning', why), ldapChannelBinding: at.lack('ldapChannelBinding', why) };
  if (!isController(conf)) return { ldapServerSigning: null, ldapChannelBinding: null };
  const strong = conf.global('ldap server require strong auth') ?? 'yes';
  const channel = { reason: 'not-visible-from-here', detail: 'Samba decides it by its version' } as const;
  return {
    ldapServerSigning: smbYes(strong) === false ? 'none' : smbYes(strong) === true ? 'require' : 'negotiate',
    ldapChannelBinding: at.lack('ldapChannelBinding', channel),
  };
}

/** Lines of exports(5): each begins with the folder; a backslash at the end goes on. */
function nfsExportsOf(at: At): number | null | undefined {
  const installed = presence(at, 'exportfs');
  if (installed === false) return null;
  const main = at.one('exports');
  const why = whyUnread(at, 'exportfs') ?? (main.state === 'failed' ? main : whyUnread(at, 'exportParts'));
  if (why) return at.lack('nfsExports', why);
  const text = [at.text('exports') ?? '', ...filesOf(at, 'exportParts').map((file) => file.text)].join('\n');
  const lines = text.replace(/\\\n/g, ' ').split('\n').map((line) => line.trim());
  return lines.filter((line) => /^(?:\/|")/.test(line)).length;
}
