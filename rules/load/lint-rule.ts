import { isOfType } from '../engine/rule.ts';
import type { RuleDefinition, RuleTest } from '../engine/rule.ts';
import type { Question } from '../question.ts';
import { testProblems } from './lint-rule-tests.ts';
import type { Say } from './lint-rule-tests.ts';
import type { Problem, Read } from './yaml.ts';

/** What is wrong with a rule beyond its schema and its expressions: parts that must come together, and its tests. */
export function ruleProblems(read: Read<RuleDefinition>, questions: readonly Question[]): Problem[] {
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
  for (const [index, test] of rule.tests.entries()) testProblems({ rule, test, questions }, (path, message) => say(['tests', index, ...path], message));
  return problems;
}

function together(rule: RuleDefinition, say: Say): void {
  if (rule.fail !== undefined && !rule.between) say(['fail'], 'a rule with "fail" needs "between": what holds when it neither passes nor fails');
  if (rule.fail === undefined && rule.between) say(['between'], '"between" needs "fail": without it, what does not pass fails');
  if (rule.each !== undefined && rule.empty === undefined) say(['each'], 'a rule with "each" needs "empty": pass or not-applicable for an empty list');
  if (rule.each !== undefined && rule.itemLabel === undefined) say(['each'], 'a rule with "each" needs "itemLabel": how an item is named in evidence');
  for (const key of ['empty', 'itemLabel'] as const) if (rule[key] !== undefined && rule.each === undefined) say([key], `"${key}" needs "each"`);
  if ((rule.scope === 'town' || rule.scope === 'service') && rule.platforms) say(['platforms'], `a ${rule.scope} has no platform`);
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
