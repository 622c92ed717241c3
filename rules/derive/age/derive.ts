import type { UnknownBecause } from '../../outcome.ts';
import type { Derived, DerivedAge } from '../schema.ts';
import type { Undecided } from '../support/derive.ts';
import { unread } from '../support/system.ts';
import type { Notes } from '../support/system.ts';
import type { WeighedClue } from './clue.ts';
import type { Span } from './days.ts';
import { dayText } from './days.ts';
import { estimate } from './estimate.ts';
import type { AgeFacts } from './facts.ts';

/**
 * Tells when a computer was made, with all evidence, from facts alone: no network, no clock. Dates only: how old that is on
 * a day is asked by rules.
 *
 * @param notes why something was not read, by section (`hardware`) or by section and path (`hardware.cpu.model`).
 * @returns `age`: null for a virtual machine; days that no evidence bounds are absent, and `missing` says why.
 */
export function deriveAge(facts: AgeFacts, notes: Notes): { data: Derived; missing: Undecided[] } {
  const { hardware } = facts;
  if (hardware?.virtualization !== undefined && hardware.virtualization !== null) return { data: { age: null }, missing: [] };
  // What somebody bought, or what tells when it was made, is a thing. By its name alone it may be a virtual machine by now.
  const records = (facts.records ?? []).filter(({ byName }) => !byName || hardware === undefined || hardware.virtualization !== undefined);
  if (records.length === 0 && hardware === undefined) return undecided(notes['hardware'] ?? unread('hardware'));
  if (records.length === 0 && hardware?.virtualization === undefined) return undecided(notes['hardware.virtualization'] ?? unread('hardware', 'virtualization'));
  const found = estimate({ ...facts, records });
  if (!found) return undecided(whyNoLaunch(facts, notes));
  const { grade, hard, range90, likely, clues } = found;
  const age: DerivedAge = {
    ...spanOf(hard),
    ...(likely === undefined ? {} : { likely: dayText(likely) }),
    ...(grade === 'E' ? {} : { range90: wholeSpan(range90), decides: wholeSpan(grade === 'A' || grade === 'B' ? hard : range90) }),
    grade,
    evidence: clues.map(evidenceOf),
  };
  const absent = (['earliest', 'latest', 'likely', 'range90'] as const).filter((key) => age[key] === undefined);
  if (absent.length === 0) return { data: { age }, missing: [] };
  const because = whyNoLaunch(facts, notes);
  const undecidable: UnknownBecause = { ...because, reason: 'ambiguous', detail: because.detail ?? `only one bound, without ${because.section ?? ''} ${because.path ?? ''}` };
  return { data: { age }, missing: [...absent.map((key) => ({ path: `age.${key}`, because })), { path: 'age.decides', because: undecidable }] };
}

function undecided(because: UnknownBecause): { data: Derived; missing: Undecided[] } {
  return { data: {}, missing: [{ path: 'age', because }] };
}

/** What would tell the launch: the name of the processor, and whether the tables have it. */
function whyNoLaunch({ hardware }: AgeFacts, notes: Notes): UnknownBecause {
  if (hardware === undefined) return notes['hardware'] ?? unread('hardware');
  const model = hardware?.cpu?.model;
  if (model === undefined) return notes['hardware.cpu.model'] ?? notes['hardware.cpu'] ?? unread('hardware', 'cpu.model');
  return { reason: 'catalog-gap', section: 'hardware', path: 'cpu.model', detail: `no launch date of "${model}"` };
}

function wholeSpan({ from, to }: Span): NonNullable<DerivedAge['range90']> {
  return { from: dayText(from), to: dayText(to) };
}

function spanOf({ from, to }: Span): Pick<DerivedAge, 'earliest' | 'latest'> {
  return { ...(Number.isFinite(from) ? { earliest: dayText(from) } : {}), ...(Number.isFinite(to) ? { latest: dayText(to) } : {}) };
}

function evidenceOf({ clue, dropped }: WeighedClue): NonNullable<DerivedAge['evidence']>[number] {
  const { says, from, to, hard, text, source } = clue;
  return {
    says,
    from: Number.isFinite(from) ? dayText(from) : null,
    to: Number.isFinite(to) ? dayText(to) : null,
    hard,
    counted: dropped === undefined,
    text: dropped === undefined ? text : `${text}. Not counted: ${dropped}`,
    source,
  };
}
