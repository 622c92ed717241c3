import type { Os } from '../../../wire/sections/os.ts';
import type { UnknownBecause } from '../../outcome.ts';
import type { SupportMatch } from '../schema.ts';
import type { LifecycleCatalog, LifecycleProduct } from './catalog.ts';
import { begins, cycleOfVersion } from './cycle.ts';
import type { Cycle } from './cycle.ts';

/** Why something was not read, by section (`os`) or by section and path (`os.edition`, `software.packages`). */
export type Notes = Readonly<Record<string, UnknownBecause | undefined>>;

/** A release of an operating system in the catalog. */
export interface Release {
  readonly product: LifecycleProduct;
  readonly cycle: Cycle;
}

/** The running operating system: its release where the catalog has it, its dates, or why there are none. */
export interface System {
  readonly release?: Release;
  readonly match?: SupportMatch;
  readonly because?: UnknownBecause;
}

/** Finds the release that runs. Nothing is guessed: what two releases could both be is `version-too-coarse`. */
export function systemOf(os: Os | undefined, notes: Notes, catalog: LifecycleCatalog): System {
  if (os === undefined) return { because: notes['os'] ?? unread('os') };
  const product = productOf(os, notes, catalog);
  if ('because' in product) return product.because.reason === 'catalog-gap' ? declared(os, product.because) : product;
  const cycle = cycleOf(os, notes, product);
  if ('because' in cycle) return cycle.because.reason === 'catalog-gap' ? declared(os, cycle.because) : cycle;
  const release = { product, cycle };
  const seen = os.version ?? os.build;
  return { release, match: { name: os.name ?? product.name, ...(seen ? { version: seen } : {}), ...dates(release), confidence: product.inferred ? 'inferred' : 'exact' } };
}

/** What the catalog says of a release of an operating system. */
export function dates({ product, cycle }: Release): Omit<SupportMatch, 'name' | 'version' | 'confidence'> {
  const longer = cycle.extendedEndsOn ?? null;
  return {
    product: product.id,
    cycle: cycle.cycle,
    kind: product.kind,
    ...(cycle.releasedOn === undefined ? {} : { releasedOn: cycle.releasedOn }),
    endsOn: cycle.endsOn,
    extendedEndsOn: longer,
    extendedName: longer === null ? null : (product.extended?.name ?? null),
    fixesUntil: longer !== null && product.extended?.reaches === 'everybody' ? longer : cycle.endsOn,
    leftover: false,
    supportedBy: 'maker',
    source: sourceOf(product, cycle),
  };
}

/** Where the dates of a cycle are from, in one line. */
export function sourceOf(product: LifecycleProduct, cycle: Cycle): string {
  return cycle.source ?? `${product.source} (${product.checked})`;
}

interface NoMatch {
  readonly because: UnknownBecause;
}

function productOf(os: Os, notes: Notes, catalog: LifecycleCatalog): LifecycleProduct | NoMatch {
  if (os.product === undefined) return { because: notes['os.product'] ?? unread('os', 'product') };
  for (const product of catalog.systems) {
    if (product.os?.product !== os.product) continue;
    if (!product.os.name) return product;
    if (os.name === undefined) return { because: notes['os.name'] ?? unread('os', 'name') };
    if (product.os.name.test(os.name)) return product;
  }
  return { because: { reason: 'catalog-gap', detail: `${os.name ?? os.product} (${os.product} ${os.version ?? 'without a version'})` } };
}

function cycleOf(os: Os, notes: Notes, product: LifecycleProduct): Cycle | NoMatch {
  if (!product.cycles.some((cycle) => cycle.builds)) {
    if (os.version === undefined) return { because: notes['os.version'] ?? unread('os', 'version') };
    if (os.version === null) return { because: { reason: 'version-too-coarse', section: 'os', path: 'version', detail: `${os.name ?? product.name} names no version` } };
    const found = cycleOfVersion(os.version, product);
    return 'cycle' in found ? found.cycle : found;
  }
  return cycleOfBuild(os, notes, product);
}

/** Windows: one build is several cycles, told apart by edition and channel. */
function cycleOfBuild(os: Os, notes: Notes, product: LifecycleProduct): Cycle | NoMatch {
  const { build } = os;
  if (build === undefined) return { because: notes['os.build'] ?? unread('os', 'build') };
  const bare = (build ?? '').replace(/^(?:\d+\.\d+\.)(?=\d{4,})/, '');
  const built = product.cycles.filter((cycle) => cycle.builds?.some((start) => begins(bare, start)));
  const gap: NoMatch = { because: { reason: 'catalog-gap', detail: `${os.name ?? product.name}, build ${build ?? 'unknown'}, edition ${os.edition ?? 'unknown'}` } };
  if (built.length === 0) return gap;
  const channel = channelOf(os, product);
  const fitting = built.filter((cycle) => channel === undefined || cycle.channel === channel || (channel === null && cycle.channel === undefined));
  const { edition } = os;
  const editions = product.editions.filter((it) => edition && it.editions.test(edition)).map((it) => it.id);
  const edited = fitting.filter((cycle) => cycle.edition === undefined || edition === undefined || editions.includes(cycle.edition));
  const [first, ...others] = edited;
  if (!first) return gap;
  if (others.every((other) => other.endsOn === first.endsOn && other.extendedEndsOn === first.extendedEndsOn)) return first;
  const coarse: UnknownBecause = { reason: 'version-too-coarse', section: 'os', path: 'edition', detail: `could be ${edited.map(({ cycle }) => cycle).join(' or ')}` };
  return { because: edition === undefined ? (notes['os.edition'] ?? coarse) : coarse };
}

/** The servicing channel among those that the product lists; null for every other, undefined when nobody can tell. */
function channelOf({ edition, channel }: Os, { channels }: LifecycleProduct): string | null | undefined {
  const byEdition = edition ? channels.find((it) => it.editions.test(edition)) : undefined;
  const named = channels.find((it) => it.id === channel);
  if (byEdition ?? named) return (byEdition ?? named)?.id;
  return channels.length > 0 && (edition === undefined || channel === undefined) ? undefined : null;
}

/** What the system says of itself, where the catalog says nothing: `SUPPORT_END` of os-release(5). */
function declared(os: Os, because: UnknownBecause): System {
  if (!os.supportEndsOn || os.product === undefined) return { because };
  const endsOn = os.supportEndsOn.slice(0, 10);
  return {
    match: {
      name: os.name ?? os.product,
      ...(os.version ? { version: os.version, cycle: os.version } : {}),
      product: os.product,
      kind: 'os',
      endsOn,
      extendedEndsOn: null,
      extendedName: null,
      fixesUntil: endsOn,
      leftover: false,
      supportedBy: 'maker',
      confidence: 'exact',
      source: 'SUPPORT_END in os-release of the computer',
    },
  };
}

/** An absent fact that nobody gave a reason for: the agent did not know the question. */
export function unread(section: string, path?: string): UnknownBecause {
  return { reason: 'agent-too-old', section, ...(path === undefined ? {} : { path }) };
}
