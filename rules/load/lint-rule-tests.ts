import type * as z from 'zod/mini';
import { sections, isSectionName } from '../../wire/sections/list.ts';
import { derived } from '../derive/schema.ts';
import { suggestion } from '../engine/nearest.ts';
import { isOfType } from '../engine/rule.ts';
import type { RuleDefinition, RuleTest } from '../engine/rule.ts';
import { camelCase, rosterAsset, sectionAt } from '../engine/vocabulary.ts';
import { listRow } from '../list.ts';
import type { Finding } from '../outcome.ts';
import type { Question } from '../question.ts';
import { registerSchema } from '../register.ts';
import type { Plan, Waiver } from '../waiver.ts';
import { keysAt } from './yaml.ts';
import type { Schema } from './yaml.ts';

/** Notes a problem: where in the file, and what. */
export type Say = (path: readonly (string | number)[], message: string) => void;

/** A test that names facts that do not exist would prove nothing. */
export function testProblems({ rule, test, questions }: { rule: RuleDefinition; test: RuleTest; questions: readonly Question[] }, say: Say): void {
  factProblems(test, say);
  statedProblems(test, questions, say);
  for (const [place, entry] of [[['asset'], test.asset] as const, ...test.assets.map((it, index) => [['assets', index], it] as const)]) {
    for (const key of Object.keys(entry)) {
      if (key === 'seenBy' && place[0] === 'assets') continue;
      if (key === 'neighbors' && place[0] === 'assets') {
        unfit(sections.neighbors.schema, entry[key], (path, message) => say([...place, key, ...path], message));
        continue;
      }
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
  for (const [key, scope] of [['account', 'account'], ['service', 'service']] as const)
    if (test[key] !== undefined && rule.scope !== scope) say([key], `"${key}" belongs to a rule of scope ${scope}`);
  if (Object.keys(test.tallies).length > 0 && rule.scope !== 'town') say(['tallies'], '"tallies" belongs to a rule of scope town');
}

function factProblems(test: RuleTest, say: Say): void {
  for (const [key, data] of Object.entries(test.facts)) {
    const section = sectionNamed(key, ['facts', key], say);
    if (section) unfit(sections[section].schema, data, (path, message) => say(['facts', key, ...path], message));
  }
  for (const group of ['missing', 'status'] as const) for (const key of Object.keys(test[group])) sectionNamed(key, [group, key], say);
  if (test.derived) unfit(derived, test.derived, (path, message) => say(['derived', ...path], message));
}

/** What people state in a test has the shape of what they state. */
function statedProblems(test: RuleTest, questions: readonly Question[], say: Say): void {
  if (test.register) unfit(registerSchema, test.register, (path, message) => say(['register', ...path], message));
  for (const id of Object.keys(test.attested))
    if (!questions.some((question) => question.id === id)) say(['attested', id], `there is no question "${id}"${suggestion(id, questions.map((question) => question.id))}`);
  for (const [index, list] of test.lists.entries())
    for (const [at, row] of list.rows.entries()) unfit(listRow, { row: at + 2, ...row }, (path, message) => say(['lists', index, 'rows', at, ...path], message));
  const records: readonly ['waivers' | 'plans' | 'findings', readonly string[]][] = [['waivers', waiverKeys], ['plans', planKeys], ['findings', findingKeys]];
  for (const [name, keys] of records)
    for (const [index, record] of test[name].entries())
      for (const key of Object.keys(record)) if (!keys.includes(key)) say([name, index, key], `there is no "${key}" in ${name}${suggestion(key, keys)}`);
}

const waiverKeys = ['id', 'rules', 'subjects', 'department', 'requester', 'owner', 'approver', 'reason', 'risk', 'control', 'created', 'from', 'expires', 'state', 'by', 'version'] satisfies (keyof Waiver)[];
const planKeys = ['id', 'rules', 'subjects', 'department', 'what', 'owner', 'due', 'fiscalYear', 'cost', 'done', 'by', 'version'] satisfies (keyof Plan)[];
const findingKeys = ['id', 'rule', 'subject', 'state', 'firstSeen', 'lastConfirmed', 'resolvedAt', 'reopened'] satisfies (keyof Finding)[];

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
