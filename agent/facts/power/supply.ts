import type { Power } from '../../../wire/sections/power.ts';
import type { Vitals } from '../../../wire/sections/vitals.ts';
import type { Why } from '../../host/reading.ts';

type Ups = NonNullable<Power['ups']>[number];

/** One power supply: what stays stands in the section on power, what moves in the vitals. `why` says why a field is not there. */
export interface Supply {
  readonly name: string;
  readonly by: Ups['by'];
  readonly local: boolean;
  readonly facts: Omit<Ups, 'name' | 'by' | 'local'>;
  readonly moving: Omit<NonNullable<Vitals['ups']>[number], 'name'>;
  readonly why: Why | undefined;
}

/**
 * The day in the forms that makers use: 2019-05-01, 2019/05/01, 05/01/2019 and 05/01/19 (month first: APC). Null where there is
 * none; undefined for what is no day, or could be two.
 */
export function dayIn(text: string | undefined): string | null | undefined {
  const plain = text?.trim() ?? '';
  if (plain === '' || /^(?:not set|unknown|n\/a|0+)$/i.test(plain)) return null;
  const [, y, m, d] = /^(\d{4})[-/](\d\d)[-/](\d\d)$/.exec(plain) ?? [];
  const [, month, date, year] = /^(\d\d)\/(\d\d)\/(\d{2}|\d{4})$/.exec(plain) ?? [];
  const long = year === undefined ? undefined : year.length === 4 ? year : `${Number(year) > 80 ? 19 : 20}${year}`;
  const day = y === undefined ? `${long ?? ''}-${month ?? ''}-${date ?? ''}` : `${y}-${m ?? ''}-${d ?? ''}`;
  const moment = new Date(day);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day) ? day : undefined;
}
