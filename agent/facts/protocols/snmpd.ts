import type { Protocols } from '../../../wire/sections/protocols.ts';
import type { Known } from '../../host/known.ts';
import { tell } from '../../host/known.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Units } from '../../host/systemd-units.ts';
import { starts } from '../../host/systemd-units.ts';

/** The agent of Net-SNMP. Its settings hold community names, and are for root alone; the names are compared and never told. */
export const snmpSources = {
  snmpd: { kind: 'names', pattern: '/usr/sbin/snmpd' },
  snmpdConfig: { kind: 'file', path: '/etc/snmp/snmpd.conf' },
  snmpdParts: { kind: 'files', pattern: '/etc/snmp/snmpd.conf.d/*.conf' },
  snmpdState: { kind: 'file', path: '/var/lib/net-snmp/snmpd.conf' },
} as const satisfies Sources;

type At = Look<typeof snmpSources>;

/** The agent as it starts by systemd. */
export function snmpOf(at: At, units: Units): Protocols['snmp'] {
  const started = starts(units, 'snmpd.service');
  return snmpWith(at, started === undefined ? { why: units.unread ?? { reason: 'denied' } } : { value: started });
}

/** See snmpd.conf(5): rocommunity, rwcommunity and their kin for IPv6, or com2sec for the older way of groups. */
export function snmpWith(at: At, started: Known<boolean>): Protocols['snmp'] {
  const installed = presence(at, 'snmpd');
  if (installed === false) return null;
  if (installed === undefined) return at.lack('snmp', whyUnread(at, 'snmpd') ?? { reason: 'denied' });
  const enabled = tell(at, 'snmp.enabled', started);
  const reading = at.one('snmpdConfig');
  const why = reading.state === 'failed' ? reading : whyUnread(at, 'snmpdParts');
  const lines = [textOf(reading) ?? '', ...filesOf(at, 'snmpdParts').map(({ text }) => text)].flatMap((text) => text.split('\n')).map((line) => line.trim().split(/\s+/));
  const simple = lines.flatMap(([word = '', name = '']) => (/^r[ow]community6?$/i.test(word) ? [{ name, writes: /^rw/i.test(word) }] : []));
  const mapped = lines.flatMap(([word = '', ...rest]) => (/^com2sec6?$/i.test(word) ? [rest.filter((part, index) => part !== '-Cn' && rest[index - 1] !== '-Cn')[2] ?? ''] : []));
  const writing = lines.some(([word = '', , , , , , , write = 'none']) => /^access$/i.test(word) && !/^none$/i.test(write));
  const communities = [...simple.map(({ name }) => name), ...mapped].map((name) => name.replace(/^["']|["']$/g, '').toLowerCase());
  const some = (known: boolean, path: string) => (known ? true : why ? at.lack(path, why) : false);
  return {
    enabled,
    communityAccess: some(communities.length > 0, 'snmp.communityAccess'),
    defaultCommunity: some(communities.some((name) => name === 'public' || name === 'private'), 'snmp.defaultCommunity'),
    writeAccess: some(simple.some(({ writes }) => writes) || (mapped.length > 0 && writing), 'snmp.writeAccess'),
  };
}
