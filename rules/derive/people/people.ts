import type { Person } from '../../register.ts';
import { personKinds } from '../../register.ts';
import type { ListRow } from '../../list.ts';

/** Somebody who works for the town, from the register and the list of people together. An absent key: nobody has said. */
export interface KnownPerson {
  readonly name: string;
  readonly kind?: Person['kind'];
  readonly department?: string;
  readonly started?: string;
  /** Null: still here. */
  readonly left?: string | null;
  /** Day until which access is granted. */
  readonly until?: string;
  /** Names to sign in with, lower case. */
  readonly accounts: readonly string[];
  /** Nobody has said which accounts this person has: there may be more. */
  readonly accountsOpen: boolean;
  readonly emails: readonly string[];
  /** Facts on which register and list say different things: neither counts. */
  readonly contradictory: readonly PersonFact[];
}

const personFacts = ['kind', 'department', 'started', 'left', 'until'] as const;
export type PersonFact = (typeof personFacts)[number];

/**
 * The people of the register and of the list, each once: joined where a name or an e-mail address is the same, letter by
 * letter but for capitals, and fits one person only. What both say differently counts for neither.
 */
export function peopleOf(register: readonly Person[] | undefined, rows: readonly ListRow[] | undefined): readonly KnownPerson[] {
  const own = (register ?? []).map(fromRegister);
  const listed = [...(rows ?? [])].sort((a, b) => a.row - b.row).flatMap(fromList);
  const partner = new Map<number, number>();
  for (const [index, person] of listed.entries()) {
    const fits = own.flatMap((other, at) => (isSame(person, other) ? [at] : []));
    const [only] = fits;
    if (only !== undefined && fits.length === 1 && ![...partner.values()].includes(only)) partner.set(index, only);
  }
  const joined = listed.map((person, index) => {
    const at = partner.get(index);
    return at === undefined ? person : together(own[at] as KnownPerson, person);
  });
  const taken = new Set(partner.values());
  return [...own.filter((_, at) => !taken.has(at)), ...joined].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** How surely an account is a person's. */
export type AccountOwner = { readonly person: KnownPerson } | { readonly near: readonly string[] } | { readonly nobody: true };

/**
 * Whose account it is: the person who is said to have it, by the name to sign in with or the e-mail address; or whose
 * full name stands in the description, letter by letter. A name that only resembles is a question for people.
 */
export function ownerOf(account: { readonly name: string; readonly description?: string | null }, people: readonly KnownPerson[]): AccountOwner {
  const name = signIn(account.name);
  const sure = people.filter(({ accounts, emails }) => accounts.some((it) => signIn(it) === name) || emails.some((it) => it === name));
  if (sure.length === 1) return { person: sure[0] as KnownPerson };
  if (sure.length > 1) return { near: sure.map((it) => it.name) };
  const full = lettersOf(account.description ?? '');
  const byName = people.filter((it) => full !== '' && lettersOf(it.name) === full);
  if (byName.length === 1) return { person: byName[0] as KnownPerson };
  const near = people.filter((it) => byName.includes(it) || resembles(name, it));
  return near.length > 0 ? { near: near.map((it) => it.name) } : { nobody: true };
}

function fromRegister({ name, kind, department, accounts, email, started, left, until }: Person): KnownPerson {
  return { name, kind, ...given({ department, started, left, until }), accounts: (accounts ?? []).map((it) => it.toLowerCase()), accountsOpen: accounts === undefined, emails: email === undefined ? [] : [email.toLowerCase()], contradictory: [] };
}

function fromList({ person, name, kind, department, account, email, started, left }: ListRow): KnownPerson[] {
  const called = person ?? name;
  if (called === undefined || called === null || called.trim() === '') return [];
  const word = personKinds.find((it) => it === kind?.trim().toLowerCase().replaceAll(' ', '-'));
  const present = <T>(value: T | null | undefined) => value ?? undefined;
  return [{ name: called.trim(), ...given({ kind: word, department: present(department), started: present(started), left }), accounts: account ? [account.toLowerCase()] : [], accountsOpen: account === undefined, emails: email ? [email.toLowerCase()] : [], contradictory: [] }];
}

/** Without the keys that nobody has given. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function isSame(a: KnownPerson, b: KnownPerson): boolean {
  return lettersOf(a.name) === lettersOf(b.name) || a.emails.some((it) => b.emails.includes(it));
}

function together(own: KnownPerson, listed: KnownPerson): KnownPerson {
  const contradictory = personFacts.filter((fact) => own[fact] !== undefined && listed[fact] !== undefined && own[fact] !== listed[fact]);
  const facts = Object.fromEntries(personFacts.filter((fact) => !contradictory.includes(fact)).map((fact) => [fact, own[fact] ?? listed[fact] ?? (own[fact] === null || listed[fact] === null ? null : undefined)]));
  return { name: own.name, ...given(facts), accounts: [...own.accounts, ...listed.accounts], accountsOpen: own.accountsOpen && listed.accountsOpen, emails: [...own.emails, ...listed.emails], contradictory };
}

/** A name to sign in with, without the domain before or after it. */
function signIn(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.includes('\\') ? lower.slice(lower.lastIndexOf('\\') + 1) : lower;
}

/** The words of a name in lower case, accents and all, with single spaces; `Smith, Ann` is `ann smith`. */
export function lettersOf(name: string): string {
  const [last = '', first, ...rest] = name.split(',');
  const ordered = first === undefined || rest.length > 0 ? name : `${first} ${last}`;
  return ordered.normalize('NFC').toLowerCase().replace(/[,.\s]+/g, ' ').trim();
}

/** Tells whether two names share a word of three letters or more: not the same person for sure, and not another one either. */
export function isNear(a: string, b: string): boolean {
  const words = lettersOf(b).split(' ');
  return lettersOf(a).split(' ').some((word) => word.length >= 3 && words.includes(word));
}

/** Ways in which sign-in names are made of people's: any of their words of three letters or more, or an initial with the family name. */
function resembles(name: string, person: KnownPerson): boolean {
  const local = name.replace(/@.*$/, '');
  const words = lettersOf(person.name).normalize('NFD').replace(/\p{M}/gu, '').split(' ').filter(Boolean);
  if ([...person.accounts, ...person.emails].some((it) => signIn(it).replace(/@.*$/, '') === local)) return true;
  const parts = local.split(/[._-]+/).filter(Boolean);
  if (words.some((word) => word.length >= 3 && parts.some((part) => part === word))) return true;
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (last.length < 3 || words.length < 2) return false;
  const made = [`${first.slice(0, 1)}${last}`, `${first}${last}`, `${first}${last.slice(0, 1)}`, `${last}${first}`, `${last}${first.slice(0, 1)}`];
  return made.some((it) => it === parts.join('') || it === parts.join('').replace(/\d+$/, ''));
}
