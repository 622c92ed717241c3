import type { KeyObject } from 'node:crypto';
import { bounds, sha256 } from '../../wire/snapshot.ts';
import type { SectionReport, SnapshotPredicate, Target } from '../../wire/snapshot.ts';
import { compressContent, encodeBody } from '../../wire/frame.ts';
import type { Frame } from '../../wire/frame.ts';
import { buildStatement, keyidOf, sealStatement } from '../../wire/seal.ts';
import type { Scan, ScannedSection } from '../scan.ts';

/** Who says it, and everything of the statement that is not in the scan. */
export interface Sealing extends Pick<SnapshotPredicate, 'agent' | 'town' | 'incarnation' | 'sequence' | 'previous' | 'epoch' | 'dropped' | 'oneOff' | 'agentVersion' | 'wallTime' | 'monotonicMs'> {
  readonly key: KeyObject;
}

/** A snapshot as it is spooled: the whole body, and the digest of the payload that was signed. */
export interface Sealed {
  readonly body: Buffer;
  readonly digest: string;
}

/** Letters of a detail; a path of a hostile folder can be longer than the statement may be. */
const mostDetail = 1024;
const local: Target = { kind: 'local', id: 'local' };

/**
 * Signs what a scan saw, of this machine or of the target it names. Cannot fail on what the contents hold.
 * @param told digests of contents that the collector has with a statement of ours that names their sources: they are not
 * named again, since their list would be half of an unchanged night
 */
export function sealScan(scan: Scan, sealing: Sealing, told: ReadonlySet<string> = new Set()): Sealed {
  const sections = new Map(Object.entries(scan.sections));
  const frames = new Map([...sections].flatMap(([name, { content }]) => (content ? [[name, compressContent(content)]] : [])));
  for (let largest = tooMuch(frames); largest !== undefined; largest = tooMuch(frames)) {
    sections.set(largest, withoutContent(sections.get(largest)!, frames.get(largest)!));
    frames.delete(largest);
  }
  const { platform, privileged, bootId } = scan;
  const reports = Object.fromEntries([...sections].map(([name, section]) => [name, reportOf(section, told)]));
  return seal({ target: scan.target ?? local, platform, privileged, bootId, sections: reports }, [...frames.values()], sealing);
}

/** Signs anew what was sealed before: the same sections and contents under another number and history. */
export function resealed(predicate: SnapshotPredicate, frames: readonly Frame[], sealing: Sealing): Sealed {
  return seal(predicate, frames, sealing);
}

type Seen = Pick<SnapshotPredicate, 'target' | 'platform' | 'privileged' | 'bootId' | 'sections'>;

function seal({ target, platform, privileged, bootId, sections }: Seen, frames: readonly Frame[], { key, ...said }: Sealing): Sealed {
  const statement = buildStatement({ ...said, target, platform, privileged, bootId, sections });
  const envelope = sealStatement(statement, key, keyidOf(key));
  return { body: encodeBody(envelope, frames), digest: sha256(Buffer.from(envelope.payload, 'base64')) };
}

/** The section with the largest frame when all of them together would not pass the door; room is left for the envelope. */
function tooMuch(frames: ReadonlyMap<string, Frame>): string | undefined {
  const sizes = [...frames].map(([name, { frame }]) => ({ name, size: frame.length + 36 })).sort((a, b) => b.size - a.size);
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  return total > bounds.compressed - bounds.envelope ? sizes[0]?.name : undefined;
}

function withoutContent({ content: _content, digest: _digest, ...section }: ScannedSection, { frame }: Frame): ScannedSection {
  return { ...section, status: 'failed', reason: 'too-large', detail: `${frame.length} bytes compressed` };
}

function reportOf({ content, missing: _missing, detail, ...section }: ScannedSection, told: ReadonlySet<string>): SectionReport {
  const short = detail?.slice(0, mostDetail).toWellFormed();
  const sources = section.digest !== undefined && told.has(section.digest) ? [] : section.sources;
  return { ...section, sources, ...(short === undefined ? {} : { detail: short }), ...(content ? { bytes: content.length } : {}) };
}
