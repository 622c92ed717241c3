import { evaluate } from '../../../rules/evaluate.ts';
import { nothingStated } from '../../../rules/input.ts';
import type { EvaluationInput, RosterAsset } from '../../../rules/input.ts';
import type { SnapshotPredicate } from '../../../wire/snapshot.ts';
import { shippedRulebook } from '../../rules/catalog/rulebook.ts';
import type { ScanDocument } from './tree.ts';

/** What the shipped rules say of one scanned computer, by `rule subject`, the computer itself called `pc`. */
export type Verdicts = ReadonlyMap<string, string>;

/** Judges scans by all packs that are shipped. The computer is a laptop with data on it, so that most rules ask it. */
export function verdictsOf(scan: ScanDocument): Verdicts {
  const rulebook = shippedRulebook();
  const { outcomes } = evaluate(inputOf(scan), rulebook, rulebook.packs.map(({ id }) => id));
  return new Map(outcomes.map(({ rule, subject, outcome }) => [`${rule} ${subject.id}`, outcome]));
}

/** What differs between two judgements: `rule subject: before → after`, sorted; `-` where only one has it. */
export function differences(before: Verdicts, after: Verdicts): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.filter((key) => before.get(key) !== after.get(key)).map((key) => `${key}: ${before.get(key) ?? '-'} → ${after.get(key) ?? '-'}`);
}

function inputOf({ sections, startedAt, privileged }: ScanDocument): EvaluationInput {
  const contents: Record<string, unknown> = {};
  const reports = Object.entries(sections).map(([name, { data, missing = [], ...report }]) => {
    if (report.digest !== undefined) contents[report.digest] = { section: name, version: report.version, data, missing };
    return [name, report] as const;
  });
  const asset: RosterAsset = {
    id: 'pc', class: 'laptop', classBasis: 'stated', label: 'PC', department: null, tags: ['key'], state: 'active',
    firstSeen: startedAt, lastSeen: startedAt, expectedEveryDays: 7, cloned: false, possibleDuplicateOf: [], identity: { serials: [], macs: [], names: [] },
  };
  const target = { kind: 'local', id: 'local' } as const;
  const predicate = {
    agent: 'agent', town: 'town', target, incarnation: 'a', sequence: 1, previous: null, bootId: null, wallTime: startedAt, monotonicMs: 1, epoch: null,
    agentVersion: '0.1.0', platform: 'linux', privileged, oneOff: false, dropped: 0, sections: Object.fromEntries(reports),
  } as SnapshotPredicate;
  return {
    schema: 'townwatch-evaluation-input/1',
    town: { id: 'town', name: 'Testville', timeZone: 'America/New_York', fiscalYearStartMonth: 7 },
    asOf: startedAt,
    engine: 'test',
    roster: [asset],
    statements: [{ receipt: 'r', asset: 'pc', target, predicate, digest: 'd', receivedAt: startedAt, clockOffsetSeconds: 0 }],
    contents,
    profile: { parameters: [] }, ...nothingStated,
    previous: [],
    documents: [],
  };
}
