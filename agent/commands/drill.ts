import os from 'node:os';
import path from 'node:path';
import { drilled } from '../drill/drill.ts';
import type { DrillSurroundings } from '../drill/drill.ts';
import { emptyForm, recordedDrill } from '../drill/form.ts';
import { keepDrill, keepProtocol } from '../drill/keep.ts';
import { newScratch, sweepScratch } from '../drill/scratch.ts';
import { drillPlaces } from '../facts/drills/results.ts';
import type { Drill } from '../facts/drills/results.ts';
import { exits, failure } from '../failure.ts';
import { withoutCredentials } from '../host/address.ts';
import { localHost } from '../host/host.ts';
import { realProcesses, takeLock } from '../lock.ts';
import { readyFolder } from '../private.ts';
import type { Configuration, Settings } from '../settings.ts';
import { readyState } from '../state.ts';
import { configured, print } from './context.ts';
import type { Context } from './context.ts';

export interface DrillOptions {
  /** Location, or number from 1, of one repository of the settings. */
  readonly repository?: string;
  /** How many files. */
  readonly sample?: string;
  /** How many mebibytes at most. */
  readonly most?: string;
  /** A file of this computer to bring back instead of a sample. */
  readonly canary?: string;
  /** Seed of an earlier drill, to draw the same files. */
  readonly seed?: string;
  /** A filled form of a restore that a person made. */
  readonly record?: string;
  /** Only print an empty form. */
  readonly form?: boolean;
}

/** A drill that did not pass ends like any check whose threshold was met. */
const notPassed = 10;

/** `drill`: brings files back from the newest copies and compares them, or records a restore of a person. @returns the exit code */
export async function drillCommand(options: DrillOptions, context: Context): Promise<number> {
  if (options.form) {
    context.out(emptyForm());
    return exits.done;
  }
  const configuration = await configured(context);
  if (options.record !== undefined) return recordCommand(options.record, configuration, context);
  if (context.platform === 'win32') throw failure('wrong-use', 'A drill asks restic or borg on Linux and macOS; on Windows record a restore with "townwatch-agent drill --record FORM".');
  const wanted = { files: numberIn(options.sample, '--sample', { usual: 10, most: 200 }), bytes: numberIn(options.most, '--most', { usual: 256, most: 1024 * 1024 }) * 1024 * 1024 };
  const seed = seedIn(options.seed, context);
  const canary = options.canary === undefined ? null : path.resolve(options.canary);
  const repositories = chosen(configuration, options.repository);
  const drills = await locked(configuration, context, async (folder, stop) => {
    const made: Drill[] = [];
    for (const named of repositories) made.push(await oneDrill({ ...wanted, named, seed, canary }, { folder, stop }, context));
    return made;
  });
  print(context, drills, drills.map(sentenceOf).join('\n'));
  return drills.every(({ result }) => result === 'passed') ? exits.done : notPassed;
}

type Request = Parameters<typeof drilled>[0];

async function oneDrill(request: Request, { folder, stop }: { readonly folder: string; readonly stop: AbortSignal }, context: Context): Promise<Drill> {
  const scratch = newScratch(folder, context.uid);
  try {
    const { clock, log, privileged } = context;
    const around: DrillSurroundings = { scratch, privileged, host: os.hostname(), clock, stop, log };
    const { drill, protocol } = await drilled(request, around);
    if (stop.aborted) throw failure('interrupted', 'Interrupted; what had been brought back is removed.');
    const { digest, file } = keepProtocol(folder, protocol);
    const kept: Drill = { ...drill, evidenceDigest: digest };
    keepDrill(folder, kept);
    log('drilled', sentenceOf(kept), { result: kept.result, evidence: file });
    return kept;
  } finally {
    scratch.remove();
  }
}

async function recordCommand(form: string, configuration: Configuration, context: Context): Promise<number> {
  const drill = await recordedDrill(form, context.clock.now());
  await locked(configuration, context, (folder) => Promise.resolve(keepDrill(folder, drill)));
  print(context, [drill], `Recorded; the next scan carries it. ${sentenceOf(drill)}`);
  return exits.done;
}

/** Does work in the folder of drills while no other drill does. A nightly scan is not held up. */
async function locked<Result>({ state }: Configuration, { uid, platform }: Context, work: (folder: string, stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const folder = path.join(state, drillPlaces.folder);
  readyState(state, uid);
  readyFolder(folder, uid);
  const release = takeLock(folder, realProcesses(platform === 'linux' ? localHost().bootId : null));
  process.once('exit', release);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
  try {
    sweepScratch(folder);
    return await work(folder, stop.signal);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt);
    process.off('exit', release);
    release();
  }
}

function chosen({ settings, file }: Configuration, wanted: string | undefined): Settings['repositories'] {
  const { repositories } = settings;
  if (repositories.length === 0)
    throw failure('wrong-use', `${file} names no repository; add "repositories: [{product: restic, location: /srv/backup, passwordFile: /root/pw}]", or record a restore with --record FORM.`);
  if (wanted === undefined) return repositories;
  const found = repositories.filter(({ location }, index) => location === wanted || withoutCredentials(location) === wanted || String(index + 1) === wanted);
  if (found.length > 0) return found;
  throw failure('wrong-use', `${file} names no repository ${wanted}; there are ${repositories.map(({ location }, index) => `${index + 1}: ${withoutCredentials(location)}`).join(', ')}.`);
}

function numberIn(text: string | undefined, flag: string, { usual, most }: { readonly usual: number; readonly most: number }): number {
  if (text === undefined) return usual;
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) throw failure('wrong-use', `${flag} takes a whole number from 1 to ${most}, not ${JSON.stringify(text)}.`);
  return number;
}

function seedIn(text: string | undefined, { random }: Context): string {
  if (text === undefined) return [random(), random()].map((number) => Math.floor(number * 2 ** 32).toString(16).padStart(8, '0')).join('');
  if (!/^[0-9a-f]{1,64}$/.test(text)) throw failure('wrong-use', `--seed takes the seed of an earlier drill, at most 64 digits and letters a to f, not ${JSON.stringify(text)}.`);
  return text;
}

const sentences: Readonly<Record<Drill['result'], string>> = { passed: 'Passed', failed: 'FAILED', inconclusive: 'Not decided' };

function sentenceOf({ result, product, location, why, files, compared, bytes, durationSeconds, kind, at }: Drill): string {
  const place = `${product}${location === null ? '' : ` ${location}`}`;
  if (kind === 'recorded') return `${sentences[result]}: ${place} on ${at}${why === null ? '' : `: ${why}`}.`;
  const numbers = `${files} files (${bytes} bytes) in ${durationSeconds} s, ${compared} equal to their source`;
  return `${sentences[result]}: ${place}: ${numbers}${why === null ? '' : `; ${why}`}.`;
}
