import type { World } from '../world.ts';
import { bytesOf, within } from './chance.ts';
import type { Chance } from './chance.ts';

/** A world whose time goes on only when it is told, and whose randomness a seed draws. */
export interface DemoWorld extends World {
  /** Moves the clock. @param to RFC 3339 UTC */
  readonly set: (to: string) => void;
}

/** The world of a demo town. Nothing in it is secret: who knows the seed knows every id and key. */
export function demoWorld(chance: Chance, start: string): DemoWorld {
  let now = start;
  let drawn = 0;
  return { now: () => new Date(now), random: (size) => bytesOf(within(chance, 'random', drawn++), size), set: (to) => void (now = to) };
}
