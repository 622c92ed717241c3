import type { Mail } from '../../../wire/sections/mail.ts';
import { printable } from '../../host/reading.ts';
import { fieldsOf } from './fields.ts';
import { recordsOf } from './lookup.ts';
import type { Reader } from './reading.ts';
import { tagsOf, versioned } from './tags.ts';
import type { Browse } from './web.ts';

type MtaSts = NonNullable<Mail['mtaSts']>;
type Policy = Pick<MtaSts, 'policy' | 'mode' | 'maxAgeSeconds' | 'mx'>;

/** Sealed transport of mail (RFC 8461): the record that announces it, and the policy itself. Anything but one record counts as none. */
export async function readMtaSts(domain: string, reader: Reader, browse: Browse): Promise<MtaSts | null | undefined> {
  const lookup = await reader.ask(`_mta-sts.${domain}`, 'TXT');
  const records = reader.take('mtaSts', lookup, (found) => versioned(recordsOf(found, 'TXT').map(({ text }) => text), 'STSv1'), []);
  if (records === undefined) return undefined;
  const [record] = records;
  if (record === undefined || records.length > 1) return null;
  const id = tagsOf(record)?.get('id');
  if (id === undefined) reader.lack('mtaSts.id', { reason: 'unreadable', detail: 'the record names no id' });
  return { ...(id === undefined ? {} : { id: printable(id, 64) }), ...(await policyAt(domain, reader, browse)) };
}

const none = { mode: null, maxAgeSeconds: null, mx: [] };

async function policyAt(domain: string, reader: Reader, browse: Browse): Promise<Policy> {
  const page = await browse({ url: new URL(`https://mta-sts.${domain}/.well-known/mta-sts.txt`), wantsBody: true }, reader.ask);
  if (page.state === 'no-address') return { policy: 'not-found', ...none };
  if (page.state === 'failed' || page.state === 'refused') {
    for (const part of ['policy', 'mode', 'maxAgeSeconds', 'mx']) reader.lack(`mtaSts.${part}`, page.why);
    return {};
  }
  if (page.state === 'tls-failed' || page.certificate?.trusted !== true) return { policy: 'bad-certificate', ...none };
  if (page.status === 404 || page.status === 410) return { policy: 'not-found', ...none };
  const isPassing = page.status === 401 || page.status === 403 || page.status === 429 || page.status >= 500;
  if (isPassing) {
    for (const part of ['policy', 'mode', 'maxAgeSeconds', 'mx']) reader.lack(`mtaSts.${part}`, { reason: 'unreadable', detail: `its address answered ${page.status}` });
    return {};
  }
  // A redirect may not be followed (RFC 8461, 3.3).
  return (page.status === 200 ? policyOf(page.body) : undefined) ?? { policy: 'invalid', ...none };
}

/** Reads a policy; undefined when it is none. */
export function policyOf(text: string): Policy | undefined {
  const fields = fieldsOf(text);
  const first = (wanted: string) => fields.find(({ name }) => name === wanted)?.value;
  const mode = (['enforce', 'testing', 'none'] as const).find((known) => known === first('mode'));
  const maxAge = first('max_age') ?? '';
  const mx = fields.filter(({ name }) => name === 'mx').map(({ value }) => printable(value.toLowerCase(), 255));
  const whole = first('version') === 'STSv1' && mode !== undefined && /^\d{1,10}$/.test(maxAge) && (mode === 'none' || mx.length > 0);
  return whole ? { policy: 'valid', mode, maxAgeSeconds: Number(maxAge), mx: [...new Set(mx)].sort().slice(0, 64) } : undefined;
}
