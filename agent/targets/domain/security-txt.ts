import type { Website } from '../../../wire/sections/website.ts';
import { printable } from '../../host/reading.ts';
import { fieldsOf } from './fields.ts';

type SecurityTxt = Omit<NonNullable<Website['securityTxt']>, 'host'>;

/** Reads a security.txt (RFC 9116); undefined when the text is none, since it names no contact. `expiresUnreadable`: it states an end that is no date. */
export function securityTxtOf(text: string): (SecurityTxt & { readonly expiresUnreadable?: true }) | undefined {
  const fields = fieldsOf(text);
  const values = (wanted: string) => fields.flatMap(({ name, value }) => (name === wanted && value !== '' ? [value] : []));
  const contacts = values('contact').map((value) => printable(value, 512));
  if (contacts.length === 0) return undefined;
  const expires = values('expires');
  const [end] = expires;
  const at = end === undefined ? null : instantOf(end);
  const signed = text.includes('-----BEGIN PGP SIGNED MESSAGE-----') && text.includes('-----BEGIN PGP SIGNATURE-----');
  const about = { contacts: contacts.slice(0, 32), signed };
  return at === undefined || expires.length > 1 ? { ...about, expiresUnreadable: true } : { ...about, expiresAt: at };
}

/** A date of RFC 3339, as RFC 9116 wants it, in UTC. */
function instantOf(text: string): string | undefined {
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text);
  const at = isDate ? Date.parse(text.toUpperCase()) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}
