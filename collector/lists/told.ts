import type { AssetClass, RosterAsset } from '../../rules/input.ts';
import type { ListRow, MachineListKind, TownList } from '../../rules/list.ts';
import { matchKeys, matchLists } from '../../rules/derive/lists/match.ts';
import type { MatchKey } from '../../rules/derive/lists/match.ts';
import type { Contradiction, ListEffects } from '../assets/expected.ts';
import type { ReadColumn, ReadList } from './read.ts';
import type { RefusedCell } from './rows.ts';

/** A row, as people find it again. */
export interface ToldRow {
  readonly row: number;
  readonly name: string;
}

/** What became of an import: what `--json` prints. */
export interface ToldImport {
  readonly kind: TownList['kind'];
  readonly asOf: string;
  readonly file: string;
  readonly digest: string;
  readonly by: string;
  readonly complete: boolean;
  /** `dry-run`: nothing was kept. `unchanged`: this very list was there already. */
  readonly kept: 'stored' | 'unchanged' | 'dry-run';
  readonly how: string;
  readonly heading: number;
  readonly columns: readonly ReadColumn[];
  readonly rows: number;
  readonly refused: readonly { readonly row: number; readonly why: string }[];
  readonly cells: readonly RefusedCell[];
  readonly warnings: readonly string[];
  /** Absent for lists of people, training and contracts. */
  readonly machines?: {
    readonly matched: Readonly<Record<MatchKey, number>>;
    readonly ambiguous: readonly (ToldRow & { readonly assets: readonly string[]; readonly why: string })[];
    /** New: computers and devices that never reported. */
    readonly added: readonly (ToldRow & { readonly asset: string; readonly class: AssetClass; readonly retired: boolean })[];
    /** Rows that are no asset, and why no new one was made. */
    readonly unclear: readonly (ToldRow & { readonly why: string })[];
    readonly contradictions: readonly Contradiction[];
    /** Labels of what never reported and is on no list any more. */
    readonly unnamed: readonly string[];
  };
}

/** What people call a row. */
function nameOf({ row, name, serial, macs, person, email, vendor }: ListRow): string {
  return name ?? serial ?? macs?.[0] ?? person ?? email ?? vendor ?? `row ${row}`;
}

/** Tells what became of the machines of a list. @param unnamed assets that never reported and are on no list any more */
export function toldMachines(effects: ListEffects, assets: readonly RosterAsset[], unnamed: readonly RosterAsset[]): NonNullable<ToldImport['machines']> {
  const labels = new Map(assets.map(({ id, label }) => [id, label]));
  const { matched, ambiguous } = effects.match;
  return {
    matched: Object.fromEntries(matchKeys.map((key) => [key, matched.filter(({ by }) => by === key).length])) as Record<MatchKey, number>,
    ambiguous: ambiguous.map(({ row, assets: ids, why }) => ({ row: row.row, name: nameOf(row), assets: ids.map((id) => labels.get(id) ?? id), why })),
    added: effects.added.map(({ row, asset }) => ({ row, name: asset.label, asset: asset.id, class: asset.class as AssetClass, retired: asset.stated_state === 'retired' })),
    unclear: effects.unclear.map(({ row, why }) => ({ row: row.row, name: nameOf(row), why })),
    contradictions: effects.contradictions,
    unnamed: unnamed.map(({ label }) => label).sort(),
  };
}

/** A row of a list that is kept, and the asset that it is, or why nobody can say. */
export interface KeptRow extends ToldRow {
  readonly serial: string | null;
  /** Label of the asset. */
  readonly asset: string | null;
  readonly by: MatchKey | null;
  readonly why: string | null;
}

/** Tells of every row of a list, and of the refused ones, what became of it; by row. */
export function toldRows(list: TownList, assets: readonly RosterAsset[]): KeptRow[] {
  const labels = new Map(assets.map(({ id, label }) => [id, label]));
  const match = matchLists(assets, [list]).get(list.kind as MachineListKind);
  const matched = new Map(match?.matched.map((it) => [it.row.row, it]));
  const doubts = new Map(match?.ambiguous.map((it) => [it.row.row, it.why]));
  const rows = list.rows.map((row): KeptRow => {
    const found = matched.get(row.row);
    return { row: row.row, name: nameOf(row), serial: row.serial ?? null, asset: found ? (labels.get(found.asset) ?? found.asset) : null, by: found?.by ?? null, why: doubts.get(row.row) ?? null };
  });
  const refused = list.refused.map(({ row, why }): KeptRow => ({ row, name: '', serial: null, asset: null, by: null, why: `refused: ${why}` }));
  return [...rows, ...refused].sort((a, b) => a.row - b.row);
}

/** What a person should know of a list beside its rows. */
export function warningsOf(read: ReadList, { list, wanted }: { list: TownList; wanted: boolean }): string[] {
  const hidden = read.refused.filter(({ hides }) => hides).length;
  return [
    ...(wanted && !list.complete ? [`${hidden} refused ${hidden === 1 ? 'row' : 'rows'} may be about something that the others do not name, so the list is not taken as complete. Mend ${hidden === 1 ? 'it' : 'them'} and import the list again.`] : []),
    ...(wanted ? [] : ['Nobody said that the list is complete, so what is not on it is Not known. When it names all there are, import it with --complete.']),
    ...goneColumns(read.forgotten),
  ];
}

function goneColumns(gone: readonly string[]): string[] {
  if (gone.length === 0) return [];
  if (gone.length === 1) return [`The column "${gone[0]}" of the list before is gone; another one was taken, or none.`];
  const named = gone.slice(0, 12).map((heading) => `"${heading}"`).join(', ');
  return [`${gone.length} columns of the list before are gone; others were taken, or none: ${named}${gone.length > 12 ? ` and ${gone.length - 12} more` : ''}.`];
}
