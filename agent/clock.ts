import { hrtime } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Both clocks and waiting, passed in so that a test decides them. */
export interface Clock {
  readonly now: () => Date;
  /** Milliseconds since boot; never jumps. */
  readonly monotonicMs: () => number;
  /** Waits; rejects when the run is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** The clocks of this machine. `interrupted` ends every wait. */
export function realClock(interrupted: AbortSignal): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => Number(hrtime.bigint() / 1_000_000n),
    sleep: (ms) => sleep(ms, undefined, { signal: interrupted }),
  };
}
