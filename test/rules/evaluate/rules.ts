import { vocabularyOf } from '../../../rules/engine/vocabulary.ts';
import type { RuleScope } from '../../../rules/engine/rule.ts';
import type { Rule } from '../../../rules/engine/rulebook.ts';
import type { ObjectShape, Shape } from '../../../rules/engine/shape.ts';
import { anyCondition, askedFacts, below, pick, reachable } from '../engine/any.ts';
import type { Draw, Named } from '../engine/any.ts';
import { questions, ruleOf } from '../engine/setup.ts';
import type { Written } from '../engine/setup.ts';

/** What random rules ask of the register: what random towns say. */
const askedRegister = ['profile', 'people', 'services', 'domains', 'drills'];

/** Names that a rule of a scope may use. `tally` and `share` stand apart: they are no names. */
function namesOf(scope: RuleScope, classes: readonly string[]): Named[] {
  return [...vocabularyOf(scope, questions)].flatMap(([text, { shape }]): Named[] => {
    if (text === 'facts') return [{ text, shape: askedFacts }];
    if (text === 'register') return [{ text, shape: some(shape, askedRegister) }];
    if (text === 'domain' && classes.some((name) => name !== 'domain')) return [];
    // How a scan went is no fact that can be taken away: a section that fails is told.
    return ['town', 'asOf', 'derived', 'scan'].includes(text) ? [] : [{ text, shape }];
  });
}

function some(shape: Shape, keys: readonly string[]): ObjectShape {
  const object = shape as ObjectShape;
  return { ...object, fields: Object.fromEntries(Object.entries(object.fields).filter(([key]) => keys.includes(key))) };
}

/** A random rule of any scope about what people state and what machines tell. */
export function anyStatedRule(draw: Draw, parts: Written & { readonly scope: RuleScope; readonly classes: readonly string[] }): Rule {
  const { scope, classes } = parts;
  const all = namesOf(scope, classes);
  const root = Array.from({ length: 1 + below(draw, 3) }, () => pick(draw, all));
  const taste = { own: true, bare: scope === 'town' || scope === 'service' };
  const condition = (names: readonly Named[]) => (scope === 'town' && below(draw, 3) === 0 ? counted(draw, names) : anyCondition(draw, names, 3, taste));
  const lists = reachable(root).filter(({ shape }) => shape.kind === 'list' && !shape.nullable);
  const list = lists.length > 0 && below(draw, 3) === 0 ? pick(draw, lists) : undefined;
  const names = list?.shape.kind === 'list' ? [...root, { text: 'item', shape: list.shape.item }] : root;
  return ruleOf({
    ...parts,
    ...(list ? { each: list.text, itemLabel: '"item"', empty: pick(draw, ['pass', 'not-applicable']) } : {}),
    ...(below(draw, 2) === 0 ? { applies: condition(root) } : {}),
    ...(below(draw, 3) === 0 ? { fail: condition(names), between: pick<Written>(draw, [{ unknown: 'ambiguous' }, { advice: 'Look.' }]) } : {}),
    pass: condition(names),
    evidence: { some: pick(draw, root).text },
  });
}

/** Questions that count: the share of a list, the outcomes of another rule. */
function counted(draw: Draw, names: readonly Named[]): string {
  const order = pick(draw, ['<', '<=', '>', '>=', '==', '!=']);
  if (below(draw, 2) === 0) {
    const [one, other] = [pick(draw, counts), pick(draw, counts)];
    return pick(draw, [`tally("TST-000").${one} ${order} ${below(draw, 3)}`, `tally("TST-000").${one} * 2 ${order} tally("TST-001").${other} + ${below(draw, 3)}`, `-tally("TST-000").${one} ${order} -${below(draw, 3)}`]);
  }
  const lists = reachable(names).filter(({ shape }) => shape.kind === 'list' && !shape.nullable);
  const list = lists.length > 0 ? pick(draw, lists) : undefined;
  if (list?.shape.kind !== 'list') return `share(assets, z, z.neverReported || z.class == "server") ${order} 0.5`;
  const item = { text: 'z', shape: list.shape.item };
  return `share(${list.text}, z, ${anyCondition(draw, [item], 1, { own: true, bare: true })}) ${order} ${pick(draw, ['0.0', '0.5', '1.0'])}`;
}

const counts = ['pass', 'fail', 'unknown', 'notApplicable', 'accepted', 'population'] as const;
