import { suggestion } from '../../rules/engine/nearest.ts';
import type { ListKind } from '../../rules/list.ts';
import { failure } from '../failure.ts';
import { fieldNames, isRowField } from './fields.ts';
import type { Field } from './fields.ts';
import type { KnownExport } from './headings/known-export.ts';
import { ledgers } from './headings/ledgers.ts';
import { management } from './headings/management.ts';
import { people } from './headings/people.ts';
import { plain } from './headings/plain.ts';
import { protection } from './headings/protection.ts';

const knownExports = [...management, ...ledgers, ...protection, ...people];

/** Which column a field is read from: its place in a row, from 0. */
export type Columns = ReadonlyMap<Field, number>;

/** What was said of the columns before: heading by field; null: the field is not to be read. */
export type Said = Partial<Readonly<Record<Field, string | null>>>;

/** What decides the columns of a list: what a person says now wins over what was remembered, and that over a guess. */
export interface ColumnOrder {
  readonly kind: ListKind;
  readonly remembered: Said;
  readonly chosen: Said;
}

/** How a heading is compared. */
function bare(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}#]/gu, '');
}

/** How many of the headings are known for lists of this kind. */
export function knownAmong(headings: readonly string[], kind: ListKind): number {
  const known = new Set(of(kind, [...knownExports, ...plain]).flatMap(({ columns }) => Object.values(columns).flat().map(bare)));
  return new Set(headings.map(bare).filter((heading) => known.has(heading))).size;
}

/**
 * Says which column is read as which field. A column is read as one field at most.
 * @throws a failure when a person names a column that is not there
 */
export function chooseColumns(headings: readonly string[], { kind, remembered, chosen }: ColumnOrder): { columns: Columns; forgotten: readonly string[] } {
  const columns = new Map<Field, number>();
  const taken = new Set<number>();
  const closed = new Set<Field>();
  const forgotten: string[] = [];
  const take = (field: Field, place: number) => {
    columns.set(field, place);
    taken.add(place);
  };
  for (const [said, strict] of [[chosen, true], [remembered, false]] as const)
    for (const [field, heading] of Object.entries(said) as [Field, string | null][]) {
      if (columns.has(field) || closed.has(field)) continue;
      if (heading === null) closed.add(field);
      else {
        const place = placeOf(heading, headings);
        if (place !== -1 && !taken.has(place)) take(field, place);
        else if (strict) throw failure('wrong-use', `--map ${field}=${heading}: ${place === -1 ? `there is no column "${heading}"${suggestion(heading, headings)}` : 'that column is read as another field already'}.`);
        else forgotten.push(heading);
      }
    }
  for (const { columns: known } of bySimilarity(headings, kind))
    for (const [field, candidates] of Object.entries(known) as [Field, readonly string[]][]) {
      if (columns.has(field) || closed.has(field)) continue;
      const place = candidates.map((heading) => placeOf(heading, headings)).find((at) => at !== -1 && !taken.has(at));
      if (place !== undefined) take(field, place);
    }
  return { columns, forgotten };
}

/** Reads `field=Column` or `field=` (do not read it) of a command line. @throws a failure that names the nearest field */
export function parseMapping(texts: readonly string[]): Said {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name = '', heading = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
      const field = fieldNames.find((it) => it.toLowerCase() === name.trim().toLowerCase());
      if (!field) throw failure('wrong-use', `--map ${text}: there is no field "${name.trim()}"${suggestion(name, fieldNames.filter(isRowField))}; write it as in --map serial="Serial No".`);
      return [field, heading.trim() === '' ? null : heading.trim()];
    }),
  );
}

/** The exports of a kind, the one that knows most of these headings first; what fits any list last. */
function bySimilarity(headings: readonly string[], kind: ListKind): KnownExport[] {
  const there = new Set(headings.map(bare));
  const score = ({ columns }: KnownExport) => Object.values(columns).flat().filter((heading) => there.has(bare(heading))).length;
  return [...of(kind, knownExports).sort((a, b) => score(b) - score(a)), ...of(kind, plain)];
}

function of(kind: ListKind, known: readonly KnownExport[]): KnownExport[] {
  return known.filter(({ kinds }) => kinds.includes(kind));
}

function placeOf(heading: string, headings: readonly string[]): number {
  const exact = headings.indexOf(heading);
  return exact === -1 ? headings.findIndex((it) => it !== '' && bare(it) === bare(heading)) : exact;
}
