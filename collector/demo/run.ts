import path from 'node:path';
import { pino } from 'pino';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { createToken } from '../enroll/tokens.ts';
import { makeJudge } from '../evaluate/judge.ts';
import type { Judge, Judgement } from '../evaluate/judge.ts';
import { failure, messageOf } from '../failure.ts';
import { startServer } from '../server.ts';
import type { RunningServer } from '../server.ts';
import { makeFolder, readyFolder, writePrivate } from '../settings/folder.ts';
import type { Settings } from '../settings/settings.ts';
import { diskFailure } from '../store/disk.ts';
import { claimFolder, openStore } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { addTown } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import { makeAuthority, makeLeaf } from '../tls/authority.ts';
import { realWorld } from '../world.ts';
import { within } from './chance.ts';
import type { Chance } from './chance.ts';
import { demoWorld } from './clock.ts';
import type { DemoWorld } from './clock.ts';
import { instantBefore } from './days.ts';
import { devices } from './devices.ts';
import { doorTo, enrolled, send } from './door.ts';
import type { DemoAgent, Door } from './door.ts';
import { fleet } from './fleet.ts';
import type { Machine, Moment } from './machine.ts';
import { nightOf } from './nights.ts';
import type { Sending } from './nights.ts';
import { stateAfter } from './said.ts';

/** Name of the demo town: that it is none shows wherever the name does. */
const demoTown = 'Maple Hollow (example)';

/** What a demo is made of. */
export interface DemoOrder {
  /** Folder for all that is made. */
  readonly out: string;
  readonly seed: string;
  readonly nights: number;
  /** When the last night is judged, RFC 3339 UTC. */
  readonly asOf: string;
  readonly rulebook: Rulebook;
  readonly settings: Settings;
  readonly progress: (line: string) => void;
  /** Told of every night as it was judged. */
  readonly judged?: (judgement: Judgement, night: number) => void;
}

/** A demo town while it is being lived through. */
export interface Demo extends DemoOrder {
  readonly chance: Chance;
  readonly folder: string;
  readonly store: Store;
  readonly world: DemoWorld;
  readonly town: Town;
  readonly machines: readonly Machine[];
  readonly judge: Judge;
}

/** What came of it. */
export interface DemoTown {
  readonly town: Town;
  readonly machines: number;
  readonly devices: number;
  readonly snapshots: number;
  readonly judgement: Judgement;
}

/**
 * Lives through the nights of a made-up town: its machines enroll with tokens and send signed snapshots through a server on
 * the loopback address, its people import lists and state things in between, and every night is judged. Only the clock and
 * the machines are made up. @returns what `finish` made of the judged town
 */
export async function liveThrough<Result>(order: DemoOrder, finish: (demo: Demo, made: DemoTown) => Promise<Result>): Promise<Result> {
  const chance: Chance = { seed: `maple-hollow/${order.seed}` };
  const folder = readyFolder(path.join(order.out, 'data'));
  const release = claimFolder(folder);
  const world = demoWorld(chance, instantBefore(order.asOf, order.nights + 1));
  const store = await openStore(folder, world);
  try {
    const town = await addTown(store, { name: demoTown, timeZone: 'America/New_York', fiscalYearStartMonth: 1 }, world);
    const demo: Demo = { ...order, chance, folder, store, world, town, machines: fleet(chance), judge: makeJudge(store, order.rulebook, world) };
    return await finish(demo, await allNights(demo));
  } finally {
    await store.destroy();
    release();
  }
}

async function allNights(demo: Demo): Promise<DemoTown> {
  const { folder, store, world, judge, progress, nights, asOf, machines, chance, town } = demo;
  const { ca, ...files } = await throwawayCertificate(folder);
  const settings: Settings = { ...demo.settings, listen: '127.0.0.1', port: 0, host: ['127.0.0.1'], ...files };
  const broken: { by?: unknown } = {};
  const server = await startServer({ folder, settings, store, world, log: pino({ level: 'silent' }), judge: () => Promise.resolve(), onBroken: (error) => void (broken.by = error) });
  const door = doorTo(server.port, ca);
  try {
    const agents = new Map<string, DemoAgent>();
    let snapshots = 0;
    let judgement: Judgement | undefined;
    for (let night = 1; night <= nights; night += 1) {
      const now = instantBefore(asOf, nights - night + 0.2);
      world.set(now);
      progress(`Night ${night} of ${nights} …`);
      await stateAfter(demo, night - 1);
      snapshots += await oneNight(demo, { server, door, agents }, { asOf, now, night });
      world.set(instantBefore(asOf, nights - night));
      judgement = await judge(town.id);
      demo.judged?.(judgement, night);
    }
    if (broken.by !== undefined) throw diskFailure(broken.by, folder) ?? failure('bug', `The store of the demo failed: ${messageOf(broken.by)}`, broken.by);
    if (judgement === undefined) throw new RangeError('a demo has at least one night');
    return { town, machines: machines.length, devices: devices(chance).length, snapshots, judgement };
  } finally {
    door.agent.destroy();
    await server.stop();
  }
}

/** A certificate by this machine's clock, which the town's does not follow. */
async function throwawayCertificate(folder: string): Promise<{ ca: string; certificate: string; key: string }> {
  const authority = await makeAuthority(realWorld());
  const leaf = await makeLeaf(authority, ['127.0.0.1'], realWorld());
  const place = path.join(folder, 'demo-certificate');
  makeFolder(place);
  const [certificate, key] = [path.join(place, 'certificate.pem'), path.join(place, 'key.pem')];
  writePrivate(key, leaf.key);
  writePrivate(certificate, leaf.certificate);
  return { ca: authority.certificate, certificate, key };
}

interface Line {
  readonly server: RunningServer;
  readonly door: Door;
  readonly agents: Map<string, DemoAgent>;
}

/** Sends what a night holds, one after the other: so that the same seed gives the same town. @returns how many snapshots */
async function oneNight(demo: Demo, { server, door, agents }: Line, moment: Moment): Promise<number> {
  const sendings = nightOf(demo.machines, moment);
  for (const sending of sendings) {
    const copied = sending.copyOf === undefined ? undefined : agents.get(sending.copyOf);
    const agent = agents.get(sending.key) ?? (copied ? { ...copied } : await letIn(demo, { server, door }, sending));
    agents.set(sending.key, agent);
    await send(door, agent, sending.scan);
  }
  return sendings.length;
}

async function letIn({ store, town, world, chance }: Demo, { server, door }: Pick<Line, 'server' | 'door'>, { key, hostname, scan }: Sending): Promise<DemoAgent> {
  const { token } = await createToken(store, { town, url: `https://127.0.0.1:${server.port}`, pin: server.pin }, world);
  return enrolled(door, token, { chance: within(chance, 'agent', key), hostname, platform: scan.platform, agentVersion: scan.agentVersion });
}
