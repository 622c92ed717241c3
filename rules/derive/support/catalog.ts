import { RE2JS } from '@bufbuild/re2';
import { parseDocument } from 'yaml';
import { document } from './document.ts';
import type { CarriedText, LifecycleDocument, ProductText, SeenSource } from './document.ts';
import { compileMatch, matchIndex, matchMistakes, optional } from './match.ts';
import type { MatchIndex, PackageMatch } from './match.ts';
import { says } from './mistakes.ts';

export type { LifecycleDocument } from './document.ts';

/** A product of the catalog as matching uses it: patterns compiled. */
export interface LifecycleProduct extends Omit<ProductText, 'os' | 'channels' | 'editions' | 'packages' | 'match' | 'carried'> {
  readonly checked: string;
  readonly os: { readonly product: string; readonly name: RE2JS | undefined } | undefined;
  readonly channels: readonly EditionGroup[];
  readonly editions: readonly EditionGroup[];
  readonly packages: readonly PackageOrigin[];
  readonly match: readonly PackageMatch[];
  readonly carried: readonly CarriedCycle[];
  readonly spans: readonly Span[];
}

/** Versions of a cycle: all that begin with `from`, or, with `below`, those from the one up to, not including, the other. */
export interface Span {
  readonly cycle: ProductText['cycles'][number];
  readonly from: string;
  readonly below: string | undefined;
}

/** Editions that belong together. */
export interface EditionGroup {
  readonly id: string;
  readonly editions: RE2JS;
}

/** How packages of a distribution are told, and the release that they are of. */
export interface PackageOrigin {
  readonly source: SeenSource;
  readonly publisher: RE2JS;
  readonly markNeedsPublisher: boolean;
  readonly marks: readonly { readonly cycle: string; readonly mark: RE2JS }[];
}

/** A release of a distribution that brings a cycle of a product. */
export interface CarriedCycle extends Omit<CarriedText, 'by'> {
  readonly by: readonly string[];
}

/** All products whose support dates are known. */
export interface LifecycleCatalog {
  readonly systems: readonly LifecycleProduct[];
  readonly byId: ReadonlyMap<string, LifecycleProduct>;
  /** Distributions by the source of their packages. */
  readonly distributions: ReadonlyMap<string, readonly { readonly system: LifecycleProduct; readonly rule: PackageOrigin }[]>;
  /** Ways to recognize products by source and by what their names begin with, in lower case. */
  readonly index: MatchIndex<LifecycleProduct>;
}

/**
 * Reads one lifecycle document.
 * @param file names the document in errors.
 * @throws Error with one line per mistake: what is wrong, and where.
 */
export function parseLifecycle(text: string, file: string): LifecycleDocument {
  const yaml = parseDocument(text);
  if (yaml.errors.length > 0) throw new Error(yaml.errors.map((error) => `${file}: ${error.message.split('\n', 1)[0]}`).join('\n'));
  const parsed = document.safeParse(yaml.toJS());
  if (!parsed.success) throw new Error(parsed.error.issues.map((issue) => `${file}: ${says(issue)}`).join('\n'));
  const mistakes = parsed.data.products.flatMap(inconsistent);
  if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => `${file}: ${mistake}`).join('\n'));
  return parsed.data;
}

/**
 * Makes a catalog of documents.
 * @throws Error when two documents describe the same product, or a distribution is named that none describes.
 */
export function lifecycleCatalog(documents: readonly LifecycleDocument[]): LifecycleCatalog {
  const texts = new Map(documents.flatMap((it) => it.products.map((product) => [product.id, product] as const)));
  const products = documents.flatMap((it) => it.products.map((product) => compile({ ...product, cycles: cyclesOf(product, texts) }, it)));
  const releases = new Set(products.flatMap((product) => product.cycles.map(({ cycle }) => `${product.id} ${cycle}`)));
  const ids = products.map((product) => product.id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new Error(`the product ${twice} stands in the lifecycle catalog twice: keep one of them`);
  for (const product of products) {
    for (const { by, release } of product.carried) {
      const absent = by.find((distribution) => !releases.has(`${distribution} ${release}`));
      if (absent !== undefined) throw new Error(`${product.id} is said to be carried by ${absent} ${release}, which the lifecycle catalog does not have`);
    }
  }
  const systems = products.filter((product) => product.kind === 'os');
  const origins = systems.flatMap((system) => system.packages.map((rule) => ({ system, rule })));
  return { systems, byId: new Map(products.map((product) => [product.id, product])), distributions: Map.groupBy(origins, ({ rule }) => rule.source), index: matchIndex(products) };
}

/** The cycles of a product, or of the one with which it is released. @throws Error when that does not exist */
function cyclesOf({ id, cycles, cyclesOf: other }: ProductText, texts: ReadonlyMap<string, ProductText>): ProductText['cycles'] {
  if (other === undefined) return cycles;
  const found = texts.get(other);
  if (!found) throw new Error(`${id} is said to be released with ${other}, which the lifecycle catalog does not have`);
  return found.cycles;
}

function compile(product: ProductText, { checkedOn, checkedAgainst }: LifecycleDocument): LifecycleProduct {
  return {
    ...product,
    checked: `compared ${checkedOn} with ${checkedAgainst}`,
    os: product.os && { product: product.os.product, name: optional(product.os.name) },
    channels: groups(product.channels),
    editions: groups(product.editions),
    packages: (product.packages ?? []).map((it) => ({
      source: it.source,
      publisher: new RE2JS(it.publisher),
      markNeedsPublisher: it.markNeedsPublisher === true,
      marks: it.release === undefined ? [] : product.cycles.map(({ cycle }) => ({ cycle, mark: new RE2JS((it.release as string).replaceAll('{cycle}', RE2JS.quote(cycle))) })),
    })),
    match: (product.match ?? []).map(compileMatch),
    spans: product.cycles.flatMap((cycle) => (cycle.versions ?? (cycle.builds ? [] : [cycle.cycle])).map((text) => spanOf(cycle, text))),
    carried: (product.carried ?? []).map((it) => ({ ...it, by: typeof it.by === 'string' ? [it.by] : it.by })),
  };
}

function spanOf(cycle: ProductText['cycles'][number], text: string): Span {
  const [from = '', below] = cycle.versions ? text.split('..') : [text];
  return { cycle, from, below };
}

/** What a schema cannot say of a product. */
function inconsistent(product: ProductText): string[] {
  const names = product.cycles.map(({ cycle }) => cycle);
  const known = new Set(names);
  const channels = new Set((product.channels ?? []).map((it) => it.id));
  const editions = new Set((product.editions ?? []).map((it) => it.id));
  const at = (cycle: string) => `${product.id} ${cycle}`;
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${at(name)} stands there twice`),
    ...product.cycles.flatMap((it) => [
      ...(it.endsOn !== null && it.releasedOn !== undefined && it.endsOn < it.releasedOn ? [`${at(it.cycle)} ends before it was released`] : []),
      ...(it.extendedEndsOn !== undefined && (it.endsOn === null || it.extendedEndsOn < it.endsOn) ? [`${at(it.cycle)} has a longer support that ends before the usual one`] : []),
      ...(it.extendedEndsOn !== undefined && !product.extended ? [`${at(it.cycle)} has extendedEndsOn, but ${product.id} has no "extended" that names it`] : []),
      ...(it.channel !== undefined && !channels.has(it.channel) ? [`${at(it.cycle)} is in the channel ${it.channel}, which ${product.id} does not list`] : []),
      ...(it.edition !== undefined && !editions.has(it.edition) ? [`${at(it.cycle)} is of the edition ${it.edition}, which ${product.id} does not list`] : []),
    ]),
    ...(product.carried ?? []).filter((it) => !known.has(it.cycle)).map((it) => `${product.id} has no cycle ${it.cycle}, which is said to be carried`),
    ...matchMistakes(product),
    ...(product.cyclesOf !== undefined && product.cycles.length > 0 ? [`${product.id} has cycles of its own beside those of ${product.cyclesOf}: keep one of them`] : []),
    ...product.cycles.filter((it) => it.releasedOn === undefined && product.carried).map((it) => `${at(it.cycle)} needs the day of its release`),
    ...((product.kind === 'os') === (product.os === undefined) ? [`${product.id} must have "os" if, and only if, it is an operating system`] : []),
  ];
}

function groups(texts: ProductText['editions']): EditionGroup[] {
  return (texts ?? []).map((it) => ({ id: it.id, editions: new RE2JS(it.editions) }));
}
