import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import type { EnrollRequest, EnrollResponse } from '../../wire/enrollment.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { agentOf, insertAgent, updateAgent } from '../store/agents.ts';
import { appendAudit } from '../store/audit-log.ts';
import { inTransaction, readEpoch } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { earlierUse, noteUse, tokenBySecret } from '../store/tokens.ts';
import type { TokenRow } from '../store/tokens.ts';
import { instant, newId } from '../world.ts';
import type { World } from '../world.ts';
import type { RefusalCode } from '../../wire/receipt.ts';

const base64 = (most: number) => z.string().max(most).regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** An enrollment request as it may arrive; more members are ignored. */
export const enrollRequest: z.ZodType<EnrollRequest> = z.object({
  secret: z.string().min(1).max(256),
  town: z.string().min(1).max(64),
  publicKey: base64(256),
  proof: base64(256),
  hostname: z.string().max(255),
  agentVersion: z.string().max(64),
  platform: z.enum(['linux', 'windows', 'macos']),
});

/**
 * Redeems a token: the agent with this key may come through the door from now on.
 *
 * A token that is unknown, expired, used up by another key or of another town is refused in one way: the same queries ran
 * for each of them, and the answer is the same bytes.
 */
export function redeem(store: Store, request: EnrollRequest, world: World): Promise<EnrollResponse | { refusal: RefusalCode }> {
  const publicKey = ownKey(request);
  return inTransaction(store, async (within) => {
    const token = await tokenBySecret(within, sha256(request.secret));
    const earlier = await earlierUse(within, token?.town ?? '', token?.id ?? '', publicKey ?? '');
    const agent = await agentOf(within, token?.town ?? '', earlier ?? '');
    if (!publicKey || !token || !admits(token, request, { repeated: earlier !== undefined, now: instant(world) })) return { refusal: 'not-admitted' };
    if (agent?.state === 'revoked') return { refusal: 'not-admitted' };
    const doorSecret = world.random(32).toString('base64url');
    const state = agent?.state ?? (token.max_uses > 1 ? 'pending' : 'active');
    const id = agent?.id ?? newId(world);
    await admit(within, { request, publicKey, token, id, state, doorHash: sha256(doorSecret), repeated: agent !== undefined }, instant(world));
    return { agent: id, town: token.town, doorSecret, state, epoch: await readEpoch(within), serverTime: instant(world) };
  });
}

function admits(token: TokenRow, request: EnrollRequest, { repeated, now }: { repeated: boolean; now: string }): boolean {
  return token.town === request.town && now < token.expires_at && (repeated || token.uses < token.max_uses);
}

interface Admission {
  readonly request: EnrollRequest;
  readonly publicKey: string;
  readonly token: TokenRow;
  readonly id: string;
  readonly state: 'active' | 'pending';
  readonly doorHash: string;
  readonly repeated: boolean;
}

async function admit(store: Store, { request, publicKey, token, id, state, doorHash, repeated }: Admission, at: string): Promise<void> {
  const { town } = token;
  const said = { door_hash: doorHash, hostname: request.hostname, platform: request.platform, version: request.agentVersion };
  if (repeated) await updateAgent(store, town, id, said);
  else {
    const never = { incarnation: null, generation: null, sequence: null, last_digest: null, last_received_at: null };
    await insertAgent(store, { town, id, public_key: publicKey, state, one_off: 0, cloned: 0, enrolled_at: at, ...said, ...never });
    await noteUse(store, { town, token: token.id, public_key: publicKey, agent: id, at });
  }
  const detail = { agent: id, token: token.id, key: sha256(Buffer.from(publicKey, 'base64')), hostname: request.hostname, state, repeated };
  await appendAudit(store, [{ at, town, actor: `agent:${id}`, action: 'agent-enrolled', detail }]);
}

/** The Ed25519 key of the request in its one spelling, when the request proves that it holds the private half. */
function ownKey({ publicKey, proof, secret }: EnrollRequest): string | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    const proven = verify(null, Buffer.from(`townwatch-enroll:${secret}`), key, Buffer.from(proof, 'base64'));
    return proven ? key.export({ format: 'der', type: 'spki' }).toString('base64') : undefined;
  } catch {
    return undefined;
  }
}
