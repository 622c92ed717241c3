import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { matchLists } from '../../rules/derive/lists/match.ts';
import { isFresh } from '../../rules/derive/lists/listed.ts';
import { listKinds } from '../../rules/list.ts';
import type { ListKind, MachineListKind, TownList } from '../../rules/list.ts';
import { unnamedAssets } from '../assets/expected.ts';
import { roster } from '../assets/roster.ts';
import { codeOf, failure, unknownName } from '../failure.ts';
import { checkAsOf } from '../lists/as-of.ts';
import { clean } from '../lists/cells.ts';
import { parseMapping } from '../lists/columns.ts';
import type { Said } from '../lists/columns.ts';
import { foresee, forgetList, keepList } from '../lists/keep.ts';
import { areGone } from '../lists/marks.ts';
import { readList } from '../lists/read.ts';
import { listBounds } from '../lists/table.ts';
import { toldMachines, toldRows, warningsOf } from '../lists/told.ts';
import type { ToldImport } from '../lists/told.ts';
import { dayIn } from '../day.ts';
import { unverified } from '../register/apply.ts';
import { newestDocuments } from '../store/documents.ts';
import { findTown } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import { instant } from '../world.ts';
import { printForgotten, printImport, toldComplete } from './list-told.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface ImportFlags extends FolderFlags {
  readonly town: string;
  readonly kind: string;
  readonly asOf: string;
  readonly map: readonly string[];
  readonly sheet?: string;
  readonly complete?: boolean;
  readonly partial?: boolean;
  readonly by: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface ShowFlags extends FolderFlags {
  readonly town: string;
  readonly json?: boolean;
}

/** `townwatch import list`, under the command that imports snapshots. */
export function importListCommand(group: Command, terminal: Terminal): void {
  withFolder(group.command('list <file>'))
    .description('take in a list that another program or a person keeps: CSV or Excel')
    .requiredOption('--town <name>', 'the town')
    .requiredOption('--kind <kind>', listKinds.join(', '))
    .requiredOption('--as-of <day>', 'day on which the list was exported, as YYYY-MM-DD')
    .option('--map <field=column>', 'read a column as a field; no column: do not read the field (repeat it for more)', collected, [])
    .option('--sheet <name>', 'sheet of an Excel workbook (default: the first)')
    .option('--complete', 'it names every computer, person or contract there is')
    .option('--partial', 'it does not (default)')
    .option('--by <name>', 'who vouches for it', unverified)
    .option('--dry-run', 'show what would happen, and keep nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  townwatch import list ninja.csv --town "Cedar Falls" --kind rmm --as-of 2026-11-15 --complete --by "A. Clerk"\n  townwatch import list assets.xlsx --town "Cedar Falls" --kind ledger --as-of 2026-11-01 --map serial="Serial/VIN" --dry-run\n\nKinds: rmm (remote management), directory (computers of the domain or of Entra), ledger (equipment), edr (protection console),\nbackup (jobs), people, training, contracts. Lists count for 60 days.',
    )
    .action((file: string, flags: ImportFlags) => inSession(flags, (session) => importOne(session, terminal, { file, flags })));
}

/** `townwatch list show | forget` */
export function listCommands(program: Command, terminal: Terminal): void {
  const list = program.command('list').description('lists that were imported');
  withFolder(list.command('show [kind]'))
    .description('show which lists of a town there are, how old they are and what they name; of one kind, row by row')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch list show --town "Cedar Falls"\n  townwatch list show rmm --town "Cedar Falls"')
    .action((wanted: string | undefined, flags: ShowFlags) => inSession(flags, (session) => (wanted === undefined ? show(session, terminal, flags) : showRows(session, terminal, { kind: kindOf(wanted), flags }))));
  withFolder(list.command('forget <kind>'))
    .description('let a list no longer count; what it said stays in the history, and what never reported and only it named is retired')
    .requiredOption('--town <name>', 'the town')
    .option('--by <name>', 'who says so', unverified)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch list forget edr --town "Cedar Falls" --by "A. Clerk"')
    .action((wanted: string, flags: ShowFlags & { by: string }) =>
      inSession(flags, async ({ store, world }) => {
        const town = await findTown(store, flags.town);
        const kind = kindOf(wanted);
        const done = await forgetList(store, town.id, { kind, at: instant(world), actor: personOf(flags.by) });
        if (!done) throw failure('wrong-use', `"${town.name}" has no ${kind} list; "townwatch list show" lists those it has.`);
        if (flags.json) printJson(terminal, { town: town.name, forgotten: kind, retired: done.retired });
        else printForgotten(terminal, { town: town.name, kind, retired: done.retired });
      }),
    );
}

async function importOne({ store, folder, world }: Session, terminal: Terminal, { file, flags }: { file: string; flags: ImportFlags }): Promise<void> {
  const kind = kindOf(flags.kind);
  const chosen = parseMapping(flags.map);
  if (flags.complete && flags.partial) throw failure('wrong-use', 'A list is --complete or --partial, not both.');
  const town = await findTown(store, flags.town);
  const lists = await newestDocuments<TownList>(store, town.id, 'list');
  const late = checkAsOf(flags.asOf, dayIn(town.timeZone, world.now()), lists.find(({ id }) => id === kind)?.body);
  const bytes = readWhole(file);
  const remembered = (await newestDocuments<{ columns: Said }>(store, town.id, 'list-columns')).find(({ id }) => id === kind)?.body.columns ?? {};
  if (bytes.length > 1024 * 1024) terminal.err(`Reading ${(bytes.length / 1024 / 1024).toFixed(1)} MB …`);
  const read = await readList(bytes, { kind, asOf: flags.asOf, sheet: flags.sheet, remembered, chosen });
  if (read.rows.length > 5_000) terminal.err(`Comparing ${read.rows.length.toLocaleString('en-US')} rows with what is known …`);
  const keeping = { store, folder, world, town: town.id };
  const claimed = { kind, asOf: flags.asOf, file: clean(path.basename(file)).slice(0, 200), complete: flags.complete === true, by: personOf(flags.by) };
  const assets = await roster(store, town.id, instant(world));
  // Of a list that another program writes now, nothing is left to remember.
  const unmapped = Object.fromEntries(Object.entries(remembered).filter(([field]) => !(field in chosen)));
  const before = areGone(unmapped, read.forgotten) ? {} : remembered;
  const said = { ...before, ...Object.fromEntries(read.columns.flatMap(({ column, field }) => (field === null ? [] : [[field, column]]))), ...chosen };
  const done = flags.dryRun ? await foresee(keeping, read, claimed) : await keepList(keeping, { bytes, read, said }, claimed);
  const unnamed = unnamedAssets(assets, [...lists.map(({ body }) => body).filter((it) => it.kind !== kind), done.list]);
  const told: ToldImport = {
    kind,
    asOf: flags.asOf,
    file: claimed.file,
    digest: read.digest,
    by: done.list.by,
    complete: done.list.complete,
    kept: flags.dryRun ? 'dry-run' : done.repeated ? 'unchanged' : 'stored',
    how: read.how,
    heading: read.heading,
    columns: read.columns,
    rows: done.list.rows.length,
    refused: done.list.refused,
    cells: read.cells,
    warnings: [...late, ...warningsOf(read, { list: done.list, wanted: claimed.complete })],
    ...(done.effects ? { machines: toldMachines(done.effects, assets, unnamed) } : {}),
  };
  if (flags.json) printJson(terminal, { town: town.name, ...told });
  else printImport(terminal, told);
}

async function show({ store, world }: Session, terminal: Terminal, flags: ShowFlags): Promise<void> {
  const town = await findTown(store, flags.town);
  const told = await shownLists(store, town, instant(world));
  if (flags.json) return printJson(terminal, told);
  if (told.lists.length === 0) return terminal.out(`"${town.name}" has no lists yet; "townwatch import list --help" tells how to take one in.`);
  printTable(
    terminal,
    ['KIND', 'AS OF', 'COUNTS', 'COMPLETE', 'ROWS', 'MATCHED', 'NOT CLEAR', 'REFUSED', 'FILE', 'BY'],
    told.lists.map((it) => [it.kind, it.asOf, it.fresh ? 'yes' : 'too old', toldComplete(it), String(it.rows), it.matched === null ? '-' : String(it.matched), it.ambiguous === null ? '-' : String(it.ambiguous), String(it.refused), it.file, it.by]),
  );
  for (const { kind, columns } of told.lists) terminal.out(`${kind}: ${columns.join(', ')}`);
  if (told.unnamed.length > 0) terminal.out(visible(`Never reported, and on no list any more: ${told.unnamed.join(', ')}`));
}

async function shownLists(store: Session['store'], town: Town, now: string) {
  const lists = (await newestDocuments<TownList>(store, town.id, 'list')).map(({ body }) => body);
  const assets = await roster(store, town.id, now);
  const matches = matchLists(assets, lists);
  return {
    town: town.name,
    lists: lists.map((list) => {
      const match = matches.get(list.kind as MachineListKind);
      const { kind, asOf, importedAt, by, file, digest, complete, claimedComplete, inDoubt, columns } = list;
      return { kind, asOf, importedAt, by, file, digest, complete, ...(claimedComplete === undefined ? {} : { claimedComplete }), ...(inDoubt === undefined ? {} : { inDoubt }), fresh: isFresh(list, Date.parse(now)), columns, rows: list.rows.length, refused: list.refused.length, matched: match?.matched.length ?? null, ambiguous: match?.ambiguous.length ?? null, unmatched: match?.unmatched.length ?? null };
    }),
    unnamed: unnamedAssets(assets, lists).map(({ label }) => label).sort(),
  };
}

/** Every row of one list, and the computer or device that it is. */
async function showRows({ store, world }: Session, terminal: Terminal, { kind, flags }: { kind: ListKind; flags: ShowFlags }): Promise<void> {
  const town = await findTown(store, flags.town);
  const lists = (await newestDocuments<TownList>(store, town.id, 'list')).map(({ body }) => body);
  const list = lists.find((it) => it.kind === kind);
  if (!list) throw failure('wrong-use', `"${town.name}" has no ${kind} list; "townwatch list show" lists those it has.`);
  const rows = toldRows(list, await roster(store, town.id, instant(world)));
  if (flags.json) return printJson(terminal, rows);
  printTable(terminal, ['ROW', 'NAME', 'SERIAL NUMBER', 'IS', 'BY'], rows.map((it) => [String(it.row), it.name, it.serial ?? '-', it.asset ?? it.why ?? '-', it.by ?? '-']));
}

function personOf(by: string): string {
  return clean(by).slice(0, 200) || unverified;
}

function kindOf(wanted: string): ListKind {
  const kind = listKinds.find((name) => name === wanted);
  if (!kind) throw unknownName('kind of list', wanted, listKinds);
  return kind;
}

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function readWhole(file: string): Buffer {
  try {
    if (fs.statSync(file).size > listBounds.bytes) throw failure('input-refused', `${file} is larger than ${listBounds.bytes / 1024 / 1024} MB; split the list.`);
    return fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `${file} cannot be read (${codeOf(error)}); name a CSV or Excel file.`, error);
  }
}
