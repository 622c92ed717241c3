import { suggestion } from '../../rules/engine/nearest.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { samePerson } from '../../rules/waiver.ts';
import type { Cover } from '../../rules/waiver.ts';
import type { Known } from './known.ts';

/** Something that cannot be as it was given, and the sentence that says so. */
export interface Wrong {
  readonly wrong: string;
}

/** What a person names for a waiver or a plan to cover: one of the last four. */
export interface CoverOrder {
  readonly rules: readonly string[];
  readonly subjects?: readonly string[] | undefined;
  readonly department?: string | undefined;
  /** Each place by name where these rules fail now; what fails later is not covered. */
  readonly fixGroup?: boolean | undefined;
  readonly wholeTown?: boolean | undefined;
}

/** Finds the rules and subjects that were named: by id, or by the label of a computer or account. */
export function coverOf(order: CoverOrder, known: Known): Cover | Wrong {
  const rules: string[] = [];
  for (const name of order.rules) {
    const rule = ruleNamed(name, known);
    if (typeof rule !== 'string') return rule;
    rules.push(rule);
  }
  if (rules.length === 0) return { wrong: 'No rule is named.' };
  const ways = [order.subjects !== undefined, order.department !== undefined, order.fixGroup === true, order.wholeTown === true];
  if (ways.filter(Boolean).length !== 1) return { wrong: 'Say what it covers in exactly one way: subjects, a department, the fix group, or the whole town.' };
  const places = placesOf(order, rules, known);
  return 'wrong' in places ? places : { rules: unique(rules), ...places };
}

type Places = Pick<Cover, 'subjects' | 'department'>;

function placesOf(order: CoverOrder, rules: readonly string[], known: Known): Places | Wrong {
  if (order.wholeTown === true) return { subjects: null, department: null };
  if (order.department !== undefined) {
    const wanted = order.department;
    const found = known.departments.find((name) => samePerson(name, wanted));
    return found === undefined ? { wrong: `There is no department "${wanted}"${suggestion(wanted, known.departments)}` } : { subjects: null, department: found };
  }
  if (order.fixGroup === true) {
    const failing = known.outcomes.filter(({ rule, outcome }) => outcome === 'fail' && rules.includes(rule));
    return failing.length === 0 ? { wrong: `Nothing fails ${rules.join(', ')} now.` } : { subjects: unique(failing.map(({ subject }) => subject.id)), department: null };
  }
  const subjects: string[] = [];
  for (const name of order.subjects ?? []) {
    const found = subjectsNamed(name, rules, known);
    if ('wrong' in found) return found;
    subjects.push(...found);
  }
  return { subjects: unique(subjects), department: null };
}

/** The id of a rule, however its letters are written. */
export function ruleNamed(name: string, { rulebook }: Pick<Known, 'rulebook'>): string | Wrong {
  const ids = rulebook.rules.map(({ definition }) => definition.id);
  const found = ids.find((id) => id === name.trim().toUpperCase());
  return found ?? { wrong: `There is no rule "${name}"${suggestion(name, ids)}` };
}

/** Subjects of rules by id or label; a computer stands also for the accounts on it that fail. */
export function subjectsNamed(name: string, rules: readonly string[], known: Known): readonly string[] | Wrong {
  const asked = known.outcomes.filter(({ rule }) => rules.includes(rule)).map((outcome) => outcome.subject);
  if (asked.some(({ id }) => id === name)) return [name];
  const called = asked.filter(({ label }) => samePerson(label, name));
  if (called.length > 0) return single(called.map(({ id }) => id), name);
  const assets = known.roster.filter(({ id, label }) => id === name || samePerson(label, name));
  const [asset] = assets;
  if (assets.length > 1) return single(assets.map(({ id }) => id), name);
  if (asset !== undefined) return onAsset(asset, rules, known);
  if (name.trim().toLowerCase() === 'town') return ['town'];
  const labels = [...asked.map(({ label }) => label), ...known.roster.map(({ label }) => label)];
  return { wrong: `There is no computer or account "${name}"${suggestion(name, new Set(labels))}` };
}

function single(ids: readonly string[], name: string): readonly string[] | Wrong {
  const different = unique(ids);
  return different.length === 1 ? different : { wrong: `${different.length} are called "${name}"; name one by its id: ${different.slice(0, 5).join(', ')}` };
}

function onAsset({ id, label }: { id: string; label: string }, rules: readonly string[], { outcomes, rulebook }: Known): readonly string[] | Wrong {
  const aboutAssets = rulebook.rules.some(({ definition }) => definition.scope === 'asset' && rules.includes(definition.id));
  const failing = outcomes.filter(({ rule, outcome, subject }: Outcome) => outcome === 'fail' && rules.includes(rule) && subject.asset === id).map(({ subject }) => subject.id);
  const found = unique([...(aboutAssets ? [id] : []), ...failing]);
  return found.length > 0 ? found : { wrong: `Nothing on "${label}" fails ${rules.join(', ')} now.` };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
