import { RE2JS } from '@bufbuild/re2';
import { beginnings } from './beginnings.ts';
import type { MatchText, SeenSource } from './document.ts';
import { grow, prefixTree, valuesAlong } from './prefix-tree.ts';
import type { PrefixTree } from './prefix-tree.ts';

/** How a product is recognized where it is seen. `begins` are the texts, in lower case, with one of which every matching name begins. */
export interface PackageMatch {
  readonly sources: readonly SeenSource[];
  readonly begins: readonly string[];
  readonly name: RE2JS;
  readonly after: string | undefined;
  readonly version: RE2JS | undefined;
  readonly publisher: RE2JS | undefined;
  readonly makerVersion: RE2JS | undefined;
  readonly makerPublisher: RE2JS | undefined;
}

/** Ways to recognize products by source and by what their names begin with, in lower case. */
export type MatchIndex<Product> = ReadonlyMap<string, PrefixTree<Way<Product>>>;

/** A way to recognize a product. */
interface Way<Product> {
  readonly product: Product;
  readonly match: PackageMatch;
}

/** What has a name to be recognized by. */
interface Named {
  readonly source: string;
  readonly name: string;
  readonly version?: string | null | undefined;
  readonly publisher?: string | null | undefined;
}

export function compileMatch(text: MatchText): PackageMatch {
  return {
    sources: typeof text.source === 'string' ? [text.source] : text.source,
    begins: beginnings(text.name),
    name: new RE2JS(text.name),
    after: text.after,
    version: optional(text.version),
    publisher: optional(text.publisher),
    makerVersion: optional(text.maker?.version),
    makerPublisher: optional(text.maker?.publisher),
  };
}

/** Makes the index of all ways to recognize these products. */
export function matchIndex<Product extends { readonly match: readonly PackageMatch[] }>(products: readonly Product[]): MatchIndex<Product> {
  const index = new Map<string, PrefixTree<Way<Product>>>();
  for (const product of products) {
    for (const match of product.match) {
      const way = { product, match };
      for (const source of match.sources) {
        const tree = index.get(source) ?? prefixTree<Way<Product>>();
        index.set(source, tree);
        for (const text of match.begins) grow(tree, text, way);
      }
    }
  }
  return index;
}

/** The products that a name, with its version and publisher, is of; most names are of none. */
export function recognize<Product, Item extends Named>(item: Item, index: MatchIndex<Product>): (Way<Product> & { readonly item: Item })[] {
  const tree = index.get(item.source);
  if (!tree) return [];
  return valuesAlong(tree, item.name)
    .filter(({ match }) => match.name.test(item.name) && fits(match.version, item.version) && fits(match.publisher, item.publisher))
    .map(({ product, match }) => ({ item, product, match }));
}

/** The version in a name: the word right after a text. */
export function wordAfter(text: string | undefined, name: string): string | undefined {
  if (text === undefined || !name.includes(text)) return undefined;
  return /^\w[\w.()+-]{0,63}/.exec(name.slice(name.indexOf(text) + text.length))?.[0];
}

/** What a schema cannot say of the ways to recognize a product. */
export function matchMistakes({ id, match }: { readonly id: string; readonly match?: readonly MatchText[] | undefined }): string[] {
  const open = (match ?? []).filter(({ name }) => beginnings(name).length === 0 || beginnings(name).some((text) => text.length < 2));
  return open.map(({ name }) => `${id} is recognized by ${name}, which must begin with ^ and at least two letters, so that few names are held against it`);
}

export function optional(text: string | undefined): RE2JS | undefined {
  return text === undefined ? undefined : new RE2JS(text);
}

function fits(pattern: RE2JS | undefined, text: string | null | undefined): boolean {
  return pattern === undefined || (typeof text === 'string' && pattern.test(text));
}
