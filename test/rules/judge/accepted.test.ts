import { describe, expect, it } from 'vitest';
import { acceptedRisks, isBlanket } from '../../../rules/judge/accepted.ts';
import type { OutcomeKind } from '../../../rules/outcome.ts';
import { verdict } from './outcomes.ts';
import { assetOf, asOf, roster, waiverOf } from './stated.ts';

const about = (kind: OutcomeKind, rule: string, id = 'asset-1') => verdict(kind, { rule, subject: { scope: id === 'town' ? 'town' : 'asset', id, asset: id === 'town' ? null : id.split('/')[0]!, label: id } });

describe('every waiver there ever was', () => {
  it('is listed with how it stands and the fails it is about, by the day it begins', () => {
    const waivers = [waiverOf({ id: 'W-3', state: 'withdrawn' }), waiverOf({ id: 'W-2', from: '2025-01-01', expires: '2025-06-01' }), waiverOf({ id: 'W-1', owner: '' })];
    const outcomes = [about('fail', 'PAT-001'), about('fail', 'PAT-001', 'asset-2'), about('fail', 'PAT-002')];
    expect(acceptedRisks(waivers, { outcomes, roster, asOf }).map(({ waiver, standing, gaps, fails }) => [waiver.id, standing, gaps, fails])).toEqual([
      ['W-2', 'expired', [], [outcomes[0]]],
      ['W-1', 'incomplete', ['it does not say: owner'], [outcomes[0]]],
      ['W-3', 'withdrawn', [], [outcomes[0]]],
    ]);
  });
});

describe('what is done instead', () => {
  const shown = (...kinds: readonly (readonly [OutcomeKind, string?])[]) => {
    const outcomes = [about('fail', 'PAT-001'), ...kinds.map(([kind, id]) => about(kind, 'CFG-004', id))];
    return acceptedRisks([waiverOf({ control: { what: 'Its firewall lets nothing in.', rule: 'CFG-004' } })], { outcomes, roster, asOf })[0]!.control;
  };

  it('is contradicted by a measured fail, shown by passes alone, and else not known', () => {
    expect(acceptedRisks([waiverOf()], { outcomes: [], roster, asOf })[0]!.control).toBeNull();
    expect([shown(), shown(['pass']), shown(['fail']), shown(['unknown']), shown(['pass'], ['unknown', 'town']), shown(['pass'], ['fail', 'town'])]).toEqual(['not-known', 'shown', 'contradicted', 'not-known', 'not-known', 'contradicted']);
  });

  it('on another computer says nothing', () => {
    expect([shown(['fail', 'asset-2']), shown(['pass', 'asset-2'])]).toEqual(['not-known', 'not-known']);
  });
});

describe('a blanket waiver', () => {
  it('is one for the whole town, and one that names all that the town uses', () => {
    const two = [assetOf('asset-1', 'Clerk'), assetOf('asset-2', 'clerk'), { ...assetOf('asset-3', 'Police'), state: 'retired' as const }];
    const of = (subjects: string[] | null, department: string | null = null) => isBlanket({ rules: ['PAT-001'], subjects, department }, two);
    expect([of(null), of(['asset-1', 'asset-2/1000']), of(null, 'CLERK')]).toEqual([true, true, true]);
    expect([of(['asset-1']), of(['asset-1', 'asset-3']), of(null, 'Police'), of(['town'])]).toEqual([false, false, false, false]);
    expect(isBlanket({ rules: ['PAT-001'], subjects: ['asset-1'], department: null }, two.slice(0, 1))).toBe(false);
  });
});
