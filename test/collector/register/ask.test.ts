import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstQuestions, readAnswers } from '../../../collector/register/answers.ts';
import { askOpen, personAtTerminal } from '../../../collector/register/ask.ts';
import type { Asker } from '../../../collector/register/ask.ts';
import { startTown } from '../../../collector/register/init.ts';
import { failure } from '../../../collector/failure.ts';
import { openStore } from '../../../collector/store/open.ts';
import type { Store } from '../../../collector/store/tables.ts';
import { listTowns } from '../../../collector/store/towns.ts';
import { realWorld } from '../../../collector/world.ts';
import { temporaryFolder } from '../temporary.ts';

/** A person who types these lines, and presses Ctrl-C when they are used up. */
function typing(...lines: readonly string[]): Asker & { heard: string[] } {
  const open = [...lines];
  const heard: string[] = [];
  return {
    heard,
    say: (text) => void heard.push(text),
    line: (prompt) => {
      heard.push(prompt);
      const line = open.shift();
      return line === undefined ? Promise.reject(failure('interrupted', 'Ended before the last question; nothing was kept.')) : Promise.resolve(line);
    },
  };
}

const all = ['America/New_York', 'ny', '4,200', 'yes', 'n', 'Yes', 'Example Mutual', 'July', 'Clerk, Police', 'none', 'Dispatch 4, Water billing 24 hours, Payroll', 'Ann Reyes, Bob Lindt', 'Ann Reyes', 'nobody, nobody', 'Ann Reyes, nobody'];
const answered = {
  timeZone: 'America/New_York', state: 'NY', population: 4200, police: true, water: false, cards: true, insurer: 'Example Mutual', fiscalYearStart: 7, departments: ['Clerk', 'Police'], domains: [],
  services: [{ name: 'Dispatch', recoveryHours: 4, owner: 'Ann Reyes', backupOwner: 'Bob Lindt' }, { name: 'Water billing', recoveryHours: 24, owner: 'Ann Reyes' }, { name: 'Payroll', owner: null, backupOwner: null }],
  responsible: { leader: 'Ann Reyes', deputy: null },
};

describe('asking', () => {
  test('takes twelve answers as people write them', async () => {
    expect(firstQuestions).toHaveLength(12);
    expect(await askOpen({}, { asker: typing(...all), newTown: true })).toEqual(answered);
  });

  test('Enter alone leaves a question open', async () => {
    expect(await askOpen({}, { asker: typing(...Array.from({ length: 12 }, () => '')), newTown: false })).toEqual({});
  });

  test('asks again, and says why, when an answer is none', async () => {
    const person = typing('Mars/Base', '', 'New York', 'NY', 'many', '10', 'maybe', 'no', ...Array.from({ length: 20 }, () => ''));
    expect(await askOpen({}, { asker: person, newTown: true })).toEqual({ timeZone: 'America/Chicago', state: 'NY', population: 10, police: false });
    expect(person.heard).toEqual(expect.arrayContaining(['There is no time zone "Mars/Base"; write one like America/New_York.', 'Write the two letters of the state, as NY.', 'Write a number, as 4200.', 'Answer yes or no.']));
  });

  test('does not ask what is answered already', async () => {
    const person = typing();
    expect(await askOpen(answered, { asker: person, newTown: true })).toEqual(answered);
  });

  test('a terminal that is closed ends it in words, instead of waiting for ever', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const person = personAtTerminal(input, output);
    const first = person.line('one? ');
    input.write('yes\n');
    expect(await first).toBe('yes');
    const open = person.line('two? ');
    input.end();
    await expect(open).rejects.toMatchObject({ exit: 'interrupted', message: 'Ended before the last question; nothing was kept.' });
    await expect(person.line('three? ')).rejects.toMatchObject({ exit: 'interrupted' });
    person.close();
  });
});

describe('a file of answers', () => {
  test('is read whole or not at all', () => {
    expect(readAnswers('a.yaml', 'state: NY\nservices:\n  - { name: Dispatch, recoveryHours: 4, owner: null }\n')).toEqual({ state: 'NY', services: [{ name: 'Dispatch', recoveryHours: 4, owner: null }] });
    expect(readAnswers('a.yaml', 'state: NY\npolis: true\ntimeZone: Mars\n')).toMatchObject([{ line: 3 }, { line: 2, message: 'unknown key "polis"; did you mean "police"?' }]);
  });
});

describe('starting a town', () => {
  let store: Store;
  const { folder, remove } = temporaryFolder();
  const out = path.join(folder, 'town.yaml');
  beforeEach(async () => {
    store = await openStore(folder, realWorld());
  });
  afterEach(async () => {
    await store.destroy();
    remove();
    fs.mkdirSync(folder, { recursive: true });
  });
  const begin = (asker: Asker | null, answers = {}) => startTown(store, { town: 'Cedar Falls', out, answers, asker }, realWorld());

  test('writes the file for nobody else to read, and adds the town', async () => {
    expect(await begin(typing(...all))).toMatchObject({ added: true, town: { name: 'Cedar Falls', timeZone: 'America/New_York', fiscalYearStartMonth: 7 } });
    expect(fs.statSync(out).mode & 0o777).toBe(0o600);
    expect(fs.readFileSync(out, 'utf8')).toContain('town: Cedar Falls');
    expect((await listTowns(store)).map(({ name }) => name)).toEqual(['Cedar Falls']);
  });

  test('Ctrl-C keeps nothing', async () => {
    await expect(begin(typing('America/New_York', 'NY'))).rejects.toMatchObject({ exit: 'interrupted' });
    expect([fs.existsSync(out), await listTowns(store)]).toEqual([false, []]);
  });

  test('a file that is there stays as it is', async () => {
    fs.writeFileSync(out, 'mine');
    await expect(begin(null, answered)).rejects.toMatchObject({ exit: 'wrong-use', message: expect.stringContaining('is there already; name another file with --out FILE.') });
    expect([fs.readFileSync(out, 'utf8'), await listTowns(store)]).toEqual(['mine', []]);
  });

  test('a new town without a time zone is refused before anything is written', async () => {
    await expect(begin(null)).rejects.toMatchObject({ exit: 'wrong-use', message: expect.stringContaining('name its time zone with --time-zone') });
    expect(fs.existsSync(out)).toBe(false);
  });

  test('a town that is there is not added again', async () => {
    await begin(null, { timeZone: 'America/Denver' });
    fs.rmSync(out);
    expect(await begin(null, { state: 'CO' })).toMatchObject({ added: false, town: { timeZone: 'America/Denver' } });
    expect(await listTowns(store)).toHaveLength(1);
  });
});
