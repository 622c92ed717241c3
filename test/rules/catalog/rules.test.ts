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

test('there are at least 130 rules with 560 cases', () => {
  expect(rules.length).toBeGreaterThanOrEqual(130);
  expect(results.length).toBeGreaterThanOrEqual(560);
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

test('few rules about a computer ask nothing of it, but the roster, the lists and how the scan went', () => {
  const others = rules.filter(([, rule]) => asksTheRoster(rule) && rule.definition.scope === 'asset' && !rule.definition.classes.includes('domain'));
  expect(others.map(([id]) => id)).toEqual(['BKP-010', 'HW-004', 'INV-002', 'INV-004', 'INV-011']);
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
  // EOL-023 asks what EOL-012 and EOL-013 ask, of runtimes that the study does not name; PAT-010 how old the catalogs are.
  const own = ['EOL-023', 'PAT-010'];
  expect(rules.map(([id]) => id).filter((id) => !byId.has(id))).toEqual(own);
  const columns: Readonly<Record<string, string>> = { 'cis-controls-8.1': 'cis81', 'nist-csf-2.0': 'csf20', 'cisa-cpg-2.0': 'cpg20', 'cisa-cpg-1.0.1': 'cpg101' };
  const asks: Readonly<Record<string, string>> = { 'EOL-023': 'EOL-012', 'PAT-010': 'PAT-007' };
  for (const framework of rulebook.frameworks.filter(({ id }) => Object.hasOwn(columns, id))) {
    const column = columns[framework.id] as string;
    const mapped = new Map(framework.requirements.map((requirement) => [requirement.id, requirement.rules]));
    for (const [id] of rules) {
      const theirs = byId.get(asks[id] ?? id)?.[column] ?? [];
      expect([framework.id, id, [...mapped].filter(([, ids]) => ids.includes(id)).map(([requirement]) => requirement).sort()]).toEqual([framework.id, id, [...theirs].sort()]);
    }
  }
});

test('frameworks list every requirement, also what no rule shows yet, so that it is not forgotten', () => {
  const written = new Set(rules.map(([id]) => id));
  const sizes = Object.fromEntries(rulebook.frameworks.map(({ id, requirements }) => [id, [requirements.length, requirements.filter((it) => !it.rules.some((rule) => written.has(rule))).length]]));
  expect(sizes).toEqual({
    'cis-controls-8.1': [87, 6], 'cisa-cpg-1.0.1': [38, 0], 'cisa-cpg-2.0': [34, 0], 'cjis-6.0': [37, 2], 'fl-282.3185': [7, 0],
    'ma-baseline': [10, 1], 'nist-csf-2.0': [65, 1], 'ny-gml-19c': [15, 3], 'oh-orc-9.64': [11, 1], 'tx-gov-2054': [4, 1],
  });
  for (const { source, checkedOn } of rulebook.frameworks) expect([source.length > 20, checkedOn]).toEqual([true, expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
});

test('packs: every rule is in one, and all are there', () => {
  expect(rulebook.packs.map(({ id }) => id)).toEqual(expect.arrayContaining(['backup-and-recovery', 'continuity', 'cyber-baseline', 'identity', 'insurance', 'legacy-systems']));
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
  return new Map(outcomesOfTest(rule, of, rulebook).map(({ subject, outcome }) => [subject.id, outcome]));
}

function hyphened(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
