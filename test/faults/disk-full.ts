import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { peer } from '../peers.ts';
import { agentGround, failAgentOnce } from './disk/agent-sync-errors.ts';
import type { AgentFaultResult } from './disk/agent-sync-errors.ts';
import { fillAgent } from './disk/full-agent.ts';
import type { FullAgentResult } from './disk/full-agent.ts';
import { fillCollector } from './disk/full-collector.ts';
import type { FullCollectorResult } from './disk/full-collector.ts';
import { canMount, runAlone } from './disk/namespace.ts';
import { failOnce, ground } from './disk/sync-errors.ts';
import type { Fault, FaultResult } from './disk/sync-errors.ts';

/** A disk that fills up under a real server, `times` times; see {@link fillCollector}. The disk is one in memory that only this sees. */
export function collectorOnFullDisk(times: number): Promise<FullCollectorResult> {
  return runAlone(fileURLToPath(import.meta.url), ['--inside', 'collector', '--times', String(times)]);
}

/** A disk that fills up under a real agent; see {@link fillAgent}. */
export function agentOnFullDisk(pages: number): Promise<FullAgentResult> {
  return runAlone(fileURLToPath(import.meta.url), ['--inside', 'agent', '--times', String(pages)]);
}

/**
 * What is wrong with how a server took one failing call. SQLite keeps two errors to itself: of its own sync of the folder, whose
 * names the server has synced before, and of its lock file, which holds nothing.
 */
export function wrongOfServer({ hit, exit, said, after, broken }: FaultResult): string[] {
  if (broken.length > 0) return [...broken];
  const silent = hit === undefined || hit.startsWith('server.lock') || (hit === '.' && exit === 0);
  const told = /^townwatch: The disk under \S+ (?:failed \(.*\)[;,].*|is full; make room and run it again)\.$/.test(said.split('\n').at(-1) ?? '');
  if (silent) return exit === 0 || told ? [] : [`it ended with ${exit}: ${said.split('\n').at(-1)}`];
  return [
    ...(exit === 0 ? ['it ended with 0'] : []),
    ...(after > 0 ? [`it acknowledged ${after} after the fault`] : []),
    ...(told ? [] : [`it said ${said.split('\n').at(-1)}`]),
  ];
}

/** What is wrong with how an agent took one failing sync. */
export function wrongOfAgent({ hit, exit, said, after, next, twice, leftovers }: AgentFaultResult): string[] {
  const told = /^townwatch-agent: The disk failed: .*; check it before the next run\.$/m.test(said) && !said.includes('this is a bug');
  return [
    ...(hit === undefined || (exit === 1 && told) ? [] : [`it ended with ${exit} and said ${said}`]),
    ...after.map((text) => `after the fault it said ${text}`),
    ...(next === 0 ? [] : [`the next run ended with ${next}`]),
    ...twice.map((number) => `two statements bear the number ${number}`),
    ...leftovers.map((name) => `it left ${name} behind`),
  ];
}

/** Says what one part found. */
function tell(part: string, found: string, wrong: readonly string[]): void {
  if (wrong.length > 0) process.exitCode = 1;
  console.log(`${wrong.length === 0 ? 'as wanted' : 'NOT AS WANTED'}: ${part}: ${found}`);
  for (const line of wrong.slice(0, 10)) console.log(`  ${line.split('\n', 1)[0]?.slice(0, 300)}`);
}

async function full(times: number): Promise<void> {
  if (!canMount()) return;
  const collector = await collectorOnFullDisk(times);
  tell('collector on a full disk', `filled ${times} times, ${collector.refused} refused and taken later, ${collector.acknowledged} acknowledged`, collector.wrong);
  const agent = await agentOnFullDisk(12);
  tell('agent on a full disk', `${agent.runs} runs`, agent.wrong);
}

async function agentErrors(strace: string, until: number): Promise<void> {
  const prepared = await agentGround(strace);
  const hit = new Map<string, number>();
  const wrong: string[] = [];
  for (let at = 1; performance.now() < until; at += 1) {
    const result = await failAgentOnce(strace, prepared, at);
    wrong.push(...wrongOfAgent(result).map((what) => `sync ${at} (${result.hit}): ${what}`));
    if (result.hit === undefined) break;
    const file = result.hit.replaceAll(/\d{6,}/g, '…');
    hit.set(file, (hit.get(file) ?? 0) + 1);
  }
  await prepared.remove();
  tell('agent with a sync that fails', counted(hit), wrong);
}

async function collectorErrors(strace: string, until: number): Promise<void> {
  const prepared = await ground();
  const hit = new Map<string, number>();
  const wrong: string[] = [];
  let left = 0;
  for (const fault of await faults((one) => failOnce(strace, prepared, one))) {
    if (performance.now() > until) {
      left += 1;
      continue;
    }
    const result = await failOnce(strace, prepared, fault);
    const about = `${fault.error} at ${fault.calls} ${fault.at}${fault.large ? ' of large scans' : ''} (${result.hit})`;
    wrong.push(...wrongOfServer(result).map((what) => `${about}: ${what}`));
    const file = `${fault.calls === 'pwrite64' ? 'write of' : 'sync of'} ${result.hit ?? 'nothing'}`;
    hit.set(file, (hit.get(file) ?? 0) + 1);
  }
  prepared.remove();
  tell('collector with a call that fails', counted(hit) + (left > 0 ? `; time was over before ${left} others` : ''), wrong);
}

/** The faults worth provoking: every sync of a server's life, those around the folding of the log, and a write of each kind of file. */
async function faults(run: (fault: Fault) => Promise<FaultResult>): Promise<Fault[]> {
  const never = { calls: 'fsync,fdatasync', error: 'EIO', at: 9999 } as const;
  const [plain, large] = [await run(never), await run({ ...never, large: true })];
  const folded = large.syncs.indexOf('townwatch.sqlite') + 1;
  const writes = [1, 9, 10, 12, 20].map((at): Fault => ({ calls: 'pwrite64', error: 'EIO', at }));
  return [
    ...[-1, 0, 1, 2].map((step): Fault => ({ ...never, at: folded + step, large: true })),
    ...writes,
    ...plain.syncs.map((_, index): Fault => ({ ...never, at: index + 1 })),
  ];
}

function counted(hit: ReadonlyMap<string, number>): string {
  return [...hit].map(([file, count]) => `${count} × ${file}`).join(', ');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { inside: { type: 'string' }, times: { type: 'string', default: '60' }, seconds: { type: 'string', default: '100' } } });
  const until = performance.now() + Number(values.seconds) * 1000;
  const strace = peer('strace');
  if (values.inside === 'collector') console.log(JSON.stringify(await fillCollector(Number(values.times))));
  else if (values.inside === 'agent') console.log(JSON.stringify(await fillAgent(Number(values.times))));
  else {
    await full(Number(values.times));
    if (strace !== undefined) await agentErrors(strace, until);
    if (strace !== undefined) await collectorErrors(strace, until);
  }
}
