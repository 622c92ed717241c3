import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../reports/build.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { json } from '../../reports/formats/json/index.ts';
import { buildSeen } from '../../reports/lists.ts';
import type { SeenCell } from '../../reports/lists.ts';
import { townAssets } from '../../rules/engine/stated-assets.ts';
import { statedOf } from '../../rules/engine/stated.ts';
import { PartialList } from '../../rules/engine/value.ts';
import { visible } from '../../reports/words.ts';
import type { EvaluationInput, RosterAsset } from '../../rules/input.ts';
import { listKinds, machineListKinds } from '../../rules/list.ts';
import type { TownList } from '../../rules/list.ts';
import { hostileTexts } from './hostile.ts';
import { listOf, withLists } from './listed.ts';
import { sampleInput, sampleSource } from './sample.ts';
import { syntheticTown } from './town.ts';

/** A town of computers that are known by their labels. */
function town(labels: readonly string[], lists: readonly TownList[], more: (asset: RosterAsset, index: number) => Partial<RosterAsset> = () => ({})): EvaluationInput {
  const input = sampleInput(labels);
  const roster = input.roster.map((asset, index) => ({ ...asset, identity: { ...asset.identity, names: [asset.label] }, ...more(asset, index) }));
  const silent = new Set(roster.filter(({ lastSeen }) => lastSeen === null).map(({ id }) => id));
  return { ...input, roster, statements: input.statements.filter(({ asset }) => !silent.has(asset)), lists };
}

function cellsOf(input: EvaluationInput, label: string): Record<string, SeenCell> {
  return { ...buildSeen(input).machines.find((machine) => machine.label === label)?.seen };
}

describe('where a computer is seen', () => {
  it('is yes with the day it was last seen there, or the day of the list', () => {
    const lists = [listOf('rmm', [{ name: 'one', lastSeen: '2026-11-12' }]), listOf('ledger', [{ name: 'ONE' }])];
    expect(cellsOf(town(['one', 'two'], lists), 'one')).toEqual({ agent: { state: 'yes', on: '2026-11-21T07:12:00Z' }, rmm: { state: 'yes', on: '2026-11-12' }, ledger: { state: 'yes', on: '2026-11-15' } });
  });

  it('is no only where a list that counts and is complete lacks it', () => {
    const rows = [{ name: 'one' }];
    const two = (list: TownList) => cellsOf(town(['one', 'two'], [list]), 'two')['edr'];
    expect(two(listOf('edr', rows))).toEqual({ state: 'no' });
    expect(two(listOf('edr', rows, { complete: false }))).toEqual({ state: 'not-known', reason: 'not-visible-from-here' });
    expect(two(listOf('edr', rows, { asOf: '2026-08-01' }))).toEqual({ state: 'not-known', reason: 'evidence-expired' });
    expect(two(listOf('edr', [...rows, { serial: 'S-1' }]))).toEqual({ state: 'not-known', reason: 'ambiguous-identity' });
    expect(two(listOf('edr', [{ name: 'two' }, { name: 'two' }]))).toEqual({ state: 'not-known', reason: 'ambiguous-identity' });
  });

  it('is told with its day and as too old where the list or the report is', () => {
    expect(cellsOf(town(['one', 'two'], [listOf('rmm', [{ name: 'one' }], { asOf: '2026-09-20' })]), 'one')['rmm']).toEqual({ state: 'too-old', on: '2026-09-20' });
    const input = town(['one', 'two'], []);
    const old = { ...input, statements: input.statements.map((statement) => ({ ...statement, receivedAt: '2026-10-01T02:00:00Z' })) };
    expect(cellsOf(old, 'one')['agent']).toEqual({ state: 'too-old', on: '2026-10-01T02:00:00Z' });
  });

  it('is not known while two speak with one key', () => {
    expect(cellsOf(town(['one', 'two'], [], () => ({ cloned: true })), 'one')['agent']).toEqual({ state: 'not-known', reason: 'ambiguous-identity' });
  });

  it('says the same as the rules that judge it', () => {
    const row = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'nobody'), serial: fc.constantFrom(undefined, 's-1', null) });
    const list = fc.record({ kind: fc.constantFrom(...machineListKinds), rows: fc.array(row, { maxLength: 5 }), complete: fc.boolean(), asOf: fc.constantFrom('2026-11-15', '2026-09-22', '2026-09-20', '2026-11-30') });
    fc.assert(fc.property(fc.array(list, { maxLength: 4 }), fc.constantFrom('2026-11-21T07:12:00Z', '2026-11-01T00:00:00Z'), fc.boolean(), (lists, receivedAt, cloned) => {
      const base = town(['a', 'b', 'c', 'd'], lists.map(({ kind, rows, ...more }) => listOf(kind, rows.map(({ name, serial }) => (serial === undefined ? { name } : { name, serial })), more)), (_, index) => (index === 0 ? { cloned } : index === 3 ? { state: 'expected', lastSeen: null } : {}));
      const input = { ...base, statements: base.statements.map((statement) => ({ ...statement, receivedAt })) };
      const judged = townAssets(statedOf(input, [], Date.parse(input.asOf)), input.roster, Map.groupBy(input.statements, ({ asset }) => asset)).value as { id: string; sources: readonly string[] | PartialList }[];
      for (const { asset, seen } of buildSeen(input).machines) {
        const sources = judged.find(({ id }) => id === asset)!.sources;
        const items = sources instanceof PartialList ? sources.items : sources;
        expect(Object.entries(seen).filter(([, cell]) => cell.state === 'yes').map(([place]) => place).sort()).toEqual([...items]);
      }
    }), { numRuns: 300 });
  });
});

describe('the table', () => {
  it('has a column for the agent, and for whatever else was asked or imported', () => {
    expect(buildSeen(town(['one', 'two'], [listOf('backup', []), listOf('people', [])])).places).toEqual(['agent', 'backup']);
    const input = town(['one', 'two'], []);
    const ssh = { ...input, statements: input.statements.map((statement) => ({ ...statement, target: { kind: 'ssh' as const, id: 'x' } })) };
    expect([buildSeen(ssh).places, buildSeen(ssh).absent]).toEqual([['agent', 'ssh'], ['rmm', 'directory', 'ledger', 'edr', 'backup']]);
  });

  it('names those first that never reported, keeps what a list names although it is retired, and leaves internet names out', () => {
    const states = ['active', 'expected', 'retired', 'retired', 'active'] as const;
    const input = town(['a', 'b', 'c', 'd', 'e.example'], [listOf('rmm', [{ name: 'c' }])], (_, index) => ({ state: states[index]!, ...(index === 1 ? { lastSeen: null } : {}), ...(index === 4 ? { class: 'domain' as const } : {}) }));
    expect(buildSeen(input).machines.map(({ label, state, neverReported }) => [label, state, neverReported])).toEqual([['b', 'expected', true], ['a', 'active', false], ['c', 'retired', false]]);
  });

  it('shows 200 computers and counts the others; report.json and computers.csv have them all', () => {
    const labels = Array.from({ length: 230 }, (_, index) => `pc-${index}`);
    const model = buildReport({ ...sampleSource(), outcomes: [], findings: [], input: town(labels, [listOf('rmm', Array.from({ length: 260 }, (_, index) => ({ name: `other-${index}` })))]) });
    const page = Buffer.from(html.render(model)).toString();
    expect(page).toContain('30 more stand in computers.csv');
    expect(page).toContain('and 60 more; computers.csv names them all');
    expect(page).toContain('230 computers and devices are seen');
    const { seen } = JSON.parse(Buffer.from(json.render(model)).toString()) as { seen: { machines: unknown[]; lists: { unmatched: unknown[] }[] } };
    expect([seen.machines.length, seen.lists[0]!.unmatched.length]).toEqual([230, 260]);
  });
});

describe('a list', () => {
  it('counts for sixty days, and then is called too old', () => {
    const standing = (asOf: string) => buildSeen(town(['one', 'two'], [listOf('rmm', [], { asOf })])).lists.map((list) => [list.standing, list.countsUntil])[0];
    expect([standing('2026-09-22'), standing('2026-09-21'), standing('2026-11-25')]).toEqual([['counts', '2026-11-21'], ['too-old', '2026-11-20'], ['not-yet', '2027-01-24']]);
  });

  it('that a person calls complete is told apart from one of which nobody does, where rows could not be used', () => {
    const told = (more: Partial<TownList>) => {
      const model = buildReport({ ...sampleSource(), outcomes: [], findings: [], input: town(['one', 'two'], [listOf('rmm', [{ name: 'one' }], { complete: false, ...more })]) });
      return Buffer.from(html.render(model)).toString();
    };
    expect(told({ claimedComplete: true, inDoubt: 2 })).toContain('stated, but 2 rows could not be used');
    expect(told({ inDoubt: 2 })).toContain('nobody says so');
    expect(told({})).toContain('nobody says so');
  });

  it('names each row that is nothing known, in doubt or refused', () => {
    const list = listOf('ledger', [{ name: 'one' }, { name: 'x\u202Eyz' }, { serial: 'S-9' }, { model: 'Z' }, { name: 'two' }, { name: 'two' }], { refused: [{ row: 99, why: 'no key' }, { row: 12, why: 'a formula' }] });
    const [view] = buildSeen(town(['one', 'two'], [list])).lists;
    expect(view).toMatchObject({ rows: 6, matched: 1, refused: [{ row: 12 }, { row: 99 }] });
    expect(view!.unmatched).toEqual([{ row: 3, name: 'x\\u{202e}yz', maybe: [], why: null }, { row: 4, name: 'S-9', maybe: [], why: null }, { row: 5, name: 'row 5', maybe: [], why: null }]);
    expect(view!.ambiguous).toEqual([{ row: 6, name: 'two', maybe: ['two'], why: 'rows 6, 7 name the same computer' }, { row: 7, name: 'two', maybe: ['two'], why: 'rows 6, 7 name the same computer' }]);
  });

  it('of people has no machines to match', () => {
    expect(buildSeen(town(['one', 'two'], [listOf('people', [{ person: 'A' }])])).lists).toMatchObject([{ kind: 'people', rows: 1, matched: null, unmatched: [] }]);
  });

  it('of every kind stands on the page, with file, digest and who imported it', () => {
    const lists = listKinds.map((kind, index) => listOf(kind, [], index === 0 ? { by: 'file, unverified' } : {}));
    const page = Buffer.from(html.render(buildReport({ ...sampleSource(), outcomes: [], findings: [], input: town(['one', 'two'], lists) }))).toString();
    for (const { file, digest } of lists) expect([page.includes(`${file},`), page.includes(digest.slice(0, 16))]).toEqual([true, true]);
    expect(page).toContain('rmm.csv, from a file, not verified');
    expect(page).toContain('edr.csv, imported by Ann Lee');
  });

  it('that counts and is complete shows what no computer could, and one that does not shows nothing', () => {
    const beyond = (lists: readonly TownList[]) => buildReport({ ...sampleSource(), outcomes: [], findings: [], input: town(['one', 'two'], lists) }).coverage.notLookedAt.filter(({ where }) => where.length === 0).map(({ what }) => what);
    const [agentless, backups] = ['Computers that have no agent', 'Backups made from outside the computer'];
    expect(beyond([])).toEqual(expect.arrayContaining([agentless, backups]));
    expect(beyond([listOf('ledger', [])])).not.toContain(agentless);
    expect(beyond([listOf('ledger', [])])).toContain(backups);
    expect(beyond([listOf('backup', [])])).not.toContain(backups);
    for (const more of [{ complete: false }, { asOf: '2026-08-01' }]) expect(beyond([listOf('ledger', [], more), listOf('backup', [], more)])).toEqual(beyond([]));
  });

  it('that nobody imported is named, and a town without any says so', () => {
    const text = (lists: readonly TownList[]) => Buffer.from(html.render(buildReport({ ...sampleSource(), outcomes: [], findings: [], input: town(['one', 'two'], lists) }))).toString();
    expect(text([])).toContain('Nobody has imported a list yet');
    expect(text([listOf('rmm', [])])).toContain('Not imported: the list of the directory, the equipment ledger, the list of the protection console, the job list of the backup system.');
  });
});

describe('what nobody sees', () => {
  const labels = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ name: `pc-${index + from}` }));
  const all = Array.from({ length: 113 }, (_, index) => `pc-${index}`);
  // The example of the compliance study, 2.4: 104 and 97 computers, 88 in both, 113 in either, about 115 in all.
  const study = () => town(all, [listOf('ledger', labels(104)), listOf('rmm', labels(97, 16))], () => ({ lastSeen: null, state: 'expected' }));

  it('is estimated as Chapman does, with its assumption beside it', () => {
    expect(buildSeen(study()).estimate).toEqual({ places: ['ledger', 'rmm'], counts: [104, 97], both: 88, either: 113, all: 115 });
    const page = Buffer.from(html.render(buildReport({ ...sampleSource(), outcomes: [], findings: [], input: study() }))).toString();
    expect(page).toContain('about 115 exist: about 2 are in neither');
    expect(page).toContain('only if the two were made apart from each other');
  });

  it('is not estimated from lists that follow one another, that are too old, or that share too few', () => {
    const lists = study().lists;
    const estimate = (given: readonly TownList[]) => buildSeen({ ...study(), lists: given }).estimate;
    expect(estimate([{ ...lists[0]!, kind: 'edr' }, lists[1]!])).toBeNull();
    expect(estimate([{ ...lists[0]!, asOf: '2026-08-01' }, lists[1]!])).toBeNull();
    expect(estimate([listOf('ledger', labels(20)), listOf('rmm', labels(20, 14))])).toBeNull();
    expect(estimate([listOf('ledger', labels(20)), listOf('rmm', labels(20, 13))])).not.toBeNull();
  });

  it('is not estimated from a list with rows in doubt; the next pair takes its place', () => {
    const [ledger, rmm] = study().lists as [TownList, TownList];
    const estimate = (...given: TownList[]) => buildSeen({ ...study(), lists: given }).estimate;
    expect(estimate({ ...ledger, complete: false, inDoubt: 1 }, rmm)).toBeNull();
    expect(estimate(ledger, { ...rmm, complete: false, inDoubt: 1 })).toBeNull();
    expect(estimate(ledger, { ...rmm, rows: [...rmm.rows, { row: 900, name: 'pc-20' }] })).toBeNull();
    expect(estimate(ledger, { ...rmm, complete: false, inDoubt: 1 }, { ...rmm, kind: 'directory' })?.places).toEqual(['ledger', 'directory']);
    expect(estimate({ ...ledger, refused: [{ row: 99, why: 'it is a remark about the list' }] }, rmm)).not.toBeNull();
  });

  it('counts computers in use only', () => {
    const estimate = (input: EvaluationInput) => buildSeen(input).estimate?.counts;
    expect(estimate({ ...study(), roster: study().roster.map((asset, index) => (index === 0 ? { ...asset, class: 'printer' as const } : index === 1 ? { ...asset, state: 'retired' as const } : asset)) })).toEqual([102, 97]);
    const gone = study().lists.map((list) => (list.kind === 'ledger' ? { ...list, rows: list.rows.map((row, index) => (index < 4 ? { ...row, retired: '2025-01-01' } : row)) } : list));
    expect(estimate({ ...study(), lists: gone })).toEqual([100, 97]);
  });

  it('is never below what either names, and grows no smaller by what only one names', () => {
    fc.assert(fc.property(fc.nat(40), fc.nat(40), fc.integer({ min: 7, max: 40 }), (first, second, both) => {
      const count = first + second + both;
      const estimate = (only: number) => buildSeen(town(Array.from({ length: count }, (_, index) => `pc-${index}`), [listOf('ledger', labels(only + both, first - only)), listOf('rmm', labels(both + second, first))], () => ({ lastSeen: null, state: 'expected' }))).estimate!;
      expect(estimate(first).all).toBeGreaterThanOrEqual(count);
      expect(estimate(first).all).toBeGreaterThanOrEqual(estimate(Math.max(first - 1, 0)).all);
    }), { numRuns: 10 });
  });
});

describe('a town with all kinds of list', () => {
  it('shows hostile texts of lists literally', () => {
    const list = listOf('rmm', hostileTexts.map((name) => ({ name })), { file: hostileTexts[0]!, by: hostileTexts[0]!, refused: hostileTexts.map((why, index) => ({ row: 900 + index, why })) });
    const page = Buffer.from(html.render(buildReport({ ...sampleSource(), outcomes: [], findings: [], input: town(['one', 'two'], [list]) }))).toString();
    const text = page.replaceAll(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    expect(page).not.toMatch(/<(?:script|img|iframe|svg on|a href="(?!#))/i);
    expect(hostileTexts.filter((one) => one.trim() !== '' && !text.includes(visible(one, 80)))).toEqual([]);
  });


  it('gives the same bytes in whatever order its lists come', () => {
    const source = withLists(syntheticTown({ computers: 30, rules: 4, programs: 2 }));
    const turned = { ...source, input: { ...source.input, roster: source.input.roster.toReversed(), lists: source.input.lists.toReversed().map((list) => ({ ...list, rows: list.rows.toReversed(), refused: list.refused.toReversed() })) }, outcomes: source.outcomes.toReversed() };
    for (const format of [html, json]) expect(Buffer.from(format.render(buildReport(turned))).toString()).toBe(Buffer.from(format.render(buildReport(source))).toString());
  });
});
