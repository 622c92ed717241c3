import type { Protocols } from '../../../wire/sections/protocols.ts';
import { iniIn, isYes } from '../../host/ini.ts';
import type { Known } from '../../host/known.ts';
import { known, mapped, tell } from '../../host/known.ts';
import { plistFile, plistFlag, plistNumber, plistText, program } from '../../host/mac.ts';
import { dictKnown, plistKnown, setIn } from '../../host/mac-known.ts';
import { sortedBy } from '../../host/order.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictsOf, listOf } from '../../host/plist.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Asked for while folders are shared. */
export const shareSources = {
  /** `SMB guest access disabled.`, where errors are printed; see sysadminctl(8). */
  guests: program('/usr/sbin/sysadminctl', ['-smbGuestAccess', 'status'], { needsRoot: true }),
  /** Shared folders; only what is named is printed, see dscl(1). */
  sharePoints: program('/usr/bin/dscl', ['-plist', '.', '-readall', '/SharePoints', 'RecordName', 'smb_name', 'smb_shared', 'smb_guestaccess']),
} as const satisfies Sources;

export const smbSources = {
  /** Settings of the client for everybody, see nsmb.conf(5). */
  client: { kind: 'file', path: '/etc/nsmb.conf' },
  /** Settings of the server; a profile may force the same. */
  server: plistFile('/Library/Preferences/SystemConfiguration/com.apple.smb.server.plist'),
  serverManaged: plistFile('/Library/Managed Preferences/com.apple.smb.server.plist'),
} as const satisfies Sources;

const sources = { ...smbSources, ...shareSources } as const;

type At = Look<typeof sources>;

/** File sharing is part of every macOS; the server starts when it is switched on in System Settings. */
export function smbOf(at: At, enabled: Known<boolean>): Protocols['smb'] {
  const client = clientSettings(at);
  const layers = serverLayers(at);
  const unset: Why = { reason: 'not-visible-from-here', detail: 'nothing sets it, and Apple does not document what holds then' };
  const server = (path: string, setting: Known<boolean | null>) => (setting.why ? at.lack(`smb.${path}`, setting.why) : (setting.value ?? at.lack(`smb.${path}`, unset)));
  const versions = setIn(layers, 'ProtocolVersionMap', plistNumber);
  return {
    server: tell(at, 'smb.server', enabled),
    smb1Server: server('smb1Server', mapped(versions, (map) => (map === null ? null : (map & 1) !== 0))),
    smb1Client: tell(at, 'smb.smb1Client', mapped(client, (it) => it.smb1, 'protocol_vers_map')),
    minDialect: tell(at, 'smb.minDialect', mapped(versions, (map) => (map === null ? null : map & 1 ? 'NT1' : map & 2 ? '2.0.2' : map & 4 ? '3.0' : undefined), 'ProtocolVersionMap')),
    signingRequiredServer: server('signingRequiredServer', setIn(layers, 'SigningRequired', plistFlag)),
    signingRequiredClient: tell(at, 'smb.signingRequiredClient', mapped(client, (it) => it.signing)),
    encryptionRequired: at.lack('smb.encryptionRequired', unset),
    guestAllowed: server('guestAllowed', guestAccess(at, enabled)),
    nullSessions: at.lack('smb.nullSessions', unset),
  };
}

function serverLayers(at: At): Known<PlistDict | null>[] {
  return (['serverManaged', 'server'] as const).map((name) => dictKnown(at, name, sources));
}

/** What is set, else what macOS itself says while the server is on. */
function guestAccess(at: At, enabled: Known<boolean>): Known<boolean | null> {
  const set = setIn(serverLayers(at), 'AllowGuestAccess', plistFlag);
  if (set.why || set.value !== null || !enabled.value) return set;
  const reading = at.one('guests');
  if (reading.state !== 'read') return reading.state === 'failed' ? { why: reading } : { value: null };
  const word = /\bSMB guest access (enabled|disabled)\b/i.exec(`${reading.stderr ?? ''}\n${reading.text}`)?.[1]?.toLowerCase();
  return word === undefined ? { why: { reason: 'unreadable', detail: 'sysadminctl -smbGuestAccess status' } } : { value: word === 'enabled' };
}

/** What holds without a setting stands in nsmb.conf(5): versions 1, 2 and 3 (7), no signing asked for, NTLMv2 at least. */
function clientSettings(at: At): Known<{ readonly smb1: boolean | undefined; readonly signing: boolean; readonly ntlmV2: boolean }> {
  const reading = at.one('client');
  if (reading.state === 'failed') return { why: reading };
  const settings = iniIn(reading.state === 'read' ? reading.text : '').get('default');
  const map = settings?.get('protocol_vers_map') ?? '7';
  const old = settings?.get('smb_neg');
  const smb1 = old === undefined ? (/^\d{1,2}$/.test(map) ? (Number(map) & 1) !== 0 : undefined) : !/^smb[23]_only$/i.test(old);
  return known({ smb1, signing: isYes(settings?.get('signing_required')), ntlmV2: /^(?:kerberos|ntlmv2)$/i.test(settings?.get('minauth') ?? 'ntlmv2') });
}

/** Of the client alone; what a running server accepts beside NTLMv2 is not documented. */
export function ntlmV2Only(at: At, enabled: Known<boolean>): boolean | undefined {
  const client = clientSettings(at);
  if (client.why) return at.lack('ntlmV2Only', client.why);
  if (!client.value.ntlmV2) return false;
  return enabled.why ? at.lack('ntlmV2Only', enabled.why) : enabled.value ? at.lack('ntlmV2Only', { reason: 'not-visible-from-here', detail: 'what the server accepts' }) : true;
}

/** Folders that are shared by SMB while the server is on. A guest gets in where folder and server let one in. */
export function sharesOf(at: At, enabled: Known<boolean>): Protocols['shares'] {
  if (enabled.value === false) return [];
  if (enabled.why) return at.lack('shares', enabled.why);
  const guests = guestAccess(at, enabled);
  const records = mapped(plistKnown(at, 'sharePoints', sources), (list) => (list === null ? [] : listOf(list) ? dictsOf(list) : undefined), 'dscl . -readall /SharePoints');
  if (records.why) return at.lack('shares', records.why);
  const shares = records.value.flatMap((record) => {
    const name = valueOf(record, 'smb_name') ?? valueOf(record, 'RecordName');
    if (name === undefined || valueOf(record, 'smb_shared') !== '1') return [];
    const open = valueOf(record, 'smb_guestaccess') === '1';
    const why: Why = guests.why ?? { reason: 'not-visible-from-here', detail: 'whether the server lets guests in' };
    return [{ name: printable(name, 255), guest: !open ? false : (guests.value ?? at.lack('shares[].guest', why)), administrative: false }];
  });
  return sortedBy(shares, ({ name }) => name);
}

function valueOf(record: PlistDict, name: string): string | undefined {
  return plistText(listOf(record[`dsAttrTypeNative:${name}`] ?? record[`dsAttrTypeStandard:${name}`])?.[0], 255);
}
