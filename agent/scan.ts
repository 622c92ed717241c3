import type { Reason } from '../wire/reasons.ts';
import type { Missing, SectionStatus } from '../wire/section.ts';
import type { SectionName } from '../wire/sections/list.ts';
import { sha256 } from '../wire/snapshot.ts';
import type { Target } from '../wire/snapshot.ts';
import { written } from './content.ts';
import { sectionBounds } from './facts/bounds.ts';
import type { FactModule, FactSettings, ParseContext, Parsed, Platform, PlatformFact } from './facts/fact.ts';
import type { Answered, Host } from './host/host.ts';
import type { Sources } from './host/source.ts';
import { printed } from './sources.ts';

/** What the town's own settings allow, and where a crash of a parser is told. */
export interface ScanOptions {
  /** Sections that the town switched off: reported as skipped, never read. */
  readonly skip: readonly SectionName[];
  readonly settings: FactSettings;
  /** Told of a parser that threw, which is our bug; the section is `failed`, the others are unaffected. */
  readonly log?: (message: string) => void;
}

/** One section of a scan. `content` and `digest` are there for `ok` and `partial`, `reason` and `detail` for `failed` and `skipped`. */
export interface ScannedSection {
  readonly status: SectionStatus;
  readonly reason?: Reason;
  readonly detail?: string;
  readonly version: number;
  /** The bytes that are hashed, sent and kept: `{data, missing, section, version}` as JSON with sorted keys. */
  readonly content?: Buffer;
  /** SHA-256 of `content`, hex. */
  readonly digest?: string;
  /** What is missing in the content, as it stands there. */
  readonly missing: readonly Missing[];
  readonly startedAt: string;
  readonly durationMs: number;
  /** What answered or refused to, as declared: paths, patterns and command lines. What was looked for and is not there stands in the agent's own list. */
  readonly sources: readonly string[];
}

/** All that one scan of one target saw. Sections stand in the order of the modules. */
export interface Scan {
  /** What was scanned; absent: the machine the agent runs on. */
  readonly target?: Target;
  /** Of the machine that asked, where the target is none. */
  readonly platform: Platform;
  readonly privileged: boolean;
  readonly bootId: string | null;
  readonly startedAt: string;
  readonly sections: Readonly<Partial<Record<SectionName, ScannedSection>>>;
}

type Data = Readonly<Record<string, unknown>>;

/** A section that this platform has a reader for, erased to what the scan needs of it. */
export interface Selected {
  readonly module: FactModule;
  readonly reader: PlatformFact<Data>;
}

interface Surroundings {
  readonly host: Host;
  readonly context: ParseContext;
  readonly options: ScanOptions;
}

/**
 * Reads and parses all sections of one machine. Never rejects for what the machine is or holds: a section that cannot
 * be read is `failed` or `partial` with a reason, and its siblings are unaffected.
 */
export async function scan(host: Host, modules: readonly FactModule[], options: ScanOptions): Promise<Scan> {
  const { platform, privileged, bootId } = host;
  const context: ParseContext = { now: host.now(), privileged, settings: options.settings };
  const selected = selectedOf(modules, platform, options.skip);
  const read = await readRounds(host, selected, context);
  const sections = modules.map((module): [SectionName, ScannedSection] => {
    if (options.skip.includes(module.name)) return [module.name, skipped(module, 'switched-off', context.now)];
    const [reader, answered] = [module[platform], read[module.name]];
    if (!reader || !answered) return [module.name, skipped(module, 'not-this-platform', context.now)];
    return [module.name, parsed({ module, reader }, answered, { host, context, options })];
  });
  return { platform, privileged, bootId, startedAt: context.now, sections: Object.fromEntries(sections) };
}

/** The sections that this platform has a reader for and the town did not switch off. */
export function selectedOf(modules: readonly FactModule[], platform: Platform, skip: readonly SectionName[]): Selected[] {
  return modules.flatMap((module) => {
    const reader = module[platform];
    return reader && !skip.includes(module.name) ? [{ module, reader }] : [];
  });
}

/** What was declared and what was answered in both rounds, and the crash of the declaration of the second. */
export interface ReadSection extends Answered {
  readonly sources: Sources;
  readonly crash?: string;
}

/** Reads what the sections declare, and once more what the answers of the first round name. */
export async function readRounds(
  host: Host,
  selected: readonly Selected[],
  context: ParseContext,
): Promise<Readonly<Record<string, ReadSection>>> {
  const first = Object.fromEntries(selected.map(({ module, reader }) => [module.name, reader.sources(context.settings)]));
  const answered = await host.read(first);
  const named = selected.map(({ module, reader }) => {
    const answers = answered[module.name]?.answers ?? {};
    return [module.name, guarded(() => reader.more?.sources(answers, context) ?? {})] as const;
  });
  const second = Object.fromEntries(named.flatMap(([name, { value }]) => (value && Object.keys(value).length > 0 ? [[name, value]] : [])));
  const further: Readonly<Record<string, Answered>> = Object.keys(second).length > 0 ? await host.read(second) : {};
  return Object.fromEntries(
    named.flatMap(([name, { crash }]) => {
      const [one, two] = [answered[name], further[name]];
      if (!one) return [];
      const answers = { ...one.answers, ...two?.answers };
      const durationMs = one.durationMs + (two?.durationMs ?? 0);
      const sources = { ...first[name], ...second[name] };
      return [[name, { answers, startedAt: one.startedAt, durationMs, sources, ...(crash === undefined ? {} : { crash }) }]];
    }),
  );
}

function parsed({ module, reader }: Selected, read: ReadSection, { host, context, options }: Surroundings): ScannedSection {
  const { name, version } = module;
  const begun = host.monotonicMs();
  const { value, crash } = read.crash === undefined ? guarded(() => reader.parse(read.answers, context)) : { value: undefined, crash: read.crash };
  if (crash !== undefined) options.log?.(`section ${name}: its reader failed, which is our bug: ${crash}`);
  const result: Parsed<Data> = value ?? { failed: 'unreadable', detail: `the reader failed: ${crash}` };
  return contentOf({ name, version }, result, { startedAt: read.startedAt, durationMs: read.durationMs + host.monotonicMs() - begun, sources: answeredSources(read) });
}

/** The section that a reader's result becomes: its content within the bounds of the section, or why there is none. */
export function contentOf(
  { name, version }: { readonly name: SectionName; readonly version: number },
  result: Parsed<Data>,
  timing: Pick<ScannedSection, 'startedAt' | 'durationMs' | 'sources'>,
): ScannedSection {
  const content = 'data' in result ? written({ section: name, version }, result.data, result.missing, sectionBounds[name]) : undefined;
  const about = { version, ...timing };
  if (content) {
    const { bytes, missing } = content;
    return { status: missing.length > 0 ? 'partial' : 'ok', content: bytes, digest: sha256(bytes), missing, ...about };
  }
  const { failed, detail } = 'failed' in result ? result : { failed: 'too-large' as const, detail: `more than ${sectionBounds[name].maxBytes} bytes` };
  // A reader that finds itself on somebody else's network did what it was told: it looked away.
  return { status: failed === 'foreign-network' ? 'skipped' : 'failed', reason: failed, detail, missing: [], ...about };
}

/** A statement names what it rests on; a list of all that this machine lacks would be most of its size. */
function answeredSources({ sources, answers }: ReadSection): string[] {
  const present = Object.entries(sources).filter(([name]) => {
    const answer = answers[name];
    if (answer?.kind === 'one') return answer.reading.state !== 'absent';
    return answer !== undefined && (answer.entries.length > 0 || answer.incomplete !== undefined);
  });
  return present.map(([, source]) => printed(source));
}

function skipped({ version }: FactModule, reason: Reason, startedAt: string): ScannedSection {
  return { status: 'skipped', reason, version, missing: [], startedAt, durationMs: 0, sources: [] };
}

/** Runs code that works on what a hostile machine said; its crash becomes one line. */
function guarded<T>(work: () => T): { readonly value?: T; readonly crash?: undefined } | { readonly value?: undefined; readonly crash: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { crash: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
