import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, instancesOf } from '../../host/cim.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

export const monitorSources = {
  monitors: cim('root/wmi:WmiMonitorID', ['InstanceName', 'ManufacturerName', 'ProductCodeID', 'UserFriendlyName', 'SerialNumberID', 'WeekOfManufacture', 'YearOfManufacture']),
  monitorCables: cim('root/wmi:WmiMonitorConnectionParams', ['InstanceName', 'VideoOutputTechnology']),
} as const satisfies Sources;

type At = Look<typeof monitorSources>;
type Monitor = NonNullable<Hardware['monitors']>[number];

/** LVDS, embedded DisplayPort, embedded UDI and "internal" of D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY. */
const builtIn = new Set([6, 11, 13, 0x80000000]);

/** Screens that are connected now. Where no screen is (a server without one) the class answers nothing, or that it does not exist. */
export function monitorsOf(at: At, year: number): Monitor[] | undefined {
  const { list, why } = instancesOf(at, 'monitors');
  if (why) return at.lack('monitors', why);
  const cables = instancesOf(at, 'monitorCables');
  const technology = new Map((cables.list ?? []).map((it) => [it('InstanceName'), it('VideoOutputTechnology')]));
  const monitors = (list ?? []).map((it): Monitor => {
    const said = (name: keyof Monitor, property: string, parse: (text: string) => string | null) => {
      const text = letters(it(property));
      return text === undefined ? at.lack(`monitors[].${name}`, { reason: 'unreadable', detail: property }) : text === null ? null : parse(text);
    };
    const output = cimNumber(technology.get(it('InstanceName')));
    const manufacturer = said('manufacturer', 'ManufacturerName', (text) => firmwareText(text)?.slice(0, 64) ?? null);
    const name = said('model', 'UserFriendlyName', firmwareText);
    const code = said('model', 'ProductCodeID', firmwareText);
    return {
      manufacturer,
      model: name === null && typeof manufacturer === 'string' && typeof code === 'string' ? `${manufacturer}${code}` : name,
      serial: said('serial', 'SerialNumberID', (text) => firmwareSerial(text)?.slice(0, 64) ?? null),
      ...madeIn(at, it, { manufacturer, year }),
      internal: typeof output === 'number' ? builtIn.has(output) : at.lack('monitors[].internal', cables.why ?? { reason: 'not-visible-from-here', detail: monitorSources.monitorCables.class }),
    };
  });
  return sortedBy(monitors, (it) => JSON.stringify(it));
}

/** A text as a list of character codes, ended by 0; null for an empty one, undefined for anything else. */
function letters(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length > 256 || !value.every((code) => Number.isInteger(code) && code >= 0 && code < 0x10000)) return undefined;
  const end = value.indexOf(0);
  return String.fromCharCode(...(value.slice(0, end < 0 ? undefined : end) as number[])).trim() || null;
}

/**
 * As the bytes 16 and 17 of the EDID say it: week 255 says that the year is the one of the model, LG (GSM) keeps the month
 * where the week belongs, and what claims to be older than EDID itself or from the future has no date.
 */
function madeIn(at: At, it: Instance, around: { readonly manufacturer: string | null | undefined; readonly year: number }): Pick<Monitor, 'year' | 'week' | 'modelYear'> {
  const [week, year] = [cimNumber(it('WeekOfManufacture')), cimNumber(it('YearOfManufacture'))];
  if (week === undefined || year === undefined) {
    const why = { reason: 'unreadable', detail: 'YearOfManufacture' } as const;
    return { year: at.lack('monitors[].year', why), week: at.lack('monitors[].week', why), modelYear: at.lack('monitors[].modelYear', why) };
  }
  const isModel = week === 255;
  if (year === null || year < 1994 || year > around.year + (isModel ? 1 : 0)) return { year: null, week: null, modelYear: null };
  if (isModel) return { year: null, week: null, modelYear: year };
  return { year, week: week !== null && week >= 1 && week <= 54 && around.manufacturer !== 'GSM' ? week : null, modelYear: null };
}
