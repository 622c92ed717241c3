import { serialOf, within } from './chance.ts';
import type { Chance } from './chance.ts';
import { documentedMac } from './fleet.ts';

/** Something on which no agent can run: it stands on lists only. */
export interface Device {
  readonly name: string;
  readonly type: 'Switch' | 'Firewall' | 'Printer' | 'UPS' | 'Camera recorder';
  readonly make: string;
  readonly model: string;
  readonly department: string;
  readonly location: string;
  readonly bought: string;
  readonly serial: string;
  readonly mac: string;
}

type Kind = Pick<Device, 'type' | 'make' | 'model' | 'bought'> & { readonly prefix: string; readonly at: readonly (readonly [department: string, location: string])[] };

const town = ['Town Hall Servers', 'Town Hall'] as const;
const kinds: readonly Kind[] = [
  { prefix: 'SW', type: 'Switch', make: 'Northgate (example)', model: 'NG-2448', bought: '2018-06-11', at: [town, town, ['Police', 'Police Station'], ['Fire', 'Fire House'], ['Library', 'Library'], ['Water', 'Water Plant'], ['Public Works', 'Garage'], ['Parks', 'Recreation Center']] },
  { prefix: 'FW', type: 'Firewall', make: 'Northgate (example)', model: 'NG-FW 120', bought: '2021-09-20', at: [town] },
  { prefix: 'PRN', type: 'Printer', make: 'Harbor (example)', model: 'LaserLine 400', bought: '2019-10-07', at: [['Clerk', 'Town Hall'], ['Clerk', 'Town Hall'], ['Finance', 'Town Hall'], ['Police', 'Police Station'], ['Police', 'Police Station'], ['Fire', 'Fire House'], ['Library', 'Library'], ['Library', 'Library'], ['Water', 'Water Plant'], ['Public Works', 'Garage']] },
  { prefix: 'UPS', type: 'UPS', make: 'Harbor Power (example)', model: 'HP-1500', bought: '2019-03-11', at: [town, ['Police', 'Police Station'], ['Fire', 'Fire House'], ['Water', 'Water Plant']] },
  { prefix: 'NVR', type: 'Camera recorder', make: 'Lantern (example)', model: 'LT-16', bought: '2020-08-17', at: [['Police', 'Police Station'], ['Parks', 'Recreation Center']] },
];

/** Every device of the town that stands on lists only. */
export function devices(chance: Chance): readonly Device[] {
  let macs = 120;
  return kinds.flatMap(({ prefix, at, ...kind }) =>
    at.map(([department, location], index): Device => {
      const name = `${prefix}-${String(index + 1).padStart(2, '0')}`;
      return { name, ...kind, department, location, serial: serialOf(within(chance, 'device', name), 11), mac: name === 'SW-01' ? '00:00:5e:00:53:f0' : documentedMac(macs++) };
    }),
  );
}
