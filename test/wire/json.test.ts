import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkJson } from '../../wire/json.ts';

const limits = { depth: 32, nodes: 10_000, string: 1000 };
const check = (text: string) => checkJson(Buffer.from(text), limits);
const refusal = (text: string) => {
  const answer = check(text);
  return 'refusal' in answer ? answer.refusal : undefined;
};

describe('what JSON.stringify writes', () => {
  // Keys that reach a prototype are another test's business; half pairs come out of stringify as escapes and are refused.
  const key = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 6, withCrossShrink: true }, tie('leaf'), fc.array(tie('any'), { maxLength: 5 }), fc.dictionary(key, tie('any'), { maxKeys: 5 })),
    leaf: fc.oneof(fc.string({ unit: 'binary', maxLength: 50 }).filter((text) => text.isWellFormed()), fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isKept), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
  })).any;

  test('is read to the same value, with any spacing and any escapes', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t', '\r\n'), fc.boolean(), (it, space, escaped) => {
        const text = JSON.stringify(it, null, space);
        const written = escaped ? text.replace(/[^\x20-\x7e\s]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : text;
        expect(check(written)).toEqual({ value: JSON.parse(written) });
      }),
    );
  });
});

test('any text is either read as JSON.parse reads it or refused, and never throws', () => {
  const snippet = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '"a":', '1', '-', '1e5', 'true', 'null', ' ', '\\u00', 'd800', '\n', 'é', '0');
  fc.assert(
    fc.property(fc.oneof(fc.array(snippet, { maxLength: 12 }).map((all) => all.join('')), fc.string({ unit: 'binary' })), (text) => {
      const answer = check(text);
      expect(text).toSatisfy(() => agrees(text, answer));
    }),
    { numRuns: 3000 },
  );
});

test('any bytes are refused or read', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    const answer = checkJson(bytes);
    expect('value' in answer || typeof answer.refusal === 'string').toBe(true);
  }));
});

test.each([
  ['bad-json', ['', '{', '{"a":1,}', '[1,]', '01', 'NaN', '"\u0001"', '\ufeff{}', '{} {}', '{"a"}', "{'a':1}", '"', '"\\', '"\\"', '[1}', ']', '"\\x"']],
  ['bad-json', ['"\\ud800"', '"\\udc00\\ud800"', '{"\\ud83d":1}', '9007199254740993', '-9007199254740992', '1e999', '-1E400', '[12345678901234567890]']],
  ['duplicate-key', ['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"b":{"c":[],"c" :{}}}]', '{"":1,"":2}']],
  ['forbidden-key', ['{"__proto__":1}', '{"a":{"constructor":{}}}', '[{"prototype":1}]', '{"\\u005f_proto__"\n:1}', '{"__proto_\\u005f":{"a":1}}']],
  ['too-deep', ['['.repeat(33) + ']'.repeat(33), '{"a":'.repeat(33) + '1' + '}'.repeat(33), '['.repeat(100), `"${'x'.repeat(1001)}"`, `{"${'y'.repeat(1001)}":1}`, `[${'1,'.repeat(10_000)}1]`, '[[],'.repeat(3) + '{},'.repeat(10_000)]],
] as const)('%s', (code, texts) => {
  expect(texts.map((text) => refusal(text))).toEqual(texts.map(() => code));
});

test.each([
  ['a value that looks like a key', '["__proto__","a","a"]'],
  ['the same key in two objects', '[{"a":1},{"a":{"a":2}}]'],
  ['as deep as allowed', '['.repeat(32) + ']'.repeat(32)],
  ['as long as allowed', `"${'\\u00e9'.repeat(1000)}"`],
  ['a pair', '"\\ud83d\\ude00"'],
  ['large and small numbers', '[9007199254740991,-9007199254740991,1e300,0.1234567890123456789,5e-324,-0]'],
  ['words with an e', '[true,false]'],
])('%s is allowed', (_name, text) => {
  expect(check(text)).toEqual({ value: JSON.parse(text) });
});

test('a quarter of a million brackets are refused at once', () => {
  for (const text of ['['.repeat(250_000), '{"a":'.repeat(250_000), '[['.repeat(100_000) + ']]'.repeat(100_000)]) {
    const begun = performance.now();
    expect(refusal(text)).toBe('too-deep');
    expect(performance.now() - begun).toBeLessThan(100);
  }
});

test('broken UTF-8 is refused', () => {
  for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0xaf, 0x22]])
    expect(checkJson(Uint8Array.from(bytes))).toMatchObject({ refusal: 'bad-json' });
});

test('reading changes no prototype', () => {
  check('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

/** Numbers that are whole, beyond 2^53 and written without exponent are refused on purpose. */
function isKept(value: number): boolean {
  return !/^-?\d{16,}$/.test(JSON.stringify(value)) || Number.isSafeInteger(value);
}

/** Whether an answer is what JSON.parse says, or a refusal for what we do not take although JSON allows it. */
function agrees(text: string, answer: ReturnType<typeof check>): boolean {
  // Text with half a pair reaches us as other bytes.
  if (!text.isWellFormed()) return true;
  const parsed = parsedBy(text);
  if ('value' in answer) return 'value' in parsed && isDeepStrictEqual(answer.value, parsed.value);
  if (answer.refusal !== 'bad-json' || !('value' in parsed)) return /^(bad-json|too-deep|duplicate-key|forbidden-key)$/.test(answer.refusal);
  return /\\ud[89a-f]/i.test(JSON.stringify(parsed.value)) || /\d{16}|\de/i.test(text);
}

function parsedBy(text: string): { readonly value: unknown } | { readonly error: unknown } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { error };
  }
}
