import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disposed } from '../../../rules/judge/dispositions.ts';
import { interval, judgeEssentials } from '../../../rules/judge/essentials.ts';
import type { EssentialState } from '../../../rules/judge/essentials.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { waiverStanding } from '../../../rules/waiver.ts';
import type { Dispute, Plan, Waiver } from '../../../rules/waiver.ts';
import { outcomes, verdict } from './outcomes.ts';
import { anyDispute, anyPlan, anyWaiver, asOf, disputeOf, planOf, roster, waiverOf } from './stated.ts';

interface Said {
  readonly waivers?: readonly Waiver[];
  readonly plans?: readonly Plan[];
  readonly disputes?: readonly Dispute[];
  readonly asOf?: string;
}
const over = (all: readonly Outcome[], said: Said) => disposed(all, { waivers: [], plans: [], disputes: [], asOf, roster, ...said });
const fail = verdict('fail');
const kinds = (said: Said, outcome = fail) => over([outcome], said)[0]!.dispositions.map(({ kind, id }) => `${kind} ${id}`);

describe('a waiver', () => {
  it('stands on the fail of its rule and subject, with who answers for it, why, and until when', () => {
    expect(over([fail], { waivers: [waiverOf()] })[0]).toEqual({
      ...fail,
      dispositions: [{ kind: 'waived', by: 'Bo Diaz, approved by Cy Ode', reason: 'The maker of the water program has no fix yet.', until: '2027-03-31', id: 'W-1' }],
      validUntil: '2027-03-31T00:00:00.000Z',
    });
    expect(kinds({ waivers: [waiverOf({ rules: ['PAT-002'] })] })).toEqual([]);
    expect(kinds({ waivers: [waiverOf({ subjects: ['asset-2', 'asset-1/1000'] })] })).toEqual([]);
  });

  it.each<[name: string, more: Partial<Waiver>]>([
    ['is only proposed', { state: 'proposed' }],
    ['was rejected', { state: 'rejected' }],
    ['was withdrawn', { state: 'withdrawn' }],
    ['has ended', { expires: '2026-11-21' }],
    ['has not begun', { from: '2026-11-22' }],
    ['was approved by nobody', { approver: null }],
    ['was approved by a blank', { approver: ' ' }],
    ['was approved by who asked for it', { approver: 'Ann Lee' }],
    ['was approved by who asked for it, written otherwise', { approver: ' ANN\u00a0 lee ' }],
    ['lasts longer than 12 months', { from: '2026-10-01', expires: '2027-10-02' }],
    ['ends before it begins', { from: '2026-10-01', expires: '2026-09-01' }],
    ['ends on no day', { expires: '2027-02-30' }],
    ['has no reason', { reason: '' }],
    ['does not say what it means for residents', { risk: ' ' }],
    ['does not say what is done instead', { control: null }],
    ['has no owner', { owner: '' }],
    ['covers the whole town without the governing body', { subjects: null }],
    ['covers a rule that nobody may waive', { rules: ['PAT-001', 'GOV-012'] }],
  ])('that %s adds nothing', (_name, more) => {
    expect(kinds({ waivers: [waiverOf(more)] })).toEqual([]);
  });

  it('counts for exactly 12 months, from its first day to the instant before its last', () => {
    const year = waiverOf({ from: '2026-02-28', expires: '2027-02-28' });
    const on = (instant: string) => waiverStanding(year, instant);
    expect([on('2026-02-27T23:59:59Z'), on('2026-02-28T00:00:00Z'), on('2027-02-27T23:59:59.999Z'), on('2027-02-28T00:00:00Z')]).toEqual(['not-yet', 'valid', 'valid', 'expired']);
    expect(waiverStanding(waiverOf({ from: '2028-02-29', expires: '2029-02-28' }), '2028-03-01')).toBe('valid');
    expect(waiverStanding(waiverOf({ from: '2028-02-29', expires: '2029-03-01' }), '2028-03-01')).toBe('incomplete');
  });

  it('of a department covers its computers and the accounts on them, however it is spelled; of the town, everything', () => {
    const police = waiverOf({ subjects: null, department: ' police' });
    const about = (id: string, asset: string | null) => verdict('fail', { subject: { scope: 'account', id, asset, label: id } });
    const covered = (waiver: Waiver) => [about('asset-1', 'asset-1'), about('asset-5/1000', 'asset-5'), about('asset-2', 'asset-2'), about('asset-3', 'asset-3'), about('town', null), about('gone', 'gone')].map((one) => kinds({ waivers: [waiver] }, one).length);
    expect(covered(police)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(covered(waiverOf({ subjects: null, governingBody: 'Resolution 12-2026' }))).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('that begins later ends the hold of what is judged now', () => {
    const coming = waiverOf({ from: '2026-12-01' });
    expect(over([fail], { waivers: [coming] })[0]).toEqual({ ...fail, validUntil: '2026-12-01T00:00:00.000Z' });
    expect(over([{ ...fail, validUntil: '2026-11-25T00:00:00Z' }], { waivers: [coming, waiverOf()] })[0]!.validUntil).toBe('2026-11-25T00:00:00Z');
  });

  it('from a file that nobody vouches for is marked', () => {
    expect(over([fail], { waivers: [waiverOf({ by: 'file, unverified' })] })[0]!.dispositions).toMatchObject([{ kind: 'waived', unverified: true }]);
  });
});

describe('plans and disputes', () => {
  it('stand beside a waiver, in a fixed order', () => {
    expect(kinds({ waivers: [waiverOf({ id: 'W-2' }), waiverOf({ expires: '2026-12-31' })], plans: [planOf()], disputes: [disputeOf()] })).toEqual(['waived W-1', 'waived W-2', 'planned P-1', 'disputed D-1']);
  });

  it('a plan says who and until when; one that is done, or a dispute that was answered, adds nothing', () => {
    expect(over([fail], { plans: [planOf()] })[0]!.dispositions).toEqual([{ kind: 'planned', by: 'Bo Diaz', reason: 'Replace it', until: '2027-01-31', id: 'P-1' }]);
    expect(kinds({ plans: [planOf({ done: '2026-11-01' })], disputes: [disputeOf({ answer: { person: 'Dee', on: '2026-11-20', text: 'It was not', upheld: false } })] })).toEqual([]);
    expect(kinds({ plans: [planOf({ subjects: null, department: 'Police' })] })).toEqual(['planned P-1']);
    expect(kinds({ disputes: [disputeOf({ subject: 'asset-2' }), disputeOf({ rule: 'PAT-002' })] })).toEqual([]);
  });
});

describe('for any outcomes and whatever people state', () => {
  const said = fc.record({ waivers: fc.array(anyWaiver, { maxLength: 6 }), plans: fc.array(anyPlan, { maxLength: 3 }), disputes: fc.array(anyDispute, { maxLength: 3 }) });
  const bare = outcomes.map((all) => all.map((one) => ({ ...one, dispositions: [] })));
  const better: readonly EssentialState[] = ['gaps', 'not-known', 'accepted', 'in-place', 'not-applicable'];

  it('no verdict changes, and only a fail has something on top', () => {
    fc.assert(fc.property(bare, said, (all, it) => {
      const after = over(all, it);
      expect(after.map(({ dispositions: _d, validUntil: _v, ...rest }) => rest)).toEqual(all.map(({ dispositions: _d, validUntil: _v, ...rest }) => rest));
      expect(after.filter(({ outcome, dispositions }) => outcome !== 'fail' && dispositions.length > 0)).toEqual([]);
    }));
  });

  it('what is shown to be fine stays, and what is possible', () => {
    fc.assert(fc.property(bare, said, (all, it) => {
      const [before, after] = [judgeEssentials(all, asOf), judgeEssentials(over(all, it), asOf)];
      expect(after.map(({ counts }) => interval(counts))).toEqual(before.map(({ counts }) => interval(counts)));
      expect(after.map(({ basis }) => basis)).toEqual(before.map(({ basis }) => basis));
    }));
  });

  it('no essential becomes better than Accepted by a waiver, and none becomes worse', () => {
    fc.assert(fc.property(bare, said, (all, it) => {
      const [before, after] = [judgeEssentials(all), judgeEssentials(over(all, it))];
      after.forEach(({ state }, index) => {
        const was = before[index]!.state;
        expect(better.indexOf(state)).toBeGreaterThanOrEqual(better.indexOf(was));
        expect(better.indexOf(state === was ? 'accepted' : state)).toBeLessThanOrEqual(better.indexOf('accepted'));
      });
    }), { numRuns: 500 });
  });

  it('a waiver that does not count changes nothing', () => {
    fc.assert(fc.property(bare, said, fc.array(anyWaiver, { maxLength: 6 }), (all, it, more) => {
      const idle = more.filter((waiver) => !['valid', 'not-yet'].includes(waiverStanding(waiver, asOf)));
      expect(over(all, { ...it, waivers: [...it.waivers, ...idle] })).toEqual(over(all, it));
    }));
  });

  it('after the last one has ended, all is as if there had been none', () => {
    fc.assert(fc.property(bare, fc.array(anyWaiver, { maxLength: 6 }), (all, waivers) => {
      const later = '2028-12-01T00:00:00Z';
      expect(over(all, { waivers, asOf: later })).toEqual(over(all, { asOf: later }));
      expect(judgeEssentials(over(all, { waivers }), later).map(({ state }) => state)).toEqual(judgeEssentials(over(all, {}), later).map(({ state }) => state));
    }));
  });

  it('order changes nothing, and twice is once', () => {
    fc.assert(fc.property(bare, said, (all, it) => {
      const turned = { waivers: it.waivers.toReversed(), plans: it.plans.toReversed(), disputes: it.disputes.toReversed() };
      expect(disposed(all.toReversed(), { ...turned, asOf, roster: roster.toReversed() }).toReversed()).toEqual(over(all, it));
      expect(over(over(all, it), it)).toEqual(over(all, it));
    }));
  });
});
