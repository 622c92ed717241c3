import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { openItem } from '../../../agent/outbox/outbox.ts';
import { waiting } from '../../../agent/outbox/spool.ts';
import { folders, readEnrollment, readKey, readProgress } from '../../../agent/state.ts';
import { formatToken } from '../../../wire/enrollment.ts';
import { goodAnswer, statementIn, testCollector } from '../../agent/outbox/collector.ts';
import type { TestCollector } from '../../agent/outbox/collector.ts';
import { temporaryFolder } from '../../collector/temporary.ts';
import { program } from '../../programs.ts';
import { blindSpots } from './collector-cuts.ts';
import type { CutResult } from './collector-cuts.ts';
import { newDisk } from './image.ts';
import { generator } from './numbers.ts';
import { relayTo } from './relay.ts';
import type { Relay } from './relay.ts';
import { replay } from './replay.ts';
import type { Moment } from './replay.ts';
import { runTraced } from './traced.ts';
import type { Start, Traced } from './traced.ts';

/** How the disk or the program is made worse than it is, to show that the check can fail. */
export type AgentFlaw =
  /** Files are renamed into place without a sync of their bytes. */
  | 'no-file-sync'
  /** Names are changed without a sync of the folder. */
  | 'no-folder-sync'
  /** Every sync says it was done, and does nothing. */
  | 'lying-disk';

export interface AgentCutPlan {
  readonly strace: string;
  /** Scans while the collector is down. */
  readonly nights: number;
  readonly looseCuts: number;
  readonly seed: number;
  /** Sections that are left out, so that a short run is short. */
  readonly skip?: string;
  readonly flaw?: AgentFlaw;
}

/** What was found: as for the collector, and how many kept snapshots an agent delivered that was started on an image. */
export type AgentCutResult = Omit<CutResult, 'checkpoints'> & { readonly delivered: number };

/**
 * Runs the real agent under strace: it enrolls, scans some nights while the collector is down, delivers, and scans once more.
 * Rebuilds what a power cut would have left at every sync and every word, and looks whether what it said it kept is there.
 */
export async function cutAgent(plan: AgentCutPlan): Promise<AgentCutResult> {
  const { folder, remove } = temporaryFolder();
  const real = fs.realpathSync(folder);
  const places = { root: path.join(real, 'disk'), notes: path.join(real, 'notes'), images: path.join(real, 'images') };
  for (const place of Object.values(places)) fs.mkdirSync(place);
  const collector = await testCollector();
  const relay = await relayTo(collector.port);
  try {
    collector.say(goodAnswer);
    const traces = await runAll(plan, places, { collector, relay });
    const { at, found } = watch(plan, places);
    const disk = newDisk(places.root);
    for (const trace of traces) replay(trace.steps(), disk, (moment) => at(moment, disk.cutTo));
    const delivered = await deliverFrom(found.kept, { collector, ...places });
    const acknowledged = new Set(snapshotsOf(collector).map(({ predicate }) => predicate.sequence)).size;
    return { acknowledged, delivered, moments: found.moments, images: found.images, broken: found.broken, unseen: blindSpots(disk) };
  } finally {
    await relay.close();
    await collector.close();
    remove();
  }
}

interface Places {
  readonly root: string;
  readonly notes: string;
  readonly images: string;
}

function snapshotsOf({ arrived }: TestCollector): ReturnType<typeof statementIn>[] {
  return arrived.filter((one) => one.path === '/v1/snapshots').map(({ body }) => statementIn(body));
}

async function runAll(plan: AgentCutPlan, { root, notes }: Places, { collector, relay }: { collector: TestCollector; relay: Relay }): Promise<Traced[]> {
  const { node, file } = program('townwatch-agent');
  const preload = path.join(notes, 'preload.cjs');
  fs.writeFileSync(preload, flawed(plan.flaw));
  fs.writeFileSync(path.join(notes, 'agent.yaml'), '{}\n', { mode: 0o600 });
  const token = formatToken({ url: `https://localhost:${relay.port}`, pin: collector.ca.pin, town: 'town-1', secret: 's3cret' });
  const start = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Start => ({
    strace: plan.strace, notes, name, env,
    argv: [node, '--require', preload, file, ...args, '--state', path.join(root, 'state'), '--config', path.join(notes, 'agent.yaml')],
    ...(plan.flaw === 'lying-disk' ? { inject: 'fsync,fdatasync:retval=0' } : {}),
  });
  const scan = (name: string) => start(name, ['run', '--now', '--once', ...(plan.skip ? ['--skip', plan.skip] : [])]);
  const traces = [await runTraced(start('enroll', ['enroll'], { TOWNWATCH_TOKEN: token }))];
  relay.open(false);
  for (let night = 1; night <= plan.nights; night += 1) traces.push(await runTraced(scan(`night-${night}`), 20));
  relay.open(true);
  traces.push(await runTraced(start('send', ['send', '--once'])));
  traces.push(await runTraced(scan('last')));
  return traces;
}

/** Code that runs before the program and takes one of its two kinds of sync away. */
function flawed(flaw: AgentFlaw | undefined): string {
  if (flaw === undefined || flaw === 'lying-disk') return '';
  const skipped = flaw === 'no-folder-sync' ? 'isFolder' : '!isFolder';
  return `
    const fs = require('node:fs');
    const { fsyncSync } = fs;
    fs.fsyncSync = (handle) => {
      const isFolder = fs.fstatSync(handle).isDirectory();
      if (!(${skipped})) fsyncSync(handle);
    };`;
}

interface Found {
  moments: number;
  images: number;
  readonly broken: string[];
  /** An image of the moment at which the agent said the last time that it kept something. */
  kept: string | undefined;
}

function watch({ looseCuts, seed }: AgentCutPlan, { notes, images }: Places) {
  const random = generator(seed);
  const found: Found = { moments: 0, images: 0, broken: [], kept: undefined };
  const promised = { enrolled: false, kept: new Set<number>() };
  const at = (moment: Moment, cutTo: (folder: string, cut?: { keep?: () => number }) => void) => {
    if (moment.kind === 'said' && path.dirname(moment.place) !== notes) return;
    const keeps = note(moment, promised);
    found.moments += 1;
    for (let cut = 0; cut <= looseCuts; cut += 1) {
      const image = path.join(images, `${found.moments}-${cut}`);
      cutTo(image, cut === 0 ? {} : { keep: random });
      found.images += 1;
      const wrong = brokenState(path.join(image, 'state'), promised);
      found.broken.push(...wrong.map((what) => `moment ${found.moments} (${moment.kind} ${path.basename(moment.place)}, cut ${cut}): ${what}`));
      if (keeps && cut === 0) found.kept = image;
      else fs.rmSync(image, { recursive: true, force: true });
    }
  };
  return { at, found };
}

interface Promised {
  enrolled: boolean;
  readonly kept: Set<number>;
}

/** Remembers what the agent says. @returns whether it says to a person that something is kept */
function note({ kind, place, text }: Moment, promised: Promised): boolean {
  if (kind !== 'said') return false;
  const name = path.basename(place);
  if (name === 'enroll.out') promised.enrolled = true;
  const scanned = name.endsWith('.err') && text.includes('"scanned"') ? (JSON.parse(text) as { sequence: number }).sequence : undefined;
  if (scanned !== undefined) promised.kept.add(scanned);
  return name.startsWith('night-') && / \d+ kept: /.test(text);
}

/** Reads a state folder as the agent would after a power cut, and says what is wrong. */
function brokenState(folder: string, { enrolled, kept }: Promised): string[] {
  const [key, enrollment] = [tried(() => readKey(folder)), tried(() => readEnrollment(folder))];
  if (key instanceof Error) return [key.message];
  if (enrollment instanceof Error) return [enrollment.message];
  if (!key || !enrollment) return enrolled ? ['key or enrollment is gone'] : [];
  const progress = readProgress(folder);
  const spool = path.join(folder, folders.spool);
  const items = (fs.existsSync(spool) ? waiting(spool) : []).map((item) => ({ ...item, opened: openItem(item, key) }));
  const damaged = items.filter(({ opened }) => !opened).map(({ file }) => `${path.basename(file)} is damaged`);
  const ahead = items.filter(({ opened, sequence }) => opened && (opened.statement.predicate.incarnation !== progress.incarnation || sequence > progress.sequence));
  const last = openItem({ file: path.join(folder, 'acknowledged.snapshot') }, key)?.statement.predicate.sequence ?? 0;
  const whole = new Set(items.filter(({ opened }) => opened).map(({ sequence }) => sequence));
  // Snapshots go in their order: one that was acknowledged stands for all before it.
  const lost = [...kept].filter((sequence) => !whole.has(sequence) && sequence > last);
  return [
    ...damaged,
    ...ahead.map(({ sequence }) => `the number ${sequence} is in use, and the progress file does not know it`),
    ...lost.map((sequence) => `snapshot ${sequence} is gone`),
    ...(kept.size > 0 && progress.sequence < Math.max(...kept) ? [`the number ${Math.max(...kept)} would be used again`] : []),
    ...(fs.existsSync(path.join(folder, 'progress.json.damaged')) ? ['the progress file is damaged'] : []),
  ];
}

function tried<Result>(work: () => Result): Result | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Starts the real agent on an image. @returns how many snapshots arrived */
async function deliverFrom(image: string | undefined, { collector, notes }: Places & { collector: TestCollector }): Promise<number> {
  if (image === undefined) return 0;
  const before = collector.arrived.length;
  const { node, file } = program('townwatch-agent');
  const child = spawn(node, [file, 'send', '--once', '--state', path.join(image, 'state'), '--config', path.join(notes, 'agent.yaml')], { stdio: 'ignore' });
  await new Promise((resolve) => child.on('exit', resolve));
  return collector.arrived.length - before;
}
