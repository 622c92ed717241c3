import { RE2JS } from '@bufbuild/re2';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';

/** Where packages come from whose products the catalog tells apart. */
const packageSource = z.enum(['dpkg', 'rpm', 'registry', 'application']);

const id = z.string().check(z.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower case words with hyphens'));
const words = z.string().check(z.minLength(1), z.maxLength(255));
const day = z.iso.date('must be a day such as 2026-11-21');
const pattern = z.string().check(z.refine(compiles, 'must be a pattern that RE2 knows'));

/** A pattern in which `{cycle}` stands for the name of each cycle. */
const template = z.string().check(
  z.refine((text) => text.includes('{cycle}') && compiles(text.replaceAll('{cycle}', '1')), 'must be an RE2 pattern with {cycle} in it'),
);

/** One line of releases with its own dates. */
const cycle = z.strictObject({
  /** The beginning of every version of it, also its name: "12", "22.04", "1.1.1". Windows: a name; `builds` tells it. */
  cycle: words,
  releasedOn: day,
  /** Last day of security support for everybody; null while the maker has announced none. */
  endsOn: z.nullable(day),
  extendedEndsOn: z.optional(day),
  /** First numbers of the builds that are of this cycle; instead of the version. */
  builds: z.optional(z.array(z.string().check(z.regex(/^\d+(?:\.\d+)*$/)))),
  /** One of the `editions` of the product; every edition when absent. */
  edition: z.optional(id),
  /** One of the `channels` of the product; the cycle is in none of them when absent. */
  channel: z.optional(id),
  source: z.optional(words),
});

/** A release of a distribution that brings a cycle of a product and mends it itself. */
const carried = z.strictObject({
  by: z.union([id, z.array(id)]),
  release: words,
  cycle: words,
  /** Where it ends otherwise than with the release. */
  endsOn: z.optional(day),
  /** `volunteers`: in the archive, but nobody has promised to mend it. */
  fixes: z.optional(z.literal('volunteers')),
});

const editionGroup = z.strictObject({ id, editions: pattern });

const product = z.strictObject({
  id,
  name: words,
  kind: z.enum(['os', 'database', 'runtime', 'library', 'server', 'browser', 'office', 'application']),
  /** Where the maker says it. */
  source: words,
  /** The dates are not announced by the maker but read from what the maker did. */
  inferred: z.optional(z.literal(true)),
  /** The longer support: whom it reaches without anything done. */
  extended: z.optional(z.strictObject({ name: words, reaches: z.enum(['everybody', 'subscribers']) })),
  /** Operating systems: how the running one is recognized in the section `os`. */
  os: z.optional(z.strictObject({ product: words, name: z.optional(pattern) })),
  /** Servicing channels with dates of their own, and the names of the editions that are in them. */
  channels: z.optional(z.array(editionGroup)),
  /** Editions that share their dates, by their names. */
  editions: z.optional(z.array(editionGroup)),
  /** Distributions: how its packages are told from those of others. `markNeedsPublisher`: others put the same mark on theirs. */
  packages: z.optional(z.array(z.strictObject({ source: packageSource, publisher: pattern, release: template, markNeedsPublisher: z.optional(z.literal(true)) }))),
  /** How installed packages of the product are recognized, and which of them are the maker's own and not a distribution's. */
  match: z.optional(z.array(z.strictObject({
    source: packageSource,
    name: pattern,
    maker: z.optional(z.strictObject({ version: z.optional(pattern), publisher: z.optional(pattern) })),
  }))),
  carried: z.optional(z.array(carried)),
  /** Empty where the product is known by name and nobody has entered its dates yet. */
  cycles: z.array(cycle),
});

/** The text of one `rules/lifecycle/<vendor>.yaml`. */
const document = z.strictObject({
  /** Day on which somebody last compared the dates. */
  checkedOn: day,
  /** With what they were compared beside the maker's own page. */
  checkedAgainst: words,
  products: z.array(product).check(z.minLength(1)),
});

export type LifecycleDocument = z.infer<typeof document>;
export type LifecycleCycle = z.infer<typeof cycle>;
type PackageSource = z.infer<typeof packageSource>;
type ProductText = z.infer<typeof product>;

/** A product of the catalog as matching uses it: patterns compiled. */
export interface LifecycleProduct extends Omit<ProductText, 'os' | 'channels' | 'editions' | 'packages' | 'match' | 'carried'> {
  readonly checked: string;
  readonly os: { readonly product: string; readonly name: RE2JS | undefined } | undefined;
  readonly channels: readonly EditionGroup[];
  readonly editions: readonly EditionGroup[];
  readonly packages: readonly PackageOrigin[];
  readonly match: readonly PackageMatch[];
  readonly carried: readonly CarriedCycle[];
}

/** Editions that belong together. */
export interface EditionGroup {
  readonly id: string;
  readonly editions: RE2JS;
}

/** How packages of a distribution are told, and the release that they are of. */
export interface PackageOrigin {
  readonly source: PackageSource;
  readonly publisher: RE2JS;
  readonly markNeedsPublisher: boolean;
  readonly marks: readonly { readonly cycle: string; readonly mark: RE2JS }[];
}

/** A release of a distribution that brings a cycle of a product. */
export interface CarriedCycle extends Omit<z.infer<typeof carried>, 'by'> {
  readonly by: readonly string[];
}

/** How one kind of package is recognized. `begins` is a text with which every matching name begins. */
export interface PackageMatch {
  readonly source: PackageSource;
  readonly begins: string;
  readonly name: RE2JS;
  readonly makerVersion: RE2JS | undefined;
  readonly makerPublisher: RE2JS | undefined;
}

/** All products whose support dates are known. */
export interface LifecycleCatalog {
  readonly systems: readonly LifecycleProduct[];
  readonly software: readonly LifecycleProduct[];
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
  if (!parsed.success) throw new Error(parsed.error.issues.map((issue) => `${file}: ${where(issue.path)} ${wrong(issue)}`).join('\n'));
  const mistakes = parsed.data.products.flatMap(inconsistent);
  if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => `${file}: ${mistake}`).join('\n'));
  return parsed.data;
}

/**
 * Makes a catalog of documents.
 * @throws Error when two documents describe the same product, or a distribution is named that none describes.
 */
export function lifecycleCatalog(documents: readonly LifecycleDocument[]): LifecycleCatalog {
  const products = documents.flatMap((it) => it.products.map((product) => compile(product, it)));
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
  return {
    systems: products.filter((product) => product.kind === 'os'),
    software: products.filter((product) => product.kind !== 'os'),
  };
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
      marks: product.cycles.map(({ cycle }) => ({ cycle, mark: new RE2JS(it.release.replaceAll('{cycle}', RE2JS.quote(cycle))) })),
    })),
    match: (product.match ?? []).map((it) => ({
      source: it.source,
      begins: literalBeginning(it.name),
      name: new RE2JS(it.name),
      makerVersion: optional(it.maker?.version),
      makerPublisher: optional(it.maker?.publisher),
    })),
    carried: (product.carried ?? []).map((it) => ({ ...it, by: typeof it.by === 'string' ? [it.by] : it.by })),
  };
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
      ...(it.endsOn !== null && it.endsOn < it.releasedOn ? [`${at(it.cycle)} ends before it was released`] : []),
      ...(it.extendedEndsOn !== undefined && (it.endsOn === null || it.extendedEndsOn < it.endsOn) ? [`${at(it.cycle)} has a longer support that ends before the usual one`] : []),
      ...(it.extendedEndsOn !== undefined && !product.extended ? [`${at(it.cycle)} has extendedEndsOn, but ${product.id} has no "extended" that names it`] : []),
      ...(it.channel !== undefined && !channels.has(it.channel) ? [`${at(it.cycle)} is in the channel ${it.channel}, which ${product.id} does not list`] : []),
      ...(it.edition !== undefined && !editions.has(it.edition) ? [`${at(it.cycle)} is of the edition ${it.edition}, which ${product.id} does not list`] : []),
    ]),
    ...(product.carried ?? []).filter((it) => !known.has(it.cycle)).map((it) => `${product.id} has no cycle ${it.cycle}, which is said to be carried`),
    ...((product.kind === 'os') === (product.os === undefined) ? [`${product.id} must have "os" if, and only if, it is an operating system`] : []),
  ];
}

/** The letters with which every match of a pattern begins: they rule most packages out before the pattern is tried. */
function literalBeginning(text: string): string {
  let bare = text;
  for (let inner = bare; (inner = bare.replace(/\([^()]*\)/g, '')) !== bare; ) bare = inner;
  return bare.includes('|') ? '' : (/^\^([a-z]+)(?![?*{])/i.exec(text)?.[1] ?? '');
}

function groups(texts: ProductText['editions']): EditionGroup[] {
  return (texts ?? []).map((it) => ({ id: it.id, editions: new RE2JS(it.editions) }));
}

function optional(text: string | undefined): RE2JS | undefined {
  return text === undefined ? undefined : new RE2JS(text);
}

function compiles(text: string): boolean {
  try {
    return new RE2JS(text).pattern() === text;
  } catch {
    return false;
  }
}

function where(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the document' : text.replace(/^\./, '');
}

function wrong(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has the unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  return issue.code === 'invalid_type' ? `must be ${issue.expected}` : issue.message;
}
