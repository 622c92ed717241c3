import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { adapterSources } from './adapters.ts';

type At = Look<typeof adapterSources>;

const leases = ['networkdLeases', 'managerLeases', 'dhclientLeases', 'dhcpcdLeases', 'dhclientPids'] as const;

/**
 * Whether the IPv4 address of an adapter comes from DHCP, by the lease its client keeps: systemd-networkd, NetworkManager,
 * dhclient (with the running client, since its old leases stay), dhcpcd, or `inet dhcp` of interfaces(5).
 */
export function leaseTeller(at: At, addresses: ((name: string) => string[]) | undefined): (name: string) => boolean | undefined {
  const names = (source: (typeof leases)[number]) => at.all(source).entries.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  const [networkd, manager, dhclient, dhcpcd, pids] = leases.map(names);
  const index = at.each('index', 4);
  const written = [at.text('interfacesFile') ?? '', ...filesOf(at, 'interfacesParts').map(({ text }) => text)].join('\n');
  const main = at.one('interfacesFile');
  const why = [...leases, 'interfacesParts' as const].map((source) => whyUnread(at, source)).find((it) => it !== undefined) ?? (main.state === 'failed' ? main : undefined);
  const managed = written.trim() !== '' || at.all('networkManagers').entries.length > 0 || at.all('networkd').entries.length > 0;

  return (name) => {
    const said = /^[\w.-]+$/.test(name) ? new RegExp(`^[ \\t]*iface\\s+${name.replaceAll('.', '\\.')}\\s+inet\\s+(\\w+)`, 'm').exec(written)?.[1] : undefined;
    const number = textOf(index(name));
    const leased =
      (number !== undefined && networkd?.includes(number)) ||
      manager?.some((file) => file.endsWith(`-${name}.lease`)) ||
      dhcpcd?.some((file) => file === `${name}.lease` || file.startsWith(`${name}-`)) ||
      (pids?.some((file) => file.includes(`.${name}.`)) && dhclient?.some((file) => file.includes(`.${name}.`)));
    if (leased || said === 'dhcp') return true;
    const hidden = index(name);
    const doubt = why ?? (hidden.state === 'failed' && (networkd?.length ?? 0) > 0 ? hidden : undefined);
    if (doubt) return at.lack('interfaces[].dhcp', doubt);
    const own = addresses?.(name);
    if (own === undefined) return at.lack('interfaces[].dhcp', at.missing().find(({ path }) => path === 'interfaces[].addresses') ?? { reason: 'unreadable', detail: name });
    const local = own.filter((cidr) => !cidr.includes(':')).every((cidr) => cidr.startsWith('127.'));
    if (local || said !== undefined || managed) return false;
    return at.lack('interfaces[].dhcp', { reason: 'not-visible-from-here', detail: 'no program that sets addresses is known here' });
  };
}
