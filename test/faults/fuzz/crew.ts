import { Worker } from 'node:worker_threads';
import { fuzz, hangOf, nothing, together } from './drive.ts';
import type { FuzzPlan, FuzzResult } from './drive.ts';

/** What a worker is given: its part of the plan, and where it tells which input it is at. */
export interface Part {
  readonly plan: Omit<FuzzPlan, 'begun'>;
  readonly at: SharedArrayBuffer;
}

/** An input that takes longer than this never ends; a busy machine may need some time for a slow one. */
const hangMs = 60_000;

/**
 * Runs a plan in so many threads; the inputs are the same whatever their number. A thread that is caught in one input is
 * ended, and the input told as a hang. @param told how many inputs were begun, now and then
 */
export async function fuzzTogether(plan: FuzzPlan, jobs: number, told: (inputs: number) => void): Promise<FuzzResult> {
  if (jobs <= 1) return fuzz(plan);
  const parts = Array.from({ length: jobs }, (_, from): Part => ({ plan: { ...plan, from: plan.from + from, step: jobs }, at: new SharedArrayBuffer(8) }));
  const ticking = setInterval(() => told(parts.reduce((sum, { plan: { from }, at }) => sum + Math.max(0, Math.ceil((atNow(at) - from) / jobs)), 0)), 30_000);
  const results = await Promise.all(parts.map(inThread));
  clearInterval(ticking);
  return together(results);
}

function inThread(part: Part): Promise<FuzzResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: part });
    let [last, since] = [-1, performance.now()];
    const watch = setInterval(() => {
      const now = atNow(part.at);
      if (now !== last) [last, since] = [now, performance.now()];
      else if (performance.now() - since > hangMs && now > 0) {
        void worker.terminate();
        settle(() => resolve({ ...nothing(), inputs: Math.floor((now - part.plan.from) / part.plan.step), wrong: [hangOf(part.plan, now - 1)] }));
      }
    }, 1_000);
    const settle = (then: () => void) => (clearInterval(watch), then());
    worker.once('message', (result: FuzzResult) => settle(() => resolve(result)));
    worker.once('error', (error) => settle(() => reject(error)));
  });
}

/** Number of the input that is under way, plus one; none yet is 0. */
function atNow(at: SharedArrayBuffer): number {
  return Number(Atomics.load(new BigInt64Array(at), 0));
}
