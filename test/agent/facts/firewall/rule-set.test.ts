import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../cpu.ts';
import { savedChains } from '../../../../agent/facts/firewall/iptables-save.ts';
import { nftChains } from '../../../../agent/facts/firewall/nft.ts';
import { fateOf, refusesSome, ruleSet } from '../../../../agent/facts/firewall/rule-set.ts';

type Rule = readonly unknown[];
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const state = (...states: string[]) => match({ ct: { key: 'state' } }, states.length === 1 ? states[0] : states, 'in');
const port = (number: unknown, protocol = 'tcp') => match({ payload: { protocol, field: 'dport' } }, number);
const adapter = (name: string) => match({ meta: { key: 'iifname' } }, name);
const l4 = (...names: string[]) => match({ meta: { key: 'l4proto' } }, names.length === 1 ? names[0] : { set: names });
const xt = (name: string, type = 'match') => ({ xt: { type, name } });
const [accept, drop, reject, back] = [{ accept: null }, { drop: null }, { reject: { type: 'icmpx', expr: 'admin-prohibited' } }, { return: null }];
const counter = { counter: { packets: 1, bytes: 2 } };

/** An inet table with one input chain and others that it can jump to. */
function inet(policy: string, rules: readonly Rule[], others: Readonly<Record<string, readonly Rule[]>> = {}, family = 'inet'): object[] {
  const chain = (name: string, more: object) => ({ chain: { family, table: 'filter', name, handle: 1, ...more } });
  const all = { input: rules, ...others };
  return [
    { table: { family, name: 'filter', handle: 1 } },
    chain('input', { type: 'filter', hook: 'input', prio: 0, policy }),
    ...Object.keys(others).map((name) => chain(name, {})),
    ...Object.entries(all).flatMap(([name, list]) => list.map((expr) => ({ rule: { family, table: 'filter', chain: name, handle: 2, expr } }))),
  ];
}

const chainsOf = (objects: readonly object[]) => nftChains(JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, ...objects] }))!;
const fates = (objects: readonly object[]) => (['ip', 'ip6'] as const).map((family) => fateOf(ruleSet(chainsOf(objects)), family)).join(' ');

describe('a connection that no rule names', () => {
  test.each([
    ['nothing', [], 'accept accept'],
    ['an empty chain', inet('accept', []), 'accept accept'],
    ['a policy', inet('drop', []), 'drop drop'],
    ['a policy for IPv4 only', inet('drop', [], {}, 'ip'), 'drop accept'],
    [
      'a last rule',
      inet('accept', [
        [state('established', 'related'), accept],
        [port(22), accept],
        [counter, reject],
      ]),
      'reject reject',
    ],
    ['a last rule behind a log', inet('accept', [[{ log: { prefix: 'x' } }, counter, drop]]), 'drop drop'],
    ['a rule for new connections', inet('accept', [[state('new'), drop]]), 'drop drop'],
    ['a rule for all but answers', inet('accept', [[match({ ct: { key: 'state' } }, ['established', 'related'], '!='), drop]]), 'drop drop'],
    ['only broken packets', inet('accept', [[state('invalid'), drop]]), 'accept accept'],
    ['only one adapter', inet('accept', [[adapter('eth0'), drop]]), 'accept accept'],
    ['everything but loopback let in', inet('drop', [[accept]]), 'accept accept'],
    ['TCP refused', inet('accept', [[l4('tcp'), reject]]), 'reject reject'],
    ['UDP refused', inet('accept', [[l4('udp'), reject]]), 'accept accept'],
    ['TCP and UDP refused', inet('accept', [[l4('tcp', 'udp'), drop]]), 'drop drop'],
    ['IPv6 refused', inet('accept', [[match({ meta: { key: 'nfproto' } }, 'ipv6'), drop]]), 'accept drop'],
    ['a jump that refuses', inet('accept', [[{ jump: { target: 'rest' } }], [accept]], { rest: [[port(22), accept], [drop]] }), 'drop drop'],
    ['a jump that comes back', inet('drop', [[{ jump: { target: 'rest' } }]], { rest: [[port(22), accept], [back], [accept]] }), 'drop drop'],
    ['a goto that does not come back', inet('accept', [[{ goto: { target: 'rest' } }], [drop]], { rest: [[port(22), accept]] }), 'accept accept'],
    [
      'a verdict map over states',
      inet('accept', [
        [
          {
            vmap: {
              key: { ct: { key: 'state' } },
              data: {
                set: [
                  ['established', accept],
                  ['new', drop],
                ],
              },
            },
          },
        ],
      ]),
      'drop drop',
    ],
    [
      'a verdict map over ports',
      inet('drop', [
        [
          {
            vmap: {
              key: { payload: { protocol: 'tcp', field: 'dport' } },
              data: {
                set: [
                  [22, accept],
                  [80, { jump: { target: 'input' } }],
                ],
              },
            },
          },
        ],
      ]),
      'drop drop',
    ],
    ['the target of iptables', inet('accept', [[counter, xt('REJECT', 'target')]]), 'reject reject'],
    ['a comment of iptables', inet('accept', [[xt('comment'), drop]]), 'drop drop'],
    ['states of iptables, which nft does not show', inet('drop', [[xt('conntrack'), accept]]), 'drop drop'],
    ['an extension that nobody knows', inet('drop', [[xt('geoip'), accept]]), 'unknown unknown'],
    ['an extension that changes nothing', inet('drop', [[xt('addrtype'), back]]), 'drop drop'],
    ['a target that nobody can judge', inet('accept', [[xt('NFQUEUE', 'target')]]), 'unknown unknown'],
    ['an answer of an old nft', inet('drop', [[{ xt: null }]]), 'unknown unknown'],
    ['a jump to nowhere', inet('drop', [[{ jump: { target: 'gone' } }]]), 'unknown unknown'],
    ['a ring', inet('drop', [[{ jump: { target: 'a' } }]], { a: [[{ jump: { target: 'b' } }]], b: [[{ jump: { target: 'a' } }]] }), 'unknown unknown'],
    ['a rate', inet('accept', [[{ limit: { rate: 5, per: 'second' } }, accept], [drop]]), 'drop drop'],
    ['two chains, one of which refuses', [...inet('accept', []), { chain: { family: 'inet', table: 'other', name: 'in', type: 'filter', hook: 'input', prio: 10, policy: 'drop' } }], 'drop drop'],
    ['a chain for addresses', [{ chain: { family: 'inet', table: 'nat', name: 'in', type: 'nat', hook: 'input', prio: 10, policy: 'drop' } }], 'accept accept'],
    ['a chain for forwarding', [{ chain: { family: 'inet', table: 'f', name: 'f', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' } }], 'accept accept'],
  ] as [string, object[], string][])('meets %s', (_name, objects, expected) => {
    expect(fates(objects)).toBe(expected);
  });

  /** The tables of firewalld 1.3, shortened. */
  test('meets firewalld', () => {
    const objects = inet(
      'accept',
      [[state('established', 'related'), accept], [match({ ct: { key: 'status' } }, 'dnat', 'in'), accept], [adapter('lo'), accept], [state('invalid'), drop], [{ jump: { target: 'zones' } }], [reject]],
      { zones: [[adapter('eth0'), { goto: { target: 'public' } }], [{ goto: { target: 'public' } }]], public: [[{ jump: { target: 'allow' } }], [l4('icmp', 'ipv6-icmp'), accept], [reject]], allow: [[port(22), accept]] },
    );
    expect(fates(objects)).toBe('reject reject');
    expect(refusesSome(ruleSet(chainsOf(objects)))).toBe(true);
  });
});

describe('some connections are refused', () => {
  test.each([
    ['by nothing', [], false],
    ['by nothing in an empty chain', inet('accept', []), false],
    ['by one rule', inet('accept', [[port(23), drop]]), true],
    ['by a rule behind a jump (fail2ban)', inet('accept', [[port(22), { jump: { target: 'f2b' } }]], { f2b: [[match({ payload: { protocol: 'ip', field: 'saddr' } }, '@banned'), reject]] }), true],
    ['not by a chain that nothing leads to', inet('accept', [], { lonely: [[drop]] }), false],
    [
      'not by what docker puts before routing',
      [
        { chain: { family: 'ip', table: 'raw', name: 'PREROUTING', type: 'filter', hook: 'prerouting', prio: -300, policy: 'accept' } },
        { rule: { family: 'ip', table: 'raw', chain: 'PREROUTING', expr: [match({ payload: { protocol: 'ip', field: 'daddr' } }, '172.17.0.2'), drop] } },
      ],
      false,
    ],
  ] as [string, object[], boolean][])('%s', (_name, objects, expected) => {
    expect(refusesSome(ruleSet(chainsOf(objects)))).toBe(expected);
  });
});

test('a long row of jumps through the same chains ends', () => {
  const names = Array.from({ length: 400 }, (_, at) => `c${at}`);
  const others = Object.fromEntries(names.map((name, at) => [name, Array.from({ length: 20 }, () => [{ jump: { target: `c${at + 1}` } }])]));
  const start = cpuMs();
  expect(fates(inet('drop', [[{ jump: { target: 'c0' } }]], others))).toBe('unknown unknown');
  expect(cpuMs() - start).toBeLessThan(1_000);
});

test.each(['', 'x', '{}', '{"nftables":[]}', '{"nftables":{}}', 'Operation not permitted'])('%j is no answer of nft', (text) => {
  expect(nftChains(text)).toBeUndefined();
});

describe('iptables-save', () => {
  const header = '# Generated by iptables-save v1.8.9 on Sun Nov 22 00:49:45 2026\n*filter\n';
  const fate = (rules: string) => fateOf(ruleSet(savedChains(`${header}${rules}COMMIT\n`, 'ip')!), 'ip');

  test.each([
    ['a policy', ':INPUT DROP [0:0]\n', 'drop'],
    ['nothing', ':INPUT ACCEPT [0:0]\n', 'accept'],
    [
      'the rules of CentOS',
      ':INPUT ACCEPT [0:0]\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p icmp -j ACCEPT\n-A INPUT -i lo -j ACCEPT\n-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n',
      'reject',
    ],
    ['a chain of its own', ':INPUT ACCEPT [0:0]\n:MINE - [0:0]\n-A INPUT -m comment --comment "a b -j DROP" -j MINE\n-A MINE -j DROP\n', 'drop'],
    ['an exception', ':INPUT ACCEPT [0:0]\n-A INPUT ! -s 10.0.0.0/8 -j DROP\n', 'accept'],
    ['the kind of an address', ':INPUT DROP [0:0]\n-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT\n', 'unknown'],
    ['a log', ':INPUT ACCEPT [0:0]\n-A INPUT -j LOG --log-prefix "x"\n', 'accept'],
  ])('%s', (_name, rules, expected) => {
    expect(fate(rules)).toBe(expected);
  });

  test('of the variant that writes nftables is not taken', () => {
    expect(savedChains('# Generated by iptables-nft-save v1.8.9 (nf_tables) on Sun\n*filter\nCOMMIT\n', 'ip')).toBeUndefined();
    expect(savedChains('nonsense', 'ip')).toBeUndefined();
  });
});
