import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryModulesOf } from '../../../../agent/facts/hardware/memory-modules.ts';
import { numberAt, stringAt, structuresOf } from '../../../../agent/facts/hardware/smbios.ts';
import { sharedFixtures } from '../../../shared.ts';
import { smbiosTable, structure } from '../smbios-table.ts';
import type { MadeStructure } from '../smbios-table.ts';

type Device = Extract<MadeStructure, { type: 17 }>;

const device: Device = { type: 17, size: 16_384, locator: 'DIMM1', bank: 'BANK 0', memoryType: 0x1a, manufacturer: 'Hynix   ', serial: '2AA3F87D', partNumber: 'HMA82GU6CJR8N' };
const modules = (...devices: readonly Device[]) => memoryModulesOf(structuresOf(smbiosTable(devices)) ?? []);

describe('memory modules', () => {
  test('by slot, empty slots left out', () => {
    expect(modules({ ...device, locator: 'DIMM2' }, { ...device, locator: 'DIMM3', size: 0 }, device)).toEqual([
      { slot: 'DIMM1', sizeMiB: 16_384, type: 'DDR4', manufacturer: 'Hynix', partNumber: 'HMA82GU6CJR8N', serial: '2AA3F87D' },
      { slot: 'DIMM2', sizeMiB: 16_384, type: 'DDR4', manufacturer: 'Hynix', partNumber: 'HMA82GU6CJR8N', serial: '2AA3F87D' },
    ]);
  });

  test.each<[Device['size'], number | undefined]>([['kib', 2], ['extended', 65_536], ['unknown', undefined], [40_000, 40_000], [512, 512]])('size %s', (size, sizeMiB) => {
    expect(modules({ ...device, size })[0]?.sizeMiB).toBe(sizeMiB);
  });

  test('placeholders tell nothing, the same slot name on two banks is told apart, no name is the handle', () => {
    const bare = modules({ ...device, manufacturer: 'Manufacturer3', serial: '00000000', partNumber: ' . .  ', memoryType: 2 });
    expect(bare[0]).toMatchObject({ manufacturer: null, serial: null, partNumber: null, type: null });
    expect(modules({ ...device, bank: 'P0 CHANNEL B' }, { ...device, bank: 'P0 CHANNEL A' }).map(({ slot }) => slot)).toEqual(['P0 CHANNEL A DIMM1', 'P0 CHANNEL B DIMM1']);
    expect(modules({ ...device, locator: '', bank: '' })[0]?.slot).toBe('0x1100');
  });
});

interface GlpiModule {
  readonly CAPACITY?: string;
  readonly MODEL?: string | null;
  readonly SERIALNUMBER?: string | null;
  readonly TYPE?: string | null;
}

const glpi = sharedFixtures('glpi-agent');

test.skipIf(!glpi)('gives what GLPI’s own tests expect of dmidecode reports of real machines', () => {
  const { tests } = JSON.parse(fs.readFileSync(path.join(glpi ?? '', 'expected/generic-dmidecode-memory.json'), 'utf8')) as { tests: Record<string, GlpiModule[]> };
  const machines = Object.entries(tests).flatMap(([name, expected]) => {
    const file = path.join(glpi ?? '', 'files/generic/dmidecode', name);
    return fs.existsSync(file) && fs.statSync(file).isFile() && /DMI type 17,[^]*^\s+Size:/m.test(fs.readFileSync(file, 'utf8')) ? [{ expected, report: fs.readFileSync(file, 'utf8') }] : [];
  });
  expect(machines.length).toBeGreaterThan(10);
  for (const { expected, report } of machines) {
    const found = modules(...devicesIn(report)).map(({ sizeMiB }) => sizeMiB);
    const sizes = expected.flatMap(({ CAPACITY }) => (CAPACITY ? [Number(CAPACITY)] : []));
    expect(found.toSorted(byNumber)).toEqual(sizes.sort(byNumber));
  }
});

const byNumber = (a: number | undefined, b: number | undefined) => (a ?? 0) - (b ?? 0);

const hardwareReports = sharedFixtures('linuxhw-dmi', 'files');

test.skipIf(!hardwareReports)('finds the same modules in a table as stand in 250 reports of dmidecode', () => {
  const reports = fs.readdirSync(hardwareReports ?? '').map((name) => devicesIn(fs.readFileSync(path.join(hardwareReports ?? '', name), 'utf8')));
  expect(reports.length).toBeGreaterThan(200);
  for (const devices of reports) {
    const filled = devices.filter(({ size }) => size !== 0);
    const found = modules(...devices);
    expect(found.map(({ sizeMiB }) => sizeMiB).sort(byNumber)).toEqual(filled.map(({ size }) => (size === 'unknown' ? undefined : Number(size))).sort(byNumber));
    expect(new Set(found.map(({ slot }) => slot)).size).toBeGreaterThanOrEqual(Math.min(found.length, 1));
    for (const { manufacturer, partNumber } of found) expect([manufacturer, partNumber].join(' ')).not.toMatch(/not specified|empty|unknown|filled by/i);
  }
});

/** Memory devices of a report of dmidecode, restated for a table. */
function devicesIn(report: string): Device[] {
  return report.split(/\n(?=Handle 0x)/).filter((block) => /DMI type 17,/.test(block)).map((block): Device => {
    const said = (key: string) => new RegExp(`^\\s+${key}: (.*)$`, 'm').exec(block)?.[1]?.replace(/^(?:Not Specified|--)$/, '') ?? '';
    const [, amount = '0', unit = ''] = /^(\d+) (\w+)$/.exec(said('Size')) ?? [];
    const size = said('Size') === 'Unknown' ? 'unknown' : Number(amount) * (unit === 'GB' ? 1024 : unit === 'TB' ? 1_048_576 : 1);
    return { type: 17, size, locator: said('Locator'), bank: said('Bank Locator'), memoryType: 0x1a, manufacturer: said('Manufacturer'), serial: said('Serial Number'), partNumber: said('Part Number') };
  });
}

describe('structures', () => {
  test('end with their strings, the table with type 127', () => {
    const table = Buffer.concat([structure(1, 7, Buffer.from([1, 2, 0]), ['Maker', 'Model']), structure(4, 8, Buffer.from([0xaa, 0xbb]), []), structure(127, 9, Buffer.alloc(0), []), structure(1, 10, Buffer.alloc(2), [])]);
    const structures = structuresOf(table) ?? [];
    expect(structures.map(({ type, handle, strings }) => ({ type, handle, strings }))).toEqual([
      { type: 1, handle: 7, strings: ['Maker', 'Model'] }, { type: 4, handle: 8, strings: [] }, { type: 127, handle: 9, strings: [] },
    ]);
    const [system, cpu] = structures;
    expect(system && [4, 5, 6, 7, 90].map((offset) => stringAt(system, offset))).toEqual(['Maker', 'Model', undefined, undefined, undefined]);
    expect(cpu && ([1, 2, 4] as const).map((size) => numberAt(cpu, 4, size))).toEqual([0xaa, 0xbbaa, undefined]);
  });

  test('what is cut off ends the table; nothing at all is no table', () => {
    const table = smbiosTable([device]);
    expect(structuresOf(table.subarray(0, table.length - 40))?.map(({ type }) => type)).toEqual([0]);
    for (const bytes of [Buffer.alloc(0), Buffer.from([1, 3, 0, 0]), Buffer.from([1, 200, 0, 0, 0, 0])]) expect(structuresOf(bytes)).toBeUndefined();
  });

  test('any bytes are read without a throw and without leaving them', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), fc.tuple(fc.nat(400), fc.uint8Array({ maxLength: 60 })).map(([at, patch]) => {
      const table = smbiosTable([device, { type: 22, name: 'x', date: '1' }, device]);
      table.set(patch.subarray(0, Math.max(0, table.length - at)), Math.min(at, table.length));
      return new Uint8Array(table);
    }));
    fc.assert(fc.property(bytes, (table) => {
      const structures = structuresOf(table) ?? [];
      const read = structures.reduce((sum, it) => sum + it.bytes.length + it.strings.join('\0').length, 0);
      expect(read).toBeLessThanOrEqual(table.length);
      for (const found of memoryModulesOf(structures)) expect(found.slot).not.toBe('');
    }), { numRuns: 1000 });
  });
});
