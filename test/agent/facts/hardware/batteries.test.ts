import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { smbiosTable } from '../smbios-table.ts';

const supply = (name: string, attributes: Readonly<Record<string, string>>): Machine =>
  Object.fromEntries(Object.entries({ type: 'Battery', ...attributes }).map(([file, text]) => [`/sys/class/power_supply/${name}/${file}`, `${text}\n`]));
interface Portable {
  readonly name: string;
  readonly date?: string;
  readonly packed?: number;
}

const table = (...batteries: readonly Portable[]): Machine => ({
  '/sys/firmware/dmi/tables/DMI': smbiosTable(batteries.map((it) => ({ type: 22, ...it }))),
});
const batteries = (...machines: readonly Machine[]) => factsOf(linux, Object.assign({}, ...machines) as Machine);
const internal = supply('BAT0', { manufacturer: 'SMP', model_name: 'DELL 2X39G7C', energy_full_design: '60000000' });

test('batteries by name, with what they were made to hold', () => {
  const second = supply('BAT1', { manufacturer: 'LGC', model_name: '45N1736', charge_full_design: '4000000', voltage_min_design: '11400000' });
  expect(batteries(second, internal, table()).data.batteries).toEqual([
    { name: 'BAT0', manufacturer: 'SMP', model: 'DELL 2X39G7C', designWh: 60, manufacturedOn: null },
    { name: 'BAT1', manufacturer: 'LGC', model: '45N1736', designWh: 45.6, manufacturedOn: null },
  ]);
});

test('mains, a mouse and a UPS are no batteries of the computer', () => {
  expect(batteries(supply('AC', { type: 'Mains' }), supply('hidpp_battery_0', { scope: 'Device' }), supply('ups', { type: 'UPS' })).data.batteries).toEqual([]);
});

describe('date of manufacture', () => {
  const made = (...of: readonly Portable[]) => batteries(internal, table(...of)).data.batteries?.[0]?.manufacturedOn;

  test.each([
    ['10/15/2020', '2020-10-15'], ['2021/9/9', '2021-09-09'], ['2017-12-08', '2017-12-08'], ['02/21/08', '2008-02-21'],
    ['08/08/2010', null], ['01/01/2007', null], ['1980-01-01', null], ['13/13/2019', null], ['ManufDate', null], ['10/15/2099', null], ['', null],
  ])('%s is %s', (date, manufacturedOn) => {
    expect(made({ name: 'Primary', date })).toBe(manufacturedOn);
  });

  test('packed as Smart Batteries do', () => {
    expect(made({ name: 'x', packed: ((2018 - 1980) << 9) | (3 << 5) | 9 })).toBe('2018-03-09');
    expect(made({ name: 'x', packed: 0xffff })).toBeNull();
  });

  test('belongs to the battery of the same name, and to none where that is open', () => {
    expect(made({ name: 'other', date: '10/15/2019' }, { name: 'DELL 2X39G7C', date: '10/15/2020' })).toBe('2020-10-15');
    expect(made({ name: 'a', date: '10/15/2019' }, { name: 'b', date: '10/15/2020' })).toBeNull();
  });

  test('needs root, and is null where the firmware has no such table', () => {
    const { data, gaps } = batteries(internal, { '/sys/firmware/dmi/tables/DMI': { refused: 'needs-root' } });
    expect([data.batteries?.[0]?.manufacturedOn, gaps['batteries[].manufacturedOn']]).toEqual([undefined, 'needs-root']);
    expect(batteries(internal).data.batteries?.[0]?.manufacturedOn).toBeNull();
  });
});
