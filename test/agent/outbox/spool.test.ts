import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bodyOf, hasRoom, put, quarantine, removeLeftovers, spoolLimits, surplus, waiting } from '../../../agent/outbox/spool.ts';
import { openItem } from '../../../agent/outbox/outbox.ts';
import { readProgress } from '../../../agent/state.ts';
import { strangeKey, testComputer } from './computer.ts';

let computer: ReturnType<typeof testComputer>;
beforeEach(() => (computer = testComputer()));
afterEach(() => computer.remove());

describe('a record', () => {
  test('is read as it was put', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(1e9), fc.nat(2e12), (bytes, sequence, sealedAt) => {
        const item = put(computer.spool, { sequence, sealedAt }, Buffer.from(bytes));
        expect(waiting(computer.spool)).toEqual([item]);
        expect(bodyOf(item.file)).toEqual(Buffer.from(bytes));
        fs.rmSync(item.file);
      }),
      { numRuns: 50 },
    );
  });

  test('with any byte flipped, cut anywhere or longer is no record, and the others are', () => {
    const [bad, good] = [computer.keep({ os: 'a' }), computer.keep({ os: 'b' })];
    const whole = fs.readFileSync(bad.file);
    const damaged = (bytes: Buffer) => {
      fs.writeFileSync(bad.file, bytes);
      expect(openItem(bad, computer.key)).toBeUndefined();
    };
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1;
      damaged(flipped);
      damaged(whole.subarray(0, at));
    }
    damaged(Buffer.concat([whole, Buffer.from([0])]));
    expect(openItem(good, computer.key)).toMatchObject({ statement: { predicate: { sequence: 2 } } });
    fs.writeFileSync(bad.file, whole);
    expect(openItem(bad, computer.key)).toMatchObject({ statement: { predicate: { sequence: 1 } } });
    expect(openItem(bad, strangeKey())).toBeUndefined();
  });

  test('that was never finished is removed, and what is not ours is left alone', () => {
    const item = computer.keep({ os: 'a' });
    fs.writeFileSync(path.join(computer.spool, '000000000009-1.snapshot.new'), 'half');
    fs.writeFileSync(path.join(computer.spool, 'notes.txt'), 'x');
    fs.mkdirSync(path.join(computer.spool, '000000000008-1.snapshot'));
    expect(waiting(computer.spool)).toEqual([item]);
    removeLeftovers(computer.spool);
    expect(waiting(computer.spool)).toEqual([item]);
    expect(fs.readdirSync(computer.spool).sort()).toEqual(['000000000001-1795244400000.snapshot', '000000000008-1.snapshot', 'notes.txt']);
  });

  test('is for our eyes only', () => {
    expect(fs.statSync(computer.keep({ os: 'a' }).file).mode & 0o777).toBe(0o600);
    expect(fs.statSync(computer.spool).mode & 0o777).toBe(0o700);
  });
});

describe('what is beyond the limits', () => {
  const now = 1_000_000_000_000;
  const item = fc.record({ ageMs: fc.integer({ min: -1e9, max: 3e9 }), bytes: fc.integer({ min: 1, max: 20 * 1024 * 1024 }) });
  const spoolOf = (all: readonly { ageMs: number; bytes: number }[]) =>
    all.map(({ ageMs, bytes }, sequence) => ({ file: `${sequence}`, sequence, sealedAt: now - ageMs, bytes }));

  test('is dropped; the rest is within the limits, and the newest stays whatever it is', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), (all, most) => {
        const items = spoolOf(all);
        const dropped = surplus(items, now, { ...spoolLimits, items: most });
        const kept = items.filter((each) => !dropped.includes(each));
        const newest = items.at(-1);
        expect(kept.at(-1)).toBe(newest);
        const older = kept.filter((each) => each !== newest);
        expect(kept.length).toBeLessThanOrEqual(Math.max(1, most));
        const together = kept.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(older.length === 0 || together <= spoolLimits.bytes).toBe(true);
        expect(older.every(({ sealedAt }) => now - sealedAt <= spoolLimits.ageMs)).toBe(true);
        expect(dropped).toEqual(items.filter((each) => dropped.includes(each)));
      }),
    );
  });

  test('is nothing when there is little', () => {
    expect(surplus(spoolOf([{ ageMs: 13 * 86_400_000, bytes: 1000 }, { ageMs: 0, bytes: 1000 }]), now)).toEqual([]);
    expect(surplus([], now)).toEqual([]);
  });

  test('is counted, and the next statement tells it', () => {
    for (let night = 0; night < 3; night++) {
      computer.keep({ os: `${night}` });
      computer.clock.at += 15 * 86_400_000;
    }
    expect(waiting(computer.spool).map(({ sequence }) => sequence)).toEqual([3]);
    expect(computer.events).toEqual(['dropped', 'dropped']);
    const next = computer.keep({ os: '4' });
    expect(openItem(next, computer.key)?.statement.predicate.dropped).toBe(2);
    expect(readProgress(computer.folder).drops).toEqual([{ toldBy: 3, count: 1 }, { toldBy: 4, count: 1 }, { toldBy: 5, count: 1 }]);
  });
});

test.each([
  [{ free: 300e6, total: 1e9 }, 0, true],
  [{ free: 199e6, total: 1e9 }, 0, false],
  [{ free: 201e6, total: 1e9 }, 2e6, false],
  [{ free: 49e9, total: 1e12 }, 0, false],
  [{ free: 51e9, total: 1e12 }, 0, true],
])('%j has room for %d bytes: %s', (room, bytes, answer) => {
  expect(hasRoom(room, bytes)).toBe(answer);
});

test('a disk that is almost full is not written to', () => {
  const full = testComputer({ room: { free: 1e6, total: 1e9 } });
  const item = full.keep({ os: 'a' });
  expect(fs.readdirSync(full.spool)).toEqual([]);
  expect(openItem(item, full.key)).toMatchObject({ statement: { predicate: { sequence: 1 } } });
  expect(full.events).toEqual(['no-room']);
  full.remove();
});

describe('on a disk that is almost full', () => {
  const room = { free: 300e6, total: 1e9 };
  let full: ReturnType<typeof testComputer>;
  beforeEach(() => {
    room.free = 300e6;
    full = testComputer({ room });
    for (const os of ['a', 'b', 'c']) full.keep({ os });
    room.free = 1e6;
  });
  afterEach(() => full.remove());
  const kept = () => waiting(full.spool).map(({ sequence }) => sequence);

  test('the newest takes the place of the oldest, so that the spool does not grow', () => {
    expect(full.keep({ os: 'd' }).body).toBeUndefined();
    expect(kept()).toEqual([2, 3, 4]);
    expect(readProgress(full.folder).drops).toEqual([{ toldBy: 5, count: 1 }]);
    expect(full.events).toEqual(['dropped']);
    expect(openItem(waiting(full.spool).at(-1)!, full.key)).toMatchObject({ statement: { predicate: { sequence: 4 } } });
  });

  test('one that is larger takes the place of several, and one that is larger than all is not kept', () => {
    full.keep({ os: randomBytes(900).toString('base64') });
    expect(kept()).toEqual([4]);
    const item = full.keep({ os: randomBytes(5000).toString('base64') });
    expect([kept(), item.body?.length]).toEqual([[4], item.bytes]);
    expect(full.events).toEqual(['dropped', 'no-room']);
  });
});

test.each(['ENOSPC', 'EDQUOT'])('a disk that is full although it said otherwise (%s) leaves nothing half done, and the snapshot in memory', (code) => {
  vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
    throw Object.assign(new Error(code), { code });
  });
  const sealed = { sequence: 7, sealedAt: computer.clock.at, body: Buffer.from('body'), digest: '' };
  const item = computer.enqueue(sealed);
  vi.restoreAllMocks();
  expect([item.body, fs.readdirSync(computer.spool), computer.events]).toEqual([sealed.body, [], ['no-room']]);
});

test('the quarantine keeps the newest twenty with their reasons and never stops anybody', () => {
  const folder = path.join(computer.folder, 'quarantine');
  for (let n = 0; n < 25; n++) expect(quarantine(folder, computer.keep({ os: `${n}` }), 'why')).toBe(true);
  const files = fs.readdirSync(folder);
  expect(files.filter((name) => name.endsWith('.snapshot'))).toHaveLength(20);
  expect(files.filter((name) => name.endsWith('.reason'))).toHaveLength(20);
  expect(quarantine(folder, { file: path.join(computer.spool, 'gone') }, 'why')).toBe(false);
});
