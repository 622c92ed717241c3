import type { Refused } from './frame.ts';
import { checkJson } from './json.ts';
import { bounds } from './snapshot.ts';

/**
 * A snapshot as a file, for machines without a network: `townwatch-agent run --to FILE` writes it, `townwatch import` reads it.
 * From an enrolled agent it is the body as it would be sent. From a machine that was never enrolled a header stands in front:
 *
 *     length (unsigned, 32 bits, big-endian) | {"format":"townwatch-one-off/1","publicKey":…,"town":null} | body
 *
 * A body begins with a length and the magic number of zstd, so its fifth byte is never `{`.
 * The key of a one-off lives for one run: it shows that nobody altered the file, not which machine wrote it.
 */
export interface OneOff {
  readonly format: typeof oneOffFormat;
  /** Ed25519 public key, SPKI DER, base64. */
  readonly publicKey: string;
  /** Nobody vouched for a town: the person who imports names it. */
  readonly town: null;
}

const oneOffFormat = 'townwatch-one-off/1';

/** A file taken apart: the body, and the header where there is one. */
export interface Parcel {
  readonly oneOff: OneOff | null;
  readonly body: Buffer;
}

/** Puts the header of a one-off key in front of a body. */
export function encodeOneOff(publicKey: string, body: Buffer): Buffer {
  const header: OneOff = { format: oneOffFormat, publicKey, town: null };
  const line = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(line.length);
  return Buffer.concat([length, line, body]);
}

/** Takes a file apart; the body is not looked into. */
export function decodeParcel(file: Buffer): Parcel | Refused {
  if (file.length > bounds.compressed + 4096) return { refusal: 'body-too-large', detail: `${file.length} bytes` };
  if (file[4] !== 0x7b) return { oneOff: null, body: file };
  const end = 4 + file.readUInt32BE(0);
  if (end > file.length || end > 4096) return { refusal: 'bad-frame', detail: 'the header is cut' };
  const read = checkJson(file.subarray(4, end));
  if ('refusal' in read) return read;
  const { format, publicKey } = read.value as Partial<Record<keyof OneOff, unknown>>;
  if (format !== oneOffFormat || typeof publicKey !== 'string') return { refusal: 'bad-request', detail: 'the header is not that of a one-off' };
  return { oneOff: { format, publicKey, town: null }, body: file.subarray(end) };
}
