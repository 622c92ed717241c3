import type { Network } from '../../../wire/sections/network.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import type { Look, Why } from '../../host/reading.ts';
import { inOrder } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { isLoopback } from './addresses.ts';

type Listening = NonNullable<Network['listening']>[number];

export const socketSources = {
  /** State 2 listens. */
  tcp: cim('root/StandardCimv2:MSFT_NetTCPConnection', ['LocalAddress', 'LocalPort', 'OwningProcess'], { filter: 'State = 2' }),
  udp: cim('root/StandardCimv2:MSFT_NetUDPEndpoint', ['LocalAddress', 'LocalPort', 'OwningProcess']),
  /** From which ports short-lived ones are taken. */
  passingPorts: cim('root/StandardCimv2:MSFT_NetUDPSetting', ['DynamicPortRangeStartPort', 'DynamicPortRangeNumberOfPorts']),
  processes: cim('root/cimv2:Win32_Process', ['ProcessId', 'Name']),
} as const satisfies Sources;

type At = Look<typeof socketSources>;

interface Socket extends Pick<Listening, 'protocol' | 'address' | 'port'> {
  readonly process: number;
}

/** The process of the kernel itself, which also serves what http.sys was asked to. */
const kernel = 4;

/** Sockets that wait for connections, by protocol, port, address. */
export function listeningOf(at: At): Listening[] | undefined {
  const [tcp, udp] = [socketsOf(at, 'tcp'), socketsOf(at, 'udp')];
  const range = rangeOf(at);
  if (tcp === undefined || udp === undefined) return undefined;
  const programOf = programs(at);
  const lasting = [...tcp, ...udp.filter(({ port }) => port < range.first || port >= range.first + range.count)];
  const groups = Map.groupBy(lasting, ({ protocol, port, address }) => `${protocol} ${String(port).padStart(5, '0')} ${address}`);
  return [...groups].sort(([a], [b]) => inOrder(a, b)).flatMap(([, group]): Listening[] => {
    // Several may share a port: the process with the lowest number is the one that was there first.
    const [first] = [...group].sort((a, b) => a.process - b.process);
    if (first === undefined) return [];
    const { protocol, address, port, process } = first;
    return [{ protocol, address, port, program: process <= kernel ? null : programOf(process), exposed: !isLoopback(address) }];
  });
}

function socketsOf(at: At, protocol: 'tcp' | 'udp'): Socket[] | undefined {
  const { list, why } = instancesOf(at, protocol);
  if (list === undefined) return at.lack('listening', why ?? { reason: 'not-visible-from-here', detail: socketSources[protocol].class });
  return list.flatMap((it) => {
    const [address, port, process] = [cimText(it('LocalAddress'), 64), cimNumber(it('LocalPort')), cimNumber(it('OwningProcess'))];
    const isSocket = typeof address === 'string' && /^[0-9a-f.:]+(?:%\d+)?$/i.test(address) && typeof port === 'number' && port > 0 && port < 65_536 && typeof process === 'number';
    return isSocket ? [{ protocol, address: address.replace(/%\d+$/, ''), port, process }] : (at.lack('listening', { reason: 'unreadable', detail: socketSources[protocol].class }) ?? []);
  });
}

/** 49152 to 65535 where nobody changed it: "default dynamic port range" at learn.microsoft.com. */
function rangeOf(at: At): { first: number; count: number } {
  const [it] = instancesOf(at, 'passingPorts').list ?? [];
  const [first, count] = [cimNumber(it?.('DynamicPortRangeStartPort')), cimNumber(it?.('DynamicPortRangeNumberOfPorts'))];
  return typeof first === 'number' && typeof count === 'number' && first > 0 && count > 0 ? { first, count } : { first: 49_152, count: 16_384 };
}

function programs(at: At): (process: number) => string | undefined {
  const { list, why } = instancesOf(at, 'processes');
  const names = new Map((list ?? []).map((it) => [cimNumber(it('ProcessId')), cimText(it('Name'), 255)]));
  const unknown: Why = why ?? { reason: 'not-visible-from-here', detail: 'the program ended meanwhile' };
  return (process) => names.get(process) ?? at.lack('listening[].program', unknown);
}
