import type { Reason } from '../../wire/reasons.ts';
import type { Missing } from '../../wire/section.ts';
import type { SectionData, SectionName, SectionVersion } from '../../wire/sections/list.ts';
import type { Answers, Sources } from '../host/source.ts';

export type Platform = 'linux' | 'windows' | 'macos';

/** What a parser may know besides its answers. Nothing here reads the machine. */
export interface ParseContext {
  /** Clock of the machine at the start of the scan, RFC 3339 UTC. */
  readonly now: string;
  readonly privileged: boolean;
  readonly settings: FactSettings;
}

/** The part of the agent's own settings that parsers and sources may use. */
export interface FactSettings {
  /** Backup repositories named by the town: asked through the tool (grade "listed") or dated from disk ("seen"). */
  readonly repositories: readonly { readonly product: 'restic' | 'borg'; readonly location: string; readonly passwordFile?: string }[];
  /** Networks that belong to the town, as address and prefix length. On another network nobody's neighbors are read. */
  readonly networks: readonly string[];
  /** The agent's own state folder, where results of drills stand; absent when another computer is read. */
  readonly state?: string;
}

/**
 * What a parser says: facts with the parts it could not read, or a refusal. Never a throw, never an invented default.
 * `absent` readings become `null` or an empty list, `failed` readings become `missing`.
 */
export type Parsed<Data> =
  | { readonly data: Data; readonly missing: readonly Missing[] }
  | { readonly failed: Reason; readonly detail: string };

/** How one section is read on one platform: declared sources, and a pure parser over their text. */
export interface PlatformFact<Data> {
  /** What is read, given the agent's settings. Pure; the same settings give the same list. */
  readonly sources: (settings: FactSettings) => Sources;
  /**
   * A second round, for paths that a file of the first round names (Include lines, mount points). Pure.
   * `follows` says in words what is followed, for the printed list of sources.
   */
  readonly more?: { readonly follows: string; readonly sources: (answers: Answers, context: ParseContext) => Sources };
  readonly parse: (answers: Answers, context: ParseContext) => Parsed<Data>;
}

/** One section as the agent gathers it. */
export interface FactModule<Name extends SectionName = SectionName> {
  readonly name: Name;
  readonly version: SectionVersion<Name>;
  readonly linux?: PlatformFact<SectionData<Name>>;
  readonly windows?: PlatformFact<SectionData<Name>>;
  readonly macos?: PlatformFact<SectionData<Name>>;
}
