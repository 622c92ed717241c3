import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const nothing = { packages: [], runtimes: [], browsers: [], managers: ['registry'] };
const pc = (os: Record<string, unknown>, software: Record<string, unknown> = nothing): Given => ({ facts: { os: { family: 'windows', product: 'windows', channel: 'general', ...os }, software } });
const server = (build: string): Given => ({ ...pc({ product: 'windows-server', build, edition: 'ServerStandard' }), asset: { class: 'server' } });
const on = (given: Given, day: string): Given => ({ ...given, asOf: `${day}T12:00:00Z` });
const programs = (...packages: readonly Record<string, unknown>[]) => ({ ...nothing, packages });

const newest = { build: '26200.6899', edition: 'Professional' };
const enterprise = { build: '26100.6899', edition: 'Enterprise' };
const ltsc = { build: '19044.6456', edition: 'EnterpriseS', channel: 'ltsc' };

const cases: readonly HardCase[] = [
  { who: 'PC with the newest Windows 11 Pro, eleven months before its end', given: pc(newest), expect: 'pass', agree: 'The next one comes by itself and for nothing, as the last one did.' },
  { who: 'the same PC 80 days before its end', given: on(pc(newest), '2027-07-24'), expect: 'fail', shows: /25H2 Home\/Pro/, agree: 'By then the next one should have come, and somebody has to look why it has not.' },
  { who: 'the same PC 100 days before its end', given: on(pc(newest), '2027-07-04'), expect: 'pass', agree: 'Three months are enough for an update that costs nothing.' },
  { who: 'PC with Windows 11 24H2 Enterprise', given: pc(enterprise), expect: 'pass', agree: 'Its successor costs nothing either and is here already.' },
  { who: 'PC with Windows 10 LTSC of 2021, which ends in January', given: pc(ltsc), expect: 'fail', shows: /21H2 LTSC/, agree: 'The next LTSC is a license that must be bought and a setup from scratch.' },
  { who: 'PC with Windows 11 LTSC of 2024 a year before its end', given: on(pc({ build: '26100.6899', edition: 'EnterpriseS', channel: 'ltsc' }), '2029-01-09'), expect: 'fail', agree: 'That it is a Windows 11 makes the next LTSC no cheaper.' },
  { who: 'PC with Windows 10 half a year before its end', given: on(pc({ build: '19045.5000', edition: 'Professional' }), '2025-04-01'), expect: 'fail', agree: 'Whether the PC is good enough for Windows 11 decides whether it costs a new PC.' },
  { who: 'server with Windows Server 2016, which ends in January', given: server('14393.8594'), expect: 'fail', agree: 'The successor costs licenses and a weekend.' },
  { who: 'server with Windows Server 2022', given: server('20348.4405'), expect: 'pass', agree: 'It has fixes for five more years.' },
  { who: 'PC with the newest Windows 11 and a Node.js of the maker that ends in April', given: pc(newest, programs({ name: 'Node.js', version: '22.20.0', source: 'registry', publisher: 'Node.js Foundation' })), expect: 'fail', shows: /nodejs 22/, agree: 'Somebody must move a program to the next one and try it.' },
  { who: 'PC with the newest Windows 11 whose programs were not read', given: { facts: { os: { family: 'windows', product: 'windows', channel: 'general', ...newest } }, status: { software: { status: 'failed', reason: 'timeout' } } }, expect: 'unknown', reason: 'timeout', agree: 'Any of them may end in spring.' },
  { who: 'PC with a Windows 11 whose edition was not read', given: { ...pc({ build: '26100.6899' }), missing: { os: [{ path: 'edition', reason: 'denied' }] } }, expect: 'unknown', reason: 'denied', agree: 'Of this build there is one that ended, one that moves on for nothing, and one that must be bought.' },
  { who: 'laptop with Fedora, eight months before its end', given: on({ asset: { class: 'laptop' }, facts: { os: { family: 'linux', product: 'fedora', name: 'Fedora Linux 43 (Workstation Edition)', version: '43' }, software: { packages: [], runtimes: [], browsers: [], managers: ['rpm'] } } }, '2026-04-01'), expect: 'pass', agree: 'Fedora never has more than 13 months, and the next one costs an evening.' },
];

test('EOL-004 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('EOL-004: %s', (_, it) => {
  expect(judged('EOL-004', it)).toEqual(wanted(it));
});
