import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lz4 } from '../../../agent/host/lz4.ts';
import { unpackedText } from '../../../agent/host/unpack.ts';
import { cpuMs } from '../../cpu.ts';

/** A frame whose blocks are given, without checksums: magic, flags of version 1, blocks of 64 KiB. */
function frame(...blocks: readonly Buffer[]): Buffer {
  const sized = blocks.flatMap((block) => [Buffer.from([block.length & 255, (block.length >> 8) & 255, (block.length >> 16) & 255, 0]), block]);
  return Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0]), ...sized, Buffer.alloc(4)]);
}
const literals = (text: string) => Buffer.concat([Buffer.from([text.length << 4]), Buffer.from(text)]);

describe('LZ4', () => {
  test('literals', () => {
    expect(lz4(frame(literals('hello')), 1_000)?.toString()).toBe('hello');
  });

  test('a match that overlaps itself, and one that reaches into an earlier block', () => {
    const overlap = Buffer.concat([Buffer.from([0x1f]), Buffer.from('a'), Buffer.from([1, 0, 6]), Buffer.from([0x10]), Buffer.from('z')]);
    expect(lz4(frame(overlap), 1_000)?.toString()).toBe(`${'a'.repeat(1 + 15 + 6 + 4)}z`);
    const back = Buffer.concat([Buffer.from([0x11]), Buffer.from('x'), Buffer.from([6, 0]), Buffer.from([0x10]), Buffer.from('y')]);
    expect(lz4(frame(literals('hello'), back), 1_000)?.toString()).toBe('helloxhellox'.slice(0, 11) + 'y');
  });

  test('what is torn, too large or leads out of bounds is nothing', () => {
    expect(lz4(frame(literals('hello')), 4)).toBeUndefined();
    expect(lz4(frame(literals('hello')).subarray(0, 14), 1_000)).toBeUndefined();
    expect(lz4(frame(Buffer.from([0x01, 9, 0])), 1_000)).toBeUndefined();
    expect(lz4(frame(Buffer.from([0x01, 0, 0])), 1_000)).toBeUndefined();
    expect(lz4(Buffer.from('nonsense'), 1_000)).toBeUndefined();
  });

  test('any bytes cost little and throw nothing', () => {
    const before = cpuMs();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => (lz4(frame(Buffer.from(bytes)), 100_000)?.length ?? 0) <= 100_000), { numRuns: 500 });
    expect(cpuMs() - before).toBeLessThan(2_000);
  });
});

test('a list by the ending of its name', () => {
  const text = 'Package: a\nVersion: 1\n';
  const of = (bytes: Buffer) => bytes.toString('base64');
  expect(unpackedText('/x_Packages', of(Buffer.from(text)))).toBe(text);
  expect(unpackedText('/x.gz', of(gzipSync(text)))).toBe(text);
  expect(unpackedText('/x.zst', of(zstdCompressSync(text)))).toBe(text);
  expect(unpackedText('/x.lz4', of(frame(literals('abc'))))).toBe('abc');
  expect([unpackedText('/x.xz', of(Buffer.from(text))), unpackedText('/x.gz', of(Buffer.from(text))), unpackedText('/x.zst', '')]).toEqual([undefined, undefined, undefined]);
});
