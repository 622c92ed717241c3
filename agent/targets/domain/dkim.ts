import { createPublicKey } from 'node:crypto';
import type { Mail } from '../../../wire/sections/mail.ts';
import { sortedSet } from '../../host/order.ts';
import { recordsOf } from './lookup.ts';
import type { Reader } from './reading.ts';
import { tagsOf } from './tags.ts';

type Key = NonNullable<Mail['dkim']>[number];

/** Selectors that mail services tell their customers to use; most towns have one of these. */
export const usualSelectors: readonly string[] = [
  'selector1', 'selector2', 'google', 'default', 'dkim', 'mail', 'smtp', 'k1', 'k2', 'k3', 's1', 's2', 'fm1', 'fm2', 'fm3', 'protonmail', 'zoho', 'mxvault', 'pm', 'cm',
];

/** Keys behind the declared and the usual selectors. Which others a domain uses cannot be asked. */
export async function readDkim(domain: string, declared: readonly string[], reader: Reader): Promise<Pick<Mail, 'dkim' | 'dkimAsked'>> {
  const selectors = sortedSet([...declared, ...usualSelectors]);
  const read = selectors.map(async (selector) => {
    const lookup = await reader.ask(`${selector}._domainkey.${domain}`, 'TXT');
    if (lookup.answer.state === 'failed') return { selector, why: lookup.answer.why };
    const records = recordsOf(lookup, 'TXT').map(({ text }) => tagsOf(text)).filter((tags) => isKey(tags));
    const [tags, ...more] = records;
    if (tags === undefined) return { selector };
    // Which of several keys a receiver takes is not defined (RFC 6376, 3.6.2.2).
    if (more.length > 0) return { selector, why: { reason: 'unreadable', detail: `${selector} has ${records.length} keys` } as const };
    return { selector, key: keyOf(selector, tags, declared.includes(selector)) };
  });
  const found = await Promise.all(read);
  for (const { why } of found) if (why) reader.lack('dkim', why);
  const keys = found.flatMap(({ key }) => key ?? []);
  if (keys.some(({ keyType, keyBits }) => keyBits === undefined && keyType !== undefined)) reader.lack('dkim[].keyBits', { reason: 'unreadable', detail: 'a key is none that this program can read' });
  return { dkim: keys, dkimAsked: selectors };
}

/** A text is a key when it has a `p`; a name that answers everything (a wildcard) has other texts. */
function isKey(tags: ReadonlyMap<string, string> | undefined): tags is ReadonlyMap<string, string> {
  return tags !== undefined && tags.has('p') && (tags.get('v') ?? 'DKIM1') === 'DKIM1';
}

function keyOf(selector: string, tags: ReadonlyMap<string, string>, declared: boolean): Key {
  const text = (tags.get('p') ?? '').replaceAll(/\s/g, '');
  const kind = (tags.get('k') ?? 'rsa').toLowerCase();
  const revoked = text === '';
  const keyType = kind === 'rsa' || kind === 'ed25519' ? kind : 'other';
  const keyBits = revoked ? null : bitsOf(keyType, Buffer.from(text, 'base64'));
  const testing = (tags.get('t') ?? '').split(':').some((flag) => flag.trim() === 'y');
  return { selector, declared, keyType, ...(keyBits === undefined ? {} : { keyBits }), revoked, testing };
}

function bitsOf(kind: NonNullable<Key['keyType']>, key: Buffer): number | undefined {
  if (kind === 'ed25519') return key.length === 32 ? 256 : undefined;
  if (kind === 'other') return undefined;
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const { asymmetricKeyDetails } = createPublicKey({ key, format: 'der', type });
      if (asymmetricKeyDetails?.modulusLength !== undefined) return asymmetricKeyDetails.modulusLength;
    } catch {
      // Both forms are met in the field (RFC 6376 asks for the second and shows the first).
    }
  }
  return undefined;
}
