import type { Store, Tables } from './tables.ts';

export type TokenRow = Tables['token'];

/** Stores a token; only the hash of its secret is known afterwards. */
export async function insertToken(store: Store, row: TokenRow): Promise<void> {
  await store.insertInto('token').values(row).execute();
}

/** The token whose secret has this hash. */
export function tokenBySecret(store: Store, secretHash: string): Promise<TokenRow | undefined> {
  return store.selectFrom('token').selectAll().where('secret_hash', '=', secretHash).executeTakeFirst();
}

/** Id of the agent that redeemed the token with this key before. */
export async function earlierUse(store: Store, town: string, token: string, publicKey: string): Promise<string | undefined> {
  const use = await store
    .selectFrom('token_use')
    .select('agent')
    .where('town', '=', town)
    .where('token', '=', token)
    .where('public_key', '=', publicKey)
    .executeTakeFirst();
  return use?.agent;
}

/** Notes a redemption and counts it. */
export async function noteUse(store: Store, use: Tables['token_use']): Promise<void> {
  await store.insertInto('token_use').values(use).execute();
  await store
    .updateTable('token')
    .set((it) => ({ uses: it('uses', '+', 1) }))
    .where('town', '=', use.town)
    .where('id', '=', use.token)
    .execute();
}
