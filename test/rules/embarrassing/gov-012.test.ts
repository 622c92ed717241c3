import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const defender = { name: 'Microsoft Defender Antivirus', vendor: 'Microsoft', kind: 'built-in', state: 'active', realTime: true };
const pc = (products: readonly Record<string, unknown>[]): Given => ({ facts: { os: { family: 'windows', product: 'windows', build: '26200.9168', edition: 'Professional', channel: 'general' }, malwareProtection: { products } } });
const guarded = pc([defender]);
const bare = pc([{ ...defender, state: 'off', realTime: false }]);
const unseen: Given = { facts: { os: { family: 'windows' } }, status: { malwareProtection: { status: 'failed', reason: 'timeout' } } };
const many = (count: number, computer: Given) => Array.from({ length: count }, () => computer);

const asked = ['MfaMail', 'MfaRemote', 'MfaAdmins', 'Edr', 'BackupsApart', 'BackupsTested', 'NoneUnsupported', 'Patched'] as const;
type Answer = boolean | null;
/** The form of the insurer: what is not answered here, it does not ask. */
const form = (answers: Partial<Record<(typeof asked)[number], Answer>>, on = '2026-11-01'): Given['attested'] => Object.fromEntries(asked.map((question) => [`insurer${question}`, { answer: answers[question] ?? null, on }]));
/** Remote management names all computers there are. */
const listed = (count: number, complete = true, asOf = '2026-11-15'): Given['lists'] => [{ kind: 'rmm', asOf, complete, rows: Array.from({ length: count }, (_, index) => ({ row: index + 2, name: `PC-${index + 1}` })) }];

/** The console of the protection program has all of them. */
const watched = (count: number): Given['lists'] => [...(listed(count) ?? []), { kind: 'edr', asOf: '2026-11-15', complete: true, rows: Array.from({ length: count }, (_, index) => ({ row: index + 2, name: `PC-${index + 1}` })) }];

const cases: readonly HardCase[] = [
  { who: 'town that said yes to protection, and all sixty have it', given: { attested: form({ Edr: true }), lists: watched(60) }, computers: many(60, guarded), expect: 'pass', agree: 'What it said is what was measured, on the computers and in the console.' },
  { who: 'town that said yes, with a virus scanner on all and no list of a console', given: { attested: form({ Edr: true }), lists: listed(60) }, computers: many(60, guarded), expect: 'unknown', reason: 'population-not-known', agree: 'The insurer asks for more than a virus scanner, and only the console shows that it is watched.' },
  { who: 'town that said yes, and two of sixty have none', given: { attested: form({ Edr: true }), lists: listed(60) }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'fail', agree: 'The form says every computer, and two were measured without; the insurer would find them, too.' },
  { who: 'town that said no', given: { attested: form({ Edr: false }), lists: listed(60) }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'pass', agree: 'Who says no has promised nothing.' },
  { who: 'town that said yes, with two gaps and a tenth not measured', given: { attested: form({ Edr: true }), lists: listed(60) }, computers: [...many(52, guarded), ...many(2, bare), ...many(6, unseen)], expect: 'unknown', reason: 'too-few-sources', agree: 'With so many not measured nobody should tell a town that it lied.' },
  { who: 'town that said yes, with two gaps and one of a hundred not measured', given: { attested: form({ Edr: true }), lists: listed(100) }, computers: [...many(97, guarded), ...many(2, bare), unseen], expect: 'fail', agree: 'Nearly all were measured, and the gaps are certain.' },
  { who: 'town that said yes and listed its computers nowhere', given: { attested: form({ Edr: true }) }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'unknown', reason: 'population-not-known', agree: 'Two of how many? The list of all computers comes first.' },
  { who: 'town whose list is not complete', given: { attested: form({ Edr: true }), lists: listed(60, false) }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'unknown', reason: 'population-not-known', agree: 'Nobody said that these are all.' },
  { who: 'town whose list is of last spring', given: { attested: form({ Edr: true }), lists: listed(60, true, '2026-04-01') }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'unknown', reason: 'population-not-known', agree: 'Half of them may be gone.' },
  { who: 'town that said yes, without a gap, and one computer is not measured', given: { attested: form({ Edr: true }), lists: listed(60) }, computers: [...many(59, guarded), unseen], expect: 'unknown', reason: 'too-few-sources', agree: 'No gap was found, and the last one may be it.' },
  { who: 'town that said yes to a second step for mail', given: { attested: form({ MfaMail: true }), lists: listed(60) }, computers: many(60, guarded), expect: 'unknown', reason: 'no-target', agree: 'Nobody measures mail yet, so nothing bears the answer out.' },
  { who: 'town that has not filled in the form', given: { lists: listed(60) }, computers: many(60, guarded), expect: 'unknown', reason: 'unanswered', agree: 'There is no answer to compare with.' },
  { who: 'town whose insurer asks none of this', given: { attested: form({}), lists: listed(60) }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'not-applicable', agree: 'The gaps are gaps, but they contradict no answer.' },
  { who: 'town whose form is of the year before last', given: { attested: form({ Edr: true }, '2024-11-01'), lists: listed(60) }, computers: [...many(58, guarded), ...many(2, bare)], expect: 'unknown', reason: 'evidence-expired', agree: 'An answer that old is renewed before anybody holds the town to it.' },
];

test('GOV-012 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('GOV-012: %s', (_, it) => {
  expect(judged('GOV-012', it)).toEqual(wanted(it));
});
