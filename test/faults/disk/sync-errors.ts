import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Receipt } from '../../../wire/receipt.ts';
import { createToken } from '../../../collector/enroll/tokens.ts';
import { redeem } from '../../../collector/enroll/redeem.ts';
import { openStore } from '../../../collector/store/open.ts';
import { addTown } from '../../../collector/store/towns.ts';
import { serverPin } from '../../../collector/tls/certificates.ts';
import { realWorld } from '../../../collector/world.ts';
import { agentFrom, bodyOf, contentBytes, enrollBody, machine, newKeys, sendBody, statementOf } from '../../collector/fake-agent.ts';
import type { FakeAgent, Scan } from '../../collector/fake-agent.ts';
import { temporaryFolder } from '../../collector/temporary.ts';
import { program } from '../../programs.ts';
import { pathOf, stringsOf } from './calls.ts';
import type { Step } from './calls.ts';
import { newDisk } from './image.ts';
import { replay } from './replay.ts';
import { answersNoted, isAnswer, portOf, promisedIn } from './served.ts';
import { brokenPromises } from './store-image.ts';
import type { Promised } from './store-image.ts';
import { startTraced } from './traced.ts';
import type { Traced } from './traced.ts';

/** Which call is made to fail. */
export interface Fault {
  readonly calls: 'fsync,fdatasync' | 'pwrite64';
  readonly error: 'EIO' | 'ENOSPC';
  /** The how manieth of them, from 1. */
  readonly at: number;
  /** Scans so large that SQLite folds its log into the store after the second. */
  readonly large?: boolean;
}

/** What came of one server whose disk failed once. */
export interface FaultResult {
  /** The file whose call failed; undefined when the server never made so many calls. */
  readonly hit?: string;
  readonly exit: number | NodeJS.Signals;
  readonly said: string;
  readonly acknowledged: number;
  /** Answers after the fault that acknowledged what was not durable when it struck. */
  readonly after: number;
  /** What was acknowledged and is not there when the store is opened again: on the disk as it is, and after a power cut. */
  readonly broken: readonly string[];
  /** The files whose syncs were called, in their order. */
  readonly syncs: readonly string[];
}

/** A data folder with a town and an agent, to be copied for each run. */
export interface Ground {
  readonly folder: string;
  readonly agent: FakeAgent;
  readonly remove: () => void;
}

/** Makes the folder in this process. */
export async function ground(): Promise<Ground> {
  const { folder, remove } = temporaryFolder();
  const world = realWorld();
  const store = await openStore(folder, world);
  const town = await addTown(store, { name: 'Maple Hollow', timeZone: 'UTC', fiscalYearStartMonth: 1 }, world);
  const pin = await serverPin(folder, { certificate: null }, world);
  const { token } = await createToken(store, { town, url: 'https://127.0.0.1', pin }, world);
  const keys = newKeys();
  const enrolled = await redeem(store, enrollBody(token, keys), world);
  await store.destroy();
  if ('refusal' in enrolled) throw new Error(enrolled.refusal);
  return { folder, agent: agentFrom(enrolled, keys), remove };
}

const quiet = 900;

/**
 * Runs a real server in which one call fails, sends it a few scans with pauses in which it judges, and looks at what it
 * acknowledged after the fault, how it ended, and what its store holds afterwards.
 */
export async function failOnce(strace: string, { folder, agent }: Ground, fault: Fault): Promise<FaultResult> {
  const { folder: own, remove } = temporaryFolder();
  const [data, notes, image] = ['data', 'notes', 'image'].map((name) => path.join(fs.realpathSync(own), name)) as [string, string, string];
  fs.cpSync(folder, data, { recursive: true });
  fs.chmodSync(data, 0o700);
  fs.mkdirSync(notes);
  const durable = filesIn(data);
  try {
    const { node, file } = program('townwatch');
    const preload = path.join(notes, 'preload.cjs');
    fs.writeFileSync(preload, answersNoted(notes));
    const argv = [node, '--require', preload, file, 'serve', '--data', data, '--listen', '127.0.0.1', '--port', '0', '--host', '127.0.0.1', '--log', 'error'];
    const server = startTraced({ strace, argv, notes, name: 'serve', inject: `${fault.calls}:error=${fault.error}:when=${fault.at}` });
    const contents = await sendAll(server, data, { agent, large: fault.large === true });
    server.kill('SIGTERM');
    const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
    const exit = await server.ended;
    clearTimeout(late);
    const { hit, before, after, syncs } = answersAround(server.steps(), data);
    const receipts = [...before, ...after];
    const struck = newDisk(data, durable);
    replay(untilFault(server.steps()), struck, () => undefined);
    struck.cutTo(path.join(image, 'struck'));
    const doubtful = after.filter((one) => brokenPromises(path.join(image, 'struck'), [one], contents).length > 0);
    const disk = newDisk(data, durable);
    replay(server.steps(), disk, () => undefined);
    disk.cutTo(path.join(image, 'ended'));
    const broken = [...brokenPromises(path.join(image, 'ended'), receipts, contents).map((what) => `after a power cut ${what}`), ...brokenPromises(data, receipts, contents)];
    return { ...(hit === undefined ? {} : { hit }), exit, said: server.said().err.trim(), acknowledged: receipts.length, after: doubtful.length, broken, syncs };
  } finally {
    remove();
  }
}

/** Four scans in two pairs. A server that ends meanwhile is what this is about. @returns the digests of the contents of each receipt */
async function sendAll(server: Traced, data: string, { agent, large }: { agent: FakeAgent; large: boolean }): Promise<Map<string, string[]>> {
  const contents = new Map<string, string[]>();
  const port = await portOf(server).catch(() => undefined);
  if (port === undefined) return contents;
  const at = { port, ca: fs.readFileSync(path.join(data, 'tls', 'ca.pem'), 'utf8') };
  for (let sequence = 1; sequence <= 4; sequence += 1) {
    const packages = Array.from({ length: large ? 60 : 1 }, () => ({ name: 'a', version: randomBytes(36_000).toString('base64') }));
    const scan: Scan = { sequence, contents: { ...machine('pc'), software: contentBytes('software', { packages }) }, wallTime: new Date().toISOString() };
    const answer = await sendBody(at, agent, bodyOf(agent, scan)).catch(() => undefined);
    if (answer?.status === 201) contents.set((answer.json as Receipt).receipt, statementOf(agent, scan).subject.map(({ digest }) => digest.sha256));
    if (sequence % 2 === 0) await Promise.race([server.ended, new Promise((resolve) => setTimeout(resolve, quiet))]);
  }
  return contents;
}

/** The files of a folder by path below it. */
function filesIn(folder: string): Map<string, Buffer> {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(paths.map((file) => [path.relative(folder, file), fs.readFileSync(file)]));
}

/** The calls up to the first that strace made to fail. */
function* untilFault(steps: Iterable<Step>): Generator<Step> {
  for (const step of steps) {
    yield step;
    if (step.call.injected) return;
  }
}

/** The file whose call failed, and what was promised before and after that. */
function answersAround(steps: Iterable<Step>, data: string): { readonly hit: string | undefined; readonly before: Promised[]; readonly after: Promised[]; readonly syncs: string[] } {
  const [before, after, syncs]: [Promised[], Promised[], string[]] = [[], [], []];
  let hit: string | undefined;
  for (const { phase, call } of steps) {
    const place = pathOf(call);
    if (phase === 'begin' && place !== undefined && /^f(?:data)?sync$/.test(call.name)) syncs.push(path.relative(data, place) || '.');
    if (phase === 'end' && call.injected && hit === undefined) hit = place === undefined ? call.name : path.relative(data, place) || '.';
    if (phase === 'begin' && call.name === 'write' && place !== undefined && isAnswer({ kind: 'said', place })) (hit === undefined ? before : after).push(promisedIn(Buffer.concat(stringsOf(call)).toString()));
  }
  return { hit, before, after, syncs };
}
