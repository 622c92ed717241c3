import { jsonOf } from '../host/json.ts';
import { plistOf } from '../host/plist.ts';
import { scrubBytes } from './binary.ts';
import { isSerial } from './identities.ts';
import { erased, isHarmless, isSecretName } from './rules.ts';
import type { Scrubbing } from './rules.ts';
import { namesInHex } from './hidden.ts';

/** How one text of a passage is scrubbed, and with what. */
export interface TreeScrubbing {
  readonly place: string;
  readonly scrubbing: Scrubbing;
  readonly scrubText: (text: string) => string;
}

/** Members whose every value is one of the environment, and members that hold hashes of passwords (OpenDirectory). */
const environment = /^environment(?:variables)?$/i;
const hashes = /shadowhash|hashdata|srpkey|kerberoskeys|passwordhistory/i;
/** Members of which each value is a number of one machine or person, wherever it stands. */
const numbers = /serial|udid|edrmachineid|machineid$/i;
const people = /^(?:https?|ftp|socks|rtsp|gopher)?proxyusername$/i;
/** What people write beside an account. */
const remarks = /^(?:description|comment)$/i;
const spoken = /passw|kennwort|mot de passe|contrase|pwd|pin\b/i;
/** What launchd starts: only options and paths stay of the arguments. */
const commandLine = /^programarguments$/i;
const hardware = /mac_?address|hwaddr|ethernet|^(?:permanent|linklayer|network)address$/i;
/** Members that show a hardware address without separators. */
const bare = /^(?:[\da-f]{2}){6}$/i;
/** Windows calls a device by its maker, its kind and, where no `&` is in it, by its own number. */
const instances = /^(?:pnpdeviceid|deviceinstanceid|pnpdeviceinstanceid)$/i;
/** What people write for those who find or use the machine. */
const notices = /^(?:loginwindowtext|legalnotice(?:text|caption)|bannertext|text[1-4])$/i;
const flag = /^--?[\w-]{1,40}$/;

/** JSON, scrubbed member by member, so that it stays JSON; undefined for any other text. */
export function scrubbedJson(text: string, tools: TreeScrubbing): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const value = jsonOf(text);
  return value === undefined ? undefined : JSON.stringify(scrubbedValue(value, '', tools));
}

/** A property list of either form, scrubbed member by member and written as XML; undefined for other bytes. */
export function scrubbedPlist(bytes: Buffer, tools: TreeScrubbing): string | undefined {
  if (!/^(?:bplist00|\s*<\?xml|\s*<plist)/.test(bytes.subarray(0, 64).toString('latin1'))) return undefined;
  const value = plistOf(bytes);
  return value === undefined ? undefined : `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n${element(scrubbedValue(value, '', tools))}\n</plist>\n`;
}

function scrubbedValue(value: unknown, key: string, tools: TreeScrubbing): unknown {
  if (typeof value === 'string') return scrubbedString(value, key, tools);
  if (typeof value === 'number') return isSecretName(key) && !/(?:age|time|date|set|days|count|length)$/i.test(key) && !isHarmless(String(value)) ? null : value;
  if (Buffer.isBuffer(value)) return scrubbedData(value, key, tools);
  if (Array.isArray(value)) return scrubbedList(value as readonly unknown[], key, tools);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const under = (name: string) => (environment.test(key) ? 'secret' : name);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [tools.scrubText(name), scrubbedValue(member, under(name), tools)]));
}

/** Bytes of a property list: an address of hardware, a serial number, a list in the list, or what may hold names. */
function scrubbedData(bytes: Buffer, key: string, tools: TreeScrubbing): Buffer {
  const { place, scrubbing } = tools;
  if (isSecretName(key) || hashes.test(key)) return Buffer.from(erased);
  if (bytes.length === 6 && hardware.test(key)) return Buffer.from(scrubbing.stand.mac(bytes.toString('hex').replace(/..(?=.)/g, '$&:')).replaceAll(':', ''), 'hex');
  if (numbers.test(key)) return Buffer.from(scrubbedNumber(bytes.toString('latin1'), tools), 'latin1');
  const list = scrubbedPlist(bytes, tools);
  return list === undefined ? scrubBytes(place, bytes, scrubbing) : Buffer.from(list);
}

/** A serial number, or what stands where none is: `None`, `0x00000000`. */
function scrubbedNumber(text: string, { scrubbing, scrubText }: TreeScrubbing): string {
  return isSerial(text.replace(/\0+$/, '').trim()) ? scrubbing.stand.serial(text) : scrubText(text);
}

/** Of arguments the one behind `--password` is the password. */
function scrubbedList(items: readonly unknown[], key: string, tools: TreeScrubbing): unknown[] {
  return items.map((item, index) => {
    if (index > 0 && commandLine.test(key) && typeof item === 'string' && !/^[-/]/.test(item) && !isHarmless(item)) return erased;
    const before = items[index - 1];
    const isBehindFlag = typeof before === 'string' && flag.test(before) && isSecretName(before);
    return isBehindFlag && typeof item === 'string' && !item.startsWith('-') ? erased : scrubbedValue(item, key, tools);
  });
}

function scrubbedString(text: string, key: string, tools: TreeScrubbing): string {
  if (hashes.test(key) || (isSecretName(key) && !isHarmless(text))) return erased;
  if ((remarks.test(key) && spoken.test(text)) || (notices.test(key) && text.trim() !== '')) return erased;
  if (hardware.test(key) && bare.test(text)) return bareMac(text, tools);
  if (numbers.test(key)) return scrubbedNumber(text, tools);
  if (people.test(key)) return tools.scrubbing.stand.word(text);
  if (key === 'hex' && /^(?:[\da-f]{2}){4,}$/i.test(text)) return namesInHex(text, tools.scrubbing);
  if (instances.test(key)) return instanceOf(text, tools);
  return scrubbedPlist(Buffer.from(text), tools) ?? tools.scrubText(text);
}

function instanceOf(text: string, { scrubbing, scrubText }: TreeScrubbing): string {
  const [, kind = '', own = ''] = /^((?:PCI|USB|USBSTOR|SCSI|HID|SD|HDAUDIO)\\.*\\)([^\\&]{6,})$/i.exec(text) ?? [];
  return own === '' ? scrubText(text) : scrubText(kind) + scrubbing.stand.serial(own);
}

function bareMac(text: string, { scrubbing: { stand } }: TreeScrubbing): string {
  const other = stand.mac(text.toLowerCase().replace(/..(?=.)/g, '$&:')).replaceAll(':', '');
  return text === text.toUpperCase() ? other.toUpperCase() : other;
}

function element(value: unknown): string {
  if (Buffer.isBuffer(value)) return `<data>${value.toString('base64')}</data>`;
  if (value instanceof Date) return `<date>${value.toISOString().slice(0, 19)}Z</date>`;
  if (Array.isArray(value)) return `<array>${value.map(element).join('')}</array>`;
  if (typeof value === 'boolean') return `<${value}/>`;
  if (typeof value === 'number') return Number.isInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
  if (typeof value === 'object' && value !== null) return `<dict>${Object.entries(value).map(([key, item]) => (item === undefined ? '' : `<key>${escaped(key)}</key>${element(item)}`)).join('')}</dict>`;
  return `<string>${escaped(typeof value === 'string' ? value : '')}</string>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
