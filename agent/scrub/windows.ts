import { itemsOf, jsonOf, membersOf } from '../host/json.ts';
import { namesOfServers } from './hidden.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What members of the registry and of CIM name, by the name of the member in lower case. */
const naming: Readonly<Record<string, Kind>> = {
  computername: 'word', hostname: 'word', 'nv hostname': 'word', csname: 'word', dnshostname: 'word', systemname: 'word', pscomputername: 'word', primaryownername: 'word',
  username: 'account', lastusedusername: 'account', defaultusername: 'account', lastloggedonuser: 'account', lastloggedonsamuser: 'account', lastloggedondisplayname: 'word',
  fullname: 'word', registeredowner: 'word', registereduser: 'word', registeredorganization: 'word', organization: 'word', altdefaultusername: 'account', altdefaultdomainname: 'word',
  useremail: 'account', upn: 'account', userprincipalname: 'account', startname: 'account', defaultdomainname: 'word', workgroup: 'word', domain: 'domain', 'nv domain': 'domain', dhcpdomain: 'domain', dnsdomain: 'domain', searchlist: 'domain', dnsdomainsuffixsearchorder: 'domain',
  serialnumber: 'serial', identifyingnumber: 'serial', smbiosassettag: 'serial', assettag: 'serial', adapterserialnumber: 'serial', systemserialnumber: 'serial', baseboardserialnumber: 'serial',
};

/** Classes whose `Name` and `Caption` are those of people or of the computer. */
const ofPeople = /:Win32_(?:UserAccount|ComputerSystem|NetworkLoginProfile|LoggedOnUser|UserProfile)\b/i;

/** What a text names. */
export type Kind = 'word' | 'account' | 'domain' | 'serial';

/** Where names go that were found. */
export interface Finding {
  readonly word: (name: string) => void;
  readonly domain: (name: string) => void;
  readonly serial: (text: string) => void;
}

/** Finds names and serial numbers in an answer of the registry, of CIM or of PowerShell. */
export function windowsNames(place: string, text: string, found: Finding): void {
  for (const [, name = ''] of text.matchAll(/\\{1,2}Users\\{1,2}([^\\"/:*?<>|%\r\n]{2,64})/gi)) found.word(name);
  if (/\\SystemCertificates\\MY\\/.test(place)) for (const [, hex = ''] of text.matchAll(/"hex":"([\da-f]+)"/g)) for (const name of namesOfServers(Buffer.from(hex, 'hex'))) found.domain(name);
  if (!/^(?:HKLM|HKU)\\|^(?:values|properties) of |^result of /.test(place)) return;
  visit(jsonOf(text), { isPeople: ofPeople.test(place), found });
}

interface Around {
  readonly isPeople: boolean;
  readonly found: Finding;
}

function visit(value: unknown, around: Around): void {
  for (const item of itemsOf(value)) visit(item, around);
  for (const [name, member] of membersOf(value)) {
    const key = name.toLowerCase();
    const kind = around.isPeople && (key === 'name' || key === 'caption') ? 'account' : Object.hasOwn(naming, key) ? naming[key] : undefined;
    if (kind) for (const text of [member, ...itemsOf(member)]) if (typeof text === 'string') noteName(kind, text, around.found);
    visit(member, around);
  }
  const { path, class: kind } = Object.fromEntries(membersOf(value));
  if (typeof path === 'string') noteMember(path, kind === 'User', around.found);
}

/** `WinNT://DOMAIN/COMPUTER/account`: a member of a group, as ADSI has it. */
function noteMember(path: string, isUser: boolean, found: Finding): void {
  const [, ...parts] = /^WinNT:\/\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? [];
  const names = parts.filter((part) => part !== undefined && !/^S-1-|^NT /.test(part));
  for (const name of isUser ? names : names.slice(0, -1)) found.word(name);
}

/** Takes a name, its parts and its domain. */
export function noteName(kind: Kind, value: string, found: Finding): void {
  if (/^NT (?:AUTHORITY|SERVICE|VIRTUAL MACHINE)\\/i.test(value)) return;
  if (kind === 'serial') found.serial(value);
  else if (kind === 'domain') for (const name of value.split(/[\s,]+/)) (name.includes('.') ? found.domain : found.word)(name);
  else if (kind === 'word') for (const name of [value.trim(), ...value.trim().split(/[\s.-]+/).filter((part) => part.length > 2)]) found.word(name);
  else for (const name of value.split(/[\\@]/)) (name.includes('.') && value.includes('@') ? found.domain : found.word)(name.trim());
}

/**
 * Other numbers for the computer, domain or tenant in a security identifier, the same all through a recording. The last
 * number of a local or domain account stays: it tells the built-in ones (500, 501) and groups.
 */
export function sidsReplaced(text: string, stand: Pseudonyms): string {
  const domains = text.replace(/\bS-1-5-21-(\d{1,10}-\d{1,10}-\d{1,10})(?!\d)/g, (_sid, domain: string) => `S-1-5-21-1000-2000-${stand.number('domain of sid', domain)}`);
  return domains.replace(/\bS-1-12-1-\d{1,10}-\d{1,10}-\d{1,10}-\d{1,10}(?!\d)/g, (sid) => `S-1-12-1-1000-2000-3000-${stand.number('account of sid', sid)}`);
}
