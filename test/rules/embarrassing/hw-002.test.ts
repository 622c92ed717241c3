import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const server = (hardware: object): Given => ({ asset: { class: 'server', firstSeen: '2024-06-01T00:00:00Z' }, facts: { hardware: { manufacturer: 'Dell Inc.', chassis: 'server', virtualization: null, ...hardware } } });
const old = { cpu: { model: 'Intel(R) Xeon(R) Silver 4208 CPU @ 2.10GHz' } };
/** A row of the equipment ledger for the server, matched by its serial number. */
const bought = (given: Given, row: object): Given => ({
  ...given,
  asset: { ...given.asset, identity: { serials: ['czj1234abc'], macs: [], names: [] } },
  lists: [{ kind: 'ledger', asOf: '2026-11-01', complete: true, rows: [{ row: 2, name: 'PC 1', serial: 'CZJ1234ABC', ...row }] }],
});

const cases: readonly HardCase[] = [
  { who: 'server with a processor of 2023', given: server({ cpu: { model: 'Intel(R) Xeon(R) Silver 4410Y' } }), expect: 'pass', agree: 'It cannot be older than its processor.' },
  { who: 'HPE server whose serial number tells 2016', given: server({ manufacturer: 'HPE', serial: 'CZJ6120ABC', cpu: { model: 'Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz' } }), expect: 'fail', shows: /B: the computer itself tells it/, agree: 'Ten years by its own number.' },
  { who: 'HPE server of 2020 by its serial number', given: server({ manufacturer: 'HPE', serial: 'CZJ0380ABC', ...old }), expect: 'unknown', reason: 'population-not-known', shows: /equipment ledger/, agree: 'At six years a contract with the maker decides, and nobody has told of one.' },
  { who: 'the same server with a contract that runs into next year', given: bought(server({ manufacturer: 'HPE', serial: 'CZJ0380ABC', ...old }), { purchased: '2020-10-01', warrantyEnds: '2027-10-01' }), expect: 'pass', agree: 'Six years old, and its maker still has to bring parts.' },
  { who: 'the same server whose contract ended in spring', given: bought(server({ manufacturer: 'HPE', serial: 'CZJ0380ABC', ...old }), { purchased: '2020-10-01', warrantyEnds: '2026-03-31' }), expect: 'fail', agree: 'Older than five years, and nobody has to repair it.' },
  { who: 'the same server whose ledger knows of no contract', given: bought(server({ manufacturer: 'HPE', serial: 'CZJ0380ABC', ...old }), { purchased: '2020-10-01' }), expect: 'unknown', reason: 'unanswered', agree: 'The ledger has no column for it, which is no proof that there is none.' },
  { who: 'server with a processor of 2012 and firmware of 2013', given: server({ manufacturer: 'Supermicro', cpu: { model: 'Intel(R) Xeon(R) CPU E5-2650 0 @ 2.00GHz' }, firmware: { vendor: 'AMI', version: '3.0', releasedOn: '2013-07-09' } }), expect: 'fail', shows: /assumed/, agree: 'Even if it lay on a shelf for years it is past seven, and the span is called assumed.' },
  { who: 'server with a processor of 2019 and nothing else', given: server(old), expect: 'unknown', reason: 'ambiguous', agree: 'Such servers were sold for years, so it may be three or seven.' },
  { who: 'the same server, which the ledger bought in 2024', given: bought(server(old), { purchased: '2024-03-01' }), expect: 'pass', shows: /A: a record names it/, agree: 'It was bought late in the life of its model.' },
  { who: 'the same server, which the ledger bought in 2019', given: bought(server(old), { purchased: '2019-05-01', warrantyEnds: '2027-05-01' }), expect: 'fail', agree: 'Past seven years parts end, whatever the contract says.' },
  { who: 'server whose hardware could not be read', given: { asset: { class: 'server' }, status: { hardware: { status: 'failed', reason: 'denied' } } }, expect: 'unknown', reason: 'denied', agree: 'Nothing was seen of what is inside.' },
  { who: 'virtual server', given: server({ virtualization: 'vmware' }), expect: 'not-applicable', agree: 'It can be moved to another box in minutes; the box is asked by itself.' },
];

test('HW-002 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('HW-002: %s', (_, it) => {
  expect(judged('HW-002', it)).toEqual(wanted(it));
});
