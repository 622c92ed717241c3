import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const year = (number: number) => ({ product: `Windows 10 ESU year ${number}`, active: true, endsOn: null });
const os = (build: string, edition: string, more: object = {}) => ({ family: 'windows', product: 'windows', name: 'Windows', build, edition, channel: 'general', extendedUpdates: null, ...more });
const pc = (build: string, edition: string, more: object = {}): Given => ({ facts: { os: os(build, edition, more) } });

const eleven24 = '26100.6899';
const ten = '19045.6456';

const cases: readonly HardCase[] = [
  { who: 'PC with Windows 11 Pro of last year', given: pc('26200.6899', 'Professional'), expect: 'pass', agree: 'Version 25H2 gets fixes until October 2027.' },
  { who: 'PC with Windows 11 24H2 Pro', given: pc(eleven24, 'Professional'), expect: 'fail', shows: /2026-10-13/, agree: 'Home and Pro of this version got their last fixes in October.' },
  { who: 'the same version as Education', given: pc(eleven24, 'Education'), expect: 'pass', agree: 'Enterprise and Education have a year more than Home and Pro.' },
  { who: 'cash register with the same version as IoT Enterprise', given: pc(eleven24, 'IoTEnterprise'), expect: 'pass', agree: 'IoT Enterprise outside of LTSC ends with Enterprise.' },
  { who: 'dispatch PC with Windows 11 LTSC 2024', given: pc(eleven24, 'EnterpriseS', { channel: 'ltsc' }), expect: 'pass', shows: /2029-10-09/, agree: 'The long-term channel has a date of its own.' },
  { who: 'controller of a pump with Windows 10 IoT LTSC 2021', given: pc('19044.6456', 'IoTEnterpriseS', { channel: 'ltsc' }), expect: 'pass', shows: /2032-01-13/, agree: 'IoT LTSC is mended for ten years, five more than LTSC.' },
  { who: 'PC with Windows 10 LTSC 2021 after January 2027', given: { ...pc('19044.6456', 'EnterpriseS', { channel: 'ltsc' }), asOf: '2027-02-01T00:00:00Z' }, expect: 'fail', agree: 'Without IoT the same channel ended on January 12.' },
  { who: 'PC with Windows 10 Pro and no paid fixes', given: pc(ten, 'Professional'), expect: 'fail', shows: /2025-10-14/, agree: 'Its licenses were read, and none is for longer support.' },
  { who: 'PC with Windows 10 and the key of the running year', given: pc(ten, 'Professional', { channel: 'esu', extendedUpdates: year(2) }), expect: 'pass', agree: 'The second year runs until October 2027.' },
  { who: 'PC with Windows 10 and the key of the first year alone', given: pc(ten, 'Professional', { channel: 'esu', extendedUpdates: year(1) }), expect: 'unknown', reason: 'ambiguous', agree: 'The first year is over; somebody else may pay now, which no key shows.' },
  { who: 'the same PC while the first year ran', given: { ...pc(ten, 'Professional', { channel: 'esu', extendedUpdates: year(1) }), asOf: '2026-06-01T00:00:00Z' }, expect: 'pass', agree: 'On that day the key was good.' },
  {
    who: 'PC with Windows 10 that gets paid fixes by a Microsoft account', given: { facts: { os: { family: 'windows', product: 'windows', name: 'Windows 10 Pro', build: '19045.6575', edition: 'Professional' } }, missing: { os: [{ path: 'channel', reason: 'not-visible-from-here' }, { path: 'extendedUpdates', reason: 'not-visible-from-here' }] } },
    expect: 'unknown', reason: 'not-visible-from-here', agree: 'It has a fix that only paying computers got, and no license tells who pays.',
  },
  { who: 'PC with Windows 10 whose licenses could not be read', given: { facts: { os: { family: 'windows', product: 'windows', name: 'Windows 10 Pro', build: ten, edition: 'Professional' } }, missing: { os: [{ path: 'channel', reason: 'timeout' }, { path: 'extendedUpdates', reason: 'timeout' }] } }, expect: 'unknown', reason: 'timeout', agree: 'Paid fixes that could not be looked for may be there.' },
  { who: 'PC with Windows 11 24H2 whose edition was not read', given: { facts: { os: { family: 'windows', product: 'windows', name: 'Windows 11', build: eleven24, channel: 'general' } }, missing: { os: [{ path: 'edition', reason: 'denied' }] } }, expect: 'unknown', reason: 'denied', agree: 'As Pro it is past its end, as Enterprise it has another year.' },
  { who: 'PC with a version that is newer than the catalog', given: pc('31000.1', 'Professional'), expect: 'unknown', reason: 'catalog-gap', agree: 'That we do not know a version is our gap and no fault of the town.' },
  { who: 'PC on the very last day of its version', given: { ...pc(eleven24, 'Professional'), asOf: '2026-10-13T22:00:00Z' }, expect: 'pass', agree: 'The last day of fixes is a day of fixes.' },
  { who: 'laptop that has been in a drawer for six weeks', given: { ...pc(eleven24, 'Professional'), receivedAt: '2026-10-08T00:00:00Z', asset: { expectedEveryDays: 14 } }, expect: 'unknown', reason: 'stale', agree: 'It may have been upgraded on the desk of somebody since.' },
];

test('EOL-001 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('EOL-001: %s', (_, it) => {
  expect(judged('EOL-001', it)).toEqual(wanted(it));
});
