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
  identity: { maxBytes: 65_536, maxItems: { macs: 256 } },
  os: { maxBytes: 65_536, maxItems: { rebootReasons: 500, like: 16 } },
  hardware: { maxBytes: 262_144, maxItems: { memoryModules: 256, disks: 512, arrays: 128, monitors: 32, batteries: 16 } },
  software: { maxBytes: 16_777_216, maxItems: { packages: 20_000, managers: 32 } },
  updates: { maxBytes: 1_048_576, maxItems: { pending: 5_000, sources: 500, installed: 2_000, held: 2_000 } },
  accounts: { maxBytes: 4_194_304, maxItems: { users: 5_000, sudoRules: 2_000, directoryUsers: 64 } },
  mfa: { maxBytes: 262_144, maxItems: { entryPoints: 32 } },
  'remote-access': { maxBytes: 262_144, maxItems: { servers: 200, tools: 100 } },
  firewall: { maxBytes: 524_288, maxItems: { hooks: 500, allowed: 2_000, products: 16 } },
  encryption: { maxBytes: 262_144, maxItems: { volumes: 1_000 } },
  backups: { maxBytes: 262_144, maxItems: { products: 64, repositories: 200 } },
  network: { maxBytes: 1_048_576, maxItems: { interfaces: 500, listening: 5_000, gateways: 64, dns: 64 } },
  vitals: { maxBytes: 16_384, maxItems: { fileSystems: 40, batteries: 8 } },
  activity: { maxBytes: 65_536, maxItems: { signIns: 500 } },
};
