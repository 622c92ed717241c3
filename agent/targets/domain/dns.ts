import type { Dns } from '../../../wire/sections/dns.ts';
import type { Parsed } from '../../facts/fact.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { readDnssec } from './dnssec.ts';
import { recordsOf } from './lookup.ts';
import type { Reader } from './reading.ts';
import type { View } from './view.ts';

/** What the name servers say of a domain. */
export async function readDns(domain: string, reader: Reader, { compared }: View): Promise<Parsed<Dns>> {
  const { ask, take } = reader;
  const servers = await ask(domain, 'NS');
  const nameServers = take('nameServers', servers, (lookup) => sortedSet(recordsOf(lookup, 'NS').map(({ host }) => host)), []);
  const caa = take('caa', await ask(domain, 'CAA'), (lookup) => sortedBy(recordsOf(lookup, 'CAA').map(({ tag, value, critical }) => ({ tag, value, critical })), ({ tag, value }) => `${tag} ${value}`), []);
  const exists = take('exists', servers, () => true, servers.answer.state === 'none' && servers.answer.exists);
  const dnssec = await readDnssec(domain, reader);
  const data = { domain, exists, nameServers, comparedWithServers: compared, caa, ...dnssec, lookups: reader.lookups() };
  return { data, missing: reader.missing() };
}
