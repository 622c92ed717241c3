import type * as z from 'zod/mini';
import { sections, isSectionName } from '../../wire/sections/list.ts';
import { derived } from '../derive/schema.ts';
import { suggestion } from '../engine/nearest.ts';
import { isOfType } from '../engine/rule.ts';
import type { RuleDefinition, RuleTest } from '../engine/rule.ts';
import { camelCase, rosterAsset, sectionAt } from '../engine/vocabulary.ts';
import { keysAt } from './yaml.ts';
import type { Problem, Read, Schema } from './yaml.ts';

type Say = (path: readonly (string | number)[], message: string) => void;

/** What is wrong with a rule beyond its schema and its expressions: parts that must come together, and its tests. */
export function ruleProblems(read: Read<RuleDefinition>): Problem[] {
  const problems: Problem[] = [];
  const say: Say = (path, message) => void problems.push(read.problem(path, message));
  const rule = read.value;
  const place = `catalog/${rule.id.split('-')[0]}/${rule.id}.yaml`;
  if (read.file !== place) say(['id'], `${rule.id} belongs into ${place}`);
  together(rule, say);
  texts(rule, say);
  for (const [name, { type, default: value }] of Object.entries(rule.parameters))
    if (!isOfType(value, type)) say(['parameters', name, 'default'], `the default of "${name}" is no ${type}`);
  cases(rule, say);
  for (const [index, test] of rule.tests.entries()) testProblems(rule, test, (path, message) => say(['tests', index, ...path], message));
  return problems;
}

function together(rule: RuleDefinition, say: Say): void {
  if (rule.fail !== undefined && !rule.between) say(['fail'], 'a rule with "fail" needs "between": what holds when it neither passes nor fails');
  if (rule.fail === undefined && rule.between) say(['between'], '"between" needs "fail": without it, what does not pass fails');
  if (rule.each !== undefined && rule.empty === undefined) say(['each'], 'a rule with "each" needs "empty": pass or not-applicable for an empty list');
  if (rule.each !== undefined && rule.itemLabel === undefined) say(['each'], 'a rule with "each" needs "itemLabel": how an item is named in evidence');
  for (const key of ['empty', 'itemLabel'] as const) if (rule[key] !== undefined && rule.each === undefined) say([key], `"${key}" needs "each"`);
  if (rule.scope === 'town' && rule.platforms) say(['platforms'], 'a town has no platform');
  if (Object.keys(rule.evidence).length === 0) say(['evidence'], 'a rule shows at least one value on which it rests');
}

/** Whether a rule can come out as not applicable. */
function canBeNotApplicable(rule: RuleDefinition): boolean {
  return rule.applies !== undefined || rule.platforms !== undefined || rule.empty === 'not-applicable';
}

function texts(rule: RuleDefinition, say: Say): void {
  if (!rule.en.title.endsWith('?')) say(['en', 'title'], 'the title is a question that "yes" answers well; end it with "?"');
  if (canBeNotApplicable(rule) && rule.en.notApplicable === undefined) say(['en'], 'en.notApplicable is missing: why this can be not applicable');
  if (Object.keys(rule.en.remediation).length === 0) say(['en', 'remediation'], 'en.remediation says nothing: give linux, windows, macos or any');
}

/** Every outcome that can occur is shown by a test. */
function cases(rule: RuleDefinition, say: Say): void {
  const shown = new Set(rule.tests.map((test) => test.expect));
  const possible: RuleTest['expect'][] = ['pass', 'fail', 'unknown'];
  if (canBeNotApplicable(rule)) possible.push('not-applicable');
  for (const expect of possible) {
    const excluded = rule.never.includes(expect);
    if (!shown.has(expect) && !excluded) say(['tests'], `no test expects "${expect}"; add one${expect === 'fail' ? ', or "never: [fail]"' : ''}`);
    if (shown.has(expect) && excluded) say(['never'], `"never" excludes "${expect}", and a test expects it`);
  }
  const names = rule.tests.map((test) => test.name);
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) say(['tests', index, 'name'], `two tests are called "${name}"`);
  });
}

/** A test that names facts that do not exist would prove nothing. */
function testProblems(rule: RuleDefinition, test: RuleTest, say: Say): void {
  for (const [key, data] of Object.entries(test.facts)) {
    const section = sectionNamed(key, ['facts', key], say);
    if (section) unfit(sections[section].schema, data, (path, message) => say(['facts', key, ...path], message));
  }
  for (const group of ['missing', 'status'] as const) for (const key of Object.keys(test[group])) sectionNamed(key, [group, key], say);
  if (test.derived) unfit(derived, test.derived, (path, message) => say(['derived', ...path], message));
  for (const [place, entry] of [[['asset'], test.asset] as const, ...test.assets.map((it, index) => [['assets', index], it] as const)]) {
    for (const key of Object.keys(entry)) {
      const field = Object.hasOwn(rosterAsset.shape, key) ? rosterAsset.shape[key as keyof typeof rosterAsset.shape] : undefined;
      if (!field) say([...place, key], `an asset has no "${key}"${suggestion(key, Object.keys(rosterAsset.shape))}`);
      else unfit(field, entry[key], (path, message) => say([...place, key, ...path], message));
    }
  }
  for (const [name, value] of Object.entries(test.parameters)) {
    const parameter = Object.hasOwn(rule.parameters, name) ? rule.parameters[name] : undefined;
    if (!parameter) say(['parameters', name], `the rule has no parameter "${name}"${suggestion(name, Object.keys(rule.parameters))}`);
    else if (!isOfType(value, parameter.type)) say(['parameters', name], `"${name}" is no ${parameter.type}`);
  }
  if (test.reason !== undefined && test.expect !== 'unknown') say(['reason'], '"reason" belongs to a test that expects "unknown"');
  if (test.account !== undefined && rule.scope !== 'account') say(['account'], '"account" belongs to a rule of scope account');
}

/** The section that a key of a test means: `remote-access` or `remoteAccess`. */
function sectionNamed(key: string, path: readonly (string | number)[], say: Say) {
  const name = sectionAt(key);
  if (isSectionName(name)) return name;
  say(path, `there is no section "${key}"${suggestion(key, Object.keys(sections).map(camelCase))}`);
  return undefined;
}

/** Says what a value has that its schema does not know, and what it has in the wrong form. */
function unfit(schema: z.ZodMiniType, value: unknown, say: Say): void {
  const checked = schema.safeParse(value);
  if (!checked.success) {
    for (const issue of checked.error.issues) {
      const path = issue.path.filter((part) => typeof part !== 'symbol');
      say(path, issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : `does not fit the schema (${issue.code.replaceAll('_', ' ')})`);
    }
    return;
  }
  for (const path of surplus(value, checked.data)) {
    const key = String(path.at(-1));
    say(path, `there is no fact "${key}"${suggestion(key, keysAt(schema as Schema, path.slice(0, -1)))}`);
  }
}

/** Paths of keys that the schema dropped. */
function surplus(given: unknown, kept: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(given) && Array.isArray(kept)) return given.flatMap((item, index) => surplus(item, kept[index], [...path, index]));
  if (given === null || typeof given !== 'object' || kept === null || typeof kept !== 'object') return [];
  return Object.entries(given).flatMap(([key, member]) =>
    Object.hasOwn(kept, key) ? surplus(member, (kept as Record<string, unknown>)[key], [...path, key]) : [[...path, key]],
  );
}
