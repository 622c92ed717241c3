import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { formatToken } from '../../../wire/enrollment.ts';
import { goodAnswer, statementIn, testCollector } from '../../agent/outbox/collector.ts';
import type { TestCollector } from '../../agent/outbox/collector.ts';
import { temporaryFolder } from '../../collector/temporary.ts';
import { program } from '../../programs.ts';
import { pathOf, stringsOf } from './calls.ts';
import { runTraced, startTraced } from './traced.ts';
import type { Start } from './traced.ts';

/** What came of one agent whose disk failed once, and of the next that ran on the same state. */
export interface AgentFaultResult {
  /** The file whose sync failed; undefined when the agent never made so many. */
  readonly hit?: string;
  readonly exit: number | NodeJS.Signals;
  readonly said: string;
  /** What it said after the fault that sounds like success. */
  readonly after: readonly string[];
  /** How the next run ended. */
  readonly next: number;
  /** Numbers that two different statements bear. */
  readonly twice: readonly string[];
  readonly leftovers: readonly string[];
}

/** An enrolled agent in a folder, to be copied for each run, and the collector that it is enrolled with. */
export interface AgentGround {
  readonly folder: string;
  readonly collector: TestCollector;
  readonly remove: () => Promise<void>;
}

const skipped = 'hardware,software,updates,accounts,mfa,remote-access,firewall,encryption,backups,network,vitals,activity';

/** Enrolls a real agent at a collector of a test, and lets it scan once while that is busy, so that something waits. */
export async function agentGround(strace: string): Promise<AgentGround> {
  const { folder, remove } = temporaryFolder();
  const collector = await testCollector();
  const token = formatToken({ url: collector.url, pin: collector.ca.pin, town: 'town-1', secret: 's3cret' });
  fs.writeFileSync(path.join(folder, 'agent.yaml'), '{}\n', { mode: 0o600 });
  const start = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Start => ({ strace, argv: argvOf(folder, args), notes: folder, name, env });
  collector.say(goodAnswer);
  await runTraced(start('enroll', ['enroll'], { TOWNWATCH_TOKEN: token }));
  collector.say({ status: 503, body: { code: 'busy' } });
  await runTraced(start('first', ['run', '--now', '--once', '--skip', skipped]), 20);
  collector.say(goodAnswer);
  return {
    folder,
    collector,
    remove: async () => {
      await collector.close();
      remove();
    },
  };
}

function argvOf(folder: string, args: readonly string[]): string[] {
  const { node, file } = program('townwatch-agent');
  return [node, file, ...args, '--state', path.join(folder, 'state'), '--config', path.join(folder, 'agent.yaml')];
}

/** Runs the real agent with one sync that fails, looks at what it says, and runs it again without a fault. */
export async function failAgentOnce(strace: string, { folder, collector }: AgentGround, at: number): Promise<AgentFaultResult> {
  const { folder: own, remove } = temporaryFolder();
  collector.arrived.length = 0;
  try {
    for (const name of ['state', 'agent.yaml']) fs.cpSync(path.join(folder, name), path.join(own, name), { recursive: true });
    const run = argvOf(own, ['run', '--now', '--once', '--skip', skipped]);
    const traced = startTraced({ strace, argv: run, notes: own, name: 'run', inject: `fsync,fdatasync:error=EIO:when=${at}` });
    const exit = await traced.ended;
    const { out, err } = traced.said();
    let hit: string | undefined;
    const after: string[] = [];
    for (const { phase, call } of traced.steps()) {
      const place = pathOf(call);
      if (phase === 'end' && call.injected) hit ??= place === undefined ? call.name : path.relative(own, place);
      const text = phase === 'begin' && call.name === 'write' && (place === traced.out || place === traced.err) ? Buffer.concat(stringsOf(call)).toString() : '';
      if (hit !== undefined && /"(?:scanned|stored)"|\d (?:kept|sent)\b/.test(text)) after.push(text.trim());
    }
    const next = await ended(run);
    const leftovers = fs.readdirSync(path.join(own, 'state'), { recursive: true }).map(String).filter((name) => /\.new$|lock/.test(name));
    return { ...(hit === undefined ? {} : { hit }), exit, said: `${out}${err}`.trim(), after, next, twice: usedTwice(collector), leftovers };
  } finally {
    remove();
  }
}

function ended([node = '', ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve) => spawn(node, args, { stdio: 'ignore' }).on('exit', (code) => resolve(code ?? -1)));
}

function usedTwice({ arrived }: TestCollector): string[] {
  const statements = arrived.filter((one) => one.path === '/v1/snapshots').map(({ body }) => statementIn(body));
  const byNumber = Map.groupBy(statements, ({ predicate }) => `${predicate.incarnation} ${predicate.sequence}`);
  return [...byNumber].filter(([, same]) => new Set(same.map(({ digest }) => digest)).size > 1).map(([number]) => number);
}
