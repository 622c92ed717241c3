import type { Refused } from '../../wire/frame.ts';
import { decodeBody } from '../../wire/frame.ts';
import { decodeParcel } from '../../wire/parcel.ts';
import { keyidOf, parseEnvelope } from '../../wire/seal.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { agentByKey, agentsOf, insertAgent } from '../store/agents.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { AuditEntry } from '../store/audit-log.ts';
import { inTransaction } from '../store/open.ts';
import type { AgentRow, Store } from '../store/tables.ts';
import { instant, newId } from '../world.ts';
import type { World } from '../world.ts';
import { keyFrom } from './door.ts';
import { keepSnapshot } from './keep.ts';
import type { Kept } from './keep.ts';
import { openSnapshot } from './open.ts';
import type { OpenedSnapshot } from './open.ts';

export type Imported = Kept | Refused;

/**
 * Stores the snapshot of a file that a person brought. A file of an enrolled agent is checked against the key it is known by.
 * A one-off file brings its own key: that proves nobody altered it, not who made it, and the person vouches for the town.
 */
export async function importFile(store: Store, town: string, file: Buffer, world: World): Promise<Imported> {
  const parcel = decodeParcel(file);
  if ('refusal' in parcel) return parcel;
  const publicKey = parcel.oneOff ? spelled(parcel.oneOff.publicKey) : await keyOfSender(store, town, parcel.body);
  if (typeof publicKey !== 'string') return publicKey;
  const snapshot = openSnapshot(parcel.body, keyFrom(publicKey));
  if ('refusal' in snapshot) return snapshot;
  const { predicate } = snapshot.statement;
  if (predicate.oneOff !== (parcel.oneOff !== null)) return { refusal: 'wrong-sender', detail: 'the header and the statement differ on whether it is a one-off' };
  return inTransaction(store, async (within) => {
    const agent = (await agentByKey(within, town, publicKey)) ?? (parcel.oneOff ? await addOneOff(within, { town, publicKey, snapshot }, world) : undefined);
    if (!agent || (!parcel.oneOff && (predicate.agent !== agent.id || predicate.town !== town)))
      return { refusal: 'wrong-sender', detail: 'the statement names another agent or town' };
    const entries: AuditEntry[] = [];
    const arrival = { town, agent: agent.id, snapshot, receivedAt: world.now(), action: 'snapshot-imported' } as const;
    const kept = await keepSnapshot(within, arrival, { world, audit: (entry) => entries.push(entry) });
    await appendAudit(within, entries);
    return kept;
  });
}

/** The key of the enrolled agent that the envelope hints at; the signature then has to fit that key. */
async function keyOfSender(store: Store, town: string, body: Buffer): Promise<string | Refused> {
  const parts = decodeBody(body);
  if ('refusal' in parts) return parts;
  const envelope = parseEnvelope(parts.envelopeBytes);
  if ('refusal' in envelope) return envelope;
  const hint = envelope.signatures[0]?.keyid;
  const agent = (await agentsOf(store, town)).find(({ public_key, state }) => state !== 'revoked' && keyidOf(keyFrom(public_key)) === hint);
  return agent?.public_key ?? { refusal: 'wrong-sender', detail: 'no agent of this town has the key that signed it' };
}

/** The one spelling of a key, or why it is none. */
function spelled(publicKey: string): string | Refused {
  try {
    const key = keyFrom(publicKey);
    if (key.asymmetricKeyType === 'ed25519') return key.export({ format: 'der', type: 'spki' }).toString('base64');
  } catch {
    // Falls through: a text that is no key is as useless as a key of another kind.
  }
  return { refusal: 'bad-request', detail: 'the header holds no Ed25519 key' };
}

async function addOneOff(store: Store, { town, publicKey, snapshot }: { town: string; publicKey: string; snapshot: OpenedSnapshot }, world: World): Promise<AgentRow> {
  const { predicate } = snapshot.statement;
  const row: AgentRow = {
    town,
    id: newId(world),
    public_key: publicKey,
    door_hash: null,
    state: 'active',
    one_off: 1,
    cloned: 0,
    hostname: `one-off ${sha256(publicKey).slice(0, 8)}`,
    platform: predicate.platform,
    version: predicate.agentVersion,
    enrolled_at: instant(world),
    incarnation: null,
    generation: null,
    sequence: null,
    last_digest: null,
    last_received_at: null,
  };
  await insertAgent(store, row);
  return row;
}
