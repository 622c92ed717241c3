import fs from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { judgeEssentials } from '../../rules/judge/essentials.ts';
import { essentialWords } from '../../reports/words.ts';
import { handOut } from '../demo/hand-out.ts';
import type { HandedOut } from '../demo/hand-out.ts';
import { liveThrough } from '../demo/run.ts';
import { provider } from '../demo/town-file.ts';
import type { DemoTown } from '../demo/run.ts';
import { loadedRulebook } from '../evaluate/rulebook.ts';
import { codeOf, failure } from '../failure.ts';
import { instant, realWorld } from '../world.ts';
import { whole } from './numbers.ts';
import { settingsOf } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends Pick<FolderFlags, 'config'> {
  readonly out: string;
  readonly seed: number;
  readonly nights: number;
  readonly json?: boolean;
}

/** All that is told of the town happens within so many nights. */
const nightsOfTheStory = 14;
const mostNights = 60;

/** `townwatch demo` */
export function demoCommand(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .description('make up a whole town, live through two weeks of it, and write its report and plans: nothing of it is real')
    .requiredOption('--out <dir>', 'new or empty folder for all of it')
    .option('--seed <number>', 'another number, another town', whole, 1)
    .option('--nights <number>', `how many nights, ${nightsOfTheStory} to ${mostNights}`, nights, nightsOfTheStory)
    .option('--config <file>', 'settings file')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch demo --out maple-hollow\n  townwatch demo --out maple-hollow --seed 7 --json\n\nAfterwards every command works on it, as: townwatch next --data maple-hollow/data --town "Maple Hollow (example)"\nDo not let real computers report to that folder: its keys are made from the seed, and everybody can make them.')
    .action((flags: Flags) => demo(flags, terminal));
}

async function demo({ out, seed, nights: count, json = false, config }: Flags, terminal: Terminal): Promise<void> {
  const { settings } = settingsOf(config === undefined ? {} : { config });
  const place = emptyFolder(out);
  terminal.err('Synthetic example: no real town.');
  const order = { out: place, seed: String(seed), nights: count, asOf: instant(realWorld()), rulebook: loadedRulebook(), settings: { ...settings, preparedBy: provider }, progress: (line: string) => terminal.err(line) };
  await liveThrough(order, async (lived, made) => {
    terminal.err('Writing the report and the plans …');
    const files = await handOut(lived, made);
    if (json) printJson(terminal, told(made, { files, place }));
    else for (const line of lines(made, { files, place })) terminal.out(line);
  });
}

interface Made {
  readonly files: HandedOut;
  readonly place: string;
}

function told({ town, machines, devices, snapshots, judgement: { outcomes, findings, input } }: DemoTown, { files, place }: Made) {
  const essentials = judgeEssentials(outcomes, input.asOf).map(({ number, state }) => ({ number, state }));
  return { synthetic: true, town: { id: town.id, name: town.name }, asOf: input.asOf, machines, devices, snapshots, outcomes: outcomes.length, findings: findings.filter(({ state }) => state === 'open').length, essentials, data: path.join(place, 'data'), lists: path.join(place, 'lists'), register: path.join(place, 'town.yaml'), ...files };
}

function lines(made: DemoTown, where: Made): string[] {
  const { town, machines, devices, snapshots, outcomes, findings, essentials, data, lists, register, report, plans, next } = told(made, where);
  const standing = Object.entries(Object.groupBy(essentials, ({ state }) => state)).map(([state, of]) => `${of.length} ${essentialWords[state as keyof typeof essentialWords]}`);
  return [
    `${town.name}: a synthetic example, no real town.`,
    `  ${machines} computers and ${devices} other devices, ${snapshots.toLocaleString('en-US')} signed snapshots, ${outcomes.toLocaleString('en-US')} answers, ${findings} open findings.`,
    `  Essentials: ${standing.join(', ')}.`,
    `Report:      ${report.find((file) => file.endsWith('.html')) ?? report[0] ?? ''}`,
    `Plans:       ${path.dirname(plans[0] ?? '')}`,
    `What next:   ${next}`,
    `Lists:       ${lists}`,
    `town.yaml:   ${register}`,
    `Look around: townwatch next --data ${data} --town "${town.name}"`,
  ];
}

/** The folder, made when it is not there. @throws a failure when something stands in it */
function emptyFolder(out: string): string {
  const place = path.resolve(out);
  try {
    fs.mkdirSync(place, { recursive: true, mode: 0o700 });
    if (fs.readdirSync(place).length === 0) return place;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `${place} cannot be used (${codeOf(error)}); name a new folder with --out DIR.`, error);
  }
  throw failure('wrong-use', `${place} is not empty; name a new folder with --out DIR.`);
}

function nights(text: string): number {
  const number = whole(text);
  if (number < nightsOfTheStory || number > mostNights) throw new InvalidArgumentError(`It must be a number from ${nightsOfTheStory} to ${mostNights}.`);
  return number;
}
