import type { Known } from './known.ts';
import { known, mapped } from './known.ts';
import { plistFile, plistFiles, plistFlag, plistIn, plistText, program } from './mac.ts';
import { dictKnown, printed } from './mac-known.ts';
import type { PlistDict } from './plist.ts';
import { dictOf, listOf } from './plist.ts';
import type { Look, Why } from './reading.ts';
import type { Source, Sources } from './source.ts';

/**
 * What launchd(8) starts: jobs in launchd.plist(5), which may say that they are disabled, and overrides of `launchctl
 * enable` and `disable`, which win. macOS keeps the overrides of the system in one file, label by label: true is disabled.
 */
export const launchdSources = {
  launchDaemons: plistFiles('/Library/LaunchDaemons/*.plist', { maxFiles: 2_000 }),
  launchAgents: plistFiles('/Library/LaunchAgents/*.plist', { maxFiles: 2_000 }),
  launchOverrides: plistFile('/private/var/db/com.apple.xpc.launchd/disabled.plist'),
} as const satisfies Sources;

/** What runs now, `PID Status Label` a line; see launchctl(1). Whoever is not root sees only what runs for himself. */
export const launchRunning = program('/bin/launchctl', ['list'], { needsRoot: true });

/** One job of launchd. */
export interface LaunchJob {
  readonly label: string;
  /** File that describes it. */
  readonly path: string;
  readonly program: string | null;
  /** Account it runs as; null where the file names none. */
  readonly account: string | null;
  readonly disabled: boolean;
  /** It starts with the computer or session, not when something asks for it. */
  readonly atLoad: boolean;
  readonly isAgent: boolean;
}

/** The jobs of a pattern of files, and why some may be missing. */
export function jobsIn<S extends Sources>(at: Look<S>, name: keyof S & string, source: Source): { jobs: LaunchJob[]; why: Why | undefined } {
  const { entries, incomplete } = at.all(name);
  let why: Why | undefined = incomplete;
  const jobs = entries.flatMap(({ path, reading }): LaunchJob[] => {
    if (reading.state === 'failed') why ??= reading;
    const job = reading.state === 'read' ? jobOf(dictOf(plistIn(reading, source)), path) : undefined;
    if (reading.state === 'read' && !job) why ??= { reason: 'unreadable', detail: path };
    return job ? [job] : [];
  });
  return { jobs, why };
}

/** The job of one file; null where there is no such file. */
export function jobAt<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<LaunchJob | null> {
  const source = sources[name];
  const path = source !== undefined && 'path' in source ? source.path : '';
  return mapped(dictKnown(at, name, sources), (dict) => (dict === null ? null : jobOf(dict, path)), path);
}

/** Labels that somebody enabled (false) or disabled (true), whatever their files say. */
export function overridesOf(at: Look<Pick<typeof launchdSources, 'launchOverrides'>>): Known<ReadonlyMap<string, boolean>> {
  return mapped(dictKnown(at, 'launchOverrides', launchdSources), (dict) => new Map(Object.entries(dict ?? {}).flatMap(([label, value]): [string, boolean][] => {
    const flag = plistFlag(value);
    return flag === undefined ? [] : [[label, flag]];
  })));
}

/** Whether a job may start, by itself or when something asks for it. */
export function isEnabled(job: LaunchJob, overrides: Known<ReadonlyMap<string, boolean>>): Known<boolean> {
  return mapped(overrides, (map) => !(map.get(job.label) ?? job.disabled));
}

/** Labels that launchd knows, with the number of the process where one runs. */
export function runningLabels<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<ReadonlyMap<string, number | null>> {
  const text = printed(at, name, sources);
  if (text.why) return text;
  const lines = text.value.split('\n').flatMap((line): [string, number | null][] => {
    const [, pid, label] = /^(-|\d{1,9})\t-?\d{1,9}\t(\S.{0,254})$/.exec(line) ?? [];
    return label === undefined ? [] : [[label, pid === '-' ? null : Number(pid)]];
  });
  return lines.length === 0 ? { why: { reason: 'unreadable', detail: 'launchctl list' } } : known(new Map(lines));
}

function jobOf(dict: PlistDict | undefined, path: string): LaunchJob | undefined {
  const label = plistText(dict?.['Label'], 255);
  if (dict === undefined || label === undefined) return undefined;
  const keepAlive = dict['KeepAlive'];
  return {
    label,
    path,
    program: plistText(dict['Program'], 1024) ?? plistText(listOf(dict['ProgramArguments'])?.[0], 1024) ?? null,
    account: plistText(dict['UserName'], 255) ?? null,
    disabled: plistFlag(dict['Disabled']) ?? false,
    atLoad: plistFlag(dict['RunAtLoad']) === true || plistFlag(keepAlive) === true || dictOf(keepAlive) !== undefined || dict['StartInterval'] !== undefined || dict['StartCalendarInterval'] !== undefined,
    isAgent: path.includes('/LaunchAgents/'),
  };
}
