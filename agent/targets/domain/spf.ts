import type { Mail } from '../../../wire/sections/mail.ts';
import { sortedSet } from '../../host/order.ts';
import { printable } from '../../host/reading.ts';
import type { Why } from '../../host/reading.ts';
import { recordsOf } from './lookup.ts';
import type { Lookup } from './lookup.ts';
import { plainName } from './names.ts';
import type { Reader } from './reading.ts';
import { isSpf, spfRecordOf } from './spf-record.ts';
import type { Directive, SpfRecord } from './spf-record.ts';

type Spf = NonNullable<Mail['spf']>;
type All = NonNullable<Spf['all']>;

/** What is known of the cost of a record while the records below it are asked. */
interface Count {
  lookups: number;
  voids: number;
  valid: boolean;
  readonly notAsked: string[];
  /** Why the count is not the whole one. */
  why?: Why;
}

/** Far beyond the ten that are allowed; a ring of records ends here. */
const mostLookups = 60;
const mostDepth = 12;
const costly = new Set(['include', 'a', 'mx', 'ptr', 'exists']);

/** The sender policy of a domain, and what it costs; null when there is none, undefined with a gap when nobody knows. */
export async function readSpf(domain: string, reader: Reader): Promise<Spf | null | undefined> {
  const texts = reader.take('spf', await reader.ask(domain, 'TXT'), spfTexts, []);
  if (texts === undefined) return undefined;
  const [record] = texts;
  if (record === undefined) return null;
  const shown = printable(record, 4096);
  if (texts.length > 1) return many(texts.length, shown, reader);
  const spf = spfRecordOf(record);
  const count: Count = { lookups: 0, voids: 0, valid: spf.valid, notAsked: [] };
  const all = await walk({ domain, spf, depth: 0 }, reader, count);
  if (count.why) reader.lack('spf.lookups', count.why);
  if ('why' in all) reader.lack('spf.all', all.why);
  return {
    records: 1,
    record: shown,
    valid: count.valid,
    terms: spf.terms.slice(0, 100).map((term) => printable(term, 512)),
    ...('why' in all ? {} : { all: all.all }),
    ...(count.why ? {} : { lookups: count.lookups }),
    lookupsAtLeast: count.lookups,
    voidLookupsAtLeast: count.voids,
    notAsked: sortedSet(count.notAsked.map((name) => printable(name, 255))).slice(0, 100),
  };
}

/** More than one record is an error (RFC 7208, 4.5): none of them is the one that counts. */
function many(records: number, record: string, { lack }: Reader): Spf {
  for (const part of ['terms', 'all', 'lookups', 'lookupsAtLeast', 'voidLookupsAtLeast', 'notAsked']) lack(`spf.${part}`, { reason: 'unreadable', detail: `${records} records` });
  return { records, record, valid: false };
}

function spfTexts(lookup: Lookup): string[] {
  return recordsOf(lookup, 'TXT').map(({ text }) => text).filter(isSpf).sort();
}

interface Step {
  readonly domain: string;
  readonly spf: SpfRecord;
  readonly depth: number;
}

type Says = { readonly all: All | null } | { readonly why: Why };

/** Counts the lookups of a record and of those below it, in order (RFC 7208, 4.6.4). @returns what it says of everybody else */
async function walk(step: Step, reader: Reader, count: Count): Promise<Says> {
  const { domain, spf, depth } = step;
  for (const directive of spf.directives) {
    if (!costly.has(directive.mechanism)) continue;
    count.lookups += 1;
    if (depth >= mostDepth || count.lookups >= mostLookups) return tooDeep(count);
    if (directive.mechanism === 'include') await nested(directive.value ?? '', step, reader, count);
    else await probe(directive, domain, reader, count);
  }
  const all = spf.directives.find(({ mechanism }) => mechanism === 'all');
  if (all) return { all: all.qualifier };
  if (spf.redirect === null) return { all: null };
  count.lookups += 1;
  return depth >= mostDepth ? tooDeep(count) : nested(spf.redirect, step, reader, count);
}

function tooDeep(count: Count): Says {
  const why: Why = { reason: 'too-large', detail: `records lie in each other more than ${mostDepth} deep or cost more than ${mostLookups} lookups` };
  count.why ??= why;
  return { why };
}

/** Looks into a record that another one names. */
async function nested(target: string, { depth }: Step, reader: Reader, count: Count): Promise<Says> {
  const unknown = (why: Why): Says => {
    count.why ??= why;
    return { why };
  };
  if (target.includes('%')) return unknown({ reason: 'not-visible-from-here', detail: `${target} depends on the mail (a macro)` });
  const name = plainName(target);
  const lookup = await reader.ask(name, 'TXT');
  if (lookup.answer.state === 'failed') {
    if (lookup.answer.why.reason === 'outside-domain') count.notAsked.push(name);
    return unknown(lookup.answer.why);
  }
  if (lookup.answer.state === 'none') count.voids += 1;
  const [record, ...more] = spfTexts(lookup);
  // A nested record that is not there, or is there twice, makes the whole policy an error (RFC 7208, 5.2).
  if (record === undefined || more.length > 0) {
    count.valid = false;
    return { all: null };
  }
  const spf = spfRecordOf(record);
  count.valid &&= spf.valid;
  return walk({ domain: name, spf, depth: depth + 1 }, reader, count);
}

/** Asks what a mechanism names, to see whether it leads to anything. One that may not be asked still counts as a lookup. */
async function probe({ mechanism, value }: Directive, domain: string, reader: Reader, count: Count): Promise<void> {
  if (mechanism === 'ptr' || value?.includes('%')) return;
  const name = plainName(value ?? domain);
  const lookups = mechanism === 'mx' ? [await reader.ask(name, 'MX')] : mechanism === 'exists' ? [await reader.ask(name, 'A')] : [await reader.ask(name, 'A'), await reader.ask(name, 'AAAA')];
  if (lookups.every(({ answer }) => answer.state === 'none')) count.voids += 1;
}
