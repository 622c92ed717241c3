import { expect, test } from 'vitest';
import { installedProducts } from '../../../rules/derive/support/products.ts';
import { shippedCatalog } from './catalog.ts';
import { similarNames } from './similar-names.ts';

const catalog = shippedCatalog();
const pairs = Object.entries(similarNames).flatMap(([source, names]) => names.map((text) => [source as keyof typeof similarNames, ...text.split(' |')] as const));

test('200 names and more that only look like a product are none', () => {
  const found = pairs.flatMap(([source, name = '', version]) =>
    installedProducts([{ source, name, ...(version === undefined ? {} : { version }), publisher: 'Somebody' }], { system: {}, notes: {}, catalog }).map(({ item }) => `${name} is taken for ${item.product}`),
  );
  expect(found).toEqual([]);
  expect(new Set(pairs.map(([source, name]) => `${source} ${name}`)).size).toBeGreaterThanOrEqual(200);
});
