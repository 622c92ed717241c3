import type { SectionName } from '../../wire/sections/list.ts';

/** How much one section may hold; the agent cuts lists to it in their own order. */
export interface SectionBounds {
  readonly maxBytes: number;
  readonly maxItems: Readonly<Record<string, number>>;
}

/**
 * Bounds of every section, as the wire declares them. They stand here again because the wire's own declarations are
 * schemas, and a scan loads no schema; a test holds the two against each other.
 */
export const sectionBounds: Readonly<Record<SectionName, SectionBounds>> = {
  identity: { maxBytes: 65_536, maxItems: { macs: 256, managedBy: 16 } },
  os: { maxBytes: 65_536, maxItems: { rebootReasons: 500, like: 16, installs: 64, roles: 500 } },
  hardware: { maxBytes: 262_144, maxItems: { memoryModules: 256, disks: 512, arrays: 128, monitors: 32, batteries: 16, graphics: 32 } },
  software: { maxBytes: 16_777_216, maxItems: { packages: 20_000, managers: 32, browsers: 200, runtimes: 500 } },
  updates: { maxBytes: 1_048_576, maxItems: { pending: 5_000, sources: 500, installed: 2_000, held: 2_000, failed: 500 } },
  accounts: { maxBytes: 4_194_304, maxItems: { users: 5_000, administrators: 2_000, sudoRules: 2_000, directoryUsers: 64 } },
  'password-policy': { maxBytes: 32_768, maxItems: { enforcedFor: 32 } },
  mfa: { maxBytes: 262_144, maxItems: { entryPoints: 32, providers: 64 } },
  'remote-access': { maxBytes: 262_144, maxItems: { servers: 200, tools: 100 } },
  firewall: { maxBytes: 524_288, maxItems: { hooks: 500, allowed: 2_000, products: 16, profiles: 8 } },
  encryption: { maxBytes: 262_144, maxItems: { volumes: 1_000 } },
  'malware-protection': { maxBytes: 262_144, maxItems: { products: 32, riskyExclusions: 500 } },
  hardening: { maxBytes: 65_536, maxItems: { macros: 64, applicationControl: 16, kernelSettings: 64 } },
  protocols: { maxBytes: 65_536, maxItems: { tls: 16, netbiosAdapters: 64, shares: 500 } },
  services: { maxBytes: 1_048_576, maxItems: { services: 2_000, databases: 64 } },
  network: { maxBytes: 1_048_576, maxItems: { interfaces: 500, listening: 5_000, gateways: 64, dns: 64, routes: 1_000 } },
  certificates: { maxBytes: 524_288, maxItems: { certificates: 500, addedRoots: 200 } },
  logging: { maxBytes: 131_072, maxItems: { logs: 64, auditPolicy: 200, forwardsTo: 64, services: 16 } },
  time: { maxBytes: 32_768, maxItems: { services: 16, servers: 64 } },
  backups: { maxBytes: 262_144, maxItems: { products: 64, repositories: 200, snapshots: 500 } },
  drills: { maxBytes: 262_144, maxItems: { drills: 100 } },
  power: { maxBytes: 32_768, maxItems: { ups: 16, monitors: 8 } },
  printers: { maxBytes: 131_072, maxItems: { printers: 500 } },
  neighbors: { maxBytes: 65_536, maxItems: { networks: 16, neighbors: 300 } },
  vitals: { maxBytes: 16_384, maxItems: { fileSystems: 40, batteries: 8, disks: 24, definitions: 8, ups: 4 } },
  dns: { maxBytes: 131_072, maxItems: { nameServers: 64, caa: 64, delegations: 32, keys: 32, lookups: 300 } },
  mail: { maxBytes: 131_072, maxItems: { mx: 64, dkim: 64, dkimAsked: 128, lookups: 300 } },
  website: { maxBytes: 65_536, maxItems: { sites: 8, redirects: 64, lookups: 300 } },
  activity: { maxBytes: 65_536, maxItems: { signIns: 500 } },
};
