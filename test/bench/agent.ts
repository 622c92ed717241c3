import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import { compileCacheIn, nodeOptions } from '../../agent/schedule/layout.ts';
import { countPrograms, median, outputOf, runInTurn } from './process.ts';
import type { Program, Run } from './process.ts';

/**
 * A full scan of this machine beside Debian's FusionInventory agent, as whole processes in turn, started as an installed
 * agent is. Ratios are what counts; milliseconds are of this machine. The bar is design.md 9: scan and seal.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, pairs: { type: 'string', default: '7' } } });
const root = process.env['TOWNWATCH_HOME'] ?? process.cwd();
const fusioninventory: Program = { argv: ['/usr/bin/fusioninventory-inventory'] };
if (!existsSync(fusioninventory.argv[0]!)) {
  process.stderr.write('bench agent: fusioninventory-agent is not installed; "apt-get install fusioninventory-agent" brings it\n');
  process.exit(2);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'townwatch-bench-agent-'));
const [settings, state] = [path.join(folder, 'agent.yaml'), path.join(folder, 'state')];
writeFileSync(settings, '# nothing\n', { mode: 0o600 });
mkdirSync(state, { mode: 0o700 });
const receiver = spawn(process.execPath, [path.join(import.meta.dirname, 'agent-receiver.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
try {
  process.exitCode = await measure();
} finally {
  receiver.stdin.end();
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<number> {
  const scan = agent('scan', '--json');
  const token = await new Promise<string>((resolve) => receiver.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  outputOf({ ...agent('enroll'), env: { ...scan.env, TOWNWATCH_TOKEN: token } });
  const programs = { scan, seal: agent('run', '--to', '{fresh}'), send: agent('run', '--now', '--once'), floor: { argv: [process.execPath, ...nodeOptions, '--eval', '0'] }, fusioninventory };
  const runs = runInTurn(programs, Number(values.pairs));
  const ratio = (name: keyof typeof runs, figure: keyof Run) => median(runs[name].map((run, index) => run[figure] / runs.fusioninventory[index]![figure]));
  const ratios = (name: keyof typeof runs) => ({ wall: ratio(name, 'wallMs'), cpu: ratio(name, 'cpuMs'), peak: ratio(name, 'peakMiB') });
  const result = {
    machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, root: process.getuid?.() === 0 },
    pairs: runs.scan.length,
    failed: Object.values(runs).flat().filter((run) => run.exitCode !== 0).length,
    scan: { ...figures(runs.scan), programs: countPrograms(programs.scan), families: ourFamilies(outputOf(scan)) },
    seal: { ...figures(runs.seal), programs: countPrograms(programs.seal) },
    send: { ...figures(runs.send), programs: countPrograms(programs.send) },
    floor: figures(runs.floor),
    fusioninventory: { ...figures(runs.fusioninventory), programs: countPrograms(fusioninventory), families: theirFamilies(outputOf(fusioninventory)) },
    ratio: { scan: ratios('scan'), seal: ratios('seal'), send: ratios('send'), floor: ratios('floor') },
    bar: { wall: 0.25, cpu: 0.35, peak: 1.2, programs: 10 },
  };
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 1)}\n` : table(result));
  if (result.failed > 0) process.stderr.write(`bench agent: ${result.failed} runs ended with an error\n`);
  return result.failed > 0 ? 1 : 0;
}

/** The agent as its schedule starts it, with a state of its own. */
function agent(...args: readonly string[]): Program {
  const argv = [process.execPath, ...nodeOptions, `${root}/dist/townwatch-agent.cjs`, ...args, '--config', settings, '--state', state];
  return { argv, env: { NODE_COMPILE_CACHE: compileCacheIn(state) } };
}

function figures(runs: readonly Run[]): { wallMs: number; cpuMs: number; peakMiB: number; outputBytes: number; programs?: number; families?: number } {
  return { wallMs: median(runs.map((run) => run.wallMs)), cpuMs: median(runs.map((run) => run.cpuMs)), peakMiB: median(runs.map((run) => run.peakMiB)), outputBytes: median(runs.map((run) => run.outputBytes)) };
}

/** Sections that hold at least one fact of this machine. */
function ourFamilies(output: string): number {
  const { sections } = JSON.parse(output) as { sections: Record<string, { data?: object }> };
  return Object.values(sections).filter(({ data }) => says(data)).length;
}

/** Kinds of entries that hold at least one fact, without what tells of the agent itself. */
function theirFamilies(output: string): number {
  const { REQUEST } = new XMLParser({ ignoreDeclaration: true }).parse(output) as { REQUEST: { CONTENT: Record<string, unknown> } };
  return Object.entries(REQUEST.CONTENT).filter(([name, content]) => !/^(?:ACCESSLOG|VERSION)/.test(name) && says(content)).length;
}

function says(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value === 'object' ? Object.values(value).some(says) : true;
}

interface Shown {
  readonly pairs: number;
  readonly machine: { readonly node: string; readonly root: boolean };
  readonly ratio: Readonly<Record<'scan' | 'seal' | 'send' | 'floor', Readonly<Record<'wall' | 'cpu' | 'peak', number>>>>;
  readonly bar: Readonly<Record<'wall' | 'cpu' | 'peak' | 'programs', number>>;
}

function table(result: Shown & Readonly<Record<'scan' | 'seal' | 'send' | 'floor' | 'fusioninventory', ReturnType<typeof figures>>>): string {
  const cells = (name: string, texts: readonly string[]) => `${name.padEnd(20)}${texts.map((text) => text.padStart(11)).join('')}\n`;
  const row = (name: string, it: ReturnType<typeof figures>) => cells(name, [`${it.wallMs.toFixed(0)} ms`, `${it.cpuMs.toFixed(0)} ms`, `${it.peakMiB.toFixed(0)} MiB`, String(it.programs ?? ''), String(it.families ?? '')]);
  const share = (name: string, { wall, cpu, peak }: { wall: number; cpu: number; peak: number }, programs = '') => cells(name, [...[wall, cpu, peak].map((figure) => figure.toFixed(3)), programs]);
  return [
    `${result.pairs} rounds in turn, medians of whole processes, ${result.machine.node}, ${result.machine.root ? 'as root' : 'not as root'}\n`,
    cells('', ['wall', 'cpu', 'peak', 'programs', 'families']),
    row('scan', result.scan), row('scan, seal', result.seal), row('scan, seal, send', result.send), row('start of Node', result.floor), row('fusioninventory', result.fusioninventory),
    cells('of fusioninventory', []),
    share('scan', result.ratio.scan), share('scan, seal', result.ratio.seal), share('scan, seal, send', result.ratio.send), share('start of Node', result.ratio.floor),
    share('the bar', result.bar, String(result.bar.programs)),
  ].join('');
}
