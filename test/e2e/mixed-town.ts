import { generateKeyPairSync } from 'node:crypto';
import { openDomain } from '../../agent/targets/domain/open.ts';
import { realClock } from '../../agent/clock.ts';
import type { FactModule } from '../../agent/facts/fact.ts';
import { factModules } from '../../agent/facts/list.ts';
import type { Host } from '../../agent/host/host.ts';
import { sealScan } from '../../agent/outbox/seal.ts';
import { replay } from '../../agent/recording.ts';
import { scan } from '../../agent/scan.ts';
import type { Scan } from '../../agent/scan.ts';
import type { Settings } from '../../agent/settings.ts';
import { encodeOneOff } from '../../wire/parcel.ts';
import { keyidOf } from '../../wire/seal.ts';
import { busyPrograms, busyServer } from '../agent/facts/town-services.ts';
import { townPrograms } from '../agent/facts/town-server.ts';
import type { Machine } from '../agent/facts/machine.ts';
import { officeCpu, officePc } from '../agent/facts/office-pc.ts';
import { signInFiles } from '../agent/facts/sign-in-files.ts';
import { startedOn } from '../agent/facts/started.ts';
import type { Programs } from '../agent/facts/started.ts';
import { fromZone, nameServer } from '../agent/targets/domain/name-server.ts';
import { machines } from '../recordings/machines.ts';
import { recordingOfMachine, settings } from '../recordings/recorded-machine.ts';

/** The clock of every machine of the town, and of the collector that judges it a little later. */
export const night = '2026-11-22T01:00:00.000Z';

/** One scan of the town by the name that its asset has to bear, and the class it has to be of. */
export interface Seen {
  readonly label: string;
  readonly class: 'server' | 'laptop' | 'workstation' | 'domain';
  readonly scan: Scan;
}

const modules: readonly FactModule[] = Object.values(factModules);

/** What each described machine is; a new one has to be added here. */
const described: Readonly<Record<string, Pick<Seen, 'label' | 'class'>>> = {
  'windows-10-german': { label: 'KASSE-2', class: 'laptop' },
  'windows-11-entra': { label: 'CLERK-PC-7', class: 'laptop' },
  'windows-server-2012-r2': { label: 'FILES', class: 'server' },
  'windows-server-2016': { label: 'SQL16', class: 'server' },
  'windows-server-2019-controller': { label: 'DC1', class: 'server' },
  'windows-server-2022-core': { label: 'CORE22', class: 'server' },
  'macos-15-apple': { label: 'clerk.town.example', class: 'laptop' },
  'macos-11-intel': { label: 'Empfang', class: 'laptop' },
};

/** Every described machine as it is scanned from its recording. */
async function recorded(): Promise<Seen[]> {
  return Promise.all(machines.map(async (machine) => {
    const about = described[machine.name];
    if (!about) throw new Error(`${machine.name} is new: say in mixed-town.ts what it is`);
    return { ...about, scan: await replay(await recordingOfMachine(machine, modules), modules, crash) };
  }));
}

/** A list of packages as dpkg keeps it. */
function packages(of: readonly (readonly [name: string, version: string])[]): string {
  return of.map(([name, version]) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>\nVersion: ${version}\n`).join('\n');
}

const office: Machine = {
  ...officePc, ...signInFiles,
  '/etc/os-release': 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\nNAME="Ubuntu"\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\n',
  '/etc/shadow': 'root:!:19789:0:99999:7:::\ndaemon:*:19700:0:99999:7:::\nclerk:$y$j9T$x$hash:20700:0:99999:7:::\n', '/etc/group': 'root:x:0:\nsudo:x:27:\nclerk:x:1000:\n', '/etc/sudoers': 'root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n',
  '/etc/nsswitch.conf': 'passwd: files sss\ngroup: files sss\n', '/usr/bin/sudo': 'x',
  '/var/lib/dpkg/status': packages([['firefox', '132.0+build1-0ubuntu0.22.04.1'], ['openssh-server', '1:8.9p1-3ubuntu0.10'], ['libssl3', '3.0.2-0ubuntu1.18']]),
  '/usr/share/xsessions/ubuntu.desktop': '', '/etc/systemd/system/display-manager.service': { link: '/lib/systemd/system/gdm3.service' },
};

/** The server of the Linux tests as an iron server of its own. */
const hall: Machine = {
  ...busyServer,
  '/proc/sys/kernel/hostname': 'hall-server\n', '/etc/hosts': '127.0.0.1 localhost\n127.0.1.1 hall-server.town.example hall-server\n', '/etc/machine-id': 'fedcba9876543210fedcba9876543210\n',
  '/sys/class/dmi/id/sys_vendor': 'HPE\n', '/sys/class/dmi/id/product_name': 'ProLiant DL20 Gen10\n', '/sys/class/dmi/id/product_serial': 'CZ29480B2K\n', '/sys/class/dmi/id/product_uuid': '30353837-3235-435a-3239-343830423243\n', '/sys/class/dmi/id/chassis_type': '23\n',
  '/sys/class/dmi/id/bios_vendor': 'HPE\n', '/sys/class/dmi/id/bios_version': 'U43\n', '/sys/class/dmi/id/bios_date': '03/05/2021\n',
  '/proc/cpuinfo': officeCpu.replaceAll('Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz', 'Intel(R) Xeon(R) E-2224 CPU @ 3.40GHz'),
  '/var/lib/dpkg/status': packages([['openssh-server', '1:9.2p1-2+deb12u3'], ['postgresql-15', '15.8-0+deb12u1'], ['restic', '0.14.0-1+b5']]).replaceAll('Ubuntu Developers', 'Debian Developers'),
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
};

function linuxScan(machine: Machine, programs: Programs): Promise<Scan> {
  const read: Host['read'] = (wanted) =>
    Promise.resolve(Object.fromEntries(Object.entries(wanted).map(([section, sources]) => [section, { answers: startedOn(sources, machine, programs), startedAt: night, durationMs: 1 }])));
  const host: Host = { platform: 'linux', privileged: true, bootId: 'b', now: () => night, monotonicMs: () => 0, read };
  return scan(host, modules.filter((module) => module.linux !== undefined), { skip: [], settings, log: crash });
}

/** Records of the town's domain: mail with SPF that warns only, DMARC that only watches, no web site. */
const zone = {
  'town.example NS': ['ns1.host.example'], 'town.example MX': [{ preference: 10, exchange: 'mx.host.example' }], 'town.example TXT': ['v=spf1 ip4:192.0.2.0/24 ~all'],
  '_dmarc.town.example TXT': ['v=DMARC1; p=none; rua=mailto:it@town.example'],
};

/** The town's domain, asked of a name server on loopback that knows its records. */
async function domain(): Promise<Scan> {
  const server = await nameServer(fromZone(zone, 'example'));
  try {
    const declared = { name: 'town.example', selectors: [], resolver: server.address, follow: false };
    const all = { skip: [], repositories: [], networks: [], domains: [declared] } as unknown as Settings;
    const clock = { ...realClock(new AbortController().signal), now: () => new Date(night) };
    const context = { settings: all, clock, platform: 'linux', privileged: true, uid: 0, version: '0.1.0', log: crash } as const;
    const internet = { servers: () => [], ownAddresses: () => ['192.0.2.10'], isPrivate: () => false, ports: { dns: 1, http: 1, https: 1 }, timeoutMs: 1000 };
    return await openDomain('town.example', context, internet).scan();
  } finally {
    server.close();
  }
}

function crash(message: string): never {
  throw new Error(message);
}

/** All that is looked at in the town: eight Windows computers and Macs from recordings, two made-up ones with Linux, its domain. */
export async function townScans(): Promise<Seen[]> {
  return [
    ...(await recorded()),
    { label: 'clerk-pc-3', class: 'workstation', scan: await linuxScan(office, {}) },
    { label: 'hall-server', class: 'server', scan: await linuxScan(hall, { ...townPrograms, ...busyPrograms }) },
    { label: 'town.example', class: 'domain', scan: await domain() },
  ];
}

/** A scan as `run --to FILE` writes it: sealed by a key made for it, by the agent's own code. */
export function parcelOf(scanned: Scan): Buffer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const agent = `one-off-${keyidOf(privateKey).slice(0, 16)}`;
  const said = { agent, town: 'none', incarnation: 'first', sequence: 1, previous: null, epoch: null, dropped: 0, oneOff: true, agentVersion: '0.1.0', wallTime: night, monotonicMs: 0 };
  return encodeOneOff(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), sealScan(scanned, { ...said, key: privateKey }).body);
}
