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

/** What is derived from facts and catalogs, in the same shape as a section: an absent key was not decided, and `missing` says why. */
export const derived = z.object({
  support: fact(z.object({
    os: fact(supportMatch, 'The operating system'),
    products: fact(z.array(supportMatch), 'Installed products that the catalog knows, by product, cycle, name'),
  }), 'Support dates'),
});
export type SupportMatch = z.infer<typeof supportMatch>;
export type Derived = z.infer<typeof derived>;
