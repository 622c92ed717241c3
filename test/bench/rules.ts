import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from '../../rules/engine/judge.ts';
import type { Question } from '../../rules/engine/judge.ts';
import { parameterValues, resolveParameters } from '../../rules/engine/parameters.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { asking } from '../../rules/engine/asking.ts';
import { together, townOf } from '../../rules/engine/town.ts';
import type { Town } from '../../rules/engine/town.ts';
import { viewCache } from '../../rules/engine/view.ts';
import { evaluate } from '../../rules/evaluate.ts';
import { nothingStated } from '../../rules/input.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../../rules/input.ts';
import { loadRulebook, printed } from '../../rules/load/rulebook.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import type { Content } from '../../wire/snapshot.ts';
import { celParameters, celValues, floorOf } from './cel-floor.ts';
import type { CelAsset, Floor } from './cel-floor.ts';
import { compareWithJsonRules } from './json-rules.ts';
import { machineOf } from './machines.ts';
import { median } from './process.ts';

/**
 * The shipped rules over a synthetic town, in this process. The floor is cel-js on the same facts: it says pass or not,
 * and nothing else. Both go some assets by some, and rule by rule, in turn, so that a machine that changes speed changes both.
 */
const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '9' }, assets: { type: 'string', default: '1000' }, packages: { type: 'string', default: '300,1500' } } });
const runs = Number(flags.runs);
const asOf = '2024-10-02T00:00:00Z';
const bar = { timesJsonRules: 20, medianMicroseconds: 1, deriveMs: 5, manyRulesMs: 500, rules: 150, assets: 1_000 };

const rulebook = shipped();
const packs = rulebook.packs.map(({ id }) => id);
const result = {
  machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
  rules: rulebook.rules.length,
  runs,
  derive: measureDerive(1_500),
  peer: await compareWithJsonRules(townInput(Math.min(300, Number(flags.assets)), 100), Math.min(5, runs)),
  towns: flags.packages.split(',').map((packages) => measureTown(Number(flags.assets), Number(packages))),
  bar,
};

if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
else print();
for (const miss of missed()) {
  process.stderr.write(`bench rules: ${miss}\n`);
  process.exitCode = 1;
}

function measureTown(assets: number, packages: number) {
  const input = townInput(assets, packages);
  const cache = viewCache();
  const [cold, { outcomes }] = timed(() => evaluate(input, rulebook, packs, cache));
  const town = () => townOf(input, rulebook, rulebook.packs, cache);
  const before = town();
  const celAssets = new Map(before.population.map((asset) => [asset.id, celAsset(before, asset)]));
  const floors = comparable(outcomes, celAssets);
  const spent = { ours: new Map<string, number[]>(), floor: new Map<string, number[]>(), whole: [] as number[] };
  for (let run = 0; run < runs; run++) {
    note(spent.ours, judgedByRule(town()));
    note(spent.floor, passedByRule(floors, [...celAssets.values()]));
    spent.whole.push(timed(() => evaluate(input, rulebook, packs, cache))[0]);
  }
  const [ours, floor] = [spent.ours, spent.floor].map((them) => [...them.values()].map(median)) as [number[], number[]];
  const many = manyRules(bar.rules);
  const manyMs = median(Array.from({ length: Math.max(3, runs >> 1) }, () => timed(() => evaluate(input, many, ['many'], cache))[0]));
  const shared = [...spent.floor.keys()];
  const whole = median(spent.whole);
  return {
    assets,
    packages,
    outcomes: outcomes.length,
    byOutcome: Object.fromEntries(Object.entries(Object.groupBy(outcomes, ({ outcome }) => outcome)).map(([outcome, them]) => [outcome, them.length])),
    coldMs: cold,
    wholeMs: whole,
    microseconds: { median: median(ours), mean: (whole * 1000) / outcomes.length, slowest: slowest(spent.ours) },
    floor: { rules: floors.size, compared: [...floors.values()].reduce((sum, { about }) => sum + about.size, 0), microseconds: { median: median(floor) } },
    ratio: median(shared.map((id) => median(spent.ours.get(id)!) / median(spent.floor.get(id)!))),
    manyRules: { rules: many.rules.length, ms: manyMs, scaledMs: (whole * bar.rules) / rulebook.rules.length },
  };
}

/** Microseconds per outcome of each rule, as {@link evaluate} goes about it; reading the clock, some 0.05 µs, counts. */
function judgedByRule(town: Town): Map<string, Spent> {
  const asks = rulebook.rules.map((rule) => ({ id: rule.definition.id, ...asking(rule, town) }));
  const answered = (it: Question | Outcome) => ('outcome' in it ? it : judge(it));
  const kept: unknown[] = [];
  const spent = new Map<string, Spent>();
  const measured = (id: string, work: () => readonly unknown[]) => {
    const [ms, made] = timed(work);
    kept.push(made);
    if (made.length > 0) add(spent, id, ms, made.length);
  };
  for (const { id, once } of asks) measured(id, () => once.map(answered));
  for (const assets of chunks(town.population)) {
    for (const asset of assets) town.subjects(asset).accounts();
    for (const { id, about } of asks) measured(id, () => {
      const made: Outcome[] = [];
      for (const asset of assets) about(asset, (it) => void made.push(answered(it)));
      return made;
    });
  }
  return spent;
}

function passedByRule(floors: ReadonlyMap<string, Comparable>, assets: readonly CelAsset[]): Map<string, Spent> {
  const spent = new Map<string, Spent>();
  for (const some of chunks(assets))
    for (const [id, { passes, about }] of floors) {
      const given = some.map((asset) => about.get(asset)).filter((it) => it !== undefined);
      if (given.length > 0) add(spent, id, timed(() => given.map((it) => passes(it)))[0], given.length);
    }
  return spent;
}

/** Assets as they are judged: some in a row by every rule. */
function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / together) }, (_, index) => list.slice(index * together, (index + 1) * together));
}

interface Spent {
  ms: number;
  outcomes: number;
}

function add(spent: Map<string, Spent>, id: string, ms: number, outcomes: number): void {
  const known = spent.get(id);
  if (!known) return void spent.set(id, { ms, outcomes });
  known.ms += ms;
  known.outcomes += outcomes;
}

function note(all: Map<string, number[]>, spent: ReadonlyMap<string, Spent>): void {
  for (const [id, { ms, outcomes }] of spent) all.set(id, [...(all.get(id) ?? []), (ms * 1000) / outcomes]);
}

function timed<T>(work: () => T): [ms: number, made: T] {
  const begun = performance.now();
  const made = work();
  return [performance.now() - begun, made];
}

function slowest(spent: ReadonlyMap<string, readonly number[]>): Record<string, number> {
  return Object.fromEntries([...spent].map(([id, times]) => [id, median(times)] as const).sort(([, a], [, b]) => b - a).slice(0, 5));
}

interface Comparable {
  readonly passes: Floor;
  /** The assets about which our verdict is pass or fail, with the parameters of the rule. */
  readonly about: ReadonlyMap<CelAsset, CelAsset>;
}

/** The floor of each rule about computers, where there is something to compare. @throws when cel-js disagrees with a verdict of ours */
function comparable(outcomes: readonly Outcome[], assets: ReadonlyMap<string, CelAsset>): ReadonlyMap<string, Comparable> {
  const byRule = Map.groupBy(outcomes, ({ rule }) => rule);
  return new Map(rulebook.rules.flatMap((rule) => {
    const { definition } = rule;
    const passes = floorOf(rule, Date.parse(asOf));
    const decided = (byRule.get(definition.id) ?? []).filter(({ outcome, evidence }) => outcome === 'fail' || (outcome === 'pass' && evidence.every(({ name }) => name !== 'advice')));
    if (!passes || decided.length === 0) return [];
    const p = celParameters(definition, parameterValues(definition, resolveParameters(definition, rulebook.packs, [], null)));
    const about = new Map<CelAsset, CelAsset>();
    for (const { outcome, subject } of decided) {
      const asset = assets.get(subject.id)!;
      const given = { ...asset, variables: { ...asset.variables, p } };
      const theirs = attempt(() => passes(given));
      if (theirs === undefined) continue;
      if (theirs !== (outcome === 'pass')) throw new Error(`${definition.id} about ${subject.id}: ours is ${outcome}, cel-js says otherwise`);
      about.set(asset, given);
    }
    return [[definition.id, { passes, about }] as const];
  }));
}

function celAsset({ view, roots }: Town, asset: RosterAsset): CelAsset {
  const seen = view(asset);
  const { software: _software, ...facts } = seen.values;
  const { values } = roots(asset);
  return { variables: celValues(Object.assign(Object.create(values) as Record<string, unknown>, { facts })), packages: new Set(seen.packages().byName.keys()) };
}

/** What cel-js says, unless it needs something that nobody read. */
function attempt(ask: () => boolean): boolean | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** So many rules: each of the shipped ones as often as it takes, under other ids. */
function manyRules(count: number): Rulebook {
  const rules = Array.from({ length: count }, (_, index) => {
    const rule = rulebook.rules[index % rulebook.rules.length]!;
    return { ...rule, definition: { ...rule.definition, id: `${rule.definition.id}-${Math.floor(index / rulebook.rules.length)}` } };
  });
  const pack = { ...rulebook.packs[0]!, id: 'many', rules: rules.map(({ definition }) => ({ id: definition.id, parameters: {} })) };
  return { ...rulebook, rules, packs: [pack] };
}

function measureDerive(packages: number) {
  const all = Array.from({ length: 100 }, (_, seed) => machineOf(seed, packages));
  const facts = all.map(({ os, software }) => JSON.parse(JSON.stringify({ os, software })) as { os: object; software: object });
  const times = facts.map((it) => timed(() => rulebook.derive(it, {}, { firstSeen: '2023-01-01T00:00:00Z', disksOnBefore: [] }))[0]);
  return { packages, firstMs: times[0]!, medianMs: median(times), slowestMs: Math.max(...times.slice(10)) };
}

function townInput(count: number, packages: number): EvaluationInput {
  const contents: Record<string, unknown> = {};
  const classes = ['workstation', 'workstation', 'laptop', 'server'] as const;
  const roster = Array.from({ length: count }, (_, seed): RosterAsset => ({ id: `asset-${String(seed).padStart(5, '0')}`, class: classes[seed % classes.length]!, classBasis: 'measured', label: `pc-${seed}`, department: null, tags: [], state: 'active', firstSeen: '2023-01-01T00:00:00Z', lastSeen: '2024-10-01T06:00:00Z', expectedEveryDays: 7, cloned: false, possibleDuplicateOf: [], identity: { serials: [], macs: [], names: [] } }));
  const statements = roster.map(({ id }, seed): InputStatement => {
    const sections = Object.entries(machineOf(seed, packages)).map(([section, data]) => {
      const text = sortedJson({ section, version: 1, data, missing: [] } satisfies Content);
      const digest = sha256(text);
      contents[digest] = JSON.parse(text);
      return [section, { status: 'ok', version: 1, digest, bytes: text.length, startedAt: '2024-10-01T05:59:58Z', durationMs: 5, sources: [] }] as const;
    });
    const predicate = { agent: id, town: 'town', target: { kind: 'local', id: 'local' }, incarnation: 'a', sequence: 1, previous: null, bootId: null, wallTime: '2024-10-01T06:00:00Z', monotonicMs: 1, epoch: null, agentVersion: '0.1.0', platform: 'linux', privileged: true, oneOff: false, dropped: 0, sections: Object.fromEntries(sections) } as const;
    return { receipt: `receipt-${seed}`, asset: id, target: predicate.target, predicate, digest: sha256(id), receivedAt: '2024-10-01T06:00:00Z', clockOffsetSeconds: 0 };
  });
  return { schema: 'townwatch-evaluation-input/1', town: { id: 'town', name: 'Benchville', timeZone: 'UTC', fiscalYearStartMonth: 7 }, asOf, engine: 'bench', roster, statements, contents, profile: { parameters: [] }, ...nothingStated, previous: [], documents: [] };
}

function shipped(): Rulebook {
  const loaded = loadRulebook(path.join(process.env['TOWNWATCH_HOME'] ?? process.cwd(), 'rules'));
  if (loaded.ok) return loaded.rulebook;
  throw new Error(loaded.problems.map(printed).join('\n'));
}

function missed(): string[] {
  const { derive, towns, peer } = result;
  return [
    ...(peer.theirs / peer.ours < bar.timesJsonRules ? [`json-rules-engine takes ${(peer.theirs / peer.ours).toFixed(1)} × as long, the bar is ${bar.timesJsonRules} ×`] : []),
    ...(derive.medianMs > bar.deriveMs ? [`deriving from ${derive.packages} packages took ${derive.medianMs.toFixed(1)} ms, the bar is ${bar.deriveMs} ms`] : []),
    ...towns.filter(({ microseconds }) => microseconds.median > bar.medianMicroseconds).map(({ microseconds, packages }) => `an outcome took ${microseconds.median.toFixed(2)} µs (${packages} packages), the bar is ${bar.medianMicroseconds} µs`),
    ...towns.filter(({ assets, manyRules }) => assets === bar.assets && manyRules.ms > bar.manyRulesMs).map(({ manyRules, packages }) => `${manyRules.rules} rules took ${manyRules.ms.toFixed(0)} ms (${packages} packages), the bar is ${bar.manyRulesMs} ms`),
  ];
}

function print(): void {
  const { derive, towns, rules, machine, peer } = result;
  const line = (name: string, value: string, more = '') => process.stdout.write(`  ${name.padEnd(44)}${value.padStart(12)}${more === '' ? '' : `   ${more}`}\n`);
  process.stdout.write(`${rules} rules, medians of ${runs} runs in one process, ${machine.node}. Counted per outcome: asking one rule about one subject and writing\ndown verdict, evidence, sources and validity; contents were read before. Medians are over rules.\n`);
  line(`derive from ${derive.packages} packages`, `${derive.medianMs.toFixed(2)} ms`, `first ${derive.firstMs.toFixed(1)} ms, slowest later ${derive.slowestMs.toFixed(1)} ms, bar ${bar.deriveMs} ms`);
  line('json-rules-engine, equal hits', `${(peer.theirs / peer.ours).toFixed(1)} ×`, `${peer.theirs.toFixed(1)} µs against ours ${peer.ours.toFixed(2)} µs with evidence; ${peer.rules} rules, ${peer.verdicts} verdicts, ${peer.hits} hits each; bar ${bar.timesJsonRules} ×`);
  for (const town of towns) {
    const { microseconds, floor, manyRules } = town;
    process.stdout.write(`${town.assets} assets with ${town.packages} packages each: ${town.outcomes} outcomes (${Object.entries(town.byOutcome).map(([outcome, count]) => `${count} ${outcome}`).join(', ')})\n`);
    line('one outcome with evidence, median of rules', `${microseconds.median.toFixed(2)} µs`, `bar ${bar.medianMicroseconds} µs; slowest: ${Object.entries(microseconds.slowest).map(([id, µs]) => `${id} ${µs.toFixed(1)}`).join(', ')}`);
    line('floor: cel-js, pass alone', `${floor.microseconds.median.toFixed(2)} µs`, `${floor.rules} rules, ${floor.compared} verdicts, all as ours; ours ${town.ratio.toFixed(2)} × per rule`);
    line('the whole town, contents known', `${town.wholeMs.toFixed(0)} ms`, `${microseconds.mean.toFixed(2)} µs per outcome, views and sorting included`);
    line('the whole town, contents new', `${town.coldMs.toFixed(0)} ms`, `${(town.coldMs / town.assets).toFixed(2)} ms per asset, schema check and derivation included`);
    line(`${manyRules.rules} rules (shipped ones several times)`, `${manyRules.ms.toFixed(0)} ms`, `bar ${bar.manyRulesMs} ms for ${bar.assets} assets; ${manyRules.scaledMs.toFixed(0)} ms scaled from ${rules} rules`);
  }
}
