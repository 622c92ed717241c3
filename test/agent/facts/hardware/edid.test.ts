import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monitorOf } from '../../../../agent/facts/hardware/edid.ts';
import { sharedFixtures } from '../../../shared.ts';

const thisYear = 2025;

interface Sample {
  readonly hex: string;
  readonly expected: {
    readonly manufacturerId: string;
    readonly productCode: string;
    readonly serialNumber: number;
    readonly serialString?: string;
    readonly name?: string;
    readonly week: number;
    readonly year: number;
    readonly dateMeaning: 'week-of-manufacture' | 'year-only' | 'model-year';
  };
}

const linuxhw = sharedFixtures('linuxhw-edid');
const glpi = sharedFixtures('glpi-agent');

test.skipIf(!linuxhw)('decodes the published screens of linux-hardware.org', () => {
  const samples = Object.entries(JSON.parse(fs.readFileSync(path.join(linuxhw ?? '', 'edid-samples.json'), 'utf8')) as Record<string, Sample>);
  expect(samples.length).toBeGreaterThan(200);
  const wrong = samples.flatMap(([id, { hex, expected }]) => {
    const monitor = monitorOf(Buffer.from(hex, 'hex'), thisYear);
    const dated = expected.dateMeaning !== 'model-year' && expected.year >= 1994 && expected.year <= thisYear;
    const week = expected.dateMeaning === 'week-of-manufacture' && dated && expected.manufacturerId !== 'GSM' ? expected.week : null;
    const serial = expected.serialString?.replaceAll('\0', '').trim();
    const told = {
      manufacturer: expected.manufacturerId,
      model: expected.name === undefined ? `${expected.manufacturerId}${expected.productCode.toUpperCase()}` : nameEndingIn(expected.name.trim(), monitor?.model),
      year: dated ? expected.year : null,
      week,
      // Words in place of a number, and a number split over two texts: neither tells one screen from another.
      serial: placeholders.has(serial ?? '') ? null : serial || (empty.has(expected.serialNumber) ? null : String(expected.serialNumber)),
    };
    return JSON.stringify({ ...monitor }, Object.keys(told).sort()) === JSON.stringify(told, Object.keys(told).sort()) ? [] : [{ id, told, monitor }];
  });
  expect(wrong).toEqual([]);
});

const placeholders = new Set(['Serial_Number', '17 monitor']);
const empty = new Set([0, 1, 0x01010101, 0xffffffff]);

/** LG spreads names over two descriptors, one of them empty at times; the expectations hold the last one. */
function nameEndingIn(last: string, found: string | null | undefined): string {
  return found?.endsWith(last) && found.length <= last.length + 13 ? found : last;
}

test.skipIf(!glpi)('agrees with GLPI on year, week, name and serial number', () => {
  const expected = JSON.parse(fs.readFileSync(path.join(glpi ?? '', 'edid-expected.json'), 'utf8')) as Record<string, { file: string; name: string | null; serial: string | null; altSerial: string | null; week: number; year: number }>;
  const wrong = Object.entries(expected).flatMap(([id, { file, ...told }]) => {
    const monitor = monitorOf(fs.readFileSync(path.join(glpi ?? '', 'files', file)), thisYear);
    if (!monitor) return [`${id} is not read`];
    const { year, week, model, serial, manufacturer } = monitor;
    const number = (hex: string | null) => (hex !== null && /^[0-9a-f]{8}$/i.test(hex) ? [String(Number.parseInt(hex, 16))] : []);
    const texts = [told.serial, told.altSerial].map((text) => text?.trim());
    const expectedYear = told.year < 1994 ? null : told.year;
    return [
      ...(year === expectedYear ? [] : [`${id}: year ${year}, not ${told.year}`]),
      ...(week === (told.week === 0 || manufacturer === 'GSM' ? null : told.week) ? [] : [`${id}: week ${week}, not ${told.week}`]),
      // GLPI takes any text for the name of a panel that has none; ours is then the hardware id.
      ...(model === told.name?.trim() || /^[A-Z]{3}[0-9A-F]{4}$/.test(model ?? '') ? [] : [`${id}: name ${model}, not ${told.name}`]),
      ...(!serial || [...texts, ...number(told.serial), ...number(told.altSerial)].some((text) => text?.replace(/^0+/, '') === serial.replace(/^0+/, '')) ? [] : [`${id}: serial ${serial}, not ${told.serial}`]),
    ];
  });
  expect(wrong).toEqual([]);
});

/** A valid base block of a screen made up here. */
function edid(change: (bytes: Buffer) => void = () => {}): Buffer {
  const bytes = Buffer.alloc(128);
  Buffer.from('00ffffffffffff00', 'hex').copy(bytes);
  bytes.writeUInt16BE((4 << 10) | (5 << 5) | 12, 8);
  bytes.writeUInt16LE(0xd0c1, 10);
  bytes.writeUInt32LE(808_531_763, 12);
  bytes[16] = 12;
  bytes[17] = 29;
  Buffer.from('000000fc0044454c4c20503234313948', 'hex').copy(bytes, 54);
  bytes[70] = 0x0a;
  change(bytes);
  bytes[127] = (256 - (bytes.subarray(0, 127).reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
  return bytes;
}

test('a screen, its dates and what is no date', () => {
  expect(monitorOf(edid(), thisYear)).toEqual({ manufacturer: 'DEL', model: 'DELL P2419H', serial: '808531763', year: 2019, week: 12, modelYear: null });
  expect(monitorOf(edid((bytes) => { bytes[16] = 255; }), thisYear)).toMatchObject({ year: null, week: null, modelYear: 2019 });
  expect(monitorOf(edid((bytes) => { bytes[16] = 0; }), thisYear)).toMatchObject({ year: 2019, week: null });
  expect(monitorOf(edid((bytes) => { bytes[17] = 36; }), thisYear)).toMatchObject({ year: null, week: null });
  expect(monitorOf(edid((bytes) => { bytes[17] = 36; }), 2026)).toMatchObject({ year: 2026, week: 12 });
  expect(monitorOf(edid((bytes) => { bytes.fill(0, 8, 16).fill(0, 54, 72); }), thisYear)).toMatchObject({ manufacturer: null, model: null, serial: null });
});

test('what is no EDID is none', () => {
  const torn = edid();
  torn[20] = (torn[20] ?? 0) ^ 1;
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(128), edid().subarray(0, 127), torn]) expect(monitorOf(bytes, thisYear)).toBeUndefined();
});

test('any bytes with a right header and sum are read without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 119, maxLength: 119 }), (body) => {
      const monitor = monitorOf(edid((bytes) => { bytes.set(body, 8); }), thisYear);
      expect(monitor).toBeDefined();
      expect(monitor?.year ?? 2000).toBeLessThanOrEqual(thisYear);
    }),
  );
});
