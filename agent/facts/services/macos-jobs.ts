import type { Services } from '../../../wire/sections/services.ts';
import type { Known } from '../../host/known.ts';
import { known } from '../../host/known.ts';
import { plistFiles, plistFlag, plistIn, plistText } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import { launchdSources, launchRunning, overridesOf } from '../../host/mac-launchd.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictOf, listOf } from '../../host/plist.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Service = NonNullable<Services['services']>[number];

/** Jobs of everybody else, of Apple, and what launchd says of them. */
export const jobSources = {
  ...launchdSources,
  appleDaemons: plistFiles('/System/Library/LaunchDaemons/*.plist', { maxFiles: 2_000, maxBytes: 131_072 }),
  launchRunning,
} as const satisfies Sources;

type At = Look<typeof jobSources>;

/** One loaded job as `launchctl list` has it: whether a process runs, and how the last one ended. */
interface Loaded {
  readonly running: boolean;
  readonly status: number;
}

/** A job of a file in one of the folders that launchd looks into. */
export interface Job {
  readonly label: string;
  readonly file: PlistDict;
  readonly isAgent: boolean;
}

const folders = ['launchDaemons', 'launchAgents', 'appleDaemons'] as const;

/** Every job by its label, and why some may be missing. A file without a label is no job to launchd either. */
export function jobsOf(at: At): { jobs: Job[]; why: Why | undefined } {
  let torn: Why | undefined;
  const jobs = folders.flatMap((name) =>
    at.all(name).entries.flatMap(({ path, reading }): Job[] => {
      if (reading.state !== 'read') return [];
      const file = dictOf(plistIn(reading, jobSources[name]));
      if (file === undefined) torn ??= { reason: 'unreadable', detail: path };
      const label = plistText(file?.['Label'], 255);
      return file === undefined || label === undefined ? [] : [{ label, file, isAgent: name === 'launchAgents' }];
    }),
  );
  return { jobs, why: folders.map((name) => whyUnread(at, name)).find((why) => why !== undefined) ?? torn };
}

/** Loaded jobs by label: `PID Status Label`, with "-" for a job that does not run; see launchctl(1). */
export function loadedJobs(at: At): Known<ReadonlyMap<string, Loaded>> {
  const text = printed(at, 'launchRunning', jobSources);
  if (text.why) return text;
  const lines = text.value.split('\n').flatMap((line): [string, Loaded][] => {
    const [, pid, status, label] = /^(-|\d{1,9})\t(-?\d{1,9})\t(\S.{0,254})$/.exec(line) ?? [];
    return label === undefined ? [] : [[label, { running: pid !== '-', status: Number(status) }]];
  });
  return lines.length === 0 ? { why: { reason: 'unreadable', detail: 'launchctl list' } } : known(new Map(lines));
}

/**
 * The facts of a job. What is kept alive or runs at load starts by itself; sockets, Mach services, times and paths start
 * it when something needs it; an override of launchctl wins over the file. See launchd.plist(5).
 */
export function serviceOf(at: At, { label, file, isAgent }: Job, loaded: Known<ReadonlyMap<string, Loaded>>): Service {
  const overrides = overridesOf(at);
  const off = overrides.why ? undefined : (overrides.value.get(label) ?? (plistFlag(file['Disabled']) ?? false));
  const start = off === undefined ? at.lack('services[].start', overrides.why ?? { reason: 'unreadable' }) : off ? 'disabled' : startsAtBoot(file) ? 'automatic' : 'on-demand';
  const ofUser: Why = { reason: 'not-visible-from-here', detail: 'agents run in the sessions of users' };
  const unseen = isAgent ? ofUser : (loaded.why ?? (start === undefined ? overrides.why : undefined));
  const job = loaded.value?.get(label);
  const program = plistText(file['Program']) ?? plistText(file['BundleProgram']) ?? plistText(listOf(file['ProgramArguments'])?.[0]);
  return {
    name: printable(label, 255),
    title: null,
    start,
    running: start === 'on-demand' ? null : unseen ? at.lack('services[].running', unseen) : (job?.running ?? false),
    failed: unseen ? at.lack('services[].failed', unseen) : job !== undefined && !job.running && isFailure(job.status),
    account: isAgent ? null : (plistText(file['UserName'], 255) ?? 'root'),
    program: program ?? null,
    unquotedPath: false,
  };
}

/** A job that is loaded and has no file in the usual folders, as applications register them out of their own bundles. */
export function bundledService(at: At, label: string, { running, status }: Loaded): Service {
  const why: Why = { reason: 'not-visible-from-here', detail: 'registered by an application out of its own bundle' };
  for (const field of ['title', 'start', 'account', 'program'] as const) at.lack(`services[].${field}`, why);
  return { name: printable(label, 255), running, failed: !running && isFailure(status), unquotedPath: false };
}

/** SuccessfulExit implies RunAtLoad: the job has to run once before it can exit. */
function startsAtBoot(file: PlistDict): boolean {
  const conditions = dictOf(file['KeepAlive']);
  return plistFlag(file['RunAtLoad']) === true || plistFlag(file['KeepAlive']) === true || (conditions !== undefined && 'SuccessfulExit' in conditions);
}

/** An exit code, or the signal of a crash. SIGKILL and SIGTERM are how launchd and memory pressure end what is idle. */
function isFailure(status: number): boolean {
  return status > 0 || [-4, -5, -6, -8, -10, -11].includes(status);
}
