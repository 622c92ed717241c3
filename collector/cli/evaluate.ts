import type { Command } from 'commander';
import { activePacks } from '../../rules/engine/packs.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { evaluate } from '../../rules/evaluate.ts';
import type { EvaluationInput } from '../../rules/input.ts';
import { differences } from '../../rules/judge/differences.ts';
import type { Difference, Verdict } from '../../rules/judge/differences.ts';
import { disposed } from '../../rules/judge/dispositions.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { contentReader } from '../evaluate/contents.ts';
import { buildInput } from '../evaluate/input.ts';
import { loadedRulebook } from '../evaluate/rulebook.ts';
import { failure } from '../failure.ts';
import { readInput, writeInput } from '../offline/input-file.ts';
import { engine } from '../program.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends FolderFlags {
  readonly town?: string;
  readonly input?: string;
  readonly asOf?: string;
  readonly rules?: string;
  readonly export?: string;
  readonly json?: boolean;
}

/** `townwatch evaluate` */
export function evaluateCommand(program: Command, terminal: Terminal): void {
  withFolder(program.command('evaluate'))
    .description('judge a town once more, and store nothing: by other rules, as of another day, or from a file on any computer')
    .option('--town <name>', 'the town, as it is stored here')
    .option('--input <file>', 'what --export wrote; needs no data folder and no network')
    .option('--as-of <instant>', 'judge as of this instant (UTC, such as 2026-11-21T00:00:00Z)')
    .option('--rules <folder>', 'judge by the rules in this folder, and show what they would change')
    .option('--export <file>', 'write all that judgment reads to a file')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch evaluate --town "Cedar Falls" --export cedar-falls.json\n  townwatch evaluate --input cedar-falls.json\n  townwatch evaluate --town "Cedar Falls" --rules my-rules\n  townwatch evaluate --town "Cedar Falls" --as-of 2027-07-01T00:00:00Z')
    .action(async (flags: Flags) => {
      const { input, rulebook } = await given(flags);
      const others = strangers(input, rulebook);
      if (others.length > 0) terminal.err(`These rules are not those that the input names: ${others.length} files differ, ${others[0]} among them.`);
      const digest = flags.export === undefined ? undefined : writeInput(flags.export, input);
      const outcomes = judged(input, rulebook);
      if (flags.rules === undefined) return tell(outcomes, { input, terminal, exported: digest === undefined ? undefined : { file: flags.export ?? '', digest }, json: flags.json ?? false });
      const changed = differences(outcomes, judged(input, loadedRulebook(flags.rules)));
      if (flags.json) printJson(terminal, changed);
      else tellDifferences(changed, terminal);
    });
}

/** All outcomes about a town by a rulebook, with what people accepted and planned on them. */
export function judged(input: EvaluationInput, rulebook: Rulebook): readonly Outcome[] {
  return disposed(evaluate(input, rulebook, activePacks(rulebook, input)).outcomes, input);
}

/** What a second judgment would change, as a table. */
export function tellDifferences(changed: readonly Difference[], terminal: Terminal): void {
  if (changed.length === 0) return terminal.out('Nothing would change.');
  printTable(terminal, ['RULE', 'ABOUT', 'NOW', 'WOULD BE'], changed.map(({ rule, label, before, after }) => [rule, label, spoken(before), spoken(after)]));
  terminal.out(`${changed.length} answers would change.`);
}

/** Names of the files by which the input was to be judged and that this rulebook has otherwise or not, or the other way around. */
function strangers({ documents }: EvaluationInput, rulebook: Rulebook): string[] {
  const here = new Map(rulebook.documents.map(({ name, digest }) => [name, digest]));
  const there = new Map(documents.map(({ name, digest }) => [name, digest]));
  return [...new Set([...here.keys(), ...there.keys()])].filter((name) => here.get(name) !== there.get(name)).sort();
}

async function given(flags: Flags): Promise<{ input: EvaluationInput; rulebook: Rulebook }> {
  if ((flags.town === undefined) === (flags.input === undefined)) throw failure('wrong-use', 'Name the town with --town, or a file with --input: one of the two.');
  const asOf = flags.asOf === undefined ? undefined : instantOf(flags.asOf);
  if (flags.input !== undefined) {
    const input = readInput(flags.input);
    return { input: asOf === undefined ? input : { ...input, asOf }, rulebook: loadedRulebook() };
  }
  return inSession(flags, async ({ store, world, rulebook: load }) => {
    const town = await findTown(store, flags.town ?? '');
    const rulebook = await load();
    const input = await buildInput(store, contentReader(store, Infinity), { town, asOf: asOf ?? instant(world), engine, documents: rulebook.documents });
    // The store is closed when this returns: what is read from it later must be at hand by then.
    return { input: { ...input, contents: { ...input.contents } }, rulebook };
  });
}

function instantOf(text: string): string {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) || Number.isNaN(at.getTime())) throw failure('wrong-use', `"${text}" is no instant; write it like 2026-11-21T00:00:00Z.`);
  return at.toISOString();
}

interface Telling {
  readonly input: EvaluationInput;
  readonly terminal: Terminal;
  readonly exported: { readonly file: string; readonly digest: string } | undefined;
  readonly json: boolean;
}

function tell(outcomes: readonly Outcome[], { input, terminal, exported, json }: Telling): void {
  const counts = Object.fromEntries(['pass', 'fail', 'unknown', 'not-applicable', 'error'].map((kind) => [kind, outcomes.filter(({ outcome }) => outcome === kind).length]));
  const digest = sha256(JSON.stringify(outcomes));
  if (json) return printJson(terminal, { town: input.town, asOf: input.asOf, digest, counts, outcomes, ...(exported ? { exported } : {}) });
  terminal.out(`${input.town.name} as of ${input.asOf}: ${outcomes.length} answers`);
  for (const [kind, count] of Object.entries(counts)) terminal.out(`  ${count} ${kind === 'unknown' ? 'not known' : kind.replace('-', ' ')}`);
  terminal.out(`Digest of the answers: ${digest}`);
  if (exported) terminal.out(`Written: ${exported.file} (SHA-256 ${exported.digest})`);
}

function spoken(verdict: Verdict | null): string {
  if (!verdict) return 'not asked';
  const kind = verdict.outcome === 'unknown' ? 'not known' : verdict.outcome.replace('-', ' ');
  return verdict.reason === null ? kind : `${kind} (${verdict.reason})`;
}
