import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amd } from '../../../../rules/derive/age/amd.ts';
import { intelCore } from '../../../../rules/derive/age/intel-core.ts';
import { intelSmall } from '../../../../rules/derive/age/intel-small.ts';
import { intelXeon } from '../../../../rules/derive/age/intel-xeon.ts';
import { appleProcessors, otherProcessors } from '../../../../rules/derive/age/other-makers.ts';
import { processorOf } from '../../../../rules/derive/age/processor.ts';
import { sharedFixtures } from '../../../shared.ts';

const reports = sharedFixtures('linuxhw-dmi');

function months(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

test.each([
  ['Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz', '2017-08'],
  ['Intel(R) Core(TM) i7-8750H CPU @ 2.20GHz', '2018-04'],
  ['Intel(R) Core(TM) i5-8265U CPU @ 1.60GHz', '2018-08'],
  ['11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz', '2020-09'],
  ['12th Gen Intel(R) Core(TM) i9-12900H @ 2.5GHz', '2022-01'],
  ['Intel(R) Core(TM) Ultra 7 155H', '2023-12'],
  ['Intel(R) Core(TM) i3-N305', '2023-01'],
  ['Intel(R) N100', '2023-01'],
  ['Intel(R) Core(TM) i5 CPU       M 520  @ 2.40GHz', '2010-01'],
  ['Intel(R) Core(TM) i7 CPU         920  @ 2.67GHz', '2008-11'],
  ['Intel(R) Core(TM)2 Duo CPU     P8400  @ 2.26GHz', '2008-07'],
  ['Intel(R) Core(TM)2 Duo CPU P8600 @ 2.40GHz', '2008-07'],
  ['Intel(R) Xeon(R) CPU E5-2650 0 @ 2.00GHz', '2012-03'],
  ['Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz', '2016-03'],
  ['Intel(R) Xeon(R) CPU E31270 @ 3.40GHz', '2011-04'],
  ['Intel(R) Xeon(R) Gold 6226R CPU @ 2.90GHz', '2020-02'],
  ['Intel(R) Xeon(R) Silver 4410Y', '2023-01'],
  ['AMD EPYC 7302P 16-Core Processor', '2019-08'],
  ['AMD EPYC 9354 32-Core Processor', '2022-11'],
  ['AMD Ryzen 5 PRO 3500U w/ Radeon Vega Mobile Gfx', '2019-01'],
  ['AMD Ryzen 5 3600 6-Core Processor', '2019-07'],
  ['AMD Ryzen 7 5800X3D 8-Core Processor', '2020-11'],
  ['AMD FX(tm)-8350 Eight-Core Processor', '2012-10'],
  ['Intel(R) Atom(TM) CPU D525   @ 1.80GHz', '2010-06'],
  ['Intel(R) Celeron(R) J4125 CPU @ 2.00GHz', '2019-11'],
  ['Apple M2 Pro', '2023-01'],
  ['Apple M4', '2024-10'],
])('%s was sold from %s', (model, launched) => {
  expect(processorOf(model)?.launched).toBe(launched);
});

test.each(['', 'Not Specified', 'A0', 'AMD Eng Sample: 100-000000263-30_Y', 'Intel(R) Core(TM) i5', 'Intel Xeon', 'Common KVM processor', 'QEMU Virtual CPU version 2.5+', 'ARMv7 Processor rev 3 (v7l)'])('"%s" tells no launch', (model) => {
  expect(processorOf(model)).toBeUndefined();
});

test('every month is one, every pattern has a group of its own', () => {
  for (const { launches, source } of [intelCore, intelSmall, intelXeon, amd, appleProcessors, otherProcessors]) {
    expect(source).not.toBe('');
    expect(new Set(launches.map(([models]) => models.source)).size).toBe(launches.length);
    for (const [, month] of launches) expect(month).toMatch(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/);
  }
});

test('any text is read in no time', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), fc.constantFrom('Intel Core i5-', 'AMD Ryzen 5 ', 'Intel Xeon E5-', 'Celeron '), (text, start) => {
    expect(() => processorOf(start + text)).not.toThrow();
  }));
});

interface Seen {
  readonly n: number;
  readonly biosP02: string;
}

describe.skipIf(!reports)('1,594 processors of public reports', () => {
  const seen = reports ? Object.entries((JSON.parse(fs.readFileSync(`${reports}/cpu-model-first-seen.json`, 'utf8')) as { models: Record<string, Seen> }).models) : [];
  const dated = seen.flatMap(([model, { n, biosP02 }]) => {
    const launched = processorOf(model)?.launched;
    return launched === undefined ? [] : [{ model, n, late: months(biosP02) - months(launched) }];
  });

  test('99 of 100 reports have a launch', () => {
    const total = seen.reduce((sum, [, { n }]) => sum + n, 0);
    expect(dated.reduce((sum, { n }) => sum + n, 0) / total).toBeGreaterThan(0.99);
  });

  // Mainboards are sold with firmware from before a processor that they take, and some reports have wrong dates.
  const knownEarly = [
    '11th Gen Intel Core i9-11900K', 'AMD A10-6700 APU with Radeon HD Graphics', 'AMD Athlon 7750 Dual-Core', 'AMD Ryzen 3 3100 4-Core', 'AMD Ryzen 5 4500 6-Core', 'AMD Ryzen 5 5500', 'AMD Sempron 3000+',
    'Intel Celeron G1620', 'Intel Core i3-2328M', 'Intel Core i3-9100F', 'Intel Core i5-7300U', 'Intel Core i5-9500T', 'Intel Core i9-9980HK', 'Intel Core m3-7Y30', 'Intel Pentium G2010', 'Intel Pentium G2020',
  ];
  test('no common processor is seen more than 8 months before its launch, but for these', () => {
    expect(dated.filter(({ n, late }) => n >= 20 && late < -8).map(({ model }) => model).sort()).toEqual(knownEarly);
  });

  test('half of the reports are of processors that are first seen within half a year of their launch', () => {
    const close = dated.filter(({ late }) => Math.abs(late) <= 6).reduce((sum, { n }) => sum + n, 0);
    expect(close / dated.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThan(0.5);
  });

  test('launches agree with the table of generations, but for what each exception says', () => {
    const generations = JSON.parse(fs.readFileSync(`${reports}/cpu-generation-launch.json`, 'utf8')) as Record<string, string>;
    const { columns, rows } = JSON.parse(fs.readFileSync(`${reports}/age-proxy-open.json`, 'utf8')) as { columns: string[]; rows: string[][] };
    const [cpu, generation] = [columns.indexOf('cpu'), columns.indexOf('cpuGeneration')];
    const apart = rows.flatMap((row) => {
      const launched = processorOf(row[cpu] ?? '')?.launched;
      const theirs = generations[row[generation] ?? ''];
      const late = launched && theirs ? months(launched) - months(theirs) : Number.NaN;
      return late >= -4 && late <= 30 ? [] : [`${row[cpu] ?? ''}: ${launched ?? 'no launch'}, generation of ${theirs ?? '?'}`];
    });
    expect([...new Set(apart)].sort()).toEqual([]);
  });
});
