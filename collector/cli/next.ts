import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { replacementFormats, workFormats } from '../../reports/plan/formats.tsx';
import type { PlanFormat } from '../../reports/plan/document.ts';
import { nextLines, replacementLines, workLines } from '../../reports/plan/lines.ts';
import { visible } from '../../reports/words.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import type { Judged } from '../../rules/judge/act.ts';
import { nextActs } from '../../rules/judge/next.ts';
import { planFor } from '../../rules/judge/plan.ts';
import { replacementPlan } from '../../rules/judge/replacement.ts';
import { makeJudge } from '../evaluate/judge.ts';
import { giveOut, ruleViews } from '../evaluate/report.ts';
import { unknownName } from '../failure.ts';
import { whole } from './numbers.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface TownFlags extends FolderFlags {
  readonly town: string;
  readonly json?: boolean;
}
interface OutFlags extends TownFlags {
  readonly out?: string;
  readonly format?: string[];
}

/** `townwatch next | plan | replacement` */
export function planCommands(program: Command, terminal: Terminal): void {
  nextCommand(program, terminal);
  workCommand(program, terminal);
  replacementCommand(program, terminal);
}

function nextCommand(program: Command, terminal: Terminal): void {
  ofTown(program.command('next'))
    .description('what to do next: what is not known and what is a gap, by the one act that closes most')
    .option('--limit <number>', 'how many acts to show; 0 shows all', whole, 10)
    .addHelpText('after', '\nExamples:\n  townwatch next --town "Cedar Falls"\n  townwatch next --town "Cedar Falls" --limit 3 --json')
    .action((flags: TownFlags & { readonly limit: number }) =>
      inSession(flags, async (session) => {
        const judged = await judgedTown(session, flags.town, await session.rulebook());
        const { acts, remains } = nextActs(judged);
        const shown = flags.limit === 0 ? acts : acts.slice(0, flags.limit);
        if (flags.json) return printJson(terminal, { town: judged.input.town.name, asOf: judged.input.asOf, acts: shown, more: acts.length - shown.length, remains });
        say(terminal, nextLines({ town: judged.input.town.name, acts: shown, rest: acts.slice(shown.length), remains }));
      }),
    );
}

function workCommand(program: Command, terminal: Terminal): void {
  withOut(ofTown(program.command('plan')))
    .description('the plan of the next 30 or 90 days, week by week')
    .addOption(new Option('--days <number>', 'how far it goes').choices(['30', '90']).default('90'))
    .option('--hours <number>', 'hours a week that the town and its service provider give to it together', hours, 4)
    .addHelpText('after', '\nExamples:\n  townwatch plan --town "Cedar Falls" --days 30\n  townwatch plan --town "Cedar Falls" --days 90 --hours 6 --out plans --format html csv')
    .action((flags: OutFlags & { readonly days: '30' | '90'; readonly hours: number }) =>
      inSession(flags, async (session) => {
        const formats = formatsNamed(workFormats, flags.format);
        const judged = await judgedTown(session, flags.town, await session.rulebook());
        const order = { days: flags.days === '30' ? 30 : 90, hoursPerWeek: flags.hours } as const;
        const document = { ...aboutOf(session, judged), plan: planFor(judged, order) };
        await print({ document, formats, lines: workLines }, { session, flags, judged, terminal });
      }),
    );
}

function replacementCommand(program: Command, terminal: Terminal): void {
  withOut(ofTown(program.command('replacement')))
    .description('which computers to replace in which fiscal year, and what that costs by the planning prices in town.yaml')
    .option('--years <number>', 'fiscal years, the present one first', years, 5)
    .option('--inflation <percent>', 'how much prices rise a year', percent, 0)
    .addHelpText('after', '\nExamples:\n  townwatch replacement --town "Cedar Falls"\n  townwatch replacement --town "Cedar Falls" --inflation 3 --out plans')
    .action((flags: OutFlags & { readonly years: number; readonly inflation: number }) =>
      inSession(flags, async (session) => {
        const formats = formatsNamed(replacementFormats, flags.format);
        const rulebook = await session.rulebook();
        const judged = await judgedTown(session, flags.town, rulebook);
        const document = { ...aboutOf(session, judged), plan: replacementPlan(judged, rulebook, { years: flags.years, inflation: flags.inflation / 100 }) };
        await print({ document, formats, lines: replacementLines }, { session, flags, judged, terminal });
      }),
    );
}

function ofTown(command: Command): Command {
  return withFolder(command).requiredOption('--town <name>', 'the town').option('--json', 'print JSON');
}

function withOut(command: Command): Command {
  return command.option('--out <dir>', 'folder to write it to, for print and for spreadsheets').option('--format <name...>', 'formats to write: html, json, csv; all of them when left out');
}

/** The town as it is judged now. */
async function judgedTown({ store, world }: Session, town: string, rulebook: Rulebook): Promise<Judged> {
  return { ...(await makeJudge(store, rulebook, world)(town)), rules: ruleViews(rulebook) };
}

function aboutOf({ settings }: Session, { input: { town, asOf, engine } }: Judged) {
  return { town: { id: town.id, name: town.name, timeZone: town.timeZone }, asOf, preparedBy: settings.preparedBy, engine };
}

/** Formats by their names; all of them when none is named. @throws a failure for a name that is none */
function formatsNamed<Document>(all: readonly PlanFormat<Document>[], names: readonly string[] | undefined): readonly PlanFormat<Document>[] {
  const wrong = names?.find((name) => !all.some(({ id }) => id === name));
  if (wrong !== undefined) throw unknownName('format', wrong, all.map(({ id }) => id));
  return names === undefined ? all : all.filter(({ id }) => names.includes(id));
}

interface Printed<Document> {
  readonly document: Document;
  readonly formats: readonly PlanFormat<Document>[];
  readonly lines: (document: Document) => readonly string[];
}
interface Where {
  readonly session: Session;
  readonly flags: OutFlags;
  readonly judged: Judged;
  readonly terminal: Terminal;
}

/** Writes a plan into a folder, or prints it where none is named. */
async function print<Document extends object>({ document, formats, lines }: Printed<Document>, { session, flags, judged, terminal }: Where): Promise<void> {
  if (flags.out === undefined) {
    if (flags.json) printJson(terminal, document);
    else say(terminal, lines(document));
    return;
  }
  const files = await giveOut(session.store, judged.input, { out: flags.out, files: formats.map((format) => ({ fileName: format.fileName(document), bytes: format.render(document) })) });
  if (flags.json) printJson(terminal, { town: judged.input.town.name, asOf: judged.input.asOf, files });
  else files.forEach((file) => terminal.out(file));
}

function say(terminal: Terminal, lines: readonly string[]): void {
  for (const line of lines) terminal.out(visible(line, 4_000));
}

function hours(text: string): number {
  return between(text, 1, 168);
}

function years(text: string): number {
  return between(text, 1, 20);
}

function between(text: string, least: number, most: number): number {
  const number = whole(text);
  if (number < least || number > most) throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  return number;
}

function percent(text: string): number {
  const number = Number(text);
  if (!/^\d{1,2}(?:\.\d{1,2})?$/.test(text) || number > 50) throw new InvalidArgumentError('It must be a number of percent from 0 to 50, such as 3 or 2.5.');
  return number;
}
