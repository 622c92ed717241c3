import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween, spokenValue } from '../../../collector/register/compare.ts';

test('tells what was added, removed and changed, by name', () => {
  const before = { profile: { state: 'NY', population: 4000 }, services: [{ name: 'Dispatch', rank: 1 }, { name: 'Library', rank: 5 }], vendors: [] };
  const after = { profile: { state: 'NY', population: 4200 }, services: [{ name: 'Payroll', rank: 2 }, { name: 'Dispatch', rank: 1, owner: null }], domains: [{ name: 'a.example' }] };
  expect(changesBetween(before, after)).toEqual([
    { kind: 'changed', what: 'profile population', before: 4000, after: 4200 },
    { kind: 'added', what: 'services "Payroll"', after: { name: 'Payroll', rank: 2 } },
    { kind: 'added', what: 'services "Dispatch" owner', after: null },
    { kind: 'removed', what: 'services "Library"', before: { name: 'Library', rank: 5 } },
    { kind: 'added', what: 'domains', after: [{ name: 'a.example' }] },
    { kind: 'removed', what: 'vendors', before: [] },
  ]);
});

test('drills of one day and parameters of one rule stay apart', () => {
  const drill = (service: string, minutes: number) => ({ service, on: '2026-09-22', minutes });
  expect(changesBetween({ drills: [drill('A', 60), drill('B', 60)] }, { drills: [drill('B', 70), drill('A', 60)] }).map(({ what }) => what)).toEqual(['drills 2026-09-22 B minutes']);
  const parameter = (value: number, department?: string) => ({ rule: 'HW-001', parameter: 'years', value, ...(department === undefined ? {} : { target: department }) });
  expect(changesBetween({ parameters: [parameter(5)] }, { parameters: [parameter(5), parameter(4, 'Police')] }).map(({ what }) => what)).toEqual(['parameters "HW-001" years Police']);
});

test('no change is no change, and order does not matter; any other is seen', () => {
  const register = fc.record({ services: fc.uniqueArray(fc.record({ name: fc.string(), rank: fc.nat(), owner: fc.option(fc.string()) }), { selector: ({ name }) => name, maxLength: 5 }) });
  fc.assert(
    fc.property(register, register, (one, other) => {
      expect(changesBetween(one, structuredClone(one))).toEqual([]);
      const sorted = ({ services }: typeof one) => JSON.stringify([...services].sort((a, b) => (a.name < b.name ? -1 : 1)));
      expect(changesBetween(one, other).length === 0).toBe(sorted(one) === sorted(other) || (one.services.length > 0 && JSON.stringify(one) === JSON.stringify(other)));
      expect(changesBetween(one, { services: one.services.toReversed() })).toEqual([]);
    }),
  );
});

test('values as people read them', () => {
  expect([null, true, 3, [], ['a', 'b'], [{ name: 'x' }], { name: 'x', rank: 1, owner: null }].map(spokenValue)).toEqual(['none', 'yes', '3', 'none', 'a, b', '1 entry', 'rank 1; owner none']);
});
