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

/** A list of which some items were read, or of which nobody can say whether some items belong to it. */
export class PartialList {
  readonly items: unknown[];
  readonly because: UnknownBecause;
  constructor(items: unknown[], because: UnknownBecause) {
    this.items = items;
    this.because = because;
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
