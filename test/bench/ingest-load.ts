import fs from 'node:fs';
import https from 'node:https';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { snapshotMediaType } from '../../wire/snapshot.ts';

/** A server in a process of its own. */
export interface Served {
  readonly pid: number;
  readonly port: number;
  /** Ends the process; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

/** Starts a program of Node and waits until it says on which port it serves. */
export async function served(args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-4096);
      const found = /Serving on port (\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${text}`)));
  });
  return { pid: child.pid!, port, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}

/** One request that is to be sent. */
export interface Parcel {
  readonly authorization: string;
  readonly body: Buffer;
}

/** How a load went. Times in milliseconds; CPU and memory are the server's, where the system tells. */
export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  readonly cpuMs: number | null;
}

/** Sends everything over a number of kept-alive connections, each waiting for its answer. @throws when one is not answered 201 */
export async function load({ pid, port }: Served, ca: string, parcels: readonly Parcel[], connections: number): Promise<LoadResult> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: connections, ca, rejectUnauthorized: true });
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    for (let parcel = parcels[next++]; parcel; parcel = parcels[next++]) {
      const begun = performance.now();
      await post({ port, agent }, parcel);
      times.push(performance.now() - begun);
    }
  };
  const cpu = cpuOf(pid);
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - begun) / 1000;
  const cpuAfter = cpuOf(pid);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return { requests: times.length, perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), slowest: times.at(-1)!, cpuMs: cpu === null || cpuAfter === null ? null : (cpuAfter - cpu) / times.length };
}

function post({ port, agent }: { port: number; agent: https.Agent }, { authorization, body }: Parcel): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, 'content-type': snapshotMediaType, 'content-length': body.length, date: new Date().toUTCString() };
    const sent = https.request({ host: '127.0.0.1', port, path: '/v1/snapshots', method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('error', reject).on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`the server answered ${answer.statusCode}: ${text}`))));
    });
    sent.on('error', reject).end(body);
  });
}

/** Milliseconds of processor that a process has used, of all its threads; null where /proc does not tell. */
export function cpuOf(pid: number): number | null {
  const text = procFile(pid, 'stat');
  // Fields 14 and 15 of proc_pid_stat(5), counted behind the name in brackets, in ticks of 10 ms.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) * 10 : null;
}

/** Largest resident memory that a process had, in MiB; null where /proc does not tell. */
export function peakOf(pid: number): number | null {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(procFile(pid, 'status') ?? '')?.[1];
  return peak === undefined ? null : Number(peak) / 1024;
}

function procFile(pid: number, name: string): string | undefined {
  const file = `/proc/${pid}/${name}`;
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
