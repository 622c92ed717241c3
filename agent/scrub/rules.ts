import type { Identities } from './identities.ts';
import { places } from './places.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { publicKey } from './public-key.ts';
import { namesInCertificates, namesInHex } from './hidden.ts';
import { sidsReplaced } from './windows.ts';

/** What a rule works with. */
export interface Scrubbing {
  readonly identities: Identities;
  readonly stand: Pseudonyms;
}

/** One kind of thing that leaves a text. Rules are tried in the order of the list, each on what the one before left. */
export interface Rule {
  readonly name: string;
  /** The places it is for; all when it says none. */
  readonly only?: RegExp;
  /** The places it is not for. */
  readonly never?: RegExp;
  readonly scrub: (text: string, scrubbing: Scrubbing) => string;
}

/** What stands where a secret stood. */
export const erased = 'scrubbed';

/** Values of settings that look like secrets by their name and are none. */
const harmless = /^(?:yes|no|true|false|on|off|none|null|ask|always|never|required|optional|-?\d{1,4}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?)?$/i;

/** The path of a file that holds a secret tells where it is, not what it is. */
const path = /^(?:(?:~|\$\{?\w+\}?)(?:\/[\w.@{}$-]+)+|(?:\/[\w.@{}$-]+){2,})$/;

const secretName = String.raw`(?:passw(?:or)?[dt]s?|kennwort|passphrase|secret|token|authtok|api[_-]?key|access[_-]?key|private[_-]?key|psk|credentials?|pwd|(?<![a-z])[is]key(?![a-z])|(?<![a-z0-9])key(?![a-z]))`;
const named = new RegExp(secretName, 'i');

/** Whether a member or setting of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return named.test(name);
}

const assigned = new RegExp(String.raw`(${secretName}[\w.-]{0,40}["']?[ \t]{0,8}[=:][ \t]{0,8})(?:"([^"\n]*)"|'([^'\n]*)'|((?:\$\{\w+\}|[^\s"'&;,)}\]])+))`, 'gi');
const line = new RegExp(String.raw`^([ \t]*[\w.-]{0,60}${secretName}[\w.-]{0,40}[ \t]*=[ \t]*)([^\n]*)$`, 'gim');

export const rules: readonly Rule[] = [
  {
    name: 'password fields of shadow(5)',
    only: places.shadow,
    scrub: (text) => text.replace(/^([^:\n]*:)([!*]*)([^:\n]*)/gm, (_all, name: string, locked: string, hash: string) => `${name}${locked}${hashOf(hash)}`),
  },
  {
    name: 'what passwd(5) says of people, and old password fields',
    only: places.users,
    scrub: (text, { stand }) =>
      text.replace(/^[^:\n]*:[^:\n]*:\d+:\d*:[^:\n]*/gm, (user) => {
        const [name = '', password = '', uid = '', gid = '', gecos = ''] = user.split(':');
        const said = Number(uid) >= 1000 && Number(uid) < 65_534 && gecos !== '' ? `Person ${stand.number('person', uid)}` : gecos;
        return [name, password.length > 1 ? hashOf(password) : password, uid, gid, said].join(':');
      }),
  },
  { name: 'private keys', scrub: (text) => text.replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^]*?(-----END|$)/g, `$1\n${erased}\n$2`) },
  {
    name: 'credentials in addresses',
    scrub: (text) => text.replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]{1,256}@/gi, `$1${erased}@`),
  },
  { name: 'hashes of passwords', scrub: (text) => text.replace(/\$(?:1|2[abxy]?|5|6|7|y|gy|md5|sha1|apr1|argon2\w*)\$[\w./$=,+-]{8,}/g, hashOf) },
  { name: 'hashes of grub and of directories', scrub: (text) => text.replace(/grub\.pbkdf2\.\S+|\{(?:S?SHA\d*|S?MD5|CRYPT|PBKDF2\S*)\}\S+/gi, erased) },
  { name: 'settings that are secrets', scrub: (text) => text.replace(line, (all, before: string, value: string) => (isHarmless(value.trim()) ? all : `${before}${erased}`)) },
  {
    name: 'secrets inside a line',
    scrub: (text) =>
      text.replace(assigned, (all: string, before: string, ...values: (string | undefined)[]) => {
        const value = values.slice(0, 3).find((each) => each !== undefined) ?? '';
        // "passwd: files" of nsswitch.conf says where users are looked up.
        return isHarmless(value) || value === erased || /^passwd:/i.test(before) ? all : `${before}${erased}`;
      }),
  },
  {
    name: 'secrets in arguments',
    scrub: (text) => text.replace(new RegExp(String.raw`((?:--?|(?<=\s)\/)[\w-]{0,40}${secretName}[ \t]+)(?!-)([^\s"']+)`, 'gi'), `$1${erased}`),
  },
  { name: 'registry values in a security policy', scrub: (text) => text.replace(new RegExp(String.raw`(${secretName}[\w.-]{0,40}=\d{1,2},)"[^"\n]*"`, 'gi'), `$1"${erased}"`) },
  { name: 'files of credentials', only: places.netrc, scrub: (text) => text.replace(/\b(login|password|account)(\s+)\S+/g, `$1$2${erased}`) },
  {
    name: 'tokens by their form',
    scrub: (text) =>
      text.replace(/\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|glpat-[\w-]{20,}|xox[a-z]-[\w-]{10,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g, (token) => 'x'.repeat(token.length)),
  },
  { name: 'public keys and what is written beside them', only: places.authorizedKeys, scrub: (text, { stand }) => text.replace(/^[^\n#]*$/gm, (key) => publicKey(key, stand)) },
  { name: 'files that somebody has open', only: places.descriptors, scrub: (text) => (/^(?:socket|pipe|anon_inode|\/dev|\/proc|\/sys)\b/.test(text) ? text : `/${erased}`) },
  {
    name: 'mail addresses',
    scrub: (text, { stand }) =>
      text.replace(/[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, (address) =>
        /\.(?:service|socket|timer|mount|target|slice|path|device|scope|swap|automount|conf|wants|requires)$/.test(address) ? address : `p${stand.number('mail', address.toLowerCase())}@example.org`,
      ),
  },
  { name: 'machine ids', only: places.machineId, scrub: (text, { stand }) => text.replace(/\b[0-9a-f]{32}\b/gi, (id) => stand.number('machine', id).toString(16).padStart(32, '5c0bbed0')) },
  { name: 'UUIDs', scrub: (text, { stand }) => text.replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, stand.uuid) },
  { name: 'hardware addresses', scrub: (text, { stand }) => text.replace(/(?<![\w:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![\w:-])/gi, stand.mac) },
  { name: 'hardware addresses without leading zeros', scrub: (text, { stand }) => text.replace(/(?<![\w:.-])[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}(?![\w:])/gi, (mac) => (mac.length === 17 ? mac : shortMac(mac, stand))) },
  { name: 'keys of Kerberos that a Mac made for itself', scrub: (text, { stand }) => text.replace(/\bLKDC:SHA1\.([0-9A-F]{40})\b/gi, (_all, key: string) => `LKDC:SHA1.${stand.number('lkdc', key.toLowerCase()).toString(16).toUpperCase().padStart(40, '0')}`) },
  { name: 'networks that netstat(1) shortens', only: places.netstat, scrub: (text, { stand }) => text.replace(/^(\d{1,3}(?:\.\d{1,3}){1,2})(\/\d{1,2})?(?=\s)/gm, (all, net: string, mask = '') => shortNet(net, mask, stand) ?? all) },
  { name: 'sockets and routes of IPv4', only: places.kernelIpv4, scrub: (text, { stand }) => text.replace(/(?<![0-9A-F])[0-9A-F]{8}(?=[:\t])/g, (hex) => hostOrder4(hex, stand)) },
  { name: 'sockets of IPv6', only: places.kernelIpv6, scrub: (text, { stand }) => text.replace(/(?<![0-9A-F])[0-9A-F]{32}(?=:)/g, (hex) => hostOrder6(hex, stand)) },
  { name: 'addresses and routes of IPv6', only: places.networkIpv6, scrub: (text, { stand }) => text.replace(/\b[0-9a-f]{32}\b/g, (hex) => hexOf6(stand.ipv6(textOf6(hex)))) },
  {
    name: 'IPv6 addresses',
    never: places.published,
    scrub: (text, { stand }) => text.replace(/(?<![\w:.])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?![\w:])/gi, stand.ipv6),
  },
  {
    name: 'IPv4 addresses',
    never: places.published,
    scrub: (text, { stand }) => text.replace(/(?:(?<![\w.])|(?<=^n))(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]*\w)/gm, stand.ipv4),
  },
  { name: 'security identifiers of Windows', scrub: (text, { stand }) => sidsReplaced(text, stand) },
  { name: 'bytes of the registry', scrub: (text, scrubbing) => text.replace(/"hex":"((?:[\da-f]{2}){4,})"/g, (_all, hex: string) => `"hex":"${namesInHex(hex, scrubbing)}"`) },
  { name: 'names inside of certificates', scrub: namesInCertificates },
  { name: 'serial numbers', scrub: (text, { identities, stand }) => replaced(text, identities.serials, stand.serial) },
  { name: 'domains', never: /dpkg|rpm|apk|pacman/, scrub: (text, { identities, stand }) => domainsReplaced(text, identities.domains, stand) },
  { name: 'names of people and machines', never: /\/dpkg\/status$|rpm|apk|pacman/, scrub: (text, { identities, stand }) => replaced(text, identities.words, stand.word) },
];

/** Whether a value of a setting that is named like a secret is none by its form. */
export function isHarmless(value: string): boolean {
  return harmless.test(value) || path.test(value);
}

/** The kind of a hash stays, and its length: parsers ask for both. */
function hashOf(hash: string): string {
  const kind = /^\$\w+\$/.exec(hash)?.[0] ?? '';
  return kind + 'x'.repeat(hash.length - kind.length);
}

/** Replaces whole words wherever they stand, the longest first, whatever their case. */
export function replaced(text: string, words: ReadonlySet<string>, by: (word: string) => string): string {
  if (words.size === 0) return text;
  return text.replace(wordsPattern(words), by);
}

function wordsPattern(words: ReadonlySet<string>): RegExp {
  const longestFirst = [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map(literal);
  return new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${longestFirst.join('|')})(?![\p{L}\p{N}_])`, 'giu');
}

/** Domains and the names below them: each label but the last becomes another word, so that a name stays in its domain. */
function domainsReplaced(text: string, domains: ReadonlySet<string>, stand: Pseudonyms): string {
  if (domains.size === 0) return text;
  const names = [...domains].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map(literal);
  const pattern = new RegExp(String.raw`(?<![\w.-])(?:[\w-]{1,63}\.){0,8}(?:${names.join('|')})(?![\w-]|\.\w)`, 'gi');
  return text.replace(pattern, (name) => {
    const labels = name.split('.');
    return [...labels.slice(0, -1).map((label) => stand.word(label)), ...labels.slice(-1)].join('.');
  });
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, (character) => (character === '-' ? String.raw`\x2d` : `\\${character}`));
}

/** `0:11:22:a:b:c`, as macOS prints it: the same stand-in as for the whole form. */
function shortMac(mac: string, stand: Pseudonyms): string {
  const whole = mac.split(':').map((part) => part.padStart(2, '0')).join(':');
  return stand.mac(whole).replace(/(^|:)0/g, '$1');
}

/** `192.0.2` or `10.8/24`, in its network; a range that everybody has is nobody's. */
function shortNet(net: string, mask: string, stand: Pseudonyms): string | undefined {
  const parts = net.split('.');
  const [a, b] = parts.map(Number);
  if (parts.length === 2 && (mask === '' || Number(mask.slice(1)) <= 16)) return a === 10 || (a === 169 && b === 254) || (a === 192 && b === 168) || (a === 172 && b === 16) ? undefined : `203.0${mask || '/16'}`;
  const [, other = ''] = /^(.*)\.\d+$/.exec(stand.ipv4([...parts, '0', '0'].slice(0, 4).join('.'))) ?? [];
  return `${other}${mask}`;
}

function hostOrder4(hex: string, stand: Pseudonyms): string {
  const address = Buffer.from(hex, 'hex').swap32();
  return Buffer.from(stand.ipv4(address.join('.')).split('.').map(Number)).swap32().toString('hex').toUpperCase();
}

function hostOrder6(hex: string, stand: Pseudonyms): string {
  const swapped = Buffer.from(hex, 'hex').swap32().toString('hex');
  // An IPv4 address inside an IPv6 one: ::ffff:a.b.c.d
  const mapped = /^0{20}ffff([0-9a-f]{8})$/.exec(swapped)?.[1];
  if (mapped !== undefined) {
    const inner = Buffer.from(stand.ipv4(Buffer.from(mapped, 'hex').join('.')).split('.').map(Number)).toString('hex');
    return Buffer.from(`${'0'.repeat(20)}ffff${inner}`, 'hex').swap32().toString('hex').toUpperCase();
  }
  return Buffer.from(hexOf6(stand.ipv6(textOf6(swapped))), 'hex').swap32().toString('hex').toUpperCase();
}

/** Eight groups without leading zeros, so that it is the same text as a short form only where that has no `::`. */
function textOf6(hex: string): string {
  const groups = (hex.match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, ''));
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?:$|:)/, '::');
}

function hexOf6(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => group.padStart(4, '0')));
  const [first, last] = [groups(head), groups(tail)];
  return [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0000'), ...last].join('');
}
