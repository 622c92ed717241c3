import type { FactModule, FactSettings, Platform } from '../../agent/facts/fact.ts';
import type { Host } from '../../agent/host/host.ts';
import type { Answers, Sources } from '../../agent/host/source.ts';
import { recorded } from '../../agent/recording.ts';
import type { Recording } from '../../agent/recording.ts';
import type { SectionName } from '../../wire/sections/list.ts';

/** A whole machine, described by hand after captures of real ones: what it answers, and what a scan of it has to say. */
export interface RecordedMachine {
  /** Such as `windows-11-entra`. */
  readonly name: string;
  readonly platform: Platform;
  /** What it is like, in one sentence, and where its values were seen. */
  readonly about: string;
  readonly answersTo: (sources: Sources) => Answers;
  /** Facts by `section.path`, list items by `name=…`; see facts-at.ts. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** Facts that this machine does not tell, by section and path, with the reason; all others have to be there. */
  readonly gaps: Readonly<Partial<Record<SectionName, Readonly<Record<string, string>>>>>;
}

/** Text that stands wherever a secret could, and must never leave a parser. */
export const canary = 'CANARY-31f0';

/** The clock of every recorded machine. */
const now = '2026-11-22T01:00:00.000Z';

export const settings: FactSettings = { repositories: [], networks: ['192.0.2.0/24'] };

/** The host that answers as this machine would. */
export function hostOf({ platform, answersTo }: Pick<RecordedMachine, 'platform' | 'answersTo'>): Host {
  const read: Host['read'] = (wanted) =>
    Promise.resolve(Object.fromEntries(Object.entries(wanted).map(([section, sources]) => [section, { answers: answersTo(sources), startedAt: now, durationMs: 0 }])));
  return { platform, privileged: true, bootId: '1', now: () => now, monotonicMs: () => 0, read };
}

/** What `record` keeps of it, before anything is scrubbed. */
export function recordingOfMachine(machine: Pick<RecordedMachine, 'platform' | 'answersTo'>, modules: readonly FactModule[]): Promise<Recording> {
  return recorded(hostOf(machine), modules, { skip: [], settings });
}
