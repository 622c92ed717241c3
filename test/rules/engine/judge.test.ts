import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../rules/evaluate.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { inputOf, outcomesOf, ruleOf, rulebookOf } from './setup.ts';
import type { Written } from './setup.ts';

const lists = [{ kind: 'rmm', asOf: '2026-11-14', rows: [{ name: 'PC 1' }] }, { kind: 'edr', asOf: '2026-11-15', rows: [{ name: 'PC 1' }] }];
const stated = { facts: { os: { family: 'linux', product: 'debian' } }, lists, register: { profile: { police: true } }, attested: { policyAdopted: { answer: true }, mailHosting: { answer: 'rented' } } };

function only(parts: Written, test: Written = stated): Outcome {
  const outcomes = outcomesOf(parts, test);
  expect(outcomes).toHaveLength(1);
  return outcomes[0] as Outcome;
}

describe('what people stated, in an outcome', () => {
  const sources = (pass: string) => only({ pass, evidence: { n: '1' } }).stated?.map(({ kind, name }) => `${kind} ${name}`);
  const parts = ['register.profile.police', 'listed.rmm != null', 'attested.policyAdopted.answer != null', 'listed.edr != null', 'attested.mailHosting.answer != null'];
  const sorted = ['answer mailHosting', 'answer policyAdopted', 'list edr', 'list rmm', 'register town'];

  test('stands in one order, whatever was read first', () => {
    for (const [index] of parts.entries()) {
      const turned = [...parts.slice(index), ...parts.slice(0, index)];
      expect(sources(turned.join(' && '))).toEqual(sorted);
      expect(sources(turned.toReversed().join(' && '))).toEqual(sorted);
    }
  });

  test('what one rule read is not what the next one rests on', () => {
    const rules = [ruleOf({ pass: 'listed.edr != null && attested.policyAdopted.answer != null', evidence: { n: '1' } }), ruleOf({ id: 'TST-002' })];
    const [first, second] = evaluate(inputOf(stated), rulebookOf(rules), ['all']).outcomes;
    expect(first).toMatchObject({ rule: 'TST-001', basis: 'mixed', stated: [{ kind: 'answer' }, { kind: 'list' }] });
    expect(second).toEqual(outcomesOf({ id: 'TST-002' }, stated)[0]);
    expect([second?.basis, Object.keys(second ?? {}).includes('stated')]).toEqual(['measured', false]);
  });

  const before = ['rule', 'ruleVersion', 'subject', 'outcome'];
  const after = ['severity', 'raised', 'basis', 'evidence', 'items', 'sources'];
  const end = ['dispositions', 'validUntil'];
  test.each<[string, Written, Written, string[]]>([
    ['pass, measured', {}, stated, [...before, ...after, ...end]],
    ['unknown, measured', {}, {}, [...before, 'because', ...after, ...end]],
    ['not applicable, measured', { applies: 'facts.os.family == "windows"' }, stated, [...before, 'notApplicable', ...after, ...end]],
    ['pass, stated', { pass: 'listed.edr != null' }, stated, [...before, ...after, 'stated', ...end]],
    ['unknown, stated', { pass: 'register.profile.water' }, stated, [...before, 'because', ...after, 'stated', ...end]],
    ['not applicable, stated', { applies: 'listed.edr == null' }, stated, [...before, 'notApplicable', ...after, 'stated', ...end]],
    ['nothing to ask', { classes: ['server'] }, {}, [...before, 'because', ...after, ...end]],
    ['shown to be empty', { classes: ['server'] }, { lists: [{ kind: 'ledger', rows: [] }] }, [...before, 'notApplicable', ...after, 'stated', ...end]],
  ])('%s: it has its members and no others, in the order of the bytes', (_what, parts, test, members) => {
    const outcome = only({ evidence: { n: '1' }, ...parts }, test);
    expect(Object.keys(outcome)).toEqual(members);
    expect(Object.values(outcome)).not.toContain(undefined);
  });

  test('not applicable by a list says why, and until when', () => {
    expect(only({ applies: 'listed.edr == null', pass: 'true', evidence: { n: '1' } }, { lists })).toMatchObject({ outcome: 'not-applicable', notApplicable: 'It does not apply.', basis: 'list', stated: [{ kind: 'list', name: 'edr' }], validUntil: '2027-01-15T00:00:00.000Z' });
  });
});

describe('platforms and applies', () => {
  test.each<[string, Outcome['outcome'], string | undefined]>([
    ['asset.class == "workstation"', 'unknown', 'needs-root'],
    ['asset.class == "server"', 'not-applicable', undefined],
  ])('a platform that was not read, and applies: %s', (applies, outcome, reason) => {
    const result = only({ pass: 'true', platforms: ['linux'], applies, evidence: { n: '1' } }, { absent: 'needs-root' });
    expect([result.outcome, result.because?.reason]).toEqual([outcome, reason]);
  });

  test('another platform decides alone: what else it would depend on is not read', () => {
    const outcome = only({ pass: 'true', platforms: ['windows'], applies: 'listed.edr != null', evidence: { n: '1' } });
    expect(outcome).toMatchObject({ outcome: 'not-applicable', basis: only({ pass: 'true', platforms: ['windows'] }).basis });
    expect(Object.keys(outcome)).not.toContain('stated');
  });
});

describe('a higher severity', () => {
  const raise = (...list: [string, string][]) => {
    const { severity, raised } = only({ severity: 'medium', raise: list.map(([when, to], index) => ({ when, to, because: `Because ${index + 1}.` })) });
    return [severity, ...raised];
  };
  test.each<[[string, string][], string[]]>([
    [[['true', 'high']], ['high', 'Because 1.']],
    [[['false', 'high']], ['medium']],
    [[['facts.os.name == "x"', 'high']], ['medium']],
    [[['true', 'medium']], ['medium']],
    [[['true', 'low']], ['medium']],
    [[['false', 'low']], ['medium']],
    [[['true', 'high'], ['true', 'critical']], ['critical', 'Because 1.', 'Because 2.']],
    [[['true', 'critical'], ['true', 'high']], ['critical', 'Because 1.', 'Because 2.']],
    [[['false', 'critical'], ['true', 'high']], ['high', 'Because 2.']],
  ])('%j: %j', (list, result) => {
    expect(raise(...list)).toEqual(result);
  });
});

describe('items', () => {
  const users = (...list: Written[]) => ({ facts: { accounts: { users: list.map((user, index) => ({ id: String(index), ...user })) } } });
  const each = { each: 'facts.accounts.users', itemLabel: 'item.name', empty: 'not-applicable', pass: 'item.enabled', evidence: { n: '1' } };
  const soon = { ...each, pass: 'item.name == "good"', fail: 'item.name == "bad"', between: { advice: 'Look at them soon.' } };
  const [good, bad, late] = [{ name: 'good', enabled: true }, { name: 'bad', enabled: false }, { name: 'late' }];

  test('an item that is not known says why, one that fails does not', () => {
    const [first, second] = only(each, users(bad, late)).items;
    expect(first).toStrictEqual({ item: 'bad', outcome: 'fail' });
    expect(second).toStrictEqual({ item: 'late', outcome: 'unknown', because: { reason: 'agent-too-old', section: 'accounts', path: 'users[].enabled' } });
  });

  test.each<[Written[], string, unknown[]]>([
    [[good], 'pass', [{ name: 'n', value: 1 }]],
    [[late], 'pass', [{ name: 'n', value: 1 }, { name: 'advice', value: 'Look at them soon.' }]],
    [[good, late, good], 'pass', [{ name: 'n', value: 1 }, { name: 'advice', value: 'Look at them soon.' }]],
    [[late, bad], 'fail', [{ name: 'n', value: 1 }]],
  ])('advice about %j: %s, %j', (list, outcome, evidence) => {
    expect(only(soon, users(...list))).toMatchObject({ outcome, evidence });
  });

  test('an item of a rule that gives items no name is still an item', () => {
    const { itemLabel: _label, ...nameless } = each;
    expect(only(nameless, users(bad)).items).toEqual([{ item: 'an item whose name was not read', outcome: 'fail' }]);
  });
});

test('neither pass nor fail is our error where the rule does not say what is between', () => {
  expect(only({ pass: 'false', fail: 'false' })).toMatchObject({ outcome: 'error', because: { detail: 'TST-001 neither passes nor fails, and has no "between"' } });
});
