import type { WindowsWorld } from '../../agent/facts/windows-machine.ts';
import { canary } from '../recorded-machine.ts';

const standard = 'root/StandardCimv2';

/** One wired adapter and what listens. */
export interface NetworkOf {
  readonly host: string;
  /** Primary DNS suffix; empty without one. */
  readonly domain: string;
  readonly adapter: string;
  readonly description: string;
  readonly mac: string;
  readonly device: string;
  readonly address: string;
  readonly router: string;
  readonly dns: readonly string[];
  readonly dhcp: boolean;
  readonly speed: string;
  /** Option of NetBIOS: 0 as DHCP says, 1 on, 2 off. */
  readonly netBios: 0 | 1 | 2;
  readonly tcp: readonly (readonly [port: number, process: string])[];
  readonly udp: readonly (readonly [port: number, process: string])[];
}

export function network(it: NetworkOf): WindowsWorld {
  const names = [...new Set([...it.tcp, ...it.udp].map(([, name]) => name))];
  const idOf = (name: string) => (name === 'System' ? 4 : 1000 + names.indexOf(name));
  const net = it.address.replace(/\d+$/, '0');
  return {
    registry: {
      [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`]: { Hostname: it.host, Domain: it.domain, DhcpDomain: 'lan.example' },
      [String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings`]: { ProxyEnable: 0 },
    },
    cim: {
      [`${standard}:MSFT_NetAdapter`]: [
        { Name: it.adapter, InterfaceIndex: 6, PermanentAddress: it.mac, PnPDeviceID: it.device, InterfaceType: 6, NdisPhysicalMedium: 14, Virtual: false, HardwareInterface: true, Hidden: false, InterfaceOperationalStatus: 1, ReceiveLinkSpeed: it.speed },
        { Name: 'Teredo Tunneling Pseudo-Interface', InterfaceIndex: 9, PermanentAddress: null, PnPDeviceID: String.raw`SWD\IP_TUNNEL_VBUS\TEREDO`, InterfaceType: 131, NdisPhysicalMedium: 0, Virtual: true, HardwareInterface: false, Hidden: true, InterfaceOperationalStatus: 2, ReceiveLinkSpeed: '100000' },
      ],
      [`${standard}:MSFT_NetIPAddress`]: [
        { IPAddress: it.address, PrefixLength: 24, InterfaceIndex: 6, SuffixOrigin: it.dhcp ? 3 : 1 }, { IPAddress: 'fe80::751a:4f9f:1828:70cf%6', PrefixLength: 64, InterfaceIndex: 6, SuffixOrigin: 4 }, { IPAddress: '127.0.0.1', PrefixLength: 8, InterfaceIndex: 1, SuffixOrigin: 2 },
      ],
      [`${standard}:MSFT_NetIPInterface`]: [{ InterfaceIndex: 6, AddressFamily: 2, Dhcp: it.dhcp ? 1 : 0 }, { InterfaceIndex: 6, AddressFamily: 23, Dhcp: 1 }, { InterfaceIndex: 1, AddressFamily: 2, Dhcp: 0 }],
      [`${standard}:MSFT_NetRoute`]: [
        { DestinationPrefix: '0.0.0.0/0', NextHop: it.router, InterfaceAlias: it.adapter, InterfaceIndex: 6, Store: 1 }, { DestinationPrefix: `${net}/24`, NextHop: '0.0.0.0', InterfaceAlias: it.adapter, InterfaceIndex: 6, Store: 1 },
        { DestinationPrefix: '224.0.0.0/4', NextHop: '0.0.0.0', InterfaceAlias: it.adapter, InterfaceIndex: 6, Store: 1 },
      ],
      [`${standard}:MSFT_DNSClientServerAddress`]: [{ ServerAddresses: it.dns, InterfaceIndex: 6, AddressFamily: 2 }, { ServerAddresses: [], InterfaceIndex: 6, AddressFamily: 23 }],
      [`${standard}:MSFT_NetTCPConnection`]: it.tcp.map(([LocalPort, name]) => ({ LocalAddress: '0.0.0.0', LocalPort, OwningProcess: idOf(name), State: 2 })),
      [`${standard}:MSFT_NetUDPEndpoint`]: it.udp.map(([LocalPort, name]) => ({ LocalAddress: '0.0.0.0', LocalPort, OwningProcess: idOf(name) })),
      [`${standard}:MSFT_NetUDPSetting`]: [{ DynamicPortRangeStartPort: 49_152, DynamicPortRangeNumberOfPorts: 16_384 }],
      [`${standard}:MSFT_NetNeighbor`]: [
        { IPAddress: it.router, LinkLayerAddress: '00-1B-78-AA-10-01', State: 5 }, { IPAddress: '192.0.2.41', LinkLayerAddress: 'DA-1B-78-AA-10-03', State: 5 }, { IPAddress: '224.0.0.22', LinkLayerAddress: '01-00-5E-00-00-16', State: 6 },
      ],
      'root/cimv2:Win32_Process': names.map((Name) => ({ ProcessId: idOf(Name), Name, CommandLine: canary })),
      'root/cimv2:Win32_NetworkAdapterConfiguration': [{ Description: it.description, IPEnabled: true, TcpipNetbiosOptions: it.netBios }, { Description: 'WAN Miniport (IP)', IPEnabled: false, TcpipNetbiosOptions: null }],
    },
  };
}
