import { describe, expect, test } from 'vitest';
import { windows as accounts } from '../../../agent/facts/accounts/windows.ts';
import type { Parsed } from '../../../agent/facts/fact.ts';
import { linux as hardware } from '../../../agent/facts/hardware/linux.ts';
import { linux as logging } from '../../../agent/facts/logging/linux.ts';
import type { Answer, Answers } from '../../../agent/host/source.ts';
import { caseFrom, casesOf, hostilities, inputOf } from '../../faults/fuzz/cases.ts';
import type { Case, Data } from '../../faults/fuzz/cases.ts';
import { judge } from '../../faults/fuzz/check.ts';
import { fuzzTogether } from '../../faults/fuzz/crew.ts';
import { fuzz } from '../../faults/fuzz/drive.ts';
import { around, canary, seedsOf } from '../../faults/fuzz/seeds.ts';
import { generator } from '../../faults/disk/numbers.ts';
import { factsOf } from './machine.ts';
import { windowsFactsOf } from './windows-machine.ts';
import { flooded, parseMs, units } from './floods.ts';

const platforms = ['linux', 'windows', 'macos'] as const;
const groups = casesOf(seedsOf(platforms));
const plan = { seed: 1, platforms, sections: [], from: 0, step: 1, count: 6_000, seconds: 60 };

describe('the judge', () => {
  const [secret = ''] = canary.split('|');
  const planted = (parse: () => Parsed<Data>) => {
    const one: Case = { section: 'power', platform: 'linux', fact: { sources: () => ({}), parse }, seed: { name: 'none', platform: 'linux', answersTo: () => ({}) }, first: {}, second: { sources: {}, answers: {} } };
    const { problems, leaks } = judge()({ one, tears: false, made: { answers: {} } });
    return leaks ? [...problems, 'leaks'] : problems;
  };
  const busy = () => {
    for (const from = process.threadCpuUsage(); process.threadCpuUsage(from).user < 1_100_000; );
    return { failed: 'unreadable', detail: 'x' } as const;
  };

  test.each<[string, string[], () => Parsed<Data>]>([
    ['a throw', ['threw RangeError: x'], () => { throw new RangeError('x'); }],
    ['a fact of another kind', ['monitors: Invalid input'], () => ({ data: { ups: [], monitors: 'nut' }, missing: [] })],
    ['a fact that the schema does not know', ['holds what the schema does not know'], () => ({ data: { ups: [], monitors: [], more: 1 }, missing: [] })],
    ['a fact that is absent without a word', ['ups is absent and nobody says why'], () => ({ data: { monitors: [] }, missing: [] })],
    ['half a character', ['the collector would refuse it: bad-json, text '], () => ({ data: { monitors: [], ups: [{ name: '\ud83d', by: 'nut' }] }, missing: [] })],
    ['a refusal without a detail', ['was refused without a detail'], () => ({ failed: 'unreadable', detail: '' })],
    ['a secret', ['leaks'], () => ({ failed: 'unreadable', detail: secret })],
    ['a second of its own', [expect.stringMatching(/^took \d+ ms$/) as string], busy],
    ['nothing of an honest refusal', [], () => ({ failed: 'needs-root', detail: '/etc/ups' })],
  ])('finds %s', (_what, problems, parse) => {
    expect(planted(parse)).toEqual(problems);
  });
});

test('the same numbers are the same input, and most inputs are another answer', () => {
  const hostilityOf = hostilities(groups);
  const made = (number: number) => inputOf(groups, hostilityOf, generator(number));
  let same = 0;
  for (let number = 0; number < 200; number += 1) {
    const [one, again] = [made(number), made(number)];
    expect(again).toEqual(one);
    expect(caseFrom(groups, generator(number))).toBe(one.one);
    if ('answers' in one.made && JSON.stringify(one.made.answers) === JSON.stringify({ ...one.one.first, ...one.one.second.answers })) same += 1;
  }
  expect(same).toBeLessThan(60);
});

test('a share of the mutated answers gives facts or reasons on every platform', () => {
  const { wrong, times, inputs, torn } = fuzz(plan);
  expect(wrong).toEqual([]);
  expect(inputs).toBe(plan.count);
  expect(Object.keys(times).sort()).toEqual(groups.map(([one]) => `${one?.platform} ${one?.section}`).sort());
  expect(torn.inputs).toBeGreaterThan(plan.count / 10);
}, 90_000);

test('two threads try the inputs that one does', async () => {
  const small = { ...plan, sections: ['power', 'printers'] as const, count: 400 };
  const [alone, together] = [fuzz(small), await fuzzTogether(small, 2, () => {})];
  expect(together).toEqual({ ...alone, slowest: expect.anything() as unknown });
  expect(together.inputs).toBe(400);
}, 90_000);

test('texts that are one thing over and over take no parser long', () => {
  const slow = groups.flatMap((cases) => cases.slice(-3)).flatMap(({ platform, section, fact, seed, first, second }) =>
    units.flatMap((unit) => {
      const answers = flooded({ ...first, ...second.answers }, unit, 15_000);
      const took = parseMs(fact, answers, around);
      const ms = took > 250 ? Math.min(took, parseMs(fact, answers, around)) : took;
      return ms > 250 ? [`${platform} ${section} of the ${seed.name}: ${JSON.stringify(unit)} takes ${Math.round(ms)} ms`] : [];
    }),
  );
  expect(slow).toEqual([]);
}, 90_000);

test('words that every object of JavaScript knows are words like any other', () => {
  const judged = judge();
  const wrong = groups.flatMap(([one]) =>
    one === undefined ? [] : [...wordsReplaced({ ...one.first, ...one.second.answers }, 'constructor')].flatMap(({ source, word, answers }) => judged({ one, tears: true, made: { answers } }).problems.map((what) => `${one.platform} ${one.section}, ${word} of ${source}: ${what}`)),
  );
  expect(wrong).toEqual([]);
}, 90_000);

test('an age that no password has is no day', () => {
  const sid = 'S-1-5-21-1-2-3-500';
  const days = [253_402_300_800, 1e300, 86_400].map((PasswordAge) => {
    const world = { cim: { 'root/cimv2:Win32_ComputerSystem': [{ DomainRole: 2, PartOfDomain: false }], 'root/cimv2:Win32_UserAccount': [{ Name: 'Administrator', SID: sid, LocalAccount: true, Disabled: false, PasswordRequired: true, PasswordExpires: false }] }, powershell: { dates: [{ sid, PasswordAge }] } };
    return windowsFactsOf(accounts, world, around).data.users?.map(({ passwordChangedOn }) => passwordChangedOn);
  });
  expect(days).toEqual([[undefined], [undefined], ['2026-11-21']]);
});

test('a kernel that knows more weaknesses than the wire takes', () => {
  const weak = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`/sys/devices/system/cpu/vulnerabilities/w${index}`, 'Vulnerable\n']));
  const { data, gaps } = factsOf(hardware, { ...weak, '/proc/cpuinfo': 'processor\t: 0\nmodel name\t: x\n' }, around);
  expect(data.cpu?.vulnerabilities).toHaveLength(100);
  expect(gaps['cpu.vulnerabilities']).toBe('too-large');
});

test('logs larger than any number are of no known size', () => {
  const { data, gaps } = factsOf(logging, { '/usr/sbin/auditd': 'x', '/etc/audit/auditd.conf': 'max_log_file = 8\nnum_logs = 54294967296\nmax_log_file_action = ROTATE\n' }, around);
  expect(data.logs?.map(({ name, maxBytes }) => [name, maxBytes])).toContainEqual(['/var/log/audit/audit.log', undefined]);
  expect(gaps['logs[].maxBytes']).toBe('unreadable');
});

/** The answers with one word after the other replaced, the first of each text. */
function* wordsReplaced(answers: Answers, by: string): Generator<{ source: string; word: string; answers: Answers }> {
  for (const [source, answer] of Object.entries(answers)) {
    const texts = answer.kind === 'one' ? [answer.reading] : answer.entries.slice(0, 3).map(({ reading }) => reading);
    for (const reading of texts) {
      if (reading.state !== 'read') continue;
      for (const { 0: word, index } of [...reading.text.matchAll(/(?<![\w-])[A-Za-z][\w-]{1,40}(?![\w-])/g)].slice(0, 12)) {
        const changed = { ...reading, text: reading.text.slice(0, index) + by + reading.text.slice(index + word.length) };
        const made: Answer = answer.kind === 'one' ? { kind: 'one', reading: changed } : { ...answer, entries: answer.entries.map((entry) => (entry.reading === reading ? { ...entry, reading: changed } : entry)) };
        yield { source, word, answers: { ...answers, [source]: made } };
      }
    }
  }
}
