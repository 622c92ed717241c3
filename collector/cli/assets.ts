import type { Command } from 'commander';
import { assetClasses } from '../../rules/input.ts';
import type { RosterAsset } from '../../rules/input.ts';
import { assetNamed } from '../assets/named.ts';
import { roster } from '../assets/roster.ts';
import { failure, unknownName } from '../failure.ts';
import { updateAsset } from '../store/assets.ts';
import { appendAudit } from '../store/audit-log.ts';
import { inTransaction } from '../store/open.ts';
import type { AssetRow } from '../store/tables.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { whole } from './numbers.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface SetFlags extends FolderFlags {
  readonly town: string;
  readonly label?: string;
  readonly department?: string;
  readonly class?: string;
  readonly tags?: string;
  readonly state?: string;
  readonly expectedEvery?: number;
  readonly json?: boolean;
}

const statedStates = ['spare', 'retired', 'out-of-scope'] as const;

/** `townwatch asset list | set` */
export function assetCommands(program: Command, terminal: Terminal): void {
  const asset = program.command('asset').description('what a town has');
  withFolder(asset.command('list'))
    .description('list the assets of a town')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch asset list --town "Cedar Falls" --json')
    .action((flags: FolderFlags & { town: string; json?: boolean }) =>
      inSession(flags, async ({ store, world }) => {
        const town = await findTown(store, flags.town);
        const assets = await roster(store, town.id, instant(world));
        if (flags.json) return printJson(terminal, assets);
        const rows = assets.map((it) => [it.label, it.class, it.state, departmentOf(it), it.lastSeen ?? 'never', it.id]);
        printTable(terminal, ['LABEL', 'CLASS', 'STATE', 'DEPARTMENT', 'LAST SEEN', 'ID'], rows);
      }),
    );
  withFolder(asset.command('set <asset>'))
    .description('say what an asset is, by its id or label; what a person states wins over what was guessed')
    .requiredOption('--town <name>', 'the town')
    .option('--label <text>', 'name for people')
    .option('--department <name>', 'department it serves')
    .option('--class <class>', assetClasses.join(', '))
    .option('--tags <list>', 'tags, with commas')
    .option('--state <state>', `${statedStates.join(', ')}, or in-use to take that back`)
    .option('--expected-every <days>', 'days within which it must report', whole)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch asset set clerk-pc-3 --town "Cedar Falls" --department Clerk --class workstation\n  townwatch asset set old-server --town "Cedar Falls" --state retired')
    .action((wanted: string, flags: SetFlags) => inSession(flags, async (session) => set(session, terminal, { wanted, flags })));
}

async function set({ store, world }: Session, terminal: Terminal, { wanted, flags }: { wanted: string; flags: SetFlags }): Promise<void> {
  const change = changeOf(flags);
  const town = await findTown(store, flags.town);
  const asset = await assetNamed(store, town, { wanted, asOf: instant(world) });
  await inTransaction(store, async (within) => {
    await updateAsset(within, town.id, asset.id, change);
    await appendAudit(within, [{ at: instant(world), town: town.id, actor: 'operator', action: 'asset-set', detail: { asset: asset.id, ...change } }]);
  });
  if (flags.json) return printJson(terminal, { asset: asset.id, changed: change });
  terminal.out(`Changed ${wanted}: ${Object.keys(flags).filter((name) => !['town', 'data', 'config', 'json'].includes(name)).join(', ')}.`);
}

function changeOf(flags: SetFlags): Partial<AssetRow> {
  const { label, department, tags, state, expectedEvery } = flags;
  const kind = flags.class;
  if (kind !== undefined && !assetClasses.some((name) => name === kind)) throw unknownName('class', kind, assetClasses);
  if (state !== undefined && state !== 'in-use' && !statedStates.some((name) => name === state)) throw unknownName('state', state, [...statedStates, 'in-use']);
  if (label !== undefined && label.trim() === '') throw failure('wrong-use', 'A label cannot be empty.');
  const change: Partial<AssetRow> = {
    ...(label === undefined ? {} : { label: label.trim().slice(0, 255), label_stated: 1 }),
    ...(department === undefined ? {} : { department: department.trim() === '' ? null : department.trim() }),
    ...(kind === undefined ? {} : { class: kind, class_basis: 'stated' }),
    ...(tags === undefined ? {} : { tags: JSON.stringify([...new Set(tags.split(',').map((tag) => tag.trim()).filter(Boolean))].sort()) }),
    ...(state === undefined ? {} : { stated_state: state === 'in-use' ? null : state }),
    ...(expectedEvery === undefined ? {} : { expected_every_days: Math.max(1, expectedEvery) }),
  };
  if (Object.keys(change).length === 0) throw failure('wrong-use', 'Nothing to change was given; "townwatch asset set --help" lists what can be set.');
  return change;
}

/** The department, and how it was found when nobody stated it. */
function departmentOf({ department, departmentBy }: RosterAsset): string {
  if (department === null) return '-';
  return departmentBy === undefined || departmentBy === 'stated' ? department : `${department} (by ${departmentBy})`;
}
