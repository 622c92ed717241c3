import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskLifeOf } from '../../../../agent/facts/hardware/smart-text.ts';
import { cpuMs } from '../../../cpu.ts';
import { sharedFixtures } from '../../../shared.ts';

const today = '2026-11-22';
const row = (name: string, raw: string) => `  9 ${name}          -O--CK   100   100   000    -    ${raw}\n`;

test.each([
  [row('Power_On_Hours', '12044'), 12_044],
  [row('Power_On_Hours', '15056 (66 133 0)'), 15_056],
  [row('Power_On_Hours_and_Msec', '69952h+15m+59.680s'), 69_952],
  [row('Power_On_Minutes', '7200'), 120],
  [row('Power_On_Half_Minutes', '1200'), 10],
  [row('Power_On_Seconds', '36000'), 10],
  ['  9 Power_On_Hours          0x0032   006   006   000    Old_age   Always       -       69147\n', 69_147],
  ['Power On Hours:                     12,345\n', 12_345],
  ['Power On Hours:                     8.766\n', 8_766],
  ['Accumulated power on time, hours:minutes 34567:30\n', 34_567],
  ['    number of hours powered up = 34567.50\n', 34_567],
  [row('Power_On_Hours', '999999999'), undefined],
  [row('Power_On_Hours', 'none'), undefined],
  ['Device does not support SMART\n', undefined],
])('hours in %j', (text, hours) => {
  expect(diskLifeOf(text, today).powerOnHours).toBe(hours);
});

test.each([
  ['Manufactured in week 22 of year 2019\n', '2019-05-27'],
  ['Manufactured in week 01 of year 2021\n', '2021-01-04'],
  ['Manufactured in week  of year 20\n', undefined],
  ['Manufactured in week 00 of year 2019\n', undefined],
  ['Manufactured in week 54 of year 2019\n', undefined],
  ['Manufactured in week 10 of year 2031\n', undefined],
  ['Manufactured in week 10 of year 1970\n', undefined],
])('%j', (text, day) => {
  expect(diskLifeOf(`Vendor: SEAGATE\n${text}Specified cycle count\n`, today).manufacturedOn).toBe(day);
});

const captures = sharedFixtures('bsdhw-smart');

interface Expected {
  readonly powerOnHours?: number;
  readonly powerOnHoursRaw?: string;
}

test.skipIf(!captures)('hours of 95 disks as their reports have them', () => {
  const expected = Object.entries(JSON.parse(fs.readFileSync(path.join(captures ?? '', 'expected.json'), 'utf8')) as Record<string, Expected>);
  expect(expected.length).toBe(95);
  for (const [file, { powerOnHours, powerOnHoursRaw }] of expected) {
    const { powerOnHours: hours, manufacturedOn } = diskLifeOf(fs.readFileSync(path.join(captures ?? '', file), 'latin1'), today);
    expect([file, manufacturedOn]).toEqual([file, undefined]);
    // Exceptions of the expectations: where the flags end in "-" they hold the normalized value, with the raw one beside it; one disk counts in minutes.
    const shifted = /Hours +[A-Z-]{5}- .* (\d+)$/.exec(powerOnHoursRaw ?? '')?.[1];
    const counted = file.endsWith('/D830F3533A5B') ? 408 : shifted === undefined ? powerOnHours : Number(shifted);
    expect([file, hours]).toEqual([file, counted]);
  }
  expect(expected.filter(([, { powerOnHours }]) => powerOnHours !== undefined).length).toBe(91);
});

test('any text gives hours and days that can be, and soon', () => {
  const piece = fc.constantFrom('  9 Power_On_Hours ', ' -O--CK ', '100 ', '1', '(', ')', 'Manufactured in week ', ' of year ', '20', '19', '\n', 'Power On Hours: ', ',', 'h+', 'Accumulated power on time, hours:minutes ');
  fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
    const { powerOnHours = 0, manufacturedOn = '1990-01-01' } = diskLifeOf(pieces.join(''), today);
    expect(Number.isSafeInteger(powerOnHours) && powerOnHours >= 0 && powerOnHours <= 438_000).toBe(true);
    expect(manufacturedOn >= '1990' && manufacturedOn <= today).toBe(true);
  }));
  const hostile = ['  9 Power_On_Hours '.repeat(50_000), `  9 Power_On_Hours ${' 1'.repeat(500_000)}x`, `Power On Hours: ${' '.repeat(1_000_000)}x`];
  const before = cpuMs();
  for (const text of hostile) diskLifeOf(text, today);
  expect(cpuMs() - before).toBeLessThan(1_000);
});
