import type { Listed } from '../rules/derive/lists/listed.ts';
import type { ListMatch } from '../rules/derive/lists/match.ts';
import type { RosterAsset } from '../rules/input.ts';
import type { SeenMachine, SeenPlace } from './lists.ts';

/** How many computers there may be, by two lists that were made apart from each other. Information, never a verdict. */
export interface Estimate {
  readonly places: readonly [SeenPlace, SeenPlace];
  /** Computers that each of the two names, that both name, and that either names. */
  readonly counts: readonly [number, number];
  readonly both: number;
  readonly either: number;
  /** Rounded; never below `either`. */
  readonly all: number;
}

/**
 * Pairs that are kept by different hands for different ends, the best first. Remote management, protection and the agent
 * are often rolled out by one another, so no two of them are a pair.
 */
const pairs: readonly (readonly [SeenPlace, SeenPlace])[] = [
  ['ledger', 'agent'], ['ledger', 'rmm'], ['ledger', 'directory'], ['ledger', 'edr'], ['directory', 'agent'], ['directory', 'rmm'], ['directory', 'edr'],
];

/** Computers that both must name: below that the estimate says more of luck than of the town. */
const leastShared = 7;

const computers: ReadonlySet<string> = new Set(['workstation', 'laptop', 'server', 'hypervisor']);

/**
 * The estimate of Chapman, (n1 + 1)(n2 + 1) / (m + 1) - 1, over the first pair of places that names enough computers. It
 * holds only where both were made apart from each other: the report prints that beside the number. A list with rows in
 * doubt takes no part.
 */
export function estimateOf(machines: readonly SeenMachine[], { rosters, listed, matches }: { rosters: readonly RosterAsset[]; listed: Listed; matches: ReadonlyMap<string, ListMatch> }): Estimate | null {
  const assets = new Map(rosters.map((asset) => [asset.id, asset]));
  const asked = machines.filter(({ class: kind, state }) => computers.has(kind) && state !== 'retired' && state !== 'out-of-scope');
  const at = (place: SeenPlace) => new Set(asked.filter((machine) => machine.seen[place]?.state === 'yes' && !isGone(assets.get(machine.asset), { place, listed })).map(({ asset }) => asset));
  for (const names of pairs) {
    if (names.some((place) => isInDoubt(matches.get(place)))) continue;
    const [first, second] = [at(names[0]), at(names[1])];
    const both = first.intersection(second).size;
    if (both < leastShared) continue;
    const all = ((first.size + 1) * (second.size + 1)) / (both + 1) - 1;
    return { places: names, counts: [first.size, second.size], both, either: first.size + second.size - both, all: Math.round(all) };
  }
  return null;
}

/** Whether rows of a list may be this computer or that one, or could not be used: then nobody knows how many it shares. */
function isInDoubt(match: ListMatch | undefined): boolean {
  return match !== undefined && (match.ambiguous.length > 0 || (match.list.inDoubt ?? 0) > 0);
}

/** A row that says of a computer that it was given away. */
function isGone(asset: RosterAsset | undefined, { place, listed }: { place: SeenPlace; listed: Listed }): boolean {
  if (asset === undefined || place === 'agent' || place === 'ssh' || place === 'snmp') return false;
  const said = listed(asset, place);
  return 'row' in said && typeof said.row?.retired === 'string';
}
