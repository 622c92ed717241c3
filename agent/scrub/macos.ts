import type { Plist, PlistDict } from '../host/plist.ts';
import { dictOf, listOf, plistOf } from '../host/plist.ts';
import { domainsInCertificates } from './hidden.ts';
import type { Passage } from './identities.ts';
import { noteName } from './windows.ts';
import type { Finding, Kind } from './windows.ts';

/** What members of property lists name, by the name of the member in lower case. */
const naming: Readonly<Record<string, Kind | 'computer' | 'host'>> = {
  computername: 'computer', hostname: 'host', localhostname: 'computer', netbiosname: 'word', workgroup: 'word', lastusername: 'account', autologinuser: 'account', retriesuser: 'account', machineowner: 'account',
  'trust domain': 'host', 'trust account': 'account', 'preferred server': 'host', 'forest name': 'domain', 'domain name': 'domain', 'admin group list': 'account', 'trust options': 'word',
};

/** Words of names that a Mac gives itself, which say what it is and not whose. */
const whatItIs = /^(?:macbook|imac|mac|mini|pro|air|studio|der|die|the|von|des)$/i;

/** Makers that manage devices of many: only what stands before their domain is somebody's name. */
const services = /\.(?:jamfcloud\.com|microsoft\.com|mosyle\.com|kandji\.io|iru\.com|addigy\.com|jumpcloud\.com|apple\.com|icloud\.com|awmdm\.com|maas360\.com|meraki\.com|hexnode\.com|simplemdm\.com|fleetdm\.com|northpole\.security|google\.com)$/i;

/** Host names that tell what a server does. */
const duties = /^(?:mdm|api|mobile|manage|management|devices?|enroll(?:ment)?|prod|eu|us|www\d?|smb|time)$/i;

/** Finds names and serial numbers in property lists and in what the programs of macOS print. */
export function macNames({ place, text, encoding }: Passage, found: Finding): void {
  for (const [, name = ''] of `${place}\n${encoding === 'utf8' ? text : ''}`.matchAll(/\/Active Directory\/([^/*.:<>\n]{2,64})/g)) found.word(name);
  for (const [, name = ''] of place.matchAll(/\/Managed Preferences\/([^/*.]+)\//g)) found.word(name);
  const start = encoding === 'base64' ? 0 : text.search(/<\?xml|<plist/);
  const list = start < 0 ? undefined : plistOf(encoding === 'base64' ? Buffer.from(text, 'base64') : Buffer.from(text.slice(start)));
  if (list !== undefined) visit(list, found);
  else if (encoding === 'utf8') printedNames(place, text, found);
}

function printedNames(place: string, text: string, found: Finding): void {
  const each = (pattern: RegExp, take: (name: string) => void) => {
    for (const [, name = ''] of text.matchAll(pattern)) take(name);
  };
  if (place.includes('/sysctl ')) each(/^kern\.hostname: (\S+)$/gm, (name) => host(name, found));
  if (place.includes('/scutil ')) each(/^[ \t]*(?:search )?domain(?:\[\d+\])?[ \t]+: (\S+)$/gm, found.domain);
  if (place.includes('/profiles ')) each(/^MDM server: (\S+)$/gm, (address) => server(address, found));
  if (/\/last /.test(place)) {
    each(/^(\S+)[ \t]+(?:console|tty\S*|pts\S*|ftp\S*|:\S*)[ \t]/gm, (name) => noteUser(name, found));
    each(/^\S+[ \t]+tty\S*[ \t]+([a-z][\w.-]*)[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) /gim, (name) => host(name, found));
  }
  if (place.endsWith('/mount')) each(/^\/\/(?:[^;@/\s]*;)?([^@:/\s]+)(?::[^@/\s]*)?@/gm, (name) => noteUser(name, found));
  if (place.endsWith('/mount')) each(/^(\/\/(?:[^@/\s]*@)?[a-z][\w.-]*)/gim, (address) => server(address, found));
  if (place.endsWith('/printers.conf')) each(/^DeviceURI ((?:ipps?|https?|socket|lpd|smb):\S+)$/gm, (address) => server(address, found));
  if (place.includes('/security ')) for (const name of domainsInCertificates(text)) found.domain(name);
  each(/[?&]serial=([\w.-]+)/g, found.serial);
  if (/\/ioreg |\/sentinelctl |\/cytool /.test(place)) each(/\b(?:serial|agent id)\b[^\n:=]{0,20}[:=][ \t]*"?([\w-]+)/gim, found.serial);
}

function visit(value: Plist, found: Finding): void {
  for (const item of listOf(value) ?? []) visit(item, found);
  const dict = dictOf(value);
  if (!dict) return;
  noteRecord(dict, found);
  for (const [name, member] of Object.entries(dict)) {
    const key = name.toLowerCase();
    for (const text of [member, ...(listOf(member) ?? [])]) if (typeof text === 'string') note(key, text, found);
    visit(member, found);
  }
}

function note(key: string, text: string, found: Finding): void {
  const kind = Object.hasOwn(naming, key) ? naming[key] : undefined;
  if (/serial/.test(key)) found.serial(text);
  else if (kind === 'computer') computer(text, found);
  else if (kind === 'host') host(text, found);
  else if (kind) noteName(kind, text.replace(/\$$/, ''), found);
  else if (/^[a-z]{2,8}:\/\//i.test(text) && /url|server|host|proxy/i.test(key)) server(text, found);
  else if (key.endsWith('proxy') && text.includes('.')) host(text, found);
  for (const [, name = ''] of text.matchAll(/\/Active Directory\/([^/*.:<>\n]{2,64})/g)) found.word(name);
  for (const [, domain = ''] of text.matchAll(/^;LocalCachedUser;\/Active Directory\/[^/]*\/([^:/]+):/g)) found.domain(domain);
}

/** A user of OpenDirectory that was made for a person: numbers below 500 are the system's. */
function noteRecord(dict: PlistDict, found: Finding): void {
  const values = (name: string) => (listOf(dict[`dsAttrTypeStandard:${name}`]) ?? []).filter((text) => typeof text === 'string');
  if (!(Number(values('UniqueID')[0]) >= 500)) return;
  for (const name of values('RecordName')) if (!name.startsWith('com.apple.')) noteName('account', name, found);
  for (const name of values('RealName')) noteName('word', name, found);
}

function noteUser(name: string, found: Finding): void {
  if (!/^(?:_.*|reboot|shutdown|guest|wtmp|date)$/i.test(name)) found.word(name);
}

/** What a Mac is called, and whose it is by that: `Maria's MacBook Pro`, `Marias-MacBook-Pro`, `MacBook Pro de Maria`. */
function computer(text: string, found: Finding): void {
  host(text, found);
  const [, before = ''] = /^(.{2,64}?)(?:['’]?s)?[ -](?:MacBook|iMac|Mac)\b/i.exec(text) ?? [];
  const [, behind = ''] = /^(?:MacBook|iMac|Mac)[\w -]*?[ -](?:de|di|da|do|von|van|af|av)[ -](.{2,64})$/i.exec(text) ?? [];
  for (const owner of [before, behind])
    for (const part of [owner, ...owner.split(/[\s.-]+/)]) if (part.length > 2 && !whatItIs.test(part)) found.word(part);
}

/** A name in the network; of its domain `local` is nobody's. */
function host(name: string, found: Finding): void {
  const [short = '', ...rest] = name.replace(/\.$/, '').split('.');
  if (!/^[\d.]*$|^localhost$/.test(short)) found.word(short);
  found.domain(rest.join('.'));
}

/** The host of an address; the account before it is a secret already. */
function server(address: string, found: Finding): void {
  const [, name = ''] = /^(?:[a-z]{2,8}:)?\/\/(?:[^@/]*@)?([\w-]+(?:\.[\w-]+)*)\.?(?=[:/?#]|$)/i.exec(address) ?? [];
  if (/^[\d.]*$/.test(name)) return;
  const labels = name.split('.');
  if (/\._(?:tcp|udp)\.local$|\.local$/i.test(name) || services.test(name)) {
    for (const label of labels.slice(0, name.endsWith('.local') ? 1 : -2)) if (!duties.test(label)) found.word(label);
  } else {
    found.domain(labels.slice(labels.length > 2 ? 1 : 0).join('.'));
    if (labels.length === 1) found.word(name);
  }
}
