import { describe, expect, test } from 'vitest';
import { basisBits } from '../../../rules/engine/context.ts';
import { inOrder, talliesOf } from '../../../rules/engine/tally.ts';
import { Range } from '../../../rules/engine/value.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { Basis, Outcome } from '../../../rules/outcome.ts';
import { inputOf, outcomesOf, ruleOf, rulebookOf } from './setup.ts';
import type { Written } from './setup.ts';

const [model] = outcomesOf({}, { facts: { os: { family: 'linux' } } });

/** An outcome of TST-001 about one asset, with what a test wants otherwise. */
function counted(outcome: Outcome['outcome'], { subject = {}, ...more }: Partial<Omit<Outcome, 'subject'>> & { subject?: Partial<Outcome['subject']> } = {}): Outcome {
  const { because: _because, ...plain } = model as Outcome;
  return { ...plain, outcome, validUntil: null, ...more, subject: { ...plain.subject, ...subject } };
}

function tallied(outcomes: readonly Outcome[], test: Written = {}): ReturnType<ReturnType<typeof talliesOf>> {
  return talliesOf(new Map([['TST-001', outcomes]]), inputOf(test))('TST-001');
}

/** The numbers in words: `2`, or `2 to 3`, or `at least 2`. */
function numbers(outcomes: readonly Outcome[], test: Written = {}): Record<string, string> {
  const { value } = tallied(outcomes, test);
  return Object.fromEntries(Object.entries(value as object).map(([name, number]: [string, unknown]) => [name, number instanceof Range ? `${number.low} to ${number.high} (${number.because.reason})` : String(number)]));
}

const town = { scope: 'town', id: 'town', asset: null } as const;
const all = { scope: 'account', id: 'asset-1/*' } as const;

describe('how many there are', () => {
  test('what is known is a number', () => {
    expect(numbers([counted('pass'), counted('pass'), counted('fail'), counted('not-applicable')])).toEqual({ pass: '2', fail: '1', unknown: '0', notApplicable: '1', accepted: '0', population: '3' });
  });

  test('what is not known may be any of them; our errors are not known', () => {
    const open = (low: number) => `${low} to ${low + 2} (too-few-sources)`;
    const outcomes = [counted('pass'), counted('fail'), counted('unknown'), counted('error')];
    expect(numbers(outcomes)).toEqual({ pass: open(1), fail: open(1), unknown: open(0), notApplicable: open(0), accepted: open(0), population: open(2) });
    const { unknown } = tallied(outcomes).value as { unknown: Range };
    expect([unknown.text, unknown.because]).toEqual(['2', { reason: 'too-few-sources', section: 'tally', path: 'TST-001', detail: '2 of TST-001 not known' }]);
  });

  const finite = '1 to 2 (too-few-sources)';
  const endless = '1 to Infinity (population-not-known)';
  test.each<[string, Outcome[], string]>([
    ['one asset not known', [counted('pass'), counted('unknown')], finite],
    ['the whole town not known', [counted('pass'), counted('unknown', { subject: town })], endless],
    ['the town known, one asset not', [counted('pass', { subject: town }), counted('unknown')], finite],
    ['accounts that were not read', [counted('pass'), counted('unknown', { subject: all })], endless],
    ['no accounts here, one elsewhere not known', [counted('pass'), counted('not-applicable', { subject: all }), counted('unknown', { subject: { scope: 'account', id: 'asset-2/0' } })], finite],
  ])('%s', (_what, outcomes, pass) => {
    expect(numbers(outcomes)['pass']).toBe(pass);
  });

  test('a rule reads the same: a town of which nobody knows the servers has no bound', () => {
    const servers = ruleOf({ classes: ['server'] });
    const pcs = ruleOf({ id: 'TST-002' });
    const few = (id: string, rule: string) => ruleOf({ id, scope: 'town', pass: `tally("${rule}").fail <= 5`, evidence: { n: `tally("${rule}").fail` } });
    const outcomes = evaluate(inputOf({ absent: 'needs-root' }), rulebookOf([servers, pcs, few('TST-003', 'TST-001'), few('TST-004', 'TST-002'), few('TST-005', 'TST-009')]), ['all']).outcomes;
    expect(outcomes.map((it) => [it.rule, it.outcome, it.because?.reason]).slice(2)).toEqual([
      ['TST-003', 'unknown', 'population-not-known'],
      ['TST-004', 'pass', undefined],
      ['TST-005', 'unknown', 'population-not-known'],
    ]);
    expect(outcomes.at(-1)?.because).toEqual({ reason: 'population-not-known', section: 'tally', path: 'TST-009', detail: 'no active pack asks TST-009' });
  });
});

describe('accepted', () => {
  const police = { asset: { department: 'Police' } };
  const waiver = (more: Written) => ({ waivers: [{ rules: ['TST-001'], ...more }] });
  test.each<[string, Outcome, Written, string]>([
    ['its department', counted('fail'), { ...police, ...waiver({ department: 'police' }) }, '1'],
    ['another department', counted('fail'), { ...police, ...waiver({ department: 'Clerk' }) }, '0'],
    ['an asset in no department', counted('fail'), waiver({ department: 'Police' }), '0'],
    ['the town as a whole stands in no department', counted('fail', { subject: town }), { ...police, ...waiver({ department: 'Police' }) }, '0'],
    ['the whole town', counted('fail', { subject: town }), waiver({}), '1'],
    ['what passes needs no waiver', counted('pass'), waiver({}), '0'],
  ])('%s', (_what, outcome, test, accepted) => {
    expect(numbers([outcome], test)['accepted']).toBe(accepted);
  });
});

describe('on what it rests, and for how long', () => {
  test.each<[Basis[], number]>([
    [['measured', 'measured'], basisBits.measured],
    [['list'], basisBits.list],
    [['list', 'attested'], basisBits.list | basisBits.attested],
    [['mixed'], basisBits.measured | basisBits.list | basisBits.attested],
  ])('%j', (bases, basis) => {
    expect(tallied(bases.map((it) => counted('pass', { basis: it }))).mark).toEqual({ basis, until: Infinity, sources: [] });
  });

  const [december, january] = ['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
  test.each<[string, (string | null)[], Written[], string | null]>([
    ['for good', [null], [], null],
    ['the first that ends', [january, null, december], [], december],
    ['a waiver that ends', [january], [{ rules: ['TST-001'], expires: '2026-12-01' }], december],
    ['a waiver that begins', [null], [{ rules: ['TST-001'], from: '2026-12-01', expires: '2027-03-01' }], december],
    ['a waiver of another rule', [january], [{ rules: ['TST-002'], expires: '2026-12-01' }], january],
  ])('%s', (_what, ends, waivers, until) => {
    expect(tallied(ends.map((validUntil) => counted('pass', { validUntil })), { waivers }).mark?.until).toBe(until === null ? Infinity : Date.parse(until));
  });

  test('a rule that counts what a list says rests on a list', () => {
    const rules = [ruleOf({ pass: 'listed.edr != null', evidence: { n: '1' } }), ruleOf({ id: 'TST-002', scope: 'town', pass: 'tally("TST-001").fail == 0', evidence: { n: '1' } })];
    const [, counting] = evaluate(inputOf({ lists: [{ kind: 'edr', asOf: '2026-11-15', rows: [{ name: 'PC 1' }] }] }), rulebookOf(rules), ['all']).outcomes;
    expect(counting).toMatchObject({ rule: 'TST-002', outcome: 'pass', basis: 'list', validUntil: '2027-01-15T00:00:00.000Z' });
  });
});

describe('the order of judging', () => {
  const rule = (id: string, ...counts: string[]) => ruleOf(counts.length > 0 ? { id, scope: 'town', pass: counts.map((it) => `tally("${it}").fail == 0`).join(' && '), evidence: { n: '1' } } : { id });
  const [a, b, c, d, e] = ['TST-001', 'TST-002', 'TST-003', 'TST-004', 'TST-005'] as const;
  test.each<[string, [string, ...string[]][], string[], string[]]>([
    ['what counts nothing comes first', [[b, a], [a]], [a], [b]],
    ['after all that it counts, not after some of it', [[a, b, c], [b, c], [c]], [c], [b, a]],
    ['a circle is opened at one place, and the rest keeps its order', [[a, b], [d, c], [c, a], [b, a], [e]], [e], [a, c, b, d]],
  ])('%s', (_what, rules, first, counting) => {
    const order = inOrder(rules.map(([id, ...counts]) => rule(id, ...counts)));
    expect([order.first, order.counting].map((it) => it.map(({ definition }) => definition.id))).toEqual([first, counting]);
  });
});
