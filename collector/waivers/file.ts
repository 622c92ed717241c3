import * as z from 'zod';
import { isBlanket } from '../../rules/judge/accepted.ts';
import { readYaml } from '../../rules/load/yaml.ts';
import type { Problem } from '../../rules/load/yaml.ts';
import { isWholeTown, unverifiedFile, waiverGaps } from '../../rules/waiver.ts';
import type { Waiver } from '../../rules/waiver.ts';
import { coverOf, ruleNamed } from './cover.ts';
import type { Known } from './known.ts';

const day = z.iso.date();
const name = z.string().min(1).max(200);
const text = z.string().min(1).max(2_000);

const entry = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'is letters, digits and hyphens, at most 40'),
  rules: z.array(z.string()).min(1),
  /** Ids or labels of computers and accounts. */
  subjects: z.array(z.string()).min(1).optional(),
  department: name.optional(),
  wholeTown: z.literal(true).optional(),
  requester: name,
  owner: name,
  approver: name.optional(),
  governingBody: text.optional(),
  reason: text,
  risk: text,
  control: z.strictObject({ what: text, rule: z.string().optional() }),
  created: day,
  from: day,
  expires: day,
  state: z.enum(['proposed', 'approved', 'rejected', 'withdrawn']),
  plan: name.optional(),
  renews: name.optional(),
  remark: text.optional(),
});
type Entry = z.infer<typeof entry>;

const waiverFile = z.strictObject({ waivers: z.array(entry).min(1).max(2_000) });

/**
 * The waivers of a YAML file, or all that is wrong with it. Nobody vouches for what a file says: each is marked
 * {@link unverifiedFile}, and none may replace what a person has stated.
 */
export function waiversOf(file: string, written: string, known: Known): readonly Waiver[] | { readonly problems: readonly Problem[] } {
  const read = readYaml(file, written, waiverFile);
  if (!('value' in read)) return { problems: read };
  const problems: Problem[] = [];
  const waivers = read.value.waivers.flatMap((one, index) => {
    const made = waiverOf(one, known);
    const [first] = read.value.waivers.flatMap(({ id }, place) => (id === one.id ? [place] : []));
    if (first !== index) problems.push(read.problem(['waivers', index, 'id'], `"${one.id}" stands twice in this file`));
    problems.push(...made.problems.map(({ key, message }) => read.problem(['waivers', index, key], message)));
    return made.waiver === undefined ? [] : [made.waiver];
  });
  return problems.length > 0 ? { problems } : waivers;
}

interface Made {
  readonly waiver?: Waiver;
  readonly problems: readonly { readonly key: string; readonly message: string }[];
}

function waiverOf(one: Entry, known: Known): Made {
  const { rules, subjects, department, wholeTown, control, approver, ...rest } = one;
  const wrongRule = rules.map((rule) => ruleNamed(rule, known)).find((rule) => typeof rule !== 'string');
  if (typeof wrongRule === 'object') return { problems: [{ key: 'rules', message: wrongRule.wrong }] };
  const cover = coverOf({ rules, subjects, department, wholeTown }, known);
  if ('wrong' in cover) return { problems: [{ key: subjects ? 'subjects' : department === undefined ? 'id' : 'department', message: cover.wrong }] };
  const shows = control.rule === undefined ? null : ruleNamed(control.rule, known);
  if (shows !== null && typeof shows !== 'string') return { problems: [{ key: 'control', message: shows.wrong }] };
  const waiver: Waiver = { ...withoutUndefined(rest), ...cover, approver: approver ?? null, control: { what: control.what, rule: shows }, by: unverifiedFile, version: 1 };
  const messages = [...waiverGaps(waiver), ...(isUnapprovedBlanket(waiver, known) ? ['it covers all that the town has, which the governing body must approve: name its act as governingBody'] : [])];
  const held = known.waivers.find(({ id }) => id === one.id);
  if (held !== undefined && held.by !== unverifiedFile) {
    if (isSame(held, waiver)) return { waiver: held, problems: [] };
    messages.push(`"${one.id}" was stated by ${held.by}; change it with "townwatch waiver", or give this one another id`);
  }
  return { waiver, problems: messages.map((message) => ({ key: 'id', message })) };
}

function isUnapprovedBlanket(waiver: Waiver, { roster }: Known): boolean {
  const { state, governingBody } = waiver;
  return state === 'approved' && (governingBody ?? '').trim() === '' && !isWholeTown(waiver) && isBlanket(waiver, roster);
}

function isSame(one: Waiver, other: Waiver): boolean {
  const plain = ({ by: _by, version: _version, ...rest }: Waiver) => JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return plain(one) === plain(other);
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** An entry without the keys that were left out. */
function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
