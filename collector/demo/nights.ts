import { within } from './chance.ts';
import { instantBefore } from './days.ts';
import { asSynthetic } from '../../wire/synthetic.ts';
import { domainScans, wellScans } from './domains.ts';
import { withGaps } from './gaps.ts';
import { hardware, identity, network, vitals } from './hardware.ts';
import type { Facts, Machine, Moment } from './machine.ts';
import { linuxFacts, macFacts } from './other-systems.ts';
import { demoVersion, readWhole } from './scan.ts';
import type { Scan } from './scan.ts';
import { patchedOn, windowsAccounts, windowsOs, windowsSoftware } from './windows.ts';
import { windowsPosture } from './windows-posture.ts';

/** Nights (from 1) in which something happens to one machine. */
export const happenings = {
  /** A laptop in a drawer: its last report is ten days old. */
  'FD-LT-02': { until: 4 },
  /** A PC that nobody switches on any more. */
  'PW-PC-05': { until: 5 },
  /** Replaced by the next. */
  'PW-PC-03': { until: 9 },
  'PW-PC-06': {},
  'PRK-PC-01': { from: 10 },
  /** Installed anew: a new key on the same machine. */
  'LIB-PC-05': { reinstalled: 6 },
  /** Its disk was copied into another machine, key and all. */
  'LIB-PC-10': { clonedBy: 'LIB-PC-11', from: 1, clonedSince: 12 },
  'LIB-PC-11': { until: 11 },
  'PD-PC-02': { upgraded: 8 },
  'FD-PC-04': { clockAheadDays: 3 },
  'PRK-PC-03': { unprivileged: true },
  /** Bought and enrolled by the list of a dealer, and never unpacked. */
  'PD-MDT-08': { from: 99 },
} as const satisfies Readonly<Record<string, Happening>>;

export interface Happening {
  readonly from?: number;
  readonly until?: number;
  readonly reinstalled?: number;
  readonly clonedBy?: string;
  readonly clonedSince?: number;
  readonly upgraded?: number;
  readonly clockAheadDays?: number;
  readonly unprivileged?: true;
}

/** What an agent sends in a night. */
export interface Sending {
  /** The agent that sends: the machine, and how often it was set up before. */
  readonly key: string;
  readonly hostname: string;
  readonly scan: Scan;
  /** The agent whose key and state were copied with its disk, for one that was never let in itself. */
  readonly copyOf?: string;
}

export function happeningOf(name: string): Happening {
  return (happenings as Readonly<Record<string, Happening>>)[name] ?? {};
}

/** All that the machines of a town send in one night, in order. The same machines and moment give the same bytes. */
export function nightOf(machines: readonly Machine[], moment: Moment): readonly Sending[] {
  const { night } = moment;
  const own = machines.flatMap((machine) => {
    const { from = 1, until = 99, reinstalled = 99 } = happeningOf(machine.name);
    if (night < from || night > until) return [];
    const anew = night >= reinstalled;
    return [{ key: anew ? `${machine.name}/2` : machine.name, hostname: machine.name, scan: scanOf(anew ? { ...machine, chance: within(machine.chance, 'again') } : machine, moment) }];
  });
  const clones = machines.flatMap((machine) => {
    const { clonedBy, clonedSince = 99 } = happeningOf(machine.name);
    const other = machines.find(({ name }) => name === clonedBy);
    return other === undefined || night < clonedSince ? [] : [{ key: `${machine.name}/copy`, copyOf: machine.name, hostname: other.name, scan: scanOf(other, moment) }];
  });
  const asked = (name: string, scans: readonly Scan[]) => (machines.some((machine) => machine.name === name) ? scans.map((scan) => ({ key: name, hostname: name, scan })) : []);
  // A copy speaks before its original: it does not know what the original has said since.
  return [...clones, ...own, ...asked('SRV-DC-01', domainScans(moment)), ...asked('SRV-HISTORIAN', wellScans(moment))];
}

function scanOf(machine: Machine, moment: Moment): Scan {
  const { upgraded, clockAheadDays = 0, unprivileged } = happeningOf(machine.name);
  const { release } = machine;
  const old = (upgraded !== undefined && moment.night < upgraded) || release.family === 'macos';
  return {
    target: { kind: 'local', id: 'local' }, platform: release.family, privileged: !unprivileged, agentVersion: old ? asSynthetic('0.0.9') : demoVersion,
    wallTime: instantBefore(moment.now, -clockAheadDays), sections: withGaps(machine, readWhole(factsOf(machine, moment)), !unprivileged),
  };
}

/** Every fact of a machine in a night. */
function factsOf(machine: Machine, moment: Moment): Facts {
  const { release, traits } = machine;
  const server = release.role === 'server';
  const failed = traits.has('broken-mirror') && moment.night >= 10;
  const common = { identity: identity(machine), hardware: hardware(machine, failed), neighbors: neighbors(machine) };
  if (release.family === 'windows') {
    const definitions = traits.has('odd-product') ? [] : ['Microsoft Defender Antivirus'];
    const listening = [['tcp', 135, 'svchost.exe'], ['tcp', 445, null], ...(server || traits.has('exposed') ? ([['tcp', 3389, 'svchost.exe']] as const) : [])] as const;
    return { ...common, ...windowsOs(machine, moment), software: windowsSoftware(machine, moment), ...windowsAccounts(machine, moment), ...windowsPosture(machine, moment), network: network(machine, listening), vitals: vitals(machine, moment, { definitions, patched: patchedOn(machine, moment) }) };
  }
  const patched = instantBefore(moment.now, 5).slice(0, 10);
  if (release.family === 'linux') return { ...common, ...linuxFacts(machine, moment), network: network(machine, [['tcp', 22, 'sshd'], ['tcp', 443, 'nginx']]), vitals: vitals(machine, moment, { definitions: [], patched }) };
  return { ...common, ...macFacts(machine, moment), network: network(machine, []), vitals: vitals(machine, moment, { definitions: ['XProtect'], patched }) };
}

/** Two devices that answer on the network of a machine; one of them stands on no list. */
function neighbors({ address, name }: Machine): NonNullable<Facts['neighbors']> {
  const subnet = address.slice(0, address.lastIndexOf('.'));
  const stranger = name === 'SRV-DC-01' ? [{ mac: '00:00:5e:00:53:fe', addresses: [`${subnet}.213`], router: false }] : [];
  return { networks: [`${subnet}.0/24`], neighbors: [...stranger, { mac: '00:00:5e:00:53:f0', addresses: [`${subnet}.1`], router: true }], randomized: 2 };
}
