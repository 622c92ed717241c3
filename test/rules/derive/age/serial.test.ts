import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber, dayText, weekOf } from '../../../../rules/derive/age/days.ts';
import { serialDate } from '../../../../rules/derive/age/serial.ts';
import { sharedFixtures } from '../../../shared.ts';

function spansOf(maker: string, serial: string): string[] | undefined {
  return serialDate(maker, serial)?.spans.map(({ from, to }) => `${dayText(from)}/${dayText(to)}`);
}

test.each([
  ['HP', 'CNF01207X6', ['2000-03-20/2000-03-26', '2010-03-22/2010-03-28', '2020-03-16/2020-03-22', '2030-03-18/2030-03-24', '2040-03-19/2040-03-25']],
  ['ASUSTeK COMPUTER INC.', 'H7N0CX03F286270', ['2017-07-01/2017-07-31']],
  ['ASUSTeK COMPUTER INC.', 'M1N0CV13F002034', ['2021-01-01/2021-01-31']],
  ['Apple Inc.', 'C02TQHACHH27', ['2017-05-22/2017-05-28']],
  ['Apple', 'W8747HACZ66', ['2007-11-19/2007-11-25']],
  ['APC', 'AS1907242163', ['2019-02-11/2019-02-17']],
  ['APC', '5A1638E01463', ['2016-09-19/2016-09-25']],
  ['Cisco', 'FGL1641413L', ['2012-10-08/2012-10-14']],
  ['Cisco Systems', 'FOC2433L650', ['2020-08-10/2020-08-16']],
  ['Fortinet', 'FGT5HD3916803570', ['2016-01-01/2016-12-31']],
])('%s %s', (maker, serial, spans) => {
  expect(spansOf(maker, serial)).toEqual(spans);
});

test.each([
  ['Dell Inc.', 'BQ5RNN2'], ['Dell Inc.', 'CN0H914N75'], ['LENOVO', 'PF1ABC2D'], ['LENOVO', 'R90M12345X'], ['Supermicro', 'ZM17AS012345'], ['HP', 'CNF0'], ['HP', 'CNF09907X6'], ['Apple Inc.', 'FVFYR22KLYWM0'],
  ['Apple Inc.', 'H2WK9X4QPL'], ['Ubiquiti', '788A20123456'], ['', 'CNF01207X6'], ['ASUSTeK COMPUTER INC.', 'I7N0CX03F286270'], ['QEMU', 'CNF01207X6'],
])('%s %s tells no date', (maker, serial) => {
  expect(serialDate(maker, serial)).toBeUndefined();
});

test('spans are whole, in order, and of years in which there were computers, whatever the number', () => {
  fc.assert(
    fc.property(fc.constantFrom('HP', 'ASUS', 'Apple', 'APC', 'Cisco', 'H3C', 'Fortinet', 'Dell'), fc.stringMatching(/^[0-9A-Z]{7,16}$/), (maker, serial) => {
      for (const { from, to } of serialDate(maker, serial)?.spans ?? []) {
        expect(to).toBeGreaterThanOrEqual(from);
        expect(dayText(from) >= '1995' && dayText(to) <= '2100').toBe(true);
      }
    }),
  );
});

const screens = sharedFixtures('linuxhw-edid', 'edid-samples.json');

interface Screen {
  readonly expected: { readonly manufacturerId: string; readonly serialString?: string; readonly year: number; readonly week: number; readonly dateMeaning: string };
}

describe.skipIf(!screens)('screens, whose EDID tells the year beside the serial number', () => {
  const all = screens ? Object.values(JSON.parse(fs.readFileSync(screens, 'utf8')) as Record<string, Screen>) : [];
  const dated = (makers: readonly string[], length: number) =>
    all.flatMap(({ expected: { manufacturerId, serialString, year, dateMeaning } }) => {
      const serial = serialString?.trim() ?? '';
      return makers.includes(manufacturerId) && serial.length === length && dateMeaning === 'week-of-manufacture' ? [{ year, found: serialDate(manufacturerId, serial) }] : [];
    });

  test.each([
    ['HP', ['HWP', 'HPN'], 10, 12],
    ['ASUS', ['ACI', 'AUS'], 12, 9],
  ] as const)('%s', (_, makers, length, least) => {
    const numbers = dated(makers, length);
    const agree = numbers.filter(({ year, found }) => found?.spans.some(({ from, to }) => dayText(from).slice(0, 4) <= String(year) && dayText(to).slice(0, 4) >= String(year)));
    console.info(`${agree.length} of ${numbers.length} agree`);
    expect(numbers.length).toBeGreaterThanOrEqual(least);
    expect(agree.length).toBeGreaterThanOrEqual(Math.floor(numbers.length * 0.99));
  });
});

const macs = sharedFixtures('age-facts', 'apple-intel-models.json');
test.skipIf(!macs)('example numbers of Macs lie in the years of their model, as often as was measured', () => {
  const { models } = JSON.parse(fs.readFileSync(macs ?? '', 'utf8')) as { models: Record<string, { modelYears: number[]; exampleSerial: string }> };
  const decoded = Object.values(models).flatMap(({ modelYears, exampleSerial }) => {
    const found = serialDate('Apple', exampleSerial);
    return found ? [found.spans.some(({ from }) => modelYears.some((year) => Math.abs(Number(dayText(from).slice(0, 4)) - year) <= 1))] : [];
  });
  console.info(`${decoded.filter(Boolean).length} of ${decoded.length} agree`);
  expect(decoded.length).toBeGreaterThan(90);
  expect(decoded.filter(Boolean).length / decoded.length).toBeGreaterThanOrEqual(85 / 103);
});

const snmp = sharedFixtures('librenms', 'snmprec');
test.skipIf(!snmp)('serial numbers of APC cards agree with the date beside them within two weeks', () => {
  const cards = fs.readdirSync(snmp ?? '').flatMap((name) => {
    const text = fs.readFileSync(path.join(snmp ?? '', name), 'latin1');
    return [...text.matchAll(/ SN: ?([0-9A-Z]{12}) +MD: ?(\d\d)\/(\d\d)\/(\d{4})/g)].flatMap(([, serial = '', month, day, year]) => {
      const found = serialDate('APC', serial)?.spans[0];
      const made = dayNumber(`${year ?? ''}-${month ?? ''}-${day ?? ''}`) ?? 0;
      return serial === 'FFFFFFFFFFFF' ? [] : [{ serial, apart: found ? Math.max(found.from - made, made - found.to, 0) : Infinity }];
    });
  });
  console.info(`${cards.length} cards`);
  expect(cards.length).toBeGreaterThanOrEqual(5);
  expect(cards.filter(({ apart }) => apart > 14)).toEqual([]);
});

test('weeks begin on Monday, week 1 has the fourth of January', () => {
  expect(dayText(weekOf(2021, 1).from)).toBe('2021-01-04');
  expect(dayText(weekOf(2020, 1).from)).toBe('2019-12-30');
  expect(dayText(weekOf(2026, 1).to)).toBe('2026-01-04');
  expect(dayText(weekOf(1969, 1).from)).toBe('1968-12-30');
});
