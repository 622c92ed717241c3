import { describe, expect, test } from 'vitest';
import type { EvaluationInput, InputStatement } from '../../../rules/input.ts';
import { viewCache, viewOf } from '../../../rules/engine/view.ts';
import type { Derive, ViewCache } from '../../../rules/engine/view.ts';
import { deriveNothing, inputOf, inWords } from './setup.ts';

const base = inputOf({ asOf: '2026-11-21T12:00:00Z' });
const [blank] = base.statements as [InputStatement];

interface Told {
  readonly name: string;
  readonly version?: string;
  readonly at?: string;
  readonly kind?: InputStatement['target']['kind'];
  readonly failed?: boolean;
  readonly sequence?: number;
}

/** A statement about the section `os` whose fact is its own name. */
function statement({ name, at = '2026-11-21T02:00:00Z', kind = 'local', failed = false, sequence = 1 }: Told): InputStatement {
  const common = { version: 1, startedAt: at, durationMs: 1, sources: [] };
  const os = failed ? ({ ...common, status: 'failed', reason: 'timeout', detail: name } as const) : ({ ...common, status: 'ok', digest: name } as const);
  return { ...blank, receipt: `receipt ${name}`, digest: `statement ${name}`, receivedAt: at, target: { kind, id: kind }, predicate: { ...blank.predicate, sequence, wallTime: at, sections: { os } } };
}

function inputWith(told: readonly Told[]): EvaluationInput {
  const contents = told.filter(({ failed }) => !failed).map(({ name }) => [name, { section: 'os', version: 1, data: { codename: name }, missing: [] }]);
  return { ...base, statements: told.map(statement), contents: Object.fromEntries(contents) as Record<string, unknown> };
}

function seen(told: readonly Told[], more: { derive?: Derive; cache?: ViewCache } = {}) {
  const input = inputWith(told);
  const asset = input.roster[0];
  if (!asset) throw new Error('no asset');
  const from = { input, asOf: Date.parse(input.asOf), derive: more.derive ?? deriveNothing, cache: more.cache ?? viewCache() };
  return viewOf(asset, input.statements, from);
}

function codename(told: readonly Told[]): string {
  const os = seen(told).values['os'] as { codename?: string };
  return os.codename ?? inWords(os);
}

describe('per section the best fresh content wins', () => {
  test.each<[string, readonly Told[], string]>([
    ['the newest', [{ name: 'old', at: '2026-11-20T02:00:00Z' }, { name: 'new' }], 'new'],
    ['the own agent before SSH', [{ name: 'agent', at: '2026-11-20T02:00:00Z' }, { name: 'ssh', kind: 'ssh' }], 'agent'],
    ['SSH before a directory', [{ name: 'ssh', kind: 'ssh', at: '2026-11-20T02:00:00Z' }, { name: 'ad', kind: 'directory' }], 'ssh'],
    ['fresh SSH before a stale agent', [{ name: 'agent', at: '2026-11-01T02:00:00Z' }, { name: 'ssh', kind: 'ssh' }], 'ssh'],
    ['what was read before what failed later', [{ name: 'read', at: '2026-11-20T02:00:00Z' }, { name: 'broken', failed: true }], 'read'],
    ['what failed, when only a stale one was read', [{ name: 'read', at: '2026-11-01T02:00:00Z' }, { name: 'broken', failed: true }], '?timeout'],
    ['the later number at one instant', [{ name: 'b', sequence: 2 }, { name: 'a', sequence: 1 }], 'b'],
    ['nothing stale', [{ name: 'old', at: '2026-11-01T02:00:00Z' }], '?stale'],
  ])('%s', (_, told, winner) => {
    expect(codename(told)).toBe(winner);
    expect(codename(told.toReversed())).toBe(winner);
  });
});

test('a source names the content, the receipt and both clocks', () => {
  expect(seen([{ name: 'new' }]).read(['os']).sources[0]).toEqual({ section: 'os', digest: 'new', receipt: 'receipt new', observedAt: '2026-11-21T02:00:00Z', receivedAt: '2026-11-21T02:00:00Z' });
  expect(seen([{ name: 'broken', failed: true }]).read(['os']).sources[0]).toBeUndefined();
});

test('a content that the input lacks is unreadable, also when the cache knows it', () => {
  const cache = viewCache();
  expect(seen([{ name: 'new' }], { cache }).values['os']).toEqual({ codename: 'new' });
  const lacking = { ...inputWith([{ name: 'new' }]), contents: {} };
  const asset = lacking.roster[0];
  const view = asset && viewOf(asset, lacking.statements, { input: lacking, asOf: Date.parse(lacking.asOf), derive: deriveNothing, cache });
  expect(inWords(view?.values['os'])).toBe('?unreadable');
  expect(seen([{ name: 'new' }], { cache }).values['os']).toEqual({ codename: 'new' });
});

describe('derivation', () => {
  test('gets facts and notes, and runs once per content', () => {
    const calls: unknown[] = [];
    const derive: Derive = (facts, notes) => {
      calls.push({ facts, notes: Object.keys(notes) });
      return { data: { support: { products: [] } }, missing: [{ path: 'support.products', because: { reason: 'catalog-gap' } }] };
    };
    const cache = viewCache();
    const [first, second] = [seen([{ name: 'new' }], { derive, cache }), seen([{ name: 'new' }], { derive, cache })];
    expect(calls).toEqual([]);
    for (const view of [first, second]) expect(inWords((view.derived() as { support: { products: unknown } }).support.products)).toBe('[]?catalog-gap');
    expect(calls).toEqual([{ facts: { os: { codename: 'new' } }, notes: ['software', 'services', 'hardware', 'identity'] }]);
  });

  test('gives what it has not decided with its reason', () => {
    const derive: Derive = () => ({ data: { support: {} }, missing: [{ path: 'support.os', because: { reason: 'version-too-coarse', section: 'os', path: 'version' } }] });
    const { because } = seen([{ name: 'new' }], { derive }).absent({ section: 'derived', path: 'support.os' });
    expect(because).toEqual({ reason: 'version-too-coarse', section: 'os', path: 'version' });
  });
});
