import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { sql } from 'kysely';
import type { EnrollResponse } from '../../wire/enrollment.ts';
import { openContent } from '../../wire/frame.ts';
import type { Receipt } from '../../wire/receipt.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import { createToken } from '../../collector/enroll/tokens.ts';
import { verifyAudit } from '../../collector/store/audit-log.ts';
import { openStore } from '../../collector/store/open.ts';
import { addTown } from '../../collector/store/towns.ts';
import { serverPin } from '../../collector/tls/certificates.ts';
import { realWorld } from '../../collector/world.ts';
import { agentFrom, bodyOf, contentBytes, enrollBody, newKeys, request, sendBody, statementOf } from '../collector/fake-agent.ts';
import type { FakeAgent, Scan } from '../collector/fake-agent.ts';
import { temporaryFolder } from '../collector/temporary.ts';
import { program } from '../programs.ts';

/** How much is sent, and how often the server is killed meanwhile. */
export interface KillPlan {
  readonly agents: number;
  readonly scansEach: number;
  readonly kills: number;
  /** Decides when the kills come. */
  readonly seed: number;
}

/** What was found after the last restart; the lists must be empty. */
export interface KillResult {
  readonly acknowledged: number;
  readonly kills: number;
  /** Requests that a kill cut off and that were sent again. */
  readonly cut: number;
  readonly lost: readonly string[];
  readonly storedTwice: readonly string[];
  readonly damaged: readonly string[];
}

/**
 * Sends signed scans of many agents to a real server process and kills that with SIGKILL at random moments, each time
 * starting it again. Then looks whether every acknowledged scan is there, once, with all its contents, and nothing else.
 */
export async function killDuringIngest(plan: KillPlan): Promise<KillResult> {
  const { folder, remove } = temporaryFolder();
  const random = generator(plan.seed);
  const port = await freePort();
  const token = await prepare(folder, plan.agents);
  const townwatch = program('townwatch');
  let server = await serve(folder, port, townwatch);
  const state = { acknowledged: new Map<string, Acknowledged>(), cut: 0, kills: 0, nextKill: 1 + Math.floor(random() * 5), restarting: Promise.resolve() };
  const to = { port, ca: fs.readFileSync(path.join(folder, 'tls', 'ca.pem'), 'utf8') };
  const every = Math.max(2, Math.floor((plan.agents * plan.scansEach) / (plan.kills + 1)));

  async function restart(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, random() * 15));
    await killed(server);
    server = await serve(folder, port, townwatch);
  }
  const onAcknowledged = () => {
    if (state.kills >= plan.kills || state.acknowledged.size < state.nextKill) return;
    state.kills += 1;
    state.nextKill = state.acknowledged.size + 1 + Math.floor(random() * every);
    state.restarting = state.restarting.then(restart);
  };
  async function live(index: number): Promise<void> {
    const agent = await enrolled(to, token, index);
    for (let sequence = 1; sequence <= plan.scansEach; sequence += 1) {
      const scan = scanOf(index, sequence);
      const body = bodyOf(agent, scan);
      for (;;) {
        const answer = await sendBody(to, agent, body).catch(() => undefined);
        if (answer?.status === 201) {
          const { receipt } = answer.json as Receipt;
          state.acknowledged.set(receipt, { agent, scan });
          onAcknowledged();
          break;
        }
        if (answer !== undefined && answer.status < 500) throw new Error(`refused: ${answer.text}`);
        state.cut += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        await state.restarting;
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: plan.agents }, (_, index) => live(index)));
    await state.restarting;
    await killed(server);
    const found = await inspect(folder, state.acknowledged);
    return { acknowledged: state.acknowledged.size, kills: state.kills + 1, cut: state.cut, ...found };
  } finally {
    server.kill('SIGKILL');
    remove();
  }
}

interface Acknowledged {
  readonly agent: FakeAgent;
  readonly scan: Scan;
}

async function prepare(folder: string, agents: number): Promise<string> {
  const world = realWorld();
  const store = await openStore(folder, world);
  const town = await addTown(store, { name: 'Killtown', timeZone: 'UTC', fiscalYearStartMonth: 1 }, world);
  const pin = await serverPin(folder, { certificate: null }, world);
  const { token } = await createToken(store, { town, url: 'https://127.0.0.1', pin, uses: agents, days: 1 }, world);
  await store.destroy();
  return token;
}

/** Starts the server as a person would, and waits until it says that it serves. */
async function serve(folder: string, port: number, { node, file }: ReturnType<typeof program>): Promise<ChildProcess> {
  const flags = ['serve', '--data', folder, '--port', String(port), '--listen', '127.0.0.1', '--host', '127.0.0.1', '--log', 'error'];
  const child = spawn(node, [file, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('Serving on port')) resolve();
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
  return child;
}

async function killed(server: ChildProcess): Promise<void> {
  server.removeAllListeners('exit');
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  if (server.exitCode === null && server.signalCode === null) await gone;
}

async function enrolled(to: { port: number; ca: string }, token: string, index: number): Promise<FakeAgent> {
  const keys = newKeys();
  const body = JSON.stringify(enrollBody(token, keys, { hostname: `kill-${index}` }));
  const answer = await request(to, '/v1/enroll', { body, headers: { 'content-type': 'application/json' } });
  if (answer.status !== 201) throw new Error(`not enrolled: ${answer.text}`);
  return agentFrom(answer.json as EnrollResponse, keys);
}

/** A scan unlike any other, of some tens of kilobytes, so that commits take their time. */
function scanOf(index: number, sequence: number): Scan {
  const packages = Array.from({ length: 300 }, (_, item) => ({ name: `package-${item}`, version: sha256(`${index} ${sequence} ${item}`).slice(0, 12) }));
  const contents = {
    identity: contentBytes('identity', { hostname: `kill-${index}`, serial: `K-${index}` }),
    os: contentBytes('os', { family: 'linux', product: 'debian', version: '12', kernel: `6.1.${sequence}` }),
    software: contentBytes('software', { packages }),
  };
  return { sequence, contents, wallTime: new Date().toISOString() };
}

/** Opens what the killed server left, and compares it with what it acknowledged. */
async function inspect(folder: string, acknowledged: ReadonlyMap<string, Acknowledged>): Promise<Pick<KillResult, 'lost' | 'storedTwice' | 'damaged'>> {
  const store = await openStore(folder, realWorld());
  try {
    const rows = await store.selectFrom('statement').select(['receipt', 'agent', 'incarnation', 'sequence', 'digest', 'status']).execute();
    const contents = await store.selectFrom('content').selectAll().execute();
    const stored = new Map(rows.map((row) => [row.receipt, row]));
    const held = new Set(contents.map(({ agent, digest }) => `${agent} ${digest}`));
    const lost = [...acknowledged].flatMap(([receipt, { agent, scan }]) => {
      const statement = statementOf(agent, scan);
      const whole = stored.get(receipt)?.digest === sha256(sortedJson(statement)) && statement.subject.every(({ digest }) => held.has(`${agent.id} ${digest.sha256}`));
      return whole ? [] : [receipt];
    });
    const numbers = Map.groupBy(rows, ({ agent, incarnation, sequence }) => `${agent} ${incarnation} ${sequence}`);
    const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(store);
    const foreign = await sql`pragma foreign_key_check`.execute(store);
    const audit = await verifyAudit(store);
    return {
      lost,
      storedTwice: [...numbers].filter(([, same]) => same.length > 1).map(([number]) => number),
      damaged: [
        ...integrity.rows.map(({ integrity_check: text }) => text).filter((text) => text !== 'ok'),
        ...foreign.rows.map(() => 'a foreign key points nowhere'),
        ...(audit.whole ? [] : [`the audit log breaks behind ${audit.size}`]),
        ...contents.filter((row) => 'refusal' in openContent(row, row.bytes)).map(({ digest }) => `content ${digest}`),
        ...rows.filter(({ receipt }) => !acknowledged.has(receipt)).map(({ receipt }) => `${receipt} was never acknowledged`),
      ],
    };
  } finally {
    await store.destroy();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32, public domain). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.main) {
  const seed = Number(process.argv[2] ?? Date.now() % 100_000);
  const result = await killDuringIngest({ agents: 20, scansEach: 10, kills: 15, seed });
  console.log(JSON.stringify({ seed, ...result }, null, 2));
  process.exitCode = result.lost.length + result.storedTwice.length + result.damaged.length === 0 ? 0 : 1;
}
