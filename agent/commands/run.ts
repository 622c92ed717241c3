import path from 'node:path';
import { exits } from '../failure.ts';
import type { Exit } from '../failure.ts';
import { localHost } from '../host/host.ts';
import { countDropped, enqueue, sealNext } from '../outbox/enqueue.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Delivery } from '../outbox/send.ts';
import { waiting } from '../outbox/spool.ts';
import type { Item } from '../outbox/spool.ts';
import { isMissed, planOf, recentScanMs, startDelayMs } from '../schedule/when.ts';
import type { Scan } from '../scan.ts';
import type { Configuration } from '../settings.ts';
import { folders, readProgress, readyState, writeProgress } from '../state.ts';
import type { Moment } from '../state.ts';
import { configured, identity, print } from './context.ts';
import type { Context } from './context.ts';
import { locked } from './locked.ts';
import { writeSnapshotFile } from './parcel.ts';
import { scanHost } from './scan.ts';
import { forEachTarget } from './targets.ts';

export interface RunOptions {
  readonly to?: string;
  readonly now?: boolean;
  /** Started by the timer: a missed scan waits a while. */
  readonly scheduled?: boolean;
  readonly once?: boolean;
}

/** How long a run goes on trying to deliver. */
const patienceMs = 2 * 3_600_000;
const hourMs = 3_600_000;

/** `run`: scan, seal, spool, send. At most one scan per 20 hours unless asked. @returns the exit code */
export async function runCommand(options: RunOptions, context: Context): Promise<number> {
  const configuration = await configured(context);
  if (options.to !== undefined) return writeSnapshotFile(options.to, configuration, context);
  const { state, settings } = configuration;
  const { enrollment } = identity(state, context);
  if (options.scheduled && recently(configuration, context) === undefined) {
    const plan = planOf(enrollment.agent, settings['schedule.at'], settings['schedule.splay']);
    const last = readProgress(state).lastScan?.wallTime ?? enrollment.enrolledAt;
    if (!isMissed(context.clock.now(), plan, new Date(last))) return notDue(context);
    const delay = startDelayMs(context.clock.now(), plan);
    if (delay > 0) context.log('made-up', `The nightly scan was missed; it begins in ${delay / 60_000} minutes.`, { delayMs: delay });
    if (delay > 0) await context.clock.sleep(delay);
  }
  return locked(configuration, context, async () => {
    const ago = options.now ? undefined : recently(configuration, context);
    if (ago !== undefined) context.log('not-due', `The last scan is ${Math.round(ago / hourMs)} hours old; "run --now" scans anyway.`, { agoMs: ago });
    const item = ago === undefined ? await scanAndKeep(configuration, context) : undefined;
    const early = item ? await scanTargets(configuration, context) : [];
    const delivery = await deliverAll(configuration, context, { patienceMs: options.once ? 0 : patienceMs, ...(item?.body ? { unkept: item } : {}) });
    return finished(together([...early, delivery]), { scanned: item !== undefined }, context);
  });
}

/** The computer was started between two nights, and none was missed. What waits is left to the hourly `send`. */
function notDue(context: Context): number {
  context.log('not-due', 'No nightly scan was missed; "run --now" scans anyway.');
  return finished({ sent: 0, left: 0, refused: [] }, { scanned: false }, context);
}

/** `send`: sends what waits. Ends at once, and loads nothing, when nothing does. @returns the exit code */
export async function sendCommand({ once }: { once?: boolean }, context: Context): Promise<number> {
  const configuration = await configured(context);
  identity(configuration.state, context);
  const spool = path.join(configuration.state, folders.spool);
  readyState(configuration.state, context.uid);
  if (waiting(spool).length === 0) return finished({ sent: 0, left: 0, refused: [] }, { scanned: false }, context);
  return locked(configuration, context, async () => {
    // The next hour tries again: one hour is enough.
    const delivery = await deliverAll(configuration, context, { patienceMs: once ? 0 : hourMs / 2 });
    return finished(delivery, { scanned: false }, context);
  });
}

/** How long ago the last scan was, when no other is due. */
function recently({ state }: Configuration, context: Context): number | undefined {
  return recentScanMs(readProgress(state).lastScan, moment(context));
}

function moment({ clock, uptime }: Context): Moment {
  return { wallTime: clock.now().toISOString(), bootId: localHost().bootId, uptimeMs: Math.round(uptime() * 1000) };
}

async function scanAndKeep(configuration: Configuration, context: Context): Promise<Item> {
  const item = keep(await scanHost(localHost(), configuration, context), configuration, context);
  writeProgress(configuration.state, { ...readProgress(configuration.state), lastScan: moment(context) });
  return item;
}

/**
 * Scans the declared targets, each into a snapshot of its own. One for which the disk has no place is sent at once, in one try.
 * @returns what was sent at once
 */
async function scanTargets(configuration: Configuration, context: Context): Promise<Outcome[]> {
  const early: Outcome[] = [];
  await forEachTarget(configuration.settings, context, async (target) => {
    const item = keep(await target.scan(), configuration, context);
    if (item.body) early.push(await deliverAll(configuration, context, { patienceMs: 0, unkept: item }));
  });
  return early;
}

/** Several deliveries as one; what is left is what the last one left. */
function together(deliveries: readonly Outcome[]): Outcome {
  const sum = (count: (each: Outcome) => number) => deliveries.reduce((total, each) => total + count(each), 0);
  const [lost, why, shut] = [sum((each) => each.lost ?? 0), deliveries.findLast((each) => each.why)?.why, deliveries.findLast((each) => each.shut)?.shut];
  const { left = 0 } = deliveries.at(-1) ?? {};
  return { sent: sum(({ sent }) => sent), left, lost, refused: deliveries.flatMap(({ refused }) => refused), ...(why === undefined ? {} : { why }), ...(shut === undefined ? {} : { shut }) };
}

function keep(seen: Scan, { state }: Configuration, context: Context): Item {
  const { enrollment, key } = identity(state, context);
  const sealer = { folder: state, enrollment, key, agentVersion: context.version, clock: context.clock, log: context.log };
  const sealed = sealNext(seen, sealer);
  const item = enqueue(sealed, sealer);
  const failed = Object.entries(seen.sections).filter(([, { status }]) => status === 'failed').map(([name]) => name);
  const what = seen.target ? `${seen.target.kind}:${seen.target.id}: ` : '';
  context.log('scanned', `${what}${what ? 's' : 'S'}canned ${Object.keys(seen.sections).length} sections${failed.length > 0 ? `, failed: ${failed.join(', ')}` : ''}.`, {
    sequence: item.sequence, bytes: item.bytes, failed,
  });
  return item;
}

/** A delivery, and how many snapshots are lost because the disk had no place for them and the collector could not be reached. */
type Outcome = Delivery & { readonly lost?: number };

async function deliverAll({ state, settings }: Configuration, context: Context, more: Pick<Outbox, 'patienceMs' | 'unkept'>): Promise<Outcome> {
  if (waiting(path.join(state, folders.spool)).length === 0 && !more.unkept) return { sent: 0, left: 0, refused: [] };
  const { enrollment, key } = identity(state, context);
  const [{ deliver }, { openLine }] = await Promise.all([import('../outbox/send.ts'), import('../outbox/transport.ts')]);
  const { url, ca } = enrollment;
  const line = await openLine({ url, ca, proxy: settings.proxy }, context.version);
  const { clock, log, random } = context;
  try {
    const delivery = await deliver({ folder: state, enrollment, key, line, clock, log, random, agentVersion: context.version, ...more });
    if (!more.unkept || delivery.left === 0) return delivery;
    countDropped(state, 1);
    return { ...delivery, left: delivery.left - 1, lost: 1 };
  } finally {
    line.close();
  }
}

function finished({ sent, left, lost = 0, refused, why, shut }: Outcome, { scanned }: { scanned: boolean }, context: Context): number {
  const byCollector = refused.filter(({ code }) => code !== 'damaged');
  const exit: Exit = shut || byCollector.length > 0 ? 'refused' : left + lost > 0 ? 'not-delivered' : 'done';
  const parts = [
    ...(scanned ? ['Scanned.'] : []),
    sent > 0 ? `${sent} sent.` : left + lost > 0 ? 'Nothing sent.' : 'Nothing waits.',
    ...(left > 0 ? [`${left} kept: ${why ?? 'not delivered'}.`.replace(/\.+$/, '.')] : []),
    ...(lost > 0 ? [`The newest is lost, since the disk has no place for it and it was not delivered (${why ?? 'no answer'}); make room, then run "townwatch-agent run --now".`] : []),
    ...refused.map(({ file, code }) => `${file} was put aside: ${code}.`),
  ];
  print(context, { exit, scanned, sent, left, ...(lost > 0 ? { lost } : {}), refused, ...(why === undefined ? {} : { why }), ...(shut ? { code: shut } : {}) }, parts.join(' '));
  return exits[exit];
}
