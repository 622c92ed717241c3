import { compileRule, languages } from '../engine/compile-rule.ts';
import type { Languages } from '../engine/compile-rule.ts';
import type { Rule, Rulebook } from '../engine/rulebook.ts';
import { frameworkSchema, packSchema, ruleSchema } from '../engine/rule.ts';
import type { RuleDefinition } from '../engine/rule.ts';
import { readDerivation } from './derivation.ts';
import type { FetchedCatalog } from './fetched.ts';
import { yamlFiles } from './files.ts';
import type { TextFile } from './files.ts';
import { countingProblems } from './lint-counting.ts';
import { ruleProblems } from './lint-rule.ts';
import { selectionProblems } from './lint-selection.ts';
import { readQuestionnaire, traceabilityProblems } from './questions.ts';
import { readWaiting, waitingFile } from './waiting.ts';
import { readYaml } from './yaml.ts';
import type { Problem, Read } from './yaml.ts';

export type Loaded = { readonly ok: true; readonly rulebook: Rulebook } | { readonly ok: false; readonly problems: readonly Problem[] };

/** What judges beside the files that came with the program. */
export interface Beside {
  readonly fetched?: FetchedCatalog | undefined;
  /** Rules and packs of one's own that somebody trusted: `catalog/OWN/OWN-001.yaml`, `packs/own-rules.yaml`. */
  readonly own?: readonly TextFile[];
}

/**
 * Reads the rulebook below a folder (`catalog/`, `packs/`, `frameworks/`, `lifecycle/`), compiles and checks all of it.
 * It loads as a whole or not at all: then every problem is told, with file, line, column.
 */
export function loadRulebook(root: string, { fetched, own = [] }: Beside = {}): Loaded {
  const ownFiles = (folder: string) => own.filter(({ name }) => name.startsWith(`${folder}/`));
  const files = { catalog: [...yamlFiles(root, 'catalog'), ...ownFiles('catalog')], packs: [...yamlFiles(root, 'packs'), ...ownFiles('packs')], frameworks: yamlFiles(root, 'frameworks'), lifecycle: yamlFiles(root, 'lifecycle'), exploited: yamlFiles(root, 'known-exploited'), builds: yamlFiles(root, 'windows-builds'), questionnaire: yamlFiles(root, 'questionnaire') };
  const questionnaire = readQuestionnaire(files.questionnaire);
  const all = languages(questionnaire.questions);
  const definitions = sorted(files.catalog.filter(({ name }) => name !== waitingFile).map(({ name, text }) => readYaml(name, text, ruleSchema)));
  const packs = sorted(files.packs.map(({ name, text }) => readYaml(name, text, packSchema)));
  const frameworks = sorted(files.frameworks.map(({ name, text }) => readYaml(name, text, frameworkSchema)));

  const rules = definitions.read.map((read) => compiled(read, all));
  const derivation = readDerivation({ lifecycle: files.lifecycle, exploited: files.exploited, builds: files.builds, fetched });
  const waiting = readWaiting(files.catalog, new Set(definitions.read.map(({ value }) => value.id)));
  const problems = [
    ...waiting.problems,
    ...derivation.problems,
    ...questionnaire.problems,
    ...[definitions, packs, frameworks].flatMap((it) => it.problems),
    ...rules.flatMap((rule) => ('definition' in rule ? [] : rule)),
    ...definitions.read.flatMap((read) => ruleProblems(read, questionnaire.questions)),
    // A rule that is not readable is missing by name only: what names it is not wrong because of that.
    ...countingProblems(rules.filter((rule): rule is Rule => 'definition' in rule), definitions),
    ...selectionProblems({ rules: definitions.read, packs: packs.read, frameworks: frameworks.read, waiting: new Set(waiting.waiting.map(({ id }) => id)), complete: definitions.problems.length === 0 }),
    ...traceabilityProblems(files.questionnaire, [...definitions.read.map(({ value }) => value.id), ...waiting.waiting.map(({ id }) => id)]),
  ];
  if (problems.length > 0) return { ok: false, problems: problems.sort(byPlace) };
  const documents = [...Object.values(files).flat().map((file) => ({ name: own.includes(file) ? `own/${file.name}` : file.name, digest: file.digest, ...asOf(derivation.days.get(file.name)) })), ...(fetched?.documents ?? [])];
  return {
    ok: true,
    rulebook: {
      rules: rules.filter((rule): rule is Rule => 'definition' in rule),
      packs: packs.read.map(({ value }) => value),
      frameworks: frameworks.read.map(({ value }) => value),
      waiting: waiting.waiting,
      questions: questionnaire.questions,
      derive: derivation.derive,
      documents,
    },
  };
}

function asOf(day: string | undefined): { readonly asOf?: string } {
  return day === undefined ? {} : { asOf: day };
}

/** What is wrong with the rulebook below a folder; empty when it loads. */
export function lint(root: string): readonly Problem[] {
  const loaded = loadRulebook(root);
  return loaded.ok ? [] : loaded.problems;
}

/** A problem on one line, as compilers print it. */
export function printed({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

function compiled(read: Read<RuleDefinition>, all: Languages): Rule | readonly Problem[] {
  const result = compileRule(read.value, all);
  if ('pass' in result) return { definition: read.value, compiled: result, file: read.file };
  return result.map(({ path, message, start }) => read.problem(path, `${path.join('.')}: ${message}`, start));
}

function sorted<T extends { id: string }>(results: readonly (Read<T> | readonly Problem[])[]): { read: Read<T>[]; problems: Problem[] } {
  const read = results.filter((result): result is Read<T> => 'value' in result);
  return {
    read: read.sort((a, b) => (a.value.id < b.value.id ? -1 : 1)),
    problems: results.flatMap((result) => ('value' in result ? [] : result)),
  };
}

function byPlace(a: Problem, b: Problem): number {
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
}
