import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framing } from '../../../../agent/host/windows/frames.ts';

const mark = '0123456789abcdef';
const body = fc.string({ unit: fc.constantFrom(...Array.from({ length: 95 }, (_none, index) => String.fromCharCode(32 + index))) });
const frame = fc.record({ kind: fc.constantFrom('B', 'K', 'E', 'R', 'F'), id: fc.nat(999), body: fc.oneof(body, fc.constant(`${mark} R 1 2:{}`)) });

test('frames come out as they went in, however the output is cut into pieces and lines', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(400)), fc.option(fc.integer({ min: 1, max: 120 })), (frames, cuts, width) => {
      const text = frames.map(({ kind, id, body: said }) => `${mark} ${kind} ${id} ${said.length}:${width ? said.replace(new RegExp(`(.{${width}})`, 'g'), '$1\r\n') : said}\r\n`).join('noise\r\n');
      const take = framing(mark);
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
      expect(places.slice(1).flatMap((to, index) => take(text.slice(places[index], to)))).toEqual(frames);
    }),
  );
});

test('any output at all gives frames or nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (pieces) => {
      const take = framing(mark);
      expect(pieces.flatMap(take)).toEqual([]);
    }),
  );
});
