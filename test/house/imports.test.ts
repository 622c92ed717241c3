import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { reachesOut, trespasses, undeclared } from './imports.ts';
import { cycles, imports, target } from './source.ts';
import { exists, files, products, read } from './tree.ts';

const sources = files(/\.tsx?$/, ...products, 'docs');
const everything = [...sources, ...files(/\.tsx?$/, 'test')];

describe('this tree', () => {
  test('keeps to its borders', () => {
    expect(sources.flatMap((file) => trespasses(file, read(file)))).toEqual([]);
  });

  test('has no two modules that need each other', () => {
    const graph = new Map(everything.map((file) => [file, valueImports(file)]));
    expect(cycles(graph)).toEqual([]);
  });

  test('judges and renders without reaching out', () => {
    expect(sources.flatMap((file) => reachesOut(file, read(file)))).toEqual([]);
  });

  test('imports only packages that are installed with it', () => {
    const shipped = files(/\.tsx?$/, ...products);
    expect(shipped.flatMap((file) => undeclared(file, read(file), Object.keys(manifest.dependencies)))).toEqual([]);
  });

  test('imports files that exist, by their whole name', () => {
    const targets = everything.flatMap((file) => imports(read(file)).map(({ specifier }) => target(file, specifier)));
    expect([...new Set(targets)].filter((place) => place !== undefined && !exists(place))).toEqual([]);
  });
});

describe('trespasses', () => {
  test.each([
    ['wire/a.ts', '../rules/b.ts'],
    ['agent/a.ts', '../rules/b.ts'],
    ['agent/host/a.ts', '../../collector/b.ts'],
    ['rules/a.ts', '../reports/b.ts'],
    ['reports/a.ts', '../agent/b.ts'],
    ['collector/store/a.ts', '../../agent/main.ts'],
    ['collector/a.ts', '../test/fleet/b.ts'],
  ])('%s may not import %s', (file, specifier) => {
    expect(trespasses(file, `import type { B } from '${specifier}'`)).toHaveLength(1);
    expect(trespasses(file, `const b = await import('${specifier}')`)).toHaveLength(1);
  });

  test.each([
    ['agent/a.ts', '../wire/b.ts'],
    ['rules/engine/a.ts', '../../wire/b.ts'],
    ['reports/formats/html/a.tsx', '../../../rules/b.ts'],
    ['collector/a.ts', '../reports/b.ts'],
    ['wire/a.ts', './sections/b.ts'],
    ['wire/a.ts', 'zod/mini'],
    ['agent/main.ts', '../package.json'],
  ])('%s may import %s', (file, specifier) => {
    expect(trespasses(file, `import { b } from '${specifier}'`)).toEqual([]);
  });
});

test('reachesOut sees files and network, not arithmetic', () => {
  const code = `import fs from 'node:fs'\nimport net from 'net'\nimport { createHash } from 'node:crypto'\nimport type { Stats } from 'node:fs'`;
  expect(reachesOut('rules/engine/a.ts', code)).toEqual(['rules/engine/a.ts imports node:fs', 'rules/engine/a.ts imports net']);
  expect(reachesOut('rules/load/a.ts', code)).toEqual([]);
  expect(reachesOut('reports/verify/a.ts', code)).toEqual([]);
  expect(reachesOut('collector/a.ts', code)).toEqual([]);
});

test('undeclared sees the package behind a path', () => {
  const code = `import a from '@a/b/c'\nimport d from 'd/e'\nimport 'node:fs'\nimport type { F } from 'f'`;
  expect(undeclared('wire/a.ts', code, ['d'])).toEqual(['wire/a.ts imports @a/b, which is not in "dependencies"']);
});

function valueImports(file: string): string[] {
  const found = imports(read(file)).filter(({ kind }) => kind !== 'type');
  return found.flatMap(({ specifier }) => target(file, specifier) ?? []);
}
