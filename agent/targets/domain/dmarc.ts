import type { Mail } from '../../../wire/sections/mail.ts';
import { printable } from '../../host/reading.ts';
import { recordsOf } from './lookup.ts';
import { namesAbove } from './names.ts';
import type { Reader } from './reading.ts';
import { addressList, tagsOf, versioned } from './tags.ts';

type Dmarc = NonNullable<Mail['dmarc']>;
type Policy = NonNullable<Dmarc['policy']>;

/**
 * The DMARC policy that holds for a domain: its own, or that of a name above it. The names above are asked only where the
 * town declared them; which of them is the organization's would take a list of public suffixes, so that a domain of three
 * or more labels without a record of its own is unknown when they may not be asked.
 */
export async function readDmarc(domain: string, reader: Reader): Promise<Dmarc | null | undefined> {
  for (const name of [domain, ...namesAbove(domain)]) {
    const at = `_dmarc.${name}`;
    const records = reader.take('dmarc', await reader.ask(at, 'TXT'), (lookup) => versioned(recordsOf(lookup, 'TXT').map(({ text }) => text), 'DMARC1').sort(), []);
    if (records === undefined) return undefined;
    if (records.length > 0) return dmarcOf(records, at, name !== domain);
  }
  return null;
}

function dmarcOf(records: readonly string[], at: string, inherited: boolean): Dmarc {
  const [record = ''] = records;
  const tags = records.length === 1 ? tagsOf(record) : undefined;
  const own = policyOf(tags?.get('p'));
  const below = policyOf(tags?.get('sp')) ?? own;
  const percent = tags?.get('pct');
  const isShare = percent === undefined || (/^\d{1,3}$/.test(percent) && Number(percent) <= 100);
  return {
    at,
    records: records.length,
    record: printable(record, 4096),
    valid: own !== null && isShare,
    policy: inherited ? below : own,
    subdomainPolicy: below,
    testing: tags?.get('t')?.toLowerCase() === 'y',
    // What does not count is read as if it were not there: all of the mail (RFC 7489, 6.3).
    percent: percent !== undefined && isShare ? Number(percent) : 100,
    reportsTo: addressList(tags?.get('rua')),
  };
}

function policyOf(value: string | undefined): Policy | null {
  const known: readonly Policy[] = ['none', 'quarantine', 'reject'];
  return known.find((policy) => policy === value?.toLowerCase()) ?? null;
}
