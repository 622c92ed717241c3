import { expect, test } from 'vitest';
import { needsOf } from '../../../../rules/derive/services/services.ts';
import { inputOf } from '../../engine/setup.ts';

const [pc] = inputOf().roster;
if (!pc) throw new Error('the template is empty');
const roster = [
  { ...pc, id: 'a', label: 'Dispatch server', identity: { serials: ['sn1'], macs: [], names: ['disp01'] } },
  { ...pc, id: 'b', label: 'Twin' },
  { ...pc, id: 'c', label: 'twin' },
];

test('a service needs the assets that it names, by label, name or serial number', () => {
  const needs = (...names: string[]) => needsOf({ services: [{ name: 'Dispatch', needs: names }] }, roster)?.map(({ assets, unmatched }) => [assets?.map(({ id }) => id), unmatched]);
  expect(needs('dispatch SERVER', 'Power')).toEqual([[['a'], ['Power']]]);
  expect(needs('SN1', 'disp01')).toEqual([[['a'], []]]);
  expect(needs('Twin')).toEqual([[[], ['Twin']]]);
  expect(needs()).toEqual([[[], []]]);
});

test('nobody has said is not nothing', () => {
  expect(needsOf(undefined, roster)).toBeUndefined();
  expect(needsOf({}, roster)).toBeUndefined();
  expect(needsOf({ services: [] }, roster)).toEqual([]);
  expect(needsOf({ services: [{ name: 'Dispatch' }] }, roster)).toMatchObject([{ assets: undefined, unmatched: [] }]);
});
