import type { Mail } from '../../../wire/sections/mail.ts';
import type { Parsed } from '../../facts/fact.ts';
import { sortedBy } from '../../host/order.ts';
import type { DomainSetting } from '../../settings.ts';
import { readDkim } from './dkim.ts';
import { readDmarc } from './dmarc.ts';
import { recordsOf } from './lookup.ts';
import { readMtaSts } from './mta-sts.ts';
import type { Reader } from './reading.ts';
import { readSpf } from './spf.ts';
import { addressList, tagsOf, versioned } from './tags.ts';
import type { Browse } from './web.ts';

/** What a domain publishes about its mail. */
export async function readMail({ name, selectors }: DomainSetting, reader: Reader, browse: Browse): Promise<Parsed<Mail>> {
  const mx = reader.take('mx', await reader.ask(name, 'MX'), (lookup) => sortedBy(recordsOf(lookup, 'MX').map(({ host, priority }) => ({ host, priority })), ({ host, priority }) => `${String(priority).padStart(5, '0')} ${host}`), []);
  const spf = await readSpf(name, reader);
  const dmarc = await readDmarc(name, reader);
  const keys = await readDkim(name, selectors, reader);
  const mtaSts = await readMtaSts(name, reader, browse);
  const tlsReports = await readTlsReports(name, reader);
  return { data: { mx, spf, dmarc, ...keys, mtaSts, tlsReports, lookups: reader.lookups() }, missing: reader.missing() };
}

/** Where reports about transport go (RFC 8460, 3); anything but one record counts as none. */
async function readTlsReports(domain: string, reader: Reader): Promise<Mail['tlsReports']> {
  const lookup = await reader.ask(`_smtp._tls.${domain}`, 'TXT');
  const records = reader.take('tlsReports', lookup, (found) => versioned(recordsOf(found, 'TXT').map(({ text }) => text), 'TLSRPTv1'), []);
  if (records === undefined) return undefined;
  const [record] = records;
  return records.length === 1 ? addressList(tagsOf(record ?? '')?.get('rua')) : null;
}
