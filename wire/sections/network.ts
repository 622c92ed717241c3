import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const network = section({
  name: 'network',
  version: 1,
  meaning: 'Network adapters, addresses, and which programs wait for connections.',
  maxBytes: 1024 * 1024,
  maxItems: { interfaces: 500, listening: 5_000, gateways: 64, dns: 64, routes: 1_000 },
  moving: false,
  schema: z.object({
    interfaces: fact(z.array(z.object({
      name: always(text(64), 'Name of the adapter'),
      mac: fact(z.nullable(text(17)), 'Hardware address, lower case; null when it has none'),
      kind: fact(z.enum(['ethernet', 'wifi', 'loopback', 'virtual', 'bridge', 'tunnel', 'cellular', 'other']), 'Kind of adapter'),
      up: fact(z.boolean(), 'The adapter is in use'),
      speedMbps: fact(z.nullable(count()), 'Speed that was negotiated', { unit: 'Mbit/s' }),
      dhcp: fact(z.boolean(), 'Its IPv4 address comes from a server (DHCP)'),
      addresses: fact(z.array(text(64)), 'Addresses with prefix length, sorted; temporary IPv6 addresses left out'),
    })), 'Network adapters, by name'),
    routes: fact(z.array(z.object({
      destination: always(text(64), 'Network that is reached, as address and prefix length'),
      gateway: fact(z.nullable(text(64)), 'Next hop; null when the network is at the adapter itself'),
      interface: fact(text(64), 'Adapter it goes out by'),
    })), 'Routes beside those to one address and multicast, by destination and gateway'),
    proxy: fact(z.nullable(text(255)), 'Proxy or address of a proxy script that is set for the whole computer, without credentials; null when none'),
    gateways: fact(z.array(text(64)), 'Default gateways, sorted'),
    dns: fact(z.array(text(64)), 'Name servers, in order'),
    listening: fact(z.array(z.object({
      protocol: always(z.enum(['tcp', 'udp']), 'Protocol of the socket'),
      address: always(text(64), 'Address it waits on'),
      port: always(count(), 'Port it waits on'),
      program: fact(z.nullable(text(255)), 'Program that owns the socket; null when the kernel itself does', { sensitivity: 'security' }),
      exposed: fact(z.boolean(), 'It can be reached from other machines: the address is not a loopback one', { sensitivity: 'security' }),
    })), 'Sockets that wait for connections, by protocol, port, address; short-lived UDP ports left out', { sensitivity: 'security' }),
  }),
  examples: [
    {
      interfaces: [{ name: 'eno1', mac: 'a4:bb:6d:10:22:33', kind: 'ethernet', up: true, speedMbps: 1000, dhcp: false, addresses: ['192.0.2.10/24'] }],
      routes: [{ destination: '0.0.0.0/0', gateway: '192.0.2.1', interface: 'eno1' }], proxy: null,
      gateways: ['192.0.2.1'], dns: ['192.0.2.1'], listening: [{ protocol: 'tcp', address: '0.0.0.0', port: 22, program: 'sshd', exposed: true }],
    },
    { interfaces: [], listening: [{ protocol: 'tcp', address: '::', port: 80, exposed: true }] },
  ],
});
export type Network = z.infer<typeof network.schema>;
