import { isFresh, listName, staleAt } from '../derive/lists/listed.ts';
import type { AssetClass, RosterAsset } from '../input.ts';
import type { MachineListKind, TownList } from '../list.ts';
import type { StatedSource, UnknownBecause } from '../outcome.ts';
import { basisBits } from './context.ts';
import { dayMs } from './instant.ts';
import { listMark, registerMark } from './marks.ts';
import type { Stated } from './stated.ts';

/**
 * Lists that can name every machine of a class; a class without any can only be stated to be empty. What carries no agent and
 * joins no domain stands in neither list of computers, however complete that is: its absence there says nothing.
 */
const enumerating: Readonly<Partial<Record<AssetClass, readonly MachineListKind[]>>> = {
  workstation: ['rmm', 'directory', 'ledger'],
  laptop: ['rmm', 'directory', 'ledger'],
  server: ['rmm', 'directory', 'ledger'],
  hypervisor: ['ledger'],
  'network-device': ['ledger'],
  printer: ['ledger'],
};

const plural: Readonly<Record<AssetClass, string>> = {
  workstation: 'workstations', laptop: 'laptops', server: 'servers', hypervisor: 'virtual-machine hosts', 'network-device': 'network devices', printer: 'printers', domain: 'internet names', other: 'other devices',
};

/** That there is nothing of a class, and who says so until when; or why that is not known. */
export type Emptiness =
  | { readonly proof: string; readonly basis: number; readonly until: number; readonly stated: readonly StatedSource[] }
  | { readonly because: UnknownBecause };

/**
 * Whether the town is shown to have nothing of some classes of which the roster has nothing. A class is empty when a
 * list that counts and is complete names nothing of it, and leaves the class of nothing open; or when somebody has stated
 * so in the register within a year. A row that names one wins over both.
 */
export function emptinessOf(classes: readonly AssetClass[], stated: Stated): Emptiness {
  const proofs = classes.map((name) => emptyClass(name, stated));
  const open = proofs.find((proof) => 'because' in proof);
  if (open) return open;
  const known = proofs.filter((proof) => 'proof' in proof);
  return {
    proof: [...new Set(known.map(({ proof }) => proof))].join(' '),
    basis: known.reduce((bits, { basis }) => bits | basis, 0),
    until: Math.min(...known.map(({ until }) => until)),
    stated: [...new Map(known.flatMap((it) => it.stated).map((source) => [`${source.kind} ${source.name}`, source])).values()],
  };
}

function emptyClass(name: AssetClass, stated: Stated): Emptiness {
  const { input, asOf, matches } = stated;
  if (name === 'domain' && input.register?.data.domains) return noDomains(stated);
  const lists = [...matches.values()].map(({ list }) => list).filter((list) => isFresh(list, asOf));
  for (const list of lists) {
    const named = list.rows.find((row) => row.class === name && !isMatched(stated, list, row.row) && isInUse(row.retired, asOf));
    if (named) return unknown(`row ${named.row} of the ${listName(list.kind)} names one of the ${plural[name]}, and none is known here`);
  }
  const kinds = enumerating[name] ?? [];
  const proofs = [...kinds.flatMap((kind) => byList(name, lists.find((list) => list.kind === kind), stated)), ...byRegister(name, stated)];
  const [longest] = proofs.sort((a, b) => b.until - a.until || (a.proof < b.proof ? -1 : 1));
  if (longest) return longest;
  if (name === 'domain') return unknown('nobody has said in the register which internet names the town has');
  const ways = [...kinds.map((kind) => `a complete ${listName(kind)}`), `"none" in the register`];
  return unknown(`no ${plural[name]} are known here; ${ways.join(' or ')} would show that there are none${input.roster.length === 0 ? ', and no computer is known at all' : ''}`);
}

/** The register names every internet name, where it names any. */
function noDomains({ input: { register } }: Stated): Emptiness {
  if (register?.data.domains?.length !== 0) return unknown('the register names an internet name');
  return { proof: 'The register says that the town has no internet name of its own.', basis: basisBits.attested, until: Infinity, stated: registerMark(register)?.sources ?? [] };
}

type Proof = Extract<Emptiness, { proof: string }>;

function byList(name: AssetClass, list: TownList | undefined, stated: Stated): Proof[] {
  if (!list?.complete) return [];
  const assets = new Map(stated.input.roster.map((asset) => [asset.id, asset]));
  const match = stated.matches.get(list.kind as MachineListKind);
  const known = new Map(match?.matched.map(({ row, asset }) => [row.row, assets.get(asset)] as const));
  const isOther = (row: TownList['rows'][number]) => {
    const asset = known.get(row.row);
    const own = classOfRow(asset, row.class);
    return !isInUse(row.retired, stated.asOf) || (own !== undefined && (own !== name || asset?.class === name));
  };
  if (!list.rows.every(isOther)) return [];
  return [{ proof: `The ${listName(list.kind)} of ${list.asOf} is complete and names no ${plural[name]} in use.`, basis: basisBits.list, until: staleAt(list), stated: listMark([list], stated.asOf)?.sources ?? [] }];
}

/** The class of a row, by the asset that it is or by what it says. */
function classOfRow(asset: RosterAsset | undefined, stated: AssetClass | null | undefined): AssetClass | undefined {
  return asset && asset.classBasis !== 'assumed' ? asset.class : (stated ?? undefined);
}

function isInUse(retired: string | null | undefined, asOf: number): boolean {
  return retired === null || retired === undefined || Date.parse(retired) > asOf;
}

function isMatched({ matches }: Stated, list: TownList, row: number): boolean {
  return matches.get(list.kind as MachineListKind)?.matched.some((it) => it.row.row === row) === true;
}

function byRegister(name: AssetClass, { input: { register }, asOf }: Stated): Proof[] {
  const said = (register?.data.none ?? []).filter((it) => it.class === name && Date.parse(it.on) <= asOf + dayMs && asOf < yearAfter(it.on));
  return said.map(({ by, on }) => ({ proof: `${by} stated on ${on} that the town has no ${plural[name]}.`, basis: basisBits.attested, until: yearAfter(on), stated: registerMark(register)?.sources ?? [] }));
}

/** The end of the same day a year later. */
function yearAfter(day: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.getTime() + dayMs;
}

function unknown(detail: string): Emptiness {
  return { because: { reason: 'population-not-known', detail } };
}
