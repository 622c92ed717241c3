import * as z from 'zod/mini';
import { day, fact, text } from '../../wire/section.ts';

/** One product that was seen, matched to a cycle of the lifecycle catalog. Dates are the maker's, from the catalog. */
const supportMatch = z.object({
  name: text(255),
  version: fact(text(255), 'Version as it was seen'),
  product: fact(text(64), 'Product id in the catalog'),
  cycle: fact(text(64), 'Release cycle in the catalog'),
  kind: fact(z.enum(['os', 'database', 'runtime', 'library', 'server', 'browser', 'office', 'application']), 'Kind of product'),
  releasedOn: fact(day(), 'Day the cycle was released'),
  endsOn: fact(z.nullable(day()), 'Last day of security support for everybody; null when the maker has announced none'),
  extendedEndsOn: fact(z.nullable(day()), 'Last day of longer security support (LTS, ESM, ESU, ELS); null when there is none'),
  extendedName: fact(z.nullable(text(64)), 'Name of the longer support; null when there is none'),
  fixesUntil: fact(z.nullable(day()), 'Last day of fixes that come by themselves: endsOn, or extendedEndsOn where the longer support reaches everybody; null when the maker has announced none'),
  leftover: fact(z.boolean(), 'Of another release of the distribution than the running one: nothing mends it unless the sources of that release stay configured'),
  supportedBy: fact(z.enum(['maker', 'distribution']), 'Who mends it: a back-ported package of a distribution counts by the support of the distribution'),
  confidence: fact(z.enum(['exact', 'inferred']), 'exact: product and cycle are named; inferred: read from a name or a version pattern'),
  source: fact(text(255), 'Where the date is from: address and day it was checked'),
});

/** One piece of evidence on the age of a computer. */
const ageEvidence = z.object({
  says: fact(z.enum(['made', 'not-before', 'not-after']), 'Direct evidence, or a bound'),
  from: fact(z.nullable(day()), 'First day it allows; null where it sets none'),
  to: fact(z.nullable(day()), 'Last day it allows; null where it sets none'),
  hard: fact(z.boolean(), 'Hard: physics, a record, or our own log. Soft: what is usually so'),
  counted: fact(z.boolean(), 'False where it cannot be true beside stronger evidence'),
  text: fact(text(1024), 'What is seen and what follows, and where it does not count, why'),
  source: fact(text(255), 'Where the rule behind it comes from'),
});

/** First and last of a number of days. */
const span = z.object({ from: fact(day(), 'First day'), to: fact(day(), 'Last day') });

/** When a computer was made. */
const age = z.object({
  earliest: fact(day(), 'It was certainly not made before this day'),
  latest: fact(day(), 'It was certainly not made after this day'),
  likely: fact(day(), 'The most likely day'),
  range90: fact(span, 'Nine of ten computers like it were made between these days'),
  decides: fact(span, 'The days that decide a verdict: what is possible for grades A and B, range90 for C and D; not known for E'),
  grade: fact(z.enum(['A', 'B', 'C', 'D', 'E']), 'A a record of a person, B direct evidence of the device, C two independent bounds at most two years apart, D wider, E one bound'),
  evidence: fact(z.array(ageEvidence), 'All that was seen, most believable first'),
});

/** Sections of the wire from which each part is derived. */
export const derivedFrom = {
  support: ['os', 'software', 'services'],
  age: ['hardware', 'identity', 'os', 'vitals'],
} as const;

/** What is derived from facts and catalogs, in the same shape as a section: an absent key was not decided, and `missing` says why. */
export const derived = z.object({
  support: fact(z.object({
    os: fact(supportMatch, 'The operating system'),
    products: fact(z.array(supportMatch), 'Installed products that the catalog knows, by product, cycle, name'),
    unpackaged: fact(z.array(supportMatch), 'Runtimes, browsers and database servers that the catalog knows and that are not among the products, by product, cycle, name'),
  }), 'Support dates'),
  age: fact(z.nullable(age), 'When the computer was made; null for a virtual machine, which has no age'),
});
export type SupportMatch = z.infer<typeof supportMatch>;
export type DerivedAge = z.infer<typeof age>;
export type Derived = z.infer<typeof derived>;
