import type { Committer } from '../ingest/commit.ts';
import type { Door } from '../ingest/door.ts';
import type { Store } from '../store/tables.ts';
import type { World } from '../world.ts';
import type { ByteGate, RateLimit } from './limits.ts';

/** What the routes work with. */
export interface Services {
  readonly store: Store;
  readonly world: World;
  readonly epoch: string;
  readonly door: Door;
  readonly committer: Committer;
  /** Called after a snapshot that changed what is known of a town. */
  readonly changed: (town: string) => void;
  readonly gate: ByteGate;
  readonly attempts: RateLimit;
}
