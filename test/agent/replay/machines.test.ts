import { beforeAll, describe, expect, test } from 'vitest';
import { factModules } from '../../../agent/facts/list.ts';
import type { FactModule } from '../../../agent/facts/fact.ts';
import { record } from '../../../agent/recording.ts';
import type { Recording } from '../../../agent/recording.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { canary as ofMacs } from '../facts/macs.ts';
import { canary as ofOffice } from '../facts/windows-office-pc.ts';
import { dishonesty } from '../facts/honesty.ts';
import { temporaryFolder } from '../host/temporary.ts';
import { factAt } from '../../recordings/facts-at.ts';
import { usualGaps } from '../../recordings/gaps.ts';
import { machines } from '../../recordings/machines.ts';
import { canary, hostOf, recordingOfMachine, settings } from '../../recordings/recorded-machine.ts';
import type { RecordedMachine } from '../../recordings/recorded-machine.ts';
import { nonsense, refused } from '../../recordings/variants.ts';
import { factsOf, replayer } from './bundle.ts';
import type { PrintedScan, PrintedSection } from './bundle.ts';

const modules: readonly FactModule[] = Object.values(factModules);
const secrets = [canary, ofMacs, ofOffice];
const folder = temporaryFolder();
let replayed: (name: string, recording: Recording) => string;

beforeAll(() => {
  replayed = replayer(folder);
});

describe.each(machines.map((machine) => [machine.name, machine] as const))('%s', (name, machine) => {
  const existing = modules.filter((module) => module[machine.platform]).map((module) => module.name);

  test('is scanned whole by the bundled agent, with the facts it was described with and no secret', async () => {
    const recording = await recordingOfMachine(machine, modules);
    expect(JSON.stringify(recording)).toContain(canary);
    const [first, second] = [replayed(name, recording), replayed(name, recording)];
    expect(second).toBe(first);
    const scan = JSON.parse(first) as PrintedScan;
    expect(Object.fromEntries(existing.flatMap((section) => (['ok', 'partial'].includes(scan.sections[section]?.status ?? '') ? [] : [[section, scan.sections[section]]])))).toEqual({});
    for (const section of existing) expect([section, dishonesty(section, scan.sections[section]?.data, scan.sections[section]?.missing ?? [])]).toEqual([section, []]);
    const facts = factsOf(scan);
    expect(Object.fromEntries(Object.keys(machine.expected).map((path) => [path, factAt(facts, path)]))).toEqual(machine.expected);
    expect(unexplained(machine, scan)).toEqual([]);
    for (const secret of secrets) expect(first).not.toContain(secret);
  });

  test('is scanned as whole when it was recorded and scrubbed, and no secret is in the recording', async () => {
    const recording = await record(hostOf(machine), modules, { skip: [], settings });
    expect(decoded(recording)).not.toContain(canary);
    const [scan, whole] = [replayed(`${name}-scrubbed`, recording), replayed(name, await recordingOfMachine(machine, modules))].map((text) => JSON.parse(text) as PrintedScan) as [PrintedScan, PrintedScan];
    const states = (it: PrintedScan) => Object.fromEntries(existing.map((section) => [section, [it.sections[section]?.status, missingOf(machine, it).filter((gap) => gap.startsWith(`${machine.platform} ${section} `))]]));
    expect(states(scan)).toEqual(states(whole));
    const release = Object.fromEntries(Object.entries(machine.expected).filter(([path]) => path.startsWith('os.')));
    expect(Object.fromEntries(Object.keys(release).map((path) => [path, factAt(factsOf(scan), path)]))).toEqual(release);
  });

  test('says why it tells nothing when everything needs rights', async () => {
    const sections = sectionsOf(replayed(`${name}-refused`, refused(await recordingOfMachine(machine, modules))));
    expect(sections.flatMap(wrongIn)).toEqual([]);
    expect(sections.filter(([, { status }]) => status === 'ok').map(([section]) => section)).toEqual([]);
  });

  test('makes nothing of nonsense but facts and reasons', async () => {
    const output = replayed(`${name}-nonsense`, nonsense(await recordingOfMachine(machine, modules)));
    expect(sectionsOf(output).flatMap(wrongIn)).toEqual([]);
    for (const secret of secrets) expect(output).not.toContain(secret);
  });

  function sectionsOf(output: string): [SectionName, PrintedSection][] {
    const { sections } = JSON.parse(output) as PrintedScan;
    return existing.map((section) => [section, sections[section]!]);
  }
});

test('every gap that is held usual is one of some machine', async () => {
  const seen = await Promise.all(machines.map(async (machine) => missingOf(machine, JSON.parse(replayed(machine.name, await recordingOfMachine(machine, modules))) as PrintedScan)));
  for (const platform of ['windows', 'macos'] as const) {
    const usual = Object.entries(usualGaps[platform]).flatMap(([section, gaps]) => gaps.map(([path, reason]) => `${platform} ${section} ${path} ${reason}`));
    expect(usual.filter((gap) => !seen.flat().includes(gap))).toEqual([]);
  }
});

/** All texts of a recording, those in base64 decoded. */
function decoded({ sections }: Recording): string {
  const sources = Object.values(sections).flatMap((section) => Object.values(section));
  return sources.flatMap(({ encoding, answer }) => (answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading)).map((reading) => (reading.state === 'read' ? Buffer.from(reading.text, encoding ?? 'utf8').toString() : ''))).join('\n');
}

/** What is wrong with a section that was refused or fed nonsense: a reader that failed, no reason, or a fact missing without a word. */
function wrongIn([section, { status, reason, detail = '', data, missing }]: readonly [SectionName, PrintedSection]): string[] {
  if (status !== 'failed') return dishonesty(section, data, missing).map((what) => `${section}: ${what}`);
  return reason === undefined || detail === '' || detail.startsWith('the reader failed') ? [`${section}: ${detail}`] : [];
}

function missingOf({ platform }: RecordedMachine, scan: PrintedScan): string[] {
  return Object.entries(scan.sections).flatMap(([section, { missing }]) => (missing ?? []).map(({ path, reason }) => `${platform} ${section} ${path} ${reason}`));
}

/** Facts that are missing without being in the list, and facts of the list that are there. */
function unexplained(machine: RecordedMachine, scan: PrintedScan): string[] {
  if (machine.platform === 'linux') return [];
  const usual = Object.entries(usualGaps[machine.platform]).flatMap(([section, gaps]) => gaps.map(([path, reason]) => `${machine.platform} ${section} ${path} ${reason}`));
  const own = Object.entries(machine.gaps).flatMap(([section, gaps]) => Object.entries(gaps).map(([path, reason]) => `${machine.platform} ${section} ${path} ${reason}`));
  const found = missingOf(machine, scan);
  return [...found.filter((gap) => !usual.includes(gap) && !own.includes(gap)), ...own.filter((gap) => !found.includes(gap)).map((gap) => `${gap} is not missing any more`)];
}
