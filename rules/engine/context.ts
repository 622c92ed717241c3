import { EngineError } from './value.ts';
import type { Unknown } from './value.ts';

/** Where a value comes from, known before anything runs: a section (or `asset`, `derived`…) and the path in it, items as `[]`. */
export interface Origin {
  readonly section: string;
  readonly path: string;
}

/** Clocks of a section that was read, in milliseconds since 1970. */
export interface SectionClock {
  /** By the clock of the computer, when it sealed. */
  readonly observedAt: number;
  /** By the clock of the collector. */
  readonly receivedAt: number;
  /** Time that the snapshot lay on the computer before it was sent; 0 when that is not known. */
  readonly delayed: number;
  /** The computer's clock is off by more than a day. */
  readonly wrong: boolean;
}

/** What an expression asks of the facts beside their values. */
export interface Facts {
  /** The value of a key that is not there, with the reason. */
  absent(origin: Origin): Unknown;
  /** Undefined for what is no section. */
  clock(section: string): SectionClock | undefined;
  /** Installed packages by name; the unread rest or the whole list as unknown. */
  packages(): { readonly byName: ReadonlyMap<string, unknown>; readonly rest: Unknown | undefined };
}

/** All that a compiled expression reads and counts while it runs on one subject. */
export interface Context {
  readonly asOf: number;
  /** Values of the variables of the language, but the two that follow: `facts`, `asset`, `town`… */
  readonly roots: Readonly<Record<string, unknown>>;
  /** The value of `p`. */
  readonly parameters: () => Readonly<Record<string, unknown>>;
  /** The value of `account`. */
  readonly account: unknown;
  readonly facts: Facts;
  /** Values of variables that macros and `each` bind. */
  readonly slots: unknown[];
  steps: number;
  /** The first instant after `asOf` at which time alone may change a value that was computed. */
  until: number;
}

export type Run = (context: Context) => unknown;

/** Steps that one rule may take on one subject. */
const stepLimit = 1_000_000;

/** @throws {EngineError} beyond {@link stepLimit}. */
export function spend(context: Context, steps: number): void {
  context.steps += steps;
  if (context.steps > stepLimit) throw new EngineError(`needs more than ${stepLimit} steps`);
}

/** Notes that a value may change `milliseconds` after `asOf`, at the earliest one later. */
export function changesIn(context: Context, milliseconds: number): void {
  const at = context.asOf + Math.max(1, Math.ceil(milliseconds));
  if (at < context.until) context.until = at;
}
