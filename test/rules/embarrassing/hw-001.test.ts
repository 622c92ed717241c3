import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const i5of2018 = { model: 'Intel(R) Core(TM) i5-8265U CPU @ 1.60GHz' };
const i5of2020 = { model: '11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz' };
const laptop = (hardware: object, more: object = {}): Given => ({ asset: { class: 'laptop', firstSeen: '2025-01-01T00:00:00Z' }, facts: { hardware: { manufacturer: 'LENOVO', chassis: 'laptop', virtualization: null, ...hardware }, ...more } });
const desktop = (hardware: object, more: object = {}): Given => ({ asset: { firstSeen: '2025-01-01T00:00:00Z' }, facts: { hardware: { manufacturer: 'Dell Inc.', chassis: 'desktop', virtualization: null, ...hardware }, ...more } });
/** A row of the equipment ledger for the computer, matched by its serial number. */
const bought = (given: Given, purchased: string | null): Given => ({
  ...given,
  asset: { ...given.asset, identity: { serials: ['pf2abc12'], macs: [], names: [] } },
  lists: [{ kind: 'ledger', asOf: '2026-11-01', complete: true, rows: [{ row: 2, name: 'PC 1', serial: 'PF2ABC12', purchased }] }],
});

const lateBoard = { cpu: i5of2018, firmware: { vendor: 'LENOVO', version: '1.79', releasedOn: '2023-05-05' } };

const cases: readonly HardCase[] = [
  { who: 'notebook with a processor of 2023', given: laptop({ cpu: { model: '13th Gen Intel(R) Core(TM) i5-1335U' } }), expect: 'pass', agree: 'It cannot be older than what is inside.' },
  { who: 'HP notebook whose serial number tells the week', given: laptop({ manufacturer: 'HP', serial: '8CG9211ABC', ...lateBoard }), expect: 'fail', shows: /B: the computer itself tells it/, agree: 'The number says week 21 of 2019, and new firmware does not make it younger.' },
  { who: 'notebook with a processor of 2018 and firmware of 2023', given: laptop(lateBoard), expect: 'unknown', reason: 'ambiguous', agree: 'New firmware was installed on old and new ones, so it may be five years old or eight.' },
  { who: 'notebook that could be four or six years old', given: laptop({ cpu: i5of2020, firmware: { vendor: 'LENOVO', version: '1.60', releasedOn: '2024-03-01' } }), expect: 'unknown', reason: 'ambiguous', agree: 'A town should not replace it because of its processor alone.' },
  { who: 'desktop of 2018 that still has its first firmware', given: desktop({ cpu: { model: 'Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz' }, firmware: { vendor: 'Dell Inc.', version: '1.0.2', releasedOn: '2018-06-11' } }), expect: 'fail', shows: /estimate, year to be confirmed/, agree: 'Both bounds are years beyond the limit; it is called an estimate, and the invoice is asked for before money is spent.' },
  { who: 'the same notebook, which the ledger bought in 2023', given: bought(laptop(lateBoard), '2023-06-15'), expect: 'pass', shows: /A: a record names it/, agree: 'An invoice beats every guess from parts.' },
  { who: 'the same notebook, which the ledger bought in 2019', given: bought(laptop(lateBoard), '2019-04-02'), expect: 'fail', shows: /A: a record names it/, agree: 'A record says that it is seven years old.' },
  { who: 'notebook whose row in the ledger has no day', given: bought(laptop(lateBoard), null), expect: 'unknown', reason: 'ambiguous', agree: 'An empty cell is no year.' },
  { who: 'notebook that the ledger bought before its processor was made', given: bought(laptop({ cpu: { model: '13th Gen Intel(R) Core(TM) i5-1335U' } }), '2016-01-10'), expect: 'pass', agree: 'Somebody typed the wrong year: it cannot be older than its processor, and a mistake must not make a new notebook old.' },
  { who: 'notebook with a battery of last year and a processor of 2018', given: laptop({ ...lateBoard, batteries: [{ name: 'BAT0', manufacturedOn: '2025-03-15' }] }), expect: 'unknown', reason: 'ambiguous', agree: 'A new battery in an old notebook is a repair.' },
  { who: 'PC of an unknown maker with nothing but the day it was first seen', given: desktop({ manufacturer: 'Fabrikam', cpu: { model: 'Fabrikam 9000' } }), expect: 'unknown', reason: 'ambiguous', agree: 'A day on which it was seen tells no age.' },
  { who: 'PC whose hardware could not be read', given: { status: { hardware: { status: 'failed', reason: 'timeout' } } }, expect: 'unknown', reason: 'timeout', agree: 'Nothing was seen of what is inside.' },
  { who: 'PC that was set up again last month', given: desktop({ cpu: { model: 'Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz' }, firmware: { vendor: 'Dell Inc.', version: '1.30.0', releasedOn: '2026-06-11' } }, { os: { family: 'windows', installedOn: '2026-10-20' } }), expect: 'unknown', reason: 'ambiguous', agree: 'A new system is no new computer, and new firmware on an old one is no proof of its age either.' },
  { who: 'virtual PC', given: desktop({ virtualization: 'hyper-v' }), expect: 'not-applicable', agree: 'There is no box that could be old.' },
];

test('HW-001 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('HW-001: %s', (_, it) => {
  expect(judged('HW-001', it)).toEqual(wanted(it));
});
