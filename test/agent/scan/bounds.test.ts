import { expect, test } from 'vitest';
import { sectionBounds } from '../../../agent/facts/bounds.ts';
import { sections } from '../../../wire/sections/list.ts';

test('the bounds that a scan keeps are those of the wire', () => {
  const declared = Object.fromEntries(Object.entries(sections).map(([name, { maxBytes, maxItems }]) => [name, { maxBytes, maxItems }]));
  expect(sectionBounds).toEqual(declared);
});
