import type { SectionReport } from '../../wire/snapshot.ts';
import { sections } from '../../wire/sections/list.ts';
import type { SectionName } from '../../wire/sections/list.ts';
import { disksOnBefore } from '../derive/age/disk-hours.ts';
import type { AgeRecord, DiskOnBefore } from '../derive/age/facts.ts';
import { derivedFrom } from '../derive/schema.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../input.ts';
import type { EvidenceSource, UnknownBecause } from '../outcome.ts';
import type { Facts, SectionClock } from './context.ts';
import { absentIn, readContent, readFacts } from './content.ts';
import type { ReadFacts } from './content.ts';
import { dayMs } from './instant.ts';
import { EngineError, itemsOf, Unknown } from './value.ts';
import { scanValue } from './scan.ts';
import { camelCase } from './vocabulary.ts';

/** What derivation needs of an asset beside its facts: when somebody first saw it (RFC 3339), and how long its disks have run. */
export interface AboutAsset {
  readonly firstSeen: string;
  readonly disksOnBefore: readonly DiskOnBefore[];
  /** What people wrote down about it: the day it was bought, by a ledger. */
  readonly records?: readonly AgeRecord[];
}

/**
 * What derivation gives for the facts of one asset: the shape of `rules/derive/schema.ts`, and why the rest is not there.
 * `about` is what no stable section has.
 */
export type Derive = (
  facts: { readonly [section: string]: unknown },
  notes: Readonly<Record<string, UnknownBecause>>,
  about: AboutAsset,
) => { readonly data: object; readonly missing: readonly { readonly path: string; readonly because: UnknownBecause }[] };

/** What was computed from contents, by their digests. Holds between evaluations by one rulebook and one catalog. */
export interface ViewCache {
  readonly contents: Map<SectionName, Map<string, ReturnType<typeof readContent>>>;
  readonly derived: Map<string, ReadFacts>;
  readonly packages: WeakMap<object, ReadonlyMap<string, unknown>>;
  /** Instants as RFC 3339. */
  readonly written: Map<number, string>;
}

export function viewCache(): ViewCache {
  return { contents: new Map(), derived: new Map(), packages: new WeakMap(), written: new Map() };
}

/** One asset as rules see it: the best fresh content of every section. */
export interface AssetView extends Facts {
  readonly asset: RosterAsset;
  /** `facts` of the language: data of a section or {@link Unknown}, by key. */
  readonly values: Readonly<Record<string, unknown>>;
  derived(): unknown;
  /** `scan` of the language: how the best fresh scan went, or {@link Unknown}. */
  scan(): unknown;
  /** The first instant at which that scan is too old; infinite where there is none that counts. */
  readonly scanUntil: number;
  /** Where the contents of the sections that a rule reads came from, and the first instant at which what is known of them may change by time alone (infinite: never). Made once for every list of sections. */
  read(sections: readonly string[]): { readonly sources: readonly EvidenceSource[]; readonly until: number };
  /** An instant as RFC 3339; most outcomes about an asset hold until the same one. */
  written(milliseconds: number): string;
}

interface SectionView {
  readonly read?: ReadFacts;
  readonly because?: UnknownBecause;
  readonly clock?: SectionClock;
  readonly source?: EvidenceSource;
  readonly digest: string;
  readonly until: number;
}

/** What views are made of: an input, its instant, and what else takes part. */
export interface ViewSources {
  readonly input: EvaluationInput;
  readonly asOf: number;
  readonly derive: Derive;
  readonly cache: ViewCache;
  /** What people wrote down about the age of an asset. */
  readonly records?: (asset: RosterAsset) => readonly AgeRecord[];
}

/** Own agent before SSH, before what answers for many; what is said of a domain last. */
const provenance: Readonly<Record<InputStatement['target']['kind'], number>> = { local: 0, ssh: 1, snmp: 2, directory: 2, entra: 2, google: 2, domain: 3 };

/** Makes the view of one asset from its statements, in any order. */
export function viewOf(asset: RosterAsset, statements: readonly InputStatement[], from: ViewSources): AssetView {
  const best = statements.map((statement) => timed(statement, asset, from.asOf)).sort(byWorth);
  const views = new Map<string, SectionView>();
  for (const name of Object.keys(sections) as SectionName[]) views.set(name, sectionView(name, asset, best, from));
  const values: Record<string, unknown> = {};
  for (const [name, view] of views) values[camelCase(name)] = view.read ? view.read.values : new Unknown(view.because as UnknownBecause);

  let derived: ReadFacts | undefined;
  const read = new Map<readonly string[], { sources: readonly EvidenceSource[]; until: number }>();
  const derive = () => (derived ??= derivedOf(views, asset, from));
  return {
    asset,
    values,
    derived: () => derive().values,
    scan: () => scanIn(asset, best),
    scanUntil: best[0]?.fresh ? best[0].staleAt : Infinity,
    read: (names) => {
      let known = read.get(names);
      if (!known) read.set(names, (known = { sources: names.flatMap((name) => views.get(name)?.source ?? []), until: Math.min(...names.map((name) => views.get(name)?.until ?? Infinity)) }));
      return known;
    },
    written: (milliseconds) => writtenIn(from.cache.written, milliseconds),
    clock: (section) => views.get(section)?.clock,
    absent: (origin) => {
      if (origin.section === 'derived') return absentIn(derive(), origin, 'catalog-gap');
      const read = views.get(origin.section)?.read;
      if (!read) throw new EngineError(`${origin.section} has no "${origin.path}"`);
      return absentIn(read, origin, 'agent-too-old');
    },
    packages: () => packageIndex(views.get('software') as SectionView, from.cache),
  };
}

/** Instants that are kept written: the assets of a town reported together, and so do their outcomes end. */
const keptInstants = 1_000;

function writtenIn(written: Map<number, string>, milliseconds: number): string {
  const known = written.get(milliseconds);
  if (known !== undefined) return known;
  if (written.size >= keptInstants) written.clear();
  const text = new Date(milliseconds).toISOString();
  written.set(milliseconds, text);
  return text;
}

function scanIn(asset: RosterAsset, best: readonly TimedStatement[]): unknown {
  const [first] = best;
  if (first?.fresh && !asset.cloned) return scanValue(first.statement);
  return new Unknown({ reason: asset.cloned ? 'ambiguous-identity' : first ? 'stale' : 'never-reported', section: 'scan', path: '' });
}

interface TimedStatement {
  readonly statement: InputStatement;
  readonly clock: SectionClock;
  readonly fresh: boolean;
  /** The first instant at which it is stale. */
  readonly staleAt: number;
}

function timed(statement: InputStatement, asset: RosterAsset, asOf: number): TimedStatement {
  const clock = clockOf(statement);
  const staleAt = clock.receivedAt - clock.delayed + asset.expectedEveryDays * dayMs + 1;
  return { statement, clock, fresh: asOf < staleAt, staleAt };
}

function clockOf({ predicate, receivedAt: received, clockOffsetSeconds }: InputStatement): SectionClock {
  const observedAt = Date.parse(predicate.wallTime);
  const receivedAt = Date.parse(received);
  const offset = clockOffsetSeconds * 1_000;
  // A snapshot may wait on the computer until there is a network; by our clock it was made this much before it came in.
  const delayed = Math.max(0, receivedAt - (observedAt - offset));
  return { observedAt, receivedAt, delayed, wrong: Math.abs(offset) > dayMs };
}

/** The first instant at which a statement about an asset is too old to count. */
export function freshUntil(statement: InputStatement, asset: RosterAsset): number {
  return timed(statement, asset, 0).staleAt;
}

/** Best first: fresh, then by provenance, then newest. The rest only makes the order the same for any input order. */
function byWorth(a: TimedStatement, b: TimedStatement): number {
  return (
    Number(b.fresh) - Number(a.fresh) ||
    provenance[a.statement.target.kind] - provenance[b.statement.target.kind] ||
    b.clock.receivedAt - a.clock.receivedAt ||
    b.statement.predicate.sequence - a.statement.predicate.sequence ||
    (a.statement.digest < b.statement.digest ? -1 : 1)
  );
}

function sectionView(name: SectionName, asset: RosterAsset, best: readonly TimedStatement[], from: ViewSources): SectionView {
  const unread = (reason: UnknownBecause['reason'], until = Infinity, detail?: string): SectionView => {
    const because = { reason, section: name, path: '', ...(detail === undefined ? {} : { detail }) };
    return { because, until, digest: JSON.stringify(because) };
  };
  if (asset.cloned) return unread('ambiguous-identity');
  if (best.length === 0) return unread('never-reported');
  let refused: SectionReport | undefined;
  let until = -Infinity;
  for (const held of best) {
    if (!held.fresh) continue;
    until = Math.max(until, held.staleAt);
    const { sections: told } = held.statement.predicate;
    const report = Object.hasOwn(told, name) ? told[name] : undefined;
    if (report?.digest !== undefined && (report.status === 'ok' || report.status === 'partial')) return contentView(name, held, { report, from });
    refused ??= report;
  }
  if (refused) return unread(refused.reason ?? 'unreadable', until, refused.detail);
  return until > -Infinity ? unread('agent-too-old', until) : unread('stale');
}

function contentView(name: SectionName, { statement, clock, staleAt }: TimedStatement, { report, from }: { report: SectionReport; from: ViewSources }): SectionView {
  const digest = report.digest as string;
  const read = cachedContent(name, digest, from);
  const source: EvidenceSource = { section: name, digest, receipt: statement.receipt, observedAt: statement.predicate.wallTime, receivedAt: statement.receivedAt };
  return 'because' in read ? { because: read.because, source, digest, until: staleAt } : { read, clock, source, digest, until: staleAt };
}

/** The content with a digest, read once. One that is not in the input counts as unreadable, also when the cache has it. */
function cachedContent(name: SectionName, digest: string, { input, cache }: ViewSources): ReturnType<typeof readContent> {
  if (!Object.hasOwn(input.contents, digest)) return readContent(name, undefined);
  let ofSection = cache.contents.get(name);
  if (!ofSection) cache.contents.set(name, (ofSection = new Map()));
  const known = ofSection.get(digest);
  if (known) return known;
  const read = readContent(name, input.contents[digest]);
  ofSection.set(digest, read);
  return read;
}

function derivedOf(views: ReadonlyMap<string, SectionView>, asset: RosterAsset, from: ViewSources): ReadFacts {
  // What moves by itself has a new digest every night; only what is made of it takes part.
  const names = [...new Set(Object.values(derivedFrom).flat())].filter((name) => !sections[name].moving);
  const { read: moving, clock } = views.get('vitals') ?? {};
  const records = from.records?.(asset) ?? [];
  const about: AboutAsset = { firstSeen: asset.firstSeen, disksOnBefore: moving && clock && !clock.wrong ? disksOnBefore(moving.plain, clock.observedAt) : [], ...(records.length > 0 ? { records } : {}) };
  const key = [JSON.stringify(about), ...names.map((name) => views.get(name)?.digest)].join(' ');
  const known = from.cache.derived.get(key);
  if (known) return known;
  const facts: Record<string, unknown> = {};
  const notes: Record<string, UnknownBecause> = {};
  for (const name of names) {
    const view = views.get(name) as SectionView;
    if (!view.read) notes[name] = view.because as UnknownBecause;
    else {
      facts[name] = view.read.plain;
      for (const [path, because] of view.read.notes) notes[path === '' ? name : `${name}.${path}`] = because;
    }
  }
  const { data, missing } = from.derive(facts, notes, about);
  const reasons = new Map<string, UnknownBecause>();
  for (const { path, because } of missing) if (!reasons.has(path)) reasons.set(path, because);
  const read = readFacts(data as Record<string, unknown>, reasons);
  from.cache.derived.set(key, read);
  return read;
}

function packageIndex({ read, because }: SectionView, cache: ViewCache): { byName: ReadonlyMap<string, unknown>; rest: Unknown | undefined } {
  if (!read) return { byName: new Map(), rest: new Unknown(because as UnknownBecause) };
  const packages = read.values['packages'];
  const list = itemsOf(packages);
  if (!list) return { byName: new Map(), rest: absentIn(read, { section: 'software', path: 'packages' }, 'agent-too-old') };
  let byName = cache.packages.get(read);
  if (!byName) {
    const index = new Map<string, unknown>();
    for (const item of list.items) {
      const { name } = item as { name: string };
      if (!index.has(name)) index.set(name, item);
    }
    byName = index;
    cache.packages.set(read, byName);
  }
  return { byName, rest: list.because && new Unknown(list.because) };
}
