import fs from 'node:fs';
import { expect, test } from 'vitest';
import { macSoldFrom } from '../../../../rules/derive/age/apple-models.ts';
import { sharedFixtures } from '../../../shared.ts';

const intel = sharedFixtures('age-facts', 'apple-intel-models.json');
const silicon = sharedFixtures('age-facts', 'apple-silicon-models.json');

test.skipIf(!intel)('Macs with Intel begin in the first year of their model, or in the last quarter before', () => {
  const { models } = JSON.parse(fs.readFileSync(intel ?? '', 'utf8')) as { models: Record<string, { modelYears: number[] }> };
  const known = Object.entries(models).flatMap(([model, { modelYears }]) => {
    const month = macSoldFrom(model);
    return month === undefined ? [] : [{ model, month, first: Math.min(...modelYears) }];
  });
  expect(known.length).toBeGreaterThan(75);
  expect(known.filter(({ month, first }) => Number(month.slice(0, 4)) !== first && month < `${first - 1}-10`)).toEqual([]);
  expect(known.filter(({ month, first }) => Number(month.slice(0, 4)) > first)).toEqual([]);
});

test.skipIf(!silicon)('Macs with processors of Apple begin in the month of the public list', () => {
  const { models } = JSON.parse(fs.readFileSync(silicon ?? '', 'utf8')) as { models: Record<string, string> };
  expect(Object.entries(models).filter(([model, month]) => macSoldFrom(model) !== month)).toEqual([]);
});

test.each(['', 'Mac99,9', 'constructor', '__proto__', 'OptiPlex 7060'])('"%s" is no Mac of the table', (model) => {
  expect(macSoldFrom(model)).toBeUndefined();
});
