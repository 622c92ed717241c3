import { judgementReasons } from '../../rules/reasons.ts';
import { severities } from '../../rules/outcome.ts';
import type { Outcome, UnknownBecause } from '../../rules/outcome.ts';
import type { RosterAsset } from '../../rules/input.ts';
import { essentials } from '../../rules/judge/essentials.ts';
import type { ReportSource } from '../../reports/build.ts';
import type { RuleView } from '../../reports/model.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import { findingsOf, outcome, rule, sampleInput } from './sample.ts';

const classes = ['workstation', 'workstation', 'laptop', 'server', 'printer', 'network-device', 'hypervisor'] as const;
const efforts = ['minutes', 'hours', 'days', 'project'] as const;
const costs = ['none', 'low', 'medium', 'high'] as const;

/** The size of a synthetic town. */
export interface TownSize {
  readonly computers: number;
  readonly rules: number;
  /** Programs installed on each computer. */
  readonly programs: number;
}

/**
 * A town as large as asked, with everything a report has to tell of: computers that are silent or never reported, gaps of
 * all kinds, unknowns for many reasons. The same size gives the same town.
 */
export function syntheticTown(size: TownSize): ReportSource {
  const draw = drawing(size.computers);
  const input = sampleInput(Array.from({ length: size.computers }, (_, index) => `${['clerk', 'police', 'water', 'library', 'assessor'][index % 5]}-pc-${index + 1}`));
  const roster = input.roster.map((asset, index): RosterAsset => ({ ...asset, class: classes[index % classes.length]!, ...(index % 23 === 7 ? { state: 'silent' as const, lastSeen: '2026-10-20T07:00:00Z' } : {}), ...(index % 29 === 9 ? { state: 'expected' as const, lastSeen: null } : {}) }));
  const never = new Set(roster.filter(({ lastSeen }) => lastSeen === null).map(({ id }) => id));
  const contents: Record<string, unknown> = { ...input.contents };
  const statements = input.statements.filter(({ asset }) => !never.has(asset)).map((statement) => {
    const packages = Array.from({ length: size.programs }, (_, index) => ({ name: `program-${index}`, version: `1.${draw(40)}.${index}`, source: 'dpkg', architecture: 'amd64', publisher: null, installedOn: '2026-01-05T08:00:00Z' }));
    const content = { section: 'software', version: 1, data: { packages, managers: ['dpkg'] }, missing: [] };
    const digest = sha256(sortedJson(content));
    contents[digest] = content;
    return { ...statement, predicate: { ...statement.predicate, sections: { ...statement.predicate.sections, software: { ...statement.predicate.sections['software']!, digest } } } };
  });
  const rules = Array.from({ length: size.rules }, (_, index) => ruleOf(index));
  const outcomes = rules.flatMap((its, which) => roster.map((asset) => verdictOf(its, asset, { draw, often: which % 4 === 0 })));
  return { input: { ...input, roster, statements, contents }, outcomes, findings: findingsOf(outcomes), rules, preparedBy: 'Example MSP' };
}

function ruleOf(index: number): RuleView {
  const known = essentials.flatMap((essential) => essential.rules);
  const id = known[index * 3] ?? `CFG-${String(index + 100)}`;
  const title = ['Does a password alone not open this computer from outside?', 'Are only approved remote-support programs installed?', 'Does the operating system still get security fixes?', 'Are the disks of this computer encrypted?'][index % 4]!;
  return rule(id, { title, severity: severities[index % 4]!, effort: efforts[index % 4]!, cost: costs[(index >> 2) % 4]! });
}

function verdictOf(its: RuleView, asset: RosterAsset, { draw, often }: { draw: (below: number) => number; often: boolean }): Outcome {
  const subject = { scope: 'asset' as const, id: asset.id, asset: asset.id, label: asset.label };
  const more = { subject, severity: its.severity };
  if (asset.lastSeen === null || asset.state === 'silent') return outcome(its.id, 'unknown', { ...more, because: { reason: asset.lastSeen === null ? 'never-reported' : 'stale' } });
  const lot = draw(100);
  if (lot < (often ? 25 : 6)) return outcome(its.id, 'fail', { ...more, evidence: [{ name: 'seen', value: ['sshd', 22, true] }, { name: 'version', value: '6.3.2' }], items: [{ item: `program-${lot} 1.0`, outcome: 'fail' }], sources: [{ section: 'remote-access', digest: sha256(asset.id), receipt: 'R-1', observedAt: '2026-11-21T07:11:58Z', receivedAt: '2026-11-21T07:12:00Z' }] });
  if (lot < 40) return outcome(its.id, 'unknown', { ...more, because: becauseOf(lot) });
  return lot < 55 ? outcome(its.id, 'not-applicable', more) : outcome(its.id, 'pass', more);
}

function becauseOf(lot: number): UnknownBecause {
  const reasons = Object.keys(judgementReasons) as (keyof typeof judgementReasons)[];
  return lot % 2 === 0 ? { reason: 'needs-root', section: 'accounts', path: 'users[].password' } : { reason: reasons[lot % reasons.length]!, section: 'os' };
}

/** Numbers that look drawn by lot and are the same every time: a linear congruential generator. */
function drawing(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
