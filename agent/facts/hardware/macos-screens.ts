import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareSerial } from '../../host/firmware-text.ts';
import { plistNumber, plistText } from '../../host/mac.ts';
import { sortedBy } from '../../host/order.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictsOf } from '../../host/plist.ts';
import { printable } from '../../host/reading.ts';
import { monitorOf } from './edid.ts';

type Monitor = NonNullable<Hardware['monitors']>[number];
type Graphics = NonNullable<Hardware['graphics']>[number];

/** EDID 1.0 is of 1994. */
const firstYear = 1994;

/** The screens of SPDisplaysDataType: by their EDID where it is told (Intel), else by the fields that macOS took out of it. */
export function screensOf(adapters: readonly PlistDict[], year: number): Monitor[] {
  const screens = adapters.flatMap((adapter) => dictsOf(adapter['spdisplays_ndrvs'])).filter((screen) => screen['_spdisplays_display-vendor-id'] !== undefined);
  return sortedBy(screens.map((screen) => screenOf(screen, year)), ({ internal, manufacturer, model, serial }) => `${internal ? 0 : 1}${manufacturer ?? ''}\0${model ?? ''}\0${serial ?? ''}`);
}

/** The graphics adapters, by name. */
export function macGraphics(adapters: readonly PlistDict[]): Graphics[] {
  const names = adapters.flatMap((adapter) => plistText(adapter['sppci_model'], 128) ?? plistText(adapter['_name'], 128) ?? []);
  return sortedBy(names.map((name) => ({ name, driverOn: null })), ({ name }) => name);
}

function screenOf(screen: PlistDict, thisYear: number): Monitor {
  const internal = plistText(screen['spdisplays_connection_type'], 64) === 'spdisplays_internal' || (plistText(screen['spdisplays_display_type'], 64) ?? '').startsWith('spdisplays_built-in');
  const edid = /^0x([0-9a-f]{256,1024})$/i.exec((plistText(screen['_spdisplays_edid'], 2048) ?? '').replace(/\s/g, ''))?.[1];
  const byEdid = edid === undefined ? undefined : monitorOf(Buffer.from(edid, 'hex'), thisYear);
  if (byEdid) return { ...byEdid, internal };
  const manufacturer = makerOf(plistText(screen['_spdisplays_display-vendor-id'], 16)) ?? (internal ? 'APP' : null);
  return { manufacturer, model: printable(plistText(screen['_name'], 128) ?? '', 128) || null, serial: internal ? null : serialOf(screen), ...madeIn(screen, manufacturer, thisYear), internal };
}

/** Hexadecimal: three letters of five bits each. Built-in screens of Apple silicon have another number there. */
function makerOf(hex: string | undefined): string | null {
  if (hex === undefined || !/^[0-9a-f]{1,4}$/i.test(hex)) return null;
  const packed = Number.parseInt(hex, 16);
  const letters = String.fromCharCode(...[10, 5, 0].map((shift) => 64 + ((packed >> shift) & 31)));
  return /^[A-Z]{3}$/.test(letters) ? letters : null;
}

/** The text of the screen itself; else its number, in hexadecimal. */
function serialOf(screen: PlistDict): string | null {
  const text = firmwareSerial(plistText(screen['spdisplays_display-serial-number'], 64) ?? '');
  if (text !== null) return text.slice(0, 64);
  const number = /^[0-9a-f]{1,8}$/i.exec(plistText(screen['_spdisplays_display-serial-number'], 16) ?? '')?.[0];
  const value = number === undefined ? 0 : Number.parseInt(number, 16);
  return [0, 1, 0x01010101, 0xffffffff].includes(value) ? null : String(value);
}

/** Week 255 says that the year is the one of the model; LG keeps the month where the week belongs; 0 is not told. */
function madeIn(screen: PlistDict, manufacturer: string | null, thisYear: number): Pick<Monitor, 'year' | 'week' | 'modelYear'> {
  const [year, week] = [plistNumber(screen['_spdisplays_display-year']) ?? 0, plistNumber(screen['_spdisplays_display-week']) ?? 0];
  const believable = year >= firstYear && year <= thisYear + (week === 255 ? 1 : 0);
  if (!believable || week === 255) return { year: null, week: null, modelYear: believable ? year : null };
  return { year, week: week >= 1 && week <= 54 && manufacturer !== 'GSM' ? week : null, modelYear: null };
}
