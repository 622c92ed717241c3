import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchLists, newestOf } from '../../../../rules/derive/lists/match.ts';
import { isFresh, listedIn, staleAt } from '../../../../rules/derive/lists/listed.ts';
import type { RosterAsset } from '../../../../rules/input.ts';
import type { ListRow, TownList } from '../../../../rules/list.ts';
import { cpuMs } from '../../../cpu.ts';

const asOf = Date.parse('2026-11-21T00:00:00Z');

function asset(id: string, identity: Partial<RosterAsset['identity']> = {}, more: Partial<RosterAsset> = {}): RosterAsset {
  return { id, class: 'workstation', classBasis: 'measured', label: id, department: null, tags: [], state: 'active', firstSeen: '2025-01-01T00:00:00Z', lastSeen: null, expectedEveryDays: 7, cloned: false, possibleDuplicateOf: [], identity: { serials: [], macs: [], names: [], ...identity }, ...more };
}

function list(rows: readonly Partial<ListRow>[], more: Partial<TownList> = {}): TownList {
  return { kind: 'rmm', asOf: '2026-11-15', importedAt: '2026-11-16T00:00:00Z', by: 'A. Clerk', file: 'rmm.csv', digest: 'd', complete: true, columns: [], rows: rows.map((row, index) => ({ row: index + 2, ...row })), refused: [], ...more };
}

/** What came of each row, in the order of the rows. */
function went(roster: readonly RosterAsset[], rows: readonly Partial<ListRow>[]): string[] {
  const match = matchLists(roster, [list(rows)]).get('rmm');
  if (!match) throw new Error('there is no list');
  return [
    ...match.matched.map(({ row, asset: of, by }) => [row.row, `${of} by ${by}`] as const),
    ...match.ambiguous.map(({ row, assets, why }) => [row.row, `? ${assets.join(',')} (${why})`] as const),
    ...match.unmatched.map(({ row }) => [row, '-'] as const),
  ].sort(([a], [b]) => a - b).map(([, text]) => text);
}

const a = asset('a', { serials: ['s1'], macs: ['00:11:22:33:44:55'], names: ['frontdesk'] });
const b = asset('b', { serials: ['s2'], names: ['clerk.town.local'] });
const bare = asset('c', { names: ['kiosk'] });

describe('rows find their asset', () => {
  test.each<[string, Partial<ListRow>, string]>([
    ['by serial, whatever the name', { serial: 'S1', name: 'other' }, 'a by serial'],
    ['by serial with spaces', { serial: ' s1 ' }, 'a by serial'],
    ['by MAC with hyphens', { macs: ['00-11-22-33-44-55'] }, 'a by mac'],
    ['by name in capitals', { name: 'FRONTDESK' }, 'a by name'],
    ['by the short form of a longer name', { name: 'CLERK' }, 'b by name'],
    ['by the longer form of a short name', { name: 'kiosk.town.local' }, 'c by name'],
    ['not by the same first part in another domain', { name: 'clerk.other.local' }, '-'],
    ['not by the first number of an address', { name: '10.0.0.5' }, '-'],
    ['not at all when it has no key', { model: 'X' }, '-'],
    ['not by an empty serial', { serial: '', name: 'nobody' }, '-'],
    ['by name where the machine has no serial of its own', { serial: 'S9', name: 'kiosk' }, 'c by name'],
    ['never by name against another serial', { serial: 'S9', name: 'frontdesk' }, '? a (the name fits, the serial number does not)'],
    ['never by MAC against another serial', { serial: 'S9', macs: ['00:11:22:33:44:55'] }, '? a (the network address fits, the serial number does not)'],
  ])('%s', (_, row, result) => {
    expect(went([a, b, bare], [row])).toEqual([result]);
  });

  test('a key that two assets have is of neither', () => {
    expect(went([a, asset('twin', { serials: ['s1'] })], [{ serial: 's1' }])).toEqual(['? a,twin (several computers have this serial number)']);
    expect(went([asset('x', { names: ['pc'] }), asset('y', { names: ['pc'] })], [{ name: 'pc' }])).toEqual(['? x,y (several computers have this name)']);
  });

  test('two rows about one asset: by the same key neither counts, else the stronger', () => {
    expect(went([a], [{ serial: 's1' }, { serial: 's1' }])).toEqual(['? a (rows 2, 3 name the same computer)', '? a (rows 2, 3 name the same computer)']);
    expect(went([a], [{ name: 'frontdesk' }, { serial: 's1' }])).toEqual(['? a (row 3 says more surely that it is this computer)', 'a by serial']);
  });

  test('every row stands in exactly one place, in whatever order', () => {
    const keys = fc.record({ serial: fc.constantFrom('s1', 's2', 's3', null), name: fc.constantFrom('frontdesk', 'clerk', 'pc', null) });
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 8 }), fc.array(keys, { maxLength: 5 }), (rows, machines) => {
        const roster = machines.map(({ serial, name }, index) => asset(`m${index}`, { serials: serial === null ? [] : [serial], names: name === null ? [] : [name] }));
        const results = went(roster, rows);
        expect(results).toHaveLength(rows.length);
        const one = list(rows);
        const turned = matchLists(roster.toReversed(), [{ ...one, rows: one.rows.toReversed() }]).get('rmm');
        expect(JSON.stringify({ ...turned, list: null })).toBe(JSON.stringify({ ...matchLists(roster, [one]).get('rmm'), list: null }));
        const matched = turned?.matched.map((it) => it.asset) ?? [];
        expect(new Set(matched).size).toBe(matched.length);
      }),
    );
  });

  test('100,000 rows of one name take no more than a moment', () => {
    const rows = Array.from({ length: 100_000 }, () => ({ name: 'frontdesk' }));
    const before = cpuMs();
    expect(matchLists([a], [list(rows)]).get('rmm')?.ambiguous).toHaveLength(100_000);
    expect(cpuMs() - before).toBeLessThan(2_000);
  });
});

test('of two lists of one kind the newest counts', () => {
  const [old, recent] = [list([], { asOf: '2026-10-01', digest: 'old' }), list([], { digest: 'new' })];
  expect(newestOf([old, recent], 'rmm')?.digest).toBe('new');
  expect(newestOf([recent, old], 'rmm')?.digest).toBe('new');
  expect(newestOf([recent], 'edr')).toBeUndefined();
});

describe('what a list says of an asset', () => {
  const said = (lists: readonly TownList[], of: RosterAsset = a, roster: readonly RosterAsset[] = [a, b, bare]) => {
    const it = listedIn(matchLists(roster, lists), asOf)(of, 'rmm');
    return 'row' in it ? (it.row?.row ?? null) : it.because.reason;
  };

  test('its row, that it has none, or why nobody can say', () => {
    expect(said([])).toBe('population-not-known');
    expect(said([list([{ serial: 's1' }])])).toBe(2);
    expect(said([list([{ serial: 's2' }])])).toBe(null);
    expect(said([list([{ serial: 's2' }], { complete: false })])).toBe('not-visible-from-here');
    expect(said([list([{ serial: 's1' }], { complete: false })])).toBe(2);
    expect(said([list([{ serial: 's1' }, { serial: 's1' }])])).toBe('ambiguous-identity');
    expect(said([list([{ serial: 's1' }], { asOf: '2026-09-01' })])).toBe('evidence-expired');
    expect(said([list([{ serial: 's1' }], { asOf: '2026-12-24' })])).toBe('evidence-expired');
  });

  test('a row without a key that the asset has, too, may be it', () => {
    expect(said([list([{ serial: 'zz' }])], bare)).toBe('ambiguous-identity');
    expect(said([list([{ serial: 'zz', name: 'zz' }])], bare)).toBe(null);
    expect(said([list([{ model: 'Laptop' }])], a)).toBe('ambiguous-identity');
  });

  test('a list counts for sixty days', () => {
    expect(isFresh({ asOf: '2026-09-22' }, asOf)).toBe(true);
    expect(isFresh({ asOf: '2026-09-21' }, asOf)).toBe(false);
    expect(new Date(staleAt({ asOf: '2026-09-22' })).toISOString()).toBe('2026-11-22T00:00:00.000Z');
  });
});
