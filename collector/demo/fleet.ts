import { serialOf, within } from './chance.ts';
import type { Chance } from './chance.ts';
import type { Machine, Trait } from './machine.ts';
import { models } from './models.ts';
import type { ModelName } from './models.ts';
import { releases } from './releases.ts';
import type { ReleaseName } from './releases.ts';

/** A row of equal machines: how many, of which models and systems in turn, and who works at them in turn. */
interface Row {
  readonly department: string;
  /** Names are this and a number of two digits; with one machine, this alone. */
  readonly name: string;
  readonly count: number;
  readonly models: readonly ModelName[];
  readonly releases: readonly ReleaseName[];
  readonly users: readonly string[];
  readonly traits?: readonly Trait[];
}

const offices = ['optiplex7090', 'elitedesk', 'thinkcentre', 'optiplex7090', 'optiplex7060'] as const;
const newer = ['windows11', 'windows11Enterprise', 'windows11', 'windows11', 'windows10'] as const;

/** Every computer of the town that an agent can run on. */
const rows: readonly Row[] = [
  { department: 'Clerk', name: 'CLK-PC', count: 7, models: offices, releases: newer, users: ['dwhitlock', 'mgarner', 'tosei', 'lbrandt', 'jrowe', 'pquill', 'nhale'] },
  { department: 'Clerk', name: 'CLK-LT', count: 2, models: ['latitude5440'], releases: ['windows11'], users: ['dwhitlock', 'mayor'] },
  { department: 'Finance', name: 'FIN-PC', count: 6, models: offices, releases: newer, users: ['kfaulk', 'rsanto', 'bwhite', 'avance', 'cmoor', 'rsanto'] },
  { department: 'Finance', name: 'FIN-LT', count: 1, models: ['latitude5440'], releases: ['windows11'], users: ['kfaulk'] },
  { department: 'Police', name: 'PD-PC', count: 9, models: offices, releases: newer, users: ['hlindt', 'gortez', 'swade', 'imarsh', 'ebond', 'vkerr'], traits: ['second-step'] },
  { department: 'Police', name: 'PD-MDT', count: 8, models: ['toughbook'], releases: ['windows11', 'windows10Ltsc'], users: ['unit11', 'unit12', 'unit14', 'unit15', 'unit17', 'unit18', 'unit21', 'unit22'], traits: ['second-step'] },
  { department: 'Fire', name: 'FD-PC', count: 4, models: ['optiplex7060', 'elitedesk'], releases: ['windows10', 'windows11'], users: ['cstone', 'rbell', 'fholt'] },
  { department: 'Fire', name: 'FD-LT', count: 2, models: ['latitude5480', 'latitude5440'], releases: ['windows10', 'windows11'], users: ['cstone', 'rbell'] },
  { department: 'Public Works', name: 'PW-PC', count: 6, models: ['optiplex7060', 'thinkcentre', 'optiplex3020'], releases: ['windows10', 'windows11', 'windows10'], users: ['otate', 'wnash', 'ydiaz'] },
  { department: 'Public Works', name: 'PW-LT', count: 3, models: ['latitude5480', 'latitude5440'], releases: ['windows10', 'windows11'], users: ['otate', 'wnash', 'ydiaz'] },
  { department: 'Water', name: 'WTR-PC', count: 5, models: ['elitedesk', 'optiplex7060', 'optiplex7090'], releases: ['windows11', 'windows10', 'windows11'], users: ['agreer', 'zpike', 'mlund'] },
  { department: 'Water', name: 'WTR-LT', count: 1, models: ['latitude5440'], releases: ['windows11'], users: ['agreer'] },
  { department: 'Library', name: 'LIB-PC', count: 14, models: ['thinkcentre', 'optiplex7090', 'optiplex7060'], releases: ['windows11', 'windows11Enterprise', 'windows10'], users: ['snoble', 'jfrye', 'public'] },
  { department: 'Library', name: 'LIB-MAC', count: 2, models: ['macMini', 'macBook'], releases: ['macos26', 'macos13'], users: ['snoble', 'jfrye'] },
  { department: 'Parks', name: 'PRK-PC', count: 3, models: ['elitedesk', 'optiplex7060'], releases: ['windows11Old', 'windows10'], users: ['hsoto', 'seasonal1'] },
  { department: 'Parks', name: 'PRK-LT', count: 1, models: ['latitude5480'], releases: ['windows10'], users: ['hsoto'] },
  { department: 'Town Hall Servers', name: 'SRV-HOST', count: 1, models: ['proliant'], releases: ['server2022'], users: [], traits: ['key', 'second-step'] },
  { department: 'Town Hall Servers', name: 'SRV-DC', count: 2, models: ['guest', 'poweredgeT340'], releases: ['server2022', 'server2016'], users: [], traits: ['domain-controller', 'second-step'] },
  { department: 'Town Hall Servers', name: 'SRV-FILE', count: 1, models: ['guest'], releases: ['server2022'], users: [], traits: ['second-step', 'restored'] },
  { department: 'Finance', name: 'SRV-FINANCE', count: 1, models: ['poweredgeT340'], releases: ['server2019'], users: [], traits: ['restored', 'database', 'second-step'] },
  { department: 'Clerk', name: 'SRV-RECORDS', count: 1, models: ['poweredgeT320'], releases: ['server2012'], users: [], traits: ['weak-sharing'] },
  { department: 'Town Hall Servers', name: 'SRV-BACKUP', count: 1, models: ['poweredgeT340'], releases: ['server2022'], users: [], traits: ['restored', 'backup-server', 'second-step'] },
  { department: 'Town Hall Servers', name: 'SRV-DESKTOP', count: 1, models: ['guest'], releases: ['server2025'], users: [], traits: ['restored', 'second-step'] },
  { department: 'Police', name: 'SRV-PD-RECORDS', count: 1, models: ['poweredgeT340'], releases: ['server2019'], users: [], traits: ['restored', 'second-step'] },
  { department: 'Water', name: 'SRV-HISTORIAN', count: 1, models: ['poweredgeT320'], releases: ['server2016'], users: [], traits: ['restored', 'historian'] },
  { department: 'Town Hall Servers', name: 'SRV-WEB', count: 1, models: ['guest'], releases: ['debian12'], users: [], traits: ['copies-away', 'restored', 'second-step'] },
  { department: 'Clerk', name: 'SRV-PORTAL', count: 1, models: ['guest'], releases: ['debian12'], users: [], traits: ['restored', 'database', 'copies-away', 'stopped-backup', 'second-step'] },
  { department: 'Library', name: 'SRV-CATALOG', count: 1, models: ['oldBox'], releases: ['ubuntu1804'], users: [], traits: ['broken-mirror'] },
  { department: 'Public Works', name: 'SRV-CAMERAS', count: 1, models: ['oldBox'], releases: ['appliance'], users: [], traits: [] },
];

/** What is peculiar to single machines. */
const peculiar: Readonly<Record<string, readonly Trait[]>> = {
  'CLK-PC-02': ['remote-tool'], 'CLK-PC-03': ['patched-late'], 'CLK-PC-05': ['old-office', 'extended-updates'], 'CLK-PC-06': ['old-browser'], 'FIN-PC-01': ['local-administrator'], 'FIN-PC-03': ['old-java'], 'FIN-PC-05': ['leaver', 'extended-updates'],
  'FIN-PC-04': ['failing-disk'], 'PD-PC-04': ['added-administrator'], 'PD-PC-05': ['extended-updates'], 'PD-PC-07': ['restart-waits'], 'PD-PC-03': ['odd-office'], 'FD-PC-01': ['unencrypted', 'old-office'], 'FD-PC-03': ['unpatched'], 'FD-LT-01': ['unencrypted'],
  'PW-PC-01': ['unpatched', 'hard-disk'], 'PW-PC-03': ['little-memory', 'weak-sharing', 'unmanaged-protection', 'unencrypted'], 'PW-PC-06': ['no-protection', 'unencrypted', 'exposed', 'local-administrator'], 'PW-LT-01': ['unencrypted', 'old-browser'],
  'WTR-PC-02': ['hard-disk', 'unencrypted'], 'WTR-PC-03': ['odd-product'], 'LIB-PC-03': ['kiosk', 'extended-updates'], 'LIB-PC-06': ['kiosk', 'unencrypted'], 'LIB-PC-09': ['kiosk', 'full-disk'], 'LIB-MAC-02': ['unencrypted'], 'PRK-PC-02': ['unpatched', 'extended-updates'],
  'SRV-FINANCE': ['no-second-step'],
};

const networks: Readonly<Record<string, string>> = { Police: '198.51.100', Fire: '198.51.100', Water: '203.0.113', 'Public Works': '203.0.113' };

/** Departments of the town, and how the names of their computers begin. */
export const departments: readonly (readonly [name: string, prefixes: readonly string[]])[] = [
  ['Clerk', ['CLK-*', 'SRV-RECORDS', 'SRV-PORTAL']], ['Finance', ['FIN-*', 'SRV-FINANCE']], ['Police', ['PD-*', 'SRV-PD-*']], ['Fire', ['FD-*']], ['Public Works', ['PW-*', 'SRV-CAMERAS']],
  ['Water', ['WTR-*', 'SRV-HISTORIAN']], ['Library', ['LIB-*', 'SRV-CATALOG']], ['Parks', ['PRK-*']], ['Town Hall Servers', ['SRV-*', 'SW-*', 'FW-*', 'UPS-*']],
];

/** Every machine of the town, in the order of the rows. */
export function fleet(chance: Chance): readonly Machine[] {
  const used = new Map<string, number>();
  let macs = 0;
  return rows.flatMap((row) =>
    Array.from({ length: row.count }, (_, index) => {
      const name = row.count === 1 && row.name.startsWith('SRV') ? row.name : `${row.name}-${String(index + 1).padStart(2, '0')}`;
      const subnet = networks[row.department] ?? '192.0.2';
      const octet = (used.get(subnet) ?? 19) + 1;
      used.set(subnet, octet);
      return machine(row, { name, index, address: `${subnet}.${octet}`, mac: documentedMac(macs++), chance: within(chance, 'machine', name) });
    }),
  );
}

/** One of the 256 hardware addresses that are for documentation (RFC 9542, 2.1.2): no device in the world has it. */
export function documentedMac(number: number): string {
  return `00:00:5e:00:53:${(number % 256).toString(16).padStart(2, '0')}`;
}

function machine(row: Row, { name, index, address, mac, chance }: Pick<Machine, 'name' | 'address' | 'mac' | 'chance'> & { index: number }): Machine {
  const turn = <Item>(items: readonly Item[]) => items[index % items.length];
  const model = models[turn(row.models) ?? 'guest'];
  const release = releases[turn(row.releases) ?? 'windows11'];
  return {
    name, department: row.department, model, release, address, chance, user: turn(row.users) ?? null, serial: serialOf(within(chance, 'serial'), model.maker === 'Dell Inc.' ? 7 : 10),
    mac, traits: new Set([...(row.traits ?? []), ...(peculiar[name] ?? [])]),
  };
}
