import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Items = readonly Record<string, unknown>[];

const computer = (number: number, more: object = {}) => ({ id: `asset-${number}`, label: `PC-${number}`, identity: { serials: [`s${number}`], macs: [], names: [`pc-${number}`] }, ...more });
const computers = (count: number): Items => Array.from({ length: count }, (_, index) => computer(index + 1));
const row = (number: number, more: object = {}) => ({ row: number + 1, name: `PC-${number}`, serial: `S${number}`, product: 'SentinelOne', ...more });
const rows = (count: number): Items => Array.from({ length: count }, (_, index) => row(index + 1));
const server = { class: 'server' };
const town = (assets: Items, list: Items, { asOf = '2026-11-15', complete = true } = {}): Given => ({ assets: [...assets], lists: [{ kind: 'edr', asOf, complete, rows: [...list] }] });

const cases: readonly HardCase[] = [
  { who: 'town of sixty with all in the console', given: town(computers(60), rows(60)), expect: 'pass', shows: /60 of 60/, agree: 'Each one was found in the console.' },
  { who: 'town of sixty with one PC left out', given: town(computers(60), rows(59)), expect: 'pass', shows: /59 of 60/, agree: 'One in sixty is a PC that was set up this morning; insurers ask for 98 of 100.' },
  { who: 'town of sixty with two PCs left out', given: town(computers(60), rows(58)), expect: 'fail', shows: /PC-59.*PC-60/, agree: 'Fewer than 98 of 100, and both are named.' },
  { who: 'town of two hundred with one server left out', given: town([...computers(200), computer(201, server)], rows(200)), expect: 'fail', shows: /PC-201/, agree: 'A server has everybody’s data: not one may be left out.' },
  { who: 'town whose console nobody exported yet', given: { assets: [...computers(3)] }, expect: 'unknown', reason: 'population-not-known', agree: 'Agents see a program on the computer; only the console knows whether it listens to it.' },
  { who: 'town whose list was cut to one department', given: town(computers(60), rows(20), { complete: false }), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Nobody said that the list names all.' },
  { who: 'town whose list is of last spring', given: town(computers(60), rows(60), { asOf: '2026-04-01' }), expect: 'unknown', reason: 'evidence-expired', agree: 'Half a year is long enough to remove it from any of them.' },
  { who: 'town with a PC that was retired and left the console', given: town([...computers(3), computer(4, { state: 'retired' })], rows(3)), expect: 'pass', agree: 'What is gone needs no protection.' },
  { who: 'town with a PC that the directory knows and no agent ever reported', given: town([...computers(3), computer(4, { state: 'expected', lastSeen: null })], rows(3)), expect: 'fail', agree: 'It exists by somebody’s list, and the console does not have it.' },
  { who: 'town with a reinstalled PC that took an old name', given: town(computers(3), [row(1), row(2), row(3, { serial: 'OTHER' })]), expect: 'unknown', reason: 'ambiguous-identity', agree: 'The name fits and the serial number does not; a person has to look before anybody is blamed.' },
  { who: 'town with a console that names computers with their domain', given: town(computers(2), [row(1, { name: 'pc-1.town.local', serial: null }), row(2, { name: 'PC-2.town.local', serial: null })]), expect: 'pass', agree: 'It is the same computer under its full name.' },
  { who: 'town with printers and a host of virtual machines', given: town([...computers(2), computer(8, { class: 'printer' }), computer(9, { class: 'hypervisor' })], rows(2)), expect: 'pass', agree: 'Such a program cannot be installed on either.' },
  { who: 'town with a PC of which the console has not heard since summer', given: town(computers(2), [row(1, { lastSeen: '2026-11-14' }), row(2, { lastSeen: '2026-07-01' })]), expect: 'unknown', reason: 'population-not-known', agree: 'A name in the console is no protection when nothing has answered for months; it may also just be switched off.' },
  { who: 'town with a console that calls one PC unhealthy', given: town(computers(2), [row(1, { healthy: true }), row(2, { healthy: false })]), expect: 'unknown', reason: 'population-not-known', agree: 'Somebody has to look at it before it counts.' },
  { who: 'town of which no computer is known', given: town([], rows(3)), expect: 'unknown', reason: 'population-not-known', agree: 'A share of nothing is no share.' },
];

test('EDR-003 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('EDR-003: %s', (_, it) => {
  expect(judged('EDR-003', it)).toEqual(wanted(it));
});
