import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordReader } from '../../../../agent/host/remote/records.ts';

const boundary = '0123456789abcdef';
const stream = (records: readonly { word: string; body: Uint8Array }[]) =>
  Buffer.concat([...records, { word: 'end', body: Buffer.alloc(0) }].flatMap(({ word, body }) => [Buffer.from(`\n${boundary} ${word}\n`), body]));

test('any bytes come back as they were, however the stream is cut', () => {
  const body = fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(`\n${boundary.slice(0, 15)}`, `${boundary} `, '\n', '\n\n').map((text) => new Uint8Array(Buffer.from(text))));
  const records = fc.array(fc.record({ word: fc.constantFrom('data', 'path', 'ask'), body }), { maxLength: 6 });
  fc.assert(
    fc.property(records, fc.array(fc.nat(40), { maxLength: 20 }), fc.uint8Array({ maxLength: 9 }), (said, cuts, noise) => {
      const bytes = Buffer.concat([noise, stream(said)]);
      const reader = recordReader(boundary, 1_000);
      const heard = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        heard.push(...reader.feed(bytes.subarray(at, at + cut)));
        at = Math.min(at + cut, bytes.length);
      }
      expect(heard.map((record) => ({ word: record.word, body: new Uint8Array(record.body) }))).toEqual(said.map((one) => ({ word: one.word, body: new Uint8Array(one.body) })));
    }),
  );
});

test('arguments are words of their own', () => {
  const [record] = recordReader(boundary, 10).feed(Buffer.from(`\n${boundary} end 1 two\n\n${boundary} `));
  expect(record).toEqual({ word: 'end', args: ['1', 'two'], body: Buffer.alloc(0) });
});

test('a body that is too long is refused while it comes, or cut where that is wanted', () => {
  const bytes = stream([{ word: 'data', body: Buffer.alloc(100, 'x') }]);
  expect(() => recordReader(boundary, 99).feed(bytes)).toThrow('data has more than 99 bytes');
  expect(recordReader(boundary, 99, 'cut').feed(bytes)[0]?.body).toHaveLength(99);
  const endless = recordReader(boundary, 1_000);
  endless.feed(Buffer.from(`\n${boundary} data\n`));
  expect(() => {
    for (let sent = 0; sent < 10_000; sent += 100) endless.feed(Buffer.alloc(100, 'x'));
  }).toThrow('more than 1000 bytes');
});

test('a head without an end is refused', () => {
  expect(() => recordReader(boundary, 10).feed(Buffer.from(`\n${boundary} ${'x'.repeat(300)}`))).toThrow('not that of our script');
});
