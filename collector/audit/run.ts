import type { FastifyBaseLogger } from 'fastify';
import { checkJson } from '../../wire/json.ts';
import type { ReportFormat } from '../../reports/formats/format.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { createToken } from '../enroll/tokens.ts';
import { makeJudge } from '../evaluate/judge.ts';
import { writeReport } from '../evaluate/report.ts';
import type { WrittenReport } from '../evaluate/report.ts';
import { exits, failure } from '../failure.ts';
import type { Exit } from '../failure.ts';
import { startServer } from '../server.ts';
import type { RunningServer } from '../server.ts';
import type { Settings } from '../settings/settings.ts';
import type { Store } from '../store/tables.ts';
import type { Town } from '../store/towns.ts';
import type { World } from '../world.ts';
import { runAgent } from './agent.ts';

/** What one audit of this computer works with. */
export interface AuditOrder {
  readonly folder: string;
  readonly store: Store;
  readonly settings: Settings;
  readonly world: World;
  readonly log: FastifyBaseLogger;
  readonly rulebook: Rulebook;
  readonly town: Town;
  /** The agent's bundle, and the folder it keeps its key and state in. */
  readonly agent: { readonly program: string; readonly state: string };
  readonly report: { readonly out: string; readonly formats: readonly ReportFormat[] };
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Audits the computer it runs on through every real part: a server with its own certificate, a token, the agent as another
 * process that enrolls, scans and sends, the rules, the report. The server still runs afterwards; the caller stops it.
 */
export async function auditThisComputer(order: AuditOrder, broken: (error: unknown) => void): Promise<{ server: RunningServer; report: WrittenReport }> {
  const { store, rulebook, world, town, settings, progress } = order;
  const judge = makeJudge(store, rulebook, world);
  const server = await startServer({ ...order, judge: async (id) => void (await judge(id)), onBroken: broken });
  try {
    const url = `https://127.0.0.1:${server.port}`;
    progress('Letting this computer in …');
    const { token } = await createToken(store, { town, url, pin: server.pin }, world);
    await agent(order, ['enroll', '--token-file', '-'], token);
    progress('Reading this computer; nothing is changed …');
    await agent(order, ['run', '--now', '--once']);
    progress('Judging …');
    const judgement = await judge(town.id);
    progress('Writing the report …');
    const report = await writeReport(store, judgement, { rulebook, order: { ...order.report, preparedBy: settings.preparedBy } });
    return { server, report };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Runs the agent and turns a bad end of it into ours: its last words, its exit code. */
async function agent({ agent: { program, state }, progress, signal }: AuditOrder, args: readonly string[], input?: string): Promise<void> {
  let last = '';
  const onLine = (line: string) => {
    const said = sentenceOf(line);
    if (said === '') return;
    last = said;
    progress(`  ${said}`);
  };
  const code = await runAgent({ program, state, args, onLine, signal, ...(input === undefined ? {} : { input }) });
  if (signal.aborted) throw failure('interrupted', 'Interrupted; nothing was left behind.');
  if (code === 0) return;
  const exit = (Object.keys(exits) as Exit[]).find((name) => exits[name] === code) ?? 'bug';
  throw failure(exit, `The agent could not ${args[0] === 'enroll' ? 'enroll' : 'scan and send'}: ${last || `it ended with code ${code}`}`);
}

/** The sentence of a line that the agent logged: without a terminal it writes JSON, but its complaints are plain text. */
function sentenceOf(line: string): string {
  if (!line.startsWith('{')) return line.trim();
  const read = checkJson(Buffer.from(line));
  const message = 'value' in read && typeof read.value === 'object' && read.value !== null && 'message' in read.value ? read.value.message : undefined;
  return typeof message === 'string' ? message : '';
}
