import type { Span } from './days.ts';
import { monthOf, weekOf, yearOf } from './days.ts';

/** A date that a serial number tells. Where it has only the last digit of the year, one span for every decade that it could be. */
export interface SerialDate {
  readonly rule: string;
  /** How the rule was checked. */
  readonly checked: string;
  readonly spans: readonly Span[];
}

interface SerialRule {
  readonly rule: string;
  readonly checked: string;
  readonly maker: RegExp;
  readonly form: RegExp;
  readonly spans: (parts: readonly string[]) => readonly Span[];
}

/** Years from which the last digit of a year may be. */
const firstYear = 2000;
const lastYear = 2049;

/**
 * Rules that a study of public records found right (screens of linux-hardware.org, recordings of SNMP); `checked` goes into
 * the report. Makers whose numbers hold no date or no proven one (service tags of Dell, Lenovo,
 * Supermicro, Ubiquiti, Axis, SonicWall, Meraki, MikroTik) have none on purpose.
 */
const rules: readonly SerialRule[] = [
  {
    rule: 'HP: year and week',
    checked: 'right on 9,070 of 9,090 screens; not measured on computers',
    maker: /^(?:HP|HPE|Hewlett[- ]Packard|Hewlett Packard Enterprise|HWP|HPN)\b/i,
    form: /^[A-Z0-9]{2}[A-Z0-9](\d)([0-5]\d)[A-Z0-9]{4}$/,
    spans: ([digit = '', week = '']) => eachDecade(digit, (year) => weeks(year, week)),
  },
  {
    rule: 'ASUS: year letter and month',
    checked: 'right on 7,110 of 7,161 screens; not measured on computers',
    maker: /^(?:ASUS|ASUSTeK|AUS|ACI)\b/i,
    form: /^([89A-HJ-NRS])([1-9A-C])[A-Z0-9]{10}(?:[A-Z0-9]{3})?$/,
    spans: ([letter = '', month = '']) => months(asusYear(letter), month),
  },
  {
    rule: 'Apple, 11 characters: year and week',
    checked: 'right on 152 of 152 screens',
    maker: /^(?:Apple|APP)\b/i,
    form: /^[A-Z0-9]{2}(\d)([0-5]\d)[A-Z0-9]{6}$/,
    spans: ([digit = '', week = '']) => eachDecade(digit, (year) => (year > 2012 ? [] : weeks(year, week))),
  },
  {
    rule: 'Apple, 12 characters: half-year and week',
    checked: 'right on 24 of 24 screens',
    maker: /^(?:Apple|APP)\b/i,
    form: /^[A-Z0-9]{3}([CDFGHJ-NP-TV-Z])([1-9CDFGHJ-NP-RTV-Y])[A-Z0-9]{7}$/,
    spans: ([half = '', week = '']) => appleHalves(half, week),
  },
  {
    rule: 'APC: year and week',
    checked: 'right on 13 of 13 cards that tell their date',
    maker: /^(?:APC|American Power Conversion|Schneider)\b/i,
    form: /^[0-9A-Z][A-Z](\d\d)([0-5]\d)[0-9A-Z]{5,6}$/,
    spans: ([year = '', week = '']) => weeks(2000 + Number(year), week),
  },
  {
    rule: 'Cisco: year since 1996 and week',
    checked: 'right on 3 of 3 devices that tell their date',
    maker: /^Cisco\b/i,
    form: /^[A-Z]{3}(\d\d)([0-5]\d)[0-9A-Z]{4}$/,
    spans: ([year = '', week = '']) => weeks(1996 + Number(year), week),
  },
  {
    rule: 'H3C: year and month',
    checked: 'right on 39 of 39 parts that tell their date',
    maker: /^(?:H3C|3Com)\b/i,
    form: /^[A-Z0-9]{2}(\d)([1-9A-C0])[A-Z0-9]{6}$/,
    spans: ([digit = '', month = '']) => eachDecade(digit, (year) => months(year, month === '0' ? 'A' : month)),
  },
  {
    rule: 'Fortinet: year',
    checked: 'fits firmware and model on 4 of 4 devices',
    maker: /^Fortinet\b/i,
    form: /^[A-Z0-9]{8}(\d\d)[A-Z0-9]{6}$/,
    spans: ([year = '']) => [yearOf(2000 + Number(year))],
  },
];

/** The date a serial number tells by a proven rule of its maker; undefined when there is no such rule or the number has another form. */
export function serialDate(maker: string, serial: string): SerialDate | undefined {
  for (const { rule, checked, maker: makers, form, spans } of rules) {
    const [, ...parts] = (makers.test(maker.trim()) && form.exec(serial.trim().toUpperCase())) || [];
    const found = parts.length > 0 ? spans(parts) : [];
    if (found.length > 0) return { rule, checked, spans: found };
  }
  return undefined;
}

function eachDecade(digit: string, spans: (year: number) => readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (let year = firstYear + Number(digit); year <= lastYear; year += 10) found.push(...spans(year));
  return found;
}

function weeks(year: number, week: string): readonly Span[] {
  const number = Number(week);
  return number >= 1 && number <= 53 ? [weekOf(year, number)] : [];
}

/** Months 1 to 9, then A to C. */
function months(year: number, code: string): readonly Span[] {
  const month = Number.parseInt(code, 16);
  return year > 0 && month >= 1 && month <= 12 ? [monthOf(year, month)] : [];
}

/** 8 and 9 are 2008 and 2009, then letters without I, O, P, Q from A = 2010; R and S follow N. */
function asusYear(letter: string): number {
  const at = '89ABCDEFGHJKLMNRS'.indexOf(letter);
  return at < 0 ? 0 : 2008 + at;
}

/** Half-years by 20 letters from the first half of 2010, weeks by 27 codes. */
function appleHalves(half: string, code: string): readonly Span[] {
  const [at, week] = ['CDFGHJKLMNPQRSTVWXYZ'.indexOf(half), '123456789CDFGHJKLMNPQRTVWXY'.indexOf(code) + 1];
  if (at < 0 || week < 1) return [];
  // Numbers with a date ended in 2021.
  return [0, 1].flatMap((round) => {
    const year = 2010 + Math.floor(at / 2) + round * 10;
    return year > 2021 ? [] : [weekOf(year, week + (at % 2) * 26)];
  });
}
