/**
 * The packet filter of one machine, whoever wrote it: nft or iptables. A rule is reduced to what decides over an
 * *unnamed* connection: a new TCP connection from some other machine that no rule names by port, address or interface.
 */
export interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** Set for base chains, which packets enter by themselves. */
  readonly base?: { readonly hook: string; readonly type: string; readonly policy: string | undefined };
  readonly rules: PacketRule[];
  /** How many rules were written; one that maps values to verdicts counts here once. */
  size: number;
}

export interface PacketRule {
  /** Whether an unnamed connection fits: `yes`, by IPv4 or IPv6 only, `perhaps`, or `no` for a rule about something else. */
  readonly fits: 'yes' | 'ip' | 'ip6' | 'perhaps' | 'no';
  readonly does: Outcome;
  /** What an accepting rule lets in; undefined for rules that let in nothing new, such as answers to our own connections. */
  readonly lets?: Permission | undefined;
}

/** `next`: goes on with the following rule. `unknown`: an extension whose work we do not know. */
export type Outcome = 'accept' | 'drop' | 'reject' | 'return' | 'next' | 'unknown' | { readonly jump: string } | { readonly goto: string };

/** Connections that a rule lets in, or `unreadable` when its conditions cannot be said this way. */
export type Permission =
  { readonly protocols: readonly string[]; readonly ports: readonly (string | null)[]; readonly from: string | null } | 'unreadable';

/** What happens to an unnamed connection. */
export type Fate = 'accept' | 'drop' | 'reject' | 'unknown';

/** All that may happen in a chain; `next` when its rules leave it to whoever jumped there, or to the policy. */
type Fates = ReadonlySet<Fate | 'next'>;

const deepest = 32;
const unknown: Fates = new Set(['unknown']);

/** A rule set by which questions are answered once per chain. */
export interface RuleSet {
  readonly chains: readonly Chain[];
  /** What the rules of a base chain may do to an unnamed connection of a family. */
  readonly byRules: (chain: Chain, family: 'ip' | 'ip6') => Fates;
  /** Chains that can be reached from a base chain, itself included. */
  readonly reached: (chain: Chain) => readonly Chain[];
}

/** Prepares a rule set for questions. */
export function ruleSet(chains: readonly Chain[]): RuleSet {
  const byName = new Map(chains.map((chain) => [key(chain, chain.name), chain]));
  const known = new Map<string, Fates>();
  const targetOf = (chain: Chain, does: { jump: string } | { goto: string }) => byName.get(key(chain, 'jump' in does ? does.jump : does.goto));

  const walk = (chain: Chain, family: 'ip' | 'ip6', depth: number): Fates => {
    const name = `${family} ${key(chain, chain.name)}`;
    const before = known.get(name);
    if (before) return before;
    known.set(name, unknown);
    const fates = depth > deepest ? unknown : through(chain, family, depth);
    known.set(name, fates);
    return fates;
  };
  const through = (chain: Chain, family: 'ip' | 'ip6', depth: number): Fates => {
    const fates = new Set<Fate | 'next'>();
    for (const { fits, does } of chain.rules) {
      if ((fits !== 'yes' && fits !== 'perhaps' && fits !== family) || does === 'next') continue;
      const target = typeof does === 'string' ? undefined : targetOf(chain, does);
      const here: Fates =
        typeof does === 'string' ? new Set([does === 'return' ? 'next' : does]) : target ? walk(target, family, depth + 1) : unknown;
      const comesBack = typeof does !== 'string' && 'jump' in does && here.has('next');
      for (const fate of here) if (fate !== 'next' || !comesBack) fates.add(fate);
      if (!comesBack && fits !== 'perhaps') return fates;
    }
    return fates.add('next');
  };
  const reached = (chain: Chain): readonly Chain[] => {
    const found = new Set([chain]);
    for (const each of found)
      for (const { does } of each.rules) {
        const target = typeof does === 'string' ? undefined : targetOf(each, does);
        if (target) found.add(target);
      }
    return [...found];
  };
  return { chains, byRules: (chain, family) => walk(chain, family, 0), reached };
}

/** Base chains through which every packet to this machine passes, of one family. */
export function inboundChains({ chains }: RuleSet, family: 'ip' | 'ip6'): Chain[] {
  return chains.filter(
    (chain) =>
      isFilter(chain) && (chain.base?.hook === 'input' || chain.base?.hook === 'prerouting') && (chain.family === family || chain.family === 'inet'),
  );
}

/** Whether a base chain filters, rather than rewrites addresses. */
export function isFilter({ base }: Chain): boolean {
  return base?.type === 'filter';
}

/** What all base chains together do to an unnamed connection: one refusal is enough, since acceptance only leads to the next chain. */
export function fateOf(rules: RuleSet, family: 'ip' | 'ip6'): Fate {
  const fates = inboundChains(rules, family).map(
    (chain) => new Set([...rules.byRules(chain, family)].map((fate) => (fate === 'next' ? policyOf(chain) : fate))),
  );
  const refusal = fates.find(isRefusedBy);
  if (refusal) return refusal.has('drop') ? 'drop' : 'reject';
  return fates.every((each) => each.size === 1 && each.has('accept')) ? 'accept' : 'unknown';
}

/** Whether nothing but refusal can happen. */
export function isRefusedBy(fates: Fates): boolean {
  return fates.size > 0 && [...fates].every((fate) => fate === 'drop' || fate === 'reject');
}

/** Whether something that wants in is refused: by policy, or by any rule on the way to this machine. */
export function refusesSome(rules: RuleSet): boolean {
  const inputs = rules.chains.filter((chain) => isFilter(chain) && chain.base?.hook === 'input');
  const some = inputs.some((chain) => chain.base?.policy === 'drop' || rules.reached(chain).some(({ rules: own }) => own.some(isRefusal)));
  return some || (['ip', 'ip6'] as const).some((family) => ['drop', 'reject'].includes(fateOf(rules, family)));
}

function isRefusal({ does }: PacketRule): boolean {
  return does === 'drop' || does === 'reject';
}

function policyOf({ base }: Chain): Fate {
  return base?.policy === 'drop' ? 'drop' : 'accept';
}

function key({ family, table }: Chain, name: string): string {
  return `${family} ${table} ${name}`;
}
