import fs from 'node:fs';
import path from 'node:path';
import { effectsOf, onlyNamedBy, unlisted } from '../assets/expected.ts';
import type { ListEffects } from '../assets/expected.ts';
import { roster } from '../assets/roster.ts';
import type { ListKind, TownList } from '../../rules/list.ts';
import { makeFolder, writePrivate } from '../settings/folder.ts';
import { addClaims, assetsOf, insertAssets, updateAsset } from '../store/assets.ts';
import { appendAudit } from '../store/audit-log.ts';
import { newestDocuments, stateDocument } from '../store/documents.ts';
import { inTransaction } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { instant, newId } from '../world.ts';
import type { World } from '../world.ts';
import type { Said } from './columns.ts';
import { isMachineKind } from './fields.ts';
import { foundFields } from './read.ts';
import type { ReadList } from './read.ts';

/** Where a list is kept, and by whom. */
export interface Keeping {
  readonly store: Store;
  readonly folder: string;
  readonly world: World;
  /** Id of the town. */
  readonly town: string;
}

/** What the person who imports a list says of it. */
export interface Claimed {
  readonly kind: ListKind;
  readonly asOf: string;
  /** Name of the file. */
  readonly file: string;
  /** It names every machine or person there is. */
  readonly complete: boolean;
  readonly by: string;
}

/** A list as it takes part in judgement. One that may hide somebody does not name all there are, whatever a person says. */
function townList(read: ReadList, { kind, asOf, file, complete, by }: Claimed, importedAt: string): TownList {
  const inDoubt = read.refused.filter(({ hides }) => hides).length;
  return {
    kind,
    asOf,
    importedAt,
    by,
    file,
    digest: read.digest,
    complete: complete && inDoubt === 0,
    ...(inDoubt > 0 && complete ? { claimedComplete: true } : {}),
    ...(inDoubt > 0 ? { inDoubt } : {}),
    columns: foundFields(read),
    rows: read.rows.map(({ row }) => row),
    refused: read.refused.map(({ row, why }) => ({ row, why })),
  };
}

/**
 * What a list would do: nothing is kept.
 * @returns the list, and for machines what it means for the roster
 */
export async function foresee({ store, world, town }: Keeping, read: ReadList, claimed: Claimed): Promise<{ list: TownList; effects: ListEffects | null; repeated: boolean }> {
  const at = instant(world);
  const lists = (await newestDocuments<TownList>(store, town, 'list')).map(({ body }) => body);
  const previous = lists.find(({ kind }) => kind === claimed.kind);
  const now = townList(read, claimed, at);
  // The same list again is the same document: when it first came counts.
  const repeated = previous !== undefined && JSON.stringify(previous) === JSON.stringify({ ...now, importedAt: previous.importedAt });
  const list = repeated ? previous : now;
  if (!isMachineKind(claimed.kind)) return { list, effects: null, repeated };
  const effects = effectsOf({
    town,
    roster: await roster(store, town, at),
    lists: [...lists.filter(({ kind }) => kind !== claimed.kind), list],
    kind: claimed.kind,
    notes: { gone: new Set(read.rows.flatMap(({ row, gone }) => (gone ? [row.row] : []))), doubts: new Map(read.rows.flatMap(({ row, doubt }) => (doubt === undefined ? [] : [[row.row, doubt] as const]))) },
    unlisted: new Set((await assetsOf(store, town)).flatMap(({ id, stated_state: stated }) => (stated === unlisted ? [id] : []))),
    at,
    newId: () => newId(world),
  });
  return { list, effects, repeated };
}

/** Keeps a list: the bytes of its file, what was read of it, its columns for the next time, and what it means for the roster. */
export async function keepList(keeping: Keeping, { bytes, read, said }: { bytes: Buffer; read: ReadList; said: Said }, claimed: Claimed): ReturnType<typeof foresee> {
  const { folder, world, town } = keeping;
  writeOnce(path.join(folder, 'lists', town), read.digest, bytes);
  return inTransaction(keeping.store, async (store) => {
    const done = await foresee({ ...keeping, store }, read, claimed);
    const at = instant(world);
    await stateDocument(store, { town, kind: 'list', id: claimed.kind, at, actor: claimed.by, body: done.list });
    await stateDocument(store, { town, kind: 'list-columns', id: claimed.kind, at, actor: claimed.by, body: { columns: said } });
    const { added, claims, changed } = done.effects ?? { added: [], claims: [], changed: [] };
    await insertAssets(store, added.map(({ asset }) => asset));
    await addClaims(store, town, claims);
    for (const { id, change } of changed) await updateAsset(store, town, id, change);
    if (added.length + changed.length + claims.length > 0)
      await appendAudit(store, [{ at, town, actor: claimed.by, action: 'assets-listed', detail: { kind: claimed.kind, digest: read.digest, added: added.length, changed: changed.length, claims: claims.length } }]);
    return done;
  });
}

/**
 * Withdraws a list. Its versions stay in the history; from now on none of them counts, and what never reported and only it
 * named is retired.
 * @returns labels of what was retired, sorted; undefined when there is no such list
 */
export async function forgetList(store: Store, town: string, { kind, at, actor }: { kind: ListKind; at: string; actor: string }): Promise<{ retired: string[] } | undefined> {
  return inTransaction(store, async (within) => {
    const lists = (await newestDocuments<TownList>(within, town, 'list')).map(({ body }) => body);
    const list = lists.find((it) => it.kind === kind);
    if (!list) return undefined;
    const alone = isMachineKind(kind) ? onlyNamedBy(list, await roster(within, town, at), lists.filter((it) => it !== list)) : [];
    await stateDocument(within, { town, kind: 'list', id: kind, at, actor, body: null });
    for (const { id } of alone) await updateAsset(within, town, id, { stated_state: unlisted });
    if (alone.length > 0) await appendAudit(within, [{ at, town, actor, action: 'assets-unlisted', detail: { kind, retired: alone.length } }]);
    return { retired: alone.map(({ label }) => label).sort() };
  });
}

function writeOnce(place: string, digest: string, bytes: Buffer): void {
  const file = path.join(place, digest);
  if (fs.existsSync(file)) return;
  makeFolder(place);
  writePrivate(file, bytes);
}
