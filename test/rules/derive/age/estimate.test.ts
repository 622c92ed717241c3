import crypto from 'node:crypto';
import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber } from '../../../../rules/derive/age/days.ts';
import { estimate } from '../../../../rules/derive/age/estimate.ts';
import type { AgeFacts } from '../../../../rules/derive/age/facts.ts';
import { sharedFixtures } from '../../../shared.ts';

const proxy = sharedFixtures('linuxhw-dmi', 'age-proxy-open.json');
const yearDays = 365.2425;

interface Row {
  readonly id: string;
  readonly facts: AgeFacts;
  readonly truth: number;
}

/** Notebooks with a dated battery. The battery is the truth, so it is not among the facts. */
function rowsOf(file: string): Row[] {
  const { columns, rows } = JSON.parse(fs.readFileSync(file, 'utf8')) as { columns: string[]; rows: (string | null)[][] };
  expect(columns).toEqual(['hwid', 'formFactor', 'vendor', 'model', 'biosDate', 'cpu', 'cpuGeneration', 'memoryType', 'batteryDate']);
  return rows.map(([id = '', , manufacturer = null, model = null, releasedOn = null, cpu, , type = null, battery]) => ({
    id: id ?? '',
    facts: {
      hardware: { manufacturer, model, chassis: 'laptop', virtualization: null, firmware: { releasedOn }, cpu: { model: cpu ?? '' }, memoryModules: [{ type }] },
      // The day of the data: nobody had seen them earlier.
      firstSeen: '2025-01-06T00:00:00Z',
    },
    truth: dayNumber(battery ?? '') ?? Number.NaN,
  }));
}

/** The halves: one chose the few numbers of the estimator, one is reported on. */
function isReported(id: string): boolean {
  return (crypto.createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 1;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

describe.skipIf(!proxy)('notebooks with a dated battery, on the half that did not choose the numbers', () => {
  const judged = proxy ? rowsOf(proxy).filter(({ id }) => isReported(id)).map(({ facts, truth }) => ({ truth, found: estimate(facts) })) : [];
  const share = (count: number) => count / judged.length;

  test('every one has an estimate of grade C or D', () => {
    expect(judged.length).toBeGreaterThan(1_400);
    expect(judged.filter(({ found }) => found?.grade !== 'C' && found?.grade !== 'D')).toEqual([]);
  });

  test('the likely day is within 0.40 years in the middle, and within one year for 81 of 100', () => {
    const errors = judged.map(({ found, truth }) => Math.abs((found?.likely ?? Number.NaN) - truth) / yearDays);
    console.info(`median error ${median(errors).toFixed(3)} years, within one year ${(share(errors.filter((it) => it <= 1).length) * 100).toFixed(1)} %`);
    expect(median(errors)).toBeLessThanOrEqual(0.4);
    expect(share(errors.filter((it) => it <= 1).length)).toBeGreaterThanOrEqual(0.81);
  });

  test('the 90 % range holds 85 of 100 and is 3 years wide at most in the middle', () => {
    const widths = judged.map(({ found }) => ((found?.range90.to ?? Infinity) - (found?.range90.from ?? -Infinity)) / yearDays);
    const held = judged.filter(({ found, truth }) => found && truth >= found.range90.from && truth <= found.range90.to).length;
    console.info(`range holds ${(share(held) * 100).toFixed(1)} %, median width ${median(widths).toFixed(2)} years`);
    expect(share(held)).toBeGreaterThanOrEqual(0.85);
    expect(median(widths)).toBeLessThanOrEqual(3);
  });

  test('of those that fail at five years, at most one in ten has a newer battery; none of those that pass has an older one', () => {
    const limit = dayNumber('2020-01-01') ?? 0;
    const failing = judged.filter(({ found }) => found && found.range90.to < limit);
    const passing = judged.filter(({ found }) => found && found.range90.from >= limit);
    expect(passing.length).toBeGreaterThan(400);
    expect(failing.length).toBeGreaterThan(400);
    expect(failing.filter(({ truth }) => truth >= limit).length / failing.length).toBeLessThan(0.1);
    expect(passing.filter(({ truth }) => truth < limit)).toEqual([]);
  });
});

const anyDay = fc.date({ min: new Date('1985-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
const dayOrNull = fc.option(anyDay, { nil: null });
const anyFacts = fc.record({
  hardware: fc.record({
    manufacturer: fc.constantFrom('HP', 'ASUSTeK COMPUTER INC.', 'Apple Inc.', 'Dell Inc.', null),
    model: fc.constantFrom('MacBookPro14,1', 'OptiPlex 7060', null),
    serial: fc.option(fc.stringMatching(/^[A-Z0-9]{7,15}$/), { nil: null }),
    chassis: fc.constantFrom('laptop', 'desktop', 'server', null),
    firmware: fc.record({ releasedOn: dayOrNull }),
    cpu: fc.record({ model: fc.constantFrom('Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz', 'AMD EPYC 7302P 16-Core Processor', 'Intel(R) Xeon(R) CPU E5-2650 v2 @ 2.60GHz', 'unheard of') }),
    memoryModules: fc.array(fc.record({ type: fc.constantFrom('DDR3', 'DDR4', 'DDR5', null) }), { maxLength: 2 }),
    batteries: fc.array(fc.record({ manufacturedOn: dayOrNull }), { maxLength: 2 }),
    monitors: fc.array(fc.record({ internal: fc.boolean(), year: fc.option(fc.integer({ min: 1980, max: 2040 }), { nil: null }), week: fc.option(fc.integer({ min: 1, max: 54 }), { nil: null }) }), { maxLength: 2 }),
    disks: fc.array(fc.record({ manufacturedOn: dayOrNull }), { maxLength: 3 }),
    tpm: fc.record({ endorsedOn: dayOrNull }),
  }),
  os: fc.record({ installedOn: dayOrNull }),
  firstSeen: anyDay,
  disksOnBefore: fc.array(fc.record({ disk: fc.constant('sda'), day: anyDay }), { maxLength: 2 }),
  records: fc.array(fc.record({ kind: fc.constantFrom('bought', 'made', 'first-use'), from: anyDay, to: anyDay, source: fc.constant('invoice') }), { maxLength: 2 }),
}) satisfies fc.Arbitrary<AgeFacts>;

describe('whatever the evidence', () => {
  test('the spans are in order, the likely day lies in both, and no clue is lost', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const found = estimate(facts);
        if (!found) return;
        const { hard, range90, likely, grade, clues } = found;
        expect(hard.from).toBeLessThanOrEqual(hard.to);
        expect(range90.from).toBeLessThanOrEqual(range90.to);
        expect(range90.from).toBeGreaterThanOrEqual(hard.from);
        expect(range90.to).toBeLessThanOrEqual(hard.to);
        expect(likely === undefined).toBe(grade === 'E');
        const day = likely ?? range90.from;
        expect([day >= range90.from, day <= range90.to]).toEqual([true, true]);
        expect(clues.every(({ clue, dropped }) => dropped !== undefined || (clue.to >= hard.from && clue.from <= hard.to))).toBe(true);
        const counted = clues.flatMap(({ clue, dropped }) => (dropped === undefined ? [clue] : []));
        for (const clue of counted) for (const other of counted) expect(clue.from <= other.to && other.from <= clue.to).toBe(true);
      }),
    );
  });

  test('the order of lists does not matter', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { hardware } = facts;
        const turned = { ...hardware, batteries: hardware.batteries.toReversed(), monitors: hardware.monitors.toReversed(), memoryModules: hardware.memoryModules.toReversed(), disks: hardware.disks.toReversed() };
        expect(estimate({ ...facts, hardware: turned })).toEqual(estimate(facts));
      }),
    );
  });

  test('more bounds never widen the span that decides', () => {
    fc.assert(
      fc.property(anyDay, (installedOn) => {
        const facts: AgeFacts = { hardware: { chassis: 'laptop', cpu: { model: 'Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz' } }, firstSeen: '2026-01-01T00:00:00Z' };
        const [less, more] = [estimate(facts), estimate({ ...facts, os: { installedOn } })];
        expect((more?.range90.to ?? 0) - (more?.range90.from ?? 0)).toBeLessThanOrEqual((less?.range90.to ?? 0) - (less?.range90.from ?? 0));
      }),
    );
  });
});
