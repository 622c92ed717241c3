import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testRules } from '../../../rules/engine/run-tests.ts';
import { lint, loadRulebook, printed } from '../../../rules/load/rulebook.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-stated-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

/** A rule about the town that counts another one, or asks a person. */
function rule(id: string, pass: string, test = ''): string {
  return `id: ${id}
version: 1
scope: town
pass: '${pass}'
evidence:
  n: '1'
severity: high
severityReason: common attack step
never: [fail, unknown]
responsible: msp
effort: minutes
cost: none
sensitivity: security
en:
  title: 'Is it so?'
  plain: 'Because.'
  technical: 'It is.'
  remediation: { any: 'Mend it.' }
tests:
  - { name: yes, ${test}expect: pass }
`;
}

const questionnaire = {
  'questionnaire/basics.yaml': `topic: basics
order: 1
en: { title: Basics, meaning: What comes first }
questions:
  - id: policyAdopted
    version: 2
    type: yes-no
    expiresDays: 365
    evidence: optional
    row: OSX-001
    by: clerk
    sensitivity: internal
    en: { question: Is there a policy?, why: People look it up., verify: Read it. }
`,
};

function put(files: Readonly<Record<string, string>>): void {
  fs.rmSync(root, { recursive: true, force: true });
  const ids = Object.keys(files).filter((name) => name.startsWith('catalog/')).map((name) => path.basename(name, '.yaml'));
  const pack = `id: base\nversion: 1\nen: { title: Base, meaning: All }\nrules:\n${ids.map((id) => `  - { id: ${id} }\n`).join('')}`;
  for (const [name, text] of Object.entries({ ...questionnaire, 'packs/base.yaml': pack, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
}

function problems(files: Readonly<Record<string, string>>): string[] {
  put(files);
  return lint(root).map(printed);
}

const at = (id: string) => `catalog/OSX/${id}.yaml`;

test('answers are checked against the questionnaire, also in tests', () => {
  const answered = rule('OSX-001', 'attested.policyAdopted.answer != null && attested.policyAdopted.answer', 'attested: { policyAdopted: { answer: true } }, ');
  expect(problems({ [at('OSX-001')]: answered })).toEqual([]);
  const loaded = loadRulebook(root);
  expect(loaded.ok && testRules(loaded.rulebook).map(({ ok }) => ok)).toEqual([true]);
  expect(problems({ [at('OSX-001')]: answered.replace('policyAdopted.answer !=', 'policyAdoptet.answer !=') })).toEqual([`${at('OSX-001')}:4:17 pass: there is no "attested.policyAdoptet"; did you mean "policyAdopted"?`]);
  expect(problems({ [at('OSX-001')]: answered.replace('{ policyAdopted:', '{ policy:') })).toEqual([expect.stringContaining('there is no question "policy"; there is policyAdopted')]);
});

describe('rules that count others', () => {
  test('count what is there', () => {
    expect(problems({ [at('OSX-001')]: rule('OSX-001', 'tally("OSX-002").fail == 0', 'tallies: { OSX-002: { pass: 3 } }, '), [at('OSX-002')]: rule('OSX-002', 'true') })).toEqual([]);
    expect(problems({ [at('OSX-001')]: rule('OSX-001', 'tally("OSX-020").fail == 0'), [at('OSX-002')]: rule('OSX-002', 'true') })).toEqual([`${at('OSX-001')}:4:1 tally("OSX-020"): there is no rule OSX-020; did you mean "OSX-002"?`]);
  });

  test('never themselves, also by a long way', () => {
    expect(problems({ [at('OSX-001')]: rule('OSX-001', 'tally("OSX-001").fail == 0') })).toEqual([`${at('OSX-001')}:4:1 counts itself: OSX-001 counts OSX-001; leave one of them out`]);
    const circle = { [at('OSX-001')]: rule('OSX-001', 'tally("OSX-002").fail == 0'), [at('OSX-002')]: rule('OSX-002', 'tally("OSX-003").fail == 0'), [at('OSX-003')]: rule('OSX-003', 'tally("OSX-001").fail == 0'), [at('OSX-004')]: rule('OSX-004', 'tally("OSX-001").fail == 0') };
    expect(problems(circle)).toEqual([
      `${at('OSX-001')}:4:1 counts itself: OSX-001 counts OSX-002 counts OSX-003 counts OSX-001; leave one of them out`,
      `${at('OSX-002')}:4:1 counts itself: OSX-002 counts OSX-003 counts OSX-001 counts OSX-002; leave one of them out`,
      `${at('OSX-003')}:4:1 counts itself: OSX-003 counts OSX-001 counts OSX-002 counts OSX-003; leave one of them out`,
    ]);
  });
});

test.each([
  ['register: { profil: {} }, ', 'does not fit the schema (unrecognized keys)'],
  ['lists: [{ kind: edr, rows: [{ prodct: X }] }], ', 'there is no fact "prodct"; did you mean "product"?'],
  ['lists: [{ kind: edr, rows: [{ healthy: maybe }] }], ', 'does not fit the schema (invalid type)'],
  ['waivers: [{ owners: Ann }], ', 'there is no "owners" in waivers; did you mean "owner"?'],
  ['plans: [{ dues: 2026-01-01 }], ', 'there is no "dues" in plans; did you mean "due"?'],
  ['findings: [{ rules: X }], ', 'there is no "rules" in findings; did you mean "rule"?'],
  ['service: Water, ', '"service" belongs to a rule of scope service'],
  ['account: ann, ', '"account" belongs to a rule of scope account'],
])('a test with %s is refused', (part, message) => {
  expect(problems({ [at('OSX-001')]: rule('OSX-001', 'true', part) })).toEqual([expect.stringContaining(message)]);
});
