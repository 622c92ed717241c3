import type { AddressInfo } from 'node:net';
import type { Server } from 'node:https';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { byteGate, rateLimit } from './api/limits.ts';
import { buildServer } from './api/server.ts';
import type { ServerLimits } from './api/server.ts';
import { evaluationQueue } from './evaluate/queue.ts';
import type { EvaluationQueue, QueueTimes } from './evaluate/queue.ts';
import { codeOf, failure, messageOf } from './failure.ts';
import { makeCommitter } from './ingest/commit.ts';
import type { Committer } from './ingest/commit.ts';
import { makeDoor } from './ingest/door.ts';
import type { Door } from './ingest/door.ts';
import type { Settings } from './settings/settings.ts';
import { auditHead, statedSince } from './store/audit-log.ts';
import { dataVersion, foldByHand, foldLog, readEpoch } from './store/open.ts';
import type { Store } from './store/tables.ts';
import { listTowns } from './store/towns.ts';
import { renewalCheck, serverCertificate } from './tls/certificates.ts';
import type { World } from './world.ts';

/** What a server runs on. */
export interface ServerOrder {
  readonly folder: string;
  readonly settings: Settings;
  readonly store: Store;
  readonly world: World;
  readonly log: FastifyBaseLogger;
  /** Judges one town as of now. */
  readonly judge: (town: string) => Promise<void>;
  /** Called when the rules, catalogs or limits of all towns changed: the next judgment goes by the new ones. */
  readonly onRules?: () => Promise<void>;
  /** Called when the disk failed: nothing may be acknowledged any more, the process must end. */
  readonly onBroken: (error: unknown) => void;
  readonly times?: QueueTimes;
  readonly limits?: ServerLimits;
}

export interface RunningServer {
  readonly port: number;
  /** SHA-256 (hex) of the CA certificate, or `system`. */
  readonly pin: string;
  readonly stop: () => Promise<void>;
}

const bodyMemory = 128 * 1024 * 1024;
const quietTimes: QueueTimes = { quiet: 500, most: 10_000 };
const otherProgramsEvery = 2_000;
const timeAloneEvery = 3_600_000;

/** Starts the server. @throws a failure when the address cannot be listened on */
export async function startServer(order: ServerOrder): Promise<RunningServer> {
  const { folder, settings, store, world, log } = order;
  const certificate = await serverCertificate(folder, settings, world);
  await foldByHand(store);
  const door = makeDoor(store);
  await door.refresh();
  const committer = makeCommitter(store, world, order.onBroken);
  const queue = evaluationQueue(order.judge, order.times ?? quietTimes, (town, error) => {
    committer.noticed(error);
    log.error({ town, error: messageOf(error) }, 'not judged');
  });
  const services = {
    store,
    world,
    door,
    committer,
    epoch: await readEpoch(store),
    changed: queue.changed,
    gate: byteGate(bodyMemory),
    attempts: rateLimit({ burst: 200, perSecond: 20 }, () => performance.now()),
  };
  const app = await buildServer(services, certificate, { log, ...(order.limits ? { limits: order.limits } : {}) });
  const port = await listen(app, settings);
  const stopTimers = keepUp(order, { app, door, queue, committer, since: (await auditHead(store)).size });
  return {
    port,
    pin: certificate.pin,
    stop: async () => {
      stopTimers();
      await app.close();
      await committer.drained();
      await queue.stop();
      if (!committer.broken()) await foldLog(store, 1);
    },
  };
}

async function listen(app: FastifyInstance, { listen: host, port }: Settings): Promise<number> {
  try {
    if (host !== '') await app.listen({ port, host });
    // Every address; where IPv6 is switched off, every address of IPv4.
    else await app.listen({ port, host: '::' }).catch((error: unknown) => (codeOf(error) === 'EAFNOSUPPORT' ? app.listen({ port, host: '0.0.0.0' }) : Promise.reject(error)));
  } catch (error) {
    const why = codeOf(error) === 'EADDRINUSE' ? 'something else listens there' : messageOf(error);
    throw failure('wrong-use', `The server cannot listen on ${host === '' ? 'port' : host} ${port}: ${why}; choose another with --port or --listen.`, error);
  }
  return (app.server.address() as AddressInfo).port;
}

interface Running {
  readonly app: FastifyInstance;
  readonly door: Door;
  readonly queue: EvaluationQueue;
  readonly committer: Committer;
  /** Size of the audit log when the server began: what people state later is judged. */
  readonly since: number;
}

/** What a running server does by itself: notice other programs, renew its certificate, judge again as time goes by. */
function keepUp({ folder, settings, store, world, log, onRules }: ServerOrder, { app, door, queue, committer, since }: Running): () => void {
  const complain = (what: string) => (error: unknown) => {
    committer.noticed(error);
    log.error({ error: messageOf(error) }, what);
  };
  let seen = 0;
  let told = since;
  async function notice(): Promise<void> {
    const version = await dataVersion(store);
    if (version === seen) return;
    seen = version;
    await door.refresh();
    const stated = await statedSince(store, told);
    told = stated.size;
    for (const town of stated.towns) if (town !== null) queue.changed(town);
    if (!stated.towns.includes(null)) return;
    await onRules?.();
    await all();
  }
  async function renew(): Promise<void> {
    const { chain, key, renewed } = await serverCertificate(folder, settings, world);
    if (!renewed && settings.certificate === null) return;
    (app.server as unknown as Server).setSecureContext({ cert: chain, key });
    log.info('certificate loaded anew');
  }
  async function all(): Promise<void> {
    for (const { id } of await listTowns(store)) queue.changed(id);
  }
  all().catch(complain('towns not listed'));
  const timers = [
    setInterval(() => void notice().catch(complain('store not read')), otherProgramsEvery),
    setInterval(() => void renew().catch(complain('certificate not renewed')), renewalCheck),
    setInterval(() => void all().catch(complain('towns not listed')), timeAloneEvery),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach((timer) => clearInterval(timer));
}
