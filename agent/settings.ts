import type { SectionName } from '../wire/sections/list.ts';
import { sectionBounds } from './facts/bounds.ts';
import type { FactSettings } from './facts/fact.ts';
import { failure } from './failure.ts';
import { nearest } from './nearest.ts';
import { usualPlaces } from './places.ts';
import type { Account } from './places.ts';
import { readSettingsFile } from './settings-file.ts';
import type { FileValue } from './settings-file.ts';
import { firstUnfit, readSshSettings, sshWanted } from './targets/ssh/setting.ts';
import type { SshSetting } from './targets/ssh/setting.ts';
import { readCidr, readDomain, readProxy, readRepository, readTime } from './settings-values.ts';

/** The settings of the agent. The town's people may change each of them; nothing that is received can. */
export interface Settings {
  /** Sections that are never read. */
  readonly skip: readonly SectionName[];
  /** Backup repositories that are asked how old their newest backup is. */
  readonly repositories: FactSettings['repositories'];
  /** Proxy to the collector, `http://host:port`, or none. Variables such as HTTPS_PROXY are ignored. */
  readonly proxy: string | null;
  /** Networks that belong to the town, as address/length. Empty: every network counts as the town's. */
  readonly networks: readonly string[];
  /** Domains of the town that are looked at from outside, through DNS and their web site. */
  readonly domains: readonly DomainSetting[];
  /** Machines that are read over SSH, without an agent of their own. */
  readonly ssh: readonly SshSetting[];
  /** Local time of the nightly scan, `HH:MM`. */
  readonly 'schedule.at': string;
  /** Minutes over which the machines of a town spread their start. */
  readonly 'schedule.splay': number;
}

/** A domain as the settings declare it. */
export interface DomainSetting {
  /** Lower case, as DNS has it: xn-- for other scripts. */
  readonly name: string;
  /** Selectors of DKIM keys, beside the usual ones. */
  readonly selectors: readonly string[];
  /** Resolver that is asked, `address` or `address:port`; null: those of this computer. */
  readonly resolver: string | null;
  /** Names outside the declared domains are asked where a record of the domain leads to them. */
  readonly follow: boolean;
}

export type SettingName = keyof Settings;

/** One value with the place that decided it: `--flag`, the variable, `file:line` or `default`. */
export interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly origin: string;
}

/** What the settings of one run are. */
export interface Configuration {
  readonly settings: Settings;
  /** The settings file, whether it exists or not. */
  readonly file: string;
  /** Folder of key, state and spool. */
  readonly state: string;
  /** Every value with its origin, for `config show`. */
  readonly all: readonly Setting[];
}

/** What is looked at besides the file. `flags` are named as settings, and `config` and `state`. */
export interface Surroundings extends Account {
  readonly uid: number | undefined;
  readonly flags: Readonly<Record<string, string | undefined>>;
}

interface Declared<Value> {
  readonly meaning: string;
  readonly wanted: string;
  readonly usual: Value;
  /** The value, or undefined when it is not what is wanted. Lists come from flags and variables as one text with commas. */
  readonly read: (value: unknown) => Value | undefined;
  /** Whether a flag or variable may give it. */
  readonly fileOnly?: boolean;
}

const sectionNames = Object.keys(sectionBounds) as SectionName[];

/** Every setting: what it means, what it takes, what it is when nobody says. */
const declared: { readonly [Name in SettingName]: Declared<Settings[Name]> } = {
  skip: { meaning: 'Sections that are never read', wanted: `a list of ${sectionNames.join(', ')}`, usual: [], read: (value) => listOf(value, asSection) },
  repositories: {
    meaning: 'Backup repositories that are asked for their newest backup',
    wanted: 'a list of {product: restic or borg, location, passwordFile}',
    usual: [],
    read: (value) => listOf(value, readRepository),
    fileOnly: true,
  },
  proxy: { meaning: 'Proxy to the collector', wanted: 'http://host:port', usual: null, read: readProxy },
  networks: { meaning: 'Networks that belong to the town', wanted: 'a list such as 192.168.1.0/24, fd00::/8', usual: [], read: (value) => listOf(value, readCidr) },
  domains: {
    meaning: 'Domains of the town that are asked about in DNS and on the web',
    wanted: 'a list of {name, selectors, resolver, follow}, each domain once; a resolver is an address such as 9.9.9.9 or [2620:fe::fe]:53',
    usual: [],
    read: readDomains,
    fileOnly: true,
  },
  ssh: { meaning: 'Machines that are read over SSH', wanted: sshWanted, usual: [], read: readSshSettings, fileOnly: true },
  'schedule.at': { meaning: 'Local time of the nightly scan', wanted: 'a time such as "02:00", in quotes', usual: '02:00', read: readTime },
  'schedule.splay': { meaning: 'Minutes over which the machines spread their start', wanted: 'a whole number from 0 to 240', usual: 60, read: readMinutes },
};

const names = Object.keys(declared) as SettingName[];
const prefix = 'TOWNWATCH_AGENT_';

/** Variable that gives a setting: `schedule.at` is TOWNWATCH_AGENT_SCHEDULE_AT. */
function variableOf(name: string): string {
  return prefix + name.replaceAll('.', '_').toUpperCase();
}

/**
 * Reads all settings, each from the first of flag, variable, file and default.
 * @throws a failure that names file, line and the nearest name, or the command that mends loose permissions
 */
export async function readSettings(around: Surroundings): Promise<Configuration> {
  refuseUnknownVariables(around.env);
  const places = usualPlaces(around);
  const [file, state] = (['settings', 'state'] as const).map((kind) => placeOf(kind, places[kind], around)) as [Setting, Setting];
  const named = file.origin !== 'default';
  const inFile = await readSettingsFile(file.value as string, { uid: around.uid, mustExist: named, known: names });
  const settings = names.map((name) => settingOf(name, inFile.get(name), around));
  return {
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])) as unknown as Settings,
    file: file.value as string,
    state: state.value as string,
    all: [file, state, ...settings],
  };
}

function placeOf(kind: 'settings' | 'state', usual: string, { env, flags }: Surroundings): Setting {
  const flag = kind === 'settings' ? 'config' : 'state';
  const variable = variableOf(flag);
  if (flags[flag] !== undefined) return { name: flag, value: flags[flag], origin: `--${flag}` };
  return env[variable] ? { name: flag, value: env[variable], origin: variable } : { name: flag, value: usual, origin: 'default' };
}

function settingOf(name: SettingName, inFile: FileValue | undefined, { env, flags }: Surroundings): Setting {
  const { read, usual, wanted, fileOnly } = declared[name];
  const outside = fileOnly ? [] : [[flags[name], `--${name}`] as const, [env[variableOf(name)], variableOf(name)] as const];
  const given = [...outside, [inFile?.value, inFile?.origin ?? ''] as const].find(([value]) => value !== undefined);
  if (!given) return { name, value: usual, origin: 'default' };
  const [raw, origin] = given;
  const value = read(raw);
  if (value === undefined) throw failure('wrong-use', `${origin}: ${name} must be ${wanted}${name === 'ssh' ? `; ${firstUnfit(raw)}.` : `, not ${JSON.stringify(raw)}${hint(name, raw)}`}`);
  return { name, value, origin };
}

/** For the one list whose words are ours: the nearest of them. */
function hint(name: SettingName, raw: unknown): string {
  if (name !== 'skip') return '';
  const wrong = words(raw)?.find((word) => asSection(word) === undefined);
  const near = typeof wrong === 'string' ? nearest(wrong, sectionNames) : undefined;
  return near ? `; did you mean "${near}"?` : '';
}

function refuseUnknownVariables(env: Surroundings['env']): void {
  const known = [...names.filter((name) => !declared[name].fileOnly), 'config', 'state'].map(variableOf);
  const wrong = Object.keys(env).find((name) => name.startsWith(prefix) && !known.includes(name));
  if (wrong === undefined) return;
  const near = nearest(wrong, known);
  throw failure('wrong-use', `There is no variable ${wrong}${near ? `; did you mean ${near}?` : `; there are ${known.join(', ')}.`}`);
}

function words(value: unknown): readonly unknown[] | undefined {
  if (typeof value === 'string') return value.split(',').map((word) => word.trim()).filter(Boolean);
  return Array.isArray(value) ? value : undefined;
}

function listOf<Item>(value: unknown, read: (item: unknown) => Item | undefined): readonly Item[] | undefined {
  const items = words(value)?.map(read);
  return items?.every((item) => item !== undefined) ? items : undefined;
}

function readDomains(value: unknown): readonly DomainSetting[] | undefined {
  const found = listOf(value, readDomain);
  return found && new Set(found.map(({ name }) => name)).size === found.length ? found : undefined;
}

function asSection(value: unknown): SectionName | undefined {
  return sectionNames.find((name) => name === value);
}

function readMinutes(value: unknown): number | undefined {
  const minutes = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value;
  return typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 0 && minutes <= 240 ? minutes : undefined;
}

/** The text of a setting for a person: a password inside a proxy address is never printed. */
export function shown({ name, value }: Setting): string {
  if (name === 'proxy' && typeof value === 'string') return value.replace(/\/\/[^@/]*@/, '//***@');
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  return typeof value === 'string' ? value : Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.join(', ') : JSON.stringify(value);
}
