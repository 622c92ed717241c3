import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingId, reconcile } from '../../../rules/judge/findings.ts';
import type { Confirm, FindingChange, Reconciled } from '../../../rules/judge/findings.ts';
import type { Finding, Outcome, OutcomeKind } from '../../../rules/outcome.ts';
import { verdict } from './outcomes.ts';

type Event = OutcomeKind | 'gone' | 'gone with its computer';
type Told = 'none' | Exclude<Finding['state'], 'unconfirmed'>;

/** What each night does to a finding: the state it leads to, and the change that is told (null: nothing happened). */
const table: Record<Told, Record<Event, readonly [Told, FindingChange | null]>> = {
  none: {
    pass: ['none', null], fail: ['open', 'opened'], 'not-applicable': ['none', null], unknown: ['none', null], error: ['none', null],
    gone: ['none', null], 'gone with its computer': ['none', null],
  },
  open: {
    pass: ['resolved', 'resolved'], fail: ['open', 'persisting'], 'not-applicable': ['resolved', 'resolved'], unknown: ['unverifiable', 'unverifiable'], error: ['unverifiable', 'unverifiable'],
    gone: ['unverifiable', 'unverifiable'], 'gone with its computer': ['retired', 'retired'],
  },
  unverifiable: {
    pass: ['resolved', 'resolved'], fail: ['open', 'persisting'], 'not-applicable': ['resolved', 'resolved'], unknown: ['unverifiable', 'unverifiable'], error: ['unverifiable', 'unverifiable'],
    gone: ['unverifiable', 'unverifiable'], 'gone with its computer': ['retired', 'retired'],
  },
  resolved: {
    pass: ['resolved', null], fail: ['open', 'reopened'], 'not-applicable': ['resolved', null], unknown: ['resolved', null], error: ['resolved', null],
    gone: ['resolved', null], 'gone with its computer': ['resolved', null],
  },
  retired: {
    pass: ['retired', null], fail: ['open', 'reopened'], 'not-applicable': ['retired', null], unknown: ['retired', null], error: ['retired', null],
    gone: ['retired', null], 'gone with its computer': ['retired', null],
  },
};

const town = 'maple-hollow';
const events = Object.keys(table.none) as Event[];
const at = (night: number) => new Date(Date.UTC(2026, 10, 1 + night, 7)).toISOString();

/** Questions that are asked: two rules of a computer, and one of an account on another. */
const asked = [
  { rule: 'EOL-001', subject: 'asset-1', asset: 'asset-1' },
  { rule: 'CFG-005', subject: 'asset-1', asset: 'asset-1' },
  { rule: 'IAM-011', subject: 'asset-2/1000', asset: 'asset-2' },
] as const;

/** One night: what becomes of each question. A computer that is retired takes all of its questions along. */
const night = fc.tuple(...asked.map(() => fc.constantFrom(...events)));

describe('a finding over time', () => {
  it.each(Object.keys(table) as Told[])('from %s', (from) => {
    for (const event of events) {
      const before = from === 'none' ? [] : [finding({ state: from, resolvedAt: from === 'resolved' || from === 'retired' ? at(1) : null })];
      const { findings, changes } = tonight([event, 'gone', 'gone'], before, 2);
      const [state, change] = table[from][event];
      expect([event, findings.map((one) => one.state)]).toEqual([event, state === 'none' ? [] : [state]]);
      expect([event, changes.map((one) => one.change)]).toEqual([event, change === null ? [] : [change]]);
    }
  });

  it('follows the table through any number of nights, and keeps its days', () => {
    fc.assert(fc.property(fc.array(night, { maxLength: 12 }), (nights) => {
      let findings: readonly Finding[] = [];
      const models = asked.map(() => ({ state: 'none' as Told, firstSeen: '', lastConfirmed: '', endedAt: null as string | null, reopened: 0 }));
      nights.forEach((each, index) => {
        const happened = consistent(each);
        findings = tonight(happened, findings, index).findings;
        models.forEach((model, which) => {
          const event = happened[which]!;
          const [state] = table[model.state][event];
          if (event === 'fail') {
            if (model.state === 'none') model.firstSeen = at(index);
            if (model.state === 'resolved' || model.state === 'retired') model.reopened++;
            model.lastConfirmed = at(index);
          }
          const ended = state === 'resolved' || state === 'retired';
          if (!ended) model.endedAt = null;
          else if (model.state !== state) model.endedAt = at(index);
          model.state = state;
        });
        const expected = models.flatMap((model, which) => {
          const { rule, subject } = asked[which]!;
          if (model.state === 'none') return [];
          return [{ id: findingId(town, rule, subject), rule, subject, state: model.state, firstSeen: model.firstSeen, lastConfirmed: model.lastConfirmed, resolvedAt: model.endedAt, reopened: model.reopened }];
        });
        expect(findings).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
      });
    }));
  });

  it('is never closed by what could not be measured', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom<Event>('unknown', 'error', 'gone'), { minLength: 1, maxLength: 20 }), (nights) => {
      let findings: readonly Finding[] = [finding({})];
      nights.forEach((event, index) => (findings = tonight([event, 'gone', 'gone'], findings, index + 1).findings));
      expect(findings).toEqual([finding({ state: 'unverifiable' })]);
    }));
  });

  it('is the same whatever order outcomes and findings come in', () => {
    fc.assert(fc.property(night, night, night, (first, second, third) => {
      let forward: Reconciled = { findings: [], changes: [] };
      let backward = forward;
      [first, second, third].map(consistent).forEach((each, index) => {
        forward = tonight(each, forward.findings, index);
        backward = reconcile(judged(each).toReversed(), backward.findings.toReversed(), context(each, index));
        expect(backward).toEqual(forward);
      });
    }));
  });

  it('counts as the worse where a machine names two users by one id', () => {
    const [pass, fail, unknown] = (['pass', 'fail', 'unknown'] as const).map((kind) => verdict(kind, { rule: asked[0].rule }));
    const of = (...both: Outcome[]) => reconcile(both, [finding({})], context([], 1)).findings.map(({ state, firstSeen }) => [state, firstSeen]);
    expect([of(pass!, fail!), of(fail!, pass!), of(fail!, fail!)]).toEqual([[['open', at(0)]], [['open', at(0)]], [['open', at(0)]]]);
    expect([of(pass!, unknown!), of(unknown!, pass!)]).toEqual([[['unverifiable', at(0)]], [['unverifiable', at(0)]]]);
  });

  it('is the same again when a night is judged again', () => {
    fc.assert(fc.property(night, night, (first, second) => {
      const before = tonight(consistent(first), [], 0).findings;
      const once = tonight(consistent(second), before, 1).findings;
      const again = tonight(consistent(second), once, 1).findings;
      expect(again).toEqual(once);
    }));
  });
});

describe('a fail that its rule wants confirmed', () => {
  const { rule, subject, asset } = asked[0];
  const source = (received: number) => ({ section: 'os', digest: 'd', receipt: `R-${received}`, observedAt: at(received), receivedAt: at(received) });
  const said = (kind: OutcomeKind, received: number | null) => [verdict(kind, { rule, subject: { scope: 'asset', id: subject, asset, label: subject }, sources: received === null ? [] : [source(received)] })];
  /** Nights, each with the outcomes and the instant of judgment. */
  const after = (confirm: Confirm, nights: readonly (readonly [judged: number, outcomes: readonly Outcome[]])[]) => {
    let last: Reconciled = { findings: [], changes: [] };
    for (const [judgedAt, all] of nights) last = reconcile(all, last.findings, { town, asOf: new Date(Date.parse(at(judgedAt)) + 60_000).toISOString(), retiredAssets: new Set(), confirm: new Map([[rule, confirm]]) });
    return [...last.findings.map(({ state, seen, firstSeen }) => [state, seen, firstSeen.slice(8, 10)]), ...last.changes.map(({ change }) => change)];
  };

  it('opens after so many scans, however often each of them was judged', () => {
    expect(after({ scans: 3 }, [[0, said('fail', 0)], [0, said('fail', 0)], [1, said('fail', 0)]])).toEqual([['unconfirmed', 1, '01']]);
    expect(after({ scans: 3 }, [[0, said('fail', 0)], [1, said('fail', 1)], [2, said('fail', 2)]])).toEqual([['open', undefined, '01'], 'opened']);
    expect(after({ scans: 3 }, [[0, said('fail', 0)], [1, said('unknown', 1)], [2, said('fail', 2)]])).toEqual([['unconfirmed', 2, '01']]);
  });

  it('opens after so many days, and where both are asked for after both', () => {
    expect(after({ days: 2 }, [[0, said('fail', 0)], [1, said('fail', 1)]])).toEqual([['unconfirmed', 2, '01']]);
    expect(after({ days: 2 }, [[0, said('fail', 0)], [2, said('fail', 0)]])).toEqual([['open', undefined, '01'], 'opened']);
    expect(after({ days: 2, scans: 2 }, [[0, said('fail', 0)], [3, said('fail', 0)]])).toEqual([['unconfirmed', 1, '01']]);
  });

  it('leaves nothing behind when it is fine before, or gone, and starts anew', () => {
    expect(after({ scans: 2 }, [[0, said('fail', 0)], [1, said('pass', 1)]])).toEqual([]);
    expect(after({ scans: 2 }, [[0, said('fail', 0)], [1, []]])).toEqual([]);
    expect(after({ scans: 2 }, [[0, said('fail', 0)], [1, said('pass', 1)], [2, said('fail', 2)]])).toEqual([['unconfirmed', 1, '03']]);
  });

  it('counts a day of judgment as one where no scan is behind it', () => {
    expect(after({ scans: 2 }, [[0, said('fail', null)], [0, said('fail', null)]])).toEqual([['unconfirmed', 1, '01']]);
    expect(after({ scans: 2 }, [[0, said('fail', null)], [1, said('fail', null)]])).toEqual([['open', undefined, '01'], 'opened']);
  });

  it('is never asked of what was open before, and of no other rule', () => {
    const open = finding({ state: 'resolved', resolvedAt: at(1) });
    const context = { town, asOf: at(2), retiredAssets: new Set<string>(), confirm: new Map([[rule, { scans: 5 }]]) };
    expect(reconcile(said('fail', 2), [open], context)).toMatchObject({ findings: [{ state: 'open', reopened: 1 }], changes: [{ change: 'reopened' }] });
    expect(reconcile(said('fail', 2), [], { ...context, confirm: new Map([['XX-001', { scans: 5 }]]) })).toMatchObject({ findings: [{ state: 'open' }] });
  });
});

describe('the id of a finding', () => {
  it('is fixed by town, rule and subject alone', () => {
    expect(findingId('maple-hollow', 'EOL-001', 'asset-1')).toBe('F-eab05608f092203b');
    const plain = reconcile([verdict('fail')], [], { town, asOf: at(0), retiredAssets: new Set() }).findings[0]!;
    const other = verdict('fail', { severity: 'critical', ruleVersion: 9, basis: 'mixed', items: [{ item: 'x', outcome: 'fail' }], subject: { scope: 'asset', id: 'asset-1', asset: 'asset-1', label: 'renamed' } });
    expect(reconcile([other], [plain], { town, asOf: at(1), retiredAssets: new Set() }).findings).toEqual([{ ...plain, lastConfirmed: at(1) }]);
  });

  it('is another for another town, rule or subject, also where their texts run together', () => {
    fc.assert(fc.property(fc.tuple(fc.string(), fc.string(), fc.string()), fc.tuple(fc.string(), fc.string(), fc.string()), (one, other) => {
      expect(findingId(...one) === findingId(...other)).toBe(one.every((part, index) => part === other[index]));
    }));
    expect(findingId('a', 'b', 'c')).not.toBe(findingId('ab', '', 'c'));
  });
});

function finding(more: Partial<Finding>): Finding {
  const { rule, subject } = asked[0];
  return { id: findingId(town, rule, subject), rule, subject, state: 'open', firstSeen: at(0), lastConfirmed: at(0), resolvedAt: null, reopened: 0, ...more };
}

/** Two rules of one computer cannot be asked of it while it is retired. */
function consistent(each: readonly Event[]): Event[] {
  const retired = each[0] === 'gone with its computer';
  return each.map((event, index) => (index !== 1 ? event : retired ? 'gone with its computer' : event === 'gone with its computer' ? 'gone' : event));
}

function judged(each: readonly Event[]): Outcome[] {
  return each.flatMap((event, index) => {
    if (event === 'gone' || event === 'gone with its computer') return [];
    const { rule, subject, asset } = asked[index]!;
    return [verdict(event, { rule, subject: { scope: subject === asset ? 'asset' : 'account', id: subject, asset, label: subject } })];
  });
}

function context(each: readonly Event[], index: number) {
  return { town, asOf: at(index), retiredAssets: new Set(each.flatMap((event, which) => (event === 'gone with its computer' ? [asked[which]!.asset] : []))) };
}

function tonight(each: readonly Event[], before: readonly Finding[], index: number): Reconciled {
  return reconcile(judged(each), before, context(each, index));
}
