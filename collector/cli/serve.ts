import type { Command } from 'commander';
import { pino } from 'pino';
import { failure, messageOf } from '../failure.ts';
import { startServer } from '../server.ts';
import { claimFolder } from '../store/open.ts';
import { makeJudge } from '../evaluate/judge.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** `townwatch serve` */
export function serveCommand(program: Command, terminal: Terminal): void {
  withFolder(program.command('serve'))
    .description('run the server: take in what agents send, judge it, answer')
    .option('--listen <address>', 'address to listen on')
    .option('--port <number>', 'port to listen on')
    .option('--host <names>', 'names and addresses under which agents reach this server, with commas')
    .option('--log <level>', 'debug, info, warn, error or silent')
    .addHelpText('after', '\nExamples:\n  townwatch serve --host collector.example,203.0.113.7\n  townwatch serve --data ./data --port 9443')
    .action((flags: FolderFlags) => inSession(flags, async (session) => serve(session, terminal)));
}

async function serve(session: Session, terminal: Terminal): Promise<void> {
  const release = claimFolder(session.folder);
  const log = pino({ level: session.settings.log, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
  let judge = makeJudge(session.store, await session.rulebook(), session.world);
  const onRules = async () => {
    judge = makeJudge(session.store, await session.rulebook(), session.world);
  };
  const ended = Promise.withResolvers<unknown>();
  const onSignal = () => ended.resolve(undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const server = await startServer({ ...session, log, judge: async (town) => void (await judge(town)), onRules, onBroken: (error) => ended.resolve(error) });
  terminal.err(`Serving on port ${server.port}, data in ${session.folder}, certificate pin ${server.pin}. Stop with Ctrl-C.`);
  const broken = await ended.promise;
  await server.stop();
  release();
  if (broken !== undefined) throw failure('bug', `The disk under ${session.folder} failed (${messageOf(broken)}); nothing was acknowledged since. Check it before the next start.`, broken);
}
