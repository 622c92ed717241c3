import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { verifyAudit } from '../../../collector/store/audit-log.ts';
import { openStore } from '../../../collector/store/open.ts';
import { realWorld } from '../../../collector/world.ts';
import type { EnrollResponse } from '../../../wire/enrollment.ts';
import { parseToken } from '../../../wire/enrollment.ts';
import type { Receipt } from '../../../wire/receipt.ts';
import { sha256, sortedJson } from '../../../wire/snapshot.ts';
import { agentFrom, bodyOf, contentBytes, enrollBody, newKeys, request, sendBody, statementOf } from '../../collector/fake-agent.ts';
import type { FakeAgent, Scan } from '../../collector/fake-agent.ts';
import { temporaryFolder } from '../../collector/temporary.ts';
import { program } from '../../programs.ts';
import { newDisk } from './image.ts';
import type { Disk } from './image.ts';
import { generator } from './numbers.ts';
import { replay } from './replay.ts';
import type { Moment } from './replay.ts';
import { answersNoted, isAnswer, portOf, promisedIn } from './served.ts';
import { brokenPromises } from './store-image.ts';
import type { Promised } from './store-image.ts';
import { runTraced, startTraced } from './traced.ts';
import type { Start, Traced } from './traced.ts';

/** How the disk or the program is made worse than it is, to show that the check can fail. */
export type CollectorFlaw =
  /** SQLite does not sync its log at a commit, and the program is told otherwise. */
  | 'normal-sync'
  /** Every sync says it was done, and does nothing. */
  | 'lying-disk';

/** How much is sent, and how often the power is cut. */
export interface CutPlan {
  readonly strace: string;
  readonly agents: number;
  readonly scansEach: number;
  /** Size of each scan. Some thousands make the log so long that it is folded into the store between two answers. */
  readonly packages: number;
  /** Besides the strict power cut of each moment, so many in which some unsynced changes survive. */
  readonly looseCuts: number;
  readonly seed: number;
  readonly flaw?: CollectorFlaw;
}

/** What was found. `broken` and `unseen` must be empty. */
export interface CutResult {
  readonly acknowledged: number;
  /** Moments at which the power was cut: after each sync and before each word. */
  readonly moments: number;
  readonly images: number;
  /** How often the log was folded into the store. */
  readonly checkpoints: number;
  /** What was promised and is not there, by moment. */
  readonly broken: readonly string[];
  /** Differences between what the trace says and what stands on the real disk: then the trace is blind somewhere. */
  readonly unseen: readonly string[];
}

const hour = 3_600_000;

/**
 * Runs the real programs of the collector under strace while scans arrive, rebuilds from the trace what a power cut would
 * have left at every sync and just before every answer, opens that, and looks whether everything promised is there.
 */
export async function cutCollector(plan: CutPlan): Promise<CutResult> {
  const { folder, remove } = temporaryFolder();
  const places = { root: path.join(fs.realpathSync(folder), 'disk'), notes: path.join(fs.realpathSync(folder), 'notes'), images: path.join(fs.realpathSync(folder), 'images') };
  for (const place of Object.values(places)) fs.mkdirSync(place);
  try {
    const ran = await runAll(plan, places);
    return await judge(plan, ran, places);
  } finally {
    remove();
  }
}

interface Places {
  readonly root: string;
  readonly notes: string;
  readonly images: string;
}

interface Ran {
  readonly traces: readonly Traced[];
  readonly answered: readonly string[];
  /** Digests of the contents of each receipt. */
  readonly contents: ReadonlyMap<string, readonly string[]>;
}

async function runAll(plan: CutPlan, { root, notes }: Places): Promise<Ran> {
  const { node, file } = program('townwatch');
  const preload = path.join(notes, 'preload.cjs');
  fs.writeFileSync(preload, answersNoted(notes) + (plan.flaw === 'normal-sync' ? normalSync() : ''));
  const data = path.join(root, 'data');
  const start = (name: string, args: readonly string[]): Start => ({
    strace: plan.strace, notes, name,
    argv: [node, '--require', preload, file, ...args, '--data', data],
    ...(plan.flaw === 'lying-disk' ? { inject: 'fsync,fdatasync:retval=0' } : {}),
  });
  const town = await runTraced(start('town', ['town', 'add', 'Maple Hollow']));
  const token = await runTraced(start('token', ['token', 'create', '--town', 'Maple Hollow', '--url', 'https://127.0.0.1:1', '--uses', String(plan.agents), '--days', '1']));
  const sent = { contents: new Map<string, readonly string[]>(), answered: [] as string[] };
  const serve = (name: string) => startTraced(start(name, ['serve', '--listen', '127.0.0.1', '--port', '0', '--host', '127.0.0.1', '--log', 'error']));
  const agents = new Map<number, FakeAgent>();
  const servers: Traced[] = [];
  // Two servers, one after the other: the first ends in order and takes its log away, the second begins a new one.
  for (const [from, to] of [[0, 1], [1, plan.scansEach]] as const) {
    const server = serve(`serve-${servers.length + 1}`);
    servers.push(server);
    try {
      const at = { port: await portOf(server), ca: fs.readFileSync(path.join(data, 'tls', 'ca.pem'), 'utf8') };
      const live = async (index: number) => {
        const agent = agents.get(index) ?? (await enroll(at, token.said().out.trim(), index, sent));
        agents.set(index, agent);
        for (let sequence = from + 1; sequence <= to; sequence += 1) await send(at, { agent, scan: scanOf(index, sequence, plan.packages) }, sent);
      };
      await Promise.all(Array.from({ length: plan.agents }, (_, index) => live(index)));
      // The judgement that follows the news writes too.
      await new Promise((resolve) => setTimeout(resolve, 700));
    } finally {
      server.kill('SIGTERM');
    }
    const code = await server.ended;
    if (code !== 0) throw new Error(`the server ended with ${code}: ${server.said().err}`);
  }
  return { traces: [town, token, ...servers], ...sent };
}

/** Code that makes SQLite sync less than the program asks for, and tells it otherwise. */
function normalSync(): string {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  return `
    const Database = require(${JSON.stringify(sqlite)});
    const { pragma } = Database.prototype;
    Database.prototype.pragma = function (text, options) {
      if (text === 'synchronous') return 2;
      return pragma.call(this, text.replace('synchronous = FULL', 'synchronous = NORMAL'), options);
    };`;
}

type At = Parameters<typeof request>[0];
type Sent = { readonly contents: Map<string, readonly string[]>; readonly answered: string[] };

async function enroll(at: At, token: string, index: number, { answered }: Sent): Promise<FakeAgent> {
  const keys = newKeys();
  const body = JSON.stringify(enrollBody(token, keys, { hostname: `cut-${index}` }));
  const answer = await request(at, '/v1/enroll', { body, headers: { 'content-type': 'application/json' } });
  if (answer.status !== 201) throw new Error(`not enrolled: ${answer.text}`);
  answered.push(answer.text);
  return agentFrom(answer.json as EnrollResponse, keys);
}

async function send(at: At, { agent, scan }: { agent: FakeAgent; scan: Scan }, { contents, answered }: Sent): Promise<void> {
  const answer = await sendBody(at, agent, bodyOf(agent, scan));
  if (answer.status !== 201) throw new Error(`not taken: ${answer.text}`);
  const { receipt, last } = answer.json as Receipt;
  const statement = statementOf(agent, scan);
  if (last.digest !== sha256(sortedJson(statement))) throw new Error(`the receipt ${receipt} is for another statement`);
  contents.set(receipt, statement.subject.map(({ digest }) => digest.sha256));
  answered.push(answer.text);
}

/** A scan unlike any other. It hardly compresses: 8 bytes for each package. */
function scanOf(index: number, sequence: number, size: number): Scan {
  const packages = Array.from({ length: size }, (_, item) => ({ name: `package-${item}`, version: sha256(`${index} ${sequence} ${item}`).slice(0, 16) }));
  const contents = {
    identity: contentBytes('identity', { hostname: `cut-${index}`, serial: `C-${index}` }),
    os: contentBytes('os', { family: 'linux', product: 'debian', version: '12', kernel: `6.1.${sequence}` }),
    software: contentBytes('software', { packages }),
  };
  return { sequence, contents, wallTime: new Date(Date.UTC(2026, 10, 1) + sequence * hour).toISOString() };
}

async function judge({ looseCuts, seed }: CutPlan, { traces, answered, contents }: Ran, { root, notes, images }: Places): Promise<CutResult> {
  const disk = newDisk(root);
  const random = generator(seed);
  const promises: Promised[] = [];
  const noted: string[] = [];
  const broken: string[] = [];
  const count = { moments: 0, images: 0, checkpoints: 0 };
  let last: string | undefined;
  const at = (moment: Moment) => {
    if (moment.kind === 'said' && path.dirname(moment.place) !== notes) return;
    if (isAnswer(moment)) noted.push(moment.text.trim());
    promises.push(...promisedBy(moment));
    count.moments += 1;
    if (path.basename(moment.place) === 'townwatch.sqlite') count.checkpoints += 1;
    for (let cut = 0; cut <= looseCuts; cut += 1) {
      const image = path.join(images, `${count.moments}-${cut}`);
      disk.cutTo(image, cut === 0 ? {} : { keep: random });
      count.images += 1;
      const wrong = brokenPromises(path.join(image, 'data'), promises, contents);
      broken.push(...wrong.map((what) => `moment ${count.moments} (${moment.kind} ${path.basename(moment.place)}, cut ${cut}): ${what}`));
      const remembered = cut === 0 && isAnswer(moment);
      const done = remembered ? last : image;
      if (done !== undefined) fs.rmSync(done, { recursive: true });
      if (remembered) last = image;
    }
  };
  for (const trace of traces) replay(trace.steps(), disk, at);
  if (broken.length === 0 && last !== undefined) broken.push(...(await brokenChain(path.join(last, 'data'))));
  const unheard = noted.length === answered.length && new Set(noted).size === new Set([...noted, ...answered]).size ? [] : [`${answered.length} answers arrived and ${noted.length} were noted`];
  return { acknowledged: contents.size, ...count, broken, unseen: [...unheard, ...blindSpots(disk)] };
}

/** Opens an image with the program's own code and follows the audit log from its beginning. */
async function brokenChain(folder: string): Promise<string[]> {
  const store = await openStore(folder, realWorld());
  try {
    const { size, whole } = await verifyAudit(store);
    return whole ? [] : [`the audit log breaks behind ${size}`];
  } finally {
    await store.destroy();
  }
}

function promisedBy(moment: Moment): Promised[] {
  const { kind, place, text } = moment;
  if (kind !== 'said') return [];
  const name = path.basename(place);
  if (name === 'town.out') return [{ kind: 'town', name: 'Maple Hollow' }];
  if (name === 'token.out') {
    const token = parseToken(text.trim());
    if ('error' in token) throw new Error(token.error);
    return [{ kind: 'token', secret: token.secret, pin: token.pin }];
  }
  return isAnswer(moment) ? [promisedIn(text)] : [];
}

/** Files that differ between the trace and the disk. The memory that SQLite shares is written without calls and is not kept. */
export function blindSpots(disk: Disk): string[] {
  const traced = disk.files();
  const real = fs.readdirSync(disk.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(disk.root, path.join(entry.parentPath, entry.name)));
  const counts = (name: string) => !name.endsWith('-shm');
  return [...new Set([...traced.keys(), ...real])].filter(counts).filter((name) => {
    const bytes = traced.get(name);
    return !bytes || !real.includes(name) || !bytes.equals(fs.readFileSync(path.join(disk.root, name)));
  });
}
