import type { UnknownBecause } from '../outcome.ts';

/**
 * A value that nobody read. A class and no tagged object: nothing a device sends can pretend to be one,
 * and nothing that is one can be taken for data.
 */
export class Unknown {
  readonly because: UnknownBecause;
  constructor(because: UnknownBecause) {
    this.because = because;
  }
}

/**
 * A number that lies between two bounds, both included: what is counted where something may be there unread. Comparing
 * it gives an answer where every number between the bounds gives the same one; whatever else asks it, it is unknown.
 */
export class Range extends Unknown {
  readonly low: number;
  readonly high: number;
  /** The same for people: `51 of 60, up to 56 once 5 are checked`. */
  readonly text: string;
  constructor(bounds: { readonly low: number; readonly high: number; readonly text?: string }, because: UnknownBecause) {
    super(because);
    this.low = bounds.low;
    this.high = bounds.high;
    this.text = bounds.text ?? (this.high === Infinity ? `at least ${this.low}` : this.low === this.high ? String(this.low) : `${this.low} to ${this.high}`);
  }
}

/** The first and last number that a value can be. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The bounds of a number; undefined for what is none. */
export function boundsOf(value: unknown): Bounds | undefined {
  if (typeof value === 'number') return { low: value, high: value };
  return value instanceof Range ? value : undefined;
}

/** What is unknown, as the answer to another question: bounds of a number say nothing there. */
export function opaque(unknown: Unknown): Unknown {
  return unknown instanceof Range ? new Unknown(unknown.because) : unknown;
}

/** A list of which some items were read, or of which nobody can say whether some items belong to it. */
export class PartialList {
  readonly items: unknown[];
  readonly because: UnknownBecause;
  /** Values that certainly are not among those that were not read. */
  readonly without: ReadonlySet<unknown> | undefined;
  constructor(items: unknown[], because: UnknownBecause, without?: ReadonlySet<unknown>) {
    this.items = items;
    this.because = because;
    this.without = without;
  }
}

/** A rule that cannot be evaluated although its facts are there: our bug, and the outcome `error`. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** The items of a list that were read, and why there may be more; undefined for what is no list. */
export function itemsOf(value: unknown): { items: readonly unknown[]; because: UnknownBecause | undefined } | undefined {
  if (Array.isArray(value)) return { items: value, because: undefined };
  return value instanceof PartialList ? { items: value.items, because: value.because } : undefined;
}
