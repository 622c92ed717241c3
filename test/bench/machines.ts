import { sections } from '../../wire/sections/list.ts';
import type { SectionData, SectionName } from '../../wire/sections/list.ts';

/** What one machine tells, by section. */
export type Machine = { readonly [Name in SectionName]: SectionData<Name> };

/**
 * A machine that looks like one of a town hall: the fullest examples of the wire, varied, with as many packages as asked.
 * The same seed gives the same machine, another seed another one.
 */
export function machineOf(seed: number, packages: number): Machine {
  const draw = drawing(seed);
  const one = <T>(choices: readonly T[]): T => choices[draw(choices.length)]!;
  const it = structuredClone(Object.fromEntries(Object.entries(sections).map(([name, { examples }]) => [name, examples[0]]))) as Machine;
  const [hostname, mac] = [`${one(places)}-pc-${seed}`, [draw(256), draw(256), draw(256)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')];
  const { publisher, mark, ...system } = one(systems);
  return {
    ...it,
    identity: { ...it.identity, hostname, fqdn: `${hostname}.town.example`, machineId: hex(draw, 16), systemUuid: hex(draw, 32), serial: `SN${seed}`, assetTag: `TOWN-${seed}`, macs: [`a4:bb:6d:${mac}`] },
    os: { ...it.os, ...system, rebootRequired: draw(4) === 0, installedOn: dayOf(draw(900)) },
    hardware: { ...it.hardware, serial: `SN${seed}`, chassis: one(['desktop', 'laptop', 'server']), secureBoot: draw(3) > 0, memoryMiB: one([3900, 7900, 15895, 32000]) },
    software: { packages: packagesOf(draw, packages, { publisher, mark }), managers: ['dpkg'] },
    updates: { ...it.updates, pending: Array.from({ length: draw(12) }, (_, index) => ({ name: `${stems[index]}-update`, installed: `1.${draw(9)}`, available: `2.${draw(9)}`, security: draw(3) === 0, releasedOn: dayOf(draw(60)) })) },
    accounts: { ...it.accounts, users: usersOf(draw, it.accounts.users ?? []) },
    firewall: { ...it.firewall, filtering: draw(3) > 0, defaultInbound: one(['drop', 'drop', 'accept']) },
    encryption: { volumes: (it.encryption.volumes ?? []).map((volume) => ({ ...volume, encrypted: volume.system === true && draw(3) > 0 })) },
    network: { ...it.network, dns: [one(['192.0.2.1', '9.9.9.9', '1.1.1.2'])], listening: Array.from({ length: 3 + draw(20) }, (_, index) => ({ protocol: one(['tcp', 'udp'] as const), address: one(['0.0.0.0', '127.0.0.1', '::']), port: 20 + 37 * index, program: `${stems[index]}d`, exposed: draw(3) === 0 })) },
    mfa: { entryPoints: (it.mfa.entryPoints ?? []).map((entry) => ({ ...entry, state: one(['enforced', 'optional', 'absent']), proof: (entry.proof ?? []).map((proof) => ({ ...proof, line: 1 + draw(40) })) })) },
    'remote-access': { ...it['remote-access'], ssh: draw(5) === 0 ? null : { ...it['remote-access'].ssh, ports: [one([22, 22, 2222])], passwordAuthentication: draw(2) === 0, permitRootLogin: one(['no', 'yes', 'prohibit-password']), maxAuthTries: 3 + draw(9) }, tools: draw(3) === 0 ? [{ name: 'AnyDesk', version: `6.${draw(20)}.${draw(9)}` }] : [] },
    backups: { ...it.backups, repositories: (it.backups.repositories ?? []).map((repository) => ({ ...repository, copies: draw(90), newestCopyAt: `${dayOf(draw(20))}T01:${10 + draw(50)}:09Z`, where: one(['same-disk', 'other-disk', 'network', 'cloud']), encrypted: draw(3) > 0 })) },
    activity: { ...it.activity, signIns: Array.from({ length: 1 + draw(4) }, (_, index) => ({ id: String(1000 + index), lastSignInAt: `${dayOf(draw(200))}T08:${10 + draw(50)}:12Z` })), lastSignInAt: `${dayOf(draw(90))}T08:00:12Z` },
    vitals: { ...it.vitals, bootedAt: `${dayOf(draw(60))}T05:${10 + draw(50)}:00Z`, updatesCheckedAt: `${dayOf(draw(9))}T04:12:${10 + draw(50)}Z`, memoryAvailableMiB: 500 + draw(9000), clockSynchronized: draw(9) > 0 },
  };
}

const places = ['clerk', 'police', 'water', 'library', 'assessor', 'court', 'highway', 'finance'] as const;
const systems = [
  { product: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12', codename: 'bookworm', publisher: 'Debian', mark: 'deb12u' },
  { product: 'debian', name: 'Debian GNU/Linux 11 (bullseye)', version: '11', codename: 'bullseye', publisher: 'Debian', mark: 'deb11u' },
  { product: 'ubuntu', name: 'Ubuntu 22.04.5 LTS', version: '22.04', codename: 'jammy', publisher: 'Ubuntu', mark: 'ubuntu0.22.04.' },
] as const;
/** Packages of which the catalog of support dates knows the product. */
const products = ['postgresql-13', 'postgresql-15', 'mariadb-server', 'php8.2-common', 'php7.4-common', 'python3.11', 'python3.9', 'python2.7', 'nodejs', 'openssl', 'libssl3', 'libssl1.1', 'openjdk-17-jre-headless', 'apache2', 'nginx'] as const;
const stems = ['archive', 'binutil', 'cairo', 'dbus', 'epoll', 'fontconfig', 'gnutls', 'harfbuzz', 'icu', 'jansson', 'krb', 'lcms', 'magic', 'ncurses', 'openjp', 'pango', 'qpdf', 'raqm', 'sensors', 'tevent', 'udisks', 'vorbis', 'wayland', 'xkbcommon', 'yaml', 'zstd'] as const;

function packagesOf(draw: (below: number) => number, count: number, { publisher, mark }: { publisher: string; mark: string }): NonNullable<Machine['software']['packages']> {
  const known = products.filter(() => draw(3) === 0).slice(0, count);
  const names = Array.from({ length: count - known.length }, (_, index) => `${['lib', 'python3-', 'perl-', 'gir1.2-', ''][index % 5]}${stems[index % 26]}${1 + Math.floor(index / 26)}${['', '-common', '-data', '-dev'][index % 4]}`);
  const version = (name: string) => (/(?:^|[a-z-])(\d+(?:\.\d+)?)/.exec(name)?.[1] ?? `${1 + draw(4)}.${draw(20)}`) + `.${draw(30)}-${draw(9)}+${mark}${1 + draw(3)}`;
  return [...known, ...names].sort().map((name) => ({ name, version: version(name), source: 'dpkg', architecture: 'amd64', publisher: `${publisher} ${stems[draw(26)]} Maintainers <pkg-${stems[draw(26)]}@lists.${publisher.toLowerCase()}.example>`, installedOn: `${dayOf(draw(900))}T06:${10 + draw(50)}:${10 + draw(50)}Z` }));
}

function usersOf(draw: (below: number) => number, users: NonNullable<Machine['accounts']['users']>): typeof users {
  const [root, person] = users as [(typeof users)[number], (typeof users)[number]];
  const people = Array.from({ length: 1 + draw(4) }, (_, index) => ({ ...person, id: String(1000 + index), name: `${places[draw(8)]}${index}`, administrator: draw(4) === 0, passwordChangedOn: dayOf(draw(1500)) }));
  return [root, ...people];
}

/** A day so many days before the day on which the examples of the wire were made. */
function dayOf(before: number): string {
  return new Date(Date.UTC(2024, 8, 30) - before * 86_400_000).toISOString().slice(0, 10);
}

function hex(draw: (below: number) => number, length: number): string {
  return Array.from({ length }, () => draw(16).toString(16)).join('');
}

/** Numbers that look drawn by lot and are the same every time: a linear congruential generator. */
function drawing(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
