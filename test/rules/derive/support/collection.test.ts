import { expect, test } from 'vitest';
import { lifecycleCatalog, parseLifecycle } from '../../../../rules/derive/support/catalog.ts';
import { renewedDocuments } from '../../../../rules/derive/support/collection.ts';
import type { CollectedRelease, Collection } from '../../../../rules/derive/support/collection.ts';

const documents = [parseLifecycle(`checkedOn: 2026-11-22
checkedAgainst: nothing
products:
  - id: php
    name: PHP
    kind: runtime
    source: https://php.example/
    extended: { name: Years more, reaches: subscribers }
    cycles:
      - { cycle: "8.4", releasedOn: 2024-11-21, endsOn: 2028-12-31 }
      - { cycle: "8.3", releasedOn: 2023-11-23, endsOn: 2027-12-31, extendedEndsOn: 2029-01-01 }
      - { cycle: "8.2", releasedOn: 2022-12-08, endsOn: 2026-12-31, differs: the maker says so, source: "https://php.example/8.2" }
      - { cycle: "8.1", releasedOn: 2021-11-25, endsOn: 2025-12-31 }
  - id: office-2024
    name: Office 2024
    kind: office
    source: https://office.example/
    cycles:
      - { cycle: "16.0", releasedOn: 2024-10-01, endsOn: 2029-10-09 }
`, 'own.yaml')];

const release = (name: string, releasedOn: string, more: Partial<CollectedRelease> = {}): CollectedRelease => ({ name, label: name, releasedOn, endsOn: null, ended: false, extendedEndsOn: null, newest: null, ...more });
const collection = (php: CollectedRelease[], office: CollectedRelease[] = []): Collection => ({ asOf: '2026-12-01', products: { php, office } });

function cyclesAfter(php: CollectedRelease[], office?: CollectedRelease[]) {
  const { documents: renewed, differences } = renewedDocuments(documents, collection(php, office));
  return { cycles: renewed.flatMap(({ products }) => products.flatMap((product) => product.cycles.map(({ cycle, endsOn, extendedEndsOn, source }) => [product.id, cycle, endsOn, extendedEndsOn, source]))), differences };
}

const same = [
  release('8.4', '2024-11-21', { endsOn: '2028-12-31' }),
  release('8.3', '2023-11-23', { endsOn: '2027-12-31', extendedEndsOn: '2029-01-01' }),
  release('8.2', '2022-12-08', { endsOn: '2026-12-31' }),
  release('8.1', '2021-11-25', { endsOn: '2025-12-31' }),
];

test('a later day counts, with its source, and a longer support that is gone is gone', () => {
  const { cycles, differences } = cyclesAfter(same.map((it) => (it.name === '8.3' ? { ...it, endsOn: '2028-03-31', extendedEndsOn: null } : it)));
  expect(cycles[1]).toEqual(['php', '8.3', '2028-03-31', undefined, 'https://endoflife.date/php as of 2026-12-01']);
  expect(differences).toEqual([
    { product: 'php', cycle: '8.3', kind: 'changed', key: 'endsOn', was: '2027-12-31', is: '2028-03-31' },
    { product: 'php', cycle: '8.3', kind: 'changed', key: 'extendedEndsOn', was: '2029-01-01', is: null },
  ]);
});

test('what the rulebook says otherwise with a reason stays, and is named', () => {
  const { cycles, differences } = cyclesAfter(same.map((it) => (it.name === '8.2' ? { ...it, endsOn: '2030-01-01' } : it)));
  expect(cycles[2]).toEqual(['php', '8.2', '2026-12-31', undefined, 'https://php.example/8.2']);
  expect(differences).toEqual([{ product: 'php', cycle: '8.2', kind: 'kept', key: 'endsOn', was: '2026-12-31', is: '2030-01-01' }]);
});

test('an end without a day invents none, and a release that is gone stays', () => {
  const { cycles, differences } = cyclesAfter(same.filter(({ name }) => name !== '8.4').map((it) => (it.name === '8.1' ? { ...it, endsOn: null, ended: true } : it)));
  expect(cycles.slice(0, 4).map(([, cycle, endsOn]) => [cycle, endsOn])).toEqual([['8.4', '2028-12-31'], ['8.3', '2027-12-31'], ['8.2', '2026-12-31'], ['8.1', '2025-12-31']]);
  expect(differences).toEqual([{ product: 'php', cycle: '8.4', kind: 'gone' }]);
});

test.each([
  ['that came out later', release('8.6', '2026-11-19', { endsOn: '2030-12-31' }), ['8.6']],
  ['that is older than the newest here', release('7.4', '2019-11-28', { endsOn: '2022-11-28' }), []],
  ['that ended on a day nobody tells', release('8.6', '2026-11-19', { ended: true }), []],
  ['whose name is no version', release('next', '2026-11-19'), []],
])('a release %s', (_, it, added) => {
  expect(cyclesAfter([it, ...same]).differences.map(({ kind, cycle }) => [kind, cycle])).toEqual(added.map((cycle) => ['added', cycle]));
});

test('a year that stands in a name alone is not a new release of the other year', () => {
  const { cycles } = cyclesAfter(same, [release('2027', '2027-10-01'), release('2024', '2024-10-01', { endsOn: '2029-10-09' })]);
  expect(cycles.filter(([product]) => product === 'office-2024')).toEqual([['office-2024', '16.0', '2029-10-09', undefined, undefined]]);
});

test('a product with the cycles of another gets those that were fetched', () => {
  const edge = parseLifecycle('checkedOn: 2026-11-22\ncheckedAgainst: nothing\nproducts:\n  - { id: twin, name: Twin, kind: runtime, source: "https://t.example/", cyclesOf: php, cycles: [] }\n', 'twin.yaml');
  const { documents: renewed } = renewedDocuments([...documents, edge], collection([release('8.6', '2026-11-19'), ...same]));
  expect(lifecycleCatalog(renewed).byId.get('twin')?.cycles.map(({ cycle }) => cycle)).toContain('8.6');
  expect(() => lifecycleCatalog([edge])).toThrow('twin is said to be released with php, which the lifecycle catalog does not have');
});
