import { expect, test } from 'vitest';
import { changesAt, endOf, isAboutAsset, isInForce } from '../../../../rules/derive/waivers/cover.ts';
import type { Waiver } from '../../../../rules/waiver.ts';

const waiver: Waiver = { id: 'w', rules: ['EOL-001'], subjects: ['a'], department: null, requester: 'A. Technician', owner: 'A. Clerk', approver: 'T. Manager', reason: 'Replaced in spring', risk: 'It may stop.', control: { what: 'A network of its own', rule: null }, created: '2026-01-01', from: '2026-01-01', expires: '2026-12-31', state: 'approved', by: 'T. Manager', version: 1 };
const at = (text: string) => Date.parse(text);

test('a waiver holds from its first day until the day on which it ends', () => {
  expect(isInForce(waiver, at('2025-12-31T23:59:59Z'))).toBe(false);
  expect(isInForce(waiver, at('2026-01-01T00:00:00Z'))).toBe(true);
  expect(isInForce(waiver, at('2026-12-30T23:59:59.999Z'))).toBe(true);
  expect(isInForce({ ...waiver, approver: waiver.requester }, at('2026-06-01T00:00:00Z'))).toBe(false);
  expect(isInForce({ ...waiver, control: null }, at('2026-06-01T00:00:00Z'))).toBe(false);
  expect(isInForce(waiver, endOf(waiver))).toBe(false);
  for (const state of ['proposed', 'rejected', 'withdrawn'] as const) expect(isInForce({ ...waiver, state }, at('2026-06-01T00:00:00Z'))).toBe(false);
});

test('when time alone changes it', () => {
  expect(changesAt(waiver, at('2025-06-01T00:00:00Z'))).toBe(at('2026-01-01T00:00:00Z'));
  expect(changesAt(waiver, at('2026-06-01T00:00:00Z'))).toBe(at('2026-12-31T00:00:00Z'));
  expect(changesAt(waiver, at('2027-06-01T00:00:00Z'))).toBe(Infinity);
  expect(changesAt({ ...waiver, state: 'proposed' }, at('2026-06-01T00:00:00Z'))).toBe(Infinity);
});

test('an asset is meant by its id, by an account on it, by its department, or with the whole town', () => {
  const about = (subjects: string[] | null, department: string | null, asset: { id: string; department: string | null }) => isAboutAsset({ subjects, department }, asset);
  expect(about(['a'], null, { id: 'a', department: null })).toBe(true);
  expect(about(['a/1000'], null, { id: 'a', department: null })).toBe(true);
  expect(about(['ab/1000'], null, { id: 'a', department: null })).toBe(false);
  expect(about([], null, { id: 'a', department: null })).toBe(false);
  expect(about(null, 'Police', { id: 'x', department: 'police ' })).toBe(true);
  expect(about(null, 'Police', { id: 'x', department: 'Clerk' })).toBe(false);
  expect(about(null, 'Police', { id: 'x', department: null })).toBe(false);
  expect(about(null, null, { id: 'x', department: null })).toBe(true);
});
