import { Command, Option } from 'commander';
import type { Context, GlobalOptions } from './context.ts';
import type { DrillOptions } from './drill.ts';

/** Makes the context of one command from its options. */
export type Prepare = (options: GlobalOptions, talk: Talk) => Context;

/** `steps`: the command tells what it does step by step, for the journal or for a person. */
export type Talk = 'steps' | 'result';

/** How a command ended. */
type Ended = Promise<number | void>;

const platforms = ['linux', 'windows', 'macos'] as const;

/**
 * The command line. What a command needs is loaded when it is started, so that a scan loads no network and no settings parser.
 * @param ended is told the exit code
 */
export function commandLine(version: string, prepare: Prepare, ended: (code: number) => void): Command {
  const program = new Command('townwatch-agent')
    .description('Looks at this computer without changing it, signs what it saw, and sends it to the collector of the town')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'townwatch-agent: ')) });

  const command = (name: string, description: string, examples: readonly string[], parent = program): Command =>
    parent
      .command(name)
      .description(description)
      .option('--config <file>', 'settings file')
      .option('--state <folder>', 'folder of key, state and spool')
      .option('--json', 'result as JSON')
      .option('--verbose', 'tell each step on standard error')
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);

  const does = <Options>(talk: Talk, action: (options: Options, context: Context) => Ended) =>
    async (options: Options & GlobalOptions) => ended((await action(options, prepare(options, talk))) ?? 0);
  const doesWith = <Options>(action: (argument: string, options: Options, context: Context) => Ended) =>
    async (argument: string, options: Options & GlobalOptions) => ended((await action(argument, options, prepare(options, 'result'))) ?? 0);

  const skip = () => new Option('--skip <sections>', 'sections that are not read, with commas');
  const proxy = () => new Option('--proxy <url>', 'proxy to the collector, http://host:port');
  const tokenFile = () => new Option('--token-file <file>', 'file with the enrollment token, - for standard input; removed when it was used');
  // Named only to be refused with a reason.
  const token = () => new Option('--token <token>').hideHelp();
  const target = (text: string) => new Option('--target <target>', text);
  const platform = (text: string) => new Option('--platform <platform>', text).choices(platforms);

  command('enroll', 'make this computer known to the collector, once', [
    'townwatch-agent enroll --token-file token.txt',
    'TOWNWATCH_TOKEN=… townwatch-agent enroll',
  ])
    .addOption(tokenFile()).addOption(token()).addOption(proxy())
    .action(does('result', async (options: { tokenFile?: string; token?: string }, context) => (await import('./enroll.ts')).enrollCommand(options, context)));

  command('scan', 'look at this computer and show what was seen; nothing is kept or sent', ['townwatch-agent scan', 'sudo townwatch-agent scan --json', 'townwatch-agent scan --target domain:town.example', 'townwatch-agent scan --target ssh:old-server'])
    .option('--out <file>', 'write all of it as JSON to a new file')
    .addOption(target('look at a target that agent.yaml declares instead, such as domain:town.example'))
    .addOption(skip())
    .action(does('result', async (options: { out?: string; target?: string }, context) => (await import('./scan.ts')).scanCommand(options, context)));

  command('run', 'scan, sign, keep and send: what the nightly timer starts', ['townwatch-agent run --now', 'townwatch-agent run --to this-computer.townwatch'])
    .option('--to <file>', 'write the signed snapshot to a file instead, for a computer without a network or an assessment without installing')
    .option('--now', 'scan also when the last scan is less than 20 hours old')
    .option('--once', 'try to deliver once instead of for two hours')
    .addOption(new Option('--scheduled', 'started by the timer').hideHelp())
    .addOption(skip()).addOption(proxy())
    .action(does('steps', async (options, context) => (await import('./run.ts')).runCommand(options, context)));

  command('send', 'send what waits; ends at once when nothing does', ['townwatch-agent send'])
    .option('--once', 'try once instead of for half an hour')
    .addOption(proxy())
    .action(does('steps', async (options: { once?: boolean }, context) => (await import('./run.ts')).sendCommand(options, context)));

  command('drill', 'bring files back from the newest backup and compare them, or record a restore that a person made', [
    'sudo townwatch-agent drill', 'townwatch-agent drill --form > restore.yaml', 'sudo townwatch-agent drill --record restore.yaml',
  ])
    .option('--repository <location>', 'only this repository of the settings, by location or number')
    .option('--sample <files>', 'how many files, 10 unless said otherwise')
    .option('--most <MiB>', 'how much at most, 256 unless said otherwise')
    .option('--canary <file>', 'bring back this file of this computer instead of a sample')
    .option('--seed <seed>', 'draw the same files as an earlier drill')
    .option('--record <form>', 'record a restore that a person made, from a filled form')
    .option('--form', 'print an empty form')
    .action(does('steps', async (options: DrillOptions, context) => (await import('./drill.ts')).drillCommand(options, context)));

  command('sources', 'print every file, pattern and command that a scan reads', ['townwatch-agent sources', 'townwatch-agent sources --resolved', 'townwatch-agent sources --platform windows', 'townwatch-agent sources --target domain:town.example'])
    .option('--resolved', 'also what the patterns stand for on this computer now')
    .addOption(platform('print for another system')).addOption(skip())
    .addOption(target('print what a declared target is asked'))
    .action(does('result', async (options, context) => (await import('./sources.ts')).sourcesCommand(options, context)));

  command('record', 'write what the sources answer to a file, secrets and user names scrubbed', ['sudo townwatch-agent record --out this-computer.json'])
    .requiredOption('--out <file>', 'new file for the recording')
    .addOption(skip())
    .action(does('result', async (options: { out: string }, context) => (await import('./record.ts')).recordCommand(options, context)));

  command('replay', 'read a recording as if it were this computer', ['townwatch-agent replay this-computer.json --json'])
    .argument('<file>', 'recording')
    .action(doesWith(async (file, _options, context) => (await import('./record.ts')).replayCommand(file, context)));

  command('status', 'show enrollment, last scan, last receipt and what waits', ['townwatch-agent status', 'townwatch-agent status --json'])
    .action(does('result', async (_options, context) => (await import('./status.ts')).statusCommand(context)));

  command('doctor', 'check name, pin, clock, proxy, rights, disk and spool, one line each', ['sudo townwatch-agent doctor'])
    .addOption(proxy())
    .action(does('result', async (_options, context) => (await import('./doctor.ts')).doctorCommand(context)));

  command('install', 'put the agent in its place and start its timers; again over itself: upgrade', [
    'sudo townwatch-agent install --token-file token.txt',
    'townwatch-agent install --print --platform windows',
  ])
    .addOption(tokenFile()).addOption(token())
    .option('--print', 'only print the schedule')
    .addOption(platform('system whose schedule is printed').default('linux'))
    .option('--root <folder>', 'install into an image of a system that is being built')
    .option('--enroll-later', 'install although this computer is not enrolled yet')
    .action(does('result', async (options: { token?: string }, context) => (await import('./install.ts')).installCommand(options, context)));

  command('uninstall', 'remove program, timers, settings, key and spool, and list them', ['sudo townwatch-agent uninstall'])
    .option('--root <folder>', 'remove from an image of a system that is being built')
    .action(does('result', async (options: { root?: string }, context) => (await import('./install.ts')).uninstallCommand(options, context)));

  const config = program.command('config').description('settings of this computer');
  command('show', 'show every setting and where it comes from', ['townwatch-agent config show'], config)
    .addOption(skip()).addOption(proxy())
    .action(does('result', async (_options, context) => (await import('./config.ts')).configShowCommand(context)));

  return program;
}
