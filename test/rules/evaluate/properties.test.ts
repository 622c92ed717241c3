import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewCache } from '../../../rules/engine/view.ts';
import type { Rule } from '../../../rules/engine/rulebook.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import { essentials, judgeEssentials } from '../../../rules/judge/essentials.ts';
import type { EssentialState } from '../../../rules/judge/essentials.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { below, pick } from '../engine/any.ts';
import type { Draw } from '../engine/any.ts';
import { invented } from '../engine/removal.ts';
import { deriveNothing, rulebookOf } from '../engine/setup.ts';
import { anyStatedRule } from './rules.ts';
import { anyTown, lessKnown } from './world.ts';

const runs = 300;
const classes = ['workstation', 'laptop', 'server', 'printer', 'domain'] as const;

/** Rules that are counted first, then any. */
function anyRules(draw: Draw): Rule[] {
  const asked = () => pick(draw, [['domain'], [...classes], [pick(draw, classes)], [pick(draw, classes), pick(draw, classes)]] as const);
  const first = [0, 1].map((index) => anyStatedRule(draw, { id: `TST-00${index}`, scope: pick(draw, ['asset', 'account'] as const), classes: asked() }));
  const rest = [2, 3, 4].map((index) => anyStatedRule(draw, { id: `TST-00${index}`, scope: pick(draw, ['asset', 'account', 'service', 'town', 'town'] as const), classes: asked() }));
  return [...first, ...rest];
}

describe('taking away what is known', () => {
  test('never makes a verdict of it, whatever the rule', () => {
    const [seen, gone] = [new Map<string, number>(), new Map<string, number>()];
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const rulebook = rulebookOf(anyRules(draw));
        let input = anyTown(draw);
        let before = evaluate(input, rulebook, ['all']).outcomes;
        for (let step = 0; step < 5; step++) {
          const less = lessKnown(draw, input);
          const after = evaluate(less.input, rulebook, ['all']).outcomes;
          expect({ removed: less.removed, invented: told(invented(before, after), rulebook.rules) }).toEqual({ removed: less.removed, invented: [] });
          for (const { outcome, rule } of after) count(seen, `${rule.slice(-1) < '2' ? 'asset' : 'any'} ${outcome}`);
          count(gone, less.removed.split(' ')[0] ?? '');
          [input, before] = [less.input, after];
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
    for (const kind of ['pass', 'fail', 'unknown', 'not-applicable']) for (const of of ['asset', 'any']) expect([of, kind, (seen.get(`${of} ${kind}`) ?? 0) > runs / 10]).toEqual([of, kind, true]);
    for (const kind of ['fact', 'content', 'statement', 'list', 'answer', 'register']) expect([kind, (gone.get(kind) ?? 0) > runs / 20]).toEqual([kind, true]);
  });

  test('never makes an essential better', () => {
    const order: readonly EssentialState[] = ['gaps', 'not-known', 'accepted', 'in-place', 'not-applicable'];
    const rules = essentials.flatMap((essential) => essential.rules.slice(0, 1).map((id) => ({ id, number: essential.number })));
    const better = new Map<string, number>();
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const { number, id } = pick(draw, rules);
        const scope = pick(draw, ['asset', 'service', 'town', ...(number === 4 || number === 5 ? (['account'] as const) : [])] as const);
        const rulebook = rulebookOf([anyStatedRule(draw, { id, scope, classes: [...classes] })]);
        const stateOf = (outcomes: readonly Outcome[]) => judgeEssentials(whole(number, outcomes)).find((it) => it.number === number)?.state ?? 'not-known';
        let input = anyTown(draw);
        let before = stateOf(evaluate(input, rulebook, ['all']).outcomes);
        for (let step = 0; step < 4; step++) {
          const less = lessKnown(draw, input);
          const after = stateOf(evaluate(less.input, rulebook, ['all']).outcomes);
          // What is not shown to be a gap any more is not known; it is never fine because of that.
          const isAllowed = after === before || after === 'not-known' || (after === 'gaps' && before === 'gaps');
          expect({ removed: less.removed, before, after, isAllowed }).toEqual({ removed: less.removed, before, after, isAllowed: true });
          count(better, `${before} ${after}`);
          [input, before] = [less.input, after];
        }
      }),
      { numRuns: runs / 2, endOnFailure: true },
    );
    expect(order.filter((state) => [...better.keys()].some((key) => key.startsWith(state))).length).toBeGreaterThanOrEqual(3);
  });
});

/** What was invented, with the rule behind it. */
function told(invented: readonly string[], rules: readonly Rule[]): string[] {
  return invented.map((text) => {
    const definition = rules.find((rule) => text.startsWith(rule.definition.id))?.definition;
    return `${text} by ${JSON.stringify([definition?.scope, definition?.classes, definition?.applies, definition?.each, definition?.pass, definition?.fail])}`;
  });
}

/** The other rules of an essential, all fine, so that one decides. */
function whole(number: number, outcomes: readonly Outcome[]): readonly Outcome[] {
  const [first] = outcomes;
  const rules = essentials.find((it) => it.number === number)?.rules.slice(1) ?? [];
  return first ? [...outcomes, ...rules.map((rule): Outcome => ({ ...first, rule, outcome: 'pass', subject: { ...first.subject, id: 'x' }, dispositions: [] }))] : outcomes;
}

describe('every town', () => {
  test('has one outcome for every active rule and subject, always', () => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const input = anyTown(draw);
        const rules = anyRules(draw);
        const { outcomes } = evaluate(input, rulebookOf(rules), ['all']);
        const keys = outcomes.map((it) => `${it.rule} ${it.subject.id}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { definition } of rules) {
          const told = outcomes.filter((it) => it.rule === definition.id).map(({ subject }) => subject.asset ?? subject.id);
          expect([definition.scope, [...new Set(told)].sort()]).toEqual([definition.scope, subjectsOf(definition.scope, definition.classes, input).toSorted()]);
        }
        for (const it of outcomes) {
          expect(it.because !== undefined).toBe(it.outcome === 'unknown' || it.outcome === 'error');
        }
        expect(outcomes.filter(({ validUntil }) => validUntil !== null && Date.parse(validUntil) <= Date.parse(input.asOf))).toEqual([]);
        // A random pass and a random fail may both hold; nothing else goes wrong.
        expect(outcomes.filter((it) => it.outcome === 'error' && !it.because?.detail?.endsWith('both passes and fails'))).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  test('has the same outcomes in any order, with any cache, and when it is judged asset by asset twice', () => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const input = anyTown(draw);
        const rulebook = rulebookOf(anyRules(draw));
        const again = rulebookOf(rulebook.rules.toReversed());
        const cache = viewCache();
        const bytes = evaluate(input, rulebook, ['all']).outcomes.map((it) => JSON.stringify(it));
        expect(evaluate(turned(input), again, ['all'], cache).outcomes.map((it) => JSON.stringify(it))).toEqual(bytes);
        expect(evaluate(input, rulebook, ['all'], cache).outcomes.map((it) => JSON.stringify(it))).toEqual(bytes);
      }),
      { numRuns: runs / 2, endOnFailure: true },
    );
  });

  test('holds what it promises: until validUntil time alone changes nothing', () => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const input = anyTown(draw);
        const rulebook = rulebookOf(anyRules(draw), deriveNothing);
        const now = evaluate(input, rulebook, ['all']).outcomes;
        const later = new Date(Date.parse(input.asOf) + (1 + below(draw, 90)) * 43_200_000).toISOString();
        const then = new Map(evaluate({ ...input, asOf: later }, rulebook, ['all']).outcomes.map((it) => [`${it.rule} ${it.subject.id}`, it.outcome]));
        const broken = now.filter((it) => (it.validUntil === null || Date.parse(it.validUntil) > Date.parse(later)) && then.get(`${it.rule} ${it.subject.id}`) !== it.outcome);
        expect(told(broken.map((it) => `${it.rule} ${it.subject.id} ${it.outcome} until ${it.validUntil}, at ${later} ${then.get(`${it.rule} ${it.subject.id}`)}`), rulebook.rules)).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});

/** Ids of the assets, or of what stands for them, that a rule must speak about. */
function subjectsOf(scope: string, asked: readonly string[], { roster, register }: EvaluationInput): string[] {
  if (scope === 'town') return ['town'];
  const services = register?.data.services ?? [];
  if (scope === 'service') return services.length > 0 ? services.map(({ name }) => `service:${name.toLowerCase()}`) : ['town'];
  const population = roster.filter((it) => ['expected', 'active', 'silent'].includes(it.state) && asked.includes(it.class));
  const names = register?.data.domains;
  const domains = asked.includes('domain') ? (names ?? []).filter(({ name }) => !population.some((it) => it.class === 'domain' && it.label === name)) : [];
  const open = asked.includes('domain') && !names && population.length > 0 ? ['town'] : [];
  const all = [...population.map(({ id }) => id), ...domains.map(({ name }) => `domain:${name}`), ...open];
  return all.length > 0 ? all : ['town'];
}

function turned(input: EvaluationInput): EvaluationInput {
  return {
    ...input,
    roster: input.roster.toReversed(), statements: input.statements.toReversed(), lists: input.lists.toReversed().map((list) => ({ ...list, rows: list.rows.toReversed() })),
    attestations: input.attestations.toReversed(), waivers: input.waivers.toReversed(), plans: input.plans.toReversed(), previous: input.previous.toReversed(), documents: input.documents.toReversed(),
    contents: Object.fromEntries(Object.entries(input.contents).toReversed()),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
