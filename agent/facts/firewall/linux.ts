import type { Firewall } from '../../../wire/sections/firewall.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { kernelRules, kernelSources, moreOfKernel } from './kernel.ts';
import type { KernelRules } from './kernel.ts';
import { firewalldRules, firewalldServices, isUfwEnabled, ufwRules } from './managed.ts';
import type { Allowed, AllowedRules } from './managed.ts';
import { firewallProducts, isFirewalldEnabled, productSources } from './products.ts';
import { fateOf, inboundChains, isFilter, isRefusedBy, refusesSome } from './rule-set.ts';
import type { Chain, Fate, RuleSet } from './rule-set.ts';

const sources: Sources & typeof kernelSources & typeof productSources = { ...kernelSources, ...productSources };

type At = Look<typeof sources>;

export const linux: PlatformFact<Firewall> = {
  sources: () => sources,
  more: {
    follows: 'tables of older iptables, drivers in the kernel when nft does not answer, services that firewalld zones name',
    sources: (answers) => {
      const at = look(answers, sources);
      return { ...moreOfKernel(at), ...firewalldServices(at) };
    },
  },
  parse,
};

function parse(answers: Answers): Parsed<Firewall> {
  const at = look(answers, sources);
  const kernel = kernelRules(at, answers);
  const data = { ...stateOf(kernel, at), hooks: hooksOf(kernel, at), allowed: allowedOf(kernel, at, answers), profiles: [], products: firewallProducts(at) };
  return { data, missing: at.missing() };
}

/** What is loaded now. One refusal is final, whatever else there may be; that nothing refuses needs the whole rule set. */
function stateOf({ rules, why, families }: KernelRules, at: At): Pick<Firewall, 'filtering' | 'defaultInbound'> {
  const fates = families.map((family) => fateOf(rules, family));
  const certain = fates.every((fate) => fate === 'drop' || fate === 'reject') || (fates.includes('accept') && !why);
  const unsure = why ?? extension;
  return {
    filtering: refusesSome(rules) ? true : why || fates.includes('unknown') ? at.lack('filtering', unsure) : false,
    defaultInbound: certain ? loosest(fates) : at.lack('defaultInbound', unsure),
  };
}

/** Where IPv4 and IPv6 are treated in two ways, the looser one counts. */
function loosest(fates: readonly Fate[]): Firewall['defaultInbound'] {
  return fates.includes('accept') ? 'accept' : fates[0] === 'reject' ? 'reject' : 'drop';
}

const extension = { reason: 'unreadable', detail: 'a rule uses an extension of which nft shows only the name' } as const;

function hooksOf({ rules, why }: KernelRules, at: At): Firewall['hooks'] {
  if (why) at.lack('hooks', why);
  const bases = rules.chains.filter(isFilter);
  if (why && bases.length === 0) return undefined;
  const hooks = bases.map((chain) => ({
    family: printable(chain.family, 16),
    table: printable(chain.table, 128),
    chain: printable(chain.name, 128),
    hook: printable(chain.base?.hook ?? '', 32),
    policy: printable(chain.base?.policy ?? 'accept', 16),
    rules: chain.size,
    refusesRest: refusesRest(chain, rules),
  }));
  return sortedBy(hooks, ({ family, table, chain }) => [family, table, chain].join('\0'));
}

function refusesRest(chain: Chain, rules: RuleSet): boolean {
  const families = chain.family === 'ip6' ? (['ip6'] as const) : chain.family === 'ip' ? (['ip'] as const) : (['ip', 'ip6'] as const);
  return families.every((family) => isRefusedBy(rules.byRules(chain, family)));
}

/** What is let in: from the product that keeps the rules, which says it best, else from the rules themselves. */
function allowedOf(kernel: KernelRules, at: At, answers: Answers): Firewall['allowed'] {
  const { allowed, why } = isUfwEnabled(at) ? ufwRules(at) : isFirewalldEnabled(at) ? firewalldRules(at, answers) : rulesOf(kernel);
  if (why) at.lack('allowed', why);
  if (why && allowed.length === 0) return undefined;
  const bounded = allowed.map(({ protocol, port, from }) => ({
    protocol: printable(protocol, 16),
    port: port === null ? null : printable(port, 64),
    from: from === null ? null : printable(from, 128),
    program: '*',
  }));
  const unique = new Map(bounded.map((rule) => [JSON.stringify([rule.protocol, rule.port, rule.from]), rule]));
  return sortedBy([...unique], ([key]) => key).map(([, rule]) => rule);
}

function rulesOf({ rules, why }: KernelRules): AllowedRules {
  const bases = new Set((['ip', 'ip6'] as const).flatMap((family) => inboundChains(rules, family)).filter(({ base }) => base?.hook === 'input'));
  const reached = new Set([...bases].flatMap((chain) => rules.reached(chain)));
  const permissions = [...reached].flatMap((chain) => chain.rules.flatMap(({ lets }) => lets ?? []));
  const allowed = permissions.flatMap((permission): Allowed[] => {
    if (permission === 'unreadable') return [];
    const { protocols, ports, from } = permission;
    return protocols.flatMap((protocol) => ports.map((port) => ({ protocol, port, from })));
  });
  const unreadable = permissions.includes('unreadable')
    ? ({ reason: 'unreadable', detail: 'rules with conditions that are not ports, addresses or interfaces' } as const)
    : undefined;
  return { allowed, why: why ?? unreadable };
}
