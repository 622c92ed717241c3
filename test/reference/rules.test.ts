import fs from 'node:fs';
import { expect, test } from 'vitest';
import { shippedRulebook } from '../rules/catalog/rulebook.ts';
import { rulesReference } from './rules.ts';

const file = new URL('../../docs/reference/rules.md', import.meta.url);

test('the reference of rules is as the rules are', () => {
  const text = rulesReference(shippedRulebook());
  if (process.env['TOWNWATCH_PUBLISH'] === '1') fs.writeFileSync(file, text);
  const published = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  expect(published === text, 'docs/reference/rules.md is old: TOWNWATCH_PUBLISH=1 npm test -- test/reference').toBe(true);
});

test('it names every rule, also those that wait, every parameter and every pack', () => {
  const rulebook = shippedRulebook();
  const text = rulesReference(rulebook);
  const wanted = [
    ...rulebook.rules.flatMap(({ definition: { id, parameters } }) => [`### ${id}: `, ...Object.keys(parameters).map((name) => `| \`${name}\` |`)]),
    ...rulebook.packs.map(({ id }) => `| \`${id}\` |`),
    ...(rulebook.waiting ?? []).map(({ id }) => `| ${id} |`),
  ];
  expect(wanted.filter((part) => !text.includes(part))).toEqual([]);
});
