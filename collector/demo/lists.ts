import { dayBefore } from './days.ts';
import type { Device } from './devices.ts';
import type { Machine, Moment } from './machine.ts';
import { happeningOf } from './nights.ts';
import { people, trainings } from './people.ts';

/** A list as another program of the town exports it. */
export interface DemoList {
  readonly kind: 'rmm' | 'ledger' | 'edr' | 'backup' | 'people' | 'training' | 'contracts';
  readonly file: string;
  readonly asOf: string;
  readonly complete: boolean;
  readonly text: string;
}

/** Everything that stands on the lists of the town. */
export interface Listed {
  readonly machines: readonly Machine[];
  readonly devices: readonly Device[];
  readonly moment: Moment;
}

const places: Readonly<Record<string, string>> = { Police: 'Police Station', Fire: 'Fire House', Library: 'Library', Water: 'Water Plant', 'Public Works': 'Garage', Parks: 'Recreation Center' };
const inLedgerOnly = new Set(['PD-MDT-08']);
const notInLedger = new Set(['SRV-CAMERAS', 'LIB-PC-14', 'LIB-PC-13']);
const notWatched = new Set(['PW-PC-03', 'PW-PC-06', 'SRV-CATALOG', 'SRV-CAMERAS', 'LIB-MAC-02']);
const replaced = 'PW-PC-03';

/** Every list of the town, as it was exported shortly before the last night. */
export function listsOf(listed: Listed): readonly DemoList[] {
  const { moment: { asOf } } = listed;
  return [
    { kind: 'rmm', file: 'remote-management.csv', asOf: dayBefore(asOf, 12), complete: true, text: rmm(listed) },
    { kind: 'ledger', file: 'equipment-ledger.csv', asOf: dayBefore(asOf, 4), complete: true, text: ledger(listed) },
    { kind: 'edr', file: 'protection-console.csv', asOf: dayBefore(asOf, 3), complete: true, text: edr(listed) },
    { kind: 'backup', file: 'backup-jobs.csv', asOf: dayBefore(asOf, 1), complete: true, text: backup(listed) },
    { kind: 'people', file: 'people.csv', asOf: dayBefore(asOf, 6), complete: true, text: csv(['Full Name', 'Email', 'Account', 'Department', 'Kind', 'Start Date', 'End Date'], people(asOf).map((it) => [it.name, it.email, it.account, it.department, it.kind, it.started, it.left ?? ''])) },
    { kind: 'training', file: 'training.csv', asOf: dayBefore(asOf, 8), complete: true, text: csv(['Person', 'Email', 'Course', 'Completed', 'Due'], trainings(asOf).map((it) => [it.name, it.email, it.course, it.completed ?? '', it.due])) },
    { kind: 'contracts', file: 'contracts.csv', asOf: dayBefore(asOf, 70), complete: false, text: csv(['Contract', 'Vendor', 'End Date', 'Notice By', 'Decision'], [['Copier lease', 'Harbor (example)', dayBefore(asOf, -40), dayBefore(asOf, -10), ''], ['Backup service', 'Vault (example)', dayBefore(asOf, -400), '', 'renew']]) },
  ];
}

function rmm({ machines, devices, moment: { asOf } }: Listed): string {
  const seen = (name: string) => dayBefore(asOf, happeningOf(name).until === undefined ? 12 : 14);
  return csv(
    ['System Name', 'Serial Number', 'MAC Address', 'Type', 'Operating System', 'Last Seen'],
    [...machines.filter(({ name }) => !inLedgerOnly.has(name) && happeningOf(name).from === undefined || name === 'LIB-PC-10').map((it) => [it.name, it.serial, it.mac, typeOf(it), it.release.name, seen(it.name)]), ...devices.filter(({ type }) => type !== 'Camera recorder').map((it) => [it.name, it.serial, it.mac, it.type, '', dayBefore(asOf, 12)])],
  );
}

function ledger({ machines, devices, moment: { asOf } }: Listed): string {
  const heading = ['Asset Name', 'Serial Number', 'Type', 'Make', 'Model', 'Department', 'Location', 'Custodian', 'Purchase Date', 'Cost', 'Warranty End', 'Retired', 'Disposal Method', 'Disposal Certificate'];
  const years = (bought: string, count: number) => `${Number(bought.slice(0, 4)) + count}${bought.slice(4)}`;
  const computers = machines.filter(({ name }) => !notInLedger.has(name)).map((it, index) => {
    const gone = it.name === replaced;
    // A town's ledger has holes: nobody wrote down when these were bought.
    const bought = index % 9 === 4 && it.release.role === 'workstation' ? '' : it.model.bought;
    return [it.name, it.serial, typeOf(it), it.model.maker, it.model.model, it.department, places[it.department] ?? 'Town Hall', index % 11 === 5 ? '' : 'Dana Whitlock', bought, it.model.chassis === 'server' ? '6400' : '1150', bought === '' ? '' : years(bought, 5), gone ? dayBefore(asOf, 4) : '', gone ? 'Disk destroyed, rest recycled' : '', gone ? 'RC-2041' : ''];
  });
  return csv(heading, [...computers, ...devices.map((it) => [it.name, it.serial, it.type, it.make, it.model, it.department, it.location, 'Dana Whitlock', it.bought, '900', years(it.bought, 5), '', '', ''])]);
}

function edr({ machines }: Listed): string {
  return csv(['Endpoint Name', 'Serial Number', 'Product', 'Health'], machines.filter(({ name, release }) => !notWatched.has(name) && !inLedgerOnly.has(name) && release.family !== 'macos').map((it) => [it.name, it.serial, 'SentinelOne', 'healthy']));
}

function backup({ machines, moment: { asOf } }: Listed): string {
  const late: Readonly<Record<string, number>> = { 'SRV-RECORDS': 19 };
  const jobs = machines.filter(({ name, release }) => release.role === 'server' && !['SRV-CATALOG', 'SRV-CAMERAS', 'SRV-PORTAL'].includes(name));
  return csv(['Job Name', 'Machine', 'Serial Number', 'Last Success', 'Last Result'], jobs.map((it) => [`Nightly ${it.name}`, it.name, it.serial, dayBefore(asOf, late[it.name] ?? 1), late[it.name] === 19 ? 'Failed' : 'Success']));
}

function typeOf({ model, release }: Machine): string {
  if (model.memoryMiB > 100_000) return 'Hypervisor';
  if (release.role === 'server') return 'Server';
  return model.chassis === 'laptop' || model.chassis === 'tablet' ? 'Laptop' : 'Desktop';
}

function csv(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[heading, ...rows].map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')}\n`;
}
