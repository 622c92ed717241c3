import { machineListKinds } from '../list.ts';
import type { InputStatement, RosterAsset } from '../input.ts';
import type { UnknownBecause } from '../outcome.ts';
import { dayMs } from './instant.ts';
import type { assetSources } from './stated-shapes.ts';
import { listedValues } from './stated.ts';
import type { Stated } from './stated.ts';
import { PartialList, Unknown } from './value.ts';
import { freshUntil } from './view.ts';

type Source = (typeof assetSources)[number];

const ofTarget: Readonly<Record<InputStatement['target']['kind'], Source>> = { local: 'agent', ssh: 'ssh', snmp: 'snmp', domain: 'domain', directory: 'directory', entra: 'directory', google: 'directory' };

/** The value of `assets` of a rule about the town, until when who reports stays as it is, and whether anything of it was measured. */
export function townAssets(stated: Stated, roster: readonly RosterAsset[], statements: ReadonlyMap<string, readonly InputStatement[]>): { readonly value: readonly object[]; readonly until: number; readonly measured: boolean } {
  let until = Infinity;
  const value = roster.map((asset) => {
    const own = statements.get(asset.id) ?? [];
    for (const statement of own) {
      const end = freshUntil(statement, asset);
      if (end > stated.asOf) until = Math.min(until, end);
    }
    const listed = listedValues(stated, asset);
    return { ...asset, sources: sourcesOf(asset, own, { stated, listed }), listed, neverReported: asset.lastSeen === null && own.length === 0 };
  });
  return { value, until, measured: statements.size > 0 };
}

/**
 * Where an asset is seen now. What is not among them is certainly not so only where that is known: a list that counts
 * lacks it, or all that it ever sent is here and too old.
 */
function sourcesOf(asset: RosterAsset, own: readonly InputStatement[], { stated: { asOf }, listed }: { stated: Stated; listed: Readonly<Record<string, unknown>> }): unknown {
  const seen = new Set<Source>();
  const absent = new Set<unknown>();
  let because: UnknownBecause | undefined;
  for (const statement of own) if (asOf < freshUntil(statement, asset) && !asset.cloned) seen.add(ofTarget[statement.target.kind]);
  const heard = asset.lastSeen === null ? -Infinity : Date.parse(asset.lastSeen);
  const isExplained = heard + asset.expectedEveryDays * dayMs < asOf || own.some(({ receivedAt }) => Date.parse(receivedAt) >= heard);
  if (asset.cloned) because = { reason: 'ambiguous-identity', section: 'roster', path: '[].sources', detail: asset.label };
  else if (!isExplained) because = { reason: 'stale', section: 'roster', path: '[].sources', detail: `what ${asset.label} sent last is not here` };
  else for (const kind of ['agent', 'ssh', 'snmp', 'domain'] as const) if (!seen.has(kind)) absent.add(kind);
  for (const kind of machineListKinds) {
    const said = listed[kind];
    if (said instanceof Unknown) because ??= said.because;
    else if (said === null) absent.add(kind);
    else seen.add(kind);
  }
  const items = [...seen].sort();
  return because ? new PartialList(items, because, absent) : items;
}
