import path from 'node:path';
import { exits } from '../failure.ts';
import { pauseLeft } from '../outbox/send.ts';
import { waiting } from '../outbox/spool.ts';
import { droppedSince } from '../outbox/acknowledge.ts';
import { nextStart, planOf } from '../schedule/when.ts';
import { checkState, folders, readEnrollment, readProgress } from '../state.ts';
import type { Progress } from '../state.ts';
import { configured, print } from './context.ts';
import type { Context } from './context.ts';
import fs from 'node:fs';

/** `status`: who this computer is to the collector, what was last scanned and acknowledged, and what waits. */
export async function statusCommand(context: Context): Promise<number> {
  const { state, settings, file } = await configured(context);
  checkState(state, context.uid);
  const enrollment = readEnrollment(state);
  if (!enrollment) {
    print(context, { version: context.version, enrolled: false, state, settings: file }, `Not enrolled (${state}). Run: townwatch-agent enroll --token-file FILE`);
    return exits.done;
  }
  const spool = path.join(state, folders.spool);
  const items = fs.existsSync(spool) ? waiting(spool) : [];
  const progress = readProgress(state);
  const next = nextStart(context.clock.now(), planOf(enrollment.agent, settings['schedule.at'], settings['schedule.splay']), progress.lastScan === null ? null : new Date(progress.lastScan.wallTime));
  const { agent, town, url } = enrollment;
  const facts = {
    version: context.version, enrolled: true, agent, town, url, state, settings: file,
    lastScan: progress.lastScan?.wallTime ?? null,
    lastReceipt: progress.lastReceipt,
    waiting: items.length,
    oldestWaiting: items[0] ? new Date(items[0].sealedAt).toISOString() : null,
    dropped: droppedSince(progress),
    nextScan: next.toISOString(),
    pausedForMs: pauseLeft(progress, context.clock.now()),
  };
  print(context, facts, text({ agent, town, url }, { progress, waiting: items.length, next }));
  return exits.done;
}

function text({ agent, town, url }: { agent: string; town: string; url: string }, { progress, waiting: count, next }: { progress: Progress; waiting: number; next: Date }): string {
  const { lastScan, lastReceipt } = progress;
  const dropped = droppedSince(progress);
  return [
    `Agent     ${agent} of town ${town}`,
    `Collector ${url}`,
    `Scanned   ${lastScan?.wallTime ?? 'never'}`,
    `Stored    ${lastReceipt ? `${lastReceipt.at} (receipt ${lastReceipt.receipt})` : 'never'}`,
    `Waiting   ${count}${dropped > 0 ? `, and ${dropped} dropped` : ''}`,
    `Next scan ${next.toISOString()}`,
  ].join('\n');
}
