import type { Network } from '../../../wire/sections/network.ts';
import { program } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { isLoopback } from './addresses.ts';

type Listening = NonNullable<Network['listening']>[number];

export const macSocketSources = {
  /** See "OUTPUT FOR OTHER PROGRAMS" in lsof(8). Whoever is not root sees only his own programs. */
  sockets: program('/usr/sbin/lsof', ['-nP', '-w', '+c', '0', '-iTCP', '-sTCP:LISTEN', '-iUDP', '-F', 'pcPtn'], { needsRoot: true, maxBytes: 8 * 1024 * 1024 }),
} as const satisfies Sources;

interface Socket extends Pick<Listening, 'protocol' | 'address' | 'port'> {
  readonly pid: number;
  readonly name: string;
}

/** From here on macOS hands out ports for a moment: net.inet.ip.portrange.first. */
const firstPassing = 49_152;

/** Sockets that wait for connections, by protocol, port, address; of several programs the one with the lowest number. */
export function macListening(at: Look<typeof macSocketSources>): Network['listening'] {
  const text = printed(at, 'sockets', macSocketSources);
  if (text.why) return at.lack('listening', text.why);
  const sockets = socketsIn(text.value);
  if (sockets === undefined) return at.lack('listening', { reason: 'unreadable', detail: 'lsof' });
  const lasting = sockets.filter(({ protocol, port }) => protocol === 'tcp' || port < firstPassing);
  const groups = Map.groupBy(lasting, ({ protocol, port, address }) => `${protocol} ${String(port).padStart(5, '0')} ${address}`);
  return [...groups].sort(([a], [b]) => inOrder(a, b)).flatMap(([, group]): Listening[] => {
    const [first] = [...group].sort((a, b) => a.pid - b.pid);
    if (first === undefined) return [];
    const { protocol, address, port, name } = first;
    return [{ protocol, address, port, program: name === '' ? at.lack('listening[].program', { reason: 'unreadable', detail: 'lsof' }) : name, exposed: !isLoopback(address) }];
  });
}

/** Fields one a line, the first letter says which; undefined where there are none of lsof's. */
function socketsIn(text: string): Socket[] | undefined {
  const sockets: Socket[] = [];
  let [pid, name, isSix, protocol] = [0, '', false, ''];
  let strange = 0;
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line === '') continue;
    if (line.startsWith('p') && /^\d{1,9}$/.test(value)) [pid, name] = [Number(value), ''];
    else if (line.startsWith('c')) name = printable(value.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 255);
    else if (line.startsWith('f')) [isSix, protocol] = [false, ''];
    else if (line.startsWith('t')) isSix = value === 'IPv6';
    else if (line.startsWith('P')) protocol = value;
    else if (line.startsWith('n')) {
      const socket = socketOf(value, { protocol, isSix });
      if (socket && pid > 0) sockets.push({ ...socket, pid, name });
    } else strange++;
  }
  return strange > 0 || pid === 0 ? undefined : sockets;
}

/** `*:22`, `127.0.0.1:631`, `[::1]:631`; one that is connected (`->`) or has no port waits for nobody. */
function socketOf(name: string, { protocol, isSix }: { protocol: string; isSix: boolean }): Pick<Socket, 'protocol' | 'address' | 'port'> | undefined {
  const [, six, four, port] = /^(?:\[([0-9a-f:]{2,39})(?:%\w{1,16})?\]|([\d.]{7,15}|\*)):(\d{1,5})$/i.exec(name) ?? [];
  if (port === undefined || Number(port) === 0 || Number(port) > 65_535 || (protocol !== 'TCP' && protocol !== 'UDP')) return undefined;
  return { protocol: protocol === 'TCP' ? 'tcp' : 'udp', address: six?.toLowerCase() ?? (four === '*' ? (isSix ? '::' : '0.0.0.0') : (four ?? '')), port: Number(port) };
}
