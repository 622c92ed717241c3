import { describe, expect, test } from 'vitest';
import { deriveAge } from '../../../../rules/derive/age/derive.ts';
import { disksOnBefore } from '../../../../rules/derive/age/disk-hours.ts';
import type { AgeFacts } from '../../../../rules/derive/age/facts.ts';
import { derived } from '../../../../rules/derive/schema.ts';

const notebook: NonNullable<AgeFacts['hardware']> = {
  manufacturer: 'LENOVO', model: '20N2S0HG00', serial: 'PF1ABC2D', chassis: 'laptop', virtualization: null,
  firmware: { vendor: 'LENOVO', version: 'N2IET85W', releasedOn: '2020-07-13' }, cpu: { model: 'Intel(R) Core(TM) i5-8265U CPU @ 1.60GHz' }, memoryModules: [{ type: 'DDR4' }],
};
const firstSeen = '2026-01-05T08:00:00Z';

/** What is derived of a notebook with these changes; also holds it to its schema. */
function age(change: Partial<NonNullable<AgeFacts['hardware']>> = {}, more: Partial<AgeFacts> = {}) {
  const { data, missing } = deriveAge({ hardware: { ...notebook, ...change }, firstSeen, ...more }, {});
  expect(derived.parse(data)).toEqual(data);
  return { ...data.age, missing };
}

function evidence(of: ReturnType<typeof age>): string[] {
  return (of.evidence ?? []).map(({ counted, text }) => `${counted ? '+' : '-'} ${text ?? ''}`);
}

test('a notebook of 2018 to 2021: every clue with its source, hardest first', () => {
  const found = age();
  expect(found).toMatchObject({ grade: 'D', earliest: '2018-05-02', latest: '2026-01-05', likely: '2019-06-26', range90: { from: '2018-05-02', to: '2021-01-12' }, decides: { from: '2018-05-02', to: '2021-01-12' }, missing: [] });
  expect(evidence(found)).toEqual([
    '+ First seen 2026-01-05',
    '+ Processor: Core 8th generation U and Y (Whiskey Lake, Amber Lake), sold from 2018-08',
    '+ Memory: DDR4, sold from 2014-08',
    '+ Firmware released 2020-07-13: made before, or within half a year',
    '+ Made within 5 years of the launch, as nine of ten are',
  ]);
  expect(found.evidence?.map(({ source }) => source)).toContain('launch month of Intel as generally known, compared with first sightings in public reports');
});

describe('grades', () => {
  test('A: an invoice decides by half a year, over everything the device says', () => {
    const found = age({}, { records: [{ kind: 'bought', from: '2019-09-30', to: '2019-09-30', source: 'invoice 2019-118' }] });
    expect(found).toMatchObject({ grade: 'A', earliest: '2019-03-31', latest: '2019-09-30', decides: { from: '2019-03-31', to: '2019-09-30' } });
  });
  test('B: the week of a serial number', () => {
    const found = age({ manufacturer: 'HP', serial: '5CG9211ABC' });
    expect(found).toMatchObject({ grade: 'B', earliest: '2019-05-20', latest: '2019-05-26', decides: { from: '2019-05-20', to: '2019-05-26' } });
  });
  test('B: of two decades that the number fits, the one in which such computers were made', () => {
    const skylake = { manufacturer: 'HP', serial: '5CG6420XYZ', cpu: { model: 'Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz' }, firmware: { releasedOn: '2018-07-17' } };
    expect(age(skylake, { firstSeen: '2026-11-22T08:00:00Z' })).toMatchObject({ grade: 'B', earliest: '2016-10-17', latest: '2016-10-23' });
  });
  test('B: the date of a battery that fits processor and firmware', () => {
    expect(age({ batteries: [{ manufacturedOn: '2019-03-15' }] })).toMatchObject({ grade: 'B', earliest: '2019-02-12', latest: '2019-09-14' });
  });
  test('B: a device that tells when it was made', () => {
    expect(age({}, { records: [{ kind: 'made', from: '2019-05-21', to: '2019-05-21', source: 'ENTITY-MIB' }] })).toMatchObject({ grade: 'B', earliest: '2019-05-14', latest: '2019-06-21' });
  });
  test('C: the first installation soon after the launch', () => {
    expect(age({}, { os: { installedOn: '2019-06-01T10:00:00Z' } })).toMatchObject({ grade: 'C', latest: '2026-01-05', range90: { from: '2018-05-02', to: '2019-06-01' } });
  });
  test('E: only a day on which it existed; the span that decides is not known, and why', () => {
    const found = age({ cpu: { model: 'Fabrikam 9000' }, memoryModules: [], firmware: null });
    expect(found).toMatchObject({ grade: 'E', latest: '2026-01-05' });
    expect([found.earliest, found.likely, found.range90, found.decides]).toEqual([undefined, undefined, undefined, undefined]);
    expect(found.missing).toContainEqual({ path: 'age.decides', because: { reason: 'ambiguous', section: 'hardware', path: 'cpu.model', detail: 'no launch date of "Fabrikam 9000"' } });
    expect(found.missing).toContainEqual({ path: 'age.earliest', because: expect.objectContaining({ reason: 'catalog-gap' }) });
  });
});

describe('what cannot all be true is named and dropped, the weaker first', () => {
  test('firmware from years before the processor', () => {
    expect(evidence(age({ firmware: { releasedOn: '2015-12-31' } }))).toContain(
      '- Firmware released 2015-12-31: made before, or within half a year. Not counted: it cannot be true beside "Processor: Core 8th generation U and Y (Whiskey Lake, Amber Lake), sold from 2018-08"',
    );
  });
  test('firmware that a whole product line carries is no date at all', () => {
    expect(evidence(age({ firmware: { releasedOn: '1980-01-01' } })).join()).not.toContain('Firmware');
  });
  test('a battery years after the launch, or long after the firmware', () => {
    for (const batteries of [[{ manufacturedOn: '2022-05-05' }], [{ manufacturedOn: '2024-01-20' }]]) {
      const found = age({ batteries });
      expect(found.grade).toBe('D');
      expect(evidence(found).at(-3)).toMatch(/^- Battery made .*Not counted: the battery is probably a replacement$/);
    }
    expect(age({ firmware: { releasedOn: '2018-11-01' }, batteries: [{ manufacturedOn: '2020-06-01' }] }).grade).toBe('C');
  });
  test('a battery where the firmware was not read says nothing', () => {
    const { firmware: _, ...bare } = notebook;
    expect(deriveAge({ hardware: { ...bare, batteries: [{ manufacturedOn: '2019-03-15' }] }, firstSeen }, {}).data.age?.grade).toBe('D');
  });
  test('a placeholder of a battery', () => {
    expect(evidence(age({ cpu: { model: 'Intel(R) Core(TM) i5 CPU M 520 @ 2.40GHz' }, batteries: [{ manufacturedOn: '2010-08-08' }] })).join()).not.toContain('Battery');
  });
  test('an installation and disks that came from an older computer', () => {
    const found = age({}, { os: { installedOn: '2014-02-02' }, disksOnBefore: [{ disk: 'sda', day: '2015-01-31' }] });
    expect(found).toMatchObject({ range90: { from: '2018-05-02', to: '2021-01-12' } });
    expect(evidence(found).filter((it) => it.startsWith('-'))).toHaveLength(2);
  });
  test('a serial number before the processor', () => {
    const found = age({ manufacturer: 'ASUSTeK COMPUTER INC.', serial: 'E1N0CX03F286270' });
    expect(found.grade).toBe('D');
    expect(evidence(found).join('\n')).toMatch(/^- Serial number: made 2014-01-01 to 2014-01-31\. Not counted/m);
  });
  test('an invoice that the first sight contradicts', () => {
    expect(age({}, { records: [{ kind: 'bought', from: '2027-05-01', to: '2027-05-01', source: 'ledger' }] }).grade).toBe('D');
  });
});

describe('other evidence', () => {
  test('the hours of the own disks, not of what is plugged in', () => {
    const disks = [{ name: 'nvme0n1' }, { name: 'sdb', removable: true }];
    const on = [{ disk: 'nvme0n1', day: '2020-01-31' }, { disk: 'sdb', day: '2018-10-31' }];
    expect(age({ disks }, { disksOnBefore: on }).range90).toEqual({ from: '2018-05-02', to: '2020-01-31' });
  });
  test('disks of one half year, never a single one', () => {
    const disk = (manufacturedOn: string) => ({ name: manufacturedOn, manufacturedOn });
    expect(age({ disks: [disk('2018-11-05'), disk('2018-12-03')] }).range90).toEqual({ from: '2018-05-02', to: '2019-12-03' });
    expect(age({ disks: [disk('2018-11-05')] }).range90).toEqual(age().range90);
    expect(age({ disks: [disk('2018-11-05'), disk('2020-12-03')] }).range90).toEqual(age().range90);
  });
  test('the certificate of the security chip, with a year for the shelf', () => {
    expect(age({ tpm: { endorsedOn: '2018-11-20' } }).range90?.to).toBe('2019-11-20');
  });
  test('a built-in screen is a lower bound, one on the desk tells nothing', () => {
    expect(age({ monitors: [{ internal: true, year: 2019, week: 3 }] }).range90?.from).toBe('2019-01-14');
    expect(age({ monitors: [{ internal: false, year: 2020, week: 3 }, { year: 2020, week: 3 }] }).range90?.from).toBe('2018-05-02');
  });
  test('Macs by model, whatever date their firmware has', () => {
    const mac = { manufacturer: 'Apple Inc.', model: 'MacBookPro14,1', serial: null, cpu: { model: 'Intel(R) Core(TM) i5-7360U CPU @ 2.30GHz' }, firmware: { releasedOn: '2024-06-23' } };
    const found = age(mac);
    expect(found).toMatchObject({ grade: 'D', earliest: '2017-03-02' });
    expect(evidence(found)).toContain('+ Model MacBookPro14,1, sold from 2017-06');
    expect(age({ ...mac, serial: 'C02TQHACHV29' })).toMatchObject({ grade: 'B', earliest: '2017-05-22' });
    expect(age({ ...mac, model: 'Mac99,1', modelYear: 2025, cpu: { model: 'Apple M5' } })).toMatchObject({ earliest: '2025-07-02' });
  });
  test('servers get a wider span than notebooks', () => {
    const server = { chassis: 'server', cpu: { model: 'Intel(R) Xeon(R) CPU E5-2650 v2 @ 2.60GHz' }, memoryModules: [{ type: 'DDR3' }], firmware: null };
    expect(age(server).range90).toEqual({ from: '2013-06-02', to: '2020-09-01' });
    expect(age({ ...server, chassis: null }).range90).toEqual(age(server).range90);
    expect(age({ ...server, chassis: 'desktop' }).range90?.to).toBe('2019-09-01');
    expect(age({ ...server, chassis: 'laptop' }).range90?.to).toBe('2018-09-01');
  });
});

describe('no age', () => {
  test('of a virtual machine: null, and nothing is missing', () => {
    expect(deriveAge({ hardware: { ...notebook, virtualization: 'kvm' }, firstSeen }, {})).toEqual({ data: { age: null }, missing: [] });
  });
  test('where nobody can tell whether it is virtual', () => {
    const { virtualization: _, ...unsure } = notebook;
    const because = { reason: 'denied', section: 'hardware', path: 'virtualization' } as const;
    expect(deriveAge({ hardware: unsure, firstSeen }, { 'hardware.virtualization': because })).toEqual({ data: {}, missing: [{ path: 'age', because }] });
    expect(deriveAge({ hardware: unsure, firstSeen }, {}).missing).toEqual([{ path: 'age', because: { reason: 'agent-too-old', section: 'hardware', path: 'virtualization' } }]);
  });
  test('without the section', () => {
    const because = { reason: 'timeout', section: 'hardware', path: '' } as const;
    expect(deriveAge({ firstSeen }, { hardware: because })).toEqual({ data: {}, missing: [{ path: 'age', because }] });
  });
  test('without any clue: why the processor was not told', () => {
    const because = { reason: 'needs-root', section: 'hardware', path: 'cpu.model' } as const;
    expect(deriveAge({ hardware: { virtualization: null } }, { 'hardware.cpu.model': because })).toEqual({ data: {}, missing: [{ path: 'age', because }] });
  });
});

test('hours of disks become the end of the month in which they began', () => {
  const at = Date.parse('2026-11-21T02:00:00Z');
  expect(disksOnBefore({ disks: [{ name: 'sda', powerOnHours: 12_044 }, { name: 'sdb', powerOnHours: 0 }, { name: 'sdc', powerOnHours: null }, { name: 'sdd' }, { name: 'sde', powerOnHours: Number.MAX_SAFE_INTEGER }] }, at)).toEqual([{ disk: 'sda', day: '2025-07-31' }]);
  expect(disksOnBefore({}, at)).toEqual([]);
});
