import { placeholders } from '../../wire/placeholders.ts';

/** What people write into lists where a serial number should stand, beside what firmware has there; compared in the same way. */
const written: ReadonlySet<string> = new Set([
  'notfound', 'notlisted', 'notvisible', 'unreadable', 'illegible', 'missing', 'see', 'seenotes', 'various', 'multiple', 'noserial', 'nosn', 'nonumber', 'pending', 'virtual', 'virtualmachine', 'vm', 'test',
]);
/** Three of these make no number: `0`, `1234`, `ABC` tell no machine from another. */
const fewest = 4;

/** A number that tells one machine from another; null for blanks, placeholders, one character repeated, and what merely counts up. */
export function serialNumber(text: string): string | null {
  const clean = text.trim();
  const bare = clean.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (bare.length < fewest || placeholders.has(bare) || written.has(bare) || /^(.)\1*$/u.test(bare)) return null;
  return ['01234567890123456789', '12345678901234567890', '98765432109876543210'].some((digits) => digits.startsWith(bare)) ? null : clean;
}
