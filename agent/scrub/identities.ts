import { stringsOfMachine } from './smbios-strings.ts';
import { places } from './places.ts';
import { macNames } from './macos.ts';
import { windowsNames } from './windows.ts';

/** One text of a recording, and where it comes from. */
export interface Passage {
  /** Path of the file, or the source as it is printed. */
  readonly place: string;
  readonly text: string;
  readonly encoding: 'utf8' | 'base64';
}

/** Names that a recording must not show: of people and machines as words, of networks as domains, and serial numbers. */
export interface Identities {
  readonly words: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  readonly serials: ReadonlySet<string>;
  /** Words that are in use for something public, such as system accounts. */
  readonly kept: ReadonlySet<string>;
}

/** Names that are no person's and no machine's own: as installed, or what a thing is. */
const generic = new Set([
  'admin', 'administrator', 'root', 'user', 'users', 'guest', 'test', 'operator', 'backup', 'service', 'system', 'pi', 'vagrant', 'nobody',
  'ubuntu', 'debian', 'centos', 'fedora', 'rocky', 'almalinux', 'alpine', 'arch', 'opensuse', 'suse', 'rhel', 'linux', 'ec2-user', 'cloud-user',
  'localhost', 'localdomain', 'local', 'lan', 'home', 'internal', 'host', 'server', 'client', 'desktop', 'laptop', 'pc', 'vm', 'gateway', 'router',
  'administrateur', 'administrador', 'administratoren', 'administrators', 'gast', 'gäste', 'invité', 'invitado', 'benutzer', 'public', 'default', 'default user', 'all users', 'defaultuser0',
  'defaultaccount', 'wdagutilityaccount', 'workgroup', 'arbeitsgruppe', 'localsystem', 'networkservice', 'localservice', 'nt authority', 'windows', 'microsoft', 'windows user', 'organization',
  'printer', 'mail', 'web', 'www', 'db', 'files', 'nas', 'dns', 'ntp', 'none', 'yes', 'no', 'true', 'false', 'all', 'any', 'default',
]);

/** Finds the names in everything that was read. */
export function identitiesIn(passages: readonly Passage[]): Identities {
  const words = new Set<string>();
  const domains = new Set<string>();
  const serials = new Set<string>();
  const kept = new Set<string>();
  for (const passage of passages) {
    const { place, text, encoding } = passage;
    for (const [, name = ''] of place.matchAll(/^\/(?:home|Users)\/([^/*]+)/g)) addName(words, name);
    if (encoding === 'base64') addBinary(passage, words, serials);
    else if (places.users.test(place)) addUsers(text, words, kept);
    else if (/^\/(?:etc|proc\/sys\/kernel)\/hostname$/.test(place)) addHost(text.trim(), words, domains);
    else if (place === '/proc/sys/kernel/domainname') addDomain(domains, text.trim());
    else if (place === '/etc/hosts') for (const name of hostNames(text)) addHost(name, words, domains);
    else if (place.endsWith('resolv.conf')) for (const name of searchDomains(text)) addDomain(domains, name);
    else if (/(?:sssd|smb|krb5|realmd)[^/]*\.conf$|\/sssd\//.test(place)) addDirectory(text, words, domains);
    else if (places.serial.test(place) || places.machineId.test(place)) addSerial(serials, text);
    for (const [, name = ''] of text.matchAll(/(?<![\w.-])\/(?:home|Users)\/([\w.-]+)/g)) addName(words, name);
    const found = { word: (name: string) => addName(words, name), domain: (name: string) => addDomain(domains, name), serial: (serial: string) => addSerial(serials, serial) };
    for (const said of encoding === 'base64' ? [place] : [place, text]) windowsNames(place, said, found);
    macNames(passage, found);
  }
  return { words, domains, serials, kept };
}

function addName(words: Set<string>, name: string): void {
  if (name.length > 1 && !generic.has(name.toLowerCase())) words.add(name);
}

/** Users made for people, by number or by a home of their own, with the names that stand beside them; see passwd(5). */
function addUsers(text: string, words: Set<string>, kept: Set<string>): void {
  for (const line of text.split('\n')) {
    const [name = '', , uid = '', , gecos = '', home = ''] = line.split(':');
    const isPerson = (Number(uid) >= 1000 && Number(uid) < 65_534) || /^\/(?:home|Users)\//.test(home);
    if (!isPerson) {
      kept.add(name);
      continue;
    }
    addName(words, name);
    const [full = ''] = gecos.split(',');
    for (const part of [full.trim(), ...full.split(/[\s.-]+/)]) if (part.length > 2) addName(words, part);
  }
}

function addHost(name: string, words: Set<string>, domains: Set<string>): void {
  const [short = '', ...rest] = name.split('.');
  if (/^\d+$/.test(short)) return;
  addName(words, short);
  addDomain(domains, rest.join('.'));
}

/** Domains with at least two labels; one alone (`lan`) is no name. */
function addDomain(domains: Set<string>, name: string): void {
  if (/^[\w-]+(?:\.[\w-]+)+$/.test(name) && !/\.arpa$|^localdomain|^\d+(?:\.\d+)*$/.test(name)) domains.add(name.toLowerCase());
}

function hostNames(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  return lines.flatMap(([, ...names]) => names).filter((name) => !/^(?:localhost|ip6-|broadcasthost)/.test(name));
}

function searchDomains(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(?:search|domain)\s+(.+)$/gm)].flatMap(([, names = '']) => names.trim().split(/\s+/));
}

/** Domains, realms and the workgroup of a directory, from the settings of sssd, samba and Kerberos. */
function addDirectory(text: string, words: Set<string>, domains: Set<string>): void {
  for (const name of text.match(/[\w-]+(?:\.[\w-]+){1,8}/g) ?? [])
    if (/[a-z]{2}$/i.test(name) && !/\.(?:so|conf|d|keytab|db|log|tdb)$/.test(name)) addDomain(domains, name);
  for (const [, name = ''] of text.matchAll(/^[ \t]*workgroup\s*=\s*([\w-]+)\s*$/gim)) if (!/^(?:workgroup|samba)$/i.test(name)) addName(words, name);
}

/** Serial numbers that are none (`None`, `0`, `To be filled by O.E.M.`) are left as they are: parsers look for them. */
function addSerial(serials: Set<string>, text: string): void {
  const serial = text.replaceAll('\0', '').trim();
  if (isSerial(serial)) serials.add(serial);
}

/** Whether a text is the number of one thing. */
export function isSerial(text: string): boolean {
  return /^[\w./+-]{4,64}$/.test(text) && /\d/.test(text) && new Set(text).size > 2;
}

function addBinary({ place, text }: Passage, words: Set<string>, serials: Set<string>): void {
  const bytes = Buffer.from(text, 'base64');
  if (places.smbios.test(place)) for (const serial of stringsOfMachine(bytes)) addSerial(serials, serial);
  if (places.serial.test(place)) addSerial(serials, bytes.subarray(4).toString('latin1'));
  if (places.edid.test(place)) for (const serial of bytes.toString('latin1').matchAll(/\0\0\0\u{ff}\0([^\n]{1,13})/gu)) addSerial(serials, serial[1] ?? '');
  if (places.utmp.test(place)) for (const name of utmpUsers(bytes)) addName(words, name);
}

/** Names of the people in utmp(5), whichever size the records have: a name stands 44 bytes into each. */
function utmpUsers(bytes: Buffer): string[] {
  const size = bytes.length % 384 === 0 ? 384 : 400;
  const names = Array.from({ length: Math.floor(bytes.length / size) }, (_none, index) => {
    const entry = bytes.subarray(index * size, (index + 1) * size);
    return entry.readInt16LE(0) === 7 ? (entry.toString('latin1', 44, 76).split('\0')[0] ?? '') : '';
  });
  return names.filter((name) => name !== '');
}
