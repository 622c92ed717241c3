import { compileRule, languages } from '../engine/compile-rule.ts';
import type { Languages } from '../engine/compile-rule.ts';
import type { Rule, Rulebook } from '../engine/rulebook.ts';
import { frameworkSchema, packSchema, ruleSchema } from '../engine/rule.ts';
import type { RuleDefinition } from '../engine/rule.ts';
import { readDerivation } from './derivation.ts';
import { yamlFiles } from './files.ts';
import { ruleProblems } from './lint-rule.ts';
import { selectionProblems } from './lint-selection.ts';
import { readYaml } from './yaml.ts';
import type { Problem, Read } from './yaml.ts';

export type Loaded = { readonly ok: true; readonly rulebook: Rulebook } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads the rulebook below a folder (`catalog/`, `packs/`, `frameworks/`, `lifecycle/`), compiles and checks all of it.
 * It loads as a whole or not at all: then every problem is told, with file, line, column.
 */
export function loadRulebook(root: string): Loaded {
  const all = languages();
  const files = { catalog: yamlFiles(root, 'catalog'), packs: yamlFiles(root, 'packs'), frameworks: yamlFiles(root, 'frameworks'), lifecycle: yamlFiles(root, 'lifecycle') };
  const definitions = sorted(files.catalog.map(({ name, text }) => readYaml(name, text, ruleSchema)));
  const packs = sorted(files.packs.map(({ name, text }) => readYaml(name, text, packSchema)));
  const frameworks = sorted(files.frameworks.map(({ name, text }) => readYaml(name, text, frameworkSchema)));

  const rules = definitions.read.map((read) => compiled(read, all));
  const derivation = readDerivation(files.lifecycle);
  const problems = [
    ...derivation.problems,
    ...[definitions, packs, frameworks].flatMap((it) => it.problems),
    ...rules.flatMap((rule) => ('definition' in rule ? [] : rule)),
    ...definitions.read.flatMap(ruleProblems),
    // A rule that is not readable is missing by name only: what names it is not wrong because of that.
    ...selectionProblems({ rules: definitions.read, packs: packs.read, frameworks: frameworks.read, complete: definitions.problems.length === 0 }),
  ];
  if (problems.length > 0) return { ok: false, problems: problems.sort(byPlace) };
  const documents = Object.values(files).flat().map(({ name, digest }) => ({ name, digest }));
  return {
    ok: true,
    rulebook: {
      rules: rules.filter((rule): rule is Rule => 'definition' in rule),
      packs: packs.read.map(({ value }) => value),
      frameworks: frameworks.read.map(({ value }) => value),
      derive: derivation.derive,
      documents,
    },
  };
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
