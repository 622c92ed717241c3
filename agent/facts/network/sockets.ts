import type { Network } from '../../../wire/sections/network.ts';
import type { Look, Why } from '../../host/reading.ts';
import { inOrder, part, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { hostOrderIpv4, hostOrderIpv6, isLoopback } from './addresses.ts';

type Listening = NonNullable<Network['listening']>[number];

const maxBytes = 16 * 1024 * 1024;

/** See proc_net(5) and proc_pid_fd(5). Whose socket it is only root may see. */
export const socketSources = {
  tcp: { kind: 'file', path: '/proc/net/tcp', trust: 'kernel', maxBytes },
  tcp6: { kind: 'file', path: '/proc/net/tcp6', trust: 'kernel', maxBytes },
  udp: { kind: 'file', path: '/proc/net/udp', trust: 'kernel', maxBytes },
  udp6: { kind: 'file', path: '/proc/net/udp6', trust: 'kernel', maxBytes },
  /** Ports that the kernel hands out for a moment. */
  passingPorts: { kind: 'file', path: '/proc/sys/net/ipv4/ip_local_port_range', trust: 'kernel' },
  descriptors: { kind: 'links', pattern: '/proc/*/fd/*', maxFiles: 200_000 },
  programs: { kind: 'files', pattern: '/proc/*/comm', trust: 'kernel', maxFiles: 50_000 },
} as const satisfies Sources;

interface Socket extends Pick<Listening, 'protocol' | 'address' | 'port'> {
  readonly inode: string;
}

/** States of tcp_states.h: a TCP socket listens in 0A, a UDP socket without a peer is in 07. */
const waiting = { tcp: '0A', udp: '07' } as const;

/** Sockets that wait for connections, by protocol, port, address; each address and port once. */
export function listeningOf(look: Look<typeof socketSources>): Listening[] | undefined {
  const range = look.take('listening', 'passingPorts', rangeOf);
  const lists = (['tcp', 'tcp6', 'udp', 'udp6'] as const).map((source) => look.take('listening', source, (text) => socketsOf(text, source)));
  if (range === undefined || lists.includes(undefined)) return undefined;
  const sockets = lists.flatMap((list) => list ?? []).filter(({ protocol, port }) => protocol === 'tcp' || !isPassing(port, range));
  const { ownerOf, why } = owners(look);
  const groups = Map.groupBy(sockets, ({ protocol, port, address }) => `${protocol} ${String(port).padStart(5, '0')} ${address}`);
  return [...groups].sort(([a], [b]) => inOrder(a, b)).flatMap(([, group]): Listening[] => {
    const [socket] = group;
    if (socket === undefined) return [];
    const { protocol, address, port } = socket;
    const owner = group.flatMap(({ inode }) => ownerOf.get(inode) ?? []).sort((a, b) => a.pid - b.pid)[0]?.program;
    const program = owner ?? (why ? look.lack('listening[].program', why) : null);
    return [{ protocol, address, port, program, exposed: !isLoopback(address) }];
  });
}

function socketsOf(text: string, source: 'tcp' | 'tcp6' | 'udp' | 'udp6'): Socket[] | undefined {
  const [header = '', ...lines] = text.split('\n');
  if (!/local_address/.test(header)) return undefined;
  const protocol = source.startsWith('tcp') ? 'tcp' : 'udp';
  return lines.flatMap((line): Socket[] => {
    const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
    const [hex = '', port = ''] = local.split(':');
    const address = source.endsWith('6') ? hostOrderIpv6(hex) : hostOrderIpv4(hex);
    if (state !== waiting[protocol] || !/^0+:0000$/.test(remote) || address === undefined || !/^[0-9a-f]{4}$/i.test(port)) return [];
    return port === '0000' ? [] : [{ protocol, address, port: Number.parseInt(port, 16), inode }];
  });
}

/**
 * Which program has which socket open. Where several have, the oldest counts: the main process of a server, not one of
 * its workers, and systemd where it waits in place of a service. `why` says why an owner may be unknown.
 */
function owners(look: Look<typeof socketSources>): { ownerOf: ReadonlyMap<string, readonly Owner[]>; why: Why | undefined } {
  const { entries, incomplete } = look.all('descriptors');
  const programs = look.by('programs', 2);
  const ownerOf = new Map<string, Owner[]>();
  let nameless: Why | undefined;
  for (const { path, reading } of entries) {
    const inode = reading.state === 'read' && reading.text.startsWith('socket:[') ? reading.text.slice('socket:['.length, -1) : undefined;
    const pid = wholeNumber(part(path, 2));
    if (inode === undefined || pid === undefined) continue;
    const program = printable(textOf(programs.get(String(pid))) ?? '', 255);
    if (program === '') nameless ??= { reason: 'unreadable', detail: `/proc/${pid}/comm` };
    else ownerOf.set(inode, [...(ownerOf.get(inode) ?? []), { pid, program }]);
  }
  const refused = entries.find(({ reading }) => reading.state === 'failed')?.reading;
  return { ownerOf, why: incomplete ?? (refused?.state === 'failed' ? refused : nameless) };
}

interface Owner {
  readonly pid: number;
  readonly program: string;
}

function rangeOf(text: string): readonly [number, number] | undefined {
  const [low, high] = text.split(/\s+/).map(wholeNumber);
  return low === undefined || high === undefined ? undefined : [low, high];
}

function isPassing(port: number, range: readonly [number, number] | null): boolean {
  const [low, high] = range ?? [32_768, 60_999];
  return port >= low && port <= high;
}
