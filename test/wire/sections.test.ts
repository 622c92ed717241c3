import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../reports/meaning.ts';
import { judgementReasons } from '../../rules/reasons.ts';
import { isReason, reasons } from '../../wire/reasons.ts';
import { isSectionName, sections } from '../../wire/sections/list.ts';
import { sortedJson } from '../../wire/snapshot.ts';
import { all, fieldsOf } from './fields.ts';

describe.each(all)('section $name', (section) => {
  const fields = fieldsOf(section);

  it('stands in the list under its own name, and says what it is', () => {
    expect(Object.entries(sections).find(([, it]) => it.name === section.name)?.[0]).toBe(section.name);
    expect(section.name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(section.version).toBeGreaterThan(0);
    expect(section.meaning).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('has examples that fit, the first with every field at the top', () => {
    for (const example of section.examples) expect(section.schema.safeParse(example)).toMatchObject({ success: true, data: example });
    expect(Object.keys(section.examples[0]).sort()).toEqual(fields.map(({ path }) => path).filter((path) => !/[.[]/.test(path)).sort());
  });

  it('says of every field what it means and who may see it', () => {
    expect(fields.filter(({ meaning }) => (meaning?.meaning.split(/\s+/).length ?? 0) < 3).map(({ path }) => path)).toEqual([]);
    expect(fields.filter(({ meaning }) => /\.$|^\W|\s{2}/.test(meaning!.meaning)).map(({ path }) => path)).toEqual([]);
    expect(fields.filter(({ meaning }) => !['public', 'internal', 'personal', 'security'].includes(meaning!.sensitivity)).map(({ path }) => path)).toEqual([]);
  });

  it('says a unit where a number has one', () => {
    const unit = /(?:bytes|MiB|Mbps|Percent|Wh|Days)$/i;
    expect(fields.filter(({ path, meaning }) => unit.test(path) && meaning!.unit === undefined).map(({ path }) => path)).toEqual([]);
  });

  it('asks of nobody to have read everything: a field outside of lists may be absent', () => {
    expect(fields.filter(({ path, optional }) => !path.includes('[]') && !optional).map(({ path }) => path)).toEqual([]);
  });

  it('has words of its own for every path', () => {
    for (const { path, meaning } of fields) expect([path, meaningOf(section.name, path)]).toEqual([path, meaning!.meaning]);
  });

  it('has a bound for every list, and none for a list it does not have', () => {
    const lists = fields.filter(({ list }) => list);
    const bounded = (path: string) => Object.keys(section.maxItems).some((name) => path === name || path.startsWith(`${name}[]`));
    expect(lists.filter(({ path, bounded: own }) => !own && !bounded(path)).map(({ path }) => path)).toEqual([]);
    expect(Object.keys(section.maxItems).filter((name) => !lists.some(({ path }) => path === name))).toEqual([]);
    // The agent cuts lists at the top of a section; a list inside an object needs a bound in its schema.
    expect(Object.keys(section.maxItems).filter((name) => /[.[]/.test(name))).toEqual([]);
    expect(Object.values(section.maxItems).filter((most) => !Number.isSafeInteger(most) || most < 1)).toEqual([]);
  });

  it('never calls a fact a verdict', () => {
    expect(fields.map(({ path }) => path.split(/[.[\]]+/).at(-1)).filter((name) => name === 'outcome' || name === '__proto__')).toEqual([]);
  });

  it('refuses what is no object, and keeps what it does not know out of sight', () => {
    for (const value of [null, [], 7, 'x']) expect(section.schema.safeParse(value).success).toBe(false);
    expect(section.schema.safeParse({ ...section.examples[0], somethingNew: 1 })).toMatchObject({ success: true, data: section.examples[0] });
  });
});

it('what moves by itself is little', () => {
  const moving = all.filter((section) => section.moving);
  expect(moving.map(({ name }) => name)).toEqual(['neighbors', 'vitals', 'activity']);
  for (const { examples } of moving) expect(zstdCompressSync(Buffer.from(sortedJson(examples[0]))).length).toBeLessThan(2048);
});

it('what does not move has no field that does', () => {
  const moves = /uptime|free|available(?:MiB|Bytes)|lastSignIn|bootedAt|cycles|checkedAt/i;
  const stray = all.filter((section) => !section.moving).flatMap((section) => fieldsOf(section).map(({ path }) => `${section.name}.${path}`).filter((path) => moves.test(path)));
  expect(stray).toEqual([]);
});

describe('names from outside', () => {
  it('are no section and no reason because JavaScript objects have them', () => {
    for (const name of ['constructor', '__proto__', 'toString', '', 'OS']) expect([isSectionName(name), isReason(name)]).toEqual([false, false]);
    expect([isReason(7), isReason(null), isReason('needs-root'), isSectionName('os')]).toEqual([false, false, true, true]);
  });

  it('reasons of both sides are one language: no word has two meanings', () => {
    const words = [...Object.keys(reasons), ...Object.keys(judgementReasons)];
    expect(new Set(words).size).toBe(words.length);
    const sentences = [...Object.values(reasons), ...Object.values(judgementReasons)].map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
