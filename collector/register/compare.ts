/** One difference between what was stated and what is stated now. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Where, as people say it: `services "Water billing" rank`. */
  readonly what: string;
  /** What stood there; undefined when it is new. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What an entry of a list is called, by the first of these keys that it has. */
const naming = ['name', 'item', 'class', 'month', 'rule', 'on', 'what'] as const;

/**
 * The differences between two stated things, in the order of what is stated now. Entries of lists are told apart by their names,
 * so that moving one is no change; of several with one name the first is compared with the first.
 */
export function changesBetween(before: unknown, after: unknown, place: readonly string[] = []): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const what = place.join(' ');
  if (before === undefined) return [{ kind: 'added', what, after }];
  if (after === undefined) return [{ kind: 'removed', what, before }];
  const [was, is] = [membersOf(before), membersOf(after)];
  if (!was || !is) return [{ kind: 'changed', what, before, after }];
  const keys = [...is.keys(), ...[...was.keys()].filter((key) => !is.has(key))];
  return keys.flatMap((key) => changesBetween(was.get(key), is.get(key), [...place, key]));
}

/** The parts of an object or a list of objects, by name; undefined for a plain value and a list of plain values. */
function membersOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  if (value.length === 0 || !value.every((item) => typeof item === 'object' && item !== null)) return undefined;
  const members = new Map<string, unknown>();
  for (const item of value) {
    const name = nameOf(item as Record<string, unknown>);
    let key = name;
    for (let number = 2; members.has(key); number++) key = `${name} (${number})`;
    members.set(key, item);
  }
  return members;
}

function nameOf(item: Readonly<Record<string, unknown>>): string {
  const key = naming.find((name) => typeof item[name] === 'string');
  const main = key === undefined ? 'entry' : key === 'on' ? String(item['on']) : `"${String(item[key])}"`;
  const details = key === 'rule' ? [item['parameter'], item['department'] ?? item['tag'] ?? item['target']] : key === 'on' ? [item['service']] : [];
  return [main, ...details.filter((detail) => typeof detail === 'string')].join(' ');
}

/** A value of a change on one line. */
export function spokenValue(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.every((item) => typeof item !== 'object') ? value.join(', ') : `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value);
  return Object.entries(value)
    .filter(([key, member]) => key !== 'name' && member !== undefined)
    .map(([key, member]) => `${key} ${spokenValue(member)}`)
    .join('; ');
}
