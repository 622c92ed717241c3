import { randomBytes } from 'node:crypto';

/** Clock and randomness, passed in wherever they matter, so that a test decides both. */
export interface World {
  readonly now: () => Date;
  readonly random: (size: number) => Buffer;
}

/** The clock and the random source of this machine. */
export function realWorld(): World {
  return { now: () => new Date(), random: randomBytes };
}

/** A new id of 128 random bits: nobody guesses it, and two never meet. */
export function newId(world: World): string {
  return world.random(16).toString('hex');
}

/** The present instant, RFC 3339 UTC. */
export function instant(world: World): string {
  return world.now().toISOString();
}
