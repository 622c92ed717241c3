import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const os = (extendedUpdates: object | null, more: object = {}) => ({ family: 'windows', product: 'windows', build: '19045.6575', edition: 'Professional', channel: 'esu', extendedUpdates, ...more });
const key = (product: string, active = true) => ({ product, active, endsOn: null });
const installed = (...days: readonly (string | null)[]): Record<string, unknown> => ({ installed: days.map((installedOn, index) => ({ name: `KB506${1000 + index}`, installedOn })) });
const pc = (license: object | null, updates: Record<string, unknown>): Given => ({ facts: { os: os(license), updates } });

const secondYear = key('Windows 10 ESU year 2');
const server = { product: 'windows-server', build: '9600.22000', edition: 'ServerStandard' };

const cases: readonly HardCase[] = [
  { who: 'PC with a licensed key and the fix of this month', given: pc(secondYear, installed('2026-11-12')), expect: 'pass', agree: 'What was bought is switched on, and it arrives.' },
  { who: 'PC on which the key was entered and never activated', given: pc(key('Windows 10 ESU year 2', false), installed('2026-11-12')), expect: 'fail', agree: 'A key without activation brings nothing.' },
  { who: 'server with a licensed key that got nothing since July', given: { asset: { class: 'server' }, facts: { os: os(key('Windows Server ESU year 3'), server), updates: installed('2026-07-10', '2026-06-11') } }, expect: 'fail', agree: 'Four months without the monthly fix is not what was paid for.' },
  { who: 'PC six weeks after its last fix', given: pc(secondYear, installed('2026-10-14')), expect: 'pass', agree: 'Between two monthly fixes lie up to five weeks, and nobody installs on the first day.' },
  { who: 'PC seven weeks after its last fix', given: pc(secondYear, installed('2026-10-02')), expect: 'fail', agree: 'At least one monthly fix was missed.' },
  { who: 'PC whose newest fix bears no day', given: pc(secondYear, installed('2026-07-10', null)), expect: 'unknown', reason: 'ambiguous', agree: 'The one without a day may be the one of this month.' },
  { who: 'PC whose list of fixes is empty', given: pc(secondYear, installed()), expect: 'unknown', reason: 'ambiguous', agree: 'A Windows without a single update was set up today, or its list is broken.' },
  { who: 'PC whose days could not be read', given: { facts: { os: os(secondYear), updates: { installed: [{ name: 'KB5061000' }] } }, missing: { updates: [{ path: 'installed[].installedOn', reason: 'unreadable' }] } }, expect: 'unknown', reason: 'unreadable', agree: 'The day decides, and it was written in a way that nobody understood.' },
  { who: 'PC whose list was cut off after an old fix', given: { ...pc(secondYear, installed('2026-07-10')), missing: { updates: [{ path: 'installed', reason: 'too-large' }] } }, expect: 'unknown', reason: 'too-large', agree: 'The newer ones may stand in the rest.' },
  { who: 'PC with paid fixes by Azure, of which no key tells', given: { facts: { os: { family: 'windows', product: 'windows', build: '19045.6575', edition: 'Enterprise' }, updates: installed('2026-11-12') }, missing: { os: [{ path: 'extendedUpdates', reason: 'not-visible-from-here' }] } }, expect: 'unknown', reason: 'not-visible-from-here', agree: 'It gets what only paying computers get, and nothing shows by which contract.' },
  { who: 'PC whose licenses could not be read', given: { facts: { os: { family: 'windows', product: 'windows', build: '19045.6456', edition: 'Professional' }, updates: installed('2026-11-12') }, missing: { os: [{ path: 'extendedUpdates', reason: 'timeout' }] } }, expect: 'unknown', reason: 'timeout', agree: 'Whether anything was bought was not seen.' },
  { who: 'PC with Windows 11 for which nothing was bought', given: { facts: { os: { family: 'windows', product: 'windows', build: '26200.6899', edition: 'Professional', channel: 'general', extendedUpdates: null } } }, expect: 'not-applicable', agree: 'Who bought nothing cannot miss it.' },
  { who: 'Linux server with Ubuntu Pro', given: { asset: { class: 'server' }, facts: { os: { family: 'linux', product: 'ubuntu', version: '20.04', extendedUpdates: key('Ubuntu Pro') } } }, expect: 'not-applicable', agree: 'The paid fixes of Ubuntu are looked at with its version.' },
];

test('EOL-003 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('EOL-003: %s', (_, it) => {
  expect(judged('EOL-003', it)).toEqual(wanted(it));
});
