/** One thing that the remote script said: a word with arguments, and bytes of the machine. */
export interface Record {
  readonly word: string;
  readonly args: readonly string[];
  readonly body: Buffer;
}

/** Takes what a stream brings, in chunks of any size. */
export interface RecordReader {
  /** @returns the records that are whole by now; a record is whole when the next one begins */
  readonly feed: (chunk: Buffer) => Record[];
}

const mostHead = 256;

/**
 * Takes a stream of the remote script apart. A record begins with a line feed, the boundary, a blank and its words; its
 * body ends where the next one begins. What comes before the first record is noise of a login and is dropped.
 *
 * `mostBody` bounds one body in bytes. The script keeps every limit itself, so that more than that is an attack, except on
 * standard error, which is cut.
 * @throws Error from `feed` when a body or a head is too long
 */
export function recordReader(boundary: string, mostBody: number, excess: 'refuse' | 'cut' = 'refuse'): RecordReader {
  const token = Buffer.from(`\n${boundary} `);
  let pending: Buffer = Buffer.alloc(0);
  let head: { word: string; args: string[] } | undefined;
  let isHead = false;
  let [parts, length]: [Buffer[], number] = [[], 0];

  const keep = (part: Buffer) => {
    if (!head || part.length === 0) return;
    const room = mostBody - length;
    if (part.length > room && excess === 'refuse') throw new Error(`${head.word} has more than ${mostBody} bytes`);
    length += part.length;
    if (room > 0) parts.push(part.subarray(0, room));
  };
  const finished = (): Record[] => {
    const record = head ? [{ ...head, body: Buffer.concat(parts) }] : [];
    [head, parts, length] = [undefined, [], 0];
    return record;
  };

  const feed = (chunk: Buffer): Record[] => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const whole: Record[] = [];
    for (;;) {
      const at = isHead ? pending.indexOf(10) : pending.indexOf(token);
      if (at < 0) break;
      if (isHead) {
        const [word = '', ...args] = pending.subarray(0, at).toString('latin1').split(' ');
        head = { word, args };
      } else {
        keep(pending.subarray(0, at));
        whole.push(...finished());
      }
      pending = pending.subarray(at + (isHead ? 1 : token.length));
      isHead = !isHead;
    }
    if (isHead && pending.length > mostHead) throw new Error('the answer is not that of our script');
    if (isHead) return whole;
    const rest = Math.max(0, pending.length - token.length + 1);
    keep(Buffer.from(pending.subarray(0, rest)));
    pending = Buffer.from(pending.subarray(rest));
    return whole;
  };
  return { feed };
}
