import { hexOf, serialOf, within } from './chance.ts';
import { instantBefore } from './days.ts';
import type { Facts, Machine, Moment } from './machine.ts';

const town = 'maplehollow.example';

/** By which names, numbers and addresses a machine is known. */
export function identity({ name, serial, mac, model, chance, traits, release }: Machine): NonNullable<Facts['identity']> {
  const joined = release.family === 'windows' && !traits.has('backup-server') && !traits.has('historian');
  const id = hexOf(within(chance, 'uuid'), 32);
  return {
    hostname: name, fqdn: joined ? `${name.toLowerCase()}.${town}` : null, machineId: hexOf(within(chance, 'machine'), 64), systemUuid: `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20)}`,
    serial, assetTag: null, macs: [mac], domain: joined ? town : null, entra: null, managedBy: model.maker === 'Apple Inc.' ? [`mdm.${town}`] : [],
  };
}

/** What a machine is made of. */
export function hardware({ model, release, serial, traits, chance }: Machine, failed: boolean): NonNullable<Facts['hardware']> {
  const { cpu, disk, chassis } = model;
  const virtual = chassis === 'virtual';
  const mobile = chassis === 'laptop' || chassis === 'tablet';
  const mac = release.family === 'macos';
  const inside = traits.has('hard-disk') ? ({ model: 'ST500LM021-1KJ152', kind: 'hdd', bus: 'sata', gigabytes: 500 } as const) : disk;
  return {
    manufacturer: model.maker, model: model.model, modelYear: model.modelYear ?? null, sku: null, serial, chassis, board: mac ? null : { manufacturer: model.maker, model: serialOf(within(chance, 'board'), 6), version: 'A00', serial: null },
    firmware: { vendor: model.maker, version: mac ? '11881.140.96' : '1.21.1', releasedOn: model.firmwareOn },
    cpu: { vendor: cpu.vendor, model: cpu.model, sockets: 1, cores: cpu.cores, threads: cpu.cores * 2, ...(cpu.family === undefined ? {} : { family: cpu.family, modelNumber: cpu.modelNumber, stepping: cpu.stepping }) },
    memoryMiB: traits.has('little-memory') ? 3976 : model.memoryMiB,
    memoryModules: [{ slot: 'DIMM A', sizeMiB: 2 ** Math.ceil(Math.log2(model.memoryMiB)), type: model.memoryType, manufacturer: 'SK Hynix', partNumber: null, serial: null }],
    disks: [{ name: diskName(release.family), model: inside.model, vendor: null, serial: serialOf(within(chance, 'disk'), 14), firmware: null, bytes: inside.gigabytes * 1_000_000_000, kind: inside.kind, bus: inside.bus, removable: false, system: true, ...(release.family === 'windows' ? {} : { manufacturedOn: null }) }],
    arrays: traits.has('broken-mirror') ? [{ name: 'md0', level: 'raid1', state: failed ? 'degraded' : 'optimal', members: 2, working: failed ? 1 : 2 }] : [],
    monitors: [], batteries: mobile ? [{ name: 'battery 0', manufacturer: 'BYD', model: 'W2C9T', designWh: 54, manufacturedOn: null }] : [], graphics: [],
    tpm: model.chip === null ? null : { version: model.chip, manufacturer: 'STM', enabled: true, endorsedOn: model.chipOn }, bmc: chassis === 'server' && model.memoryMiB > 20_000 ? { product: model.maker === 'HPE' ? 'iLO' : 'iDRAC', version: null } : null,
    secureBoot: mac || chassis === 'server' && model.chip === null ? null : true, secureBootCertificates: mac ? null : model.firmwareOn !== null && model.firmwareOn >= '2025' ? '2023' : '2011', virtualization: virtual ? 'hyper-v' : null,
  };
}

/** Name of the first disk as each system says it. */
function diskName(family: Machine['release']['family']): string {
  return { windows: 'PhysicalDrive0', linux: 'sda', macos: 'disk0' }[family];
}

/** Last octet of the network's router, and the servers that know names. */
export function network({ address, mac, release, traits }: Machine, listening: readonly (readonly ['tcp' | 'udp', number, string | null])[]): NonNullable<Facts['network']> {
  const subnet = address.slice(0, address.lastIndexOf('.'));
  const name = { windows: 'Ethernet', linux: 'eno1', macos: 'en0' }[release.family];
  const exposed = traits.has('remote-tool') ? ([...listening, ['tcp', 7070, 'AnyDesk.exe']] as const) : listening;
  return {
    interfaces: [{ name, mac, kind: 'ethernet', up: true, speedMbps: 1000, dhcp: release.role === 'workstation', addresses: [`${address}/24`] }],
    routes: [{ destination: '0.0.0.0/0', gateway: `${subnet}.1`, interface: name }], proxy: null, gateways: [`${subnet}.1`], dns: ['192.0.2.10', '192.0.2.11'],
    listening: exposed.map(([protocol, port, program]) => ({ protocol, address: '0.0.0.0', port, program, exposed: true })),
  };
}

/** What moves by itself: the same for every system. */
export function vitals({ traits, release, model, chance }: Machine, { now, night }: Moment, { definitions, patched }: { readonly definitions: readonly string[]; readonly patched: string }): NonNullable<Facts['vitals']> {
  const dying = traits.has('failing-disk') && night >= 9;
  const size = model.disk.gigabytes * 1_000_000_000;
  const free = traits.has('full-disk') ? 0.03 : 0.35 + (hexOf(chance, 1).charCodeAt(0) % 8) / 20;
  const mobile = model.chassis === 'laptop' || model.chassis === 'tablet';
  const { family } = release;
  return {
    bootedAt: instantBefore(now, traits.has('restart-waits') ? 41 : 2.4), memoryAvailableMiB: Math.round(model.memoryMiB / 3), fileSystems: [{ mountPoint: family === 'windows' ? 'C:\\' : '/', bytes: size, freeBytes: Math.round(size * free), readOnly: false }],
    batteries: mobile ? [{ name: 'battery 0', fullPercent: model.bought < '2019' ? 41 : 84, cycles: model.bought < '2019' ? 912 : 210 }] : [],
    disks: model.chassis === 'virtual' ? [] : [{ name: diskName(family), healthy: !dying, powerOnHours: 12_044 + night * 10, wearPercent: model.disk.kind === 'hdd' ? null : 7, ...(family === 'macos' ? {} : { badSectors: dying ? 8 * (night - 8) : 0 }) }],
    definitions: definitions.map((product) => ({ product, version: `1.419.${160 + night}.0`, updatedAt: instantBefore(now, 0.4), scannedAt: instantBefore(now, 3) })),
    ups: [], oldestSecurityEventAt: instantBefore(now, 112), updatesCheckedAt: instantBefore(now, 0.6), updatesInstalledAt: `${patched}T09:31:00Z`,
    ...(family === 'windows' ? {} : { clockOffsetMs: -3, clockSynchronized: true }),
  };
}
