import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMissed, nextStart, planOf, recentScanMs, startDelayMs } from '../../../agent/schedule/when.ts';

const hourMs = 3_600_000;
const local = (text: string) => new Date(text);

describe('the plan of a computer', () => {
  test('is the same for the same agent and stands within the splay', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 240 }), (agent, hour, minute, splay) => {
        const at = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        const plan = planOf(agent, at, splay);
        expect(planOf(agent, at, splay)).toEqual(plan);
        const after = (plan.hour * 60 + plan.minute - hour * 60 - minute + 1440) % 1440;
        expect(after).toBeLessThan(Math.max(1, splay));
        expect(plan.makeUpMinutes).toBeGreaterThanOrEqual(10);
        expect(plan.makeUpMinutes).toBeLessThan(40);
        expect((plan.sendMinute - plan.minute + 60) % 60).toBe(30);
      }),
    );
  });

  test('spreads ten thousand computers evenly over the hour', () => {
    const counts = Array<number>(60).fill(0);
    for (let n = 0; n < 10_000; n++) counts[planOf(`agent-${n}`, '02:00', 60).minute]! += 1;
    expect(Math.max(...counts)).toBeLessThan(230);
    expect(Math.min(...counts)).toBeGreaterThan(110);
  });

  test('without splay is the time itself', () => {
    expect(planOf('a', '23:59', 0)).toMatchObject({ hour: 23, minute: 59, sendMinute: 29 });
  });
});

describe('a start by the timer', () => {
  const plan = { hour: 2, minute: 17, sendMinute: 47, makeUpMinutes: 25 };

  test.each([
    ['2026-11-21T02:17:00', 0],
    ['2026-11-21T02:31:59', 0],
    ['2026-11-21T02:32:00', 25],
    ['2026-11-21T02:16:59', 25],
    ['2026-11-21T08:30:00', 25],
    ['2026-11-21T00:00:00', 25],
  ])('at %s waits %d minutes', (now, minutes) => {
    expect(startDelayMs(local(now), plan)).toBe(minutes * 60_000);
  });

  test('shortly after midnight meets a plan shortly before it', () => {
    const late = { ...plan, hour: 23, minute: 55 };
    expect(startDelayMs(local('2026-11-22T00:05:00'), late)).toBe(0);
    expect(startDelayMs(local('2026-11-22T00:10:00'), late)).toBe(25 * 60_000);
  });

  test('is next at the planned local time', () => {
    expect(nextStart(local('2026-11-21T01:00:00'), plan)).toEqual(local('2026-11-21T02:17:00'));
    expect(nextStart(local('2026-11-21T02:17:00'), plan)).toEqual(local('2026-11-22T02:17:00'));
    expect(nextStart(local('2026-12-31T12:00:00'), plan)).toEqual(local('2027-01-01T02:17:00'));
  });

  test('is a night later when somebody scanned within 20 hours before', () => {
    expect(nextStart(local('2026-11-21T01:00:00'), plan, local('2026-11-21T00:30:00'))).toEqual(local('2026-11-22T02:17:00'));
    expect(nextStart(local('2026-11-21T01:00:00'), plan, local('2026-11-20T06:17:00'))).toEqual(local('2026-11-21T02:17:00'));
    expect(nextStart(local('2026-11-21T01:00:00'), plan, local('2026-11-20T06:17:01'))).toEqual(local('2026-11-22T02:17:00'));
  });
});

describe('a scan less than 20 hours ago', () => {
  const at = (hours: number, bootId: string | null = 'boot', uptimeHours = hours) => ({
    wallTime: new Date(Date.parse('2026-11-21T00:00:00Z') + hours * hourMs).toISOString(),
    bootId,
    uptimeMs: uptimeHours * hourMs,
  });

  test.each([
    ['the first', null, at(0), undefined],
    ['three hours later', at(0), at(3), 3],
    ['twenty hours later', at(0), at(20), undefined],
    ['a night later', at(2), at(26), undefined],
    ['after a restart, three hours later', at(0), at(3, 'other', 0), 3],
    ['after a restart, a day later', at(0), at(24, 'other', 0), undefined],
    ['after a restart, with a clock that went back to 1970', at(0), { ...at(0, 'other'), wallTime: '1970-01-01T00:00:00Z' }, undefined],
    ['with a clock that jumped two hours ahead', at(0), at(21, 'boot', 19), 19],
    ['with a clock that jumped two hours back', at(0), at(19, 'boot', 21), undefined],
    ['with a clock that jumped to 2040', at(0), at(120_000, 'boot', 1), 1],
    ['where the system has no boot id', at(0, null), at(3, null), 3],
  ])('%s', (_name, last, now, hours) => {
    expect(recentScanMs(last, now)).toBe(hours === undefined ? undefined : hours * hourMs);
  });

  test('never blocks a nightly plan, whatever the minute and the clock change', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 60 }), fc.nat(39), (shift, delay) => {
        const hours = 24 + shift / 60 - delay / 60;
        expect(recentScanMs(at(0), at(hours))).toBeUndefined();
      }),
    );
  });
});

describe('a start of the computer', () => {
  const at = { ...planOf('x', '02:17', 0) };
  const missed = (now: string, last: string) => isMissed(local(now), at, local(last));

  test('makes up for a night without a scan, also when an earlier start began to and was cut short', () => {
    expect(missed('2026-11-21T08:00:00', '2026-11-20T02:17:05')).toBe(true);
    expect(missed('2026-11-21T08:00:00', '2026-11-01T02:17:05')).toBe(true);
    expect(missed('2026-11-21T02:17:00', '2026-11-20T02:17:05')).toBe(true);
  });

  test('makes up for nothing when the last night has its scan, or was before the enrollment', () => {
    expect(missed('2026-11-21T08:00:00', '2026-11-21T02:17:05')).toBe(false);
    expect(missed('2026-11-21T01:00:00', '2026-11-20T02:40:00')).toBe(false);
    expect(missed('2026-11-21T23:59:00', '2026-11-21T10:00:00')).toBe(false);
  });

  test('does not trust a last scan in the future', () => {
    expect(missed('2026-11-21T08:00:00', '2027-01-01T00:00:00')).toBe(true);
  });
});
