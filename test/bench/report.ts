import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../reports/bundle.ts';
import type * as measuredModule from '../reports/measured.ts';

/**
 * The report of a synthetic town of 150 computers: model, then each format, in one process that does nothing else.
 * The floor is JSON.stringify of the same model, measured in between: what any format has to touch.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '7' }, computers: { type: 'string', default: '150' }, rules: { type: 'string', default: '40' }, programs: { type: 'string', default: '800' } } });
const bar = 1_000;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-bench-'));
const result = await measure().finally(() => fs.rmSync(folder, { recursive: true, force: true }));
if (values.json) process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
else print();
if (result.html.first > bar) {
  process.stderr.write(`bench report: the first page took ${result.html.first.toFixed(0)} ms, the bar is ${bar} ms\n`);
  process.exitCode = 1;
}

async function measure() {
  const file = await bundle(`export * from './test/reports/measured.ts';`, folder);
  const measured = (await import(pathToFileURL(file).href)) as typeof measuredModule;
  const size = { computers: Number(values.computers), rules: Number(values.rules), programs: Number(values.programs) };
  const { first, median, bytes, outcomes } = measured.measureReport(size, Number(values.runs));
  const html = { first: first.build + first.html, model: median.build, render: median.html, total: median.build + median.html, bytes: bytes.html };
  return {
    machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
    town: { ...size, outcomes },
    runs: Number(values.runs),
    html,
    json: { render: median.json, bytes: bytes.json },
    csv: { render: median.csv, bytes: bytes.csv },
    floor: median.floor,
    ratio: { html: median.html / median.floor, model: median.build / median.floor },
    bar: { html: bar },
  };
}

function print(): void {
  const { town, html, json, csv, floor, ratio } = result;
  const row = (name: string, ms: number, bytes?: number) => `${name.padEnd(28)}${ms.toFixed(0).padStart(7)} ms${bytes === undefined ? '' : `${(bytes / 1024).toFixed(0).padStart(9)} KiB`}\n`;
  process.stdout.write(`${town.computers} computers, ${town.rules} rules, ${town.outcomes} outcomes, ${town.programs} programs each; medians of ${result.runs} runs, ${result.machine.node}\n`);
  process.stdout.write(row('page, first in its process', html.first) + row('page', html.total, html.bytes) + row('  model', html.model) + row('  HTML', html.render));
  process.stdout.write(row('report.json', json.render, json.bytes) + row('findings.csv', csv.render, csv.bytes) + row('floor: JSON of the model', floor));
  process.stdout.write(`HTML ${ratio.html.toFixed(1)} × the floor, model ${ratio.model.toFixed(1)} ×; bar: the first page within ${bar} ms\n`);
}
