import { expect, test } from 'vitest';
import { activePacks } from '../../../rules/engine/packs.ts';
import { parameterLayers, resolveParameters } from '../../../rules/engine/parameters.ts';
import { packSchema, ruleSchema } from '../../../rules/engine/rule.ts';
import type { RosterAsset } from '../../../rules/input.ts';

const text = { title: 'T', meaning: 'M' };
const pack = (id: string, when?: object) => packSchema.parse({ id, version: 1, en: text, rules: [{ id: 'HW-001' }], ...(when ? { when } : {}) });
const packs = [pack('everybody'), pack('state-ny', { state: 'NY' }), pack('cjis', { police: true }), pack('ny-police', { state: 'NY', police: true })];
const stated = (profile: object | undefined) => ({ register: { by: 'A', at: '2026-11-01T00:00:00Z', data: profile ? { profile } : {} } });

test('a pack without a condition judges every town; a condition needs a profile that says so', () => {
  expect(activePacks({ packs }, { register: null })).toEqual(['everybody']);
  expect(activePacks({ packs }, stated(undefined))).toEqual(['everybody']);
  expect(activePacks({ packs }, stated({ state: 'OH', police: false }))).toEqual(['everybody']);
  expect(activePacks({ packs }, stated({ state: 'NY' }))).toEqual(['everybody', 'state-ny']);
  expect(activePacks({ packs }, stated({ state: 'NY', police: true }))).toEqual(['everybody', 'state-ny', 'cjis', 'ny-police']);
});

test('a condition that nobody can meet is refused', () => {
  expect(packSchema.safeParse({ id: 'x', version: 1, en: text, rules: [{ id: 'HW-001' }], when: { state: 'New York' } }).success).toBe(false);
  expect(packSchema.safeParse({ id: 'x', version: 1, en: text, rules: [{ id: 'HW-001' }], when: { county: 'Kings' } }).success).toBe(false);
});

const rule = ruleSchema.parse({
  id: 'HW-001', version: 1, scope: 'asset', pass: 'true', evidence: {}, severity: 'low', severityReason: 'x', responsible: 'msp', effort: 'minutes', cost: 'none', sensitivity: 'internal',
  parameters: { maxYears: { type: 'int', default: 5 } }, en: { title: 'T?', plain: 'P', technical: 'T', remediation: {} }, tests: [],
});
const setting = (id: string, maxYears: number, more: object = {}) => packSchema.parse({ id, version: 1, en: text, rules: [{ id: 'HW-001', parameters: { maxYears } }], ...more });
const by = (level: 'msp' | 'state' | 'town' | 'department' | 'tag', value: number, target?: string) => ({ rule: 'HW-001', parameter: 'maxYears', value, level, author: 'A', reason: 'R', date: '2026-11-01', ...(target ? { target } : {}) });
const asset = { department: 'Police', tags: ['cji'] } as unknown as RosterAsset;

test('the closest place counts: rule, pack, MSP, state, town, department, tag', () => {
  const all = [setting('b', 6), setting('a', 7), setting('state-ma', 4, { when: { state: 'MA' } }), setting('cjis', 3, { tag: 'cji' })];
  const overrides = [by('tag', 1, 'cji'), by('department', 2, 'Police'), by('town', 8), by('msp', 9)];
  const layers = parameterLayers(rule, 'maxYears', { packs: all, overrides, asset });
  expect(layers.map(({ origin, value }) => `${origin} ${String(value)}`)).toEqual(['rule 5', 'pack a 7', 'pack b 6', 'msp 9', 'pack state-ma 4', 'town 8', 'department Police 2', 'pack cjis 3', 'tag cji 1']);
  expect(resolveParameters(rule, all, overrides, asset)).toEqual({ maxYears: { value: 1, origin: 'tag cji' } });
  expect(resolveParameters(rule, all, overrides, null)).toEqual({ maxYears: { value: 8, origin: 'town' } });
  expect(resolveParameters(rule, all, [], { ...asset, tags: [] })).toEqual({ maxYears: { value: 4, origin: 'pack state-ma' } });
});
