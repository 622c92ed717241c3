import type { Printers } from '../../../wire/sections/printers.ts';
import { withoutCredentials } from '../../host/address.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { RegistryKey } from '../../host/registry.ts';
import { hklm, hku, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const print = String.raw`SYSTEM\CurrentControlSet\Control\Print`;

const sources = {
  /** What the spooler knows, also while it does not run; Win32_Printer would ask it, and it would ask every printer. */
  printers: hklm(String.raw`${print}\Printers\*`, ['Name', 'Port', 'Printer Driver', 'Attributes', 'Location']),
  tcpPorts: hklm(String.raw`${print}\Monitors\Standard TCP/IP Port\Ports\*`, ['HostName', 'IPAddress']),
  /** Printers of a print server, for users who are signed in; the key is `,,server,printer`. */
  connections: hku(String.raw`*\Printers\Connections\*`, []),
  profiles: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\*`, ['ProfileImagePath']),
  spooler: hklm(String.raw`SYSTEM\CurrentControlSet\Services\Spooler`, ['Start']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Printer = NonNullable<Printers['printers']>[number];

/** By the keys of the print spooler. */
export const windows: PlatformFact<Printers> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Printers> {
  const at = look(answers, sources);
  const [printers, connections, profiles] = [keysOf(at, 'printers'), keysOf(at, 'connections'), keysOf(at, 'profiles')];
  const why = printers.why ?? connections.why;
  if (why) at.lack('printers', why);
  const ports = keysOf(at, 'tcpPorts');
  const tcp: Ports = { byName: new Map(ports.keys.map((key) => [key.name.toLowerCase(), addressOf(key)])), why: ports.why };
  const folders = new Map(profiles.keys.map((key) => [key.name.toLowerCase(), registryText(key.value('ProfileImagePath'))]));
  const local = printers.keys.flatMap((key) => printerIn(at, key, tcp));
  const shares = connections.keys.flatMap((key) => connectionIn(at, key, { folders, why: profiles.why }));
  const all = sortedBy([...local, ...shares], ({ name, user }) => `${name}\0${user ?? ''}`);
  const start = keysOf(at, 'spooler');
  const mode = registryNumber(start.keys[0]?.value('Start') ?? null);
  const data: Printers = {
    ...(why && all.length === 0 ? {} : { printers: all }),
    spooler: typeof mode === 'number' ? mode === 2 : start.keys.length === 0 && !start.why ? false : at.lack('spooler', start.why ?? { reason: 'unreadable', detail: 'Start' }),
  };
  return { data, missing: at.missing() };
}

interface Ports {
  readonly byName: ReadonlyMap<string, string | null>;
  readonly why: Why | undefined;
}

function addressOf(key: RegistryKey): string | null {
  return registryText(key.value('HostName')) ?? registryText(key.value('IPAddress')) ?? null;
}

/** PRINTER_ATTRIBUTE_SHARED of winspool.h. */
const sharedAttribute = 0x8;
/** Drivers that print on many models, so that their name tells none. */
const general = /universal|class driver|generic|^(?:hp smart )?ipp\b|v4$|pcl6? (?:driver|class)/i;

function printerIn(at: At, key: RegistryKey, tcp: Ports): Printer[] {
  const [name, port, driver, location] = ['Name', 'Port', 'Printer Driver', 'Location'].map((value) => registryText(key.value(value)));
  const attributes = registryNumber(key.value('Attributes'));
  const gap = (path: string, detail: string) => at.lack(`printers[].${path}`, { reason: 'unreadable', detail });
  const short = (path: string, value: string | null | undefined, detail: string) => (value === undefined ? gap(path, detail) : value && printable(value, 255));
  const isModel = typeof driver === 'string' && !general.test(driver);
  return [{
    name: printable(name ?? key.name, 255) || key.name.slice(0, 255),
    model: isModel ? printable(driver, 255) : driver === undefined ? gap('model', 'Printer Driver') : null,
    driver: short('driver', driver, 'Printer Driver'),
    ...placeOf(at, port, tcp),
    shared: typeof attributes === 'number' ? (attributes & sharedAttribute) !== 0 : gap('shared', 'Attributes'),
    location: short('location', location, 'Location'),
  }];
}

/** Ports that are a program or a file: PDF, XPS, fax, OneNote. */
const virtual = /^(?:PORTPROMPT:|FILE:|XPSPort:|SHRFAX:|NUL:?|nul:|Microsoft\.Office\.OneNote|.*\.(?:pdf|ps|xps)$)|onenote|pdf/i;

function placeOf(at: At, port: string | null | undefined, tcp: Ports): Pick<Printer, 'address' | 'connection'> {
  if (typeof port !== 'string') {
    const why = { reason: port === null ? 'not-visible-from-here' : 'unreadable', detail: 'Port' } as const;
    return { address: at.lack('printers[].address', why), connection: at.lack('printers[].connection', why) };
  }
  const first = port.split(',')[0]?.trim() ?? '';
  const address = tcp.byName.get(first.toLowerCase());
  if (address) return { address: printable(withoutCredentials(address), 512), connection: 'network' };
  if (/^(?:USB|DOT4_)\d+/i.test(first)) return { address: first, connection: 'usb' };
  if (first.startsWith('\\\\')) return { address: printable(first, 512), connection: 'shared' };
  if (/^https?:/i.test(first)) return { address: printable(withoutCredentials(first), 512), connection: 'network' };
  if (/^(?:IP_|WSD-|TS\d)/i.test(first)) return { address: at.lack('printers[].address', { reason: 'not-visible-from-here', detail: 'Port' }), connection: /^TS/i.test(first) ? 'shared' : 'network' };
  if (virtual.test(first)) return { address: null, connection: 'virtual' };
  if (tcp.why) return { address: at.lack('printers[].address', tcp.why), connection: at.lack('printers[].connection', tcp.why) };
  return { address: printable(first, 512), connection: 'other' };
}

interface Users {
  readonly folders: ReadonlyMap<string, string | null | undefined>;
  readonly why: Why | undefined;
}

function connectionIn(at: At, key: RegistryKey, { folders, why }: Users): Printer[] {
  const [, server, printer] = /^,,([^,]+),(.+)$/.exec(key.name) ?? [];
  if (server === undefined || printer === undefined) return at.lack('printers', { reason: 'unreadable', detail: key.path }) ?? [];
  const hive = key.path.split('\\')[1] ?? '';
  const user = printable(folders.get(hive.toLowerCase())?.split('\\').at(-1) ?? '', 128);
  const elsewhere = { reason: 'not-visible-from-here', detail: 'the print server knows it' } as const;
  return [{
    name: printable(printer, 255),
    model: at.lack('printers[].model', elsewhere), driver: at.lack('printers[].driver', elsewhere),
    address: printable(`\\\\${server}\\${printer}`, 512), connection: 'shared', shared: false,
    location: at.lack('printers[].location', elsewhere),
    user: user || at.lack('printers[].user', why ?? { reason: 'not-visible-from-here', detail: 'a user without a profile' }),
  }];
}
