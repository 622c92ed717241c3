import type { Subject, UnknownBecause } from '../outcome.ts';
import { isRecord } from './content.ts';
import { itemsOf, Unknown } from './value.ts';
import type { AssetView } from './view.ts';

/** The accounts of one asset as subjects of rules. */
export interface AccountSubjects {
  readonly accounts: readonly { readonly subject: Subject; readonly account: unknown }[];
  /** All accounts together, or those that were not read. */
  readonly all: Subject;
  /** Why there may be more accounts than these; undefined when all were read. */
  readonly because: UnknownBecause | undefined;
}

/**
 * The local accounts of an asset. The subject is `asset/uid`; a second name for uid 0 is `asset/0/name`, so that it is a
 * subject of its own and changes nothing about root. Other accounts that share a uid are told apart by name, too.
 * An account never takes the id that another one leaves, as when that one can no longer be read.
 */
export function accountsOf(view: AssetView): AccountSubjects {
  const { asset } = view;
  const subject = (id: string, label: string): Subject => ({ scope: 'account', id: `${asset.id}/${id}`, asset: asset.id, label: `${label} (${asset.label})` });
  const all = subject('*', 'all accounts');
  const section = view.values['accounts'];
  const users = section instanceof Unknown ? section : ((section as { users?: unknown }).users ?? view.absent({ section: 'accounts', path: 'users' }));
  if (users instanceof Unknown) return { accounts: [], all, because: users.because };
  const list = itemsOf(users);
  const named = (list?.items ?? []).filter(isRecord).map((account) => ({ account, id: String(account['id']), name: String(account['name']) }));
  const short = apart(named, ({ id, name }) => (id === '0' && name !== 'root' ? undefined : id));
  const long = apart(named, ({ id, name }) => `${id}/${name}`);
  const accounts = named.map(({ account, id, name }, index) => {
    const free = short[index] ?? long[index] ?? `${id}/${name}/${index}`;
    return { subject: subject(free, name), account };
  });
  return { accounts, all, because: list?.because };
}

/** The key of each item, where no other item has the same. */
function apart<T>(items: readonly T[], keyOf: (item: T) => string | undefined): (string | undefined)[] {
  const keys = items.map(keyOf);
  const count = new Map<string, number>();
  for (const key of keys) if (key !== undefined) count.set(key, (count.get(key) ?? 0) + 1);
  return keys.map((key) => (key !== undefined && count.get(key) === 1 ? key : undefined));
}
