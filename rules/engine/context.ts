import { EngineError } from './value.ts';
import type { StatedSource } from '../outcome.ts';
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

/** What reading a statement of people brings with it. */
export interface Mark {
  /** Bits of {@link basisBits}. */
  readonly basis: number;
  /** The first instant at which time alone may change what it says. */
  readonly until: number;
  readonly sources: readonly StatedSource[];
}

/** What an outcome can rest on, as bits, so that they add up cheaply. */
export const basisBits = { measured: 1, list: 2, attested: 4 } as const;

/** All that a compiled expression reads and counts while it runs on one subject. */
export interface Context {
  readonly asOf: number;
  /** Values of the variables of the language, but the two that follow: `facts`, `asset`, `town`… */
  readonly roots: Readonly<Record<string, unknown>>;
  /** The value of `p`: of the rule that is asked. */
  parameters: () => Readonly<Record<string, unknown>>;
  /** The value of `account`. */
  readonly account: unknown;
  readonly facts: Facts;
  /** The value of `facts`; undefined where there is none. */
  readonly sections: Readonly<Record<string, unknown>> | undefined;
  /** The mark of a root, or of a member of it, for this subject; undefined where there is none to set. */
  readonly marks: (root: string, member: string) => Mark | undefined;
  /** The value of `tally(rule)`, and on what it rests. */
  readonly tally: (rule: string) => { readonly value: unknown; readonly mark: Mark | undefined };
  /** What was read so far: bits of {@link basisBits}. */
  basis: number;
  /** What people stated and was read so far; undefined: nothing. */
  stated: Set<StatedSource> | undefined;
  /** Values of variables that macros and `each` bind. */
  readonly slots: unknown[];
  steps: number;
  /** The first instant after `asOf` at which time alone may change a value that was computed. */
  until: number;
}

/** Makes a context ready for the next question: what was read and counted for the last one is forgotten. */
export function begin(context: Context): void {
  context.steps = 0;
  context.until = Infinity;
  context.basis = 0;
  context.stated = undefined;
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

/** Notes that a value was measured, and gives it on. */
export function measured<T>(context: Context, value: T): T {
  context.basis |= basisBits.measured;
  return value;
}

/** Notes that a statement was read: on what the outcome rests from here on, and how long that holds. */
export function note(context: Context, mark: Mark | undefined): void {
  if (!mark) return;
  context.basis |= mark.basis;
  if (mark.until < context.until) context.until = mark.until;
  for (const source of mark.sources) (context.stated ??= new Set()).add(source);
}

/** The value of a root that people state. */
export function readStated(context: Context, root: string, member: string): unknown {
  note(context, context.marks(root, member));
  return context.roots[root];
}
