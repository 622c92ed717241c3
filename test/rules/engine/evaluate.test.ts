import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { inputOf, outcomesOf, ruleOf, rulebookOf } from './setup.ts';
import type { Written } from './setup.ts';

const linux = { facts: { os: { family: 'linux', product: 'debian', like: ['a', 'b'] } } };

function only(parts: Written, test: Written = linux): Outcome {
  const outcomes = outcomesOf(parts, test);
  expect(outcomes).toHaveLength(1);
  return outcomes[0] as Outcome;
}

test('an outcome says what came out, of what, by which evidence, from where', () => {
  expect(only({ pass: 'facts.os.family == "linux"', raise: [{ when: 'asset.class == "workstation"', to: 'critical', because: 'People sit there.' }] })).toEqual({
    rule: 'TST-001',
    ruleVersion: 1,
    subject: { scope: 'asset', id: 'asset-1', asset: 'asset-1', label: 'PC 1' },
    outcome: 'pass',
    severity: 'critical',
    raised: ['People sit there.'],
    basis: 'measured',
    evidence: [{ name: 'family', value: 'linux' }],
    items: [],
    sources: [{ section: 'os', digest: 'test-os', receipt: 'receipt-1', observedAt: '2026-11-21T00:00:00Z', receivedAt: '2026-11-21T00:00:00Z' }],
    dispositions: [],
    validUntil: '2026-11-28T00:00:00.001Z',
  });
});

describe('applies and platforms', () => {
  test.each([
    [{ applies: 'facts.os.product == "debian"' }, 'pass'],
    [{ applies: 'facts.os.product == "ubuntu"' }, 'not-applicable'],
    [{ applies: 'facts.os.name == "x"' }, 'unknown'],
    [{ applies: 'facts.os.name == "x"', pass: 'false' }, 'unknown'],
    [{ platforms: ['linux', 'macos'] }, 'pass'],
    [{ platforms: ['windows'] }, 'not-applicable'],
    [{ platforms: ['windows'], applies: 'facts.os.name == "x"' }, 'not-applicable'],
    [{ platforms: ['linux'], applies: 'facts.os.name == "x"' }, 'unknown'],
  ])('%j: %s', (parts, outcome) => {
    expect(only({ pass: 'true', ...parts }).outcome).toBe(outcome);
  });

  test('a platform that was not read is no reason to leave a question out', () => {
    expect(only({ pass: 'true', platforms: ['windows'] }, { absent: 'needs-root' })).toMatchObject({ outcome: 'unknown', because: { reason: 'needs-root' } });
    expect(only({ pass: 'true', platforms: ['windows'], applies: 'asset.class == "server"' }, { absent: 'needs-root' }).outcome).toBe('not-applicable');
    expect(only({ pass: 'true', platforms: ['windows'] }, { facts: { os: {} } })).toMatchObject({ outcome: 'unknown', because: { section: 'os', path: 'family' } });
  });

  test('not applicable says why, and shows nothing', () => {
    expect(only({ applies: 'false' })).toMatchObject({ outcome: 'not-applicable', notApplicable: 'It does not apply.', evidence: [] });
  });
});

describe('pass and fail', () => {
  const both = (pass: string, fail: string, between: Written = { unknown: 'ambiguous' }) => only({ pass, fail, between });
  test.each([
    ['true', 'false', 'pass'],
    ['false', 'true', 'fail'],
    ['false', 'false', 'unknown'],
    ['true', 'true', 'error'],
    ['true', 'facts.os.name == "x"', 'unknown'],
    ['facts.os.name == "x"', 'true', 'unknown'],
    ['facts.os.name == "x"', 'false', 'unknown'],
  ])('pass %s, fail %s: %s', (pass, fail, outcome) => {
    expect(both(pass, fail).outcome).toBe(outcome);
  });

  test('between gives its reason or its advice', () => {
    expect(both('false', 'false').because).toEqual({ reason: 'ambiguous' });
    expect(both('false', 'false', { advice: 'Soon.' })).toMatchObject({ outcome: 'pass', evidence: [{ name: 'family' }, { name: 'advice', value: 'Soon.' }] });
  });
});

describe('each', () => {
  const users = (...list: Written[]) => ({ facts: { accounts: { users: list.map((user, index) => ({ id: String(index), ...user })) } } });
  const each = { each: 'facts.accounts.users', itemLabel: 'item.name', empty: 'not-applicable', pass: 'item.enabled', evidence: { n: '1' } };
  const [good, bad, dark] = [{ name: 'good', enabled: true }, { name: 'bad', enabled: false }, { name: 'dark' }];

  test.each([
    [[good, good], 'pass', []],
    [[good, bad, dark], 'fail', ['bad fail', 'dark unknown']],
    [[good, dark], 'unknown', ['dark unknown']],
    [[], 'not-applicable', []],
  ])('%j: %s', (list, outcome, items) => {
    const result = only(each, users(...list));
    expect(result.outcome).toBe(outcome);
    expect(result.items.map((it) => `${it.item} ${it.outcome}`)).toEqual(items);
  });

  test('an empty list passes where the rule says so, but not one of which nothing is known', () => {
    expect(only({ ...each, empty: 'pass' }, users()).outcome).toBe('pass');
    expect(only({ ...each, empty: 'pass' }, { facts: { accounts: {} } }).outcome).toBe('unknown');
    const cut = { ...users(), missing: { accounts: [{ path: 'users', reason: 'too-large' }] } };
    expect(only({ ...each, empty: 'pass' }, cut)).toMatchObject({ outcome: 'unknown', because: { reason: 'too-large' } });
    expect(only(each, cut).outcome).toBe('unknown');
  });

  test('a list in part fails by what was read', () => {
    const cut = { ...users(good, bad), missing: { accounts: [{ path: 'users', reason: 'too-large' }] } };
    expect(only(each, cut).outcome).toBe('fail');
    expect(only({ ...each, each: 'facts.accounts.users.filter(x, x.name == "good")' }, cut).outcome).toBe('unknown');
  });

  test('an item without a name is still an item', () => {
    expect(only({ ...each, itemLabel: 'item.loginShell == null ? "none" : item.loginShell' }, users(bad)).items).toEqual([{ item: 'an item whose name was not read', outcome: 'fail' }]);
  });
});

describe('our bugs are errors, never a pass', () => {
  test.each([
    ['1 / 0 == 1', 'TST-001 divides by zero'],
    ['facts.os.like[5] == "a"', 'TST-001 asks for item 5 of a list of 2'],
    ['9007199254740991 + 1 > 0', 'TST-001 a whole number is larger than can be held exactly'],
  ])('%s', (pass, detail) => {
    expect(only({ pass })).toMatchObject({ outcome: 'error', because: { detail }, evidence: [] });
  });

  test('steps are limited, whatever the facts', () => {
    const packages = Array.from({ length: 2000 }, (_, index) => ({ name: `p${index}`, source: 'dpkg' }));
    const pass = 'facts.software.packages.all(a, facts.software.packages.exists(b, b.name == a.name + "x"))';
    expect(only({ pass: `!${pass}`, evidence: { n: '1' } }, { facts: { software: { packages } } }).outcome).toBe('pass');
    const slow = 'facts.software.packages.all(a, !facts.software.packages.exists(b, b.name == a.name + "x"))';
    expect(only({ pass: slow, evidence: { n: '1' } }, { facts: { software: { packages } } })).toMatchObject({ outcome: 'error', because: { detail: 'TST-001 needs more than 1000000 steps' } });
  });

  test('a pattern that explodes elsewhere takes time in proportion to the text', () => {
    const name = 'a'.repeat(255);
    expect(only({ pass: '!re2(facts.os.name, "^(a+)+$b")', evidence: { n: '1' } }, { facts: { os: { name } } }).outcome).toBe('pass');
  });

  test('what "never" excludes', () => {
    expect(only({ pass: 'false', never: ['fail'] })).toMatchObject({ outcome: 'error', because: { detail: 'TST-001 came out as fail, which the rule excludes by "never"' } });
  });

  test('a parameter of the wrong type', () => {
    const parts = { pass: 'p.days > 1', parameters: { days: { type: 'int', default: 3 } } };
    expect(only(parts).outcome).toBe('pass');
    const rule = ruleOf(parts);
    const input = withOverrides(inputOf(linux), [{ level: 'town', value: 'many' }]);
    expect(evaluate(input, rulebookOf([rule]), ['all']).outcomes[0]).toMatchObject({ outcome: 'error', because: { detail: 'TST-001 parameter "days", set by town, is no int' } });
  });
});

describe('evidence', () => {
  const shown = (source: string, test: Written = linux) => only({ pass: 'true', evidence: { x: source } }, test).evidence[0];
  test('dates and durations that were calculated can be read', () => {
    expect(shown('asOf - duration("24h")')).toEqual({ name: 'x', value: '2026-11-20T00:00:00.000Z' });
    expect(shown('duration("90m")')).toEqual({ name: 'x', value: '5400s' });
    expect(shown('1.0 / 0.0')).toEqual({ name: 'x', value: 'Infinity' });
  });

  test('what was not read says so', () => {
    expect(shown('facts.os.name')).toEqual({ name: 'x', unknown: { reason: 'agent-too-old', section: 'os', path: 'name' } });
    const cut = { facts: { accounts: { users: [{ name: 'ann', id: '1' }] } }, missing: { accounts: [{ path: 'users', reason: 'too-large' }] } };
    expect(shown('facts.accounts.users.map(x, x.name)', cut)).toMatchObject({ value: ['ann'], unknown: { reason: 'too-large' } });
    expect(shown('facts.accounts.users.map(x, x.kind)', cut)).toMatchObject({ value: [], unknown: { reason: 'too-large' } });
    expect(shown('facts.accounts', cut)).toMatchObject({ value: { users: [{ name: 'ann', id: '1' }] }, unknown: { reason: 'too-large' } });
  });

  test('a long list is cut and says how long it is', () => {
    const packages = Array.from({ length: 150 }, (_, index) => ({ name: `p${index}`, source: 'dpkg' }));
    const value = shown('facts.software.packages.map(x, x.name)', { facts: { software: { packages } } })?.value as unknown[];
    expect(value).toHaveLength(101);
    expect(value.at(-1)).toBe('… 50 more');
  });
});

describe('subjects', () => {
  const rule = ruleOf({ classes: ['server'] });
  const [pc] = inputOf().roster;
  const roster = (...list: Written[]): EvaluationInput => ({ ...inputOf(), roster: list.map((it) => ({ ...pc, ...it })) as EvaluationInput['roster'] });
  const about = (input: EvaluationInput) => evaluate(input, rulebookOf([rule]), ['all']).outcomes.map((it) => [it.subject.id, it.outcome, it.because?.reason]);

  test('are the assets of the classes that are in use, sorted', () => {
    const input = roster({ id: 'c', class: 'server' }, { id: 'a', class: 'server', state: 'silent' }, { id: 'b', class: 'laptop' }, { id: 'd', class: 'server', state: 'retired' }, { id: 'e', class: 'server', state: 'out-of-scope' }, { id: 'f', class: 'server', state: 'spare' }, { id: 'g', class: 'server', state: 'expected' });
    expect(about(input)).toEqual([
      ['a', 'unknown', 'never-reported'],
      ['c', 'unknown', 'never-reported'],
      ['g', 'unknown', 'never-reported'],
    ]);
  });

  test('a population that nobody has listed is not empty', () => {
    expect(about(roster({ id: 'b', class: 'laptop' }))).toEqual([['town', 'unknown', 'population-not-known']]);
    expect(about(roster())).toEqual([['town', 'unknown', 'population-not-known']]);
  });

  test('accounts, with one for those that were not read', () => {
    const parts = { scope: 'account', pass: 'account.enabled', evidence: { name: 'account.name' } };
    const users = [{ name: 'root', id: '0', kind: 'root', enabled: true }, { name: 'ann', id: '1000', enabled: false }, { name: 'toor', id: '0', enabled: true }];
    const ids = (test: Written) => outcomesOf(parts, test).map((it) => `${it.subject.id} ${it.subject.label} ${it.outcome} ${it.because?.reason ?? ''}`.trim());
    expect(ids({ facts: { accounts: { users } } })).toEqual(['asset-1/0 root (PC 1) pass', 'asset-1/0/toor toor (PC 1) pass', 'asset-1/1000 ann (PC 1) fail']);
    expect(ids({ facts: { accounts: { users: [users[2], users[0]] } } })).toEqual(['asset-1/0 root (PC 1) pass', 'asset-1/0/toor toor (PC 1) pass']);
    expect(ids({ facts: { accounts: { users: [users[0], users[0], users[0]] } } })).toHaveLength(3);
    expect(ids({ facts: { accounts: { users: [users[0]] } }, missing: { accounts: [{ path: 'users', reason: 'too-large' }] } })).toEqual(['asset-1/* all accounts (PC 1) unknown too-large', 'asset-1/0 root (PC 1) pass']);
    expect(ids({ facts: { accounts: {} } })).toEqual(['asset-1/* all accounts (PC 1) unknown agent-too-old']);
    expect(ids({ absent: 'needs-root' })).toEqual(['asset-1/* all accounts (PC 1) unknown needs-root']);
    expect(ids({ facts: { accounts: { users: [] } } })).toEqual(['asset-1/* all accounts (PC 1) not-applicable']);
  });

  test('the town, with the whole roster', () => {
    const parts = { scope: 'town', pass: 'assets.all(a, a.lastSeen != null && daysSince(a.lastSeen) <= 7)', evidence: { n: 'size(assets)' } };
    const at = (lastSeen: string | null) => outcomesOf(parts, { assets: [{ lastSeen }, {}] })[0];
    expect(at('2026-11-20T00:00:00Z')).toMatchObject({ outcome: 'pass', subject: { id: 'town', scope: 'town', asset: null, label: 'Testville' }, evidence: [{ value: 2 }], validUntil: '2026-11-22T00:00:00.000Z' });
    expect(at('2026-11-01T00:00:00Z')?.outcome).toBe('fail');
    expect(at(null)?.outcome).toBe('fail');
  });
});

describe('parameters: the closest wins', () => {
  const rule = ruleOf({ pass: 'p.days >= 0', evidence: { days: 'p.days' }, parameters: { days: { type: 'int', default: 1 } } });
  const pack = (id: string, days?: number) => ({ id, version: 1, en: { title: id, meaning: id }, rules: [{ id: 'TST-001', parameters: days === undefined ? {} : { days } }] });
  const rulebook = { ...rulebookOf([rule]), packs: [pack('plain'), pack('a', 10), pack('b', 20)] };
  const days = (packs: string[], overrides: Override[]) => {
    const input = withOverrides(inputOf({ ...linux, asset: { department: 'Police', tags: ['kiosk', 'old'] } }), overrides);
    return evaluate(input, rulebook, packs).outcomes[0]?.evidence[0]?.value;
  };

  test.each<[string[], Override[], number]>([
    [['plain'], [], 1],
    [['plain', 'a'], [], 10],
    [['b', 'a'], [], 20],
    [['a'], [{ level: 'msp', value: 2 }], 2],
    [['a'], [{ level: 'state', value: 3 }, { level: 'msp', value: 2 }], 3],
    [['a'], [{ level: 'town', value: 4 }, { level: 'state', value: 3 }], 4],
    [['a'], [{ level: 'department', target: 'Police', value: 5 }, { level: 'town', value: 4 }], 5],
    [['a'], [{ level: 'department', target: 'Clerk', value: 5 }, { level: 'town', value: 4 }], 4],
    [['a'], [{ level: 'tag', target: 'kiosk', value: 6 }, { level: 'department', target: 'Police', value: 5 }], 6],
    [['a'], [{ level: 'tag', target: 'new', value: 6 }], 10],
    [['a'], [{ level: 'town', value: 4, date: '2026-01-02' }, { level: 'town', value: 5, date: '2026-01-01' }], 4],
    [['a'], [{ level: 'town', value: 9, rule: 'TST-002' }, { level: 'town', value: 9, parameter: 'weeks' }], 10],
  ])('%j %j: %d', (packs, overrides, value) => {
    expect(days(packs, overrides)).toBe(value);
    expect(days(packs.toReversed(), overrides.toReversed())).toBe(value);
  });

  test('and the report can print value and origin', () => {
    const input = withOverrides(inputOf(linux), [{ level: 'town', value: 4 }]);
    expect(evaluate(input, rulebook, ['b', 'a']).active).toEqual([{ rule: 'TST-001', packs: ['a', 'b'], parameters: { days: { value: 4, origin: 'town' } } }]);
    expect(evaluate(inputOf(linux), rulebook, ['a']).active[0]?.parameters).toEqual({ days: { value: 10, origin: 'pack a' } });
    expect(evaluate(inputOf(linux), rulebook, ['plain']).active[0]?.parameters).toEqual({ days: { value: 1, origin: 'rule' } });
  });
});

test('a pack that does not exist is named, with the nearest', () => {
  expect(() => evaluate(inputOf(), rulebookOf([ruleOf()]), ['al'])).toThrow('there is no pack "al"; did you mean "all"?');
});

test('rules in no active pack are not asked', () => {
  const rules = [ruleOf(), ruleOf({ id: 'TST-002' })];
  const rulebook = { ...rulebookOf([rules[1] as (typeof rules)[number]]), rules };
  expect(evaluate(inputOf(linux), rulebook, ['all']).outcomes.map(({ rule }) => rule)).toEqual(['TST-002']);
});

type Override = Partial<EvaluationInput['profile']['parameters'][number]>;

function withOverrides(input: EvaluationInput, overrides: readonly Override[]): EvaluationInput {
  const parameters = overrides.map((it) => ({ rule: 'TST-001', parameter: 'days', value: 0, level: 'town' as const, author: 'ann', reason: 'test', date: '2026-01-01', ...it }));
  return { ...input, profile: { parameters } };
}
