import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { nftChains } from './nft.ts';
import { savedChains } from './iptables-save.ts';
import { ruleSet } from './rule-set.ts';
import type { Chain, RuleSet } from './rule-set.ts';

/** What the kernel filters by now. */
export const kernelSources = {
  nft: {
    kind: 'command',
    program: ['/usr/sbin/nft', '/sbin/nft', '/usr/bin/nft'],
    args: ['-j', 'list', 'ruleset'],
    needsRoot: true,
    maxBytes: 16 * 1024 * 1024,
  },
  /** Tables that the older iptables made and `nft` does not show. Mode 0440; absent while its module is not loaded. */
  legacyTables: { kind: 'file', path: '/proc/net/ip_tables_names', trust: 'kernel' },
  legacyTables6: { kind: 'file', path: '/proc/net/ip6_tables_names', trust: 'kernel' },
  /** Absent on a kernel without modules. */
  modules: { kind: 'file', path: '/proc/modules', trust: 'kernel' },
  kernelRelease: { kind: 'file', path: '/proc/sys/kernel/osrelease', trust: 'kernel' },
  /** Addresses of IPv6: a machine without any is not reached by it. */
  ipv6: { kind: 'file', path: '/proc/net/if_inet6', trust: 'kernel' },
} as const satisfies Sources;

type At = Look<typeof kernelSources>;

/** The rule set as far as it could be read: `why` says that there may be more. */
export interface KernelRules {
  readonly rules: RuleSet;
  readonly why?: Why | undefined;
  /** Families by which this machine can be reached. */
  readonly families: readonly ('ip' | 'ip6')[];
}

const legacy = { ip: ['legacyTables', 'iptables'], ip6: ['legacyTables6', 'ip6tables'] } as const;

/** The list of drivers in the kernel itself, where `nft` does not answer; the tables of older iptables, where there are some. */
export function moreOfKernel(at: At): Sources {
  const release = at.text('kernelRelease') ?? '';
  const builtin = at.one('nft').state !== 'read' && /^[\w.+~-]{1,128}$/.test(release);
  const saves = Object.values(legacy).filter(([tables]) => (at.text(tables) ?? '').split('\n').includes('filter'));
  return {
    ...(builtin ? { builtin: { kind: 'file', path: `/lib/modules/${release}/modules.builtin`, maxBytes: 4 * 1024 * 1024 } } : {}),
    ...Object.fromEntries(
      saves.map(([, program]) => [program, { kind: 'command', program: programs(program), args: [], needsRoot: true, maxBytes: 16 * 1024 * 1024 }]),
    ),
  };
}

/** All base chains, of nft and of the older iptables. */
export function kernelRules(at: At, answers: Answers): KernelRules {
  const nft = nftRules(at, answers);
  const older = (['ip', 'ip6'] as const).map((family) => legacyRules(family, at, answers));
  const parts = nft.nothingLoaded ? [nft] : [nft, ...older];
  const chains = parts.flatMap((part) => part.chains);
  const reaches6 = at.one('ipv6').state !== 'absent' && !/^\s*$/.test(at.text('ipv6')?.replace(/^0{31}1 .*$/gm, '') ?? '-');
  return { rules: ruleSet(chains), why: parts.find(({ why }) => why)?.why, families: reaches6 ? ['ip', 'ip6'] : ['ip'] };
}

interface Part {
  readonly chains: readonly Chain[];
  readonly why?: Why;
  readonly nothingLoaded?: boolean;
}

function nftRules(at: At, answers: Answers): Part {
  const reading = at.one('nft');
  if (reading.state === 'read' && (reading.exitCode ?? 0) === 0) {
    const chains = nftChains(reading.text);
    return chains ? { chains } : { chains: [], why: { reason: 'unreadable', detail: 'the answer of nft -j list ruleset' } };
  }
  if (hasNoFilter(at, answers)) return { chains: [], nothingLoaded: true };
  if (reading.state === 'failed') return { chains: [], why: reading };
  if (reading.state === 'absent') return { chains: [], why: { reason: 'tool-missing', detail: 'nft' } };
  const refused = /not permitted|denied/i.test(reading.stderr ?? '');
  return { chains: [], why: { reason: refused ? 'denied' : 'unreadable', detail: `nft: ${printable(reading.stderr ?? '', 128)}` } };
}

/**
 * Whether the kernel has no packet filter at all: both kinds are modules of it, and neither is loaded. Only then can
 * nothing be refused although nobody could list rules. A filter in the kernel itself stands in modules.builtin.
 */
function hasNoFilter(at: At, answers: Answers): boolean {
  const modules = at.one('modules');
  const answer = answers['builtin'];
  if (modules.state !== 'read' || answer?.kind !== 'one' || answer.reading.state !== 'read' || !answer.reading.text.includes('.ko')) return false;
  return (
    !/^(?:nf_tables|ip_tables|ip6_tables|bpfilter)\b/m.test(modules.text) &&
    !/\/(?:nf_tables|ip_tables|ip6_tables|bpfilter)\.ko$/m.test(answer.reading.text)
  );
}

function legacyRules(family: 'ip' | 'ip6', at: At, answers: Answers): Part {
  const [tables, program] = legacy[family];
  const names = at.one(tables);
  if (names.state === 'failed') return { chains: [], why: names };
  if (names.state === 'absent' || !names.text.split('\n').includes('filter')) return { chains: [] };
  const reading = answers[program]?.kind === 'one' ? answers[program].reading : undefined;
  if (reading?.state === 'failed') return { chains: [], why: reading };
  const chains = reading?.state === 'read' ? savedChains(reading.text, family) : undefined;
  return chains ? { chains } : { chains: [], why: { reason: 'tool-missing', detail: `${program}-legacy-save, for tables that nft does not show` } };
}

/** On old systems the plain name is the legacy program; where it writes nftables its answer is not taken. */
function programs(name: 'iptables' | 'ip6tables'): string[] {
  return [`/usr/sbin/${name}-legacy-save`, `/sbin/${name}-legacy-save`, `/usr/sbin/${name}-save`, `/sbin/${name}-save`];
}
