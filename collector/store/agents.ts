import type { AgentRow, Store } from './tables.ts';

/** Stores a new agent. */
export async function insertAgent(store: Store, row: AgentRow): Promise<void> {
  await store.insertInto('agent').values(row).execute();
}

/** Changes what is stored of an agent. */
export async function updateAgent(store: Store, town: string, id: string, change: Partial<AgentRow>): Promise<void> {
  await store.updateTable('agent').set(change).where('town', '=', town).where('id', '=', id).execute();
}

/** One agent of a town. */
export function agentOf(store: Store, town: string, id: string): Promise<AgentRow | undefined> {
  return store.selectFrom('agent').selectAll().where('town', '=', town).where('id', '=', id).executeTakeFirst();
}

/** The agent of a town that has this key: the one that came last, since a revoked key may come back as another agent. */
export function agentByKey(store: Store, town: string, publicKey: string): Promise<AgentRow | undefined> {
  return store
    .selectFrom('agent')
    .selectAll()
    .where('town', '=', town)
    .where('public_key', '=', publicKey)
    .where('state', '!=', 'revoked')
    .orderBy('enrolled_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** All agents of a town, by host name. */
export function agentsOf(store: Store, town: string): Promise<AgentRow[]> {
  return store.selectFrom('agent').selectAll().where('town', '=', town).orderBy('hostname').orderBy('id').execute();
}

/** Every agent that may come through the door, of all towns: only the door itself asks this. */
export function agentsAtTheDoor(store: Store): Promise<Pick<AgentRow, 'town' | 'id' | 'public_key' | 'door_hash'>[]> {
  return store
    .selectFrom('agent')
    .select(['town', 'id', 'public_key', 'door_hash'])
    .where('state', '!=', 'revoked')
    .where('door_hash', 'is not', null)
    .execute();
}
