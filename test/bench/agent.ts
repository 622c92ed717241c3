import { existsSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { countPrograms, median, runPairs } from './process.ts';
import type { Run } from './process.ts';

/**
 * A full scan of this machine beside Debian's FusionInventory agent, as whole processes in turn.
 * Ratios are what counts; milliseconds are of this machine.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, pairs: { type: 'string', default: '7' } } });
const root = process.env['TOWNWATCH_HOME'] ?? process.cwd();
const ours = [process.execPath, `${root}/dist/townwatch-agent.cjs`, 'scan', '--json'];
const theirs = ['/usr/bin/fusioninventory-inventory'];
if (!existsSync(theirs[0]!)) {
  process.stderr.write('bench agent: fusioninventory-agent is not installed; "apt-get install fusioninventory-agent" brings it\n');
  process.exit(2);
}

const { a, b } = runPairs(ours, theirs, Number(values.pairs));
const ratio = (figure: keyof Run) => median(a.map((run, index) => run[figure] / b[index]![figure]));
const result = {
  machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, root: process.getuid?.() === 0 },
  pairs: a.length,
  failed: [...a, ...b].filter((run) => run.exitCode !== 0).length,
  townwatch: figures(a, countPrograms(ours)),
  fusioninventory: figures(b, countPrograms(theirs)),
  ratio: { wall: ratio('wallMs'), cpu: ratio('cpuMs'), peak: ratio('peakMiB') },
  bar: { wall: 0.5, programs: 12 },
};

if (values.json) process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
else {
  const row = (name: string, it: typeof result.townwatch) => `${name.padEnd(18)}${it.wallMs.toFixed(0).padStart(8)} ms${it.cpuMs.toFixed(0).padStart(8)} ms${it.peakMiB.toFixed(0).padStart(8)} MiB${String(it.programs).padStart(8)}\n`;
  process.stdout.write(`${result.pairs} pairs, medians of whole processes, ${result.machine.node}, ${result.machine.root ? 'as root' : 'not as root'}\n${' '.repeat(18)}       wall        cpu         peak  programs\n`);
  process.stdout.write(row('townwatch', result.townwatch) + row('fusioninventory', result.fusioninventory));
  process.stdout.write(`ratio             ${result.ratio.wall.toFixed(3).padStart(8)}   ${result.ratio.cpu.toFixed(3).padStart(8)}   ${result.ratio.peak.toFixed(3).padStart(8)}\n`);
}
if (result.failed > 0) {
  process.stderr.write(`bench agent: ${result.failed} runs ended with an error\n`);
  process.exitCode = 1;
}

function figures(runs: readonly Run[], programs: number) {
  return { wallMs: median(runs.map((run) => run.wallMs)), cpuMs: median(runs.map((run) => run.cpuMs)), peakMiB: median(runs.map((run) => run.peakMiB)), outputBytes: median(runs.map((run) => run.outputBytes)), programs };
}
