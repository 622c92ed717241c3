import { describe, expect, test } from 'vitest';
import { changesAt, endOf, isAbout, isAboutAsset, isComplete, isInForce } from '../../../../rules/derive/waivers/cover.ts';
import type { Waiver } from '../../../../rules/waiver.ts';

const waiver: Waiver = { id: 'w', rules: ['EOL-001'], subjects: ['a'], department: null, requester: 'A. Technician', owner: 'A. Clerk', approver: 'T. Manager', reason: 'Replaced in spring', risk: 'It may stop.', control: null, created: '2026-01-01', from: '2026-01-01', expires: '2026-12-31', state: 'approved', by: 'T. Manager', version: 1 };
const at = (text: string) => Date.parse(text);

test('a waiver holds from its first day through its last', () => {
  expect(isInForce(waiver, at('2025-12-31T23:59:59Z'))).toBe(false);
  expect(isInForce(waiver, at('2026-01-01T00:00:00Z'))).toBe(true);
  expect(isInForce(waiver, at('2026-12-31T23:59:59.999Z'))).toBe(true);
  expect(isInForce(waiver, endOf(waiver))).toBe(false);
  for (const state of ['proposed', 'rejected', 'withdrawn'] as const) expect(isInForce({ ...waiver, state }, at('2026-06-01T00:00:00Z'))).toBe(false);
});

test('when time alone changes it', () => {
  expect(changesAt(waiver, at('2025-06-01T00:00:00Z'))).toBe(at('2026-01-01T00:00:00Z'));
  expect(changesAt(waiver, at('2026-06-01T00:00:00Z'))).toBe(at('2027-01-01T00:00:00Z'));
  expect(changesAt(waiver, at('2027-06-01T00:00:00Z'))).toBe(Infinity);
  expect(changesAt({ ...waiver, state: 'proposed' }, at('2026-06-01T00:00:00Z'))).toBe(Infinity);
});

describe('what it is about', () => {
  test('a subject, a department, or the whole town', () => {
    expect(isAbout(waiver, 'a', null)).toBe(true);
    expect(isAbout(waiver, 'a/1000', null)).toBe(false);
    expect(isAbout({ subjects: null, department: 'Police' }, 'x', 'Police')).toBe(true);
    expect(isAbout({ subjects: null, department: 'Police' }, 'x', 'Clerk')).toBe(false);
    expect(isAbout({ subjects: null, department: 'Police' }, 'x', null)).toBe(false);
    expect(isAbout({ subjects: null, department: null }, 'x', null)).toBe(true);
    expect(isAbout({ subjects: [], department: null }, 'x', null)).toBe(false);
  });
  test('an asset, also by an account on it', () => {
    expect(isAboutAsset({ subjects: ['a/1000'], department: null }, { id: 'a', department: null })).toBe(true);
    expect(isAboutAsset({ subjects: ['ab/1000'], department: null }, { id: 'a', department: null })).toBe(false);
  });
});

test.each<[Partial<Waiver>, boolean]>([
  [{}, true],
  [{ owner: ' ' }, false],
  [{ approver: null }, false],
  [{ approver: 'A. Technician' }, false],
  [{ reason: '' }, false],
  [{ expires: '2027-01-01' }, true],
  [{ expires: '2027-01-02' }, false],
])('complete with %j: %s', (parts, complete) => {
  expect(isComplete({ ...waiver, ...parts })).toBe(complete);
});
