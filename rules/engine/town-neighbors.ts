import type { Neighbors } from '../../wire/sections/neighbors.ts';
import { isFresh, listName } from '../derive/lists/listed.ts';
import { keysOf, keysOfAsset } from '../derive/lists/match.ts';
import type { InputStatement, RosterAsset } from '../input.ts';
import type { UnknownBecause } from '../outcome.ts';
import { readContent } from './content.ts';
import { basisBits } from './context.ts';
import type { Mark } from './context.ts';
import { listMark, together } from './marks.ts';
import type { Stated } from './stated.ts';
import { PartialList, Unknown } from './value.ts';
import { freshUntil } from './view.ts';

interface Device {
  readonly mac: string;
  readonly addresses: Set<string>;
  readonly seenBy: Set<string>;
}

/**
 * The value of `neighbors`: every device in the tables of all assets that report, once by its hardware address, and the
 * record that has this address: an asset of the roster, also a retired one, or a row of the equipment ledger. That none has it
 * is only said beside a ledger that counts and is complete. Unknown where no table is there; the devices are partial where a
 * computer that reports has told none of them, unless it was on no network of the town, or a switch was asked in vain.
 */
export function townNeighbors(stated: Stated, roster: readonly RosterAsset[], statements: ReadonlyMap<string, readonly InputStatement[]>): { readonly value: unknown; readonly mark: Mark | undefined } {
  const watchers: { label: string; class: string; networks: readonly string[]; digest: string; receipt: string }[] = [];
  const devices = new Map<string, Device>();
  let because: UnknownBecause | undefined;
  let until = Infinity;
  for (const asset of roster) {
    const table = newestTable(asset, statements.get(asset.id) ?? [], stated);
    if ('why' in table) {
      because ??= table.why;
      continue;
    }
    until = Math.min(until, table.until);
    because ??= table.because;
    watchers.push({ label: asset.label, class: asset.class, networks: [...(table.data.networks ?? [])].sort(), digest: table.digest, receipt: table.receipt });
    for (const { mac, addresses } of table.data.neighbors ?? []) {
      const device = devices.get(mac) ?? { mac, addresses: new Set<string>(), seenBy: new Set<string>() };
      for (const address of addresses ?? []) device.addresses.add(address);
      device.seenBy.add(asset.label);
      devices.set(mac, device);
    }
  }
  if (watchers.length === 0) return { value: new Unknown({ reason: 'too-few-sources', section: 'neighbors', path: '', detail: 'no computer has told which devices it sees on a network of the town' }), mark: undefined };
  const records = recordsIn(stated, roster);
  const items = [...devices.values()].sort((a, b) => (a.mac < b.mac ? -1 : 1)).map(({ mac, addresses, seenBy }) => ({ mac, addresses: [...addresses].sort(), seenBy: [...seenBy].sort(), recorded: records.of(mac) }));
  const value = { watchers, devices: because ? new PartialList(items, because) : items, withoutAddress: records.withoutAddress };
  return { value, mark: together([{ basis: basisBits.measured, until, sources: [] }, listMark([records.ledger], stated.asOf)]) };
}

interface Table {
  readonly data: Partial<Neighbors>;
  readonly because: UnknownBecause | undefined;
  readonly until: number;
  /** Where the signed bytes are. */
  readonly digest: string;
  readonly receipt: string;
}

/** Reasons for which a computer rightly tells of no neighbors. */
const excused: ReadonlySet<string> = new Set(['foreign-network', 'switched-off', 'not-this-platform']);

/** Classes of which each one can look around by itself. Switches, printers and domains are missed only where they were asked. */
const watching: ReadonlySet<RosterAsset['class']> = new Set(['workstation', 'laptop', 'server', 'hypervisor']);

/** The newest fresh table of an asset; or why there is none, undefined where none is missed. */
function newestTable(asset: RosterAsset, own: readonly InputStatement[], { input, asOf }: Stated): Table | { readonly why: UnknownBecause | undefined } {
  const asked = asset.state === 'expected' || asset.state === 'active' || asset.state === 'silent';
  const lacking = (reason: UnknownBecause['reason']) => ({ why: asked && asset.lastSeen !== null ? ({ reason, section: 'neighbors', path: 'neighbors', detail: asset.label } as const) : undefined });
  if (asset.cloned) return lacking('ambiguous-identity');
  const fresh = own.filter((statement) => asOf < freshUntil(statement, asset));
  const newestFirst = [...fresh].sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : a.digest < b.digest ? -1 : 1));
  for (const statement of newestFirst) {
    const { digest } = statement.predicate.sections['neighbors'] ?? {};
    const read = digest !== undefined && Object.hasOwn(input.contents, digest) ? readContent('neighbors', input.contents[digest]) : undefined;
    if (digest === undefined || read === undefined || 'because' in read) continue;
    const data: Partial<Neighbors> = read.plain;
    const because = read.notes.get('neighbors') ?? (data.neighbors ? undefined : ({ reason: 'agent-too-old', section: 'neighbors', path: 'neighbors' } as const));
    return { data, because, until: freshUntil(statement, asset), digest, receipt: statement.receipt };
  }
  const report = newestFirst.map(({ predicate }) => predicate.sections['neighbors']).find((it) => it !== undefined);
  if (report?.status === 'skipped' && excused.has(report.reason ?? '')) return { why: undefined };
  if (!report && !watching.has(asset.class)) return { why: undefined };
  return lacking(report?.reason ?? (fresh.length > 0 ? 'agent-too-old' : 'stale'));
}

/** Finds the record that has a hardware address; and the records that have none. */
function recordsIn({ asOf, matches }: Stated, roster: readonly RosterAsset[]) {
  const match = matches.get('ledger');
  const ledger = match && isFresh(match.list, asOf) ? match.list : undefined;
  const known = new Map<string, string>();
  for (const row of ledger?.rows ?? []) for (const mac of keysOf(row).mac) known.set(mac, row.name ?? row.serial ?? `row ${row.row}`);
  for (const asset of roster) for (const mac of keysOfAsset(asset).mac) known.set(mac, asset.label);
  const addressed = new Set(ledger ? match?.matched.filter(({ row }) => (row.macs ?? []).length > 0).map(({ asset }) => asset) : []);
  const isHere = ({ id, state, class: of, identity }: RosterAsset) => state !== 'retired' && state !== 'out-of-scope' && of !== 'domain' && identity.macs.length === 0 && !addressed.has(id);
  const rows = ledger ? [...(match?.unmatched ?? []), ...(match?.ambiguous ?? []).map(({ row }) => row)].filter(({ macs, retired }) => (macs ?? []).length === 0 && (retired ?? null) === null) : [];
  const none = ledger?.complete ? null : new Unknown({ section: 'neighbors', path: 'devices[].recorded', ...why(match?.list.asOf, ledger !== undefined) });
  return {
    ledger,
    of: (mac: string) => known.get(mac) ?? none,
    withoutAddress: [...roster.filter(isHere).map(({ label }) => label), ...rows.map(({ row, name, serial }) => name ?? serial ?? `row ${row}`)].sort(),
  };
}

/** Why it is not known that a device has no record. */
function why(asOf: string | undefined, counts: boolean): Pick<UnknownBecause, 'reason' | 'detail'> {
  const ledger = `the ${listName('ledger')}`;
  if (asOf === undefined) return { reason: 'population-not-known', detail: `nobody has imported ${ledger}` };
  return counts ? { reason: 'not-visible-from-here', detail: `${ledger} is not said to be complete` } : { reason: 'evidence-expired', detail: `${ledger} is of ${asOf}` };
}
