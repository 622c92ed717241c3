import fs from 'node:fs';
import { expect, test } from 'vitest';
import { all, fieldsOf } from '../wire/fields.ts';
import { factsReference } from './facts.ts';

const file = new URL('../../docs/reference/facts.md', import.meta.url);

test('the reference of facts is as the code is', () => {
  const text = factsReference();
  if (process.env['TOWNWATCH_PUBLISH'] === '1') {
    fs.mkdirSync(new URL('.', file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  const published = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  expect(published === text, 'docs/reference/facts.md is old: TOWNWATCH_PUBLISH=1 npm test -- test/reference').toBe(true);
});

test('it names every field of every section', () => {
  const text = factsReference();
  const fields = all.flatMap((section) => fieldsOf(section).map(({ path }) => `| \`${path}\` |`));
  expect(fields.filter((field) => !text.includes(field))).toEqual([]);
});
