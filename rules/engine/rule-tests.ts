import { sections } from '../../wire/sections/list.ts';
import type { SectionName } from '../../wire/sections/list.ts';
import type { SectionReport, SnapshotPredicate } from '../../wire/snapshot.ts';
import { isReason } from '../../wire/reasons.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../input.ts';
import type { Question } from '../question.ts';
import { statedInTest } from './rule-tests-stated.ts';
import type { RuleDefinition, RuleTest } from './rule.ts';
import { sectionAt } from './vocabulary.ts';

/** An ordinary workstation that reported just now. */
const workstation: Omit<RosterAsset, 'lastSeen'> = {
  id: 'asset-1',
  class: 'workstation',
  classBasis: 'measured',
  label: 'PC 1',
  department: null,
  tags: [],
  state: 'active',
  firstSeen: '2025-01-01T00:00:00Z',
  expectedEveryDays: 7,
  cloned: false,
  possibleDuplicateOf: [],
  identity: { serials: [], macs: [], names: [] },
};

/** The evaluation input that a test of a rule describes: one computer with one snapshot, or a roster for scope town, and what people stated. */
export function inputOfTest(rule: RuleDefinition, test: RuleTest, questions: readonly Question[] = []): EvaluationInput {
  const received = test.receivedAt ?? test.asOf;
  const asset = { ...workstation, lastSeen: received, ...test.asset } as RosterAsset;
  const contents: Record<string, unknown> = {};
  const reports: Record<string, SectionReport> = {};
  for (const name of Object.keys(sections) as SectionName[]) {
    const report = reportOf(name, test, received);
    if (report) reports[name] = report;
    if (report?.digest !== undefined) contents[report.digest] = { section: name, version: sections[name].version, data: factsOf(name, test), missing: missingOf(name, test) };
  }
  const isAboutOne = rule.scope === 'asset' || rule.scope === 'account';
  const others = test.assets.map((it, index): InTown => ({ seenBy: ['local'], ...workstation, id: `asset-${index + 1}`, label: `PC ${index + 1}`, lastSeen: received, ...it }));
  const own = test.absent === 'never-reported' ? [] : [scanned(statementOf(asset.id, reports, received), test.scan)];
  const theirs = others.flatMap(({ id, lastSeen, seenBy, neighbors }) => {
    if (lastSeen === null) return [];
    const tables: Record<string, SectionReport> = neighbors ? { neighbors: { version: 1, startedAt: lastSeen, durationMs: 1, sources: [], status: 'ok', digest: `test-neighbors-${id}` } } : {};
    if (neighbors) contents[`test-neighbors-${id}`] = { section: 'neighbors', version: 1, data: neighbors, missing: [] };
    return seenBy.map((kind) => statementOf(id, tables, lastSeen, kind));
  });
  return {
    schema: 'townwatch-evaluation-input/1',
    town: { id: 'town-1', name: 'Testville', timeZone: 'America/New_York', fiscalYearStartMonth: 7 },
    asOf: test.asOf,
    engine: 'test',
    roster: isAboutOne ? [asset] : others.map(({ seenBy: _seenBy, neighbors: _neighbors, ...it }) => it),
    statements: isAboutOne ? own : theirs,
    contents,
    profile: { parameters: [] },
    ...statedInTest(test, questions),
    documents: test.catalogs.map(({ name, digest, asOf }) => ({ name, digest, ...(asOf === undefined ? {} : { asOf }) })),
  };
}

function factsOf(name: SectionName, test: RuleTest): unknown {
  return Object.entries(test.facts).find(([key]) => sectionAt(key) === name)?.[1];
}

function missingOf(name: SectionName, test: RuleTest): unknown {
  return Object.entries(test.missing).find(([key]) => sectionAt(key) === name)?.[1] ?? [];
}

function reportOf(name: SectionName, test: RuleTest, startedAt: string): SectionReport | undefined {
  const common = { version: sections[name].version, startedAt, durationMs: 1, sources: [] };
  const status = Object.entries(test.status).find(([key]) => sectionAt(key) === name)?.[1];
  if (status) return { ...common, ...status };
  if (factsOf(name, test) !== undefined) return { ...common, status: 'ok', digest: `test-${name}` };
  return isReason(test.absent) && test.absent !== 'agent-too-old' ? { ...common, status: 'skipped', reason: test.absent } : undefined;
}

type TargetKind = InputStatement['target']['kind'];

/** An asset of a test of scope town: how it is reached, and what it sees around it. */
type InTown = RosterAsset & { readonly seenBy: readonly TargetKind[]; readonly neighbors?: object };

function scanned(statement: InputStatement, { clockOffsetSeconds = 0, ...predicate }: RuleTest['scan']): InputStatement {
  return { ...statement, clockOffsetSeconds, predicate: { ...statement.predicate, ...(predicate as Partial<SnapshotPredicate>) } };
}

function statementOf(asset: string, reports: Record<string, SectionReport>, received: string, kind: TargetKind = 'local'): InputStatement {
  const predicate: SnapshotPredicate = {
    agent: 'agent-1',
    town: 'town-1',
    target: { kind, id: kind },
    incarnation: 'a',
    sequence: 1,
    previous: null,
    bootId: null,
    wallTime: received,
    monotonicMs: 1,
    epoch: null,
    agentVersion: '0.1.0',
    platform: 'linux',
    privileged: true,
    oneOff: false,
    dropped: 0,
    sections: reports,
  };
  return { receipt: 'receipt-1', asset, target: predicate.target, predicate, digest: kind === 'local' ? 'test' : `test-${kind}`, receivedAt: received, clockOffsetSeconds: 0 };
}
