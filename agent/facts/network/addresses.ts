/** IPv6 in the text form of RFC 5952; the last 32 bits of a mapped IPv4 address in dotted form. `words` are eight 16-bit numbers. */
export function ipv6(words: readonly number[]): string {
  const mapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  if (mapped) return `::ffff:${[words[6] ?? 0, words[7] ?? 0].flatMap((word) => [word >> 8, word & 255]).join('.')}`;
  const { start, length } = longestRun(words);
  const hex = (part: readonly number[]) => part.map((word) => word.toString(16)).join(':');
  return length < 2 ? hex(words) : `${hex(words.slice(0, start))}::${hex(words.slice(start + length))}`;
}

/** IPv4 from eight hexadecimal digits as /proc/net shows them: a 32-bit number of a little-endian machine, which all of ours are. */
export function hostOrderIpv4(hex: string): string | undefined {
  return /^[0-9a-f]{8}$/i.test(hex) ? bytesOf(hex).toReversed().join('.') : undefined;
}

/** IPv6 from 32 hexadecimal digits as sockets show it: four 32-bit numbers of a little-endian machine. */
export function hostOrderIpv6(hex: string): string | undefined {
  if (!/^[0-9a-f]{32}$/i.test(hex)) return undefined;
  const swapped = [0, 8, 16, 24].flatMap((at) => bytesOf(hex.slice(at, at + 8)).toReversed());
  return ipv6(wordsOf(swapped));
}

/** IPv6 from 32 hexadecimal digits in the order of the address, as if_inet6 and ipv6_route show it. */
export function plainIpv6(hex: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(hex) ? ipv6(wordsOf(bytesOf(hex))) : undefined;
}

/** Whether an address can only be reached from the machine itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

function bytesOf(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_none, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

function wordsOf(bytes: readonly number[]): number[] {
  return Array.from({ length: 8 }, (_none, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
}

function longestRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < words.length; start += 1) {
    let end = start;
    while (end < words.length && words[end] === 0) end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}
