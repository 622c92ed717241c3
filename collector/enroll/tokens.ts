import { formatToken } from '../../wire/enrollment.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { failure } from '../failure.ts';
import { appendAudit } from '../store/audit-log.ts';
import { inTransaction } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { insertToken } from '../store/tokens.ts';
import type { Town } from '../store/towns.ts';
import { instant, newId } from '../world.ts';
import type { World } from '../world.ts';

const limits = { uses: 1_000, days: 7, minutes: 30 } as const;

/** What a token shall be. Without `uses` and `days` it lets one agent in, within 30 minutes. */
export interface TokenOrder {
  readonly town: Town;
  readonly url: string;
  readonly pin: string;
  /** More than one: a bulk token, whose agents wait for approval. */
  readonly uses?: number | undefined;
  readonly days?: number | undefined;
}

export interface CreatedToken {
  readonly id: string;
  /** The whole string, shown once: only the hash of its secret is kept. */
  readonly token: string;
  readonly expiresAt: string;
  readonly uses: number;
}

/** Makes and stores an enrollment token. @throws a failure when more uses or days are asked for than a token may have */
export async function createToken(store: Store, order: TokenOrder, world: World): Promise<CreatedToken> {
  const { uses = 1, days } = order;
  if (!Number.isInteger(uses) || uses < 1 || uses > limits.uses) throw failure('wrong-use', `A token has 1 to ${limits.uses} uses.`);
  if (days !== undefined && !(days > 0 && days <= limits.days)) throw failure('wrong-use', `A token lives at most ${limits.days} days.`);
  if (!URL.canParse(order.url) || new URL(order.url).protocol !== 'https:') throw failure('wrong-use', `"${order.url}" is no https address; name one with --url.`);
  const minutes = days === undefined ? limits.minutes : days * 24 * 60;
  const expiresAt = new Date(world.now().getTime() + minutes * 60_000).toISOString();
  const secret = world.random(32).toString('base64url');
  const [id, at, town] = [newId(world), instant(world), order.town.id];
  await inTransaction(store, async (within) => {
    const row = { town, id, secret_hash: sha256(secret), max_uses: uses, uses: 0, expires_at: expiresAt, created_at: at };
    await insertToken(within, row);
    await appendAudit(within, [{ at, town, actor: 'operator', action: 'token-created', detail: { token: id, uses, expiresAt } }]);
  });
  return { id, token: formatToken({ url: order.url, pin: order.pin, town, secret }), expiresAt, uses };
}
