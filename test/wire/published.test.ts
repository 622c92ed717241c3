import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { root } from '../house/tree.ts';
import { all } from './fields.ts';
import { breaks, printed, publishedSchema } from './published.ts';

const folder = path.join(root, 'wire/published');
const publish = process.env['TOWNWATCH_PUBLISH'] === '1';

/**
 * What was published is never edited. After a new section, a new version or a new optional field:
 * `TOWNWATCH_PUBLISH=1 npm test -- test/wire/published`. A change that breaks readers is refused: it needs a new version of
 * the section. (While no release has the file, it can be removed and published anew.)
 */
describe.each(all.map((section) => ({ section, file: `${section.name}-${section.version}.json` })))('$file', ({ section, file }) => {
  const place = path.join(folder, file);
  const schema = publishedSchema(section);

  it('is published as the section is', () => {
    const before = fs.existsSync(place) ? JSON.parse(fs.readFileSync(place, 'utf8')) : schema;
    expect({ 'was published otherwise; the section needs a new version': breaks(before, schema) }).toEqual({ 'was published otherwise; the section needs a new version': [] });
    if (publish) fs.writeFileSync(place, printed(schema));
    expect({ 'TOWNWATCH_PUBLISH=1 npm test -- test/wire/published': fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : 'is missing' }).toEqual({ 'TOWNWATCH_PUBLISH=1 npm test -- test/wire/published': printed(schema) });
  });

  it('takes the examples and refuses what is none', () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    formats.default(ajv);
    const fits = ajv.compile(schema as object);
    const { name, version } = section;
    for (const data of section.examples) {
      const content = { section: name, version, data, missing: [{ path: 'x', reason: 'timeout' }] };
      fits(content);
      expect(fits.errors).toBeNull();
      expect(fits({ ...content, data: { ...data, later: 1 } })).toBe(true);
      expect([fits({ ...content, version: version + 1 }), fits({ ...content, section: 'x' }), fits({ ...content, data: [] }), fits({ ...content, missing: [{}] })]).toEqual([false, false, false, false]);
    }
  });
});

it('nothing published is lost, and nothing else lies there', () => {
  const names = fs.readdirSync(folder).filter((file) => /^[a-z-]+-\d+\.json$/.test(file));
  expect(fs.readdirSync(folder)).toEqual(names);
  const newest = { statement: 1, envelope: 1, receipt: 1, ...Object.fromEntries(all.map(({ name, version }) => [name, version])) } as Record<string, number>;
  expect(names.filter((file) => {
    const [, name = '', version] = /^([a-z-]+)-(\d+)\.json$/.exec(file)!;
    return !(Number(version) <= (newest[name] ?? 0));
  })).toEqual([]);
});

describe('breaks', () => {
  const was = { title: 'a', type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 9 }, kind: { enum: ['a', 'b'] }, on: { anyOf: [{ type: 'null' }, { type: 'boolean' }] } } };
  const but = (change: object) => breaks(was, { ...was, ...change });
  const field = (name: string, schema: object) => but({ properties: { ...was.properties, [name]: schema } });

  it('lets a field be added that may be absent, and words be changed', () => {
    expect(breaks(was, was)).toEqual([]);
    expect(field('extra', { type: 'number' })).toEqual([]);
    expect(but({ title: 'b', description: 'c' })).toEqual([]);
  });

  it('sees everything else', () => {
    const { kind: _kind, ...fewer } = was.properties;
    expect(but({ properties: fewer })).toEqual(['/properties/kind']);
    expect(but({ required: ['name', 'kind'] })).toEqual(['/required']);
    expect(but({ required: [] })).toEqual(['/required']);
    expect(field('name', { type: 'string', maxLength: 8 })).toEqual(['/properties/name/maxLength']);
    expect(field('name', { type: 'string' })).toEqual(['/properties/name/maxLength']);
    expect(field('name', { type: 'string', maxLength: 9, pattern: 'x' })).toEqual(['/properties/name/pattern']);
    expect(field('kind', { enum: ['a', 'b', 'c'] })).toEqual(['/properties/kind/enum']);
    expect(field('kind', { enum: ['a', 'c'] })).toEqual(['/properties/kind/enum/1']);
    expect(field('on', { anyOf: [{ type: 'boolean' }, { type: 'null' }] })).toHaveLength(2);
    expect(but({ additionalProperties: false })).toEqual(['/additionalProperties']);
  });
});
