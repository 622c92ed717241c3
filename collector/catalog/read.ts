import * as z from 'zod/mini';
import type { HoleList } from '../../rules/derive/exploited/book.ts';
import type { CollectedRelease, Collection } from '../../rules/derive/support/collection.ts';
import { says } from '../../rules/derive/support/mistakes.ts';
import { failure } from '../failure.ts';

const day = z.iso.date('must be a day such as 2026-11-21');
const words = z.string().check(z.minLength(1), z.maxLength(255));
const instant = z.iso.datetime({ offset: true, error: 'must be an instant' });

const release = z.object({
  name: words,
  label: z.nullish(z.string().check(z.maxLength(255))),
  releaseDate: day,
  isEol: z.boolean(),
  eolFrom: z.nullish(day),
  eoesFrom: z.nullish(day),
  latest: z.nullish(z.object({ name: z.nullish(z.string().check(z.maxLength(255))) })),
});

/** What version 1 of the interface of endoflife.date answers at `/products/full`; what is not read may be there. */
const collection = z.object({
  generated_at: instant,
  result: z.array(z.object({ name: words, releases: z.array(release).check(z.maxLength(2_000)) })).check(z.minLength(1), z.maxLength(5_000)),
});

/** The list of CISA by its published schema; what is not read may be there. */
const list = z.object({
  dateReleased: instant,
  count: z.int(),
  vulnerabilities: z.array(z.object({
    cveID: z.string().check(z.regex(/^CVE-\d{4}-\d{4,19}$/, 'must be a name such as CVE-2024-1709')),
    vendorProject: words,
    product: words,
    dateAdded: day,
    knownRansomwareCampaignUse: z.string().check(z.maxLength(64)),
  })).check(z.minLength(1), z.maxLength(100_000)),
});

/** Reads the answer of endoflife.date; of its products only those that are asked for. @throws a failure for anything else */
export function readCollection(bytes: Buffer, source: string, wanted: ReadonlySet<string>): Collection {
  const { generated_at: generatedAt, result } = checked(collection, bytes, source);
  const kept = result.filter(({ name }) => wanted.has(name)).map(({ name, releases }) => [name, releases.map(asRelease)] as const);
  const wrong = kept.flatMap(([name, releases]) => releases.filter(({ releasedOn, endsOn }) => endsOn !== null && endsOn < releasedOn).map((it) => `${name} ${it.name} ends on ${it.endsOn}, before it was released`));
  // A handful of slips is usual for a collection that many people keep; they are left out, and a file full of them is refused.
  if (wrong.length > 20) throw failure('input-refused', `${source} is not believed: ${wrong.length} releases end before they begin, such as ${wrong[0]}. The catalog stays as it is.`);
  const right = kept.map(([name, releases]) => [name, releases.filter(({ releasedOn, endsOn }) => endsOn === null || endsOn >= releasedOn)] as const);
  return { asOf: dayOf(generatedAt), products: Object.fromEntries(right) };
}

/** Reads the list of CISA. @throws a failure for anything else */
export function readHoles(bytes: Buffer, source: string): HoleList {
  const { dateReleased, count, vulnerabilities } = checked(list, bytes, source);
  if (count !== vulnerabilities.length) throw failure('input-refused', `${source} is not whole: it says ${count} entries and has ${vulnerabilities.length}. The catalog stays as it is.`);
  const entries = vulnerabilities.map((it) => ({ cve: it.cveID, vendor: it.vendorProject.trim(), product: it.product.trim(), addedOn: it.dateAdded, ransomware: it.knownRansomwareCampaignUse === 'Known' }));
  return { asOf: dayOf(dateReleased), entries: entries.sort((a, b) => (a.cve < b.cve ? -1 : 1)) };
}

function asRelease(it: z.infer<typeof release>): CollectedRelease {
  return {
    name: it.name,
    label: it.label || null,
    releasedOn: it.releaseDate,
    endsOn: it.eolFrom ?? null,
    ended: it.isEol,
    extendedEndsOn: it.eoesFrom ?? null,
    newest: it.latest?.name || null,
  };
}

function checked<Schema extends z.ZodMiniType>(schema: Schema, bytes: Buffer, source: string): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw failure('input-refused', `${source} is no JSON. The catalog stays as it is.`, error);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw failure('input-refused', `${source} is not what its publisher describes: ${first ? says(first) : 'no reason was given'}. The catalog stays as it is.`);
}

function dayOf(text: string): string {
  return new Date(text).toISOString().slice(0, 10);
}
