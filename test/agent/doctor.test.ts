import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskOf, receiptOf, spoolOf, taskOf } from '../../agent/doctor.ts';
import { quarantine } from '../../agent/outbox/spool.ts';
import { readProgress, writeProgress } from '../../agent/state.ts';
import { testComputer } from './outbox/computer.ts';

let computer: ReturnType<typeof testComputer>;
beforeEach(() => (computer = testComputer()));
afterEach(() => computer.remove());

const hour = 3_600_000;
const later = (hours: number) => new Date(computer.clock.at + hours * hour);

test('a full disk is a problem before it is full', () => {
  expect(diskOf({ free: 300e6, total: 1e9 }, '/x')).toEqual({ check: 'disk', ok: true, says: '300 MB free of 1000 MB' });
  expect(diskOf({ free: 100e6, total: 1e9 }, '/x')).toMatchObject({ ok: false, mend: 'make room on the disk of /x' });
});

describe('the spool', () => {
  test('is well while little waits for little time', () => {
    expect(spoolOf(computer.folder, later(0))).toEqual({ check: 'spool', ok: true, says: '0 waiting, 0 put aside' });
    computer.keep({ os: 'a' });
    expect(spoolOf(computer.folder, later(47))).toEqual({ check: 'spool', ok: true, says: '1 waiting, the oldest from 2026-11-21T07:00:00.000Z, 0 put aside' });
    expect(spoolOf(computer.folder, later(49))).toMatchObject({ ok: false, mend: expect.stringContaining('townwatch-agent send') as unknown });
  });

  test('is not well while something was put aside', () => {
    quarantine(path.join(computer.folder, 'quarantine'), computer.keep({ os: 'a' }), 'why');
    expect(spoolOf(computer.folder, later(0))).toMatchObject({ ok: false, says: '0 waiting, 1 put aside', mend: expect.stringContaining(path.join(computer.folder, 'quarantine')) as unknown });
  });

  test('that is not there yet holds nothing', () => {
    fs.rmSync(computer.spool, { recursive: true });
    expect(spoolOf(computer.folder, later(0))).toMatchObject({ ok: true });
  });
});

test('a receipt that is missing or old is a problem', () => {
  expect(receiptOf(computer.folder, later(0))).toMatchObject({ ok: false, says: 'nothing was stored yet' });
  const lastReceipt = { receipt: 'r', at: later(0).toISOString(), clockOffsetSeconds: 0, auditHead: { size: 1, hash: 'a' } };
  writeProgress(computer.folder, { ...readProgress(computer.folder), lastReceipt });
  expect(receiptOf(computer.folder, later(47))).toMatchObject({ ok: true });
  expect(receiptOf(computer.folder, later(49))).toMatchObject({ ok: false, mend: 'townwatch-agent run --now' });
});

test('a nightly task of Windows that is not there is a problem', () => {
  expect(taskOf(computer.folder)).toMatchObject({ check: 'schedule', ok: false, mend: 'townwatch-agent install' });
  fs.mkdirSync(path.join(computer.folder, 'System32', 'Tasks', 'Townwatch'), { recursive: true });
  fs.writeFileSync(path.join(computer.folder, 'System32', 'Tasks', 'Townwatch', 'Nightly scan'), '<Task/>');
  expect(taskOf(computer.folder)).toMatchObject({ check: 'schedule', ok: true });
});
