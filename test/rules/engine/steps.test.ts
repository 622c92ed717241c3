import { expect, test } from 'vitest';
import { together } from '../../../rules/engine/town.ts';
import { viewCache } from '../../../rules/engine/view.ts';
import { evaluate, evaluating } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import { inputOf, ruleOf, rulebookOf } from './setup.ts';

const rules = [
  ruleOf({ id: 'TST-001', evidence: { users: 'facts.accounts.users', reasons: 'facts.os.rebootReasons' } }),
  ruleOf({ id: 'TST-002', scope: 'account', pass: 're2(account.name, "^[a-m]")', evidence: { name: 'account.name' } }),
  ruleOf({ id: 'TST-003', scope: 'town', pass: 'size(assets) > 0', evidence: { n: '1' } }),
];
const rulebook = rulebookOf(rules);

/** Computers, three unless more are wanted; most of them told the same of their system. */
function town(count = 3): EvaluationInput {
  const parts = Array.from({ length: count }, (_, index) => (index === 1 ? 'ubuntu' : 'debian')).map((product, index) => inputOf({ facts: { os: { family: 'linux', product, rebootReasons: ['b', 'a'] }, accounts: { users: [{ name: `user${index}`, id: '1000', kind: 'person' }] } } }));
  const id = (index: number) => `a${String(index).padStart(count > 10 ? 2 : 1, '0')}`;
  const tagged = (digest: string | undefined, index: number) => `${digest}-${index}`;
  return {
    ...parts[0]!,
    roster: parts.map(({ roster }, index) => ({ ...roster[0]!, id: id(index) })),
    statements: parts.map(({ statements: [it] }, index) => ({ ...it!, asset: id(index), digest: id(index), predicate: { ...it!.predicate, sections: Object.fromEntries(Object.entries(it!.predicate.sections).map(([name, report]) => [name, { ...report, digest: tagged(report.digest, index) }])) } })),
    contents: Object.fromEntries(parts.flatMap(({ contents }, index) => Object.entries(contents).map(([digest, content]) => [tagged(digest, index), content]))),
  };
}

test('in steps, one for every computer, with the cache emptied meanwhile, the same comes out', () => {
  const whole = evaluate(town(), rulebook, ['all']);
  expect(whole.outcomes.map(({ rule, subject, outcome }) => `${rule} ${subject.id} ${outcome}`)).toEqual(['TST-001 a0 pass', 'TST-001 a1 pass', 'TST-001 a2 pass', 'TST-002 a0/1000 fail', 'TST-002 a1/1000 fail', 'TST-002 a2/1000 fail', 'TST-003 town pass']);
  const cache = viewCache();
  const steps = evaluating(town(), rulebook, ['all'], cache);
  const seen: string[] = [];
  const held: number[] = [];
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    seen.push(step.value.id);
    held.push(cache.contents.size);
    for (const map of [cache.contents, cache.derived]) map.clear();
  }
  expect(held[0]).toBeGreaterThan(0);
  expect(seen).toEqual(['a0', 'a1', 'a2']);
  expect(JSON.stringify(step.value)).toBe(JSON.stringify(whole));
});

test('contents are opened once their computers are looked at, once each, and nothing is written into them', () => {
  const input = town(together + 2);
  const opened: string[] = [];
  const contents: Record<string, unknown> = {};
  for (const [digest, content] of Object.entries(input.contents)) Object.defineProperty(contents, digest, { enumerable: true, get: () => (opened.push(digest), frozen(structuredClone(content))) });
  const cache = viewCache();
  const steps = evaluating({ ...input, contents }, rulebook, ['all'], cache);
  expect(opened).toEqual([]);
  steps.next();
  expect(opened.filter((digest) => Number(digest.split('-').at(-1)) >= together)).toEqual([]);
  expect(opened.length).toBe(new Set(opened).size);
  expect(opened.length).toBeGreaterThan(0);
  const rest = () => {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value.outcomes;
    }
  };
  expect(rest()).toEqual(evaluate(input, rulebook, ['all']).outcomes);
  const before = opened.length;
  evaluate({ ...input, contents }, rulebook, ['all'], cache);
  expect(opened.length).toBe(before);
});

test('a pattern that has seen more texts than it keeps answers as before', () => {
  const names = Array.from({ length: 700 }, (_, index) => `${index % 2 === 0 ? 'a' : 'z'}${index % 300}`);
  const verdict = (name: string) => {
    const { outcomes } = evaluate(inputOf({ facts: { accounts: { users: [{ name, id: '1000', kind: 'person' }] } } }), rulebookOf([rules[1]!]), ['all']);
    return outcomes.map(({ outcome }) => outcome).join();
  };
  expect(names.filter((name) => verdict(name) !== (name.startsWith('a') ? 'pass' : 'fail'))).toEqual([]);
});

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}
