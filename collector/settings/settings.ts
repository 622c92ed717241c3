import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { codeOf, failure, messageOf, unknownName } from '../failure.ts';

/** The settings of the collector. */
export interface Settings {
  /** Data folder. */
  readonly data: string;
  /** Address to listen on; empty: every address of the machine, IPv6 and IPv4. */
  readonly listen: string;
  readonly port: number;
  /** Names and addresses under which agents reach this server; the first one goes into tokens. */
  readonly host: readonly string[];
  /** Own certificate chain and key (PEM files) instead of the CA that Townwatch makes. */
  readonly certificate: string | null;
  readonly key: string | null;
  /** Who prepares the reports: the name under the title. */
  readonly preparedBy: string;
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export type SettingName = keyof Settings;

/** Where a value comes from: `--flag`, the variable, the file, or `default`. */
export interface Origin {
  readonly value: unknown;
  readonly origin: string;
}

interface Declared {
  readonly meaning: string;
  readonly read: (value: unknown) => unknown;
  readonly wanted: string;
}

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

/** Every setting: what it means, what it takes. The reference and `config show` come from here. */
export const declared: Readonly<Record<SettingName, Declared>> = {
  data: { meaning: 'Data folder', wanted: 'a folder', read: text },
  listen: { meaning: 'Address to listen on; empty for every address', wanted: 'an address', read: (value) => (value === '' ? '' : text(value)) },
  port: { meaning: 'Port to listen on', wanted: 'a number from 0 to 65535', read: portOf },
  host: { meaning: 'Names and addresses under which agents reach this server', wanted: 'a list of names', read: namesOf },
  certificate: { meaning: 'Own certificate chain (PEM) instead of the built-in authority', wanted: 'a file', read: text },
  key: { meaning: 'Private key (PEM) of the own certificate', wanted: 'a file', read: text },
  preparedBy: { meaning: 'Who prepares the reports', wanted: 'a name', read: text },
  log: { meaning: 'How much the server logs', wanted: 'debug, info, warn, error or silent', read: levelOf },
};

/** What {@link readSettings} looks at besides the file. */
export interface Surroundings {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settings file named by a person; it must exist then. */
  readonly file?: string | undefined;
  readonly privileged: boolean;
}

/** Reads all settings, each from the first of flag, variable, file and default. @throws a failure that names what is wrong */
export function readSettings(around: Surroundings): { settings: Settings; origins: Record<SettingName, Origin> } {
  const file = around.file ?? standardFile(around);
  const fromFile = readFile(file, around.file !== undefined);
  const defaults = standardValues(around);
  const origins = Object.fromEntries(
    (Object.keys(declared) as SettingName[]).map((name) => {
      const variable = `TOWNWATCH_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`;
      const given: readonly (readonly [unknown, string])[] = [
        [around.flags[name], `--${name}`],
        [around.env[variable], variable],
        [fromFile[name], file],
      ];
      const found = given.find(([value]) => value !== undefined);
      if (!found) return [name, { value: defaults[name], origin: 'default' }];
      const value = declared[name].read(found[0]);
      if (value === undefined) throw failure('wrong-use', `${name} (from ${found[1]}) must be ${declared[name].wanted}, not ${JSON.stringify(found[0])}.`);
      return [name, { value, origin: found[1] }];
    }),
  ) as Record<SettingName, Origin>;
  const settings = Object.fromEntries(Object.entries(origins).map(([name, { value }]) => [name, value])) as unknown as Settings;
  if ((settings.certificate === null) !== (settings.key === null))
    throw failure('wrong-use', 'An own certificate needs both settings, certificate and key.');
  return { settings, origins };
}

/** Where the settings file stands unless someone names another. */
export function standardFile({ env, privileged }: Pick<Surroundings, 'env' | 'privileged'>): string {
  if (privileged) return '/etc/townwatch/collector.yaml';
  return path.join(env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config'), 'townwatch', 'collector.yaml');
}

function standardValues({ env, privileged }: Surroundings): Settings {
  const own = path.join(env['XDG_STATE_HOME'] || path.join(os.homedir(), '.local', 'state'), 'townwatch');
  return {
    data: privileged ? '/var/lib/townwatch' : own,
    listen: '',
    port: 8443,
    host: [os.hostname(), 'localhost', '127.0.0.1', '::1'],
    certificate: null,
    key: null,
    preparedBy: `${personHere()} on ${os.hostname()}`,
    log: 'info',
  };
}

/** Who runs this; an account without an entry in the user database has its number for a name. */
function personHere(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}

function readFile(file: string, mustExist: boolean): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !mustExist) return {};
    throw failure('wrong-use', `The settings file ${file} cannot be read: ${messageOf(error)}`, error);
  }
  if (content === null) return {};
  if (typeof content !== 'object' || Array.isArray(content)) throw failure('wrong-use', `${file} must hold settings as "name: value".`);
  for (const name of Object.keys(content))
    if (!Object.hasOwn(declared, name))
      throw failure('wrong-use', `${file}: ${unknownName('setting', name, Object.keys(declared)).message}`);
  return content as Record<string, unknown>;
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}

function namesOf(value: unknown): readonly string[] | undefined {
  const list: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list)) return undefined;
  const names = list.map((name: unknown) => text(name));
  return names.length > 0 && names.every((name) => name !== undefined && /^[\w.:-]+$/.test(name)) ? (names as string[]) : undefined;
}

function levelOf(value: unknown): Settings['log'] | undefined {
  const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
  return levels.find((level) => level === value);
}
