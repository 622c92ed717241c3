import { cimNumber, cimText, instancesOf } from './cim.ts';
import type { Known } from './known.ts';
import type { Look, Why } from './reading.ts';
import { printable } from './reading.ts';
import type { Source, Sources } from './source.ts';

/**
 * Every service, as Win32_Service has it (learn.microsoft.com, "Win32_Service class"): StartMode and State are words of a
 * closed list that no language translates. Drivers are another class.
 */
const windowsServices = {
  kind: 'cim', namespace: 'root/cimv2', class: 'Win32_Service',
  properties: ['Name', 'DisplayName', 'StartMode', 'State', 'StartName', 'PathName', 'ExitCode'],
} as const satisfies Source;

/** The source under the name by which {@link servicesOf} asks for it. */
export const serviceSources = { services: windowsServices } as const satisfies Sources;

/** One service. Undefined is what was not understood. */
export interface WindowsService {
  readonly name: string;
  readonly title: string | null | undefined;
  readonly start: 'automatic' | 'on-demand' | 'disabled' | undefined;
  readonly running: boolean | undefined;
  readonly account: string | null | undefined;
  /** Program and arguments as configured; arguments may hold secrets. */
  readonly command: string | null | undefined;
  readonly exitCode: number | null | undefined;
}

/** The services by name in lower case, and why others may be missing. */
export interface WindowsServices {
  readonly byName: ReadonlyMap<string, WindowsService>;
  readonly why: Why | undefined;
}

const starts = { auto: 'automatic', boot: 'automatic', system: 'automatic', manual: 'on-demand', disabled: 'disabled' } as const;
const states: Readonly<Record<string, boolean>> = {
  running: true, 'start pending': true, 'continue pending': true, 'pause pending': false, paused: false, 'stop pending': false, stopped: false,
};

/** The services of this computer. */
export function servicesOf(at: Look<typeof serviceSources>): WindowsServices {
  const { list, why } = instancesOf(at, 'services');
  if (!list) return { byName: new Map(), why: why ?? { reason: 'not-visible-from-here', detail: windowsServices.class } };
  const found = list.flatMap((instance): [string, WindowsService][] => {
    const name = cimText(instance('Name'), 255);
    if (typeof name !== 'string') return [];
    return [[name.toLowerCase(), {
      name,
      title: cimText(instance('DisplayName'), 255),
      start: wordOf(starts, instance('StartMode')),
      running: wordOf(states, instance('State')),
      account: cimText(instance('StartName'), 255),
      command: rawText(instance('PathName')),
      exitCode: cimNumber(instance('ExitCode')),
    }]];
  });
  // Windows without a single service is no Windows.
  const torn = found.length < list.length || found.length === 0;
  return { byName: new Map(found), why: torn ? { reason: 'unreadable', detail: windowsServices.class } : undefined };
}

/** The first service of any of these names; null where none is installed. */
export function serviceNamed({ byName, why }: WindowsServices, ...names: readonly string[]): Known<WindowsService | null> {
  const found = names.map((name) => byName.get(name.toLowerCase())).find((service) => service !== undefined);
  return found ? { value: found } : why ? { why } : { value: null };
}

/** Services whose name fits, by name. */
export function servicesLike({ byName }: WindowsServices, pattern: RegExp): WindowsService[] {
  return [...byName.values()].filter(({ name }) => pattern.test(name)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Whether a service starts by itself; false where it is not installed. */
export function startsItself(services: WindowsServices, ...names: readonly string[]): Known<boolean> {
  const { value, why } = serviceNamed(services, ...names);
  if (why) return { why };
  if (value === null || value === undefined) return { value: false };
  return value.start === undefined ? { why: { reason: 'unreadable', detail: `StartMode of ${value.name}` } } : { value: value.start === 'automatic' };
}

function wordOf<T>(words: Readonly<Record<string, T>>, value: unknown): T | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

function rawText(value: unknown): string | null | undefined {
  return value === null ? null : typeof value === 'string' ? printable(value.replaceAll('\0', ''), 4096) || null : undefined;
}
