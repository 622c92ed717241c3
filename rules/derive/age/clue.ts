import type { Span } from './days.ts';

/** What a clue is read from. */
export type ClueKind = 'record' | 'made-date' | 'serial' | 'first-seen' | 'first-use' | 'processor' | 'model' | 'memory' | 'os-install' | 'battery' | 'firmware' | 'security-chip' | 'disk-hours' | 'disk-date' | 'panel' | 'habit';

/**
 * One piece of evidence on the day a computer was made, as days since 1970. A bound is open on one side (infinite).
 * `made` is direct evidence; the other two are bounds.
 */
export interface Clue extends Span {
  readonly kind: ClueKind;
  readonly says: 'made' | 'not-before' | 'not-after';
  /** Hard: physics or our own log. Soft: what is usually so. */
  readonly hard: boolean;
  /** What is seen and what follows, in one sentence for people. */
  readonly text: string;
  /** Where the rule behind it comes from. */
  readonly source: string;
  /** Why it does not count whatever else was seen. */
  readonly doubt?: string;
}

/** A clue, and why it does not count where it does not. */
export interface WeighedClue {
  readonly clue: Clue;
  readonly dropped?: string;
}

/** Most believable first: of two clues that cannot both be true the later one in this list is dropped. */
const belief: readonly ClueKind[] = [
  'first-seen', 'record', 'made-date', 'processor', 'model', 'serial', 'first-use', 'memory', 'os-install', 'battery', 'firmware', 'security-chip', 'disk-hours', 'disk-date', 'panel', 'habit',
];

/** Tells which clues fit together, most believable first. A clue that cannot be true beside one before it is dropped, and says beside which. */
export function weigh(clues: readonly Clue[]): WeighedClue[] {
  const kept: Clue[] = [];
  return [...clues].sort(byBelief).map((clue) => {
    const other = kept.find((it) => it.from > clue.to || it.to < clue.from);
    const dropped = clue.doubt ?? (other && `it cannot be true beside "${other.text}"`);
    if (dropped !== undefined) return { clue, dropped };
    kept.push(clue);
    return { clue };
  });
}

/** The last tie is broken by the text, so that the order of lists on the computer does not matter. */
function byBelief(a: Clue, b: Clue): number {
  return belief.indexOf(a.kind) - belief.indexOf(b.kind) || a.from - b.from || a.to - b.to || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
}
