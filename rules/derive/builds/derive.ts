import type { Os } from '../../../wire/sections/os.ts';
import type { UnknownBecause } from '../../outcome.ts';
import type { Derived } from '../schema.ts';
import type { Undecided } from '../support/derive.ts';
import { unread } from '../support/system.ts';
import type { Notes } from '../support/system.ts';
import type { BuildTable, WindowsUpdate } from './document.ts';

/**
 * Tells up to which monthly update a Windows has its security fixes, by its build: what it says of itself, whatever the list of
 * updates shows. Pure, and without a date of its own.
 *
 * @returns `windowsBuild`: null for any other system. A build that lies among those of the table without being one of them
 * is not decided; neither is what came after the newest update of the table, so that `missingSince` is absent with the
 * reason `catalog-gap` where nothing in the table is newer.
 */
export function deriveBuild({ os }: { readonly os?: Os }, notes: Notes, table: BuildTable): { data: Derived; missing: Undecided[] } {
  const family = os?.family;
  if (os === undefined || family === undefined) return undecided(notes['os.family'] ?? notes['os'] ?? (os === undefined ? unread('os') : unread('os', 'family')));
  if (family !== 'windows') return { data: { windowsBuild: null }, missing: [] };
  const { build, product } = os;
  if (build === undefined || product === undefined) return undecided(notes[build === undefined ? 'os.build' : 'os.product'] ?? unread('os', build === undefined ? 'build' : 'product'));
  const gap = undecided({ reason: 'catalog-gap', section: 'os', path: 'build', detail: `Windows build ${build ?? 'without a number'} is not among those known on ${table.checkedOn}` });
  const [, base = '', revision] = /^(\d+)\.(\d+)$/.exec((build ?? '').replace(/^\d+\.\d+\.(?=\d+\.\d+$)/, '')) ?? [];
  if (build === null || revision === undefined) return gap;
  const rows = table.updates(base, product);
  if (!rows) return Number(base) >= table.newFrom ? newest({ build, reached: null, newer: true }, table) : gap;
  return placed({ build, revision: Number(revision) }, rows, table) ?? gap;
}

/** Where a build stands among the updates of its release; undefined for one among them that is none of them. */
function placed({ build, revision }: { build: string; revision: number }, rows: readonly WindowsUpdate[], table: BuildTable): { data: Derived; missing: Undecided[] } | undefined {
  const [first, last] = [rows[0], rows.at(-1)];
  const own = rows.find((row) => row.revision === revision);
  const newer = last !== undefined && revision > last.revision;
  if (!own && !newer && first !== undefined && revision > first.revision) return undefined;
  // Builds with the fixes of a month that were put in without a restart have numbers below those of its monthly update.
  const counts = (row: WindowsUpdate) => row.kind === 'security' || (row.kind === 'hotpatch' && (own?.kind === 'hotpatch' || own?.kind === 'hotpatchOthers'));
  const reached = rows.filter((row) => counts(row) && row.revision <= revision).map(({ on }) => on).sort().at(-1) ?? null;
  const [missingSince] = newer ? [] : rows.filter((row) => row.kind === 'security' && (reached === null || row.on > reached)).map(({ on }) => on).sort();
  if (missingSince === undefined) return newest({ build, reached, newer }, table);
  return { data: { windowsBuild: { build, reached, newest: false, newer: false, missingSince, tableUntil: table.checkedOn } }, missing: [] };
}

/** A build after which the table has nothing: what came later nobody can say here. */
function newest(found: { build: string; reached: string | null; newer: boolean }, { checkedOn }: BuildTable): { data: Derived; missing: Undecided[] } {
  const because: UnknownBecause = { reason: 'catalog-gap', section: 'os', path: 'build', detail: `updates of Windows are known until ${checkedOn}` };
  return { data: { windowsBuild: { ...found, newest: true, tableUntil: checkedOn } }, missing: [{ path: 'windowsBuild.missingSince', because }] };
}

function undecided(because: UnknownBecause): { data: Derived; missing: Undecided[] } {
  return { data: {}, missing: [{ path: 'windowsBuild', because }] };
}
