import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderOf, readDay } from '../../../collector/lists/dates.ts';

const day = (text: string) => readDay(text, 'month-first', 2026);

test.each([
  ['2026-03-05', '2026-03-05'],
  ['2026-03-05T23:59:59.000Z', '2026-03-05'],
  ['2026-03-05 11:04', '2026-03-05'],
  ['2026/3/5', '2026-03-05'],
  ['3/5/2026', '2026-03-05'],
  ['03/05/2026 2:30:11 PM', '2026-03-05'],
  ['3-5-2026', '2026-03-05'],
  ['3/5/26', '2026-03-05'],
  ['3/5/97', '1997-03-05'],
  ['Mar 5, 2026', '2026-03-05'],
  ['March 5th, 2026, 4:00 PM', '2026-03-05'],
  ['Thursday, March 5, 2026', '2026-03-05'],
  ['Sept. 5 2026', '2026-09-05'],
  ['5-Mar-26', '2026-03-05'],
  ['5 March 2026', '2026-03-05'],
  ['46086', '2026-03-05'],
  ['46086.75', '2026-03-05'],
  ['2/29/2024', '2024-02-29'],
])('%s is %s', (text, expected) => {
  expect(day(text)).toEqual({ day: expected });
});

test.each(['', 'Never', 'N/A', '-', '0', '1/1/1900', '0001-01-01T00:00:00', '1/1/1970', '12/31/1600 6:00:00 PM', '1/1/1601', '9999-12-31'])('"%s" says that there is none', (text) => {
  expect(day(text)).toEqual({ day: null });
});

test.each(['2/30/2026', '2026-13-01', '2019', 'next week', '2 hours ago', '13/25/2026', '00/10/2026', '5 Foo 2026', '1234567', '3/5', '1/1/1850', '99-99-9999'])('"%s" is refused, and never guessed', (text) => {
  expect(day(text)).toHaveProperty('why');
});

test('one date with the day first puts those in doubt that could be read either way', () => {
  const order = orderOf(['03/04/2026', '', '25/12/2025', '7/7/2026']);
  expect(order).toBe('in-doubt');
  expect(readDay('03/04/2026', order, 2026)).toHaveProperty('why');
  expect(readDay('25/12/2025', order, 2026)).toHaveProperty('why');
  expect(readDay('2026-04-03', order, 2026)).toEqual({ day: '2026-04-03' });
  expect(orderOf(['3/4/2026', '12/25/2025', 'x'])).toBe('month-first');
});

describe('any day', () => {
  const anyDay = fc.date({ min: new Date('1990-01-02T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));

  test('reads the same however it is written', () => {
    fc.assert(
      fc.property(anyDay, (iso) => {
        const [year, month, date] = iso.split('-').map(Number) as [number, number, number];
        const serial = Math.round((Date.parse(iso) - Date.UTC(1899, 11, 30)) / 86_400_000);
        for (const spelled of [iso, `${month}/${date}/${year}`, `${month}/${date}/${String(year).slice(2)} 1:02 AM`, String(serial)]) expect([spelled, readDay(spelled, 'month-first', 2026)]).toEqual([spelled, { day: iso }]);
      }),
    );
  });

  test('never throws, and gives a real day, none, or why not', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('month-first', 'in-doubt'), (text, order) => {
        const read = readDay(text, order, 2026);
        const said = 'why' in read ? read.why : (read.day ?? 'none');
        expect(/^\d/.test(said) ? new Date(`${said}T00:00:00Z`).toISOString().slice(0, 10) : said).toBe(said);
        expect(said).not.toBe('');
      }),
    );
  });
});
