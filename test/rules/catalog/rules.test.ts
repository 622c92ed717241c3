import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RuleTest } from '../../../rules/engine/rule.ts';
import { outcomesOfTest, testRules } from '../../../rules/engine/run-tests.ts';
import type { Rule } from '../../../rules/engine/rulebook.ts';
import { sharedFixtures } from '../../shared.ts';
import { less } from '../engine/removal.ts';
import type { Snapshot } from '../engine/removal.ts';
import { readingGrade } from './reading.ts';
import { shippedRulebook } from './rulebook.ts';

const rulebook = shippedRulebook();
const rules = rulebook.rules.map((rule) => [rule.definition.id, rule] as const);
const results = testRules(rulebook);

test('there are at least 85 rules', () => {
  expect(rules.length).toBeGreaterThanOrEqual(85);
});

describe.each(rules)('%s', (id, rule) => {
  const { en, tests, severityReason } = rule.definition;

  test('passes its own tests, of which there are four or more', () => {
    expect(results.filter((result) => result.rule === id && !result.ok)).toEqual([]);
    expect(tests.length).toBeGreaterThanOrEqual(4);
  });

  test('is said plainly', () => {
    expect(readingGrade(en.plain)).toBeLessThanOrEqual(8);
    expect(en.title).toMatch(/^[A-Z].*\?$/);
    for (const text of [en.plain, en.technical, ...Object.values(en.remediation)]) expect(text).toMatch(/^\S.*[.)”"]$/);
    expect(severityReason).not.toMatch(/\.$/);
    expect(JSON.stringify(en)).not.toMatch(/\b(?:tenant|connector|control plane|leverag)/i);
  });

  test('says what to do on Linux', () => {
    const { linux, any } = en.remediation;
    const isForOthers = rule.definition.platforms?.includes('linux') === false;
    expect(isForOthers || (linux ?? any)).toBeTruthy();
  });
});

test('two rules ask the list of computers alone', () => {
  expect(rules.filter(([, rule]) => asksTheRoster(rule)).map(([id]) => id)).toEqual(['INV-002', 'INV-005']);
});

describe.each(rules.filter(([, rule]) => !asksTheRoster(rule)))('%s about a computer', (_, rule) => {
  const silent: RuleTest = { ...(rule.definition.tests[0] as RuleTest), facts: {}, missing: {}, status: {}, asset: classOf(rule), absent: 'agent-too-old' };
  const told = rule.definition.tests.filter(({ facts }) => Object.keys(facts).length > 0);

  test('that told nothing has no verdict', () => {
    expect(new Set(verdicts(rule, silent).values())).toEqual(new Set(['unknown']));
  });

  test.each(['windows', 'macos'] as const)('with %s, of which no section is read yet, does not fail', (family) => {
    const found = verdicts(rule, { ...silent, facts: { os: { family } } });
    expect([...found.values()].filter((outcome) => outcome !== 'unknown' && outcome !== 'not-applicable')).toEqual([]);
  });

  // A fact that nobody has told is no verdict: neither pass nor fail, nor a reason not to ask.
  test('makes no verdict of facts that are taken away', () => {
    fc.assert(
      fc.property(fc.constantFrom(...told), fc.gen(), (start, draw) => {
        let snapshot = snapshotOf(start);
        let before = verdicts(rule, start);
        for (let step = 0; step < 3; step++) {
          snapshot = less(draw, snapshot);
          const after = verdicts(rule, withFacts(start, snapshot));
          const invented = [...after].filter(([subject, verdict]) => verdict !== 'unknown' && verdict !== before.get(subject));
          expect(invented).toEqual([]);
          before = after;
        }
      }),
      { numRuns: 60 },
    );
  });
});

const beside = sharedFixtures('..');
const study = beside && fs.readdirSync(beside).find((name) => /^rules-\w+\.json$/.test(name));
test.skipIf(!study)('every id is the study’s, and frameworks map a rule to no requirement that the study does not', () => {
  const known = JSON.parse(fs.readFileSync(path.join(beside as string, study as string), 'utf8')) as { rules: ({ id: string } & Record<string, string[]>)[] };
  const byId = new Map(known.rules.map((rule) => [rule.id, rule]));
  // EOL-023 asks what EOL-012 and EOL-013 ask, of runtimes that the study does not name.
  const own = ['EOL-023'];
  expect(rules.map(([id]) => id).filter((id) => !byId.has(id))).toEqual(own);
  const columns: Readonly<Record<string, string>> = { 'cis-controls-8.1': 'cis81', 'nist-csf-2.0': 'csf20', 'cisa-cpg-2.0': 'cpg20', 'cisa-cpg-1.0.1': 'cpg101' };
  expect(rulebook.frameworks.map(({ id }) => id).sort()).toEqual(Object.keys(columns).sort());
  for (const framework of rulebook.frameworks) {
    const column = columns[framework.id] as string;
    const mapped = new Map(framework.requirements.map((requirement) => [requirement.id, requirement.rules]));
    for (const [id] of rules) {
      const theirs = byId.get(own.includes(id) ? 'EOL-012' : id)?.[column] ?? [];
      expect([framework.id, id, [...mapped].filter(([, ids]) => ids.includes(id)).map(([requirement]) => requirement).sort()]).toEqual([framework.id, id, [...theirs].sort()]);
    }
  }
});

test('frameworks list what no rule shows yet, so that it is not forgotten', () => {
  const sizes = Object.fromEntries(rulebook.frameworks.map(({ id, requirements }) => [id, [requirements.length, requirements.filter((it) => it.rules.length === 0).length]]));
  expect(sizes).toEqual({ 'cis-controls-8.1': [68, 27], 'nist-csf-2.0': [65, 39], 'cisa-cpg-2.0': [34, 12], 'cisa-cpg-1.0.1': [38, 13] });
});

test('packs: every rule is in one, and both are there', () => {
  expect(rulebook.packs.map(({ id }) => id)).toEqual(['cyber-baseline', 'legacy-systems']);
  const selected = new Set(rulebook.packs.flatMap((pack) => pack.rules.map(({ id }) => id)));
  expect(rules.map(([id]) => id).filter((id) => !selected.has(id))).toEqual([]);
});

/** An asset of a class that the rule asks: domains and servers have rules of their own. */
function classOf({ definition: { classes } }: Rule): RuleTest['asset'] {
  return classes.includes('workstation') ? {} : { class: classes[0] };
}

function asksTheRoster({ compiled }: Rule): boolean {
  return compiled.sections.length === 0;
}

function snapshotOf({ facts, missing, status }: RuleTest): Snapshot {
  const told = Object.entries(facts).map(([key, data]) => [key, { data, missing: missing[key] ?? missing[hyphened(key)] ?? [] }] as const);
  const failed = Object.entries(status).map(([key, { reason }]) => [key, { data: {}, missing: [], failed: reason }] as const);
  return Object.fromEntries([...told, ...failed]);
}

function withFacts(start: RuleTest, snapshot: Snapshot): RuleTest {
  const read = Object.entries(snapshot).filter(([, section]) => section.failed === undefined);
  const failed = Object.entries(snapshot).flatMap(([key, { failed: reason }]) => (reason === undefined ? [] : [[key, { status: 'failed' as const, reason }] as const]));
  return {
    ...start,
    facts: Object.fromEntries(read.map(([key, { data }]) => [key, data])),
    missing: Object.fromEntries(read.map(([key, { missing }]) => [key, missing.map(({ path, reason }) => ({ path, reason }))])),
    status: Object.fromEntries(failed),
  };
}

function verdicts(rule: Rule, of: RuleTest): Map<string, string> {
  return new Map(outcomesOfTest(rule, of, rulebook.derive).map(({ subject, outcome }) => [subject.id, outcome]));
}

function hyphened(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
