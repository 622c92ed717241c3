import type { Vitals } from '../../../wire/sections/vitals.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimFlag, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { firmwareText } from '../../host/firmware-text.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { isUps } from '../../host/windows-battery.ts';

export const batterySources = {
  batteries: cim('root/wmi:BatteryStaticData', ['InstanceName', 'DeviceName', 'DesignedCapacity', 'Capabilities']),
  batteryNames: cim('root/cimv2:Win32_Battery', ['DeviceID']),
  full: cim('root/wmi:BatteryFullChargedCapacity', ['InstanceName', 'FullChargedCapacity']),
  cycles: cim('root/wmi:BatteryCycleCount', ['InstanceName', 'CycleCount']),
  states: cim('root/wmi:BatteryStatus', ['InstanceName', 'PowerOnline', 'RemainingCapacity']),
} as const satisfies Sources;

type At = Look<typeof batterySources>;
type Battery = NonNullable<Vitals['batteries']>[number];
type Ups = NonNullable<Vitals['ups']>[number];

/** BATTERY_CAPACITY_RELATIVE of poclass.h. */
const relative = 0x40000000;

/** Wear of the computer's own batteries, and the state of power supplies on a cable, under the names of the other sections. */
export function batteryFacts(at: At): Pick<Vitals, 'batteries' | 'ups'> {
  const [details, names] = [instancesOf(at, 'batteries'), instancesOf(at, 'batteryNames')];
  const hidden: Why = { reason: 'not-visible-from-here', detail: 'no power supply on a cable' };
  if (names.list?.length === 0 && !details.list?.length) return { batteries: [], ups: at.lack('ups', hidden) };
  const { list } = details;
  if (list === undefined) {
    const why = details.why ?? names.why ?? { reason: 'not-visible-from-here' as const, detail: batterySources.batteries.class };
    return { batteries: at.lack('batteries', why), ups: at.lack('ups', why) };
  }
  const numberOf = (source: 'full' | 'cycles' | 'states', property: string) => {
    const { list: all, why } = instancesOf(at, source);
    const byName = new Map((all ?? []).map((it) => [it('InstanceName'), it(property)]));
    return (name: unknown, path: string) => (why ? at.lack(path, why) : value(at, path, byName.has(name) ? byName.get(name) : null));
  };
  const [full, cycles, left] = [numberOf('full', 'FullChargedCapacity'), numberOf('cycles', 'CycleCount'), numberOf('states', 'RemainingCapacity')];
  const batteries = list.filter((it) => !isUps(it)).map((it, index): Battery => {
    const name = it('InstanceName');
    const [capacity, capabilities] = [value(at, 'batteries[].fullPercent', it('DesignedCapacity')), cimNumber(it('Capabilities'))];
    const charge = full(name, 'batteries[].fullPercent');
    const count = cycles(name, 'batteries[].cycles');
    const isTold = typeof capacity === 'number' && capacity > 0 && ((capabilities ?? 0) & relative) === 0;
    return {
      name: cimText(name, 64) ?? `battery ${index}`,
      fullPercent: charge === undefined || capacity === undefined ? undefined : isTold && charge !== null && charge > 0 ? Math.min(999, Math.round((charge / capacity) * 100)) : null,
      cycles: count === 0 ? null : count,
    };
  });
  const supplies = list.filter(isUps).map((it, index): Ups => supply(at, it, { index, charge: left(it('InstanceName'), 'ups[].chargePercent'), whole: full(it('InstanceName'), 'ups[].chargePercent') }));
  return {
    batteries: sortedBy(batteries, ({ name }) => name).slice(0, 8),
    ups: supplies.length === 0 ? at.lack('ups', hidden) : sortedBy(supplies, ({ name }) => name).slice(0, 4),
  };
}

function value(at: At, path: string, found: unknown): number | null | undefined {
  const number = cimNumber(found);
  return number === undefined ? at.lack(path, { reason: 'unreadable', detail: path }) : number;
}

interface Charge {
  readonly index: number;
  readonly charge: number | null | undefined;
  readonly whole: number | null | undefined;
}

function supply(at: At, it: Instance, { index, charge, whole }: Charge): Ups {
  const hidden: Why = { reason: 'not-visible-from-here', detail: 'the driver does not tell it' };
  const states = instancesOf(at, 'states');
  const state = states.list?.find((one) => one('InstanceName') === it('InstanceName'));
  const name = it('DeviceName');
  const online = cimFlag(state?.('PowerOnline') ?? null);
  return {
    name: (typeof name === 'string' ? firmwareText(name) : null) ?? cimText(it('InstanceName'), 128) ?? `ups ${index}`,
    online: online ?? at.lack('ups[].online', states.why ?? hidden),
    replaceBattery: at.lack('ups[].replaceBattery', hidden),
    chargePercent: charge === undefined || whole === undefined ? undefined : charge !== null && whole !== null && whole > 0 ? Math.min(100, Math.round((charge / whole) * 100)) : null,
    runtimeSeconds: at.lack('ups[].runtimeSeconds', hidden),
  };
}
