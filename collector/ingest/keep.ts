import type { Receipt } from '../../wire/receipt.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import type { SnapshotPredicate } from '../../wire/snapshot.ts';
import { identify } from '../assets/identify.ts';
import { agentOf, updateAgent } from '../store/agents.ts';
import type { AssetTarget } from '../store/assets.ts';
import type { AuditEntry } from '../store/audit-log.ts';
import { firstSealedAfter, generationOf, heldDigests, insertContents, insertStatement, newestOf, setNewest, statementsAt } from '../store/statements.ts';
import type { AgentRow, Store } from '../store/tables.ts';
import { newId } from '../world.ts';
import type { World } from '../world.ts';
import type { OpenedSnapshot } from './open.ts';

/** A checked snapshot of a known agent, waiting to be stored. */
export interface Arrival {
  readonly town: string;
  readonly agent: string;
  readonly snapshot: OpenedSnapshot;
  /** When its last byte was there, by the collector's clock. */
  readonly receivedAt: Date;
  /** The sender's clock when it sent, from the `Date` header; absent for a file. Against `wallTime` it tells how long the snapshot waited. */
  readonly sentAt?: Date;
  /** `snapshot-imported` when a person brought the file. */
  readonly action: 'snapshot-stored' | 'snapshot-imported';
}

/** What became of an arrival. */
export type Kept =
  | { readonly kind: 'stored' | 'repeated'; readonly receipt: string; readonly behind: boolean; readonly last: Receipt['last']; readonly changed: boolean }
  | { readonly kind: 'need'; readonly need: readonly string[] }
  | { readonly kind: 'cloned' };

/** What keeping needs beside the store. */
export interface Keeping {
  readonly world: World;
  /** Takes what has to stand in the audit log; the caller appends it in the same transaction. */
  readonly audit: (entry: AuditEntry) => void;
}

/**
 * Stores one snapshot, within the transaction of its caller.
 *
 * The number of a statement is (incarnation, sequence). The same statement again changes nothing. Another one with a number
 * that is taken is kept beside the first, and the agent counts as cloned. One that comes late is kept as history and never
 * replaces what is newer; incarnations rank in the order in which the collector met them.
 */
export async function keepSnapshot(store: Store, arrival: Arrival, { world, audit }: Keeping): Promise<Kept> {
  const { town, agent: id, snapshot } = arrival;
  const { predicate } = snapshot.statement;
  const agent = await agentOf(store, town, id);
  if (!agent) throw new Error(`agent ${id} is not stored although it came through the door`);
  const taken = await statementsAt(store, { town, agent: id, incarnation: predicate.incarnation, sequence: predicate.sequence });
  const same = taken.find(({ digest }) => digest === snapshot.digest);
  if (same?.status === 'conflict') return { kind: 'cloned' };
  if (same) return { kind: 'repeated', receipt: same.receipt, behind: same.status === 'history', last: lastOf(agent), changed: false };

  const need = await lacking(store, arrival);
  if (need.length > 0) return { kind: 'need', need };

  const generation = await rankOf(store, agent, predicate.incarnation);
  const late = isBefore({ generation, sequence: predicate.sequence }, agent);
  const status = taken.length > 0 ? 'conflict' : late ? 'history' : 'current';
  const place: Place = { generation, status, receipt: newId(world) };
  const changed = await write(store, arrival, { agent, place, world });
  const detail = { receipt: place.receipt, digest: snapshot.digest, status };
  const at = arrival.receivedAt.toISOString();
  audit({ at, town, actor: `agent:${id}`, action: arrival.action, detail });
  const cloned = status === 'conflict' || (await speaksBeside(store, arrival, { agent, generation }));
  if (cloned && agent.cloned === 0) {
    await updateAgent(store, town, id, { cloned: 1 });
    audit({ at, town, actor: 'collector', action: 'agent-cloned', detail: { agent: id } });
  }
  if (status === 'conflict') return { kind: 'cloned' };
  const last = late ? lastOf(agent) : { incarnation: predicate.incarnation, sequence: predicate.sequence, digest: snapshot.digest };
  return { kind: 'stored', receipt: place.receipt, behind: late, last, changed };
}

interface Place {
  readonly generation: number;
  readonly status: 'current' | 'history' | 'conflict';
  readonly receipt: string;
}

/** Rank of an incarnation: the present one of the agent, one it had before, or a new one. */
async function rankOf(store: Store, { town, id, incarnation, generation }: AgentRow, wanted: string): Promise<number> {
  if (wanted === incarnation && generation !== null) return generation;
  return (await generationOf(store, town, id, wanted)) ?? (generation ?? 0) + 1;
}

/** Digests that the statement names, that did not come along, and that this very agent never sent: nothing else counts as held. */
async function lacking(store: Store, { town, agent, snapshot }: Arrival): Promise<string[]> {
  const came = new Set(snapshot.contents.map(({ digest }) => digest));
  const wanted = snapshot.statement.subject.map(({ digest }) => digest.sha256).filter((digest) => !came.has(digest));
  const held = await heldDigests(store, town, agent, wanted);
  return wanted.filter((digest) => !held.has(digest));
}

/** Writes everything an arrival leaves behind. @returns whether what is known of the target changed */
async function write(store: Store, arrival: Arrival, { agent, place, world }: { agent: AgentRow; place: Place; world: World }): Promise<boolean> {
  const { town, snapshot, receivedAt } = arrival;
  const { predicate } = snapshot.statement;
  const at = receivedAt.toISOString();
  const target: AssetTarget = { town, agent: agent.id, target_kind: predicate.target.kind, target_id: predicate.target.id };
  const before = await newestOf(store, target);
  const newer = place.status === 'conflict' ? new Map<string, string>() : advancing(before, predicate, place.generation);
  const facts = factsOf(predicate);
  const isNewest = newer.has('');
  await insertContents(store, snapshot.contents.map(({ digest, section, bytes, frame }) => ({ town, agent: agent.id, digest, section, bytes, frame })));
  const asset = await identify(store, { target, agent, before: new Map(before.map((row) => [row.section, row.digest])), newer, at: isNewest ? at : null }, world);
  await insertStatement(store, {
    ...target,
    incarnation: predicate.incarnation,
    sequence: predicate.sequence,
    digest: snapshot.digest,
    receipt: place.receipt,
    generation: place.generation,
    asset,
    facts,
    envelope: snapshot.envelope,
    sealed_at: new Date(predicate.wallTime).toISOString(),
    received_at: at,
    clock_offset_seconds: clockOffset(arrival),
    status: place.status,
  });
  await setNewest(store, target, newer, place.receipt);
  if (place.status === 'current') await moveOn(store, arrival, place.generation);
  return isNewest ? before.find(({ section }) => section === '')?.facts !== facts : newer.size > 0;
}

/** By how many seconds the sender's clock is ahead. A snapshot that waited for a network does not make the clock wrong. */
function clockOffset({ sentAt, receivedAt }: Arrival): number {
  return sentAt === undefined ? 0 : Math.round((sentAt.getTime() - receivedAt.getTime()) / 1000);
}

interface Order {
  readonly generation: number;
  readonly sequence: number;
}

function isBefore(one: Order, other: { readonly generation: number | null; readonly sequence: number | null }): boolean {
  if (other.generation === null || other.sequence === null) return false;
  return one.generation === other.generation ? one.sequence < other.sequence : one.generation < other.generation;
}

/** The sections for which this statement is now the newest of its target, with their digests; `''` when it is the newest of all. */
function advancing(before: Awaited<ReturnType<typeof newestOf>>, predicate: SnapshotPredicate, generation: number): Map<string, string> {
  const place = new Map(before.map((row) => [row.section, row]));
  const contents = Object.entries(predicate.sections).flatMap(([name, { digest }]) => (digest === undefined ? [] : [[name, digest] as const]));
  const all: readonly (readonly [string, string])[] = [['', ''], ...contents];
  return new Map(
    all.filter(([section]) => {
      const newest = place.get(section);
      return newest === undefined || isBefore(newest, { generation, sequence: predicate.sequence });
    }),
  );
}

/** Digest of all that a statement says of the machine: the same night after night when nothing changed. */
function factsOf({ sections, target, privileged, agentVersion }: SnapshotPredicate): string {
  const said = Object.entries(sections).map(([name, { status, reason, digest, version }]) => [name, status, reason, digest, version]);
  return sha256(sortedJson({ said: said.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)), target, privileged, agentVersion }));
}

async function moveOn(store: Store, { town, agent, snapshot, receivedAt }: Arrival, generation: number): Promise<void> {
  const { incarnation, sequence, agentVersion, platform } = snapshot.statement.predicate;
  const last = { incarnation, generation, sequence, last_digest: snapshot.digest, last_received_at: receivedAt.toISOString() };
  await updateAgent(store, town, agent, { ...last, version: agentVersion, platform });
}

/**
 * Whether an agent that already went on to a later incarnation still seals in this one: then two machines speak with one key.
 * A late delivery is none of that, since it was sealed before the later incarnation began.
 */
async function speaksBeside(store: Store, { town, snapshot }: Arrival, { agent, generation }: { agent: AgentRow; generation: number }): Promise<boolean> {
  if (agent.generation === null || generation >= agent.generation) return false;
  const later = await firstSealedAfter(store, town, agent.id, generation);
  return later !== undefined && Date.parse(snapshot.statement.predicate.wallTime) > Date.parse(later);
}

function lastOf({ incarnation, sequence, last_digest: digest }: AgentRow): Receipt['last'] {
  return { incarnation: incarnation ?? '', sequence: sequence ?? 0, digest: digest ?? '' };
}
