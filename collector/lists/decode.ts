import { unreadableLetter } from './table.ts';

/** What a file of text turned out to be. */
export interface Decoded {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
}

const newline = 0x0a;

/**
 * Turns the bytes of a file into text. Without a mark at the start it is UTF-8, or Windows-1252 where the bytes are none.
 * Where some lines are one and some the other, the more frequent one is taken and the letters of the other lines become
 * {@link unreadableLetter}: nobody can say what they were.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  const unmarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const whole = asUtf8(unmarked);
  if (whole !== undefined) return { text: whole, encoding: 'UTF-8' };
  const lines = linesOf(unmarked);
  const wide = lines.filter((line) => line.some((byte) => byte > 0x7f));
  const valid = new Set(wide.filter((line) => asUtf8(line) !== undefined));
  if (valid.size === 0) return { text: new TextDecoder('windows-1252').decode(unmarked), encoding: 'Windows-1252' };
  if (valid.size * 2 >= wide.length) return { text: new TextDecoder('utf-8').decode(unmarked), encoding: 'UTF-8' };
  const western = new TextDecoder('windows-1252');
  return { text: lines.map((line) => (valid.has(line) ? blotted(line) : western.decode(line))).join(''), encoding: 'Windows-1252' };
}

function asUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The lines of a file, each with its end. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(newline, from);
    const to = end === -1 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}

function blotted(line: Uint8Array): string {
  return (asUtf8(line) ?? '').replace(/[^\0-\x7f]/gu, unreadableLetter);
}
