import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewCache } from '../../../rules/engine/view.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import { anyCondition, anyValue, askedFacts, askedSections, below, pick, reachable } from './any.ts';
import type { Draw, Named } from './any.ts';
import { inputOf, ruleOf, rulebookOf } from './setup.ts';
import type { Written } from './setup.ts';
import { inputWith, invented, less } from './removal.ts';
import type { Snapshot } from './removal.ts';

const runs = 500;
const root: readonly Named[] = [{ text: 'facts', shape: askedFacts }];

/** A rule of random conditions; with `each` also about the items of a list. */
function anyRule(draw: Draw): Written {
  const taste = { own: true };
  const lists = reachable(root).filter(({ shape }) => shape.kind === 'list' && !shape.nullable);
  const list = below(draw, 3) === 0 ? pick(draw, lists) : undefined;
  const names = list?.shape.kind === 'list' ? [...root, { text: 'item', shape: list.shape.item }] : root;
  const condition = (over: readonly Named[]) => anyCondition(draw, over, 3, taste);
  return {
    scope: below(draw, 4) === 0 ? 'account' : 'asset',
    ...(list ? { each: list.text, itemLabel: '"item"', empty: pick(draw, ['pass', 'not-applicable']) } : {}),
    ...(below(draw, 2) === 0 ? { applies: condition(root) } : {}),
    ...(below(draw, 3) === 0 ? { platforms: ['linux', 'bsd'] } : {}),
    ...(below(draw, 3) === 0 ? { fail: condition(names), between: pick<Written>(draw, [{ unknown: 'ambiguous' }, { advice: 'Look.' }]) } : {}),
    pass: condition(names),
    evidence: { n: '1' },
    tests: [],
  };
}

function anySnapshot(draw: Draw): Snapshot {
  return Object.fromEntries(askedSections.map((key) => [key, { data: anyValue(draw, askedFacts.fields[key] ?? askedFacts) as Record<string, unknown>, missing: [] }]));
}

describe('taking facts away', () => {
  test('never makes a verdict, whatever the rule', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const rulebook = rulebookOf([ruleOf(anyRule(draw))]);
        let snapshot = anySnapshot(draw);
        let before = evaluate(inputWith(snapshot), rulebook, ['all']).outcomes;
        for (let step = 0; step < 4; step++) {
          snapshot = less(draw, snapshot);
          const after = evaluate(inputWith(snapshot), rulebook, ['all']).outcomes;
          expect(invented(before, after)).toEqual([]);
          for (const it of after) seen.set(it.outcome, (seen.get(it.outcome) ?? 0) + 1);
          // A random pass and a random fail may both hold; nothing else goes wrong.
          expect(after.filter((it) => it.outcome === 'error' && it.because?.detail !== 'TST-001 both passes and fails')).toEqual([]);
          before = after;
        }
      }),
      { numRuns: runs },
    );
    // The property would also hold if everything were unknown: it is not.
    for (const kind of ['pass', 'fail', 'unknown', 'not-applicable']) expect(seen.get(kind) ?? 0).toBeGreaterThan(runs / 20);
  });
});

describe('every input', () => {
  const classes = ['workstation', 'laptop', 'server', 'printer'] as const;
  const states = ['expected', 'active', 'silent', 'spare', 'retired', 'out-of-scope'] as const;

  /** A town of several assets, some of which never reported, some twice. */
  function anyTown(draw: Draw): EvaluationInput {
    const one = inputOf();
    const [pc] = one.roster;
    const [statement] = one.statements;
    if (!pc || !statement) throw new Error('the template is empty');
    const roster = Array.from({ length: below(draw, 5) }, (_, index) => ({ ...pc, id: `a${index}`, class: pick(draw, classes), state: pick(draw, states), cloned: below(draw, 6) === 0 }));
    const contents: Record<string, unknown> = {};
    const statements = roster.flatMap((asset) =>
      Array.from({ length: below(draw, 3) }, (_, index) => {
        const part = inputWith(less(draw, anySnapshot(draw)));
        const tag = `${asset.id}-${index}`;
        for (const [digest, content] of Object.entries(part.contents)) contents[`${digest}-${tag}`] = content;
        const sections = Object.entries(part.statements[0]?.predicate.sections ?? {}).map(([name, report]) => [name, report.digest === undefined ? report : { ...report, digest: `${report.digest}-${tag}` }]);
        const receivedAt = pick(draw, ['2026-11-20T00:00:00Z', '2026-11-19T00:00:00Z', '2026-10-01T00:00:00Z']);
        return { ...statement, asset: asset.id, receipt: tag, digest: tag, receivedAt, predicate: { ...statement.predicate, wallTime: receivedAt, sections: Object.fromEntries(sections) as typeof statement.predicate.sections } };
      }),
    );
    return { ...one, roster, statements, contents };
  }

  const rulesOf = (draw: Draw) => Array.from({ length: 1 + below(draw, 3) }, (_, index) => ruleOf({ ...anyRule(draw), id: `TST-00${index}`, classes: [pick(draw, classes), pick(draw, classes)] }));

  test('gives exactly one outcome for every active rule and subject, and the counts add up', () => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const input = anyTown(draw);
        const rules = rulesOf(draw);
        const { outcomes } = evaluate(input, rulebookOf(rules), ['all']);
        const keys = outcomes.map((it) => `${it.rule} ${it.subject.id}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys).toEqual([...keys].sort());
        for (const { definition } of rules) {
          const population = input.roster.filter((it) => ['expected', 'active', 'silent'].includes(it.state) && definition.classes.includes(it.class));
          const own = outcomes.filter((it) => it.rule === definition.id);
          const told = own.map((it) => it.subject.asset ?? `${it.subject.id} ${it.because?.reason}`);
          const expected = population.length === 0 ? ['town population-not-known'] : population.map((it) => it.id);
          expect([...new Set(told)].sort()).toEqual(expected.toSorted());
          expect(own.length).toBeGreaterThanOrEqual(expected.length);
          expect(definition.scope === 'asset' ? own.length : expected.length).toBe(expected.length);
        }
        for (const it of outcomes) expect(it.because !== undefined).toBe(it.outcome === 'unknown' || it.outcome === 'error');
      }),
      { numRuns: runs / 2 },
    );
  });

  test('gives the same bytes in whatever order its lists stand, with or without a cache', () => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const input = anyTown(draw);
        const rulebook = rulebookOf(rulesOf(draw));
        const again = rulebookOf(rulebook.rules.toReversed());
        const cache = viewCache();
        const shuffled = { ...input, roster: input.roster.toReversed(), statements: input.statements.toReversed(), contents: Object.fromEntries(Object.entries(input.contents).toReversed()) };
        const bytes = JSON.stringify(evaluate(input, rulebook, ['all']).outcomes);
        expect(JSON.stringify(evaluate(shuffled, again, ['all']).outcomes)).toBe(bytes);
        expect([evaluate(input, rulebook, ['all'], cache), evaluate(shuffled, again, ['all'], cache)].map(({ outcomes }) => JSON.stringify(outcomes))).toEqual([bytes, bytes]);
      }),
      { numRuns: runs / 4 },
    );
  });
});

