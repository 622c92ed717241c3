import type { Plist } from '../../../agent/host/plist.ts';
import { below, odd, pick, sizeOf } from './hostility.ts';
import type { Limited } from './hostility.ts';

/** What JSON or a property list holds. */
export type Tree = Plist | null | readonly Tree[] | { readonly [key: string]: Tree };

/** The same tree with one place wrong: another kind, lost, doubled, renamed, deeper, or a list far longer than it was. */
export function mutatedTree(tree: Tree, hostility: Limited): Tree {
  const { random } = hostility;
  const items = Array.isArray(tree) ? (tree as readonly Tree[]) : undefined;
  const members = isDict(tree) ? Object.entries(tree) : undefined;
  const count = (items ?? members ?? []).length;
  // Deep places are as likely as shallow ones.
  if (count === 0 || random() < 0.15) return otherValue(tree, hostility);
  const at = below(random, count);
  if (random() < 0.7) {
    if (items) return items.with(at, mutatedTree(items[at], hostility));
    return fromEntries(members!.with(at, [members![at]![0], mutatedTree(members![at]![1], hostility)]));
  }
  return items ? otherList(items, at, hostility) : otherDict(members!, at, hostility);
}

/** Whether a part of a tree holds what `secret` finds, also in data of a property list. */
function holds(tree: Tree, secret: RegExp | undefined): boolean {
  if (secret === undefined) return false;
  if (typeof tree === 'string') return secret.test(tree);
  if (Buffer.isBuffer(tree)) return secret.test(tree.toString('latin1')) || secret.test(tree.toString('utf16le'));
  if (Array.isArray(tree)) return (tree as readonly Tree[]).some((item) => holds(item, secret));
  return isDict(tree) && Object.entries(tree).some(([key, value]) => secret.test(key) || holds(value, secret));
}

function otherValue(tree: Tree, hostility: Limited): Tree {
  const { random, strangers, secret } = hostility;
  const dice = below(random, 12);
  if (dice < 3) return pick<Tree>(random, [null, true, false, 0, -1, 1, 2, 3, 4, 7, 255, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e308, '', [], {}]);
  if (dice < 5) return pick(random, odd);
  if (dice === 5) return pick(random, strangers).slice(0, 2_000);
  if (dice === 6) return random() < 0.5 ? [tree] : nested(tree, 1 + below(random, 100));
  if (holds(tree, secret)) return tree;
  if (dice === 7 && typeof tree === 'string') return tree.slice(0, below(random, tree.length + 1)) + pick(random, odd) + tree.slice(below(random, tree.length + 1));
  if (dice === 8 && typeof tree === 'string') return tree.repeat(1 + below(random, 300)).slice(0, 20_000);
  if (typeof tree === 'number') return pick(random, [String(tree), -tree, tree + 1, tree + 0.5, tree * 1000]);
  if (typeof tree === 'string') return pick<Tree>(random, [Number(tree) || 0, tree.toUpperCase(), tree.slice(0, 20).split(''), { value: tree }]);
  return typeof tree === 'boolean' ? pick<Tree>(random, [!tree, Number(tree), String(tree)]) : null;
}

function otherList(items: readonly Tree[], at: number, hostility: Limited): Tree {
  const { random, secret } = hostility;
  // Of a list of words each means something by its place.
  const mayMove = !items.some((item) => typeof item === 'string' && holds(item, secret));
  const dice = mayMove ? below(random, 6) : 5;
  if (dice === 0) return items.toSpliced(at, 1);
  if (dice === 1) return items.toSpliced(at, 0, items[at]);
  if (dice === 2) return items.toReversed();
  if (dice === 3) return items.slice(0, at);
  if (dice === 4) return items[at]!;
  const size = JSON.stringify(items[at])?.length ?? 8;
  return [...items, ...Array.from({ length: Math.max(1, Math.min(20_000, Math.floor(sizeOf(hostility) / (size + 1)))) }, () => items[at]!)];
}

function otherDict(members: readonly (readonly [string, Tree])[], at: number, hostility: Limited): Tree {
  const { random, secret } = hostility;
  const [key, value] = members[at]!;
  const [otherKey, other] = pick(random, members);
  const dice = below(random, 5);
  if (dice === 0) return fromEntries(members.toSpliced(at, 1));
  if (dice === 1) return fromEntries([...members, [pick(random, odd), pick(random, odd)]]);
  if (holds(value, secret) || holds(other, secret)) return fromEntries(members);
  if (dice === 2) return fromEntries(members.map((member) => (member[0] === key ? [key, other] : member[0] === otherKey ? [otherKey, value] : member)));
  if (dice === 3) return fromEntries(members.with(at, [pick(random, [key.toUpperCase(), `${key}2`, '', '__proto__', 'constructor', otherKey]), value]));
  return fromEntries(members.with(at, [key, value === null ? pick(random, odd) : null]));
}

/** Keys such as `__proto__` become members like any other. */
function fromEntries(members: readonly (readonly [string, Tree])[]): Tree {
  return Object.fromEntries(members);
}

function nested(tree: Tree, depth: number): Tree {
  let made = tree;
  for (let left = depth; left > 0; left -= 1) made = left % 2 ? [made] : { inside: made };
  return made;
}

function isDict(tree: Tree): tree is { readonly [key: string]: Tree } {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof Date) && !Buffer.isBuffer(tree);
}
