import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { draftTown } from '../../../collector/register/draft.ts';
import { checkMspFile, checkTownFile, readText } from '../../../collector/register/file.ts';
import { temporaryFolder } from '../temporary.ts';
import { fewRules, today, uncommented } from './few-rules.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const whole = uncommented(draftTown('Cedar Falls', {}, today)).split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('##')).join('\n');
const check = (text: string, people: string[] = []) => checkTownFile('town.yaml', text, { rulebook: fewRules(), today, town: 'Cedar Falls', people });
const problemsOf = (text: string) => {
  const checked = check(text);
  return checked.ok ? [] : checked.problems;
};
const complaints = (text: string, people?: string[]) => {
  const checked = check(text, people);
  return checked.ok ? [] : checked.problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
};

describe('a mistake is named with its line and how to mend it', () => {
  test.each<[string, string, string]>([
    ['a misspelt key', 'services:\n  - name: A\n    recoveryHour: 4\n', 'town.yaml:3 unknown key "recoveryHour"; did you mean "recoveryHours"?'],
    ['a misspelt section', 'service: []\n', 'town.yaml:1 unknown key "service"; did you mean "services"?'],
    ['a wrong type', 'profile:\n  population: many\n', 'town.yaml:2 "profile.population": must be a whole number'],
    ['a telephone number without quotes', 'people:\n  - name: Ann\n    kind: staff\n    phone: 5550100\n', 'town.yaml:4 "people.0.phone": must be text; put it in quotes'],
    ['a day that is none', 'people:\n  - name: Ann\n    kind: staff\n    started: 4/1/2019\n', 'town.yaml:4 "people.0.started": must be a day, as 2026-11-21'],
    ['a state in full', 'profile: { state: New York }\n', 'town.yaml:1 "profile.state": must be two capital letters, as NY'],
    ['a kind of person that is none', 'people:\n  - name: Ann\n    kind: employee\n', 'town.yaml:3 "people.0.kind" must be one of staff, elected, seasonal, vendor, shared, service, break-glass'],
    ['a name that is missing', 'services:\n  - rank: 1\n', 'town.yaml:2 "services.0.name" is missing'],
    ['an owner who is nobody', 'people:\n  - { name: Ann Reyes, kind: staff }\nservices:\n  - name: A\n    owner: Ann Reyse\n', 'town.yaml:5 there is no person "Ann Reyse" under "people"; did you mean "Ann Reyes"?'],
    ['a drill of no service', 'services:\n  - { name: Dispatch }\ndrills:\n  - { service: Payroll, on: 2026-09-01, scenario: x, minutes: 5, participants: [], changes: [] }\n', 'town.yaml:4 there is no service "Payroll" under "services"; add it there, or correct the name'],
    ['one rank twice', 'services:\n  - { name: A, rank: 1 }\n  - { name: B, rank: 1 }\n', 'town.yaml:3 the rank 1 stands on line 2 already; two things cannot be restored first'],
    ['one service twice', 'services:\n  - { name: Payroll }\n  - { name: payroll }\n', 'town.yaml:3 the service "payroll" stands on line 2 already; tell the two apart, or take one out'],
    ['one account of two people', 'people:\n  - { name: A, kind: staff, accounts: [desk] }\n  - { name: B, kind: staff, accounts: [desk] }\n', 'town.yaml:3 the account "desk" stands on line 2 already; an account that several people use is an entry of its own, of kind shared'],
    ['a drill tomorrow', 'drills:\n  - service: A\n    on: 2026-11-22\n    scenario: x\n    minutes: 5\n    participants: []\n    changes: []\n', 'town.yaml:3 2026-11-22 is in the future; only what has happened stands here'],
    ['next month', 'metrics:\n  - month: "2026-12"\n    leading: { name: a, value: 1 }\n    trailing: { name: b, value: 1 }\n', 'town.yaml:2 2026-12 is in the future; only what has happened stands here'],
    ['left before they came', 'people:\n  - { name: A, kind: staff, started: 2026-05-01, left: 2026-04-30 }\n', 'town.yaml:2 "left" (2026-04-30) comes before "started" (2026-05-01)'],
    ['minutes that do not add up', 'drills:\n  - { service: A, on: 2026-09-01, scenario: x, start: "09:00", end: "10:15", minutes: 60, participants: [], changes: [] }\n', 'town.yaml:2 from 09:00 to 10:15 are 75 minutes, not 60'],
    ['no network', 'departments:\n  - name: Police\n    networks: [10.1.4]\n', 'town.yaml:3 "10.1.4" is no network; write it as 10.1.4.0/24'],
    ['no services at all', 'services: []\n', 'town.yaml:1 every town has public services; leave the key out while nobody has named them'],
    ['a rule that does not exist', 'parameters:\n  - { rule: HW-01, parameter: years, value: 4, reason: r, author: a, date: 2026-01-01 }\n', 'town.yaml:2 there is no rule "HW-01"; did you mean HW-001?'],
    ['a parameter that does not exist', 'parameters:\n  - { rule: HW-001, parameter: year, value: 4, reason: r, author: a, date: 2026-01-01 }\n', 'town.yaml:2 HW-001 has no parameter "year"; did you mean "years"?'],
    ['a value of a wrong type', 'parameters:\n  - rule: CON-001\n    parameter: maxDays\n    value: 1.5\n    reason: r\n    author: a\n    date: 2026-01-01\n', 'town.yaml:4 "maxDays" of CON-001 must be a whole number, in days'],
    ['no value', 'parameters:\n  - { rule: CON-001, parameter: maxDays, reason: r, author: a, date: 2026-01-01 }\n', 'town.yaml:2 "parameters.0.value" is missing'],
    ['a department that is none', 'departments: [{ name: Police }]\nparameters:\n  - { rule: CON-001, parameter: maxDays, value: 3, department: Polise, reason: r, author: a, date: 2026-01-01 }\n', 'town.yaml:3 there is no department "Polise"; did you mean "Police"?'],
    ['one thing set twice', 'parameters:\n  - { rule: CON-001, parameter: maxDays, value: 3, reason: r, author: a, date: 2026-01-01 }\n  - { rule: CON-001, parameter: maxDays, value: 4, reason: r, author: a, date: 2026-01-02 }\n', 'town.yaml:3 "maxDays" of CON-001 is set already on line 2; keep one of the two'],
    ['decided tomorrow', 'parameters:\n  - { rule: CON-001, parameter: maxDays, value: 3, reason: r, author: a, date: 2026-11-22 }\n', 'town.yaml:2 2026-11-22 is in the future; write the day on which it was decided'],
    ['the file of another town', 'town: Oak Hill\n', 'town.yaml:1 the file is about "Oak Hill", not about "Cedar Falls"; apply it with --town "Oak Hill"'],
    ['an alias', 'profile: &a {}\nresponsible: *a\n', 'town.yaml:1 uses an alias (*name); write the value out'],
    ['a list instead of a file', '- a\n', 'town.yaml:1 the file: Invalid input: expected object, received array'],
  ])('%s', (_, text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });

  test('all mistakes of a file are told at once, in its order', () => {
    expect(complaints('profile: { population: x }\npeople:\n  - { nam: A, kind: staff }\n').map((line) => line.slice(0, 12))).toEqual(['town.yaml:1 ', 'town.yaml:3 ', 'town.yaml:3 ']);
  });
});

test('what nobody has said is no mistake', () => {
  expect(complaints('')).toEqual([]);
  expect(complaints('# nothing\n')).toEqual([]);
  expect(complaints('services:\n  - { name: Dispatch }\n  - { name: Payroll, owner: null }\n')).toEqual([]);
  // Nobody has listed the people, so nobody can say that this is none of them.
  expect(complaints('services:\n  - { name: Dispatch, owner: Ann Reyes }\n')).toEqual([]);
  expect(complaints('people: []\nservices:\n  - { name: Dispatch, owner: Ann Reyes }\n', ['Ann Reyes'])).toEqual([]);
});

test('a department and a tag of what all towns share', () => {
  const text = 'parameters:\n  - { rule: HW-001, parameter: years, value: 4, tag: kiosk, reason: r, author: a, date: 2026-01-01 }\n  - { rule: HW-001, parameter: makers, value: [Dell], reason: r, author: a, date: 2026-01-01 }\n';
  expect(checkMspFile('msp.yaml', text, { rulebook: fewRules(), today })).toMatchObject({ ok: true, value: { parameters: [{ level: 'tag', target: 'kiosk', value: 4 }, { level: 'msp', value: ['Dell'] }] } });
  expect(checkMspFile('msp.yaml', 'people: []\n', { rulebook: fewRules(), today })).toMatchObject({ ok: false, problems: [{ line: 1, message: expect.stringContaining('unknown key "people"') }] });
});

test('a file that is none, or no text, or nested without end, is refused in words', () => {
  const file = path.join(folder, 'town.yaml');
  expect(() => readText(file)).toThrow(/cannot be read \(ENOENT\)/);
  fs.writeFileSync(file, Buffer.from([0x6e, 0xff, 0xfe]));
  expect(() => readText(file)).toThrow(/is not in UTF-8/);
  fs.writeFileSync(file, Buffer.alloc(5 * 1024 * 1024, 0x20));
  expect(() => readText(file)).toThrow(/is larger than 4 MB/);
  expect(check('['.repeat(20_000))).toMatchObject({ ok: false });
  expect(check(`a: ${'{a: '.repeat(20_000)}`)).toMatchObject({ ok: false });
});

/** Where the keys and the plain values of the whole example stand. */
function places() {
  const lines = new LineCounter();
  const document = parseDocument(whole, { lineCounter: lines });
  const keys: { from: number; to: number; line: number }[] = [];
  const values: { from: number; to: number; line: number }[] = [];
  visit(document, {
    Pair: (_, { key, value }) => {
      const place = (node: unknown) => (isScalar(node) && node.range ? { from: node.range[0], to: node.range[1], line: lines.linePos(node.range[0]).line } : undefined);
      const [atKey, atValue] = [place(key), place(value)];
      if (atKey) keys.push(atKey);
      if (atValue) values.push(atValue);
    },
  });
  return { keys, values, sections: isMap(document.contents) ? document.contents.items.length : 0 };
}

describe('any one mistake in a whole file', { timeout: 60_000 }, () => {
  const { keys, values, sections } = places();

  test('the file itself holds', () => {
    expect(complaints(whole)).toEqual([]);
    expect([keys.length > 150, values.length > 120, sections]).toEqual([true, true, 20]);
  });

  test('a key that is misspelt is named with its line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.constantFrom('x', '_', '9'), ({ from, to, line }, letter) => {
        const problems = problemsOf(`${whole.slice(0, to)}${letter}${whole.slice(to)}`);
        expect(problems.some((it) => it.line === line && it.message.includes(`unknown key "${whole.slice(from, to)}${letter}"`))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('a value of another type is taken, or refused with its line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...values), fc.constantFrom('{ a: 1 }', '[[]]', '-1', '""', 'true', 'null', '2026-13-01', '!!binary x', '"\\u0000"'), ({ from, to, line }, value) => {
        const problems = problemsOf(`${whole.slice(0, from)}${value}${whole.slice(to)}`);
        // A name that changed is missed where it is meant; any other mistake is named where it stands.
        const elsewhere = problems.every(({ message }) => /^there is no|stands on line|comes before|is in the future|are \d+ minutes/.test(message));
        expect(elsewhere || problems.some((it) => it.line === line)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  test('a line that is gone is not missed, or the place is named', () => {
    const all = whole.split('\n');
    const level = (line: string) => line.search(/[^\s-]/);
    all.forEach((_, gone) => {
      const checked = check(all.filter((__, index) => index !== gone).join('\n'));
      if (checked.ok) return;
      // The entry that the line belonged to begins above it, at the nearest line that is indented less.
      const before = all.slice(0, gone).findLastIndex((line) => level(line) < level(all[gone] ?? '') || line.trimStart().startsWith('- '));
      // Without the line that opens an entry or a section, YAML itself stumbles at the next entry: still in the same section, or where the next begins.
      const opens = /^\s*- |:$/.test(all[gone] ?? '');
      const next = all.findIndex((line, index) => index > gone && /^\S/.test(line));
      const last = opens ? (next < 0 ? all.length : next) : gone + 1;
      const near = checked.problems.some(({ line }) => line - 1 >= Math.max(0, before) && line - 1 <= last);
      const elsewhere = checked.problems.every(({ message }) => message.startsWith('there is no'));
      expect([gone + 1, all[gone], near || elsewhere, checked.problems]).toEqual([gone + 1, all[gone], true, checked.problems]);
    });
  });

  test('whatever is cut out or written in between, it never crashes', () => {
    const place = fc.nat(whole.length);
    fc.assert(
      fc.property(place, fc.nat(200), fc.string({ maxLength: 20, unit: fc.constantFrom(...Array.from('{}[]:-#&*!|>\'"%@` \n\tab1,?')) }), (at, cut, text) => {
        const checked = check(`${whole.slice(0, at)}${text}${whole.slice(at + cut)}`);
        expect(checked.ok || checked.problems.every(({ line, message }) => line >= 1 && message !== '' && !message.includes('\n'))).toBe(true);
      }),
      { numRuns: 250 },
    );
  });
});
