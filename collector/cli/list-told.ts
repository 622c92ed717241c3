import { classWords, visible } from '../../reports/words.ts';
import type { TownList } from '../../rules/list.ts';
import type { ToldImport } from '../lists/told.ts';
import { printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const shown = 12;
const fieldWords: Readonly<Record<string, string>> = {
  name: 'name',
  serial: 'serial number',
  macs: 'network addresses',
  class: 'kind of computer or device',
  make: 'maker',
  model: 'model',
  os: 'operating system',
  user: 'user',
  department: 'department',
  location: 'place',
  unit: 'place in the directory',
  custodian: 'who answers for it',
  assetTag: 'asset tag',
  purchased: 'day bought',
  cost: 'cost in dollars',
  warrantyEnds: 'end of warranty',
  lastSeen: 'last seen',
  retired: 'day retired',
  disposalMethod: 'how it was disposed of',
  disposalCertificate: 'certificate of disposal',
  product: 'protection program',
  healthy: 'healthy or not',
  job: 'backup job',
  lastSuccess: 'last good backup',
  lastResult: 'last result',
  person: 'person',
  account: 'account',
  email: 'e-mail',
  kind: 'kind of person',
  started: 'first day',
  left: 'last day',
  course: 'course',
  completed: 'day completed',
  due: 'due on',
  vendor: 'vendor',
  ends: 'end',
  noticeBy: 'last day to give notice',
  decision: 'decision',
  status: 'status (in use or gone)',
  firstName: 'first name',
  lastName: 'last name',
};

/** Prints what became of an import. */
export function printImport(terminal: Terminal, told: ToldImport): void {
  const { out } = terminal;
  out(visible(`Read "${told.file}": ${told.how}, heading in row ${told.heading}. Dates with slashes are read month first.`));
  out('');
  const read = told.columns.filter(({ field }) => field !== null);
  printTable(terminal, ['COLUMN', 'READ AS', 'EXAMPLE'], read.map(({ column, field, example }) => [column, fieldWords[field ?? ''] ?? '', example.length > 40 ? `${example.slice(0, 39)}…` : example]));
  const unread = told.columns.flatMap(({ column, field }) => (field === null && column !== '' ? [column] : []));
  if (unread.length > 0) out(visible(`Not read: ${some(unread)}. To read one: --map serial="${unread[0]}".`));
  out('');
  out(`${count(told.rows, 'row')} taken, ${told.refused.length.toLocaleString('en-US')} refused${told.refused.length > 0 ? ':' : '.'}`);
  for (const { rows, why } of grouped(told.refused)) out(visible(`  ${rows}: ${why}`));
  if (told.cells.length > 0) out(`${count(told.cells.length, 'cell')} could not be read and count${told.cells.length === 1 ? 's' : ''} as Not known:`);
  for (const { rows, why } of grouped(told.cells.map(({ row, field, why }) => ({ row, why: `${fieldWords[field] ?? field}: ${why}` })))) out(visible(`  ${rows}: ${why}`));
  if (told.machines) printMachines(terminal, told.machines);
  for (const warning of told.warnings) out(visible(`Mind: ${warning}`));
  out('');
  out(visible(verdict(told)));
}

/** Prints that a list no longer counts, and what was retired with it. */
export function printForgotten({ out }: Terminal, { town, kind, retired }: { town: string; kind: string; retired: readonly string[] }): void {
  out(visible(`The ${kind} list of "${town}" no longer counts.`));
  if (retired.length > 0) out(visible(`Retired, as they never reported and only this list named them: ${some(retired)}. A list that names them, or their first report, brings them back.`));
}

/** Whether a list names all there are, in words. */
export function toldComplete({ complete, claimedComplete, inDoubt = 0 }: Pick<TownList, 'complete' | 'claimedComplete' | 'inDoubt'>): string {
  if (complete) return 'yes';
  return claimedComplete ? `stated, but ${count(inDoubt, 'row')} could not be used` : 'not said';
}

function printMachines({ out }: Terminal, { matched, ambiguous, added, unclear, contradictions, unnamed }: NonNullable<ToldImport['machines']>): void {
  out(`Known computers and devices found: ${matched.serial} by serial number, ${matched.mac} by network address, ${matched.name} by name.`);
  const inUse = added.filter(({ retired }) => !retired);
  out(`New, never reported: ${inUse.length.toLocaleString('en-US')}${inUse.length > 0 ? ` (${some(Object.entries(Object.groupBy(inUse, (it) => it.class)).map(([kind, all]) => `${classWords[kind as keyof typeof classWords]}: ${all?.length}`))})` : ''}.`);
  if (inUse.length > 0) out(visible(`  ${some(inUse.map(({ name }) => name))}`));
  if (added.length > inUse.length) out(visible(`New, retired: ${some(added.filter(({ retired }) => retired).map(({ name }) => name))}`));
  if (ambiguous.length > 0) out(`Not clear which one is meant, so they count for none: ${ambiguous.length}`);
  for (const { row, name, assets, why } of ambiguous.slice(0, shown)) out(visible(`  row ${row}, "${name}": ${why} (${assets.join(', ')})`));
  if (unclear.length > 0) out(`Not taken for a new computer: ${unclear.length}`);
  for (const { row, name, why } of unclear.slice(0, shown)) out(visible(`  row ${row}, "${name}": ${why}`));
  if (contradictions.length > 0) out(`Contradictions, nothing was changed: ${contradictions.length}`);
  for (const { row, label, why } of contradictions.slice(0, shown)) out(visible(`  row ${row}, "${label}": ${why}`));
  if (Math.max(ambiguous.length, unclear.length, contradictions.length) > shown) out('  (--json shows all of them)');
  if (unnamed.length > 0) out(visible(`Never reported, and on no list any more: ${some(unnamed)}`));
}

function verdict({ kept, kind, asOf, complete }: ToldImport): string {
  const what = `the ${kind} list of ${asOf}${complete ? ', complete' : ''}`;
  if (kept === 'dry-run') return `Nothing was kept: this was a dry run of ${what}.`;
  return kept === 'unchanged' ? `This very list was there already: ${what}.` : `Kept ${what}.`;
}

/** Reasons, each with its rows. */
function grouped(refused: readonly { readonly row: number; readonly why: string }[]): { rows: string; why: string }[] {
  return [...Map.groupBy(refused, ({ why }) => why)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, shown)
    .map(([why, all]) => ({ rows: `${all.length === 1 ? 'row' : `${all.length.toLocaleString('en-US')} rows,`} ${some(all.map(({ row }) => String(row)))}`, why }));
}

function some(texts: readonly string[]): string {
  const first = texts.slice(0, shown).join(', ');
  return texts.length > shown ? `${first} and ${(texts.length - shown).toLocaleString('en-US')} more` : first;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
