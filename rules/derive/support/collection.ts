import type { LifecycleDocument, ProductText } from './document.ts';

/** One release of a product as the collection endoflife.date has it. */
export interface CollectedRelease {
  /** Its name there: `22.04`, `11-24h2-w`. */
  readonly name: string;
  readonly label: string | null;
  readonly releasedOn: string;
  /** Last day of support; null while none is announced, or where it ended on a day that is not told. */
  readonly endsOn: string | null;
  /** It has ended, on whatever day. */
  readonly ended: boolean;
  readonly extendedEndsOn: string | null;
  /** Newest version of it. */
  readonly newest: string | null;
}

/** The collection as of a day. */
export interface Collection {
  readonly asOf: string;
  /** Releases by the id of the product there. */
  readonly products: Readonly<Record<string, readonly CollectedRelease[]>>;
}

/** What a collection says otherwise than the rulebook, or beyond it. */
export interface Difference {
  readonly product: string;
  readonly cycle: string;
  /** `changed`: the fetched day counts. `kept`: the rulebook has its reason to say otherwise, and goes on. `gone`: the collection has it no more, the rulebook keeps it. */
  readonly kind: 'changed' | 'kept' | 'added' | 'gone';
  readonly key?: 'releasedOn' | 'endsOn' | 'extendedEndsOn';
  readonly was?: string | null;
  readonly is?: string | null;
}

type Cycle = ProductText['cycles'][number];

/** Products whose year stands in the name alone are one product each here, and one product with many cycles there. */
const yearOfName = /^(office|sharepoint)-(.+)$/;

const otherIds: Readonly<Record<string, string>> = { 'sql-server': 'mssqlserver', 'exchange-server': 'msexchange', 'dotnet-framework': 'dotnetfx', openjdk: 'openjdk-builds-from-oracle', 'filemaker-server': 'filemaker' };

/** The id of a product of the catalog in the collection. */
export function collectedId(id: string): string {
  return yearOfName.exec(id)?.[1] ?? otherIds[id] ?? id;
}

/** Whether a release of the collection is a cycle of ours. Windows is named otherwise there: `11-24h2-w`, `10-21h2-iot-lts`, `2012-r2`, `1809-sac`. */
export function isSameRelease(id: string, ours: string, { name, label }: Pick<CollectedRelease, 'name' | 'label'>): boolean {
  const year = yearOfName.exec(id)?.[2];
  if (year !== undefined) return name === year;
  if (id === 'sql-server') return label?.replace(/ '[^']*'/, '') === ours;
  if (!/^windows(?:-server)?$/.test(id)) return name === ours;
  const named: Readonly<Record<string, string>> = { '23H2 Annual Channel': '23h2-ac', '7 SP1': '7-sp1', 'Vista SP2': '6-sp2', 'XP SP3': '5-sp3' };
  const plain = ours.toLowerCase().replace(' iot ltsc', '-iot-lts').replace(' ltsc', '-e-lts').replace(' home/pro', '-w').replace(' enterprise', '-e');
  return name === (named[ours] ?? plain.replace(' annual channel', '-sac').replaceAll(' ', '-'));
}

/** The dates of a release as a product of the catalog counts them: a longer support that it does not name is none. */
export function datesOf(product: Pick<ProductText, 'extended'>, { releasedOn, endsOn, extendedEndsOn }: CollectedRelease): { readonly releasedOn: string; readonly endsOn: string | null; readonly extendedEndsOn: string | null } {
  const longer = product.extended && endsOn !== null && extendedEndsOn !== null && extendedEndsOn > endsOn ? extendedEndsOn : null;
  return { releasedOn, endsOn, extendedEndsOn: longer };
}

/**
 * Brings the dates of the rulebook up to a collection that was fetched later: its dates count, but for cycles that say
 * why they differ; releases that came out since are added where their name alone tells which versions they are.
 */
export function renewedDocuments(documents: readonly LifecycleDocument[], collection: Collection): { documents: LifecycleDocument[]; differences: Difference[] } {
  const differences: Difference[] = [];
  const renewed = documents.map((document) => ({ ...document, products: document.products.map((product) => renewedProduct(product, collection, differences)) }));
  return { documents: renewed, differences };
}

function renewedProduct(product: ProductText, { asOf, products }: Collection, differences: Difference[]): ProductText {
  const id = collectedId(product.id);
  const releases = Object.hasOwn(products, id) ? (products[id] ?? []) : [];
  if (releases.length === 0 || product.cycles.length === 0) return product;
  const source = `https://endoflife.date/${id} as of ${asOf}`;
  const cycles = product.cycles.map((cycle): Cycle => {
    const release = releases.find((it) => isSameRelease(product.id, cycle.cycle, it));
    if (release) return renewedCycle({ product, cycle, release, source }, differences);
    differences.push({ product: product.id, cycle: cycle.cycle, kind: 'gone' });
    return cycle;
  });
  const added = releases.flatMap((release) => newCycle(product, release) ?? []).map((cycle) => ({ ...cycle, source }));
  differences.push(...added.map((cycle) => ({ product: product.id, cycle: cycle.cycle, kind: 'added', is: cycle.endsOn }) as const));
  return { ...product, cycles: [...cycles, ...added] };
}

interface Pair {
  readonly product: ProductText;
  readonly cycle: Cycle;
  readonly release: CollectedRelease;
  readonly source: string;
}

function renewedCycle({ product, cycle, release, source }: Pair, differences: Difference[]): Cycle {
  // It ended on a day that the collection does not tell: ours, if any, stays.
  if (release.endsOn === null && release.ended) return cycle;
  const theirs = datesOf(product, release);
  const ours = { releasedOn: cycle.releasedOn ?? null, endsOn: cycle.endsOn, extendedEndsOn: cycle.extendedEndsOn ?? null };
  const keys = (['releasedOn', 'endsOn', 'extendedEndsOn'] as const).filter((key) => ours[key] !== theirs[key]);
  if (keys.length === 0) return cycle;
  const kind = cycle.differs === undefined ? 'changed' : 'kept';
  differences.push(...keys.map((key) => ({ product: product.id, cycle: cycle.cycle, kind, key, was: ours[key], is: theirs[key] }) as const));
  if (kind === 'kept') return cycle;
  const { extendedEndsOn: _, ...rest } = cycle;
  const { extendedEndsOn, ...usual } = theirs;
  return { ...rest, ...usual, ...(extendedEndsOn === null ? {} : { extendedEndsOn }), source };
}

/** A release that the rulebook does not have, as a cycle of its product; undefined where its name does not tell which versions it has. */
function newCycle(product: ProductText, release: CollectedRelease): Cycle | undefined {
  // What is older than the newest that stands here was left out with a reason: a line of releases that has a row for each of them.
  const newest = product.cycles.map(({ releasedOn }) => releasedOn ?? '').sort().at(-1) ?? '';
  if (release.releasedOn <= newest || product.cycles.some(({ cycle }) => isSameRelease(product.id, cycle, release)) || (release.ended && release.endsOn === null)) return undefined;
  const { extendedEndsOn, ...usual } = datesOf(product, release);
  const dates = { ...usual, ...(extendedEndsOn === null ? {} : { extendedEndsOn }) };
  const build = /^10\.0\.(\d{5})$/.exec(release.newest ?? '')?.[1];
  if (product.id === 'windows') return build === undefined ? undefined : windowsCycle(release.name, { ...dates, builds: [build] });
  if (product.id === 'windows-server') return build !== undefined && /^\d{4}$/.test(release.name) ? { cycle: release.name, ...dates, builds: [build] } : undefined;
  const isPlain = !yearOfName.test(product.id) && !product.channels && !product.editions && product.cycles.every((it) => !it.versions && !it.builds);
  return isPlain && /^\d+(?:\.\d+)*$/.test(release.name) ? { cycle: release.name, ...dates } : undefined;
}

const windowsEditions: Readonly<Record<string, { readonly name: string; readonly edition: string; readonly channel?: string }>> = {
  w: { name: 'Home/Pro', edition: 'home-pro' },
  e: { name: 'Enterprise', edition: 'enterprise' },
  'e-lts': { name: 'LTSC', edition: 'enterprise-only', channel: 'ltsc' },
  'iot-lts': { name: 'IoT LTSC', edition: 'iot', channel: 'ltsc' },
};

function windowsCycle(name: string, dates: Omit<Cycle, 'cycle'>): Cycle | undefined {
  const [, major, half, suffix = ''] = /^(\d\d)-(\d\dh\d)-(.+)$/.exec(name) ?? [];
  const found = Object.hasOwn(windowsEditions, suffix) ? windowsEditions[suffix] : undefined;
  if (!found || half === undefined) return undefined;
  const { name: edition, ...kind } = found;
  return { cycle: `${major} ${half.toUpperCase()} ${edition}`, ...dates, ...kind };
}
