import { isFresh, listedIn, staleAt } from '../rules/derive/lists/listed.ts';
import type { Listed } from '../rules/derive/lists/listed.ts';
import { matchLists, newestOf } from '../rules/derive/lists/match.ts';
import type { ListMatch } from '../rules/derive/lists/match.ts';
import { freshUntil } from '../rules/engine/view.ts';
import type { EvaluationInput, InputStatement, RosterAsset } from '../rules/input.ts';
import { listKinds, machineListKinds } from '../rules/list.ts';
import type { ListKind, ListRow, MachineListKind, TownList } from '../rules/list.ts';
import { unverifiedFile } from '../rules/waiver.ts';
import { estimateOf } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import { named, visible } from './words.ts';

/** Where a computer or device can be seen: by what asks it, and in lists. */
const places = ['agent', 'ssh', 'snmp', ...machineListKinds] as const;
export type SeenPlace = (typeof places)[number];

/** Whether something is seen at a place. `on` is a day or an instant; `too-old` counts as seen nowhere. */
export type SeenCell =
  | { readonly state: 'yes' | 'too-old'; readonly on: string }
  | { readonly state: 'no' }
  | { readonly state: 'not-known'; readonly reason: string };

/** One computer or device, and where it is seen. */
export interface SeenMachine {
  readonly asset: string;
  readonly label: string;
  readonly class: string;
  readonly state: string;
  readonly neverReported: boolean;
  /** One for each place of the table. */
  readonly seen: Readonly<Partial<Record<SeenPlace, SeenCell>>>;
}

/** A row that is no asset for certain. */
export interface OpenRow {
  readonly row: number;
  readonly name: string;
  /** Labels of what it may be; empty: nothing that is known. */
  readonly maybe: readonly string[];
  readonly why: string | null;
}

/** One imported list. */
export interface ListView {
  readonly kind: ListKind;
  readonly asOf: string;
  readonly importedAt: string;
  readonly by: string;
  readonly verified: boolean;
  readonly file: string;
  readonly digest: string;
  readonly complete: boolean;
  /** Rows for which it does not name all there are, although a person says so; absent where nobody does, or none is in doubt. */
  readonly statedBut?: number;
  readonly standing: 'counts' | 'too-old' | 'not-yet';
  /** Last day on which it counts. */
  readonly countsUntil: string;
  readonly rows: number;
  /** Rows that are a known computer or device; null for a list of something else. */
  readonly matched: number | null;
  readonly ambiguous: readonly OpenRow[];
  readonly unmatched: readonly OpenRow[];
  readonly refused: readonly { readonly row: number; readonly why: string }[];
}

/** The lists of a town against what reports. */
export interface SeenView {
  /** Columns of the table: the agent, and whatever else something was seen by or a list was imported for. */
  readonly places: readonly SeenPlace[];
  /** Those that never reported first, then by label. */
  readonly machines: readonly SeenMachine[];
  readonly lists: readonly ListView[];
  /** Lists of machines that nobody imported. */
  readonly absent: readonly MachineListKind[];
  /** How many there may be that nobody sees; null without two independent lists. */
  readonly estimate: Estimate | null;
}

/** Puts the lists of a town beside what reports: where each computer is seen, and which rows nobody can place. Pure. */
export function buildSeen(input: EvaluationInput): SeenView {
  const asOf = Date.parse(input.asOf);
  const matches = matchLists(input.roster, input.lists);
  const listed = listedIn(matches, asOf);
  const statements = Map.groupBy(input.statements, ({ asset }) => asset);
  const asked = new Set(input.statements.map(({ target }) => target.kind));
  const columns = places.filter((place) => place === 'agent' || (place === 'ssh' || place === 'snmp' ? asked.has(place) : matches.has(place)));
  const inLists = new Set([...matches.values()].flatMap(({ matched }) => matched.map(({ asset }) => asset)));
  const look = { asOf, listed, matches };
  const machines = input.roster
    .filter((asset) => asset.class !== 'domain' && ((asset.state !== 'retired' && asset.state !== 'out-of-scope') || inLists.has(asset.id)))
    .map((asset) => seenMachine(asset, { columns, own: statements.get(asset.id) ?? [], look }))
    .sort((a, b) => Number(b.neverReported) - Number(a.neverReported) || order(a.label, b.label) || order(a.asset, b.asset));
  const labels = new Map(input.roster.map(({ id, label }) => [id, named(label, id)]));
  return {
    places: columns,
    machines,
    lists: listKinds.flatMap((kind) => newestOf(input.lists, kind) ?? []).map((list) => listView(list, { match: matches.get(list.kind as MachineListKind), labels, asOf })),
    absent: machineListKinds.filter((kind) => !matches.has(kind)),
    estimate: estimateOf(machines, { rosters: input.roster, listed, matches }),
  };
}

interface Look {
  readonly asOf: number;
  readonly listed: Listed;
  readonly matches: ReadonlyMap<MachineListKind, ListMatch>;
}

function seenMachine(asset: RosterAsset, { columns, own, look }: { columns: readonly SeenPlace[]; own: readonly InputStatement[]; look: Look }): SeenMachine {
  const cellAt = (place: SeenPlace) => (place === 'agent' || place === 'ssh' || place === 'snmp' ? askedCell(asset, own.filter(({ target }) => target.kind === (place === 'agent' ? 'local' : place)), look.asOf) : listCell(asset, place, look));
  return {
    asset: asset.id,
    label: named(asset.label, asset.id),
    class: asset.class,
    state: asset.state,
    neverReported: asset.lastSeen === null,
    seen: Object.fromEntries(columns.map((place) => [place, cellAt(place)])),
  };
}

/** Whether what asks a computer heard it in time. */
function askedCell(asset: RosterAsset, own: readonly InputStatement[], asOf: number): SeenCell {
  if (asset.cloned && own.length > 0) return { state: 'not-known', reason: 'ambiguous-identity' };
  const newest = own.reduce<InputStatement | undefined>((best, it) => (best === undefined || it.receivedAt > best.receivedAt ? it : best), undefined);
  if (newest === undefined) return { state: 'no' };
  const isHeard = own.some((statement) => asOf < freshUntil(statement, asset));
  return { state: isHeard ? 'yes' : 'too-old', on: newest.receivedAt };
}

/** Whether a list names a computer: the day is when it was last seen there, or that of the list. */
function listCell(asset: RosterAsset, kind: MachineListKind, { asOf, listed, matches }: Look): SeenCell {
  const match = matches.get(kind);
  const said = listed(asset, kind);
  if ('row' in said) return said.row === null ? { state: 'no' } : { state: 'yes', on: dayOf(said.row, match?.list) };
  const old = match === undefined || isFresh(match.list, asOf) ? undefined : match.matched.find((it) => it.asset === asset.id);
  return old === undefined ? { state: 'not-known', reason: said.because.reason } : { state: 'too-old', on: dayOf(old.row, match?.list) };
}

function dayOf({ lastSeen }: ListRow, list: TownList | undefined): string {
  return lastSeen ?? list?.asOf ?? '';
}

const dayMs = 86_400_000;

function listView(list: TownList, { match, labels, asOf }: { match: ListMatch | undefined; labels: ReadonlyMap<string, string>; asOf: number }): ListView {
  return {
    kind: list.kind,
    asOf: list.asOf,
    importedAt: list.importedAt,
    by: visible(list.by, 200),
    verified: list.by !== unverifiedFile,
    file: visible(list.file, 200),
    digest: list.digest,
    complete: list.complete,
    ...(list.claimedComplete && !list.complete ? { statedBut: list.inDoubt ?? 0 } : {}),
    standing: isFresh(list, asOf) ? 'counts' : asOf < staleAt(list) ? 'not-yet' : 'too-old',
    countsUntil: new Date(staleAt(list) - dayMs).toISOString().slice(0, 10),
    rows: list.rows.length,
    matched: match?.matched.length ?? null,
    ambiguous: (match?.ambiguous ?? []).map(({ row, assets, why }) => ({ row: row.row, name: nameOf(row), maybe: assets.map((id) => labels.get(id) ?? visible(id, 80)), why: visible(why, 200) })),
    unmatched: (match?.unmatched ?? []).map((row) => ({ row: row.row, name: nameOf(row), maybe: [], why: null })),
    refused: [...list.refused].sort((a, b) => a.row - b.row).map(({ row, why }) => ({ row, why: visible(why, 200) })),
  };
}

/** What people call a row. */
function nameOf({ row, name, serial, macs }: ListRow): string {
  const called = [name, serial, macs?.[0]].find((it) => it !== null && it !== undefined && it.trim() !== '');
  return called === undefined || called === null ? `row ${row}` : visible(called, 80);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
