import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { programsFor } from './mac-machine.ts';
import type { Commands } from './mac-machine.ts';
import { appleCommands, appleFiles } from './macs.ts';
import type { Machine } from './machine.ts';
import { factsWith } from './started.ts';

/** Facts and gaps of the Mac of {@link appleFiles}, with what is different about it. */
export function scanned<Data>(fact: PlatformFact<Data>, different: { readonly files?: Machine; readonly commands?: Commands } = {}) {
  const machine = { ...appleFiles, ...different.files };
  return factsWith(fact, machine, programsFor(fact, { ...appleCommands, ...different.commands }, { machine }));
}

/** The answer of a program that was not started. */
export const refused = { state: 'failed', reason: 'needs-root', detail: 'a program' } as const;
