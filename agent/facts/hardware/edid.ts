import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareSerial } from '../../host/firmware-text.ts';
import { printable } from '../../host/reading.ts';

type Monitor = NonNullable<Hardware['monitors']>[number];

const header = '00ffffffffffff00';
/** Serial numbers that makers burn into whole series. */
const emptySerials = new Set([0, 1, 0x01010101, 0xffffffff]);
/** EDID 1.0 is of 1994: what claims to be older has no date. */
const firstYear = 1994;

/**
 * What a screen says of itself: the base block of VESA E-EDID A2. `year` is the year of `now`; a screen from the future
 * tells no date. Undefined when it is no EDID or its checksum is wrong.
 */
export function monitorOf(edid: Uint8Array, year: number): Monitor | undefined {
  const base = Buffer.from(edid.buffer, edid.byteOffset, edid.byteLength).subarray(0, 128);
  if (base.length < 128 || base.toString('hex', 0, 8) !== header || base.reduce((sum, byte) => sum + byte, 0) % 256 !== 0) return undefined;
  const manufacturer = makerOf(base.readUInt16BE(8));
  const number = base.readUInt32LE(12);
  const productCode = base.readUInt16LE(10).toString(16).toUpperCase().padStart(4, '0');
  return {
    manufacturer,
    model: descriptor(base, 0xfc) ?? (manufacturer === null ? null : `${manufacturer}${productCode}`),
    serial: firmwareSerial(descriptor(base, 0xff) ?? '')?.slice(0, 64) ?? (emptySerials.has(number) ? null : String(number)),
    ...madeIn(base, manufacturer, year),
  };
}

/** Week 255 says that the year is the one of the model, not of this screen. LG (GSM) keeps the month where the week belongs. */
function madeIn(base: Buffer, manufacturer: string | null, thisYear: number): Pick<Monitor, 'year' | 'week' | 'modelYear'> {
  const [week = 0, byte = 0] = base.subarray(16, 18);
  const year = 1990 + byte;
  if (week === 255 || year < firstYear || year > thisYear) return { year: null, week: null, modelYear: week === 255 && year >= firstYear && year <= thisYear + 1 ? year : null };
  return { year, week: week >= 1 && week <= 54 && manufacturer !== 'GSM' ? week : null, modelYear: null };
}

/** Three letters of five bits each; null where they are none. */
function makerOf(packed: number): string | null {
  const letters = String.fromCharCode(...[10, 5, 0].map((shift) => 64 + ((packed >> shift) & 31)));
  return letters === '@@@' ? null : letters;
}

/** The text of the display descriptors with this tag: 13 bytes each, ended by a line feed; a longer text goes on in the next one. */
function descriptor(base: Buffer, tag: number): string | undefined {
  let text = '';
  for (let at = 54; at <= 108; at += 18) {
    if (base.readUInt16LE(at) !== 0 || base[at + 2] !== 0 || base[at + 3] !== tag) continue;
    const [piece = '', end] = base.toString('latin1', at + 5, at + 18).split('\n');
    text += piece;
    if (end !== undefined && printable(text) !== '') break;
  }
  return printable(text, 64) || undefined;
}
