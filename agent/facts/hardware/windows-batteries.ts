import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { firmwareText } from '../../host/firmware-text.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { isUps } from '../../host/windows-battery.ts';
import type { Firmware } from './batteries.ts';
import { madeOn } from './batteries.ts';

export const batterySources = {
  batteries: cim('root/wmi:BatteryStaticData', ['InstanceName', 'DeviceName', 'ManufactureName', 'DesignedCapacity', 'Capabilities']),
  /** Tells whether there is a battery at all, also to users who may not ask the driver. */
  batteryNames: cim('root/cimv2:Win32_Battery', ['DeviceID']),
} as const satisfies Sources;

type At = Look<typeof batterySources>;
type Battery = NonNullable<Hardware['batteries']>[number];

/** BATTERY_CAPACITY_RELATIVE of poclass.h: the capacity is in no unit. */
const relative = 0x40000000;

/** Batteries that power the computer itself; an uninterruptible power supply is in the section on power. */
export function batteriesOf(at: At, firmware: Firmware, today: string): Battery[] | undefined {
  const [details, names] = [instancesOf(at, 'batteries'), instancesOf(at, 'batteryNames')];
  if (names.list?.length === 0 && !details.list?.length) return [];
  if (details.list === undefined) return at.lack('batteries', details.why ?? names.why ?? { reason: 'not-visible-from-here', detail: batterySources.batteries.class });
  const own = details.list.filter((it) => !isUps(it));
  const batteries = own.map((it, index): Battery => {
    const said = (path: string, property: string) => {
      const value = it(property);
      return value === null ? null : typeof value === 'string' ? firmwareText(value) : at.lack(`batteries[].${path}`, { reason: 'unreadable', detail: property });
    };
    const model = said('model', 'DeviceName');
    const day = madeOn(model ?? null, own.length, firmware, today);
    return {
      name: cimText(it('InstanceName'), 64) ?? `battery ${index}`,
      manufacturer: said('manufacturer', 'ManufactureName'),
      model,
      designWh: wattHours(at, it),
      manufacturedOn: day ?? ('failed' in firmware && firmware.failed.state === 'failed' ? at.lack('batteries[].manufacturedOn', firmware.failed) : null),
    };
  });
  return sortedBy(batteries, ({ name = '', model }) => `${name}\0${model ?? ''}`);
}

/** From milliwatt-hours. */
function wattHours(at: At, it: Instance): number | null | undefined {
  const [capacity, capabilities] = [cimNumber(it('DesignedCapacity')), cimNumber(it('Capabilities'))];
  if (capacity === undefined || capabilities === undefined) return at.lack('batteries[].designWh', { reason: 'unreadable', detail: 'DesignedCapacity' });
  const isTold = capacity !== null && capacity > 0 && capacity < 10_000_000 && ((capabilities ?? 0) & relative) === 0;
  return isTold ? Math.round(capacity / 10) / 100 : null;
}
