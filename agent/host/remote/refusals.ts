import type { Reading } from '../source.ts';
import { newVisit, refusal } from '../visit.ts';
import { toldError } from './errors.ts';
import type { Machine } from './machine.ts';
import type { Record } from './records.ts';

/** What a record that refuses says of a path, in the words of the local host; undefined for any other record. */
export function refused({ word, body }: Record, name: string, machine: Machine): Reading | undefined {
  const text = body.toString();
  switch (word) {
    case 'absent':
      return { state: 'absent' };
    case 'error':
      return systemError(text, name, machine);
    case 'ring':
      return { state: 'failed', reason: 'denied', detail: `${text} is a ring of symbolic links` };
    case 'closed':
      return { state: 'failed', reason: 'not-visible-from-here', detail: `${text} is a mount of type ${machine.closed.get(text)}, which is never entered` };
    case 'denied':
      return { state: 'failed', reason: 'denied', detail: text };
    case 'needs-root':
      return { state: 'failed', reason: 'needs-root', detail: text };
  }
  return undefined;
}

/** What the words of a tool of that machine mean for a path, as if the error were our own. */
export function systemError(text: string, name: string, { uid }: Machine): Reading {
  return refusal(toldError(text), name, newVisit({ owner: 0, privileged: uid === 0, monotonicMs: () => 0 }));
}

/** The reading of an answer that our script never gives. */
export function torn(name: string): Reading {
  return { state: 'failed', reason: 'unreadable', detail: `${name}: the answer is torn` };
}
