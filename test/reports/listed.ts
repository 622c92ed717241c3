import type { FrameworkSource } from '../../reports/frameworks.ts';
import type { ReportSource } from '../../reports/build.ts';
import type { QuestionText } from '../../reports/stated.ts';
import type { ListRow, TownList } from '../../rules/list.ts';
import type { Outcome, StatedSource } from '../../rules/outcome.ts';
import { sha256 } from '../../wire/snapshot.ts';

/** A list as it was imported; what a test does not care about is filled in. */
export function listOf(kind: TownList['kind'], rows: readonly Partial<ListRow>[], more: Partial<TownList> = {}): TownList {
  return { kind, asOf: '2026-11-15', importedAt: '2026-11-16T15:00:00Z', by: 'Ann Lee', file: `${kind}.csv`, digest: sha256(kind), complete: true, columns: ['name'], rows: rows.map((row, index) => ({ row: index + 2, ...row })), refused: [], ...more };
}

/**
 * The same town with all kinds of list, each with something wrong in it, an answer, a register, and two frameworks: with
 * every state that a requirement can have where the town has rules enough.
 */
export function withLists(source: ReportSource): ReportSource {
  const roster = source.input.roster.map((asset) => ({ ...asset, identity: { ...asset.identity, names: [asset.label] } }));
  const named = (keep: (index: number) => boolean) => roster.filter((_, index) => keep(index)).map(({ label }): Partial<ListRow> => ({ name: label }));
  const lists = [
    listOf('rmm', [...named((index) => index % 6 !== 5).map((row, index) => (index % 4 === 0 ? { ...row, lastSeen: '2026-11-14' } : row)), { name: 'new-pc-77', serial: 'SN-77' }, { serial: 'SN-78' }]),
    listOf('directory', named((index) => index % 3 !== 0), { asOf: '2026-08-01', file: 'ad-export.csv' }),
    listOf('ledger', [...named((index) => index % 9 !== 8), ...named((index) => index === 0)], { by: 'file, unverified', file: 'fixed assets.xlsx', refused: [{ row: 400, why: 'the cell "Serial" holds a formula' }] }),
    listOf('edr', named((index) => index % 2 === 0), { complete: false }),
    listOf('people', [{ person: 'Ann Lee' }]),
  ];
  const attestations = [{ question: 'trainingYearly', version: 1, answer: true, note: null, person: 'Bo Diaz', on: '2026-10-01', evidence: { file: 'training.pdf', digest: sha256('training') }, by: 'Ann Lee' }];
  const stated: readonly StatedSource[] = [
    { kind: 'list', name: 'edr', asOf: '2026-11-15', by: 'Ann Lee', digest: sha256('edr') },
    { kind: 'answer', name: 'trainingYearly', asOf: '2026-10-01', by: 'Ann Lee', digest: sha256('training') },
    { kind: 'register', name: 'town', asOf: '2026-09-01T12:00:00Z', by: 'file, unverified', digest: null },
  ];
  const bases = ['measured', 'list', 'attested', 'mixed'] as const;
  const rulesSorted = [...new Set(source.outcomes.map(({ rule }) => rule))].sort();
  const outcomes = source.outcomes.map((one): Outcome => {
    const basis = bases[rulesSorted.indexOf(one.rule) % 4]!;
    if (basis === 'measured') return one;
    return { ...one, basis, sources: basis === 'mixed' ? one.sources : [], stated: basis === 'list' ? stated.slice(0, 1) : basis === 'attested' ? stated.slice(1) : stated.slice(0, 2) };
  });
  const register = { by: 'file, unverified', at: '2026-09-01T12:00:00Z', data: { profile: { state: 'NY' } } };
  return { ...source, input: { ...source.input, roster, lists, attestations, register }, outcomes, catalog: crosswalk(rulesSorted) };
}

/** Two frameworks over the rules of a town, one of them for another state. */
export function crosswalk(rules: readonly string[]): FrameworkSource & { readonly questions: readonly QuestionText[] } {
  const requirements = [
    ...rules.map((rule, index) => ({ id: `1.${index + 1}`, label: `A requirement that one rule shows, number ${index + 1}`, rules: [rule] })),
    { id: '2.1', label: 'Many rules', rules: [...rules] },
    { id: '2.2', label: 'A rule that waits', rules: ['NET-902'] },
    { id: '2.3', label: 'One that waits and one that is asked', rules: [...rules.slice(0, 1), 'NET-902', 'WEB-901'] },
    { id: '2.4', label: 'A rule that no pack of this town holds', rules: ['WEB-901'] },
    { id: '2.5', label: 'Nothing measures this', rules: [] },
  ];
  const base = { source: 'Example Publisher, Things Asked For, 2026', checkedOn: '2026-11-01' };
  const titled = (id: string) => ({ definition: { id, en: { title: `Is ${id} as it should be?`, plain: 'Plain.', technical: 'Technical.', remediation: {} } } });
  return {
    frameworks: [
      { ...base, id: 'asked-for', title: 'Things Asked For 1.0', requirements },
      { ...base, id: 'new-york', title: 'New York Asks', when: { state: 'NY' }, requirements: requirements.slice(-5) },
      { ...base, id: 'ohio', title: 'Ohio Asks', when: { state: 'OH' }, requirements: requirements.slice(-5) },
    ],
    waiting: [{ id: 'NET-902', waitsFor: 'target snmp', note: 'Which versions of SNMP a device speaks.' }],
    rules: [...rules, 'WEB-901'].map(titled),
    questions: [{ id: 'trainingYearly', en: { question: 'Does everybody who signs in take a training once a year?' } }],
  };
}
