import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { acceptedRisks, isBlanket } from '../../rules/judge/accepted.ts';
import { printed } from '../../rules/load/rulebook.ts';
import { unverifiedFile } from '../../rules/waiver.ts';
import type { Waiver } from '../../rules/waiver.ts';
import { besideOf, loadedRulebook, rulesFolder } from '../evaluate/rulebook.ts';
import { failure, unknownName } from '../failure.ts';
import { readText } from '../register/file.ts';
import { documentHistory } from '../store/documents.ts';
import { inTransaction } from '../store/open.ts';
import { coverOf, ruleNamed } from '../waivers/cover.ts';
import { waiversOf } from '../waivers/file.ts';
import { knownOf } from '../waivers/known.ts';
import type { Known } from '../waivers/known.ts';
import { change, good, shortId } from '../waivers/say.ts';
import { approved, ended, proposed, renewed } from '../waivers/steps.ts';
import { coverWords, standingWords, waiverJson, waiverLines } from '../waivers/words.ts';
import { dayFlag } from './days.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface TownFlags extends FolderFlags {
  readonly town: string;
  readonly json?: boolean;
}

interface ProposeFlags extends TownFlags {
  readonly rule: string[];
  readonly subject?: string[];
  readonly department?: string;
  readonly fixGroup?: boolean;
  readonly wholeTown?: boolean;
  readonly requester: string;
  readonly owner: string;
  readonly reason: string;
  readonly risk: string;
  readonly control: string;
  readonly controlRule?: string;
  readonly from?: string;
  readonly expires: string;
  readonly plan?: string;
  readonly by?: string;
}

interface StepFlags extends TownFlags {
  readonly by: string;
}

/** `townwatch waiver propose | approve | reject | withdraw | renew | list | show | import` */
export function waiverCommands(program: Command, terminal: Terminal): void {
  const waiver = program.command('waiver').description('risks that somebody accepts for a time; what was measured stays as it is');
  proposeCommand(waiver, terminal);
  stepCommands(waiver, terminal);
  lookCommands(waiver, terminal);
}

function ofTown(command: Command): Command {
  return withFolder(command).requiredOption('--town <name>', 'the town').option('--json', 'print JSON');
}

function proposeCommand(waiver: Command, terminal: Terminal): void {
  ofTown(waiver.command('propose'))
    .description('ask for a risk to be accepted; it does not count before somebody else approves it')
    .requiredOption('--rule <id...>', 'rules that it covers')
    .option('--subject <name...>', 'computers or accounts, by label or id')
    .option('--department <name>', 'all that stands in a department')
    .option('--fix-group', 'each place where these rules fail now')
    .option('--whole-town', 'everything; the governing body must approve it')
    .requiredOption('--requester <name>', 'who asks')
    .requiredOption('--owner <name>', 'who answers for the risk')
    .requiredOption('--reason <text>', 'why it cannot be mended now')
    .requiredOption('--risk <text>', 'what it means for residents when it goes wrong')
    .requiredOption('--control <text>', 'what is done instead')
    .option('--control-rule <id>', 'the rule that shows what is done instead')
    .option('--from <date>', 'first day; today when left out', dayFlag)
    .requiredOption('--expires <date>', 'day on which it ends, at most 12 months after the first', dayFlag)
    .option('--plan <id>', 'the plan that will end the need for it')
    .option('--by <name>', 'who writes this down; the requester when left out')
    .addHelpText('after', '\nExamples:\n  townwatch waiver propose --town "Cedar Falls" --rule EOL-001 --subject pump-pc --requester "A. Lee" --owner "B. Diaz" --reason "The pump program needs it until June" --risk "The pumps are run by hand for a day" --control "It has no way to the internet" --expires 2027-06-30\n  townwatch waiver propose --town "Cedar Falls" --rule HW-001 --department Library ...')
    .action((flags: ProposeFlags) => inSession(flags, (session) => propose(session, terminal, flags)));
}

async function propose(session: Session, terminal: Terminal, flags: ProposeFlags): Promise<void> {
  const known = await knowing(session, flags.town);
  const today = known.asOf.slice(0, 10);
  const { rule: rules, subject: subjects, department, fixGroup, wholeTown, requester, owner, reason, risk, expires, plan } = flags;
  const cover = good(coverOf({ rules, subjects, department, fixGroup, wholeTown }, known));
  const shows = flags.controlRule === undefined ? null : ruleNamed(flags.controlRule, known);
  if (shows !== null && typeof shows !== 'string') throw failure('wrong-use', shows.wrong);
  if (plan !== undefined && !known.plans.some(({ id }) => id === plan)) throw unknownName('plan', plan, known.plans.map(({ id }) => id));
  const id = shortId('W', session.world);
  const by = flags.by ?? requester;
  const made = await say(session, known, { id, by }, () => proposed(id, { cover, requester, owner, reason, risk, control: { what: flags.control, rule: shows }, from: flags.from ?? today, expires, plan }, { by, today }));
  told(terminal, { flags, made, known }, `Next: somebody other than ${visible(requester)} approves it: townwatch waiver approve ${id} --town "${known.town.name}" --by NAME`);
}

function stepCommands(waiver: Command, terminal: Terminal): void {
  ofTown(waiver.command('approve <id>'))
    .description('accept a risk; who asked for it cannot')
    .requiredOption('--by <name>', 'who approves')
    .option('--governing-body <act>', 'its act, for what covers the whole town')
    .addHelpText('after', '\nExamples:\n  townwatch waiver approve W-3fa2c19b --town "Cedar Falls" --by "C. Ode"\n  townwatch waiver approve W-3fa2c19b --town "Cedar Falls" --by "C. Ode" --governing-body "Resolution 12-2026"')
    .action((id: string, flags: StepFlags & { governingBody?: string }) =>
      step(flags, terminal, id, (now, { today, known }) => approved(now, { by: flags.by, today }, { governingBody: flags.governingBody, blanket: isBlanket(now, known.roster) })),
    );
  for (const [name, state, what] of [['reject', 'rejected', 'say no to a risk that somebody asks to be accepted'], ['withdraw', 'withdrawn', 'end an accepted risk before its day']] as const)
    ofTown(waiver.command(`${name} <id>`))
      .description(what)
      .requiredOption('--by <name>', 'who decides')
      .requiredOption('--reason <text>', 'why')
      .addHelpText('after', `\nExample:\n  townwatch waiver ${name} W-3fa2c19b --town "Cedar Falls" --by "C. Ode" --reason "It was replaced"`)
      .action((id: string, flags: StepFlags & { reason: string }) => step(flags, terminal, id, (now) => ended(now, state, { by: flags.by, remark: flags.reason })));
  ofTown(waiver.command('renew <id>'))
    .description('ask for a next period of at most 12 months, for a new reason; somebody else must approve it')
    .requiredOption('--by <name>', 'who asks')
    .requiredOption('--reason <text>', 'why it is needed for longer')
    .requiredOption('--expires <date>', 'day on which the next period ends', dayFlag)
    .option('--from <date>', 'its first day; the day on which the present one ends when left out', dayFlag)
    .addHelpText('after', '\nExample:\n  townwatch waiver renew W-3fa2c19b --town "Cedar Falls" --by "A. Lee" --reason "The new pumps come in May" --expires 2027-06-30')
    .action((id: string, flags: StepFlags & { reason: string; expires: string; from?: string }) =>
      inSession(flags, async (session) => {
        const known = await knowing(session, flags.town);
        const next = shortId('W', session.world);
        const made = await say(session, known, { id: next, by: flags.by }, () => renewed(next, waiverNamed(id, known), flags, { by: flags.by, today: known.asOf.slice(0, 10) }));
        told(terminal, { flags, made, known }, `Next: somebody other than ${visible(flags.by)} approves it: townwatch waiver approve ${next} --town "${known.town.name}" --by NAME`);
      }),
    );
}

type Make = (now: Waiver, about: { readonly today: string; readonly known: Known }) => Waiver | { readonly wrong: string };

function step(flags: StepFlags, terminal: Terminal, id: string, make: Make): Promise<void> {
  return inSession(flags, async (session) => {
    const known = await knowing(session, flags.town);
    const held = waiverNamed(id, known);
    const made = await say(session, known, { id: held.id, by: flags.by }, (now) => make(now ?? held, { today: known.asOf.slice(0, 10), known }));
    told(terminal, { flags, made, known }, 'The next judgment goes by it.');
  });
}

function lookCommands(waiver: Command, terminal: Terminal): void {
  ofTown(waiver.command('list'))
    .description('list every accepted risk there ever was, and how it stands')
    .addHelpText('after', '\nExample:\n  townwatch waiver list --town "Cedar Falls"')
    .action((flags: TownFlags) =>
      inSession(flags, async (session) => {
        const known = await knowing(session, flags.town);
        const all = acceptedRisks(known.waivers, known);
        if (flags.json) return printJson(terminal, all.map(waiverJson));
        printTable(terminal, ['ID', 'STANDS', 'RULES', 'COVERS', 'OWNER', 'ENDS', 'GAPS UNDER IT'], all.map((it) => [it.waiver.id, standingWords(it), it.waiver.rules.join(' '), coverWords(it.waiver, known), it.waiver.owner, it.waiver.expires, String(it.fails.length)]));
      }),
    );
  ofTown(waiver.command('show <id>'))
    .description('print one in full, with every version of it')
    .addHelpText('after', '\nExample:\n  townwatch waiver show W-3fa2c19b --town "Cedar Falls"')
    .action((id: string, flags: TownFlags) =>
      inSession(flags, async (session) => {
        const known = await knowing(session, flags.town);
        const [it] = acceptedRisks([waiverNamed(id, known)], known);
        const history = await documentHistory<Waiver>(session.store, known.town.id, 'waiver', waiverNamed(id, known).id);
        const versions = history.map(({ version, at, actor, digest, body }) => ({ version, at, by: actor, state: body.state, digest }));
        if (it === undefined) return;
        if (flags.json) return printJson(terminal, { ...waiverJson(it), versions });
        for (const line of [...waiverLines(it, known), 'Versions:', ...versions.map(({ version, at, by, state }) => `  ${version}  ${at}  ${state}  ${by}`)]) terminal.out(visible(line, 2_500));
      }),
    );
  ofTown(waiver.command('import <file>'))
    .description('take in a YAML file of accepted risks; they are marked as from a file, not verified')
    .addHelpText('after', '\nExample:\n  townwatch waiver import waivers.yaml --town "Cedar Falls"')
    .action((file: string, flags: TownFlags) => inSession(flags, (session) => importFile(session, terminal, { file, flags })));
}

async function importFile(session: Session, terminal: Terminal, { file, flags }: { file: string; flags: TownFlags }): Promise<void> {
  const known = await knowing(session, flags.town);
  const read = waiversOf(file, readText(file), known);
  if ('problems' in read) {
    for (const problem of read.problems) terminal.err(visible(printed(problem), 600));
    throw failure('input-refused', `${file} was not taken in: ${read.problems.length} ${read.problems.length === 1 ? 'thing is' : 'things are'} wrong with it.`);
  }
  const { store } = session;
  const kept = await inTransaction(store, async (within) => {
    const all: Waiver[] = [];
    for (const one of read) if (one.by === unverifiedFile) all.push(await say({ ...session, store: within }, known, { id: one.id, by: unverifiedFile }, () => one));
    return all;
  });
  if (flags.json) return printJson(terminal, acceptedRisks(kept, known).map(waiverJson));
  terminal.out(`${kept.length} of ${read.length} taken in, marked "from a file, not verified"; a person vouches for one with "townwatch waiver approve".`);
}

async function knowing({ folder, store, world }: Session, town: string): Promise<Known> {
  const beside = await besideOf({ folder, store });
  return knownOf(store, town, { load: () => loadedRulebook(rulesFolder(), beside), world });
}

function say({ store }: Pick<Session, 'store'>, { town, asOf }: Known, { id, by }: { id: string; by: string }, make: (now: Waiver | undefined) => Waiver | { readonly wrong: string }): Promise<Waiver> {
  return change<Waiver>(store, { town: town.id, kind: 'waiver', id, at: asOf, by }, make);
}

function waiverNamed(id: string, { waivers }: Known): Waiver {
  const found = waivers.find((waiver) => waiver.id.toLowerCase() === id.trim().toLowerCase());
  if (found) return found;
  throw unknownName('accepted risk', id, waivers.map((waiver) => waiver.id));
}

function told(terminal: Terminal, { flags, made, known }: { flags: TownFlags; made: Waiver; known: Known }, next: string): void {
  const [it] = acceptedRisks([made], known);
  if (it === undefined) return;
  if (flags.json) return printJson(terminal, waiverJson(it));
  terminal.out(visible(`${made.id}: ${standingWords(it)}, covers ${made.rules.join(', ')} on ${coverWords(made, known)}, ends ${made.expires}.`));
  if (made.state !== 'proposed' && made.state !== 'approved') return;
  if (it.control === 'contradicted') terminal.err(`Check before you rely on it: ${made.control?.rule ?? ''} was measured, and what is done instead is not in place.`);
  terminal.out(next);
}
