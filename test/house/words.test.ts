import { expect, test } from 'vitest';
import { files, products, read } from './tree.ts';

const british =
  /catalogue|colour|behaviour|favour|neighbour|honour|licence|defence|\bcentre|programme\b|enrol(?:s|ment)?\b|(?:organ|normal|recogn|initial|serial|author|standard|summar|minim|maxim|optim|categor|synchron|character|util)is(?:e|ing|ation)\b|analys(?:e|ing)\b/gi;

test('every text is in US English', () => {
  const texts = [...files(/\.(?:tsx?|mjs|md|ya?ml)$/, ...products, 'docs', 'test'), ...files(/^[^/]+\.(?:mjs|md)$/)];
  const ours = texts.filter((file) => !/^test\/(?:recordings|golden|compat)\//.test(file) && !file.endsWith('house/words.test.ts'));
  expect(ours.flatMap((file) => strays(file, read(file)))).toEqual([]);
});

test('strays', () => {
  expect(strays('a.md', 'one\nthe Catalogue of neighbours')).toEqual(['a.md:2 Catalogue', 'a.md:2 neighbour']);
  expect(strays('a.md', 'the catalog of neighbors, enrollment, authorization, analysis')).toEqual([]);
});

function strays(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => [...line.matchAll(british)].map(([word]) => `${file}:${index + 1} ${word}`));
}
