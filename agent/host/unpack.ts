import { lz4 } from './lz4.ts';

/** A list in memory may be this large. */
const mostUnpacked = 128 * 1024 * 1024;

/**
 * The text of a list that may be packed, by the ending of its name: gzip, zstd, LZ4, or plain; one letter for each byte, since names and versions are ASCII. `base64` is what a source with
 * that encoding answers. Undefined for other ways to pack (xz, bzip2), for torn files and for what is larger than 128 MiB.
 */
export function unpackedText(path: string, base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const ending = /\.(gz|zst|lz4|xz|bz2|lzma|zck)$/.exec(path)?.[1];
  try {
    if (ending === undefined) return bytes.toString('latin1');
    if (ending === 'gz') return process.getBuiltinModule('node:zlib').gunzipSync(bytes, { maxOutputLength: mostUnpacked }).toString('latin1');
    if (ending === 'zst') return process.getBuiltinModule('node:zlib').zstdDecompressSync(bytes, { maxOutputLength: mostUnpacked }).toString('latin1');
    return ending === 'lz4' ? lz4(bytes, mostUnpacked)?.toString('latin1') : undefined;
  } catch {
    return undefined;
  }
}
