import type { Drills } from '../../../wire/sections/drills.ts';
import { itemsOf, jsonOf, member } from '../../host/json.ts';
import { printable } from '../../host/reading.ts';
import type { Source } from '../../host/source.ts';

/** One drill as the agent keeps it and the wire carries it; every field is decided, null where there is nothing to say. */
export type Drill = { readonly [Field in keyof Item]-?: Exclude<Item[Field], undefined> };
type Item = NonNullable<Drills['drills']>[number];

/** How many drills are kept and sent; the oldest go first. */
export const mostDrills = 100;

/** Format of the file of results; another one is refused. */
export const resultsFormat = 1;

/** Where the results of drills stand, below the agent's own state folder. */
export const drillPlaces = { folder: 'drills', results: 'results.json' } as const;

/** The file of results as a source. It belongs to whoever runs the agent, in a folder that nobody else may enter. */
export function resultsSource(state: string): Source {
  const slash = /^[A-Za-z]:\\/.test(state) ? '\\' : '/';
  const path = [state, drillPlaces.folder, drillPlaces.results].join(slash);
  return { kind: 'file', path, maxBytes: 1024 * 1024, trust: 'user' };
}

/** The drills in a file of results, oldest first; undefined for a file that is not ours, an item that is torn is left out and counted. */
export function drillsIn(text: string): { readonly drills: Drill[]; readonly torn: number } | undefined {
  const file = jsonOf(text);
  if (member(file, 'format') !== resultsFormat || !Array.isArray(member(file, 'drills'))) return undefined;
  const items = itemsOf(member(file, 'drills'));
  const drills = items.flatMap((item) => drillOf(item) ?? []).slice(-mostDrills);
  return { drills, torn: items.length > mostDrills ? 0 : items.length - drills.length };
}

const texts = { why: 512, what: 512, person: 128, note: 512, location: 1024 } as const;
const counts = ['files', 'compared', 'changedSince', 'bytes', 'durationSeconds'] as const;

/** An item of the file, each field held against what the wire takes. */
function drillOf(item: unknown): Drill | undefined {
  const [product, at] = [member(item, 'product'), whenOf(member(item, 'at'))];
  const [kind, result] = [oneOf(member(item, 'kind'), ['tool', 'recorded'] as const), oneOf(member(item, 'result'), ['passed', 'failed', 'inconclusive'] as const)];
  if (typeof product !== 'string' || !kind || !result || typeof at !== 'string') return undefined;
  const said = Object.entries(texts).map(([name, max]) => [name, textOrNull(member(item, name), max)] as const);
  const counted = counts.map((name) => [name, countOrNull(member(item, name))] as const);
  const copyMadeAt = whenOf(member(item, 'copyMadeAt'));
  const [seed, evidenceDigest] = (['seed', 'evidenceDigest'] as const).map((name) => hexOrNull(member(item, name))) as [string | null | undefined, string | null | undefined];
  const all = { ...Object.fromEntries([...said, ...counted]), copyMadeAt, seed, evidenceDigest };
  if (Object.values(all).includes(undefined)) return undefined;
  return { product: printable(product, 64), kind, at, result, ...all } as Drill;
}

function oneOf<const Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

function textOrNull(value: unknown, max: number): string | null | undefined {
  return typeof value === 'string' ? printable(value, max) : value === null ? null : undefined;
}

function countOrNull(value: unknown): number | null | undefined {
  return value === null ? null : typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function hexOrNull(value: unknown): string | null | undefined {
  return value === null ? null : typeof value === 'string' && /^[0-9a-f]{1,64}$/.test(value) ? value : undefined;
}

/** A day, or an instant in UTC; null stays null. The way back through a date refuses 30 February. */
function whenOf(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/.test(value)) return undefined;
  const moment = new Date(value);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value.replace('Z', '')) ? value : undefined;
}
