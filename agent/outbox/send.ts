import fs from 'node:fs';
import path from 'node:path';
import { encodeBody } from '../../wire/frame.ts';
import type { Frame } from '../../wire/frame.ts';
import { sha256, snapshotMediaType } from '../../wire/snapshot.ts';
import type { Statement } from '../../wire/snapshot.ts';
import type { RefusalCode } from '../../wire/receipt.ts';
import { moveDurably } from '../private.ts';
import { folders, readProgress, writeProgress } from '../state.ts';
import type { Progress } from '../state.ts';
import { acknowledged, resealNewest } from './acknowledge.ts';
import { countDropped } from './enqueue.ts';
import { verdictOf } from './answers.ts';
import type { Verdict } from './answers.ts';
import { openItem } from './outbox.ts';
import type { Opened, Outbox } from './outbox.ts';
import { quarantine, removeLeftovers, waiting } from './spool.ts';
import type { Item } from './spool.ts';

/** How sending ended. `why` says what stands in the way of what is left. */
export interface Delivery {
  readonly sent: number;
  readonly left: number;
  readonly refused: readonly { readonly file: string; readonly code: RefusalCode | 'damaged' }[];
  readonly why?: string;
  /** The collector does not let this agent in. */
  readonly shut?: RefusalCode;
}

const baseMs = 5_000;
const capMs = 900_000;
const dayMs = 86_400_000;

/** File of the last acknowledged snapshot of a target with all its contents, for a collector that was restored from a backup. */
function keptName({ predicate: { target } }: Statement): string {
  return target.kind === 'local' ? 'acknowledged.snapshot' : `acknowledged-${target.kind}-${sha256(target.id).slice(0, 16)}.snapshot`;
}

/**
 * Sends what waits, oldest first, until the spool is empty, the collector shuts the door or the time is over.
 * Every step is on disk before the next: killed at any moment, the same snapshot is sent again and gets the same receipt.
 */
export async function deliver(outbox: Outbox): Promise<Delivery> {
  const { clock, folder, log, random } = outbox;
  const until = clock.monotonicMs() + outbox.patienceMs;
  const refused: { file: string; code: RefusalCode | 'damaged' }[] = [];
  const known = { renewed: false, done: new Set<string>() };
  removeLeftovers(path.join(folder, folders.spool));
  const open = () => [...waiting(path.join(folder, folders.spool)), ...(outbox.unkept ? [outbox.unkept] : [])].filter(({ file }) => !known.done.has(file));
  let [sent, failures] = [0, 0];
  const ended = (more: Pick<Delivery, 'why' | 'shut'> = {}): Delivery => ({ sent, left: open().length, refused, ...more });
  let [delay, why] = [pauseLeft(readProgress(folder), clock.now()), 'the collector asked for a pause'];
  for (;;) {
    const [item] = open();
    if (!item) return ended();
    if (delay > 0) {
      if (clock.monotonicMs() + delay >= until) return ended({ why });
      log('waiting', `Not delivered: ${why}. Trying again in ${Math.ceil(delay / 1000)} s.`, { why, delayMs: Math.round(delay) });
      await clock.sleep(delay);
    }
    const verdict = await attempt(outbox, item, known);
    if (verdict.kind === 'shut') return ended({ why: verdict.message, shut: verdict.code });
    if (verdict.kind === 'refused') {
      refused.push({ file: path.basename(item.file), code: verdict.code });
      putAside(outbox, item, verdict);
      known.done.add(item.file);
      delay = 0;
      continue;
    }
    const stored = verdict.kind === 'stored';
    if (stored) known.done.add(item.file);
    sent += stored ? 1 : 0;
    failures = stored ? 0 : failures + 1;
    why = stored ? 'the collector asked for a pause' : verdict.why;
    delay = verdict.wait === undefined ? pauseMs(failures, random) : verdict.wait * 1000;
    if (verdict.wait !== undefined) remember(outbox, { notBefore: new Date(clock.now().getTime() + delay).toISOString() });
  }
}

/** Milliseconds until the collector wants to be called again; a clock that jumped makes it no more than a day. */
export function pauseLeft({ notBefore }: Pick<Progress, 'notBefore'>, now: Date): number {
  const left = notBefore === null ? 0 : Date.parse(notBefore) - now.getTime();
  return left > 0 && left <= dayMs ? left : 0;
}

/** Full jitter: anywhere between nothing and a limit that doubles with every failure. */
export function pauseMs(failures: number, random: () => number): number {
  return failures === 0 ? 0 : Math.max(1, random() * Math.min(capMs, baseMs * 2 ** (failures - 1)));
}

/** The verdict on one snapshot; `damaged` is our own. */
type Tried = Exclude<Verdict, { kind: 'need' | 'refused' }> | { readonly kind: 'refused'; readonly code: RefusalCode | 'damaged'; readonly message: string };

async function attempt(outbox: Outbox, item: Item, known: { renewed: boolean }): Promise<Tried> {
  const opened = openItem(item, outbox.key);
  if (!opened) return { kind: 'refused', code: 'damaged', message: 'the file is damaged, or was sealed with another key' };
  const progress = readProgress(outbox.folder);
  const had = new Set([...progress.acknowledged, ...Object.values(progress.acknowledgedOfTargets).flat()]);
  let verdict = await post(outbox, opened, opened.frames.filter(({ digest }) => !had.has(digest)));
  if (verdict.kind === 'need') verdict = await answerNeed(outbox, opened, verdict, progress);
  if (verdict.kind === 'need') return { kind: 'later', why: 'it asks again for contents that were just sent' };
  if (verdict.kind === 'stored') keep(outbox, { item, opened, receipt: verdict.receipt }, known);
  return verdict;
}

/** A collector that was restored first gets the last snapshot that it acknowledged and has lost, then this one in full. */
async function answerNeed(outbox: Outbox, opened: Opened, { epoch }: Extract<Verdict, { kind: 'need' }>, progress: Progress): Promise<Verdict> {
  const lost = epoch === progress.epoch ? [] : acknowledgedItems(outbox);
  for (const last of lost) {
    outbox.log('epoch', 'The collector was restored from a backup; the last acknowledged snapshot is sent again.', { epoch });
    const verdict = await post(outbox, last, last.frames);
    if (verdict.kind === 'later' || verdict.kind === 'shut') return verdict;
  }
  remember(outbox, { acknowledged: [], acknowledgedOfTargets: {}, epoch });
  return post(outbox, opened, opened.frames);
}

/** The last acknowledged snapshot of each target, oldest first. */
function acknowledgedItems({ folder, key }: Outbox): Opened[] {
  const files = fs.readdirSync(folder).filter((name) => /^acknowledged(?:-[a-z]+-[0-9a-f]+)?\.snapshot$/.test(name));
  const items = files.flatMap((name) => openItem({ file: path.join(folder, name) }, key) ?? []);
  return items.sort((a, b) => a.statement.predicate.sequence - b.statement.predicate.sequence);
}

async function post({ line, enrollment, log }: Outbox, { envelope }: Opened, frames: readonly Frame[]): Promise<Verdict> {
  const authorization = `Townwatch ${enrollment.agent}.${enrollment.doorSecret}`;
  const body = encodeBody(envelope, frames);
  log('sending', `Sending ${body.length} bytes, ${frames.length} contents among them.`, { bytes: body.length, contents: frames.length });
  return verdictOf(await line.ask({ method: 'POST', path: '/v1/snapshots', body, type: snapshotMediaType, authorization }));
}

type Stored = Extract<Verdict, { kind: 'stored' }>;

function keep(outbox: Outbox, { item, opened, receipt }: { item: Item; opened: Opened; receipt: Stored['receipt'] }, known: { renewed: boolean }): void {
  const { folder, log } = outbox;
  const progress = readProgress(folder);
  const rolledBack = receipt.behind && opened.statement.predicate.incarnation === progress.incarnation && !known.renewed;
  acknowledged(outbox, opened, receipt);
  if (rolledBack) {
    known.renewed = true;
    log('behind', 'The collector has newer snapshots of this computer: the state was rolled back, a new history begins.', {});
    resealNewest(outbox);
  }
  // Away from the spool and into the place of its predecessor in one step.
  if (!item.body) moveDurably(item.file, path.join(folder, keptName(opened.statement)));
  log('stored', `Snapshot ${item.sequence} is stored.`, { sequence: item.sequence, receipt: receipt.receipt, digest: opened.digest });
}

function putAside({ folder, log }: Outbox, item: Item, { message, code }: { message: string; code: string }): void {
  log('refused', `Snapshot ${item.sequence} is put aside: ${message}`, { file: path.basename(item.file), code });
  // A cloned one is kept by the collector.
  if (code !== 'cloned') countDropped(folder, 1);
  quarantine(path.join(folder, folders.quarantine), item, message);
}

function remember({ folder }: Outbox, change: Partial<Progress>): void {
  writeProgress(folder, { ...readProgress(folder), ...change });
}
