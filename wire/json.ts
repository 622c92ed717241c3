import type { Refused } from './frame.ts';
import { bounds } from './snapshot.ts';

/** What a JSON document may be. Strings are counted in UTF-16 units after decoding. */
export interface JsonLimits {
  readonly depth: number;
  /** Values and keys together. */
  readonly nodes: number;
  readonly string: number;
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What stands between the characters that make structure. */
const plain = /[^"{}[\],:]+/y;
const body = /[^"\\]*/y;

/**
 * Reads JSON text that comes from outside: valid UTF-8 and JSON, within the limits, no key twice in one object, no key
 * that reaches a prototype, no half of a surrogate pair, no number that would change when read.
 *
 * First a scan without recursion measures the document, then `JSON.parse` judges its grammar: what parses was measured right,
 * since both see the same tokens in a valid document, and nothing is built before it is known to be small.
 */
export function checkJson(bytes: Uint8Array, limits: JsonLimits = bounds): { readonly value: unknown } | Refused {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { refusal: 'bad-json', detail: 'not UTF-8' };
  }
  const refused = measure(text, limits);
  if (refused) return refused;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { refusal: 'bad-json', detail: 'not JSON' };
  }
}

function measure(text: string, limits: JsonLimits): Refused | undefined {
  // One entry per open bracket: the keys of an object, null for a list.
  const open: (Set<string> | null)[] = [];
  let nodes = 0;
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = at + 1;
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      end = stringEnd(text, at);
      const decoded = decode(text, at, end);
      if (decoded === undefined) return { refusal: 'bad-json', detail: `text at ${at}` };
      if (decoded.length > limits.string) return { refusal: 'too-deep', detail: `text of ${decoded.length} at ${at}` };
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        if (forbidden.has(decoded)) return { refusal: 'forbidden-key', detail: `${decoded} at ${at}` };
        if (keys.has(decoded)) return { refusal: 'duplicate-key', detail: `at ${at}` };
        keys.add(decoded);
      }
      nodes++;
    } else if (char === 0x7b || char === 0x5b) {
      open.push(char === 0x7b ? new Set() : null);
      if (open.length > limits.depth) return { refusal: 'too-deep', detail: `deeper than ${limits.depth} at ${at}` };
      nodes++;
    } else if (char === 0x7d || char === 0x5d) {
      open.pop();
    } else if (char !== 0x2c && char !== 0x3a) {
      end = skip(plain, text, at);
      const word = text.slice(at, end).trim();
      if (word !== '') nodes++;
      if (!isExact(word)) return { refusal: 'bad-json', detail: `number at ${at}` };
    }
    if (nodes > limits.nodes) return { refusal: 'too-deep', detail: `more than ${limits.nodes} parts` };
  }
  return undefined;
}

/** Behind the closing quote of the string that opens at `at`; the end of the text when it does not close. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; ) {
    const end = skip(body, text, next);
    if (text.charCodeAt(end) === 0x22) return end + 1;
    next = end + 2;
  }
  return text.length;
}

/** The string between two quotes, or undefined when it is none or holds half a surrogate pair. */
function decode(text: string, at: number, end: number): string | undefined {
  const raw = text.slice(at + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    const decoded = JSON.parse(text.slice(at, end)) as string;
    return decoded.isWellFormed() ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function isKey(text: string, at: number): boolean {
  for (let next = at; ; next++) {
    const char = text.charCodeAt(next);
    if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return char === 0x3a;
  }
}

/** Whether a number is read as it is written: whole numbers without loss, others within range. Other words pass. */
function isExact(word: string): boolean {
  if (word.length <= 15 && !/\de/i.test(word)) return true;
  if (!/^-?\d/.test(word)) return true;
  const value = Number(word);
  return /^-?\d+$/.test(word) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}
