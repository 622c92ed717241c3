import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { throughInterface } from './interface.ts';

/** Something that is let in, as the fact has it; ports and addresses as the product writes them. */
export interface Allowed {
  readonly protocol: string;
  readonly port: string | null;
  readonly from: string | null;
}

/** Rules as their product keeps them: easier to read than what it made of them. Both folders are for root alone. */
export const managedSources = {
  ufw: { kind: 'file', path: '/etc/ufw/ufw.conf' },
  ufwRules: { kind: 'file', path: '/etc/ufw/user.rules' },
  ufwRules6: { kind: 'file', path: '/etc/ufw/user6.rules' },
  firewalld: { kind: 'file', path: '/etc/firewalld/firewalld.conf' },
  firewalldZones: { kind: 'files', pattern: '/etc/firewalld/zones/*.xml', maxBytes: 65_536 },
  firewalldVendorZones: { kind: 'files', pattern: '/usr/lib/firewalld/zones/*.xml', maxBytes: 65_536 },
} as const satisfies Sources;

type At = Look<typeof managedSources>;

/** Rules that could be read, and why some could not. */
export interface AllowedRules {
  readonly allowed: readonly Allowed[];
  readonly why?: Why | undefined;
}

/** Whether `ufw enable` was said, see ufw(8). */
export function isUfwEnabled(at: At): boolean {
  return /^[ \t]*ENABLED=["']?yes/im.test(at.text('ufw') ?? '');
}

/**
 * Rules of ufw from its `### tuple ###` lines: action, protocol, destination port and address, source port and address,
 * two application names where there are some, direction.
 */
export function ufwRules(at: At): AllowedRules {
  const readings = (['ufwRules', 'ufwRules6'] as const).map((source) => at.one(source));
  const failed = readings.find(({ state }) => state === 'failed');
  const lines = readings.flatMap((reading) => (reading.state === 'read' ? reading.text.split('\n') : []));
  const allowed = lines.flatMap((line): Allowed[] => {
    const [, action = '', protocol = '', ports = '', , , source = '', rest = ''] =
      /^### tuple ### (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)(.*)$/.exec(line) ?? [];
    const direction = /(?:^|\s)(in|out)(?:_(\S+))?(?=\s|$)/.exec(rest);
    if (!/^(?:allow|limit)(?:_log|_log-all)?$/.test(action) || direction?.[1] !== 'in') return [];
    const from = [
      ...(direction[2] === undefined ? [] : [throughInterface([direction[2]]) ?? []].flat()),
      ...(/^(?:0\.0\.0\.0|::)\/0$/.test(source) ? [] : [source]),
    ].join(' ');
    return ports.split(',').map((port) => ({ protocol, port: port === 'any' ? null : port.replace(':', '-'), from: from === '' ? null : from }));
  });
  return { allowed, why: failed?.state === 'failed' ? failed : undefined };
}

/** The services that zones name and that have to be looked up, for a second round. */
export function firewalldServices(at: At): Sources {
  const names = new Set(zones(at).flatMap(({ text }) => [...text.matchAll(/<service\s+name="([\w.-]{1,64})"/g)].map(([, name = '']) => name)));
  return Object.fromEntries(
    [...names]
      .slice(0, 200)
      .flatMap((name) => servicePaths(name).map((path) => [`firewalldService ${path}`, { kind: 'file', path, maxBytes: 65_536 }])),
  );
}

/** Rules of firewalld: services, ports, protocols and sources of the zones in use, see firewalld.zone(5). */
export function firewalldRules(at: At, answers: Answers): AllowedRules {
  const used = zones(at);
  const why =
    whyUnread(at, 'firewalldZones') ?? (used.length === 0 ? { reason: 'unreadable' as const, detail: 'the default zone of firewalld' } : undefined);
  const rich = used.some(({ text }) => /<rule[\s>]/.test(text)) ? { reason: 'unreadable' as const, detail: 'rich rules of firewalld' } : undefined;
  let unknown: Why | undefined;
  const allowed = used.flatMap(({ text, from }): Allowed[] => {
    const plain = without(without(text, '<!--', '-->'), '<rule', '</rule>');
    const ports = portsIn(plain);
    for (const [, name = ''] of plain.matchAll(/<service\s+name="([^"]*)"/g)) {
      const service = serviceText(name, answers);
      if (service === undefined) unknown = { reason: 'unreadable', detail: `service ${printable(name, 64)} of firewalld` };
      else ports.push(...portsIn(service));
    }
    const everything = /<zone\b[^>]*target="ACCEPT"/.test(plain) ? [{ protocol: 'any', port: null }] : [];
    return [...ports, ...everything].map((port) => ({ ...port, from }));
  });
  return { allowed, why: why ?? rich ?? unknown };
}

/** The default zone, and every other one that an interface or a source address belongs to. */
function zones(at: At): { text: string; from: string | null }[] {
  const usual = /^[ \t]*DefaultZone=(\S+)/m.exec(at.text('firewalld') ?? '')?.[1] ?? 'public';
  const own = filesOf(at, 'firewalldZones');
  const byName = new Map([...filesOf(at, 'firewalldVendorZones'), ...own].map(({ path, text }) => [path.replace(/^.*\/|\.xml$/g, ''), text]));
  return [...byName].flatMap(([name, text]): { text: string; from: string | null }[] => {
    const bound = [...text.matchAll(/<(interface|source)\s+(?:name|address|ipset|mac)="([^"]{1,64})"/g)].map(([, kind, value = '']) =>
      kind === 'interface' ? throughInterface([value]) : value,
    );
    const from = bound.includes(undefined) ? null : bound.join(', ');
    return name === usual ? [{ text, from: null }] : bound.length > 0 ? [{ text, from }] : [];
  });
}

function portsIn(text: string): { protocol: string; port: string | null }[] {
  const ports = [...text.matchAll(/<port\s([^>]*)>/g)].map(([, attributes = '']) => ({
    protocol: attribute(attributes, 'protocol'),
    port: attribute(attributes, 'port'),
  }));
  const protocols = [...text.matchAll(/<protocol\s([^>]*)>/g)].map(([, attributes = '']) => ({
    protocol: attribute(attributes, 'value'),
    port: null,
  }));
  return [...ports, ...protocols].flatMap(({ protocol, port }) => (protocol ? [{ protocol, port: port || null }] : []));
}

/** A text without what stands between two marks, and without the marks. */
function without(text: string, open: string, close: string): string {
  const [first = '', ...rest] = text.split(open);
  return first + rest.map((part) => (part.includes(close) ? part.slice(part.indexOf(close) + close.length) : '')).join('');
}

function attribute(text: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? '';
}

function servicePaths(name: string): string[] {
  return [`/etc/firewalld/services/${name}.xml`, `/usr/lib/firewalld/services/${name}.xml`];
}

function serviceText(name: string, answers: Answers): string | undefined {
  for (const path of servicePaths(name)) {
    const answer = answers[`firewalldService ${path}`];
    if (answer?.kind === 'one' && answer.reading.state === 'read') return answer.reading.text;
  }
  return undefined;
}
