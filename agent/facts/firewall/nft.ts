import { itemsOf, jsonOf, member, membersOf, textMember } from '../../host/json.ts';
import { inTable } from '../../host/table.ts';
import { conditionOf, extensionCondition } from './nft-condition.ts';
import type { Condition } from './nft-condition.ts';
import type { Chain, Outcome, PacketRule, Permission } from './rule-set.ts';

/** Statements that only count, mark or log, see libnftables-json(5). */
const remarks = new Set(['counter', 'log', 'mangle', 'notrack', 'flow', 'meter', 'ct helper', 'ct timeout', 'ct expectation', 'secmark', 'last']);

/** Targets of iptables that nft only knows by name; what is not here goes on with the next rule. */
const targets: Readonly<Record<string, Outcome>> = {
  REJECT: 'reject',
  TARPIT: 'drop',
  DELUDE: 'reject',
  STEAL: 'drop',
  NFQUEUE: 'unknown',
  QUEUE: 'unknown',
};

/**
 * The chains of `nft -j list ruleset`, see libnftables-json(5). Undefined when the text is no such answer.
 * A machine without any rule answers one object of version numbers, which is an answer: no chains.
 */
export function nftChains(text: string): Chain[] | undefined {
  const objects = member(jsonOf(text), 'nftables');
  if (!Array.isArray(objects) || !objects.some((object) => member(object, 'metainfo') !== undefined)) return undefined;
  const chains = new Map<string, Chain>();
  for (const object of objects) {
    const found = chainOf(member(object, 'chain'));
    if (found) chains.set(`${found.family} ${found.table} ${found.name}`, found);
  }
  for (const object of objects) {
    const rule = member(object, 'rule');
    const [family, table, chain] = ['family', 'table', 'chain'].map((name) => textMember(rule, name));
    const into = chains.get(`${family} ${table} ${chain}`);
    if (!into) continue;
    into.rules.push(...rulesOf(itemsOf(member(rule, 'expr'))));
    into.size++;
  }
  return [...chains.values()];
}

function chainOf(object: unknown): Chain | undefined {
  const [family, table, name, hook] = ['family', 'table', 'name', 'hook'].map((field) => textMember(object, field));
  if (family === undefined || table === undefined || name === undefined) return undefined;
  if (hook === undefined) return { family, table, name, rules: [], size: 0 };
  return {
    family,
    table,
    name,
    base: { hook, type: textMember(object, 'type') ?? 'filter', policy: textMember(object, 'policy') },
    rules: [],
    size: 0,
  };
}

/** One rule; a verdict map counts as one rule for each of its verdicts. */
function rulesOf(expressions: readonly unknown[]): PacketRule[] {
  const conditions: Condition[] = [];
  const rules: PacketRule[] = [];
  for (const expression of expressions.slice(0, 64)) {
    const [kind = '', body] = membersOf(expression)[0] ?? [];
    if (kind === 'vmap') {
      const key = member(body, 'key');
      for (const [value, verdict] of itemsOf(member(member(body, 'data'), 'set'))
        .slice(0, 1000)
        .map(itemsOf)) {
        rules.push(ruleOf([...conditions, conditionOf({ op: '==', left: key, right: value })], outcomeOf(verdict) ?? 'unknown'));
      }
      continue;
    }
    const outcome = outcomeOf(expression);
    if (outcome !== undefined) rules.push(ruleOf(conditions, outcome));
    else if (kind === 'match') conditions.push(conditionOf(body));
    else if (kind === 'xt' && textMember(body, 'type') === 'match') conditions.push(extensionCondition(textMember(body, 'name') ?? ''));
    else if (!remarks.has(kind)) conditions.push({ about: kind === 'limit' ? 'rate' : 'something' });
  }
  return rules.length > 0 ? rules : [ruleOf(conditions, 'next')];
}

/** The verdict of a statement; undefined when it is none. */
function outcomeOf(expression: unknown): Outcome | undefined {
  const [kind = '', body] = membersOf(expression)[0] ?? [];
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'reject':
      return kind;
    case 'continue':
      return 'next';
    case 'queue':
      return 'unknown';
    case 'jump':
    case 'goto': {
      const target = textMember(body, 'target');
      return target === undefined ? 'unknown' : kind === 'jump' ? { jump: target } : { goto: target };
    }
    case 'xt':
      if (textMember(body, 'type') === 'match') return undefined;
      return textMember(body, 'type') === 'target' ? (inTable(targets, textMember(body, 'name') ?? '') ?? 'next') : 'unknown';
    default:
      return undefined;
  }
}

function ruleOf(conditions: readonly Condition[], does: Outcome): PacketRule {
  const families = new Set(conditions.flatMap((it) => (it.about === 'family' ? [it.family] : [])));
  const [family] = families;
  const isAboutElse =
    conditions.some(({ about }) => !['nothing', 'family', 'new connections', 'tcp', 'who knows'].includes(about)) || families.size > 1;
  const fits = isAboutElse ? 'no' : conditions.some(({ about }) => about === 'who knows') ? 'perhaps' : (family ?? 'yes');
  return { fits, does, ...(does === 'accept' ? { lets: permission(conditions) } : {}) };
}

/** What a rule with these conditions lets in, if it lets in anything new. */
function permission(conditions: readonly Condition[]): Permission | undefined {
  const about = (what: Condition['about']) => conditions.some((it) => it.about === what);
  if (about('old connections') || about('this machine') || about('control messages')) return undefined;
  if (about('something') || about('who knows')) return 'unreadable';
  const port = conditions.find((it) => it.about === 'port');
  const protocols = conditions.find((it) => it.about === 'protocol')?.protocols ?? (about('tcp') ? ['tcp'] : ['any']);
  const from = conditions.flatMap((it) => (it.about === 'source' ? (it.from ?? []) : []));
  return { protocols: port?.protocols ?? protocols, ports: port?.ports ?? [null], from: from.length > 0 ? from.join(' ') : null };
}
