import type { Pseudonyms } from './pseudonyms.ts';

const key = /(^|[\s,])((?:sk-)?(?:ssh|ecdsa)-[\w@.-]+)([ \t]+)(AAAA[\w+/]+=*)(.*)$/;

/**
 * A line of authorized_keys (sshd(8)) with another key of the same kind and size, and a number for the comment.
 * The options before the key stay; other rules go over them.
 */
export function publicKey(line: string, stand: Pseudonyms): string {
  const [all, before, type, gap, blob = '', comment = ''] = key.exec(line) ?? [];
  if (all === undefined) return line;
  const start = line.slice(0, line.length - all.length);
  const count = stand.number('public key', blob);
  return `${start}${before}${type}${gap}${otherKey(blob, count)}${comment.trim() === '' ? '' : ` key-${count}`}`;
}

/**
 * The fields of RFC 4253 6.6 keep their lengths, the first (the type), short ones (an exponent) and names of curves their
 * values. Of a number the first two bytes stay, since they tell its size.
 */
function otherKey(blob: string, count: number): string {
  const bytes = Buffer.from(blob, 'base64');
  let at = 0;
  for (let field = 0; at + 4 <= bytes.length; field++) {
    const from = at + 4;
    at = Math.min(bytes.length, from + bytes.readUInt32BE(at));
    const value = bytes.subarray(from, at);
    if (field === 0 || value.length < 5 || /^[\w.:@-]+$/.test(value.toString('latin1'))) continue;
    value.fill(0x5c, value[0] === 0 || value.length > 64 ? 2 : 0);
    if (value.length >= 8) value.writeUInt32BE(count, value.length - 4);
  }
  return bytes.toString('base64').replace(/=*$/, /=*$/.exec(blob)?.[0] ?? '');
}
