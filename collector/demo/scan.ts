import type { KeyObject } from 'node:crypto';
import { compressContent, encodeBody } from '../../wire/frame.ts';
import type { Frame } from '../../wire/frame.ts';
import { buildStatement, keyidOf, sealStatement } from '../../wire/seal.ts';
import { sections as wireSections, domainSections } from '../../wire/sections/list.ts';
import type { SectionName } from '../../wire/sections/list.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import type { Content, SectionReport, SnapshotPredicate, Target } from '../../wire/snapshot.ts';
import { asSynthetic } from '../../wire/synthetic.ts';
import type { Facts, SectionOutcome } from './machine.ts';

/** Version by which every snapshot of a demo says of itself, signed, that nothing of it is real. */
export const demoVersion = asSynthetic('0.1.0');

/** One look at one target, before it is signed. */
export interface Scan {
  readonly target: Target;
  readonly platform: SnapshotPredicate['platform'];
  readonly privileged: boolean;
  readonly agentVersion: string;
  /** The machine's clock. */
  readonly wallTime: string;
  readonly sections: Readonly<Record<string, SectionOutcome>>;
}

/** What an agent knows when it seals. */
export interface Sealing {
  readonly agent: string;
  readonly town: string;
  readonly privateKey: KeyObject;
  readonly incarnation: string;
  readonly sequence: number;
  readonly previous: string | null;
  readonly epoch: string | null;
  readonly dropped: number;
  /** Digests that the collector has from this agent. */
  readonly known: ReadonlySet<string>;
}

/** A scan as it goes over the wire. */
export interface Sealed {
  readonly body: Buffer;
  /** With every content, for a collector that lacks some. */
  readonly whole: () => Buffer;
  /** Digest of the statement. */
  readonly digest: string;
  readonly contents: readonly string[];
}

/** All sections of a computer that were read whole. */
export function readWhole(facts: Facts): Record<string, SectionOutcome> {
  return Object.fromEntries(Object.entries(facts).map(([name, data]) => [name, { status: 'ok' as const, data, missing: [] }]));
}

/** Sections that every computer has. */
export const computerSections = (Object.keys(wireSections) as SectionName[]).filter((name) => !(domainSections as readonly string[]).includes(name));

/** Signs a scan. */
export function sealed(scan: Scan, sealing: Sealing): Sealed {
  const frames = new Map<string, Frame>();
  const reports = Object.fromEntries(
    Object.entries(scan.sections).map(([name, section]): [string, SectionReport] => {
      const version = wireSections[name as SectionName].version;
      const about = { status: section.status, version, startedAt: scan.wallTime, durationMs: 40, sources: ['synthetic example'], ...(section.reason === undefined ? {} : { reason: section.reason }), ...(section.detail === undefined ? {} : { detail: section.detail }) };
      if (section.data === undefined) return [name, about];
      const content: Content = { section: name, version, data: section.data, missing: section.missing };
      const bytes = Buffer.from(sortedJson(content));
      const frame = compressContent(bytes);
      frames.set(frame.digest, frame);
      return [name, { ...about, digest: frame.digest, bytes: bytes.length }];
    }),
  );
  const { target, platform, privileged, agentVersion, wallTime } = scan;
  const { agent, town, privateKey, incarnation, sequence, previous, epoch, dropped, known } = sealing;
  const statement = buildStatement({ agent, town, target, incarnation, sequence, previous, bootId: null, wallTime, monotonicMs: sequence * 1000, epoch, agentVersion, platform, privileged, oneOff: false, dropped, sections: reports });
  const envelope = sealStatement(statement, privateKey, keyidOf(privateKey));
  const all = [...frames.values()];
  return { body: encodeBody(envelope, all.filter(({ digest }) => !known.has(digest))), whole: () => encodeBody(envelope, all), digest: sha256(Buffer.from(envelope.payload, 'base64')), contents: [...frames.keys()] };
}
