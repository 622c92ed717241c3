const magic = 0x184d2204;

/**
 * Unpacks LZ4 frames (LZ4 Frame Format Description 1.6.4, LZ4 Block Format Description): apt keeps its lists so where
 * `Acquire::GzipIndexes` is set. Undefined for what is no whole frame or holds more than `most` bytes. Checksums are not
 * looked at: apt made the file from one that was signed.
 */
export function lz4(bytes: Buffer, most: number): Buffer | undefined {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== magic) return undefined;
  const flags = bytes[4] ?? 0;
  if (flags >> 6 !== 1 || (flags & 1) !== 0) return undefined;
  const [blockChecksums, sized, checksum] = [(flags & 0x10) !== 0, (flags & 0x08) !== 0, (flags & 0x04) !== 0];
  // Bits 4 to 6 of the second byte: 64 KiB, 256 KiB, 1 MiB or 4 MiB.
  const largest = 2 ** (8 + 2 * (((bytes[5] ?? 0) >> 4) & 7));
  let at = 7 + (sized ? 8 : 0);
  let out: Buffer = Buffer.allocUnsafe(Math.min(most, Math.max(65_536, bytes.length * 6)));
  let filled = 0;
  for (;;) {
    if (at + 4 > bytes.length) return undefined;
    const header = bytes.readUInt32LE(at);
    at += 4;
    if (header === 0) return at + (checksum ? 4 : 0) <= bytes.length ? out.subarray(0, filled) : undefined;
    const [size, plain] = [header & 0x7fffffff, header >>> 31 === 1];
    if (at + size > bytes.length) return undefined;
    const block = bytes.subarray(at, at + size);
    out = grown(out, { filled, by: plain ? size : largest, most });
    const end = plain ? copied(block, out, filled) : lz4Block(block, out, filled);
    if (end === undefined) return undefined;
    filled = end;
    at += size + (blockChecksums ? 4 : 0);
  }
}

/** Room for one more block, as far as the limit goes. */
function grown(out: Buffer, { filled, by, most }: { filled: number; by: number; most: number }): Buffer {
  if (out.length - filled >= by || out.length >= most) return out;
  const larger = Buffer.allocUnsafe(Math.min(most, Math.max(out.length + (out.length >> 1), filled + by)));
  out.copy(larger, 0, 0, filled);
  return larger;
}

function copied(block: Buffer, out: Buffer, at: number): number | undefined {
  return at + block.length <= out.length ? at + block.copy(out, at) : undefined;
}

/**
 * Literals and matches by turns; a match may reach into earlier blocks and may overlap itself. Undefined where it leads out of bounds.
 * Lengths are added up in place, not by a function of their own: this is the innermost loop over many megabytes.
 */
function lz4Block(block: Buffer, out: Buffer, from: number): number | undefined {
  const [size, room] = [block.length, out.length];
  let at = 0;
  let filled = from;
  while (at < size) {
    const token = block[at++]!;
    let literals = token >> 4;
    if (literals === 15) for (let more = 255; more === 255; literals += more) if ((more = block[at++] ?? -1) < 0) return undefined;
    if (at + literals > size || filled + literals > room) return undefined;
    // Most runs are shorter than what a call into the engine costs.
    if (literals > 48) block.copy(out, filled, at, at + literals);
    else for (let index = 0; index < literals; index += 1) out[filled + index] = block[at + index]!;
    at += literals;
    filled += literals;
    if (at === size) return filled;
    if (at + 2 > size) return undefined;
    const offset = block[at]! | (block[at + 1]! << 8);
    at += 2;
    let match = (token & 15) + 4;
    if (match === 19) for (let more = 255; more === 255; match += more) if ((more = block[at++] ?? -1) < 0) return undefined;
    const end = filled + match;
    if (offset === 0 || offset > filled || end > room) return undefined;
    if (match > 48 && offset >= match) filled += out.copy(out, filled, filled - offset, end - offset);
    else for (; filled < end; filled += 1) out[filled] = out[filled - offset]!;
  }
  return filled;
}
