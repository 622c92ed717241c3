import type { Plist, PlistDict } from '../../host/plist.ts';
import { dictOf, listOf } from '../../host/plist.ts';

/**
 * Account policies of macOS, see pwpolicy(8): in each category a list of conditions in the language of NSPredicate, all
 * of which must hold, with parameters by name. Only conditions whose form is known are interpreted; of any other form
 * nothing is said but that there is one.
 */

/** One condition with its parameters. */
export interface Condition {
  readonly content: string;
  readonly identifier: string;
  /** A number that stands in the condition as such, or by the name of a parameter. */
  readonly number: (word: string) => number | undefined;
}

/** The conditions of a category; undefined where the list is torn. */
export function conditionsIn(policies: PlistDict, category: string): Condition[] | undefined {
  if (!(category in policies)) return [];
  const list = listOf(policies[category]);
  const conditions = list?.map((item): Condition | undefined => {
    const { policyContent: content, policyIdentifier: identifier, policyParameters: parameters } = dictOf(item) ?? {};
    return typeof content === 'string' ? { content: content.trim(), identifier: typeof identifier === 'string' ? identifier : '', number: numberIn(dictOf(parameters)) } : undefined;
  });
  return conditions?.every((condition) => condition !== undefined) ? conditions : undefined;
}

function numberIn(parameters: PlistDict | undefined): Condition['number'] {
  return (word) => {
    const value: Plist = /^\d{1,15}$/.test(word) ? Number(word) : parameters && Object.hasOwn(parameters, word) ? parameters[word] : undefined;
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
}

/** Kinds of characters that a pattern may demand; `letter` is upper or lower case. */
type Kind = 'upper' | 'lower' | 'letter' | 'digit' | 'special';

/** What one condition on a new password demands. */
export interface Demand {
  readonly minLength?: number;
  readonly kinds?: readonly Kind[];
  readonly history?: number;
  readonly minAgeHours?: number;
}

const set = String.raw`\[(?:\\.|[^\]\\]){1,200}\]|\\d`;
const ahead = new RegExp(String.raw`\(\?=\.\*(${set})\)`, 'g');
const allAhead = new RegExp(String.raw`^\^?(?:\(\?=\.\*(?:${set})\)){1,8}(?:\.[+*]|\.\{(\d{1,5}),\d{0,5}\})\+?\$?$`);
const repeated = new RegExp(String.raw`^\^?\(?\.\*(${set})\.\*\)?(?:\{(\d{1,5}),\d{0,5}\})?\+?\$?$`);

/** The demand of a condition of the category for content; undefined when its form is not known. */
export function demandOf({ content, number }: Condition): Demand | undefined {
  const pattern = /^policyAttributePassword matches '([^']{1,1000})'$/.exec(content)?.[1];
  if (pattern !== undefined) return demandOfPattern(pattern);
  if (/^none (?:of )?policyAttributePasswordHashes in policyAttributePasswordHistory$/i.test(content)) {
    const history = number('policyAttributePasswordHistoryDepth');
    return history === undefined ? undefined : { history };
  }
  const hours = /^policyAttributeLastPasswordChangeTime < policyAttributeCurrentTime - \(?(\w{1,64}) \* 60 \* 60\)?$/.exec(content)?.[1];
  if (hours !== undefined) {
    const minAgeHours = number(hours);
    return minAgeHours === undefined ? undefined : { minAgeHours };
  }
  return /^[\s()]*policyAttribute(?:Sequential|Consecutive)Characters\b[^']{0,400}$/.test(content) && !/\bor\b|policyAttributePassword\b/i.test(content) ? {} : undefined;
}

function demandOfPattern(pattern: string): Demand | undefined {
  const length = /^\^?\.\{(\d{1,5}),\d{0,5}\}\+?\$?$/.exec(pattern)?.[1];
  if (length !== undefined) return { minLength: Number(length) };
  const looked = allAhead.exec(pattern);
  if (looked) {
    const kinds = [...pattern.matchAll(ahead)].map(([, one = '']) => kindOf(one));
    return kinds.every((kind) => kind !== undefined) ? { kinds, ...(looked[1] === undefined ? {} : { minLength: Number(looked[1]) }) } : undefined;
  }
  const [, one, times] = repeated.exec(pattern) ?? [];
  const kind = one === undefined ? undefined : kindOf(one);
  return kind === undefined ? undefined : { kinds: times === '0' ? [] : [kind] };
}

/** The kind of a set of characters; undefined for a set that mixes kinds in another way. */
function kindOf(written: string): Kind | undefined {
  if (written === String.raw`\d`) return 'digit';
  const inside = written.slice(1, -1).replaceAll(String.raw`\d`, '0-9');
  const [none, plain] = [inside.startsWith('^'), inside.replace(/^\^/, '')];
  const ranges = (['a-z', 'A-Z', '0-9'] as const).map((range) => plain.includes(range)) as [boolean, boolean, boolean];
  const rest = plain.replace(/a-z|A-Z|0-9/g, '');
  if (none) return ranges.every(Boolean) && rest === '' ? 'special' : undefined;
  if (!ranges.some(Boolean)) return /[a-z0-9]/i.test(rest.replace(/\\[^a-z0-9]/gi, '')) ? undefined : 'special';
  if (rest !== '') return undefined;
  const [lower, upper, digit] = ranges;
  return digit ? (lower || upper ? undefined : 'digit') : lower && upper ? 'letter' : lower ? 'lower' : 'upper';
}

/** How many kinds of characters a password must have at least: a letter is one of upper and lower case. */
export function kindsDemanded(kinds: Iterable<Kind>): number {
  const all = new Set(kinds);
  const letters = all.has('upper') || all.has('lower') ? Number(all.has('upper')) + Number(all.has('lower')) : Number(all.has('letter'));
  return letters + Number(all.has('digit')) + Number(all.has('special'));
}
