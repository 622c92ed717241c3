import { sections } from '../../wire/sections/list.ts';
import type { SectionName } from '../../wire/sections/list.ts';
import type { SectionReport, SnapshotPredicate } from '../../wire/snapshot.ts';
import { isReason } from '../../wire/reasons.ts';
import { nothingStated } from '../input.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../input.ts';
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

/** The evaluation input that a test of a rule describes: one computer with one snapshot, or a roster for scope town. */
export function inputOfTest(rule: RuleDefinition, test: RuleTest): EvaluationInput {
  const received = test.receivedAt ?? test.asOf;
  const asset = { ...workstation, lastSeen: received, ...test.asset } as RosterAsset;
  const contents: Record<string, unknown> = {};
  const reports: Record<string, SectionReport> = {};
  for (const name of Object.keys(sections) as SectionName[]) {
    const report = reportOf(name, test, received);
    if (report) reports[name] = report;
    if (report?.digest !== undefined) contents[report.digest] = { section: name, version: sections[name].version, data: factsOf(name, test), missing: missingOf(name, test) };
  }
  const assets = test.assets.map((it, index): RosterAsset => ({ ...workstation, id: `asset-${index + 1}`, label: `PC ${index + 1}`, lastSeen: received, ...it }));
  return {
    schema: 'townwatch-evaluation-input/1',
    town: { id: 'town-1', name: 'Testville', timeZone: 'America/New_York', fiscalYearStartMonth: 7 },
    asOf: test.asOf,
    engine: 'test',
    roster: rule.scope === 'town' ? assets : [asset],
    statements: test.absent === 'never-reported' ? [] : [statementOf(asset.id, reports, received)],
    contents,
    profile: { parameters: [] },
    ...nothingStated,
    previous: [],
    documents: [],
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

function statementOf(asset: string, reports: Record<string, SectionReport>, received: string): InputStatement {
  const predicate: SnapshotPredicate = {
    agent: 'agent-1',
    town: 'town-1',
    target: { kind: 'local', id: 'local' },
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
  return { receipt: 'receipt-1', asset, target: predicate.target, predicate, digest: 'test', receivedAt: received, clockOffsetSeconds: 0 };
}
