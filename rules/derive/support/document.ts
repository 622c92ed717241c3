import { RE2JS } from '@bufbuild/re2';
import * as z from 'zod/mini';

/**
 * Where a product is seen: a package manager or record of programs, the list of runtimes, the list of browsers, the
 * list of database servers, or the text with which a device or server names itself (`banner`).
 */
const seenSource = z.enum(['dpkg', 'rpm', 'registry', 'application', 'pkgutil', 'homebrew', 'appx', 'runtime', 'browser', 'database', 'banner']);

export const id = z.string().check(z.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower case words with hyphens'));
const words = z.string().check(z.minLength(1), z.maxLength(255));
export const day = z.iso.date('must be a day such as 2026-11-21');
export const pattern = z.string().check(z.refine(compiles, 'must be a pattern that RE2 knows'));
const numbers = String.raw`\d+(?:\.\d+)*`;

/** A pattern in which `{cycle}` stands for the name of each cycle. */
const template = z.string().check(
  z.refine((text) => text.includes('{cycle}') && compiles(text.replaceAll('{cycle}', '1')), 'must be an RE2 pattern with {cycle} in it'),
);

/** One line of releases with its own dates. */
const cycle = z.strictObject({
  /** The beginning of every version of it, also its name: "12", "22.04", "1.1.1". A name alone where `builds` or `versions` tells it. */
  cycle: words,
  /** Absent where no source at hand tells it. */
  releasedOn: z.optional(day),
  /** Last day of security support for everybody; null while the maker has announced none. */
  endsOn: z.nullable(day),
  extendedEndsOn: z.optional(day),
  /** First numbers of the builds that are of this cycle; instead of the version. */
  builds: z.optional(z.array(z.string().check(z.regex(new RegExp(`^${numbers}$`))))),
  /** Versions of this cycle where its name is not their beginning: "12.3", or from one up to, not including, another: "13.0.6300..13.1". */
  versions: z.optional(z.array(z.string().check(z.regex(new RegExp(String.raw`^${numbers}(?:\.\.${numbers})?$`), 'must be a version such as 12.3 or 13.0.6300..13.1')))),
  /** One of the `editions` of the product; every edition when absent. */
  edition: z.optional(id),
  /** One of the `channels` of the product; the cycle is in none of them when absent. */
  channel: z.optional(id),
  source: z.optional(words),
  /** Why a date here is not the one of the collection with which it was compared; `source` then names the page that decides. */
  differs: z.optional(words),
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

/** How a product is recognized where it is seen. */
export const match = z.strictObject({
  source: z.union([seenSource, z.array(seenSource)]),
  name: pattern,
  /** The name holds the version, or the cycle, right after this text; asked where the version itself tells nothing. */
  after: z.optional(words),
  /** Only these versions of it: another product has the others. */
  version: z.optional(pattern),
  /** Only of this publisher: others use the same name. */
  publisher: z.optional(pattern),
  /** What only packages of the maker have, and those of a distribution do not. */
  maker: z.optional(z.strictObject({ version: z.optional(pattern), publisher: z.optional(pattern) })),
});

const product = z.strictObject({
  id,
  name: words,
  kind: z.enum(['os', 'database', 'runtime', 'library', 'server', 'browser', 'office', 'application']),
  /** Where the maker says it. */
  source: words,
  /** The dates are not announced by the maker but read from what the maker did. */
  inferred: z.optional(z.literal(true)),
  /** Renews itself: a version after the newest that stands here is not past its end as far as anybody knew on that day. */
  evergreen: z.optional(z.literal(true)),
  /** The longer support: whom it reaches without anything done. */
  extended: z.optional(z.strictObject({ name: words, reaches: z.enum(['everybody', 'subscribers']) })),
  /** Operating systems: how the running one is recognized in the section `os`. */
  os: z.optional(z.strictObject({ product: words, name: z.optional(pattern) })),
  /** Servicing channels with dates of their own, and the names of the editions that are in them. */
  channels: z.optional(z.array(editionGroup)),
  /** Editions that share their dates, by their names. */
  editions: z.optional(z.array(editionGroup)),
  /** Distributions: how its packages are told from those of others, and the mark of a release where versions bear one. `markNeedsPublisher`: others put the same mark on theirs. */
  packages: z.optional(z.array(z.strictObject({ source: seenSource, publisher: pattern, release: z.optional(template), markNeedsPublisher: z.optional(z.literal(true)) }))),
  match: z.optional(z.array(match)),
  carried: z.optional(z.array(carried)),
  /** Released with another product and numbered like it: the cycles are those of that one. */
  cyclesOf: z.optional(id),
  /** Empty where the product is known by name and nobody has entered its dates yet, or where they are those of another. */
  cycles: z.array(cycle),
});

/** The text of one `rules/lifecycle/<vendor>.yaml`. */
export const document = z.strictObject({
  /** Day on which somebody last compared the dates. */
  checkedOn: day,
  /** With what they were compared beside the maker's own page. */
  checkedAgainst: words,
  products: z.array(product).check(z.minLength(1)),
});

export type LifecycleDocument = z.infer<typeof document>;
export type ProductText = z.infer<typeof product>;
export type SeenSource = z.infer<typeof seenSource>;
export type MatchText = z.infer<typeof match>;
export type CarriedText = z.infer<typeof carried>;

function compiles(text: string): boolean {
  try {
    return new RE2JS(text).pattern() === text;
  } catch {
    return false;
  }
}
