import { Command, CommanderError } from 'commander';
import { exits, isFailure, messageOf } from '../failure.ts';
import { version } from '../program.ts';
import { agentCommands } from './agents.ts';
import { assetCommands } from './assets.ts';
import { auditCommands } from './audit.ts';
import { catalogCommands } from './catalog.ts';
import { configCommands } from './config.ts';
import { demoCommand } from './demo.ts';
import { findingCommands } from './findings.ts';
import { frameworkCommands } from './frameworks.ts';
import { evaluateCommand } from './evaluate.ts';
import { importCommand } from './import.ts';
import { listCommands } from './lists.ts';
import { planCommands } from './next.ts';
import { questionCommands } from './questions.ts';
import { reportCommand } from './report.ts';
import { ruleCommands } from './rules.ts';
import { serveCommand } from './serve.ts';
import { statusCommand } from './status.ts';
import type { Terminal } from './terminal.ts';
import { tokenCommands } from './tokens.ts';
import { townCommands } from './towns.ts';
import { waiverCommands } from './waivers.ts';

const groups = [serveCommand, auditCommands, demoCommand, townCommands, tokenCommands, agentCommands, statusCommand, evaluateCommand, reportCommand, planCommands, assetCommands, importCommand, listCommands, questionCommands, ruleCommands, catalogCommands, frameworkCommands, configCommands, waiverCommands, findingCommands];

/** The command line of the collector, with every command in it. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command('townwatch')
    .description("Scans of a town's computers, every night, and reports that an outsider can check")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'townwatch: ').trimEnd().replaceAll('\n', ' ')),
    });
  for (const register of groups) register(program, terminal);
  return program;
}

/** Runs one command line. What fails is told in one line; a bug with its trace. @returns the exit code */
export async function runProgram(args: readonly string[], streams: Pick<Terminal, 'out' | 'err'>): Promise<number> {
  let code: number = exits.done;
  const terminal: Terminal = { ...streams, end: (exit) => void (code = exits[exit]) };
  try {
    await buildProgram(terminal).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits['wrong-use'];
    const expected = isFailure(error);
    terminal.err(expected ? `townwatch: ${messageOf(error)}` : `townwatch: this is a bug, please report it: ${error instanceof Error ? error.stack : String(error)}`);
    return expected ? exits[error.exit] : exits.bug;
  }
}
