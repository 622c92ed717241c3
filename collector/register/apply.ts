import type { Rulebook } from '../../rules/engine/rulebook.ts';
import type { TownList } from '../../rules/list.ts';
import type { Problem } from '../../rules/load/yaml.ts';
import { dayIn } from '../day.ts';
import type { MspBody, RegisterBody } from '../evaluate/stated.ts';
import { assetsOf, claimsByAsset } from '../store/assets.ts';
import { newestDocuments, newestShared, stateDocument, stateShared } from '../store/documents.ts';
import type { Store } from '../store/tables.ts';
import { changeTown } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import { instant } from '../world.ts';
import type { World } from '../world.ts';
import { changesBetween } from './compare.ts';
import type { Change } from './compare.ts';
import { checkMspFile, checkTownFile } from './file.ts';

/** A file that a person wants to hold from now on. */
export interface Order {
  readonly file: string;
  readonly text: string;
  /** Who says so. */
  readonly by: string;
  readonly dryRun: boolean;
}

/** What applying a file came to. With problems, nothing of it is kept. */
export interface Applied {
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
  /** What is allowed but looks like a mistake. */
  readonly notes: readonly string[];
  /** Version that holds now; null: nothing was kept. */
  readonly version: number | null;
}

interface Place {
  readonly store: Store;
  readonly world: World;
  readonly rulebook: Pick<Rulebook, 'rules'>;
}

/** Actor of what comes from a file and nobody vouches for. */
export const unverified = 'file, unverified';

/** Checks a `town.yaml` as a whole, tells what it changes, and keeps it unless it is a dry run. */
export async function applyTown({ store, world, rulebook }: Place, town: Town, order: Order): Promise<Applied> {
  const people = await listedPeople(store, town.id);
  const checked = checkTownFile(order.file, order.text, { rulebook, today: dayIn(town.timeZone, world.now()), town: town.name, people });
  if (!checked.ok) return { problems: checked.problems, changes: [], notes: [], version: null };
  const { register, parameters } = checked.value;
  const [last] = await newestDocuments<RegisterBody>(store, town.id, 'register');
  const before = last ? { ...last.body.register, parameters: last.body.parameters } : { parameters: [] };
  const changes = changesBetween(before, { ...register, parameters });
  const notes = await strangeNeeds(store, town.id, register);
  if (order.dryRun) return { problems: [], changes, notes, version: null };
  const body: RegisterBody = { file: order.file, text: order.text, register, parameters };
  const { version } = await stateDocument(store, { town: town.id, kind: 'register', id: 'town', at: instant(world), actor: order.by, body });
  const month = register.profile?.fiscalYearStart;
  if (month !== undefined && month !== town.fiscalYearStartMonth) await changeTown(store, town, { fiscalYearStartMonth: month, actor: order.by, at: instant(world) });
  return { problems: [], changes, notes, version };
}

/** The same for `msp.yaml`, which holds for all towns. */
export async function applyMsp({ store, world, rulebook }: Place, order: Order): Promise<Applied> {
  const checked = checkMspFile(order.file, order.text, { rulebook, today: dayIn('UTC', world.now()) });
  if (!checked.ok) return { problems: checked.problems, changes: [], notes: [], version: null };
  const { parameters } = checked.value;
  const last = await newestShared<MspBody>(store, 'msp');
  const changes = changesBetween({ parameters: last?.body.parameters ?? [] }, { parameters });
  if (order.dryRun) return { problems: [], changes, notes: [], version: null };
  const body: MspBody = { file: order.file, text: order.text, parameters };
  const { version } = await stateShared(store, { kind: 'msp', at: instant(world), actor: order.by, body });
  return { problems: [], changes, notes: [], version };
}

/** Names in the imported lists of people. */
async function listedPeople(store: Store, town: string): Promise<string[]> {
  const lists = await newestDocuments<TownList>(store, town, 'list');
  return lists.filter(({ body }) => body.kind === 'people').flatMap(({ body }) => body.rows.flatMap(({ person, name }) => person ?? name ?? []));
}

/** Things that services need and that no computer or device here is called. They may well be there and not report yet. */
async function strangeNeeds(store: Store, town: string, register: RegisterBody['register']): Promise<string[]> {
  const needs = (register.services ?? []).flatMap(({ name, needs: its }) => (its ?? []).map((need) => ({ name, need })));
  if (needs.length === 0) return [];
  const labels = (await assetsOf(store, town)).map(({ label }) => label);
  const claims = [...(await claimsByAsset(store, town)).values()].flat().map(({ value }) => value);
  const known = new Set([...labels, ...claims].map((text) => text.trim().toLowerCase()));
  return needs.filter(({ need }) => !known.has(need.trim().toLowerCase())).map(({ name, need }) => `${name} needs "${need}", and no computer or device has this name or serial number yet`);
}
