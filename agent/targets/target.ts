import type { Target } from '../../wire/snapshot.ts';
import type { Clock } from '../clock.ts';
import type { Platform } from '../facts/fact.ts';
import type { Scan } from '../scan.ts';
import type { Settings } from '../settings.ts';

/** Kinds of target that are declared in the agent's own settings; `local` is the machine the agent runs on and needs no declaration. */
export type DeclaredKind = Exclude<Target['kind'], 'local'>;

/** What a target may know of the run that reads it. Nothing here reads anything by itself. */
export interface TargetContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** The machine that asks: its platform and rights stand in the statement. */
  readonly platform: Platform;
  readonly privileged: boolean;
  readonly uid: number | undefined;
  readonly version: string;
  /** Told of what is our bug, such as a parser that threw. */
  readonly log: (message: string) => void;
}

/** One thing that a target asks, as it is printed before anything is asked: `question` in words, `asks` the name, address or path. */
export interface PrintedQuestion {
  readonly section: string;
  readonly question: string;
  readonly asks: string;
}

/** How a target answers now, for `doctor`. */
export interface TargetCheck {
  readonly ok: boolean;
  readonly says: string;
  readonly mend?: string;
}

/**
 * Anything that yields a snapshot: a scan of it is sealed under its own `target` and never mixed with that of the machine
 * which asked. Opening one asks nothing; a setting that cannot be used (an open credential file) is a failure then.
 */
export interface OpenTarget {
  readonly target: Target;
  /**
   * Reads all its sections. Never rejects for what the target is or answers: a section that cannot be read is `failed` or
   * `skipped` with a reason. The scan carries the `target` it is of.
   */
  readonly scan: () => Promise<Scan>;
  /** What a scan asks; pure, so that it can be printed before it happens. */
  readonly questions: () => readonly PrintedQuestion[];
  /** Whether it answers now. Changes nothing. */
  readonly check: () => Promise<TargetCheck>;
}

/** One kind of target: which ones the settings declare, and the way to open one. Its code is loaded only when one is opened. */
export interface TargetKind {
  /** Stable ids of the declared ones, in the order of the settings. */
  readonly declared: (settings: Settings) => readonly string[];
  /** @throws a failure when the settings of this target cannot be used */
  readonly open: (id: string, context: TargetContext) => Promise<OpenTarget>;
}
