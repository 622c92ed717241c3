/** Judges towns off the request path, one at a time, after things have settled. */
export interface EvaluationQueue {
  /** Says that something about a town changed. */
  readonly changed: (town: string) => void;
  /** Stops; resolves when the judgement that runs, if any, is done. */
  readonly stop: () => Promise<void>;
}

export interface QueueTimes {
  /** How long a town must be quiet before it is judged, in milliseconds. */
  readonly quiet: number;
  /** How long it waits at most while news keeps coming, in milliseconds. */
  readonly most: number;
}

/** After each judgement the queue rests this many times as long as it took: ingest keeps most of the processor. */
const restFactor = 3;

/**
 * A queue that calls `judge` for a town some time after it changed. Many changes at once are one judgement. A failing
 * judgement is told to `failed` and tried again with the next change.
 */
export function evaluationQueue(judge: (town: string) => Promise<void>, times: QueueTimes, failed: (town: string, error: unknown) => void): EvaluationQueue {
  const waiting = new Map<string, { first: number; last: number }>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let restUntil = 0;
  let stopped = false;

  const due = ({ first, last }: { first: number; last: number }) => Math.max(restUntil, Math.min(last + times.quiet, first + times.most));

  function schedule(): void {
    if (stopped || running || waiting.size === 0) return;
    clearTimeout(timer);
    const next = Math.min(...[...waiting.values()].map(due));
    const begin = () => {
      running = work();
    };
    timer = setTimeout(begin, Math.max(0, next - performance.now()));
    timer.unref();
  }

  async function work(): Promise<void> {
    const begun = performance.now();
    const [town] = [...waiting].filter(([, times]) => due(times) <= begun + 1).map(([name]) => name);
    if (town !== undefined) {
      waiting.delete(town);
      await judge(town).catch((error: unknown) => failed(town, error));
    }
    const ended = performance.now();
    restUntil = ended + restFactor * (ended - begun);
    running = undefined;
    schedule();
  }

  return {
    changed: (town) => {
      const at = performance.now();
      waiting.set(town, { first: waiting.get(town)?.first ?? at, last: at });
      schedule();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
