import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { explain, printExplanation } from '../../rules/engine/explain.ts';
import { activePacks } from '../../rules/engine/packs.ts';
import type { Rule, Rulebook } from '../../rules/engine/rulebook.ts';
import { testRules } from '../../rules/engine/run-tests.ts';
import type { EvaluationInput } from '../../rules/input.ts';
import { lint, printed } from '../../rules/load/rulebook.ts';
import { contentReader } from '../evaluate/contents.ts';
import { buildInput } from '../evaluate/input.ts';
import { loadedRulebook, rulesFolder } from '../evaluate/rulebook.ts';
import { failure, messageOf, unknownName } from '../failure.ts';
import { engine } from '../program.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { ownRuleCommands } from './own-rules.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

type JsonFlag = { readonly json?: boolean };

/** `townwatch rules lint | test | list | show | explain`, and rules of one's own */
export function ruleCommands(program: Command, terminal: Terminal): void {
  const rules = program.command('rules').description('the rules by which is judged');
  rules
    .command('lint [folder]')
    .description('check every rule, pack and catalog; each problem with file, line and column')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules lint')
    .action((folder: string | undefined, { json }: JsonFlag) => {
      const problems = lint(folder ?? rulesFolder());
      if (json) printJson(terminal, problems);
      else for (const problem of problems) terminal.out(visible(printed(problem)));
      if (problems.length > 0) terminal.end('input-refused');
      else if (!json) terminal.out('Everything loads.');
    });
  rules
    .command('test [id...]')
    .description('run the test cases that rules carry with them')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch rules test\n  townwatch rules test EOL-001')
    .action((ids: string[], flags: JsonFlag) => runTests(ids, flags, terminal));
  rules
    .command('list')
    .description('list the rules and the packs they are in')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules list --json')
    .action(({ json }: JsonFlag) => {
      const rulebook = loadedRulebook();
      const rows = rulebook.rules.map((rule) => ({ ...headOf(rule), packs: packsOf(rulebook, rule) }));
      if (json) return printJson(terminal, rows);
      printTable(terminal, ['ID', 'SCOPE', 'SEVERITY', 'PACKS', 'QUESTION'], rows.map((it) => [it.id, it.scope, it.severity, it.packs.join(', ') || '-', it.title]));
    });
  rules
    .command('show <id>')
    .description('print one rule in full')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules show EOL-001')
    .action((id: string, { json }: JsonFlag) => show(loadedRulebook(), id, { json: json ?? false, terminal }));
  withFolder(rules.command('explain <id> <subject>'))
    .description('judge one rule about one computer, account or service once more, and show every step')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules explain EOL-001 clerk-pc-3 --town "Cedar Falls"')
    .action((id: string, subject: string, flags: FolderFlags & JsonFlag & { town: string }) =>
      inSession(flags, async ({ store, world, rulebook: load }) => {
        const rulebook = await load();
        const town = await findTown(store, flags.town);
        const input = await buildInput(store, contentReader(store, Infinity), { town, asOf: instant(world), engine, documents: rulebook.documents });
        const explanation = explained(() => explain(rulebook, input, { rule: id.toUpperCase(), subject: subjectNamed(input, subject), packs: activePacks(rulebook, input) }));
        if (flags.json) printJson(terminal, explanation);
        else printExplanation(explanation).split('\n').forEach((line) => terminal.out(visible(line)));
      }),
    );
  ownRuleCommands(rules, terminal);
}

/** The id of a subject: an asset or a service may be named as people name it. */
function subjectNamed({ roster, register }: EvaluationInput, wanted: string): string {
  const assets = roster.filter(({ label }) => label === wanted);
  if (assets.length === 1) return (assets[0] as (typeof assets)[number]).id;
  const service = register?.data.services?.find(({ name }) => name === wanted);
  return service ? `service:${service.name.toLowerCase()}` : wanted;
}

function runTests(ids: readonly string[], { json }: JsonFlag, terminal: Terminal): void {
  const rulebook = loadedRulebook();
  for (const id of ids) ruleNamed(rulebook, id);
  const results = testRules(rulebook, ids.length > 0 ? ids : undefined);
  const failed = results.filter(({ ok }) => !ok);
  if (json) printJson(terminal, results);
  else {
    for (const { rule, name, expected, got } of failed) terminal.out(`${rule} ${visible(name)}: expected ${expected}, got ${got}`);
    terminal.out(`${results.length - failed.length} of ${results.length} test cases passed.`);
  }
  if (failed.length > 0) terminal.end('input-refused');
}

function show(rulebook: Rulebook, id: string, { json, terminal }: { json: boolean; terminal: Terminal }): void {
  const rule = ruleNamed(rulebook, id);
  const { definition } = rule;
  if (json) return printJson(terminal, { ...definition, packs: packsOf(rulebook, rule), file: rule.file });
  const { en } = definition;
  const expressions = ['applies', 'each', 'pass', 'fail'] as const;
  terminal.out(`${definition.id} version ${definition.version}, ${definition.severity}, about each ${definition.scope}: ${en.title}`);
  terminal.out(`\n${en.plain}\n\n${en.technical}\n`);
  for (const name of expressions) if (definition[name] !== undefined) terminal.out(`${name}: ${definition[name]}`);
  for (const [platform, text] of Object.entries(en.remediation)) terminal.out(`Remedy (${platform}): ${text}`);
  terminal.out(`Packs: ${packsOf(rulebook, rule).join(', ') || 'none'}. File: ${rule.file}`);
}

function ruleNamed({ rules }: Rulebook, id: string): Rule {
  const found = rules.find(({ definition }) => definition.id === id.toUpperCase());
  if (found) return found;
  throw unknownName('rule', id, rules.map(({ definition }) => definition.id));
}

function headOf({ definition: { id, version, scope, severity, en, draft } }: Rule) {
  return { id, version, scope, severity, title: en.title, draft };
}

function packsOf({ packs }: Rulebook, { definition }: Rule): string[] {
  return packs.filter((pack) => pack.rules.some(({ id }) => id === definition.id)).map(({ id }) => id);
}

/** The engine names a wrong rule or subject in a plain error; here it is wrong use. */
function explained<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw failure('wrong-use', messageOf(error), error);
  }
}
