import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { checkJson } from './json.ts';
import type { RefusalCode } from './receipt.ts';
import { bounds, sha256 } from './snapshot.ts';
import type { Envelope } from './snapshot.ts';

/**
 * A body on the wire, all numbers unsigned, 32 bits, big-endian:
 *
 *     length | zstd frame of the envelope
 *     { SHA-256 of the content, 32 bytes | length | zstd frame of the content }*
 *
 * The envelope travels as one line of JSON without its `payload`, a line feed, and the payload as it was signed: as base64
 * inside JSON it would compress to twice the size. The digest is over the content as the agent made it, uncompressed.
 * A frame of a content is stored as it came and never made anew.
 */
export interface Frame {
  /** SHA-256 of the uncompressed content, hex. */
  readonly digest: string;
  readonly frame: Buffer;
}

/** Why a body, an envelope or a document was refused; `detail` says where, for the log. */
export interface Refused {
  readonly refusal: RefusalCode;
  readonly detail: string;
}

/** A body taken apart: the envelope as DSSE writes it (JSON, payload in base64), the contents still compressed and unchecked. */
export interface Body {
  readonly envelopeBytes: Buffer;
  /** The zstd frame of the envelope as it came, for {@link openEnvelopeFrame}. */
  readonly envelopeFrame: Buffer;
  readonly frames: readonly Frame[];
}

const lengthBytes = 4;
const digestBytes = 32;
/** Window of 8 MiB: no frame makes the reader reserve more, whatever its header says. */
const window = { [constants.ZSTD_d_windowLogMax]: 23 };

/** Compresses one content for the wire, level 9: a few percent smaller than the default in the same time. */
export function compressContent(content: Uint8Array): Frame {
  return { digest: sha256(content), frame: compress(content) };
}

/** Writes a body. The frames are not looked into. */
export function encodeBody({ payload, ...envelope }: Envelope, contents: readonly Frame[]): Buffer {
  const head = compress(Buffer.concat([Buffer.from(`${JSON.stringify(envelope)}\n`), Buffer.from(payload, 'base64')]));
  const parts = contents.flatMap(({ digest, frame }) => [Buffer.from(digest, 'hex'), length(frame), frame]);
  return Buffer.concat([length(head), head, ...parts]);
}

/**
 * Takes a body apart. Only the envelope is inflated, within its bound; the buffers of the frames share memory with `body`.
 * A body that is cut, has bytes too many, too many frames or one digest twice is refused whole.
 */
export function decodeBody(body: Buffer): Body | Refused {
  if (body.length > bounds.compressed) return { refusal: 'body-too-large', detail: `${body.length} bytes` };
  const head = slice(body, 0);
  if (!head) return { refusal: 'bad-frame', detail: 'the envelope is cut' };
  const frames: Frame[] = [];
  const seen = new Set<string>();
  for (let at = head.end; at < body.length; ) {
    const part = slice(body, at + digestBytes);
    if (!part) return { refusal: 'bad-frame', detail: `frame ${frames.length} is cut at byte ${at}` };
    const digest = body.toString('hex', at, at + digestBytes);
    if (seen.has(digest)) return { refusal: 'unnamed-content', detail: `${digest} comes twice` };
    if (frames.length === bounds.frames) return { refusal: 'body-too-large', detail: `more than ${bounds.frames} frames` };
    seen.add(digest);
    frames.push({ digest, frame: part.bytes });
    at = part.end;
  }
  const envelope = openEnvelopeFrame(head.bytes);
  return 'refusal' in envelope ? envelope : { envelopeBytes: envelope.bytes, envelopeFrame: head.bytes, frames };
}

/** Inflates the frame of an envelope, as it came or as it was stored, to the envelope as DSSE writes it. */
export function openEnvelopeFrame(frame: Buffer): { readonly bytes: Buffer } | Refused {
  const read = inflate(frame, bounds.envelope);
  return 'refusal' in read ? read : envelopeOf(read.bytes);
}

function envelopeOf(inflated: Buffer): { readonly bytes: Buffer } | Refused {
  const end = inflated.indexOf(0x0a);
  if (end === -1) return { refusal: 'bad-envelope', detail: 'no line of JSON' };
  const read = checkJson(inflated.subarray(0, end));
  if ('refusal' in read) return read;
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'payload' in value) return { refusal: 'bad-envelope', detail: 'its line' };
  return { bytes: Buffer.from(JSON.stringify({ ...value, payload: inflated.toString('base64', end + 1) })) };
}

/**
 * Inflates one content and holds it against its digest.
 * @param budget bytes that this content may have; the caller keeps the sum over a body within `bounds.inflated`
 */
export function openContent(content: Frame, budget: number): { readonly bytes: Buffer } | Refused {
  const inflated = inflate(content.frame, budget);
  if ('refusal' in inflated || sha256(inflated.bytes) === content.digest) return inflated;
  return { refusal: 'digest-mismatch', detail: content.digest };
}

function compress(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 9 }, pledgedSrcSize: bytes.length });
}

function inflate(frame: Buffer, most: number): { readonly bytes: Buffer } | Refused {
  if (most < 1) return { refusal: 'body-too-large', detail: 'the contents together' };
  if (frameEnd(frame) !== frame.length) return { refusal: 'bad-frame', detail: 'a frame is not exactly one zstd frame' };
  try {
    return { bytes: zstdDecompressSync(frame, { maxOutputLength: most, params: window }) };
  } catch (error) {
    const large = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    return large ? { refusal: 'body-too-large', detail: `inflates beyond ${most} bytes` } : { refusal: 'bad-frame', detail: 'a frame does not inflate' };
  }
}

/**
 * Where the zstd frame at the start of these bytes ends, by its headers (RFC 8878, 3.1.1); undefined when it does not.
 * Node ignores bytes behind a frame and joins several, so that two different bodies would mean the same.
 */
function frameEnd(bytes: Buffer): number | undefined {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== 0xfd2fb528) return undefined;
  const descriptor = bytes.readUInt8(4);
  const single = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x03) !== 0) return undefined;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const checksumBytes = (descriptor & 0x04) === 0 ? 0 : 4;
  for (let at = 5 + (single ? 0 : 1) + sizeBytes; at + 3 <= bytes.length; ) {
    const header = bytes.readUIntLE(at, 3);
    const repeated = ((header >> 1) & 3) === 1;
    at += 3 + (repeated ? 1 : header >> 3);
    if ((header & 1) === 1) return at + checksumBytes;
  }
  return undefined;
}

function length(bytes: Uint8Array): Buffer {
  const out = Buffer.alloc(lengthBytes);
  out.writeUInt32BE(bytes.length);
  return out;
}

/** The bytes behind the length that stands at `at`, or nothing when they do not all stand there. */
function slice(body: Buffer, at: number): { bytes: Buffer; end: number } | undefined {
  const from = at + lengthBytes;
  if (from > body.length) return undefined;
  const end = from + body.readUInt32BE(at);
  return end <= body.length && end > from ? { bytes: body.subarray(from, end), end } : undefined;
}
