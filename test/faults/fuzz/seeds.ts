import type { ParseContext } from '../../../agent/facts/fact.ts';
import type { Answers, Sources } from '../../../agent/host/source.ts';
import { context } from '../../agent/facts/machine.ts';
import type { Machine } from '../../agent/facts/machine.ts';
import { officePc } from '../../agent/facts/office-pc.ts';
import { signInFiles } from '../../agent/facts/sign-in-files.ts';
import { smbiosTable } from '../../agent/facts/smbios-table.ts';
import { startedOn } from '../../agent/facts/started.ts';
import type { Programs } from '../../agent/facts/started.ts';
import { townPrograms, townServer } from '../../agent/facts/town-server.ts';
import { otherPrograms, otherSystems } from './other-systems.ts';

/** A machine whose answers are mutated: it answers the first round, and whatever a second round asks for. */
export interface Seed {
  readonly name: string;
  readonly answersTo: (sources: Sources) => Answers;
}

/** What parsers are told: two backup repositories, so that both are asked for. */
export const around: ParseContext = {
  ...context,
  settings: { repositories: [{ product: 'restic', location: '/srv/restic', passwordFile: '/root/pw' }, { product: 'borg', location: '/srv/borg', passwordFile: '/root/pw' }], networks: ['192.0.2.0/24', '10.0.0.0/8'] },
};

const office: Machine = {
  ...officePc,
  ...signInFiles,
  '/sys/firmware/dmi/tables/DMI': smbiosTable([
    { type: 17, size: 8192, locator: 'DIMM1', bank: 'BANK 0', memoryType: 0x1a, manufacturer: 'Hynix', serial: '2AA3F87D', partNumber: 'HMA81GU6CJR8N' },
    { type: 22, name: 'DELL 2X39G7C', date: '10/15/2020' },
  ]),
  '/sys/class/power_supply/BAT0/type': 'Battery\n',
  '/sys/class/power_supply/BAT0/model_name': 'DELL 2X39G7C\n',
  '/sys/class/power_supply/BAT0/energy_full_design': '60000000\n',
  '/sys/class/power_supply/BAT0/energy_full': '45000000\n',
  '/sys/class/power_supply/BAT0/cycle_count': '120\n',
};

/** The machines of the tests, and one of everything else. */
export const seeds: readonly Seed[] = [made('office computer', office, {}), made('town server', townServer, townPrograms), made('other systems', otherSystems, otherPrograms)];

function made(name: string, machine: Machine, programs: Programs): Seed {
  return { name, answersTo: (sources) => startedOn(sources, machine, programs) };
}
