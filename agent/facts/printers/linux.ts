import type { Printers } from '../../../wire/sections/printers.ts';
import { withoutCredentials } from '../../host/address.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

type Printer = NonNullable<Printers['printers']>[number];

/** Printers of CUPS, which are kept in the same files on macOS. */
export const cupsSources = {
  /** Mode 0600: addresses may hold passwords, see printers.conf(5). */
  printers: { kind: 'file', path: '/etc/cups/printers.conf' },
  drivers: { kind: 'names', pattern: '/etc/cups/ppd/*.ppd' },
} as const satisfies Sources;

const sources = { ...unitSources, ...cupsSources, cupsd: { kind: 'names', pattern: '/usr/sbin/cupsd' } } as const satisfies Sources;

/** Printers of CUPS. Those that only an application finds on the network by itself are nobody's setting. */
export const linux: PlatformFact<Printers> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Printers> {
  const at = look(answers, sources);
  const installed = presence(at, 'cupsd');
  if (installed === undefined) {
    const why = whyUnread(at, 'cupsd') ?? { reason: 'denied' };
    at.lack('printers', why);
    at.lack('spooler', why);
    return { data: {}, missing: at.missing() };
  }
  if (!installed) return { data: { printers: [], spooler: false }, missing: at.missing() };
  const units = unitsOf(at);
  const spooler = starts(units, 'cups.service', 'cups.socket', 'cups.path', 'cupsd.service') ?? at.lack('spooler', units.unread ?? { reason: 'denied' });
  return { data: { printers: printersOf(at), spooler }, missing: at.missing() };
}

/** The printers of printers.conf(5), by name. */
export function printersOf(at: Look<typeof cupsSources>): Printer[] | undefined {
  const blocks = at.take('printers', 'printers', blocksIn);
  if (blocks === undefined) return undefined;
  const whyDrivers = whyUnread(at, 'drivers');
  const withDriver = new Set(at.all('drivers').entries.map(({ path }) => path.slice('/etc/cups/ppd/'.length, -'.ppd'.length)));
  const found = (blocks ?? []).map(({ name, values }): Printer => {
    const uri = values.get('deviceuri') ?? '';
    const model = printable(values.get('makemodel') ?? '', 255) || null;
    const driver = withDriver.has(name) ? model : null;
    const connection = connectionOf(uri);
    return {
      name: printable(name, 255),
      model: model === null || /^(?:Local |Remote )?(?:Raw )?Printer$/i.test(model) ? null : model.replace(/,? driverless.*$/i, ''),
      driver: whyDrivers && driver === null ? at.lack('printers[].driver', whyDrivers) : driver !== null && !/driverless|IPP Everywhere/i.test(driver) ? driver : null,
      address: connection === 'virtual' || uri === '' ? null : printable(withoutCredentials(uri), 512),
      connection,
      shared: /^yes$/i.test(values.get('shared') ?? 'yes'),
      location: printable(values.get('location') ?? '', 255) || null,
    };
  });
  if (found.length > 0) at.lack('printers[].user', { reason: 'not-this-platform', detail: 'printers of CUPS are there for everybody' });
  return sortedBy(found, ({ name }) => name);
}

interface Block {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

/** `<Printer name>` or `<DefaultPrinter name>`, a word and its value on each line, `</Printer>`. Undefined when a block is not closed. */
function blocksIn(text: string): Block[] | undefined {
  const blocks: Block[] = [];
  let open: { name: string; values: Map<string, string> } | undefined;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const name = /^<(?:Default)?Printer\s+([^>]{1,255})>$/i.exec(line)?.[1];
    if (name !== undefined && open) return undefined;
    if (name !== undefined) open = { name: name.trim(), values: new Map() };
    else if (/^<\/(?:Default)?Printer>$/i.test(line)) {
      if (open) blocks.push(open);
      open = undefined;
    } else {
      const cut = line.search(/\s/);
      if (open && cut > 0 && !line.startsWith('#')) open.values.set(line.slice(0, cut).toLowerCase(), line.slice(cut).trim());
    }
  }
  return open ? undefined : blocks;
}

/** By the backend, which is the scheme of the address, see the CUPS documentation on network printers. */
function connectionOf(uri: string): Printer['connection'] {
  if (/^(?:usb|parallel|serial|hp:\/usb|hpfax:\/usb|scsi|gutenprint.*usb)/i.test(uri)) return 'usb';
  if (/^smb:/i.test(uri) || /^ipps?:.*\/(?:printers|classes)\//i.test(uri)) return 'shared';
  if (/^(?:file|cups-pdf|pdf|nul|text|tea4cups|boomaga):/i.test(uri)) return 'virtual';
  return /^(?:socket|ipps?|lpd|https?|dnssd|hp:\/net|hpfax:\/net|snmp|implicitclass|mdns)/i.test(uri) ? 'network' : 'other';
}
