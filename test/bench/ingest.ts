import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../../collector/store/open.ts';
import type { Store } from '../../collector/store/tables.ts';
import { serverPin } from '../../collector/tls/certificates.ts';
import { realWorld } from '../../collector/world.ts';
import { load, cpuOf, peakOf, served } from './ingest-load.ts';
import type { LoadResult, Parcel, Served } from './ingest-load.ts';
import { bodyOfNight, enrolledAgents, senderOf } from './ingest-town.ts';

/**
 * The real server in a process of its own: a first night in which every machine sends all it has, then nights in which
 * nothing changed. The floor is an HTTPS server that only reads the same bodies, measured between. The sender runs on the
 * same processors as the server, so that on 2 of them the server has about one.
 */
const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    agents: { type: 'string', default: '600' },
    packages: { type: 'string', default: '1150' },
    nights: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
    profile: { type: 'string' },
  },
});
const plan = { agents: Number(flags.agents), packages: Number(flags.packages), nights: Number(flags.nights), connections: Number(flags.connections) };
const bar = { newPerSecond: 150, unchangedPerSecond: 1_000, p99: 250, peakMiB: 300 };
const mostMs = 60_000;

const root = process.env['TOWNWATCH_HOME'] ?? process.cwd();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-bench-'));
const running: Served[] = [];
const tooLong = setTimeout(() => void giveUp(), mostMs);
const result = await measured();
if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
else print();
for (const miss of missed()) {
  process.stderr.write(`bench ingest: ${miss}\n`);
  process.exitCode = 1;
}

async function measure() {
  const world = realWorld();
  fs.chmodSync(folder, 0o700);
  const store = await openStore(folder, world);
  try {
    const agents = await enrolledAgents(store, world, { count: plan.agents, pin: await serverPin(folder, { certificate: null }, world) });
    const senders = agents.map((agent, index) => senderOf(agent, index, plan.packages));
    const bodies = (night: number) => senders.map((sender): Parcel => ({ authorization: sender.agent.authorization, body: bodyOfNight(sender, night) }));
    const first = bodies(1);
    const later = Array.from({ length: plan.nights }, (_, index) => bodies(index + 2)).flat();

    const profile = flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`];
    const ours = await start([...profile, path.join(root, 'dist/townwatch.mjs'), 'serve', '--data', folder, '--port', '0', '--listen', '127.0.0.1', '--host', '127.0.0.1', '--log', 'error']);
    const floor = await start([path.join(root, 'test/bench/floor-server.ts'), path.join(folder, 'tls')]);
    const ca = fs.readFileSync(path.join(folder, 'tls', 'ca.pem'), 'utf8');
    const run = (server: Served, parcels: readonly Parcel[]) => load(server, ca, parcels, plan.connections);

    const floorNew = await run(floor, first);
    const idle = cpuOf(ours.pid) ?? 0;
    const fresh = await run(ours, first);
    const judgedAfterMs = await judged(store);
    const cpuPerNewJudged = ((cpuOf(ours.pid) ?? 0) - idle) / plan.agents;
    const unchanged = await run(ours, later);
    const floorUnchanged = await run(floor, later);
    const peakMiB = peakOf(ours.pid);
    await ours.stop();
    return {
      machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
      ...plan,
      bytes: { raw: middle(senders.map(({ contents }) => contents.reduce((sum, { bytes }) => sum + bytes, 0))), first: middle(first.map(({ body }) => body.length)), unchanged: middle(later.map(({ body }) => body.length)) },
      new: { ...fresh, judgedAfterMs, cpuWithJudgingMs: cpuPerNewJudged },
      unchanged,
      floor: { new: floorNew, unchanged: floorUnchanged },
      ratio: { new: fresh.perSecond / floorNew.perSecond, unchanged: unchanged.perSecond / floorUnchanged.perSecond },
      peakMiB,
      stored: await counted(store, first.length + later.length),
      bar,
    };
  } finally {
    await store.destroy();
  }
}

async function start(args: readonly string[]): Promise<Served> {
  const server = await served(args);
  running.push(server);
  return server;
}

/** Waits until every town is judged on all that was stored. @returns how long that took, in milliseconds */
async function judged(store: Store): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const towns = await store.selectFrom('statement').leftJoin('evaluation', 'evaluation.town', 'statement.town').select((it) => ['evaluation.as_of', it.fn.max('received_at').as('at')]).groupBy('statement.town').execute();
    if (towns.every(({ as_of, at }) => as_of !== null && as_of > at)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - begun;
}

/** @throws when not every statement that was acknowledged is stored as the newest of its time */
async function counted(store: Store, sent: number): Promise<number> {
  const { count } = await store.selectFrom('statement').select((it) => it.fn.countAll<number>().as('count')).where('status', '=', 'current').executeTakeFirstOrThrow();
  if (count !== sent) throw new Error(`${sent} snapshots were acknowledged and ${count} are stored`);
  return count;
}

async function measured(): ReturnType<typeof measure> {
  try {
    return await measure();
  } finally {
    await cleanUp();
  }
}

async function cleanUp(): Promise<void> {
  clearTimeout(tooLong);
  for (const server of running) await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function giveUp(): Promise<void> {
  await cleanUp();
  process.stderr.write(`bench ingest: not done after ${mostMs / 1000} s; ask for less with --agents\n`);
  process.exit(1);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function missed(): string[] {
  const { new: fresh, unchanged, peakMiB } = result;
  return [
    ...(fresh.perSecond < bar.newPerSecond ? [`${fresh.perSecond.toFixed(0)} new snapshots/s, the bar is ${bar.newPerSecond}`] : []),
    ...(unchanged.perSecond < bar.unchangedPerSecond ? [`${unchanged.perSecond.toFixed(0)} unchanged snapshots/s, the bar is ${bar.unchangedPerSecond}`] : []),
    ...[fresh, unchanged].filter(({ p99 }) => p99 > bar.p99).map(({ p99 }) => `1 of 100 answers took longer than ${p99.toFixed(0)} ms, the bar is ${bar.p99} ms`),
    ...(peakMiB !== null && peakMiB > bar.peakMiB ? [`the server took ${peakMiB.toFixed(0)} MiB, the bar is ${bar.peakMiB} MiB`] : []),
  ];
}

function print(): void {
  const { machine, bytes, new: fresh, unchanged, floor, ratio, peakMiB } = result;
  const kib = (count: number) => `${(count / 1024).toFixed(1)} KiB`;
  const row = (name: string, { requests, perSecond, p50, p99, cpuMs }: LoadResult) => process.stdout.write(`${name.padEnd(22)}${String(requests).padStart(8)}${perSecond.toFixed(0).padStart(10)}/s${p50.toFixed(1).padStart(9)}${p99.toFixed(1).padStart(9)}${cpuMs === null ? '        –' : cpuMs.toFixed(2).padStart(9)}\n`);
  process.stdout.write(`${plan.agents} agents, ${plan.connections} connections, ${machine.cpus} processors shared with the sender, ${machine.node}; first body ${kib(bytes.first)} of ${kib(bytes.raw)}, unchanged ${kib(bytes.unchanged)}\n`);
  process.stdout.write(`${' '.repeat(22)}requests                 p50 ms   p99 ms   CPU ms per request\n`);
  row('new', fresh);
  row('  floor: read only', floor.new);
  row('unchanged', unchanged);
  row('  floor: read only', floor.unchanged);
  process.stdout.write(`new ${ratio.new.toFixed(2)} × the floor's rate, unchanged ${ratio.unchanged.toFixed(2)} ×; all towns judged ${fresh.judgedAfterMs.toFixed(0)} ms after the last new one, ${fresh.cpuWithJudgingMs.toFixed(2)} ms CPU per new with judging\n`);
  process.stdout.write(`largest memory of the server ${peakMiB === null ? 'not told here' : `${peakMiB.toFixed(0)} MiB`}; ${result.stored} snapshots stored, as many as acknowledged\n`);
  process.stdout.write(`bars: ${bar.newPerSecond} new/s, ${bar.unchangedPerSecond} unchanged/s, p99 ${bar.p99} ms, ${bar.peakMiB} MiB\n`);
}
