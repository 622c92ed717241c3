import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const firewall = section({
  name: 'firewall',
  version: 1,
  meaning: 'Whether the computer refuses connections that nobody asked for.',
  maxBytes: 512 * 1024,
  maxItems: { hooks: 500, allowed: 2_000, products: 16, profiles: 8 },
  moving: false,
  schema: z.object({
    filtering: fact(z.boolean(), 'A rule set is loaded that refuses or drops some incoming connections', { sensitivity: 'security' }),
    defaultInbound: fact(z.enum(['accept', 'drop', 'reject']), 'What happens to an incoming connection that no rule names', { sensitivity: 'security' }),
    hooks: fact(z.array(z.object({
      family: always(text(16), 'Family of protocols: inet, ip, ip6, bridge'),
      table: always(text(128), 'Name of the table'),
      chain: always(text(128), 'Name of the chain'),
      hook: always(text(32), 'Where packets meet the chain: input, forward, output'),
      policy: fact(text(16), 'What happens at the end of the chain: accept or drop', { sensitivity: 'security' }),
      rules: fact(count(), 'Rules in the chain', { sensitivity: 'security' }),
      refusesRest: fact(z.boolean(), 'A last rule refuses what no rule before it allowed', { sensitivity: 'security' }),
    })), 'Base chains of the packet filter, by family, table, chain; or Windows profiles', { sensitivity: 'security' }),
    profiles: fact(z.array(z.object({
      name: always(z.enum(['domain', 'private', 'public', 'all']), 'Kind of network it is for; all where there is one profile only'),
      enabled: fact(z.boolean(), 'It is switched on', { sensitivity: 'security' }),
      defaultInbound: fact(z.enum(['accept', 'drop']), 'What happens to an incoming connection that no rule names', { sensitivity: 'security' }),
      blockAll: fact(z.boolean(), 'Rules that allow something are not applied', { sensitivity: 'security' }),
      stealth: fact(z.boolean(), 'Probes are not answered', { sensitivity: 'security' }),
      logsDropped: fact(z.boolean(), 'Refused connections are written down'),
      byPolicy: fact(z.boolean(), 'A policy sets it, so that nobody on the computer can switch it off'),
    })), 'Profiles of the firewall of Windows or macOS, by name; empty where the firewall has none', { sensitivity: 'security' }),
    allowed: fact(z.array(z.object({
      protocol: always(text(16), 'Protocol that is let in: tcp, udp, any'),
      port: fact(z.nullable(text(64)), 'Port or range; null for any'),
      from: fact(z.nullable(text(128)), 'Where from; null for anywhere'),
      program: fact(text(1024), 'Program or service for which the rule is; * where it is for any'),
    })), 'What is let in by rule, where the rules can be read as such', { sensitivity: 'security' }),
    products: fact(z.array(z.object({
      name: always(z.enum(['nftables', 'ufw', 'firewalld', 'iptables', 'windows-firewall', 'macos-firewall', 'other']), 'Name of the program'),
      enabledAtBoot: fact(z.boolean(), 'It is switched on at the next start', { sensitivity: 'security' }),
    })), 'Programs that manage the rule set, by name', { sensitivity: 'security' }),
  }),
  examples: [
    {
      filtering: true, defaultInbound: 'drop', hooks: [{ family: 'inet', table: 'filter', chain: 'input', hook: 'input', policy: 'drop', rules: 7, refusesRest: true }],
      allowed: [{ protocol: 'tcp', port: '22', from: null }], profiles: [], products: [{ name: 'nftables', enabledAtBoot: true }],
    },
    { products: [{ name: 'ufw', enabledAtBoot: false }] },
  ],
});
export type Firewall = z.infer<typeof firewall.schema>;
