import type { Machine } from './machine.ts';

/** An entry of utmp(5): type 7 is a sign-in, 2 a start. */
export interface Entry {
  readonly type: number;
  readonly user: string;
  readonly seconds: number;
}

/** /var/log/wtmp of these entries, as the C library of x86-64 or of 64-bit ARM lays it out. */
export function wtmp(entries: readonly Entry[], layout: 'narrow' | 'wide' = 'narrow'): Buffer {
  return Buffer.concat(
    entries.map(({ type, user, seconds }) => {
      const entry = Buffer.alloc(layout === 'narrow' ? 384 : 400);
      entry.writeInt16LE(type, 0);
      entry.writeInt32LE(4711, 4);
      entry.write('pts/0', 8);
      entry.write(user, 44, 32, 'utf8');
      entry.write('192.0.2.7', 76);
      if (layout === 'narrow') entry.writeUInt32LE(seconds, 340);
      else entry.writeBigInt64LE(BigInt(seconds), 344);
      return entry;
    }),
  );
}

/** /var/log/lastlog with these seconds by user id, as sparse as the real one. */
export function lastlog(seconds: Readonly<Record<number, number>>, size = 292): Buffer {
  const ids = Object.keys(seconds).map(Number);
  const file = Buffer.alloc((Math.max(-1, ...ids) + 1) * size);
  for (const id of ids) {
    if (size === 292) file.writeUInt32LE(seconds[id] ?? 0, id * size);
    else file.writeBigInt64LE(BigInt(seconds[id] ?? 0), id * size);
    file.write('tty1', id * size + size - 288);
  }
  return file;
}

/** 2026-11-01, seconds since 1970. */
export const november = Date.UTC(2026, 10, 1) / 1000;

/** Logs of an office computer: the clerk signed in on 20 November, root never. */
export const signInFiles: Machine = {
  '/var/log/wtmp': wtmp([
    { type: 2, user: 'reboot', seconds: november + 60 },
    { type: 7, user: 'clerk', seconds: november + 86_400 },
    { type: 7, user: 'clerk', seconds: november + 19 * 86_400 },
    { type: 8, user: '', seconds: november + 19 * 86_400 + 60 },
  ]),
  '/var/log/lastlog': lastlog({ 1000: november + 19 * 86_400 }),
};
