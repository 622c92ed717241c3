/** One frame of what PowerShell writes; see the prelude for the kinds. */
export interface Frame {
  readonly kind: 'B' | 'K' | 'E' | 'R' | 'F';
  readonly id: number;
  readonly body: string;
}

/** A frame larger than this is given up; a whole answer of 64 MiB is none of ours. */
const mostFrameBytes = 16 * 1024 * 1024;

/** Takes output in pieces and gives the frames that became whole. @throws RangeError for a frame that is too large */
export type Framing = (piece: string) => Frame[];

/**
 * Finds the frames in the output of PowerShell. What stands between them is noise and skipped. The body of a frame never
 * holds a line break, so any that a console put in is left out; its length says where it ends.
 */
export function framing(mark: string): Framing {
  const head = new RegExp(`${mark} ([BKERF]) (\\d{1,9}) (\\d{1,9}):`);
  let [waiting, open]: [string, { kind: Frame['kind']; id: number; length: number } | undefined] = ['', undefined];
  let body: string[] = [];
  let size = 0;
  const take = (): Frame | undefined => {
    if (!open) {
      const found = head.exec(waiting);
      if (!found) {
        // A head is shorter than this, so only the end of the noise can be the beginning of one.
        waiting = waiting.slice(-(mark.length + 24));
        return undefined;
      }
      open = { kind: found[1] as Frame['kind'], id: Number(found[2]), length: Number(found[3]) };
      if (open.length > mostFrameBytes) throw new RangeError(`a frame of ${open.length} bytes`);
      waiting = waiting.slice(found.index + found[0].length);
    }
    let at = 0;
    while (size < open.length && at < waiting.length) {
      const next = waiting.slice(at, at + open.length - size);
      const clean = next.replaceAll(/[\r\n]/g, '');
      body.push(clean);
      size += clean.length;
      at += next.length;
    }
    waiting = waiting.slice(at);
    if (size < open.length) return undefined;
    const frame: Frame = { kind: open.kind, id: open.id, body: body.join('') };
    [open, body, size] = [undefined, [], 0];
    return frame;
  };
  return (piece) => {
    waiting += piece;
    const frames: Frame[] = [];
    for (let frame = take(); frame; frame = take()) frames.push(frame);
    return frames;
  };
}
