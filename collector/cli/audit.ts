import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { visible } from '../../reports/words.ts';
import { severities } from '../../rules/outcome.ts';
import type { Severity } from '../../rules/outcome.ts';
import { agentProgram } from '../audit/agent.ts';
import { auditThisComputer } from '../audit/run.ts';
import type { AuditOrder } from '../audit/run.ts';
import { reaches, summaryOf } from '../audit/summary.ts';
import { formatsNamed } from '../evaluate/report.ts';
import type { WrittenReport } from '../evaluate/report.ts';
import { rulebookOf } from '../evaluate/rulebook.ts';
import { exits, failure, messageOf, unknownName } from '../failure.ts';
import { home } from '../program.ts';
import { readyFolder } from '../settings/folder.ts';
import type { Settings } from '../settings/settings.ts';
import { claimFolder, openStore } from '../store/open.ts';
import { addTown, listTowns } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import type { Store } from '../store/tables.ts';
import { realWorld } from '../world.ts';
import type { World } from '../world.ts';
import { settingsOf, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends FolderFlags {
  readonly out: string;
  readonly town: string;
  readonly format?: string[];
  readonly keep?: boolean;
  readonly failOn?: string;
  readonly json?: boolean;
}

const usual = { out: 'townwatch-report', town: 'This computer' } as const;

/** `townwatch audit | start`: this computer, at once. */
export function auditCommands(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .description('audit this computer now, through every real part, and write the report')
    .option('--out <dir>', 'folder for the report', usual.out)
    .option('--town <name>', 'name in the title of the report', usual.town)
    .option('--format <name...>', 'formats to write; all of them when left out')
    .option('--keep', 'keep the data folder, and say where it is')
    .option('--fail-on <severity>', `end with code ${exits['severity-met']} when something this severe is not in order`)
    .option('--config <file>', 'settings file')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch audit\n  sudo townwatch audit --out /root/report --town "Cedar Falls"\n  townwatch audit --json --fail-on high')
    .action((flags: Flags) => auditOnce(flags, terminal));
  withFolder(program.command('start'))
    .description('audit this computer now, then keep serving, so that others can report here too')
    .option('--out <dir>', 'folder for the report', usual.out)
    .option('--town <name>', 'town that this computer belongs to', usual.town)
    .option('--port <number>', 'port to listen on')
    .option('--listen <address>', 'address to listen on')
    .option('--host <names>', 'names and addresses under which agents reach this server, with commas')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch start --data ./data')
    .action((flags: Flags) => auditAndServe(flags, terminal));
}

async function auditOnce(flags: Flags, terminal: Terminal): Promise<void> {
  const least = severityOf(flags.failOn);
  const { settings } = settingsOf(flags);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-audit-'));
  try {
    const alone: Settings = { ...settings, listen: '127.0.0.1', port: 0, host: ['127.0.0.1'], certificate: null, key: null };
    const report = await inFolder({ folder, settings: alone, flags, terminal }, async (order, ended) => {
      const done = await auditThisComputer(order, ended);
      await done.server.stop();
      return done.report;
    });
    tell(report, flags, terminal);
    if (flags.keep) terminal.err(`Kept: ${folder} (townwatch status --data ${folder} --town "${flags.town}")`);
    if (least !== undefined && reaches(report.model, least)) terminal.end('severity-met');
  } finally {
    if (!flags.keep) fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function auditAndServe(flags: Flags, terminal: Terminal): Promise<void> {
  const { settings } = settingsOf(flags);
  const folder = readyFolder(settings.data);
  const release = claimFolder(folder);
  const reachable: Settings = { ...settings, host: [...new Set([...settings.host, '127.0.0.1'])] };
  await inFolder({ folder, settings: reachable, flags, terminal }, async (order, ended) => {
    const { server, report } = await auditThisComputer(order, ended);
    tell(report, flags, terminal);
    terminal.err(`Serving on port ${server.port}, data in ${folder}. Stop with Ctrl-C.`);
    if (!order.signal.aborted) await new Promise((resolve) => order.signal.addEventListener('abort', resolve, { once: true }));
    await server.stop();
  });
  release();
}

interface Place {
  readonly folder: string;
  readonly settings: Settings;
  readonly flags: Flags;
  readonly terminal: Terminal;
}

/** Opens a data folder for an audit, and closes it however the audit ends: done, failed, interrupted, or on a broken disk. */
async function inFolder<Result>({ folder, settings, flags, terminal }: Place, work: (order: AuditOrder, broken: (error: unknown) => void) => Promise<Result>): Promise<Result> {
  const interruption = new AbortController();
  const onSignal = () => interruption.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  const world = realWorld();
  const [formats, program] = [formatsNamed(flags.format ?? []), agentProgram(home(process.env))];
  const store = await openStore(folder, world);
  try {
    const rulebook = await rulebookOf({ folder, store });
    const state = path.join(folder, 'agent');
    const order: AuditOrder = {
      folder,
      store,
      settings,
      world,
      rulebook,
      log: pino({ level: 'error', base: null }, pino.destination({ fd: 2, sync: true })),
      town: await townNamed(store, flags.town, world),
      agent: { program, state },
      report: { out: flags.out, formats },
      progress: (line) => terminal.err(visible(line)),
      signal: interruption.signal,
    };
    return await work(order, (error) => {
      terminal.err(`The disk under ${folder} failed: ${messageOf(error)}`);
      interruption.abort();
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
    await store.destroy();
  }
}

async function townNamed(store: Store, name: string, world: World): Promise<Town> {
  const known = (await listTowns(store)).find((town) => town.name === name.trim());
  const timeZone = new Intl.DateTimeFormat('en-US').resolvedOptions().timeZone;
  return known ?? addTown(store, { name, timeZone, fiscalYearStartMonth: 7 }, world);
}

function tell({ model, files, failed }: WrittenReport, flags: Flags, terminal: Terminal): void {
  if (flags.json) printJson(terminal, { town: model.town, asOf: model.asOf, counts: model.counts, notLookedAt: model.coverage.notLookedAt, gaps: model.fixes.map(({ rule, severity }) => ({ rule, severity })), files, failed });
  else for (const line of summaryOf(model, files)) terminal.out(line);
  if (failed.length > 0) throw failure('bug', `Not written: ${failed.map(({ format, why }) => `${format} (${visible(why)})`).join(', ')}`);
}

function severityOf(name: string | undefined): Severity | undefined {
  const found = severities.find((severity) => severity === name);
  if (name !== undefined && found === undefined) throw unknownName('severity', name, severities);
  return found;
}
