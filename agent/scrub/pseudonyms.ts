import { isPublicUuid } from './public-ids.ts';

/** Stand-ins for what names a person, a machine or a place: the same thing gets the same one all through a recording. */
export interface Pseudonyms {
  /** A name or label, as long as the real one, in its case where that is one case. */
  readonly word: (real: string) => string;
  /** A serial number: digits for digits, letters for letters, as long as the real one. */
  readonly serial: (real: string) => string;
  /** A hardware address: the maker's half and its separators stay. Of no address and of all it is itself. */
  readonly mac: (real: string) => string;
  /** An IPv4 address: loopback, masks and the like stay; private ones stay in their range and together in their network. */
  readonly ipv4: (real: string) => string;
  /** An IPv6 address of the same kind (link-local, private, global); `::` and `::1` stay. */
  readonly ipv6: (real: string) => string;
  /** A UUID; those that tell nothing (one character repeated, shared by all machines) stay. */
  readonly uuid: (real: string) => string;
  /** A number for each different thing of a kind, from 1. */
  readonly number: (kind: string, real: string) => number;
}

/** Starts a new set of stand-ins; `taken` are words that mean something else and must not become one. */
export function pseudonyms(taken: ReadonlySet<string>): Pseudonyms {
  const counters = new Map<string, Map<string, number>>();
  const number = (kind: string, real: string): number => {
    const known = counters.get(kind) ?? new Map<string, number>();
    counters.set(kind, known);
    const given = known.get(real) ?? known.size + 1;
    known.set(real, given);
    return given;
  };
  const used = new Set(taken);
  const words = new Map<string, string>();
  const word = (real: string): string => {
    const key = real.toLowerCase();
    const given = words.get(key) ?? free(real.length, used);
    words.set(key, given);
    used.add(given);
    return real !== key && real === real.toUpperCase() ? given.toUpperCase() : given;
  };
  return {
    number,
    word,
    serial: (real) => shaped(real, number('serial', real)),
    mac: (real) => (/^(.)\1(?:[:-]\1\1){5}$/.test(real) ? real : macOf(real, number('mac', real.toLowerCase().replaceAll('-', ':')))),
    ipv4: (real) => ipv4Of(real, number),
    ipv6: (real) => ipv6Of(real.toLowerCase(), number),
    uuid: (real) => uuidOf(real.toLowerCase(), number),
  };
}

/** The first word of this length that nobody has: `u`, zeros, a number; a longer one where the length is used up. */
function free(length: number, used: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const text = count.toString(36);
    const candidate = length > text.length ? `u${text.padStart(length - 1, '0')}` : `u${text}`;
    if (!used.has(candidate)) return candidate;
  }
}

/** Writes a number over the letters and digits of a text, from the right. */
function shaped(real: string, count: number): string {
  let rest = count;
  const characters = Array.from(real).toReversed().map((character) => {
    const base = /\d/.test(character) ? 10 : /[a-z]/i.test(character) ? 26 : 0;
    if (base === 0) return character;
    const digit = rest % base;
    rest = Math.floor(rest / base);
    return base === 10 ? String(digit) : String.fromCharCode((character < 'a' ? 65 : 97) + digit);
  });
  return characters.toReversed().join('');
}

function macOf(real: string, count: number): string {
  const tail = count.toString(16).padStart(6, '0');
  const separator = real.charAt(2);
  return `${real.slice(0, 8)}${separator}${[0, 2, 4].map((at) => tail.slice(at, at + 2)).join(separator)}`;
}

type Numbering = Pseudonyms['number'];

function ipv4Of(real: string, number: Numbering): string {
  const [a = 0, b = 0, c = 0, d = 0] = real.split('.').map(Number);
  if (a === 0 || a === 127 || a >= 224) return real;
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128);
  const range = isPrivate ? (a === 10 ? '10' : `${a}.${b}`) : 'public';
  const net = number(`network of ${range}`, `${a}.${b}.${c}`);
  // The network's own address and its broadcast address are known by their last number.
  const host = d === 0 || d === 255 ? d : ((number(`host of ${a}.${b}.${c}`, String(d)) - 1) % 254) + 1;
  if (!isPrivate) return `203.0.${(112 + net) % 256}.${host}`;
  return a === 10 ? `10.${Math.floor(net / 256) % 256}.${net % 256}.${host}` : `${range}.${net % 256}.${host}`;
}

function ipv6Of(real: string, number: Numbering): string {
  if (real === '::' || real === '::1' || real.startsWith('ff') || /^0*(?::0*){2,7}[01]?$/.test(real)) return real;
  const kind = real.startsWith('fe80') ? 'fe80' : /^f[cd]/.test(real) ? 'fd00' : '2001:db8';
  return `${kind}::${number(kind, real).toString(16)}`;
}

function uuidOf(real: string, number: Numbering): string {
  if (isPublicUuid(real)) return real;
  return `5c0bbed0-0000-4000-8000-${number('uuid', real).toString(16).padStart(12, '0')}`;
}
