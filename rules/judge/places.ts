import type { RosterAsset } from '../input.ts';
import type { Subject } from '../outcome.ts';

/** Where an act is done: one place by name, more of them by number: "CLERK-PC-3", "3 computers", "2 accounts on 1 computer". Empty for the town as a whole. */
export function placesOf(subjects: readonly Subject[], roster: ReadonlyMap<string, RosterAsset>): string {
  const scopes = new Set(subjects.map(({ scope }) => scope));
  if (scopes.size === 1 && scopes.has('account')) return accounts(subjects);
  if (scopes.size === 1 && scopes.has('service')) return counted(subjects, 'public service');
  const standing = subjects.filter(({ asset }) => asset !== null);
  if (standing.length === 0) return scopes.has('domain') ? counted(subjects, 'internet name') : '';
  return machines(new Set(standing.map(({ asset }) => asset as string)), roster, standing);
}

/** How many machines an act has to go to; what is not about machines counts by itself. */
export function placeCount(subjects: readonly Subject[]): number {
  return Math.max(1, new Set(subjects.map(({ asset, id }) => asset ?? id)).size);
}

function accounts(subjects: readonly Subject[]): string {
  const named = subjects.filter(({ id }) => !id.endsWith('/*'));
  if (named.length === 0) return counted(subjects.map((subject) => ({ ...subject, id: subject.asset ?? subject.id })), 'computer');
  const on = new Set(subjects.map(({ asset }) => asset));
  return named.length === 1 ? nameOf(named[0] as Subject) : `${named.length} accounts on ${on.size} ${on.size === 1 ? 'computer' : 'computers'}`;
}

function machines(ids: ReadonlySet<string>, roster: ReadonlyMap<string, RosterAsset>, subjects: readonly Subject[]): string {
  const classes = new Set([...ids].map((id) => roster.get(id)?.class));
  const [only] = ids;
  if (ids.size === 1 && only !== undefined) return nameOf(roster.get(only) ?? (subjects[0] as Subject));
  const every = (...wanted: readonly string[]) => [...classes].every((it) => it !== undefined && wanted.includes(it));
  const word = every('domain') ? 'internet names' : every('server', 'hypervisor') ? 'servers' : every('workstation', 'laptop', 'server', 'hypervisor') ? 'computers' : 'devices';
  return `${ids.size} ${word}`;
}

function counted(subjects: readonly Subject[], word: string): string {
  return subjects.length === 1 ? nameOf(subjects[0] as Subject) : `${subjects.length} ${word}s`;
}

/** A place by its label, or by its id where it has none. */
function nameOf({ label, id }: { readonly label: string; readonly id: string }): string {
  return label.trim() === '' ? id : label;
}
