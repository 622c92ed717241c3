import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compressContent, decodeBody, encodeBody, openContent, openEnvelopeFrame } from '../../wire/frame.ts';
import type { Body } from '../../wire/frame.ts';
import { bounds, payloadType } from '../../wire/snapshot.ts';
import type { Envelope } from '../../wire/snapshot.ts';

const envelope: Envelope = { payloadType, payload: Buffer.from('{"a":1}\n').toString('base64'), signatures: [{ keyid: 'k', sig: 'AAAA' }] };
const contents = ['{"section":"os"}', '{"section":"software","data":[]}'].map((text) => compressContent(Buffer.from(text)));
const body = encodeBody(envelope, contents);

/** A body of nothing but an envelope that travels as this text. */
function headed(text: string): Buffer {
  const frame = zstdCompressSync(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

describe('a body', () => {
  test('comes apart as it was put together', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uint8Array(), { maxLength: 20, selector: (bytes) => bytes.join() }), fc.uint8Array(), fc.string({ unit: 'grapheme' }), (all, payload, keyid) => {
        const frames = all.map((bytes) => compressContent(bytes));
        const sealed = { ...envelope, payload: Buffer.from(payload).toString('base64'), signatures: [{ keyid, sig: '' }] };
        const { envelopeBytes, envelopeFrame, frames: got } = decodeBody(encodeBody(sealed, frames)) as Body;
        expect(JSON.parse(envelopeBytes.toString())).toEqual(sealed);
        expect(openEnvelopeFrame(envelopeFrame)).toEqual({ bytes: envelopeBytes });
        expect(got).toEqual(frames);
        expect(got.map((frame) => openContent(frame, 1000))).toEqual(all.map((bytes) => ({ bytes: Buffer.from(bytes) })));
      }),
    );
  });

  test('that is cut anywhere but between two frames is refused', () => {
    const between = [body.length - contents[1]!.frame.length - 36, body.length - contents.reduce((sum, { frame }) => sum + frame.length + 36, 0)];
    for (let end = 0; end < body.length; end++) {
      const answer = decodeBody(body.subarray(0, end));
      const frames = between.length - 1 - between.indexOf(end);
      expect(answer).toMatchObject(between.includes(end) ? { frames: { length: frames } } : { refusal: 'bad-frame' });
    }
  });

  test('with one byte altered is refused, or a content shows it, or the envelope is another one', () => {
    for (let at = 0; at < body.length; at++) {
      const altered = Buffer.from(body);
      altered[at]! ^= 0x40;
      const answer = decodeBody(altered);
      if ('refusal' in answer) continue;
      const opened = answer.frames.map((frame) => openContent(frame, 1000));
      const same = answer.envelopeBytes.equals((decodeBody(body) as Body).envelopeBytes) && opened.every((one) => 'bytes' in one);
      expect(same, `byte ${at}`).toBe(false);
    }
  });

  test('any bytes are refused or read', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeBody(Buffer.from(bytes))).toHaveProperty('refusal');
    }));
  });
});

test.each([
  ['bytes behind the last frame', Buffer.concat([body, Buffer.from([0])]), 'bad-frame'],
  ['a digest twice', encodeBody(envelope, [contents[0]!, contents[0]!]), 'unnamed-content'],
  ['too many frames', encodeBody(envelope, Array.from({ length: bounds.frames + 1 }, (_, n) => compressContent(Buffer.from(`${n}`)))), 'body-too-large'],
  ['too many bytes', Buffer.alloc(bounds.compressed + 1), 'body-too-large'],
  ['an envelope that is a bomb', encodeBody({ ...envelope, payload: 'AAAA'.repeat(bounds.envelope) }, []), 'body-too-large'],
  ['an envelope without a line of JSON', headed('{"payloadType":"x"}'), 'bad-envelope'],
  ['an envelope with two payloads', headed('{"payload":"AAAA"}\nabc'), 'bad-envelope'],
  ['an envelope whose line is a list', headed('[]\nabc'), 'bad-envelope'],
  ['an envelope whose line is broken', headed('{\nabc'), 'bad-json'],
  ['an envelope whose line reaches a prototype', headed('{"__proto__":{}}\nabc'), 'forbidden-key'],
  ['nothing', Buffer.alloc(0), 'bad-frame'],
  ['an empty frame', Buffer.concat([encodeBody(envelope, []), Buffer.alloc(36)]), 'bad-frame'],
  ['a length beyond the end', Buffer.from('ffffffff28b52ffd', 'hex'), 'bad-frame'],
])('%s is refused', (_name, bytes, refusal) => {
  expect(decodeBody(bytes)).toMatchObject({ refusal });
});

describe('a frame', () => {
  const content = Buffer.from('{"section":"os","data":{}}');
  const { digest, frame } = compressContent(content);
  const open = (bytes: Buffer, budget = 1000) => openContent({ digest, frame: bytes }, budget);

  test('inflates within its budget and not beyond', () => {
    expect(open(frame, content.length)).toEqual({ bytes: content });
    expect(open(frame, content.length - 1)).toMatchObject({ refusal: 'body-too-large' });
    expect(open(frame, 0)).toMatchObject({ refusal: 'body-too-large' });
  });

  test('that is a bomb costs little', () => {
    const bomb = zstdCompressSync(Buffer.alloc(80 * 1024 * 1024));
    const begun = performance.now();
    expect(open(bomb, 1024 * 1024)).toMatchObject({ refusal: 'body-too-large' });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('has one spelling: nothing in front, behind or beside it', () => {
    const skippable = Buffer.from('502a4d1803000000010203', 'hex');
    const again = zstdCompressSync(Buffer.alloc(0));
    for (const bytes of [Buffer.concat([frame, Buffer.from('x')]), Buffer.concat([frame, again]), Buffer.concat([skippable, frame]), Buffer.concat([frame, skippable]), skippable])
      expect(open(bytes)).toMatchObject({ refusal: 'bad-frame' });
  });

  test('of any level, with a checksum, of any size, is one frame', () => {
    for (const size of [0, 1, 255, 256, 70_000, 400_000])
      for (const level of [1, 3, 19]) {
        const bytes = Buffer.from(Array.from({ length: size }, (_, n) => (n * n * 31) % 251));
        const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: level === 3 ? 1 : 0 };
        const made = { ...compressContent(bytes), frame: zstdCompressSync(bytes, { params }) };
        expect(openContent(made, 400_001)).toEqual({ bytes });
      }
  });

  test('that asks for a large window is refused', () => {
    const params = { [constants.ZSTD_c_windowLog]: 27 };
    expect(open(zstdCompressSync(Buffer.alloc(32 * 1024 * 1024, 'x'), { params }), bounds.inflated)).toMatchObject({ refusal: 'bad-frame' });
  });

  test('with another content is refused', () => {
    expect(open(compressContent(Buffer.from('{}')).frame)).toEqual({ refusal: 'digest-mismatch', detail: digest });
  });
});
