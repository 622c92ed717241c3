import type { SectionName } from '../wire/sections/list.ts';
import type { FactModule, FactSettings, ParseContext, Platform } from './facts/fact.ts';
import type { Answered, Host } from './host/host.ts';
import type { Answer, Answers, Source, Sources } from './host/source.ts';
import { readRounds, scan, selectedOf } from './scan.ts';
import type { Scan, ScanOptions } from './scan.ts';
import { scrubbed } from './scrub/scrub.ts';
import { printed } from './sources.ts';

/** All that the sources of one machine answered in one scan, so that the scan can be repeated elsewhere. */
export interface Recording {
  /** Version of this form. */
  readonly recording: 1;
  readonly platform: Platform;
  readonly privileged: boolean;
  readonly bootId: string | null;
  /** The clock of the machine, RFC 3339 UTC: parsers of a replay are told this time. */
  readonly now: string;
  readonly skip: readonly SectionName[];
  readonly settings: FactSettings;
  /** By section, then by the name of the source; of both rounds. */
  readonly sections: Readonly<Record<string, Readonly<Record<string, RecordedSource>>>>;
}

/** One source and its answer. */
export interface RecordedSource {
  /** The source as it is printed. */
  readonly reads: string;
  readonly encoding?: 'base64';
  readonly answer: Answer;
}

/**
 * Reads a machine and keeps the answers instead of the facts, scrubbed of names, addresses and secrets.
 * A scan from this recording gives the same contents, byte for byte, wherever it is replayed.
 */
export async function record(host: Host, modules: readonly FactModule[], options: ScanOptions): Promise<Recording> {
  return scrubbed(await recorded(host, modules, options));
}

/** What {@link record} keeps before anything is scrubbed from it. Never leaves the machine. */
export async function recorded(host: Host, modules: readonly FactModule[], { skip, settings }: ScanOptions): Promise<Recording> {
  const { platform, privileged, bootId } = host;
  const context: ParseContext = { now: host.now(), privileged, settings };
  const read = await readRounds(host, selectedOf(modules, platform, skip), context);
  const sections = Object.entries(read).map(([name, { sources, answers }]) => [name, kept(sources, answers)]);
  return { recording: 1, platform, privileged, bootId, now: context.now, skip, settings, sections: Object.fromEntries(sections) };
}

function kept(sources: Sources, answers: Answers): Record<string, RecordedSource> {
  const entries = Object.entries(sources).flatMap(([name, source]) => {
    const answer = answers[name];
    const encoding = 'encoding' in source && source.encoding === 'base64' ? { encoding: source.encoding } : {};
    return answer ? [[name, { reads: printed(source), ...encoding, answer }] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The scan of a recorded machine. The same recording and modules give the same contents everywhere. */
export function replay(recording: Recording, modules: readonly FactModule[], log?: ScanOptions['log']): Promise<Scan> {
  const { skip, settings } = recording;
  return scan(recordedHost(recording), modules, { skip, settings, ...(log ? { log } : {}) });
}

/** A host that answers from a recording; what an older agent did not ask is not known. Its clocks stand still. */
export function recordedHost(recording: Recording): Host {
  const { platform, privileged, bootId, now } = recording;
  const read = (wanted: Readonly<Record<string, Sources>>) => {
    const sections = Object.entries(wanted).map(([section, sources]): [string, Answered] => {
      const known = recording.sections[section] ?? {};
      const answers = Object.entries(sources).map(([name, source]) => [name, known[name]?.answer ?? unasked(source)]);
      return [section, { answers: Object.fromEntries(answers), startedAt: now, durationMs: 0 }];
    });
    return Promise.resolve(Object.fromEntries(sections));
  };
  return { platform, privileged, bootId, now: () => now, monotonicMs: () => 0, read };
}

function unasked(source: Source): Answer {
  const why = { reason: 'agent-too-old', detail: `${printed(source)} is not in the recording` } as const;
  const isMany = 'pattern' in source || source.kind === 'registry';
  return isMany ? { kind: 'many', entries: [], incomplete: why } : { kind: 'one', reading: { state: 'failed', ...why } };
}

/**
 * Takes the text of a recording file.
 * @throws Error in one line, for text that is no recording of this version.
 */
export function recordingOf(text: string): Recording {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('the file is no recording: it is not JSON; make one with "townwatch-agent record"');
  }
  const it = isObject(value) ? value : {};
  if (it['recording'] !== 1)
    throw new Error(`the file is no recording of version 1, but of ${JSON.stringify(it['recording'] ?? 'none')}; make one with "townwatch-agent record"`);
  const settings = it['settings'];
  const fits =
    ['linux', 'windows', 'macos'].includes(String(it['platform'])) &&
    typeof it['privileged'] === 'boolean' &&
    typeof it['now'] === 'string' &&
    !Number.isNaN(Date.parse(it['now'])) &&
    Array.isArray(it['skip']) &&
    isObject(settings) &&
    Array.isArray(settings['repositories']) &&
    Array.isArray(settings['networks']) &&
    isObject(it['sections']) &&
    Object.values(it['sections']).every((section) => isObject(section) && Object.values(section).every(isRecordedSource));
  if (!fits) throw new Error('the recording is torn: a part of it is missing or of another kind; make a new one with "townwatch-agent record"');
  return value as Recording;
}

function isRecordedSource(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['answer'])) return false;
  const { kind, reading, entries } = value['answer'];
  if (kind === 'one') return isReading(reading);
  return kind === 'many' && Array.isArray(entries) && entries.every((entry) => isObject(entry) && typeof entry['path'] === 'string' && isReading(entry['reading']));
}

function isReading(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { state, text, reason, detail } = value;
  return state === 'absent' || (state === 'read' && typeof text === 'string') || (state === 'failed' && typeof reason === 'string' && typeof detail === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
