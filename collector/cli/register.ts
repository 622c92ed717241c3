import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { printed } from '../../rules/load/rulebook.ts';
import { registerSchema } from '../../rules/register.ts';
import type { MspBody, RegisterBody } from '../evaluate/stated.ts';
import { failure } from '../failure.ts';
import { applyMsp, applyTown, unverified } from '../register/apply.ts';
import type { Applied, Order } from '../register/apply.ts';
import { changesBetween, spokenValue } from '../register/compare.ts';
import type { Change } from '../register/compare.ts';
import { readText } from '../register/file.ts';
import { documentHistory, newestDocuments, newestShared } from '../store/documents.ts';
import type { TownDocument } from '../store/documents.ts';
import { findTown } from '../store/towns.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface ApplyFlags extends FolderFlags {
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface ShowFlags extends FolderFlags {
  readonly json?: boolean;
  readonly text?: boolean;
}

type TownFlag = { readonly town: string };

/** `townwatch town apply | show | history`: what a town states of itself. */
export function registerCommands(town: Command, terminal: Terminal): void {
  applying(town.command('apply <file>'))
    .description('check a town.yaml as a whole, show what it changes, and keep it')
    .requiredOption('--town <name>', 'the town')
    .addHelpText('after', '\nExamples:\n  townwatch town apply town.yaml --town "Cedar Falls" --dry-run\n  townwatch town apply town.yaml --town "Cedar Falls" --by "Ann Reyes"')
    .action((file: string, flags: ApplyFlags & TownFlag) =>
      inSession(flags, async ({ store, world, rulebook }) => {
        const { order, place } = { order: orderOf(file, flags), place: { store, world, rulebook: await rulebook() } };
        tell(await applyTown(place, await findTown(store, flags.town), order), { order, flags, terminal });
      }),
    );
  showing(town.command('show'))
    .description('print what a town states of itself, and what nobody has said yet')
    .requiredOption('--town <name>', 'the town')
    .addHelpText('after', '\nExamples:\n  townwatch town show --town "Cedar Falls"\n  townwatch town show --town "Cedar Falls" --text > town.yaml')
    .action((flags: ShowFlags & TownFlag) =>
      inSession(flags, async ({ store }) => {
        const { id, name } = await findTown(store, flags.town);
        const [stated] = await newestDocuments<RegisterBody>(store, id, 'register');
        if (flags.json) return printJson(terminal, stated ?? null);
        if (!stated) return terminal.out(`Nobody has said anything about "${name}" yet. Begin with: townwatch town init --town "${name}"`);
        if (flags.text) return terminal.out(stated.body.text.trimEnd());
        terminal.out(`${visible(stated.body.file)}, version ${stated.version}, by ${visible(stated.actor)}, ${stated.at}`);
        const rows = Object.keys(registerSchema.shape).map((key) => [key, summary(stated.body.register[key as keyof RegisterBody['register']])]);
        printTable(terminal, ['SECTION', 'STATED'], [...rows, ['parameters', summary(stated.body.parameters)]]);
      }),
    );
  withFolder(town.command('history'))
    .description('list every version of what a town states of itself')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch town history --town "Cedar Falls"')
    .action((flags: FolderFlags & TownFlag & { json?: boolean }) =>
      inSession(flags, async ({ store }) => {
        const { id } = await findTown(store, flags.town);
        const versions = withChanges(await documentHistory<RegisterBody>(store, id, 'register', 'town'));
        if (flags.json) return printJson(terminal, versions);
        for (const { version, at, actor, file, changes } of versions) {
          terminal.out(`Version ${version}, ${at}, by ${visible(actor)}, from ${visible(file)}:`);
          printChanges(terminal, changes);
        }
      }),
    );
}

/** `townwatch msp apply | show`: what all towns share. */
export function mspCommands(program: Command, terminal: Terminal): void {
  const msp = program.command('msp').description('what all towns of this server share (msp.yaml)');
  applying(msp.command('apply <file>'))
    .description('check an msp.yaml as a whole, show what it changes, and keep it')
    .addHelpText('after', '\nExample:\n  townwatch msp apply msp.yaml --by "Mia Stone" --dry-run')
    .action((file: string, flags: ApplyFlags) =>
      inSession(flags, async ({ store, world, rulebook }) => {
        const order = orderOf(file, flags);
        tell(await applyMsp({ store, world, rulebook: await rulebook() }, order), { order, flags, terminal });
      }),
    );
  showing(msp.command('show'))
    .description('print what all towns share')
    .addHelpText('after', '\nExamples:\n  townwatch msp show --json\n  townwatch msp show --text > msp.yaml')
    .action((flags: ShowFlags) =>
      inSession(flags, async ({ store }) => {
        const stated = await newestShared<MspBody>(store, 'msp');
        if (flags.json) return printJson(terminal, stated ?? null);
        if (!stated) return terminal.out('Nothing is shared yet. Write an msp.yaml with "parameters:", then: townwatch msp apply msp.yaml');
        if (flags.text) return terminal.out(stated.body.text.trimEnd());
        terminal.out(`${visible(stated.body.file)}, version ${stated.version}, by ${visible(stated.actor)}, ${stated.at}`);
        const rows = stated.body.parameters.map((it) => [`${it.rule}.${it.parameter}`, spokenValue(it.value), it.target ?? '-', it.author, it.date, it.reason]);
        printTable(terminal, ['PARAMETER', 'VALUE', 'FOR', 'AUTHOR', 'DATE', 'REASON'], rows);
      }),
    );
}

function applying(command: Command): Command {
  return withFolder(command)
    .option('--by <name>', `who says so (else: ${unverified})`)
    .option('--dry-run', 'check and show only, keep nothing')
    .option('--json', 'print JSON');
}

function showing(command: Command): Command {
  return withFolder(command).option('--text', 'print the file as it was applied').option('--json', 'print JSON');
}

function orderOf(file: string, { by, dryRun }: ApplyFlags): Order {
  const actor = by?.trim() ?? unverified;
  if (actor === '' || actor.length > 200) throw failure('wrong-use', 'The name after --by must have 1 to 200 characters.');
  return { file, text: readText(file), by: actor, dryRun: dryRun ?? false };
}

/** Prints what became of a file. */
function tell(applied: Applied, { order, flags, terminal }: { order: Order; flags: ApplyFlags; terminal: Terminal }): void {
  const { problems, changes, notes, version } = applied;
  if (flags.json) printJson(terminal, applied);
  if (problems.length > 0) {
    if (!flags.json) for (const problem of problems) terminal.err(visible(printed(problem)));
    throw failure('input-refused', `${visible(order.file)} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}; nothing of it was kept.`);
  }
  if (flags.json) return;
  printChanges(terminal, changes);
  for (const note of notes) terminal.err(visible(`Please check: ${note}.`));
  if (changes.length === 0) terminal.out(version === null ? 'It changes nothing.' : `It changes nothing; version ${version} holds.`);
  else terminal.out(version === null ? 'Nothing was kept: this was a dry run.' : `Kept as version ${version}, by ${visible(order.by)}.`);
}

const signs = { added: '+', removed: '-', changed: '~' } as const;

function printChanges(terminal: Terminal, changes: readonly Change[]): void {
  for (const { kind, what, before, after } of changes) {
    const value = kind === 'changed' ? `${spokenValue(before)} -> ${spokenValue(after)}` : spokenValue(kind === 'added' ? after : before);
    terminal.out(visible(`${signs[kind]} ${what}: ${value}`));
  }
}

function withChanges(versions: readonly TownDocument<RegisterBody>[]) {
  return versions.map(({ version, at, actor, digest, body }, index) => {
    const before = versions[index - 1]?.body;
    const changes = changesBetween(before ? { ...before.register, parameters: before.parameters } : { parameters: [] }, { ...body.register, parameters: body.parameters });
    return { version, at, actor, digest, file: body.file, changes };
  });
}

function summary(value: unknown): string {
  if (value === undefined) return 'nobody has said';
  if (!Array.isArray(value)) return spokenValue(value);
  const named = value.flatMap((item: unknown) => (typeof item === 'object' && item !== null && 'name' in item ? [String(item.name)] : []));
  return value.length === 0 ? 'none' : named.length === value.length && value.length <= 6 ? named.join(', ') : `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
}
