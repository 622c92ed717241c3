import { isIP } from 'node:net';
import { suggestion } from '../../rules/engine/nearest.ts';
import type { Problem, Read } from '../../rules/load/yaml.ts';
import type { Register } from '../../rules/register.ts';

type Path = readonly (string | number)[];

/** A part of the register and where it stands. */
interface Part {
  readonly path: Path;
  readonly value: unknown;
}

/** What tells the entries of a list apart. */
const unique = [
  { list: 'departments', key: 'name', what: 'department' },
  { list: 'people', key: 'name', what: 'person' },
  { list: 'domains', key: 'name', what: 'internet name' },
  { list: 'services', key: 'name', what: 'service' },
  { list: 'services', key: 'rank', what: 'rank' },
  { list: 'vendors', key: 'name', what: 'vendor' },
  { list: 'contracts', key: 'name', what: 'contract' },
  { list: 'spares', key: 'item', what: 'item' },
  { list: 'metrics', key: 'month', what: 'month' },
  { list: 'standards', key: 'class', what: 'class' },
  { list: 'none', key: 'class', what: 'class' },
] as const;

/** Names that stand in one list and are meant in another. They are compared where that other list is stated at all. */
const names = [
  { at: 'services.*.owner', to: 'people', what: 'person' },
  { at: 'services.*.backupOwner', to: 'people', what: 'person' },
  { at: 'responsible.leader', to: 'people', what: 'person' },
  { at: 'responsible.deputy', to: 'people', what: 'person' },
  { at: 'people.*.department', to: 'departments', what: 'department' },
  { at: 'services.*.vendors.*', to: 'vendors', what: 'vendor' },
  { at: 'contracts.*.vendor', to: 'vendors', what: 'vendor' },
  { at: 'drills.*.service', to: 'services', what: 'service' },
  { at: 'restores.*.service', to: 'services', what: 'service' },
] as const;

/** Days, and months, on which something happened. */
const past = [
  'responsible.confirmed', 'domains.*.confirmed', 'services.*.reviewed', 'services.*.fallback.tested', 'services.*.application.confirmed', 'vendors.*.reviewed',
  'drills.*.on', 'drills.*.changes.*.done', 'restores.*.on', 'communication.adopted', 'communication.reviewed', 'metrics.*.month', 'checkpoints.*.on',
  'incidents.*.began', 'incidents.*.closed', 'incidents.*.reviewed', 'incidents.*.changes.*.done', 'none.*.on',
] as const;

/** Days of which the second cannot come before the first. */
const order = [
  { at: 'people.*', first: 'started', second: 'left' },
  { at: 'people.*', first: 'started', second: 'until' },
  { at: 'communication', first: 'adopted', second: 'reviewed' },
  { at: 'incidents.*', first: 'began', second: 'closed' },
  { at: 'incidents.*', first: 'began', second: 'reviewed' },
] as const;

/** What is wrong between the parts of a register, or between it and the calendar: each with its place and how to mend it. */
export function registerProblems(read: Pick<Read<unknown>, 'problem'>, register: Register, { today, people }: { today: string; people: readonly string[] }): Problem[] {
  const say = (path: Path, message: string) => read.problem(path, message);
  return [
    ...(register.services?.length === 0 ? [say(['services'], 'every town has public services; leave the key out while nobody has named them')] : []),
    ...unique.flatMap(({ list, key, what }) => twice(partsAt(register, `${list}.*.${key}`), what, say)),
    ...twice(partsAt(register, 'people.*.accounts.*'), 'account', say),
    ...names.flatMap(({ at, to, what }) => strangers(partsAt(register, at), { known: namesOf(register, to, people), to, what }, say)),
    ...past.flatMap((at) => partsAt(register, at).flatMap((part) => tooLate(part, today, say))),
    ...order.flatMap(({ at, first, second }) => partsAt(register, at).flatMap((part) => reversed(part, first, second, say))),
    ...partsAt(register, 'departments.*.networks.*').flatMap(({ path, value }) => (networkOf(value as string) ? [] : [say(path, `"${value as string}" is no network; write it as 10.1.4.0/24`)])),
    ...(register.drills ?? []).flatMap((drill, index) => drillTimes(drill, ['drills', index], say)),
  ];
}

/** A network in CIDR notation, taken apart; undefined when it is none. */
export function networkOf(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', bits = '', ...more] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  return { address, bits: Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' };
}

type Say = (path: Path, message: string) => Problem;

/** All parts at a place such as `services.*.owner`, `*` standing for every entry of a list. Absent and null ones are left out. */
function partsAt(value: unknown, place: string): Part[] {
  return place.split('.').reduce<Part[]>(
    (parts, step) =>
      parts.flatMap(({ path, value: owner }) => {
        if (step === '*') return Array.isArray(owner) ? owner.map((item: unknown, index) => ({ path: [...path, index], value: item })) : [];
        const member = typeof owner === 'object' && owner !== null && Object.hasOwn(owner, step) ? (owner as Record<string, unknown>)[step] : undefined;
        return member === undefined || member === null ? [] : [{ path: [...path, step], value: member }];
      }),
    [{ path: [], value }],
  );
}

function twice(parts: readonly Part[], what: string, say: Say): Problem[] {
  const first = new Map<string, Path>();
  return parts.flatMap(({ path, value }) => {
    const key = String(value).trim().toLowerCase();
    const before = first.get(key);
    first.set(key, before ?? path);
    if (before === undefined) return [];
    const hint = what === 'account' ? 'an account that several people use is an entry of its own, of kind shared' : what === 'rank' ? 'two things cannot be restored first' : 'tell the two apart, or take one out';
    return [say(path, `the ${what} ${JSON.stringify(value)} stands on line ${say(before, '').line} already; ${hint}`)];
  });
}

function namesOf(register: Register, to: (typeof names)[number]['to'], people: readonly string[]): readonly string[] | undefined {
  const stated = register[to]?.map(({ name }) => name);
  if (to !== 'people') return stated;
  return stated === undefined && people.length === 0 ? undefined : [...(stated ?? []), ...people];
}

function strangers(parts: readonly Part[], { known, to, what }: { known: readonly string[] | undefined; to: string; what: string }, say: Say): Problem[] {
  if (known === undefined) return [];
  return parts.flatMap(({ path, value }) => {
    if (known.includes(value as string)) return [];
    const near = suggestion(value as string, known);
    return [say(path, `there is no ${what} "${value as string}" under "${to}"${near.startsWith('; did') ? near : '; add it there, or correct the name'}`)];
  });
}

function tooLate({ path, value }: Part, today: string, say: Say): Problem[] {
  const written = value as string;
  return written > today.slice(0, written.length) ? [say(path, `${written} is in the future; only what has happened stands here`)] : [];
}

function reversed({ path, value }: Part, first: string, second: string, say: Say): Problem[] {
  const { [first]: before, [second]: after } = value as Readonly<Record<string, unknown>>;
  if (typeof before !== 'string' || typeof after !== 'string' || before <= after) return [];
  return [say([...path, second], `"${second}" (${after}) comes before "${first}" (${before})`)];
}

function drillTimes({ start, end, minutes }: NonNullable<Register['drills']>[number], path: Path, say: Say): Problem[] {
  if (start === undefined || end === undefined) return [];
  const between = (minuteOf(end) - minuteOf(start) + 1440) % 1440;
  return between === minutes ? [] : [say([...path, 'minutes'], `from ${start} to ${end} are ${between} minutes, not ${minutes}`)];
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
