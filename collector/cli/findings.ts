import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { causes } from '../../rules/waiver.ts';
import type { Cover, Dispute, FindingResponse, Plan } from '../../rules/waiver.ts';
import { besideOf, loadedRulebook, rulesFolder } from '../evaluate/rulebook.ts';
import { failure, unknownName } from '../failure.ts';
import { keepEvidence, readEvidence } from '../questionnaire/evidence.ts';
import { findingHistory } from '../store/evaluations.ts';
import { coverOf, ruleNamed } from '../waivers/cover.ts';
import { findingJson, findingLines, findingStates, onTop } from '../waivers/finding-words.ts';
import { answered, disputeNamed, findingNamed, planned, viewOf } from '../waivers/findings.ts';
import { knownOf } from '../waivers/known.ts';
import type { Known } from '../waivers/known.ts';
import { change, good, shortId } from '../waivers/say.ts';
import { dayFlag } from './days.ts';
import { whole } from './numbers.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface TownFlags extends FolderFlags {
  readonly town: string;
  readonly json?: boolean;
}
interface SayFlags extends TownFlags {
  readonly by: string;
}

const about = '<finding> [about]';

/** `townwatch finding list | show | respond | cause | plan | done | dispute | answer` */
export function findingCommands(program: Command, terminal: Terminal): void {
  const finding = program.command('finding').description('what was found, and what people say and plan about it');
  lookCommands(finding, terminal);
  responseCommands(finding, terminal);
  planCommands(finding, terminal);
  disputeCommands(finding, terminal);
}

function ofTown(command: Command): Command {
  return withFolder(command).requiredOption('--town <name>', 'the town').option('--json', 'print JSON');
}

async function knowing(session: Session, town: string): Promise<Known> {
  const beside = await besideOf(session);
  return knownOf(session.store, town, { load: () => loadedRulebook(rulesFolder(), beside), world: session.world });
}

/** Opens the town that is meant, does the work, and prints what came of it. */
function withKnown(flags: TownFlags, terminal: Terminal, work: (session: Session, known: Known) => Promise<{ readonly json: unknown; readonly lines: readonly string[] }>): Promise<void> {
  return inSession(flags, async (session) => {
    const known = await knowing(session, flags.town);
    const { json, lines } = await work(session, known);
    if (flags.json) printJson(terminal, json);
    else for (const line of lines) terminal.out(visible(line, 4_000));
  });
}

function lookCommands(finding: Command, terminal: Terminal): void {
  ofTown(finding.command('list'))
    .description('list the findings of the last judgment that are not closed')
    .option('--all', 'also those that are resolved or retired')
    .option('--rule <id>', 'of one rule')
    .addHelpText('after', '\nExamples:\n  townwatch finding list --town "Cedar Falls"\n  townwatch finding list --town "Cedar Falls" --rule EOL-001 --all')
    .action((flags: TownFlags & { all?: boolean; rule?: string }) =>
      inSession(flags, async (session) => {
        const known = await knowing(session, flags.town);
        const rule = flags.rule === undefined ? undefined : ruleOf(flags.rule, known);
        const kept = known.findings.filter((one) => (flags.all === true || (one.state !== 'resolved' && one.state !== 'retired')) && (rule === undefined || one.rule === rule));
        const views = kept.map((one) => viewOf(one, known)).sort((a, b) => (`${a.finding.rule} ${a.label}` < `${b.finding.rule} ${b.label}` ? -1 : 1));
        if (flags.json) return printJson(terminal, views.map(findingJson));
        printTable(terminal, ['FINDING', 'STATE', 'RULE', 'WHERE', 'SINCE', 'ON TOP'], views.map(({ finding: one, label, outcome }) => [one.id, findingStates[one.state], one.rule, label, one.firstSeen.slice(0, 10), onTop(outcome)]));
        terminal.err(known.judgedAt === null ? `"${known.town.name}" was never judged; "townwatch report" does.` : `As judged ${known.judgedAt}.`);
      }),
    );
  ofTown(finding.command(`show ${about}`))
    .description('print a finding in full: evidence, history, what people say, what would close it; by its id, or by rule and computer or account')
    .addHelpText('after', '\nExamples:\n  townwatch finding show F-eab05608f092203b --town "Cedar Falls"\n  townwatch finding show EOL-001 clerk-pc-3 --town "Cedar Falls"')
    .action((name: string, subject: string | undefined, flags: TownFlags) =>
      withKnown(flags, terminal, async ({ store }, known) => {
        const view = good(findingNamed(name, subject, known));
        const history = await findingHistory(store, known.town.id, view.finding.id);
        return { json: { ...findingJson(view), history }, lines: findingLines(view, known, history) };
      }),
    );
}

const answers = ['agree', 'partly', 'disagree'] as const;
const statuses = ['implemented', 'partly-implemented', 'not-implemented'] as const;

function responseCommands(finding: Command, terminal: Terminal): void {
  ofTown(finding.command(`respond ${about}`))
    .description('write down what the town says of a finding, or of a rule in the whole town')
    .requiredOption('--say <answer>', answers.join(', '))
    .requiredOption('--text <text>', 'in its own words')
    .option('--status <status>', `at follow-up: ${statuses.join(', ')}`)
    .requiredOption('--by <name>', 'who says it')
    .addHelpText('after', '\nExamples:\n  townwatch finding respond EOL-001 clerk-pc-3 --town "Cedar Falls" --say agree --text "It is replaced in spring" --by "C. Ode"\n  townwatch finding respond EOL-001 --town "Cedar Falls" --say partly --text "The pump computers cannot change" --by "C. Ode"')
    .action((name: string, subject: string | undefined, flags: SayFlags & { say: string; text: string; status?: string }) =>
      respond({ name, subject, flags, terminal }, { response: word(flags.say, answers, 'answer'), text: flags.text, ...(flags.status === undefined ? {} : { status: word(flags.status, statuses, 'status') }) }),
    );
  ofTown(finding.command(`cause ${about}`))
    .description('write down why it came to be')
    .requiredOption('--is <cause>', causes.join(', '))
    .requiredOption('--by <name>', 'who says it')
    .addHelpText('after', '\nExample:\n  townwatch finding cause EOL-001 clerk-pc-3 --town "Cedar Falls" --is no-money --by "C. Ode"')
    .action((name: string, subject: string | undefined, flags: SayFlags & { is: string }) => respond({ name, subject, flags, terminal }, { cause: word(flags.is, causes, 'cause') }));
}

interface Responding {
  readonly name: string;
  readonly subject: string | undefined;
  readonly flags: SayFlags;
  readonly terminal: Terminal;
}

function respond({ name, subject, flags, terminal }: Responding, said: Partial<FindingResponse>): Promise<void> {
  return withKnown(flags, terminal, async ({ store }, known) => {
    const whole = subject === undefined && /^[a-z]{2,5}-\d{3}$/i.test(name);
    const target = whole ? { id: ruleOf(name, known), rule: ruleOf(name, known), subject: null } : good(findingNamed(name, subject, known)).finding;
    const fresh: FindingResponse = { rule: target.rule, subject: target.subject, response: null, text: null, cause: null, person: flags.by, on: known.asOf.slice(0, 10), status: null, by: flags.by, version: 0 };
    const made = await change<FindingResponse>(store, { town: known.town.id, kind: 'response', id: target.id, at: known.asOf, by: flags.by }, (now) => ({ ...fresh, ...now, ...said, person: flags.by, on: fresh.on }));
    return { json: made, lines: [`Noted for ${target.id}, version ${made.version}: ${[made.response, made.text, made.cause, made.status].filter(Boolean).join('; ')}.`] };
  });
}

interface PlanFlags extends SayFlags {
  readonly what: string;
  readonly owner: string;
  readonly due: string;
  readonly cost?: number;
  readonly fiscalYear?: number;
  readonly fixGroup?: boolean;
  readonly department?: string;
  readonly wholeTown?: boolean;
}

function planCommands(finding: Command, terminal: Terminal): void {
  ofTown(finding.command(`plan ${about}`))
    .description('plan what is done about a finding, or with one of the three flags about all of its rule there')
    .requiredOption('--what <text>', 'what is done')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--due <date>', 'until when', dayFlag)
    .option('--cost <dollars>', 'what it costs', whole)
    .option('--fiscal-year <year>', 'in which it is paid', whole)
    .option('--fix-group', 'each place where the rule fails now')
    .option('--department <name>', 'all that stands in a department')
    .option('--whole-town', 'everything')
    .requiredOption('--by <name>', 'who plans it')
    .addHelpText('after', '\nExamples:\n  townwatch finding plan EOL-001 clerk-pc-3 --town "Cedar Falls" --what "Replace it" --owner "B. Diaz" --due 2027-03-31 --cost 1200 --fiscal-year 2027 --by "C. Ode"\n  townwatch finding plan PAT-001 --fix-group --town "Cedar Falls" --what "Let updates install at night" --owner "MSP" --due 2026-12-15 --by "C. Ode"')
    .action((name: string, subject: string | undefined, flags: PlanFlags) =>
      withKnown(flags, terminal, async ({ store, world }, known) => {
        const cover = planCover(name, subject, { flags, known });
        const id = shortId('P', world);
        const made = await change<Plan>(store, { town: known.town.id, kind: 'plan', id, at: known.asOf, by: flags.by }, () => planned(id, { ...flags, cover }, { by: flags.by, today: known.asOf.slice(0, 10) }));
        return { json: made, lines: [`${id}: ${made.what}, by ${made.owner}, due ${made.due}. When it is done: townwatch finding done ${id} --town "${known.town.name}" --by NAME`] };
      }),
    );
  ofTown(finding.command('done <plan>'))
    .description('write down that a plan is done; only the next scan shows whether it helped')
    .option('--on <date>', 'day on which it was done; today when left out', dayFlag)
    .requiredOption('--by <name>', 'who says it')
    .addHelpText('after', '\nExample:\n  townwatch finding done P-3fa2c19b --town "Cedar Falls" --by "B. Diaz"')
    .action((name: string, flags: SayFlags & { on?: string }) =>
      withKnown(flags, terminal, async ({ store }, known) => {
        const today = known.asOf.slice(0, 10);
        const plan = known.plans.find(({ id }) => id.toLowerCase() === name.trim().toLowerCase());
        if (!plan) throw unknownName('plan', name, known.plans.map(({ id }) => id));
        if (flags.on !== undefined && flags.on > today) throw failure('wrong-use', `${flags.on} has not come yet; say that it is done on the day it is.`);
        const made = await change<Plan>(store, { town: known.town.id, kind: 'plan', id: plan.id, at: known.asOf, by: flags.by }, (now) => ({ ...plan, ...now, done: flags.on ?? today }));
        return { json: made, lines: [`${made.id} is done since ${made.done ?? ''}. What still fails is no longer shown as planned.`] };
      }),
    );
}

function planCover(name: string, subject: string | undefined, { flags, known }: { flags: PlanFlags; known: Known }): Cover {
  const { fixGroup, department, wholeTown } = flags;
  if (fixGroup === undefined && department === undefined && wholeTown === undefined) {
    const { finding } = good(findingNamed(name, subject, known));
    return { rules: [finding.rule], subjects: [finding.subject], department: null };
  }
  if (subject !== undefined) throw failure('wrong-use', `Name a computer or account, or one of --fix-group, --department and --whole-town; not both.`);
  const rule = known.findings.find(({ id }) => id === name)?.rule ?? name;
  return good(coverOf({ rules: [rule], fixGroup, department, wholeTown }, known));
}

function disputeCommands(finding: Command, terminal: Terminal): void {
  ofTown(finding.command(`dispute ${about}`))
    .description('hold that a finding is wrong; it stays a gap until somebody answers and it is measured anew')
    .requiredOption('--why <text>', 'what is wrong with it')
    .option('--evidence <file>', 'a file that shows it; a copy is kept')
    .requiredOption('--by <name>', 'who holds that')
    .addHelpText('after', '\nExample:\n  townwatch finding dispute EOL-001 clerk-pc-3 --town "Cedar Falls" --why "It has extended updates" --evidence contract.pdf --by "B. Diaz"')
    .action((name: string, subject: string | undefined, flags: SayFlags & { why: string; evidence?: string }) =>
      withKnown(flags, terminal, async ({ store, world, folder }, known) => {
        const { finding: its } = good(findingNamed(name, subject, known));
        if (its.state === 'resolved' || its.state === 'retired') throw failure('wrong-use', `${its.id} is ${its.state}; there is nothing to dispute.`);
        if (flags.why.trim() === '') throw failure('wrong-use', 'A dispute needs its grounds: --why TEXT.');
        const file = flags.evidence === undefined ? null : readEvidence(flags.evidence);
        if (file !== null) keepEvidence(folder, known.town.id, file);
        const id = shortId('D', world);
        const body: Dispute = { id, rule: its.rule, subject: its.subject, person: flags.by, on: known.asOf.slice(0, 10), why: flags.why, evidence: file && { file: file.file, digest: file.digest }, answer: null, by: flags.by, version: 1 };
        const made = await change<Dispute>(store, { town: known.town.id, kind: 'dispute', id, at: known.asOf, by: flags.by }, () => body);
        return { json: made, lines: [`${id}: noted. Somebody else answers it: townwatch finding answer ${id} --town "${known.town.name}" --upheld --text TEXT --by NAME (or --not-upheld)`] };
      }),
    );
  ofTown(finding.command('answer <dispute> [about]'))
    .description('decide a dispute, by its id or by its finding; dispute and answer stay on record')
    .option('--upheld', 'it is right: the rule or the reading is to be mended')
    .option('--not-upheld', 'it is not')
    .requiredOption('--text <text>', 'why')
    .requiredOption('--by <name>', 'who decides; not who disputes')
    .addHelpText('after', '\nExample:\n  townwatch finding answer D-3fa2c19b --town "Cedar Falls" --not-upheld --text "The contract ended in May" --by "C. Ode"')
    .action((name: string, subject: string | undefined, flags: SayFlags & { upheld?: boolean; notUpheld?: boolean; text: string }) =>
      withKnown(flags, terminal, async ({ store }, known) => {
        if ((flags.upheld === true) === (flags.notUpheld === true)) throw failure('wrong-use', 'Say --upheld or --not-upheld.');
        const dispute = good(disputeNamed(name, subject, known));
        const answer = { person: flags.by, on: known.asOf.slice(0, 10), text: flags.text, upheld: flags.upheld === true };
        const made = await change<Dispute>(store, { town: known.town.id, kind: 'dispute', id: dispute.id, at: known.asOf, by: flags.by }, (now) => answered(now ?? dispute, answer));
        return { json: made, lines: [`${made.id} is answered: ${answer.upheld ? 'upheld. What was measured stays until the rule or the reading is mended' : 'not upheld'}.`] };
      }),
    );
}

function ruleOf(name: string, known: Known): string {
  const rule = ruleNamed(name, known);
  if (typeof rule !== 'string') throw failure('wrong-use', rule.wrong);
  return rule;
}

function word<Word extends string>(said: string, words: readonly Word[], what: string): Word {
  const found = words.find((one) => one === said.trim().toLowerCase());
  if (found) return found;
  throw unknownName(what, said, words);
}
