import path from 'node:path';
import type { Why } from '../reading.ts';
import type { Answer, Source } from '../source.ts';
import { answerFrom, unanswered } from './answer.ts';
import type { Dialog, Round } from './dialog.ts';
import { unmountedTreeOf } from './machine.ts';
import type { Machine } from './machine.ts';
import { requestFor } from './request.ts';
import type { Request } from './request.ts';

/** An answer, and how long the machine took for it. */
export interface Timed {
  readonly answer: Answer;
  readonly durationMs: number;
}

/** How the questions are asked. */
export interface Asking {
  readonly machine: Machine;
  /** A shell that answers: the same one as long as it lives; undefined when there is none any more. */
  readonly dialog: () => Promise<Dialog | undefined>;
  /** How long the machine may be silent while it reads files; a test says less. */
  readonly filePatienceMs?: number;
}

/** What makes a source the same as another. */
export function keyOf(source: Source): string {
  return JSON.stringify(source);
}

/**
 * Asks every source once, in as few rounds as the machine allows: one, or one more for each source at which it falls
 * silent, which is then left out. Never rejects; what has no answer says why.
 */
export async function answersTo(sources: readonly Source[], asking: Asking): Promise<ReadonlyMap<string, Timed>> {
  const { machine } = asking;
  const different = new Map(sources.map((source) => [keyOf(source), source]));
  const known = new Map<string, Timed>();
  const unanswerable = (source: Source, why: Why) => known.set(keyOf(source), { answer: unanswered(source, why), durationMs: 0 });
  for (const source of different.values()) {
    const why = unasked(source, machine);
    if (why) unanswerable(source, why);
  }
  let left = [...different.values()].filter((source) => !known.has(keyOf(source))).map((source, id) => patient(requestFor(id, source), asking));
  while (left.length > 0) {
    const round = await (await asking.dialog())?.ask(left);
    if (!round) break;
    for (const { id, source } of left) {
      const reply = round.replies.get(id);
      if (reply) known.set(keyOf(source), { answer: answerFrom(source, reply, machine), durationMs: reply.durationMs });
      else if (id === round.stuckAt && round.broken !== 'ended') unanswerable(source, stuck(round.broken));
    }
    const before = left.length;
    left = left.filter(({ source }) => !known.has(keyOf(source)));
    if (round.broken === 'ended' || round.broken === 'endless' || left.length === before) break;
  }
  for (const { source } of left) unanswerable(source, { reason: 'unreachable', detail: 'the connection ended before this was answered' });
  return known;
}

function patient(request: Request, { filePatienceMs }: Asking): Request {
  return filePatienceMs === undefined || request.source.kind === 'command' ? request : { ...request, patienceMs: filePatienceMs };
}

function stuck(broken: Round['broken']): Why {
  if (broken === 'silent') return { reason: 'timeout', detail: 'the machine fell silent here' };
  if (broken === 'endless') return { reason: 'too-large', detail: 'the machine answered without end' };
  return { reason: 'unreadable', detail: 'the machine answered what our script never says' };
}

/** Why a source is not asked of a remote machine at all. */
function unasked(source: Source, machine: Machine): Why | undefined {
  const place = 'path' in source ? source.path : 'pattern' in source ? source.pattern : '/';
  if (!path.isAbsolute(place) || path.normalize(place) !== place || place.includes('\0')) return { reason: 'denied', detail: `${JSON.stringify(place)} is not a plain absolute path` };
  if (source.kind === 'command' && source.scratch) return { reason: 'not-visible-from-here', detail: `${source.program[0]} needs a folder to write into, and over SSH nothing is written` };
  const unmounted = unmountedTreeOf(place, machine);
  return unmounted === undefined ? undefined : { reason: 'not-visible-from-here', detail: `${unmounted} is not mounted` };
}
