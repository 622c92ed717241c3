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

/** One runtime or browser as its list has it, matched or not. */
const seenMatch = z.extend(supportMatch, {
  vendor: fact(z.nullable(text(128)), 'Who built it; null when not told'),
  place: fact(text(1024), 'Folder it lies in'),
  channel: fact(z.nullable(text(32)), 'Channel it is updated from; null when not told'),
});

/** One product that was seen and whose exploited holes are known. */
const exploitedProduct = z.object({
  name: text(255),
  version: fact(text(255), 'Version as it was seen'),
  product: fact(text(64), 'Product id among the known exploited holes'),
  decided: fact(z.enum(['vulnerable', 'fixed']), 'Whether this version has one of the holes; absent where its number does not decide'),
  cves: fact(z.array(text(32)), 'Holes that it has, or that its version leaves open; empty where all are closed'),
  fixedIn: fact(z.nullable(text(64)), 'First version that closes all of them; null where all are closed, or none ever will be in this branch'),
  ransomware: fact(z.boolean(), 'Ransomware is known to have come in by one of them'),
  addedOn: fact(z.nullable(day()), 'Day on which CISA listed the first of them; null where all are closed'),
  source: fact(text(255), 'Page of the maker on the newest of them'),
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
  exploited: ['os', 'software'],
  windowsBuild: ['os'],
} as const;

/** What is derived from facts and catalogs, in the same shape as a section: an absent key was not decided, and `missing` says why. */
export const derived = z.object({
  support: fact(z.object({
    os: fact(supportMatch, 'The operating system'),
    products: fact(z.array(supportMatch), 'Installed products that the catalog knows, by product, cycle, name'),
    unpackaged: fact(z.array(supportMatch), 'Runtimes, browsers and database servers that the catalog knows and that are not among the products, by product, cycle, name'),
    runtimes: fact(z.array(seenMatch), 'Every runtime of the list of runtimes, whether the catalog knows it or not; by name, version, place'),
    browsers: fact(z.array(seenMatch), 'Every browser of the list of browsers, whether the catalog knows it or not; by name, version'),
  }), 'Support dates'),
  age: fact(z.nullable(age), 'When the computer was made; null for a virtual machine, which has no age'),
  exploited: fact(z.object({
    products: fact(z.array(exploitedProduct), 'Installed products of which CISA lists exploited holes, as far as a version number can tell them; by product and version'),
    listedUntil: fact(day(), 'Day until which the list of CISA was read'),
  }), 'Holes that are known to be exploited'),
  windowsBuild: fact(z.nullable(z.object({
    build: fact(text(64), 'Build as it was seen'),
    reached: fact(z.nullable(day()), 'Day of the newest monthly security update that is in it; null where it is older than the table, or of a newer release'),
    missingSince: fact(day(), 'Day of the oldest monthly security update that is not in it; absent where the table has none that is newer'),
    newest: fact(z.boolean(), 'The table has no newer security update'),
    newer: fact(z.boolean(), 'It is newer than all builds of the table'),
    tableUntil: fact(day(), 'Day until which updates of Windows are known'),
  })), 'Up to which security update a Windows is; null for other systems'),
});
export type ExploitedProductMatch = z.infer<typeof exploitedProduct>;
export type SeenMatch = z.infer<typeof seenMatch>;
export type SupportMatch = z.infer<typeof supportMatch>;
export type DerivedAge = z.infer<typeof age>;
export type Derived = z.infer<typeof derived>;
