import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { testRules } from '../../../rules/engine/run-tests.ts';
import { lint, loadRulebook, printed } from '../../../rules/load/rulebook.ts';

const good = `id: OSX-001
version: 1
scope: asset
applies: 'asset.class == "workstation"'
pass: 'facts.os.family == "linux" && p.days > 1'
evidence:
  family: 'facts.os.family'
severity: high
severityReason: common attack step
parameters:
  days: { type: int, default: 30, unit: days }
responsible: msp
effort: minutes
cost: none
sensitivity: security
en:
  title: 'Is it Linux?'
  plain: 'Because.'
  technical: 'Family.'
  notApplicable: 'Only workstations.'
  remediation: { any: 'Install Linux.' }
tests:
  - { name: yes, facts: { os: { family: linux } }, expect: pass }
  - { name: no, facts: { os: { family: windows } }, expect: fail }
  - { name: dark, expect: unknown, reason: agent-too-old }
  - { name: server, asset: { class: server }, facts: { os: { family: linux } }, expect: not-applicable }
`;
const pack = `id: base
version: 1
en: { title: Base, meaning: All of it }
rules:
  - { id: OSX-001, parameters: { days: 10 } }
`;
const framework = `id: TEST 1
title: A framework
source: https://example.org
checkedOn: 2026-11-01
requirements:
  - { id: 1.1, label: Linux, rules: [OSX-001] }
`;

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-rulebook-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const files: Record<string, string> = {
  'catalog/OSX/OSX-001.yaml': good,
  'packs/base.yaml': pack,
  'frameworks/test-1.yaml': framework,
};

function put(changes: Readonly<Record<string, string>>): void {
  fs.rmSync(root, { recursive: true, force: true });
  for (const [name, text] of Object.entries({ ...files, ...changes })) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
}

/** The problems of the rulebook after a change of its files, as printed. */
function problems(changes: Readonly<Record<string, string>>): string[] {
  put(changes);
  return lint(root).map(printed);
}

/** The good rule with one text in it replaced. */
const rule = (from: string, to: string): Record<string, string> => {
  expect(good).toContain(from);
  return { 'catalog/OSX/OSX-001.yaml': good.replace(from, to) };
};

beforeEach(() => put({}));

test('a rulebook that is right loads, and its own tests pass', () => {
  const loaded = loadRulebook(root);
  if (!loaded.ok) throw new Error(loaded.problems.map(printed).join('\n'));
  const { rules, packs, frameworks, documents } = loaded.rulebook;
  expect(rules.map(({ definition, file, compiled }) => [definition.id, file, compiled.sections])).toEqual([['OSX-001', 'catalog/OSX/OSX-001.yaml', ['os']]]);
  expect([packs[0]?.rules, frameworks[0]?.requirements]).toEqual([[{ id: 'OSX-001', parameters: { days: 10 } }], [{ id: '1.1', label: 'Linux', rules: ['OSX-001'] }]]);
  expect(documents.map(({ name }) => name)).toEqual(['catalog/OSX/OSX-001.yaml', 'packs/base.yaml', 'frameworks/test-1.yaml']);
  expect(documents.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
  expect(testRules(loaded.rulebook).map(({ name, ok }) => [name, ok])).toEqual([['yes', true], ['no', true], ['dark', true], ['server', true]]);
});

test('a folder that is empty is an empty rulebook', () => {
  fs.rmSync(root, { recursive: true });
  expect(loadRulebook(root)).toMatchObject({ ok: true, rulebook: { rules: [], packs: [], documents: [] } });
});

describe('a rule that is wrong does not load, with file, line, column and the nearest name', () => {
  const at = 'catalog/OSX/OSX-001.yaml';
  test.each([
    ['an unknown fact', rule('facts.os.family == "linux"', 'facts.os.famly == "linux"'), `${at}:5:17 pass: there is no "facts.os.famly"; did you mean "family"?`],
    ['an unknown fact in evidence', rule("  family: 'facts.os.family'", "  family: 'facts.oss.family'"), `${at}:7:18 evidence.family: there is no "facts.oss"; did you mean "os"?`],
    ['an unknown parameter', rule('p.days', 'p.dais'), `${at}:5:40 pass: there is no "p.dais"; did you mean "days"?`],
    ['has', rule('facts.os.family == "linux"', 'has(facts.os.family)'), `${at}:5:8 pass: has() is refused: a fact that was not read makes the outcome unknown by itself, and one that is not there is null`],
    ['matches', rule('facts.os.family == "linux"', 'facts.os.family.matches("l")'), `${at}:5:8 pass: matches is refused: its time can explode; write re2(text, pattern)`],
    ['an unknown key', rule('severity: high', 'severty: high\nseverity: high'), `${at}:8:1 unknown key "severty"; did you mean "severity"?`],
    ['an unknown key further in', rule('  title:', '  titel: a\n  title:'), `${at}:17:3 unknown key "titel"; did you mean "title"?`],
    ['an unknown key of a test', rule('expect: fail }', 'expects: fail, expect: fail }'), `${at}:24:53 unknown key "expects"; did you mean "expect"?`],
    ['a missing key', rule("severityReason: common attack step\n", ''), `${at}:1:1 "severityReason" is missing`],
    ['a word out of its list', rule('severity: high', 'severity: huge'), `${at}:8:1 "severity" must be one of low, medium, high, critical`],
    ['a reason nobody knows', rule('reason: agent-too-old', 'reason: agent-old'), `${at}:25:36 "tests.2.reason" must be a word of its closed list`],
    ['no failing test', rule('  - { name: no, facts: { os: { family: windows } }, expect: fail }\n', ''), `${at}:22:1 no test expects "fail"; add one, or "never: [fail]"`],
    ['no unknown test', rule('  - { name: dark, expect: unknown, reason: agent-too-old }\n', ''), `${at}:22:1 no test expects "unknown"; add one`],
    ['no passing test', rule('family: linux } }, expect: pass', 'family: windows } }, expect: fail'), `${at}:22:1 no test expects "pass"; add one`],
    ['no test of not-applicable', rule('expect: not-applicable', 'expect: pass'), `${at}:22:1 no test expects "not-applicable"; add one`],
    ['a test of what never occurs', rule('cost: none', 'cost: none\nnever: [fail]'), `${at}:15:1 "never" excludes "fail", and a test expects it`],
    ['a test with a fact that does not exist', rule('{ os: { family: windows } }', '{ os: { famly: windows } }'), `${at}:24:32 there is no fact "famly"; did you mean "family"?`],
    ['a test with a value that cannot be', rule('{ family: windows }', '{ family: win }'), `${at}:24:32 must be one of linux, windows, macos, bsd`],
    ['a test with a section that does not exist', rule('facts: { os: { family: windows } }', 'facts: { oss: { family: windows } }'), `${at}:24:26 there is no section "oss"; did you mean "os"?`],
    ['a test with an asset that cannot be', rule('asset: { class: server }', 'asset: { clas: server }'), `${at}:26:30 an asset has no "clas"; did you mean "class"?`],
    ['two tests of one name', rule('name: no,', 'name: yes,'), `${at}:24:7 two tests are called "yes"`],
    ['a missing text', rule("  plain: 'Because.'\n", ''), `${at}:16:1 "en.plain" is missing`],
    ['no text for not applicable', rule("  notApplicable: 'Only workstations.'\n", ''), `${at}:16:1 en.notApplicable is missing: why this can be not applicable`],
    ['no remedy', rule('remediation: { any: ', 'remediation: { } #'), `${at}:21:3 en.remediation says nothing: give linux, windows, macos or any`],
    ['a title that is no question', rule('Is it Linux?', 'It is Linux'), `${at}:17:3 the title is a question that "yes" answers well; end it with "?"`],
    ['a default of the wrong type', rule('default: 30', 'default: many'), `${at}:11:22 the default of "days" is no int`],
    ['fail without between', rule('cost: none', "cost: none\nfail: 'false'"), `${at}:15:1 a rule with "fail" needs "between": what holds when it neither passes nor fails`],
    ['no evidence', rule("evidence:\n  family: 'facts.os.family'", 'evidence: {}'), `${at}:6:1 a rule shows at least one value on which it rests`],
    ['the wrong place', rule('id: OSX-001', 'id: OSX-002'), `${at}:1:1 OSX-002 belongs into catalog/OSX/OSX-002.yaml`],
    ['an id that is none', rule('id: OSX-001', 'id: osx-1'), `${at}:1:1 "id": is a family and three digits, as EOL-001`],
    ['a key that occurs twice', rule('cost: none', 'cost: none\ncost: low'), `${at}:15:1 Map keys must be unique`],
    ['broken YAML', rule('cost: none', 'cost: [none'), `${at}:15:1 Flow sequence in block collection must be sufficiently indented and end with a ]`],
    ['an alias', rule('effort: minutes\ncost: none', 'effort: &x minutes\ncost: *x'), `${at}:1:1 uses an alias (*name); write the value out`],
  ])('%s', (_, changes, problem) => {
    expect(problems(changes)).toEqual(expect.arrayContaining([problem]));
    expect(loadRulebook(root).ok).toBe(false);
  });
});

describe('what does not fit together does not load', () => {
  const second = good.replaceAll('OSX-001', 'OSX-002');
  test.each<[string, Record<string, string>, string]>([
    ['a rule in no pack', { 'catalog/OSX/OSX-002.yaml': second }, 'catalog/OSX/OSX-002.yaml:1:1 OSX-002 is in no pack; add it to one, or set "draft: true"'],
    ['two rules of one id', { 'catalog/OSX/OSX-009.yaml': good }, 'catalog/OSX/OSX-009.yaml:1:1 "OSX-001" is also the id of catalog/OSX/OSX-001.yaml'],
    ['a pack with a rule that is not there', { 'packs/base.yaml': pack.replace('OSX-001', 'OSX-010') }, 'packs/base.yaml:5:7 there is no rule OSX-010; did you mean OSX-001?'],
    ['a pack with a rule twice', { 'packs/base.yaml': `${pack}  - { id: OSX-001 }\n` }, 'packs/base.yaml:6:7 OSX-001 is in this pack twice'],
    ['a pack with a parameter that is not there', { 'packs/base.yaml': pack.replace('days', 'day') }, 'packs/base.yaml:5:34 OSX-001 has no parameter "day"; did you mean "days"?'],
    ['a pack with a parameter of the wrong type', { 'packs/base.yaml': pack.replace('10', '1.5') }, 'packs/base.yaml:5:34 "days" of OSX-001 is no int'],
    ['a pack in the wrong file', { 'packs/other.yaml': pack.replace('id: base', 'id: bass') }, 'packs/other.yaml:1:1 pack "bass" belongs into packs/bass.yaml'],
    ['a framework with a rule that is not there', { 'frameworks/test-1.yaml': framework.replace('OSX-001', 'OSX-003') }, 'frameworks/test-1.yaml:6:38 there is no rule OSX-003; did you mean OSX-001?'],
    ['a lifecycle file that is none', { 'lifecycle/vendor.yaml': 'products: []\n' }, 'lifecycle/vendor.yaml:1:1 checkedOn must be string'],
  ])('%s', (_, changes, problem) => {
    expect(problems(changes)).toEqual(expect.arrayContaining([problem]));
  });

  test('a draft may be in no pack', () => {
    expect(problems({ 'catalog/OSX/OSX-002.yaml': `draft: true\n${second}` })).toEqual([]);
  });

  test('a rule that cannot be read does not make wrong what names it', () => {
    expect(problems(rule('cost: none', 'cost: low\ncoste: 1'))).toEqual(['catalog/OSX/OSX-001.yaml:15:1 unknown key "coste"; did you mean "cost"?']);
  });
});

test('every problem is told at once, by place', () => {
  const changes = { 'catalog/OSX/OSX-001.yaml': good.replace('facts.os.family == "linux"', 'facts.os.famly == "linux"').replace("'facts.os.family'", "'facts.os.nmae'").replace('Is it Linux?', 'Linux') };
  expect(problems(changes).map((line) => line.split(' ')[0])).toEqual(['catalog/OSX/OSX-001.yaml:5:17', 'catalog/OSX/OSX-001.yaml:7:21', 'catalog/OSX/OSX-001.yaml:17:3']);
});

test('a place inside a text that is folded over lines is at least on its first line', () => {
  const folded = good.replace(`pass: 'facts.os.family == "linux" && p.days > 1'`, `pass: >-\n  facts.os.family == "linux"\n  && p.dais > 1`);
  expect(problems({ 'catalog/OSX/OSX-001.yaml': folded })).toEqual(['catalog/OSX/OSX-001.yaml:7:8 pass: there is no "p.dais"; did you mean "days"?']);
});

test('a test that fails says what came out and why', () => {
  put(rule('{ os: { family: windows } }', '{ os: { name: Windows } }'));
  const loaded = loadRulebook(root);
  if (!loaded.ok) throw new Error(loaded.problems.map(printed).join('\n'));
  expect(testRules(loaded.rulebook).filter(({ ok }) => !ok)).toEqual([
    { rule: 'OSX-001', name: 'no', ok: false, expected: 'fail', got: 'unknown', because: { reason: 'agent-too-old', section: 'os', path: 'family' } },
  ]);
  expect(testRules(loaded.rulebook, ['OSX-009'])).toEqual([]);
});
