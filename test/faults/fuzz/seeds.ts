import type { ParseContext, Platform } from '../../../agent/facts/fact.ts';
import type { Answers, Sources } from '../../../agent/host/source.ts';
import { context } from '../../agent/facts/machine.ts';
import type { Machine } from '../../agent/facts/machine.ts';
import { officeFirmware, officePc } from '../../agent/facts/office-pc.ts';
import { signInFiles } from '../../agent/facts/sign-in-files.ts';
import { startedOn } from '../../agent/facts/started.ts';
import type { Programs } from '../../agent/facts/started.ts';
import { canary as inLinux, townPrograms, townServer } from '../../agent/facts/town-server.ts';
import { busyPrograms, busyServer } from '../../agent/facts/town-services.ts';
import { windowsAnswers } from '../../agent/facts/windows-machine.ts';
import type { WindowsWorld } from '../../agent/facts/windows-machine.ts';
import { canary as inMacs } from '../../agent/facts/macs.ts';
import { canary as inWindows, windowsPc } from '../../agent/facts/windows-office-pc.ts';
import { canary as inWindowsTown, officeComputer, oldServer } from '../../agent/facts/windows-town.ts';
import { machines } from '../../recordings/machines.ts';
import { canary as inRecordings } from '../../recordings/recorded-machine.ts';
import { otherPrograms, otherSystems } from './other-systems.ts';

/** A machine whose answers are mutated: it answers the first round, and whatever a second round asks for. */
export interface Seed {
  readonly name: string;
  readonly platform: Platform;
  readonly answersTo: (sources: Sources) => Answers;
}

/** What is planted in sources and may never come out. */
export const canary = [inLinux, inWindows, inWindowsTown, inMacs, inRecordings].join('|');

/** What parsers are told: two backup repositories, so that both are asked for. */
export const around: ParseContext = {
  ...context,
  settings: { repositories: [{ product: 'restic', location: '/srv/restic', passwordFile: '/root/pw' }, { product: 'borg', location: '/srv/borg', passwordFile: '/root/pw' }], networks: ['192.0.2.0/24', '10.0.0.0/8'] },
};

const office: Machine = { ...officePc, ...signInFiles, ...officeFirmware };

/** The machines of the tests, the recorded ones, and one of everything else. */
export function seedsOf(platforms: readonly Platform[]): Seed[] {
  const all: readonly Seed[] = [
    linux('office computer', office, {}),
    linux('town server', townServer, townPrograms),
    linux('busy server', busyServer, busyPrograms),
    linux('other systems', otherSystems, otherPrograms),
    windows('office computer with Windows', windowsPc),
    windows('well-kept computer with Windows', officeComputer),
    windows('old server with Windows', oldServer),
    ...machines,
  ];
  return all.filter(({ platform }) => platforms.includes(platform));
}

function windows(name: string, world: WindowsWorld): Seed {
  return { name, platform: 'windows', answersTo: (sources) => windowsAnswers(sources, world) };
}

function linux(name: string, machine: Machine, programs: Programs): Seed {
  return { name, platform: 'linux', answersTo: (sources) => startedOn(sources, machine, programs) };
}
