import type { Command } from 'commander';
import { frameworkViews, requirementStates } from '../../reports/frameworks.ts';
import type { FrameworkView, RequirementView } from '../../reports/frameworks.ts';
import { requirementText, requirementWords, ruleStandingWords, standingOrder, waitsWords } from '../../reports/requirement-words.ts';
import { visible } from '../../reports/words.ts';
import { concerns } from '../../rules/engine/packs.ts';
import type { Framework } from '../../rules/engine/rule.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { makeJudge } from '../evaluate/judge.ts';
import { loadedRulebook } from '../evaluate/rulebook.ts';
import { stated } from '../evaluate/stated.ts';
import { unknownName } from '../failure.ts';
import { findTown } from '../store/towns.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends FolderFlags {
  readonly town?: string;
  readonly json?: boolean;
}

/** `townwatch framework list | show` */
export function frameworkCommands(program: Command, terminal: Terminal): void {
  const framework = program.command('framework').description('what others ask of towns, and the rules that show it');
  withFolder(framework.command('list'))
    .description('list the frameworks; of a town, also whether each concerns it')
    .option('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch framework list\n  townwatch framework list --town "Cedar Falls" --json')
    .action(async (flags: Flags) => {
      if (flags.town === undefined) return list(loadedRulebook(), flags, terminal);
      const name = flags.town;
      await inSession(flags, async ({ store, rulebook }) => {
        const town = await findTown(store, name);
        const said = await stated(store, town.id);
        list(await rulebook(), flags, terminal, (it) => concerns(it, said));
      });
    });
  withFolder(framework.command('show <id>'))
    .description('judge a town as of now and show each requirement with the rules that show it')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch framework show cis-controls-8.1 --town "Cedar Falls"\n  townwatch framework show nist-csf-2.0 --town "Cedar Falls" --json')
    .action((id: string, flags: Flags & { readonly town: string }) =>
      inSession(flags, async ({ store, world, rulebook: load }) => {
        const rulebook = await load();
        const wanted = rulebook.frameworks.find((it) => it.id === id.toLowerCase());
        if (!wanted) throw unknownName('framework', id, rulebook.frameworks.map((it) => it.id));
        const { input, outcomes } = await makeJudge(store, rulebook, world)(flags.town);
        const [view] = frameworkViews({ ...rulebook, frameworks: [wanted] }, outcomes, input.asOf);
        const isConcerned = concerns(wanted, input);
        if (flags.json) printJson(terminal, { town: input.town.name, asOf: input.asOf, concerned: isConcerned, ...view });
        else show(view as FrameworkView, { town: input.town.name, isConcerned, terminal });
      }),
    );
}

function list({ frameworks }: Rulebook, { json }: Flags, terminal: Terminal, isConcerned?: (framework: Framework) => boolean): void {
  const rows = frameworks.map((framework) => ({
    id: framework.id,
    title: framework.title,
    source: framework.source,
    checkedOn: framework.checkedOn,
    when: framework.when ?? null,
    requirements: framework.requirements.length,
    withoutRule: framework.requirements.filter(({ rules }) => rules.length === 0).length,
    ...(isConcerned === undefined ? {} : { concerned: isConcerned(framework) }),
  }));
  if (json) return printJson(terminal, rows);
  const whom = (row: (typeof rows)[number]) => (row.concerned === undefined ? conditionWords(row.when) : row.concerned ? 'this town' : `not this town (${conditionWords(row.when)})`);
  printTable(terminal, ['ID', 'REQUIREMENTS', 'WITHOUT A RULE', 'CHECKED ON', 'CONCERNS', 'TITLE'], rows.map((row) => [row.id, String(row.requirements), String(row.withoutRule), row.checkedOn, whom(row), row.title]));
}

const conditions = { police: 'towns with police records', water: 'towns with water works', cards: 'towns that take payment cards' } as const;

/** Whom a framework concerns, by the profile of towns. */
function conditionWords(when: Framework['when'] | null): string {
  const { state, ...others } = when ?? {};
  const parts = [...(state === undefined ? [] : [`towns in ${state}`]), ...(Object.keys(others) as (keyof typeof others)[]).map((key) => conditions[key])];
  return parts.length === 0 ? 'every town' : parts.join(', ');
}

function show({ title, source, checkedOn, requirements }: FrameworkView, { town, isConcerned, terminal }: { town: string; isConcerned: boolean; terminal: Terminal }): void {
  terminal.out(`${title}, as the rules see ${visible(town)}. Source: ${source}; looked up on ${checkedOn}.`);
  if (!isConcerned) terminal.out('By its profile in town.yaml it does not concern this town, so it is not in its report.');
  terminal.out('');
  printTable(terminal, ['REQUIREMENT', 'HERE', 'FINE', 'GAPS', 'NOT KNOWN', 'RULES'], requirements.map((requirement) => [`${requirement.id} ${requirement.label ?? ''}`.trim(), requirementText(requirement), ...countsOf(requirement), rulesOf(requirement)]));
  const counts = requirementStates.map((state) => [requirementWords[state], requirements.filter((it) => it.state === state).length] as const).filter(([, count]) => count > 0);
  terminal.out(`\n${requirements.length} requirements: ${counts.map(([words, count]) => `${words} ${count}`).join(', ')}. What the rules show is no statement that a requirement is met.`);
  const waiting = new Map(requirements.flatMap(({ rules }) => rules.flatMap(({ rule, waits }) => (waits === null ? [] : [[rule, waits] as const]))));
  if (waiting.size === 0) return;
  terminal.out('\nNot measured yet:');
  for (const [rule, { for: waitsFor, note }] of [...waiting].sort(([a], [b]) => (a < b ? -1 : 1))) terminal.out(visible(`  ${rule} waits for ${waitsWords(waitsFor)}. ${note}`, 600));
}

/** Answers of all rules of a requirement: fine, gaps, not known. */
function countsOf({ rules }: RequirementView): string[] {
  return (['fine', 'gaps', 'notKnown'] as const).map((part) => String(rules.reduce((sum, { counts }) => sum + (counts?.[part] ?? 0), 0)));
}

/** The rules of a requirement by how they stand: "gaps: EOL-001; waits: EOL-018". */
function rulesOf({ rules }: RequirementView): string {
  const groups = Map.groupBy(rules, ({ state }) => state);
  return standingOrder.flatMap((state) => (groups.has(state) ? [`${ruleStandingWords[state].toLowerCase()}: ${groups.get(state)!.map(({ rule }) => rule).join(' ')}`] : [])).join('; ') || '-';
}
