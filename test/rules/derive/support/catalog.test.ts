import { expect, test } from 'vitest';
import { lifecycleCatalog, parseLifecycle } from '../../../../rules/derive/support/catalog.ts';
import { recognize } from '../../../../rules/derive/support/match.ts';

const system = `
  - id: tinyos
    name: Tiny OS
    kind: os
    source: https://tiny.example/releases
    extended: { name: Tiny Care, reaches: subscribers }
    os: { product: tinyos }
    packages:
      - { source: dpkg, publisher: 'Tiny', release: '[+]tiny{cycle}' }
    cycles:
      - { cycle: "2", releasedOn: 2024-01-01, endsOn: 2027-01-01, extendedEndsOn: 2029-01-01 }
      - { cycle: "1", releasedOn: 2021-01-01, endsOn: 2024-01-01 }
`;
const software = `
  - id: tinydb
    name: Tiny DB
    kind: database
    source: https://tinydb.example/
    match:
      - { source: dpkg, name: '^tinydb-\\d$' }
    carried:
      - { by: tinyos, release: "1", cycle: "5" }
    cycles:
      - { cycle: "5", releasedOn: 2020-01-01, endsOn: 2022-01-01 }
`;

test('a document is read, and its patterns are ready', () => {
  const catalog = lifecycleCatalog([parsed(system), parsed(software)]);
  expect(catalog.systems.map(({ id }) => id)).toEqual(['tinyos']);
  expect(recognize({ source: 'dpkg', name: 'tinydb-5' }, catalog.index).map(({ product }) => product.id)).toEqual(['tinydb']);
  expect(recognize({ source: 'rpm', name: 'tinydb-5' }, catalog.index)).toEqual([]);
  expect(catalog.systems[0]?.packages[0]?.marks.map(({ cycle, mark }) => [cycle, mark.test('1.0+tiny2')])).toEqual([['2', true], ['1', false]]);
});

test.each([
  ['an unknown key', system.replace('endsOn: 2024-01-01 }', 'endOn: 2024-01-01 }'), 'tiny.yaml: products[0].cycles[1] has the unknown key "endOn"'],
  ['a cycle that YAML takes for a number', system.replace('cycle: "2"', 'cycle: 2'), 'tiny.yaml: products[0].cycles[0].cycle must be string'],
  ['a day that is none', system.replace('endsOn: 2024-01-01', 'endsOn: 2024-02-30'), 'tiny.yaml: products[0].cycles[1].endsOn must be a day such as 2026-11-21'],
  ['an end before the release', system.replace('endsOn: 2024-01-01', 'endsOn: 2020-01-01'), 'tiny.yaml: tinyos 1 ends before it was released'],
  ['a cycle twice', system.replace('cycle: "1"', 'cycle: "2"'), 'tiny.yaml: tinyos 2 stands there twice'],
  ['a longer support that nothing names', system.replace(/ {4}extended: .*\n/, ''), 'tiny.yaml: tinyos 2 has extendedEndsOn, but tinyos has no "extended" that names it'],
  ['a longer support that is shorter', system.replace('extendedEndsOn: 2029', 'extendedEndsOn: 2026'), 'tiny.yaml: tinyos 2 has a longer support that ends before the usual one'],
  ['a pattern that RE2 does not know', system.replace("'Tiny'", "'(?=Tiny)'"), 'tiny.yaml: products[0].packages[0].publisher must be a pattern that RE2 knows'],
  ['a mark without a place for the release', system.replace('tiny{cycle}', 'tiny'), 'tiny.yaml: products[0].packages[0].release must be an RE2 pattern with {cycle} in it'],
  ['a channel that the product does not list', system.replace('endsOn: 2024-01-01 }', 'endsOn: 2024-01-01, channel: ltsc }'), 'tiny.yaml: tinyos 1 is in the channel ltsc, which tinyos does not list'],
  ['an operating system that cannot be recognized', system.replace(/ {4}os: .*\n/, ''), 'tiny.yaml: tinyos must have "os" if, and only if, it is an operating system'],
  ['a name that begins like many', software.replace("'^tinydb-", "'^(?:tinydb|\\w)-"), 'tiny.yaml: tinydb is recognized by ^(?:tinydb|\\w)-\\d$, which must begin with ^ and at least two letters'],
  ['a span that is none', software.replace('endsOn: 2022-01-01 }', 'endsOn: 2022-01-01, versions: ["5.1-5.2"] }'), 'tiny.yaml: products[0].cycles[0].versions[0] must be a version such as 12.3 or 13.0.6300..13.1'],
  ['a carried cycle that does not exist', software.replace('cycle: "5" }', 'cycle: "6" }'), 'tiny.yaml: tinydb has no cycle 6, which is said to be carried'],
])('%s is refused', (_, products, message) => {
  expect(() => parsed(products)).toThrow(message);
});

test('what is no YAML is refused in one line', () => {
  expect(() => parseLifecycle('products: [', 'tiny.yaml')).toThrow(/^tiny\.yaml: [^\n]+$/);
});

test('documents that contradict each other are refused', () => {
  expect(() => lifecycleCatalog([parsed(system), parsed(system)])).toThrow('the product tinyos stands in the lifecycle catalog twice: keep one of them');
  const elsewhere = parsed(software.replace('release: "1"', 'release: "7"'));
  expect(() => lifecycleCatalog([parsed(system), elsewhere])).toThrow('tinydb is said to be carried by tinyos 7, which the lifecycle catalog does not have');
});

function parsed(products: string) {
  return parseLifecycle(`checkedOn: 2026-11-21\ncheckedAgainst: nothing\nproducts:${products}`, 'tiny.yaml');
}
