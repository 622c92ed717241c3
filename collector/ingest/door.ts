import { createPublicKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { sha256 } from '../../wire/snapshot.ts';
import { agentsAtTheDoor } from '../store/agents.ts';
import type { Store } from '../store/tables.ts';

/** An agent that was let in: by its door secret only, so what it says still has to be signed. */
export interface Visitor {
  readonly town: string;
  readonly agent: string;
  readonly publicKey: KeyObject;
}

/** Decides from memory, before a byte of a body is read. */
export interface Door {
  readonly admit: (authorization: string | undefined) => Visitor | undefined;
  /** Reads anew who may come in: after an enrollment, and when another program changed the store. */
  readonly refresh: () => Promise<void>;
}

const scheme = /^Townwatch ([0-9a-f]{32})\.([\w-]{20,128})$/;
const nobody = { town: '', public_key: '', door_hash: '0'.repeat(64) };

/** A door that knows nobody until its first {@link Door.refresh}. */
export function makeDoor(store: Store): Door {
  let known = new Map<string, { town: string; public_key: string; door_hash: string | null; key?: KeyObject }>();
  return {
    admit: (authorization) => {
      const [, agent = '', secret = ''] = scheme.exec(authorization ?? '') ?? [];
      const entry = known.get(agent);
      const wanted = Buffer.from((entry ?? nobody).door_hash ?? nobody.door_hash, 'hex');
      const fits = timingSafeEqual(wanted, Buffer.from(sha256(secret), 'hex'));
      if (!fits || !entry) return undefined;
      entry.key ??= keyFrom(entry.public_key);
      return { town: entry.town, agent, publicKey: entry.key };
    },
    refresh: async () => {
      const rows = await agentsAtTheDoor(store);
      known = new Map(rows.map(({ id, ...entry }) => [id, entry]));
    },
  };
}

/** Reads a public key, SPKI DER in base64. */
export function keyFrom(spki: string): KeyObject {
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
}
