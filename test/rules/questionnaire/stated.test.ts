import { expect, test } from 'vitest';
import { outcomesOfTest } from '../../../rules/engine/run-tests.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';

const rulebook = shippedRulebook();
const readsOnly = (names: RegExp, others: RegExp) =>
  rulebook.rules.filter(({ definition: { scope, pass, fail = '', applies = '', each = '' } }) => {
    const text = [pass, fail, applies, each].join(' ');
    return scope === 'town' && names.test(text) && !others.test(text);
  });
const byWord = readsOnly(/\battested\.|\bregister\./, /\b(?:assets|lists|people|tally|share|findings|catalogs|plans|waivers|neighbors)\b\s*[.(]/);

test('there are rules that rest on the word of people alone', () => {
  expect(byWord.length).toBeGreaterThanOrEqual(30);
});

test.each(byWord.map((rule) => [rule.definition.id, rule] as const))('%s never looks measured', (_, rule) => {
  const verdicts = rule.definition.tests.flatMap((it) => outcomesOfTest(rule, it, rulebook)).filter(({ outcome }) => outcome === 'pass' || outcome === 'fail');
  expect(verdicts.length).toBeGreaterThan(1);
  expect(new Set(verdicts.map(({ basis }) => basis))).toEqual(new Set(['attested']));
});

test('what shows an answer is part of the evidence, by its digest', () => {
  const rule = rulebook.rules.find(({ definition }) => definition.id === 'GOV-001');
  const first = rule?.definition.tests[0];
  if (!rule || !first) throw new Error('GOV-001 is not there');
  const digest = 'ab'.repeat(32);
  const [outcome] = outcomesOfTest(rule, { ...first, attested: { programReviewed: { answer: '2026-03-09', on: '2026-03-10', person: 'A. Clerk', evidence: { file: 'resolution.pdf', digest } } } }, rulebook);
  expect(outcome).toMatchObject({ outcome: 'pass', basis: 'attested', stated: [{ kind: 'answer', name: 'programReviewed', asOf: '2026-03-10', digest }] });
  expect(JSON.stringify(outcome?.evidence)).toContain(digest);
});

test('an answer that ended decides nothing, whatever it said', () => {
  const verdicts = rulebook.rules.flatMap((rule) =>
    rule.definition.tests
      .filter(({ attested, expect: wanted }) => Object.keys(attested).length > 0 && wanted !== 'unknown')
      .flatMap((it) => {
        const old = Object.fromEntries(Object.entries(it.attested).map(([id, answer]) => [id, { ...answer, on: '2020-01-01' }]));
        return outcomesOfTest(rule, { ...it, attested: old }, rulebook).map(({ outcome }) => [rule.definition.id, wantedBy(it.register), outcome]);
      }),
  );
  expect(verdicts.length).toBeGreaterThan(60);
  expect(verdicts.filter(([, , outcome]) => outcome === 'error')).toEqual([]);
  expect(verdicts.filter(([, register, outcome]) => !register && outcome !== 'unknown')).toEqual([]);
});

/** Whether the town also said something in town.yaml, which does not end. */
function wantedBy(register: unknown): boolean {
  return register !== undefined;
}
