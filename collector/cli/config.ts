import type { Command } from 'commander';
import { declared } from '../settings/settings.ts';
import type { SettingName } from '../settings/settings.ts';
import { settingsOf, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** `townwatch config show` */
export function configCommands(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('settings of the server');
  withFolder(config.command('show'))
    .description('print every setting and where it comes from')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch config show\n  TOWNWATCH_PORT=9443 townwatch config show --json')
    .action((flags: FolderFlags & { json?: boolean }) => {
      const { origins } = settingsOf(flags);
      if (flags.json) return printJson(terminal, origins);
      const rows = Object.entries(origins).map(([name, { value, origin }]) => [name, shown(value), origin, declared[name as SettingName].meaning]);
      printTable(terminal, ['NAME', 'VALUE', 'FROM', 'MEANING'], rows);
    });
}

function shown(value: unknown): string {
  if (value === null || value === '') return '-';
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
}
