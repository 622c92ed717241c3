import type { Command } from 'commander';
import { addTown, listTowns } from '../store/towns.ts';
import { readAnswers, firstQuestions } from '../register/answers.ts';
import type { Answers } from '../register/answers.ts';
import { personAtTerminal } from '../register/ask.ts';
import { readText } from '../register/file.ts';
import { startTown } from '../register/init.ts';
import { failure } from '../failure.ts';
import { visible } from '../../reports/words.ts';
import { printed } from '../../rules/load/rulebook.ts';
import { whole } from './numbers.ts';
import { mspCommands, registerCommands } from './register.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface AddFlags extends FolderFlags {
  readonly timeZone: string;
  readonly fiscalYearStart: number;
  readonly json?: boolean;
}

interface InitFlags extends FolderFlags {
  readonly town: string;
  readonly out: string;
  readonly timeZone?: string;
  readonly answers?: string;
  readonly ask: boolean;
  readonly json?: boolean;
}

/** `townwatch town add | list | init | apply | show | history`, `townwatch msp apply | show` */
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
  initCommand(town, terminal);
  registerCommands(town, terminal);
  mspCommands(program, terminal);
}

/** `townwatch town init` */
function initCommand(town: Command, terminal: Terminal): void {
  const command = withFolder(town.command('init'))
    .description('ask about twelve things and write a town.yaml that explains itself; adds the town when it is new')
    .requiredOption('--town <name>', 'the town')
    .option('--time-zone <name>', 'time zone of a new town')
    .option('--out <file>', 'file to write', 'town.yaml')
    .option('--answers <file>', 'answers from a YAML file')
    .option('--no-ask', 'ask nothing; what is open stays open')
    .option('--json', 'print JSON, and ask nothing');
  for (const { flag, ask, example } of firstQuestions) command.option(`--${flag} <text>`, `${ask} (for example: ${example})`);
  command
    .addHelpText('after', '\nExamples:\n  townwatch town init --town "Cedar Falls"\n  townwatch town init --town "Cedar Falls" --time-zone America/New_York --state NY --services "Dispatch 4, Payroll 72" --owners "Dispatch: Ann Reyes, Bob Lindt" --no-ask')
    .action((flags: InitFlags) =>
      inSession(flags, async ({ store, world }) => {
        const answers = givenAnswers(flags, command.opts());
        const person = flags.ask && !flags.json && process.stdin.isTTY ? personAtTerminal(process.stdin, process.stderr) : null;
        try {
          const begun = await startTown(store, { town: flags.town, out: flags.out, answers, asker: person }, world);
          if (flags.json) return printJson(terminal, { ...begun, file: flags.out });
          if (begun.added) terminal.out(`Added "${begun.town.name}", ${begun.town.timeZone}.`);
          terminal.out(`Wrote ${flags.out}. Next: open it, fill it in, then: townwatch town apply ${flags.out} --town "${begun.town.name}" --by "Your Name"`);
        } finally {
          person?.close();
        }
      }),
    );
}

/** The answers of the file, and over them those of the flags. */
function givenAnswers({ answers: file, timeZone }: InitFlags, flags: Readonly<Record<string, unknown>>): Answers {
  const read = file === undefined ? {} : readAnswers(file, readText(file));
  if (Array.isArray(read)) throw failure('input-refused', visible(read.map(printed).join(' | ')));
  let answers: Answers = { ...(read as Answers), ...(timeZone === undefined ? {} : { timeZone }) };
  for (const { key, flag, take } of firstQuestions) {
    const text = flags[key];
    if (typeof text !== 'string' || text.trim() === '') continue;
    const taken = take(text.trim(), answers);
    if (typeof taken === 'string') throw failure('wrong-use', `--${flag}: ${taken}`);
    answers = taken;
  }
  return answers;
}
