import type { Target, SnapshotPredicate } from '../wire/snapshot.ts';
import type { Attestation } from './attestation.ts';
import type { TownList } from './list.ts';
import type { Finding } from './outcome.ts';
import type { Register } from './register.ts';
import type { Dispute, FindingResponse, Plan, Waiver } from './waiver.ts';

/** Kinds of asset; the class decides which rules ask it and how long it may stay silent. */
export const assetClasses = ['workstation', 'laptop', 'server', 'hypervisor', 'network-device', 'printer', 'domain', 'other'] as const;
export type AssetClass = (typeof assetClasses)[number];

/** One asset of the roster: everything known to exist, whether it reports or not. */
export interface RosterAsset {
  readonly id: string;
  readonly class: AssetClass;
  /** `measured` from the machine itself or `stated` by a person. */
  readonly classBasis: 'measured' | 'stated' | 'assumed';
  readonly label: string;
  readonly department: string | null;
  /** Who says so: a person, or a rule of the register about names, networks or units of the directory. */
  readonly departmentBy?: 'stated' | 'name' | 'network' | 'unit' | 'list';
  readonly tags: readonly string[];
  readonly state: 'expected' | 'active' | 'silent' | 'spare' | 'retired' | 'out-of-scope';
  readonly firstSeen: string;
  readonly lastSeen: string | null;
  /** Days within which it must report. */
  readonly expectedEveryDays: number;
  /** True while two machines speak with its key: then it decides nothing. */
  readonly cloned: boolean;
  readonly possibleDuplicateOf: readonly string[];
  /** What it says, or a list says, of its identity: rows of lists are matched by these. Lower case. */
  readonly identity: { readonly serials: readonly string[]; readonly macs: readonly string[]; readonly names: readonly string[] };
}

/** A stored statement as judgement reads it: the signed predicate, and what the collector noted when it came. */
export interface InputStatement {
  readonly receipt: string;
  readonly asset: string;
  readonly target: Target;
  readonly predicate: SnapshotPredicate;
  /** SHA-256 (hex) of the statement's payload. */
  readonly digest: string;
  readonly receivedAt: string;
  /** Agent clock minus collector clock when it was received, in seconds. */
  readonly clockOffsetSeconds: number;
}

/** What people may state and have not: spread into an input about machines alone. */
export const nothingStated = { register: null, lists: [], attestations: [], waivers: [], plans: [], disputes: [], responses: [] } as const satisfies Partial<EvaluationInput>;

/** A named document that took part, by content. */
export interface InputDocument {
  readonly name: string;
  readonly digest: string;
  /** For a catalog: the day on which what it says was last checked. */
  readonly asOf?: string;
}

/** A value for the parameter of a rule, set above the packs. */
export interface ParameterOverride {
  readonly rule: string;
  readonly parameter: string;
  readonly value: unknown;
  readonly level: 'msp' | 'state' | 'town' | 'department' | 'tag';
  /** The department or the tag. */
  readonly target?: string;
  readonly author: string;
  readonly reason: string;
  /** Day it was set. */
  readonly date: string;
}

/**
 * All that judgement reads: evaluation is a pure function of this one object. The same object gives the same bytes,
 * on any machine, in any order of its lists; an exported bundle is this object on disk.
 */
export interface EvaluationInput {
  readonly schema: 'townwatch-evaluation-input/1';
  readonly town: { readonly id: string; readonly name: string; readonly timeZone: string; readonly fiscalYearStartMonth: number };
  /** The instant of judgement, RFC 3339 UTC. The only clock. */
  readonly asOf: string;
  /** Version of the engine that judged. */
  readonly engine: string;
  readonly roster: readonly RosterAsset[];
  /** The newest statements per asset and target; older ones only where they still hold the newest content of a section. */
  readonly statements: readonly InputStatement[];
  /** Contents by digest: the parsed JSON of `{section, version, data, missing}` as signed; the digest is over the agent's bytes. */
  readonly contents: Readonly<Record<string, unknown>>;
  /** Parameter values set above the packs, closest level first. */
  readonly profile: { readonly parameters: readonly ParameterOverride[] };
  /** What the town states of itself, and since when; null: it has never said anything. */
  readonly register: { readonly by: string; readonly at: string; readonly data: Register } | null;
  /** The newest list of each kind. */
  readonly lists: readonly TownList[];
  /** The newest answer to each question. */
  readonly attestations: readonly Attestation[];
  readonly waivers: readonly Waiver[];
  readonly plans: readonly Plan[];
  readonly disputes: readonly Dispute[];
  readonly responses: readonly FindingResponse[];
  readonly previous: readonly Finding[];
  /** Rules, packs and catalogs that were loaded, by digest: evaluation pins them. */
  readonly documents: readonly InputDocument[];
}
