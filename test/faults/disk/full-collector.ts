import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { EnrollResponse } from '../../../wire/enrollment.ts';
import { agentFrom, bodyOf, contentBytes, enrollBody, newKeys, request, sendBody, statementOf } from '../../collector/fake-agent.ts';
import type { Answer, FakeAgent, Keys, Scan } from '../../collector/fake-agent.ts';
import { temporaryFolder } from '../../collector/temporary.ts';
import { program } from '../../programs.ts';
import { outputOf, runToEnd, start } from './processes.ts';
import type { Started } from './processes.ts';
import { portOf, promisedIn } from './served.ts';
import { smallDisk } from './small-disk.ts';
import type { SmallDisk } from './small-disk.ts';
import { brokenPromises } from './store-image.ts';
import type { Promised } from './store-image.ts';

/** What a server did on a disk that was filled again and again. `wrong` must be empty. */
export interface FullCollectorResult {
  readonly acknowledged: number;
  /** Scans that were turned down while the disk was full, all of which were taken when there was room. */
  readonly refused: number;
  readonly wrong: readonly string[];
}

const megabyte = 1024 * 1024;
const page = 4096;

/** Fills the disk under a real server so often, each time leaving one page more, and makes room again. Only in a mount namespace of its own. */
export async function fillCollector(times: number): Promise<FullCollectorResult> {
  const { folder, remove } = temporaryFolder();
  const disk = smallDisk(folder, 64 * megabyte);
  const { node, file } = program('townwatch');
  const data = path.join(folder, 'data');
  const townwatch = (...args: string[]) => [node, file, ...args, '--data', data];
  const serve = () => start(townwatch('serve', '--listen', '127.0.0.1', '--port', '0', '--host', '127.0.0.1', '--log', 'error'));
  outputOf(townwatch('town', 'add', 'Maple Hollow'));
  const token = outputOf(townwatch('token', 'create', '--town', 'Maple Hollow', '--url', 'https://127.0.0.1:1', '--uses', '1000', '--days', '1'));
  let server: Started | undefined = serve();
  const note: Note = { promises: [], contents: new Map(), refused: 0, wrong: [] };
  try {
    let at = { port: await portOf(server), ca: fs.readFileSync(path.join(data, 'tls', 'ca.pem'), 'utf8') };
    const keys = newKeys();
    const agent = agentFrom((await enroll(at, token, keys)).json as EnrollResponse, keys);
    let sequence = 0;
    for (let time = 0; time < times; time += 1) sequence = await fillOnce({ disk, at, agent, token }, { left: time * page, sequence }, note);

    disk.fill(0);
    server.kill('SIGTERM');
    const stopped = await server.ended;
    if (stopped !== 0) note.wrong.push(`on a full disk the server stopped with ${stopped}: ${server.said().err.split('\n').at(-2)}`);
    server = undefined;
    await startsOnFull(disk, townwatch, note);
    disk.empty();
    server = serve();
    at = { ...at, port: await portOf(server) };
    await send(at, { agent, scan: scanOf(sequence + 1) }, note, 'after a start on a disk with room again');
    server.kill('SIGTERM');
    await server.ended;
    note.wrong.push(...brokenPromises(data, note.promises, note.contents));
    return { acknowledged: note.contents.size, refused: note.refused, wrong: note.wrong };
  } finally {
    server?.kill('SIGKILL');
    disk.remove();
    remove();
  }
}

type At = Parameters<typeof request>[0];

interface Note {
  readonly promises: Promised[];
  readonly contents: Map<string, readonly string[]>;
  refused: number;
  readonly wrong: string[];
}

interface Ground {
  readonly disk: SmallDisk;
  readonly at: At;
  readonly agent: FakeAgent;
  readonly token: string;
}

const mostScans = 400;

/** Fills the disk, sends until it is turned down, looks what still works, and makes room. @returns the last number that was used */
async function fillOnce({ disk, at, agent, token }: Ground, { left, sequence }: { left: number; sequence: number }, note: Note): Promise<number> {
  const about = `with ${left} bytes left`;
  disk.fill(left);
  let next = sequence + 1;
  let scan = scanOf(next);
  let answer = await send(at, { agent, scan }, note);
  while (answer.status === 201 && next < sequence + mostScans) {
    next += 1;
    scan = scanOf(next);
    answer = await send(at, { agent, scan }, note);
  }
  if (answer.status !== 503 || answer.headers['retry-after'] !== '30' || !answer.text.includes('"busy"')) note.wrong.push(`${about} it answered ${answer.status} ${answer.text}`);
  else note.refused += 1;
  const health = await request(at, '/v1/health', { method: 'GET' });
  if (health.status !== 200) note.wrong.push(`${about} its health was ${health.status}`);
  const enrolled = await enroll(at, token, newKeys());
  if (enrolled.status === 201) note.promises.push(promisedIn(enrolled.text));
  else if (enrolled.status !== 503) note.wrong.push(`${about} it answered an enrollment with ${enrolled.status}`);
  disk.empty();
  await send(at, { agent, scan }, note, `after ${about} there was room again`);
  return next;
}

/** Sends a scan; with `must` it has to be taken. */
async function send(at: At, { agent, scan }: { agent: FakeAgent; scan: Scan }, note: Note, must?: string): Promise<Answer> {
  const answer = await sendBody(at, agent, bodyOf(agent, scan));
  if (answer.status === 201) {
    const promised = promisedIn(answer.text);
    note.promises.push(promised);
    if (promised.kind === 'receipt') note.contents.set(promised.receipt, statementOf(agent, scan).subject.map(({ digest }) => digest.sha256));
  } else if (must !== undefined) note.wrong.push(`${must}, and it answered ${answer.status} ${answer.text}`);
  return answer;
}

function enroll(at: At, token: string, keys: Keys): Promise<Answer> {
  return request(at, '/v1/enroll', { body: JSON.stringify(enrollBody(token, keys, { hostname: 'full' })), headers: { 'content-type': 'application/json' } });
}

/** A scan unlike any other, of some tens of kilobytes that do not compress. */
function scanOf(sequence: number): Scan {
  const packages = Array.from({ length: 20 }, (_, item) => ({ name: `package-${item}`, version: randomBytes(900).toString('base64') }));
  return { sequence, contents: { software: contentBytes('software', { packages }) }, wallTime: new Date().toISOString() };
}

/** A server on a full disk ends with one line that says so. A command that writes may find room in the log of the store, or says so too. */
async function startsOnFull(disk: SmallDisk, townwatch: (...args: string[]) => string[], note: Note): Promise<void> {
  for (const args of [['serve', '--port', '0', '--listen', '127.0.0.1', '--host', '127.0.0.1', '--log', 'error'], ['town', 'add', 'Cedar Falls']]) {
    disk.fill(0);
    const { code, err } = await runToEnd(townwatch(...args));
    if (args[0] !== 'serve' && code === 0) continue;
    if (code !== 2 || !/^townwatch: The disk under \S+ is full; make room and run it again\.\n$/.test(err)) note.wrong.push(`on a full disk ${args[0]} ended with ${code}: ${err}`);
  }
}
