import { assetClasses } from '../input.ts';
import { listOf, scalar } from './shape.ts';
import type { ObjectShape } from './shape.ts';

const text = scalar('string');

/** The shape of `neighbors`: what computers see on the networks of the town, and who saw it. */
export function neighborsShape(): ObjectShape {
  const watcher: ObjectShape = { kind: 'object', nullable: false, name: 'NeighborsWatcher', fields: { label: text, class: { ...text, values: assetClasses }, networks: listOf(text), digest: text, receipt: text } };
  const device: ObjectShape = { kind: 'object', nullable: false, name: 'NeighborsDevice', fields: { mac: text, addresses: listOf(text), seenBy: listOf(text), recorded: { ...text, nullable: true } } };
  return { kind: 'object', nullable: false, name: 'NeighborsOfTown', fields: { watchers: listOf(watcher), devices: listOf(device), withoutAddress: listOf(text) } };
}
