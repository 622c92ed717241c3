import { failure } from '../failure.ts';
import { localHost } from '../host/host.ts';
import { realProcesses, takeLock } from '../lock.ts';
import { readyState } from '../state.ts';
import type { Context } from './context.ts';

/** Does work that no other process may do at the same time. */
export async function locked<Result>({ state }: { readonly state: string }, context: Context, work: () => Promise<Result>): Promise<Result> {
  readyState(state, context.uid);
  const release = takeLock(state, realProcesses(context.platform === 'linux' ? localHost().bootId : null));
  process.once('exit', release);
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw failure('interrupted', 'Interrupted; what was not delivered is kept.', error);
    throw error;
  } finally {
    process.off('exit', release);
    release();
  }
}
