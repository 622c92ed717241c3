import { jsonOf, membersOf } from './json.ts';
import type { Look, Why } from './reading.ts';
import { printable } from './reading.ts';
import type { Sources } from './source.ts';

/** One key of a `registry` source, see agent/host/source.ts. Names of values have no case. */
export interface RegistryKey {
  /** The whole key, such as `HKLM\SOFTWARE\Vendor`. */
  readonly path: string;
  /** Its last component. */
  readonly name: string;
  /** A value as the source has it: text, number, list of texts or `{hex}`; null where the key has no such value. */
  readonly value: (name: string) => unknown;
}

/** The keys that could be read, and why there may be others. No key and no reason: there is none. */
export interface RegistryKeys {
  readonly keys: readonly RegistryKey[];
  readonly why: Why | undefined;
}

/** The keys that a registry source found. What could not be read, or is no object, is in `why`. */
export function keysOf<S extends Sources>(at: Look<S>, source: keyof S & string): RegistryKeys {
  const { entries, incomplete } = at.all(source);
  let why: Why | undefined = incomplete;
  const keys = entries.flatMap(({ path, reading }): RegistryKey[] => {
    if (reading.state === 'absent') return [];
    const values = reading.state === 'read' ? valuesIn(reading.text) : undefined;
    if (values) return [{ path, name: path.slice(path.lastIndexOf('\\') + 1), value: (name) => values.get(name.toLowerCase()) ?? null }];
    why ??= reading.state === 'failed' ? reading : { reason: 'unreadable', detail: path };
    return [];
  });
  return { keys, why };
}

/**
 * A fact that is one value of the one key of a source. No key and no value is null, a refusal or nonsense a gap.
 * `parse` never gets null; it says null for what is not there and undefined for what it does not understand.
 */
export function registryFact<S extends Sources, T>(
  at: Look<S>,
  path: string,
  { source, value, parse }: { readonly source: keyof S & string; readonly value: string; readonly parse: (value: unknown) => T | null | undefined },
): T | null | undefined {
  const { keys, why } = keysOf(at, source);
  const [key] = keys;
  if (key === undefined) return why ? at.lack(path, why) : null;
  const found = key.value(value);
  const parsed = found === null ? null : parse(found);
  return parsed === undefined ? at.lack(path, { reason: 'unreadable', detail: `${key.path} ${value}` }) : parsed;
}

/** Text of REG_SZ as it may stand in a fact; null for a blank one, undefined for another type. */
export function registryText(value: unknown): string | null | undefined {
  if (typeof value !== 'string') return value === null ? null : undefined;
  return printable(value.replaceAll('\0', '')) || null;
}

/** A whole number of REG_DWORD or REG_QWORD; undefined for another type. */
export function registryNumber(value: unknown): number | null | undefined {
  if (value === null) return null;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The bytes of REG_BINARY; undefined for another type. */
export function registryBytes(value: unknown): Buffer | null | undefined {
  if (value === null) return null;
  const hex = typeof value === 'object' ? membersOf(value).find(([name]) => name === 'hex')?.[1] : undefined;
  return typeof hex === 'string' && hex.length % 2 === 0 && /^[0-9a-f]*$/i.test(hex) ? Buffer.from(hex, 'hex') : undefined;
}

function valuesIn(text: string): ReadonlyMap<string, unknown> | undefined {
  const parsed = jsonOf(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  return new Map(membersOf(parsed).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A source of the keys that match below HKEY_LOCAL_MACHINE: the named values of each, or all. */
export function hklm(below: string, values?: readonly string[]) {
  return { kind: 'registry', key: `HKLM\\${below}`, ...(values ? { values } : {}) } as const;
}

/** The same below HKEY_USERS, where `*` stands for every hive that is loaded: of users who are signed in, and of services. */
export function hku(below: string, values?: readonly string[]) {
  return { kind: 'registry', key: `HKU\\${below}`, ...(values ? { values } : {}) } as const;
}
