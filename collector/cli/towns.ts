import type { Command } from 'commander';
import { addTown, listTowns } from '../store/towns.ts';
import { whole } from './numbers.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface AddFlags extends FolderFlags {
  readonly timeZone: string;
  readonly fiscalYearStart: number;
  readonly json?: boolean;
}

/** `townwatch town add | list` */
export function townCommands(program: Command, terminal: Terminal): void {
  const town = program.command('town').description('the towns whose computers report here');
  withFolder(town.command('add <name>'))
    .description('add a town')
    .option('--time-zone <name>', 'time zone of its reports', 'America/Chicago')
    .option('--fiscal-year-start <month>', 'month in which its fiscal year starts', whole, 7)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch town add "Cedar Falls" --time-zone America/Chicago --fiscal-year-start 7')
    .action((name: string, flags: AddFlags) =>
      inSession(flags, async ({ store, world }) => {
        const added = await addTown(store, { name, timeZone: flags.timeZone, fiscalYearStartMonth: flags.fiscalYearStart }, world);
        if (flags.json) printJson(terminal, added);
        else terminal.out(`Added "${added.name}". Next: townwatch token create --town "${added.name}"`);
      }),
    );
  withFolder(town.command('list'))
    .description('list the towns')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch town list --json')
    .action((flags: FolderFlags & { json?: boolean }) =>
      inSession(flags, async ({ store }) => {
        const towns = await listTowns(store);
        if (flags.json) return printJson(terminal, towns);
        printTable(terminal, ['NAME', 'TIME ZONE', 'ID'], towns.map(({ name, timeZone, id }) => [name, timeZone, id]));
      }),
    );
}
