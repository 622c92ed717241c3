import { readContent } from '../rules/engine/content.ts';
import { isFresh } from '../rules/derive/lists/listed.ts';
import { newestOf } from '../rules/derive/lists/match.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../rules/input.ts';
import { listKinds } from '../rules/list.ts';
import type { TownList } from '../rules/list.ts';
import { domainSections, sections as wireSections } from '../wire/sections/list.ts';
import type { SectionName } from '../wire/sections/list.ts';
import { meaningOf } from './meaning.ts';
import type { ComputerCoverage, Coverage, NotLookedAt, SectionCoverage } from './model.ts';
import { beyondTheComputer, named, reasonWords, sectionWords, visible } from './words.ts';

type ReadContent = ReturnType<typeof readContent>;
type Reader = (section: SectionName, digest: string) => ReadContent;

/** Who reported, how reading each section went, and by name what was not looked at. Reads contents as judgement does. Pure. */
export function buildCoverage(input: EvaluationInput): Coverage {
  const expected = input.roster.filter((asset) => asset.state !== 'retired' && asset.state !== 'out-of-scope');
  const statements = Map.groupBy(input.statements, (statement) => statement.asset);
  const read = reader(input.contents);
  const computers = expected.map((asset) => computerCoverage(asset, [...(statements.get(asset.id) ?? [])].sort(newestFirst), read));
  computers.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.asset < b.asset ? -1 : 1));
  return {
    assets: {
      known: expected.length,
      reported: expected.filter((asset) => asset.lastSeen !== null && asset.state !== 'silent').length,
      silent: expected.filter((asset) => asset.lastSeen !== null && asset.state === 'silent').length,
      neverReported: expected.filter((asset) => asset.lastSeen === null).length,
    },
    computers,
    excluded: input.roster.flatMap(excludedOf).sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.asset < b.asset ? -1 : 1)),
    notLookedAt: [...notRead(computers), ...beyond(computers, input).map(({ what, act }) => ({ what, why: 'No agent on a computer can see this, and nobody has told Townwatch where to look.', act, where: [] }))],
  };
}

/** What no rule asks about, and why. */
function excludedOf({ id, label, class: kind, state }: RosterAsset): Coverage['excluded'] {
  return state === 'spare' || state === 'retired' || state === 'out-of-scope' ? [{ asset: id, label: named(label, id), class: kind, why: state }] : [];
}

/** What no computer shows, without that which something else in the town shows. */
function beyond(computers: readonly ComputerCoverage[], { lists, asOf }: EvaluationInput): typeof beyondTheComputer {
  const reporting = new Set(computers.filter(({ lastSeen, state }) => lastSeen !== null && state !== 'silent').map((it) => it.class));
  const listed = new Set<string>(listKinds.filter((kind) => counts(newestOf(lists, kind), Date.parse(asOf))));
  return beyondTheComputer.filter(({ shownBy, lists: shownIn = [] }) => (shownBy === undefined || !reporting.has(shownBy)) && !shownIn.some((kind) => listed.has(kind)));
}

/** Whether a list shows what there is. */
function counts(list: TownList | undefined, asOf: number): boolean {
  return list !== undefined && list.complete && isFresh(list, asOf);
}

/** Reads every content once, however many computers sent the same. */
function reader(contents: EvaluationInput['contents']): Reader {
  const known = new Map<string, ReadContent>();
  return (section, digest) => {
    const key = `${section} ${digest}`;
    const found = known.get(key) ?? readContent(section, Object.hasOwn(contents, digest) ? contents[digest] : undefined);
    known.set(key, found);
    return found;
  };
}

function newestFirst(a: InputStatement, b: InputStatement): number {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? 1 : -1;
  return b.predicate.sequence - a.predicate.sequence || (a.digest < b.digest ? -1 : 1);
}

function computerCoverage(asset: RosterAsset, statements: readonly InputStatement[], read: Reader): ComputerCoverage {
  const held = statements.find((statement) => hasContent(statement, 'os'))?.predicate.sections['os']?.digest;
  const os = held === undefined ? undefined : read('os', held);
  const system = os !== undefined && 'plain' in os ? os.plain['name'] : undefined;
  const whole = wholeReason(asset, statements);
  return {
    asset: asset.id,
    label: named(asset.label, asset.id),
    class: asset.class,
    state: asset.state,
    lastSeen: asset.lastSeen,
    system: typeof system === 'string' ? visible(system, 80) : null,
    privileged: statements[0]?.predicate.privileged ?? null,
    sections: sectionsOf(asset).map((name) => {
      const base = { section: name, meaning: wireSections[name].meaning };
      return whole === null ? { ...base, ...sectionCoverage(name, statements, read) } : { ...base, status: 'skipped', reason: whole, parts: [] };
    }),
  };
}

/** The sections that something of this class can have. */
function sectionsOf({ class: kind }: RosterAsset): SectionName[] {
  const names = Object.keys(wireSections) as SectionName[];
  return names.filter((name) => domainSections.some((other) => other === name) === (kind === 'domain'));
}

/** Why nothing that this computer sent counts; null when it does. */
function wholeReason(asset: RosterAsset, statements: readonly InputStatement[]): WholeReason | null {
  if (asset.cloned) return 'ambiguous-identity';
  if (statements.length === 0) return 'never-reported';
  return asset.state === 'silent' ? 'stale' : null;
}

const wholeReasons = ['ambiguous-identity', 'never-reported', 'stale'] as const;
type WholeReason = (typeof wholeReasons)[number];

function sectionCoverage(name: SectionName, statements: readonly InputStatement[], read: Reader): Pick<SectionCoverage, 'status' | 'reason' | 'parts'> {
  const report = (statements.find((it) => hasContent(it, name)) ?? statements.find((it) => it.predicate.sections[name] !== undefined))?.predicate.sections[name];
  if (report === undefined) return { status: 'skipped', reason: 'agent-too-old', parts: [] };
  if (report.digest === undefined) return { status: report.status, reason: report.reason ?? null, parts: [] };
  const content = read(name, report.digest);
  if ('because' in content) return { status: 'failed', reason: content.because.reason, parts: [] };
  const parts = [...content.notes].map(([path, { reason, detail }]) => ({
    what: visible(forPeople(meaningOf(name, path) ?? path), 200),
    reason,
    detail: detail === undefined ? null : visible(detail, 160),
  }));
  return { status: parts.length > 0 ? 'partial' : 'ok', reason: report.reason ?? null, parts };
}

/** A meaning without what it says to programs: of null, of empty lists, of their order. */
function forPeople(meaning: string): string {
  return meaning.replaceAll(/[;.] [^;.]*\b(?:null|empty list|list is missing)\b[^;.]*/gi, '').replaceAll(/[;,] sorted\b/g, '');
}

function hasContent(statement: InputStatement, name: SectionName): boolean {
  const report = statement.predicate.sections[name];
  return report?.digest !== undefined && (report.status === 'ok' || report.status === 'partial');
}

/** Sections and parts that were not read, folded over the computers: one line for each thing and reason. */
function notRead(computers: readonly ComputerCoverage[]): NotLookedAt[] {
  const lines = new Map<string, { what: string; reason: string; where: Set<string> }>();
  const add = (what: string, reason: string, where: string) => {
    const key = `${what}\u0000${reason}`;
    const line = lines.get(key) ?? { what, reason, where: new Set() };
    line.where.add(where);
    lines.set(key, line);
  };
  for (const computer of computers) {
    const whole = wholeReasons.find((reason) => computer.sections.every((section) => section.reason === reason));
    if (whole !== undefined) {
      add('Everything on the computer', whole, computer.label);
      continue;
    }
    for (const section of computer.sections) {
      const name = sectionWords[section.section as SectionName];
      if (section.status === 'failed' || section.status === 'skipped') add(name, section.reason ?? 'unreadable', computer.label);
      for (const part of section.parts) add(`${name}: ${part.what}`, part.reason, computer.label);
    }
  }
  return [...lines.values()]
    .filter((line) => line.reason !== 'not-this-platform')
    .map((line) => ({ what: line.what, why: reasonWords(line.reason).sentence, act: reasonWords(line.reason).remedy, where: [...line.where].sort() }));
}
