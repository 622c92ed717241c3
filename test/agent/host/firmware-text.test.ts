import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firmwareSerial, firmwareText, firmwareUuid } from '../../../agent/host/firmware-text.ts';
import { sharedFixtures } from '../../shared.ts';
import { anyText } from '../facts/any-text.ts';

const told = [
  'Dell Inc.', 'LENOVO', 'HP', 'OptiPlex 7060', '20HRCTO1WW', 'X11DDW-NT', 'A00', '1.0', 'apu2', 'Mac-8ED6AF5B48C039E1', 'SDK0J40697 WIN', 'Standard PC (Q35 + ICH9, 2009)', 'GT13 Pro', 'XPS 13 9310',
];
const empty = [
  'To Be Filled By O.E.M.', 'To be filled by O.E.M.', 'Default string', 'System Product Name', 'System manufacturer', 'System Serial Number', 'None', '(none)', 'N/A', 'NO DIMM', '[Empty]', 'All Series',
  '.................................', 'XxXxXxX', 'Type1 - ProductConfigId', '<BAD INDEX>', 'Manufacturer3', 'PartNum0', 'SerNum1', 'AssetTagNum0', 'DIMM_A1_AssetTag', 'Asset-1234567890', 'Array1_PartNumber0', '', '   ', '\0\0',
];

test.each(told)('%j is told', (text) => {
  expect(firmwareText(`${text}  \n`)).toBe(text);
});

test.each(empty)('%j tells nothing', (text) => {
  expect([firmwareText(text), firmwareSerial(text)]).toEqual([null, null]);
});

describe('serial numbers', () => {
  test.each(['BQ5RNN2', '2AA3F87D', '.2RJF153.CNIVC0005G0184.', 'VMware-56 4d 60 49', '1634NM1100', '12'])('%s is one', (text) => {
    expect(firmwareSerial(text)).toBe(text);
  });

  test.each(['0', '00000000', 'XXXXXXXXXX', '0123456789', '1234567890', '123456789', '9876543210', 'FFFFFFFF', '--------'])('%s is none', (text) => {
    expect(firmwareSerial(text)).toBeNull();
  });
});

test('uuids', () => {
  expect(firmwareUuid('4C4C4544-0051-3510-8052-B9C04F4E4E32\n')).toBe('4c4c4544-0051-3510-8052-b9c04f4e4e32');
  expect(['03000200-0400-0500-0006-000700080009', '00000000-0000-0000-0000-000000000000', 'Not Present', ''].map(firmwareUuid)).toEqual([null, null, null, null]);
  expect(firmwareUuid('3445DEE7-45D0-1244-95DD-34FAA067C1BE33E')).toBeUndefined();
});

const reports = sharedFixtures('linuxhw-dmi', 'index.json');

test.skipIf(!reports)('of published machines only names that are names are left', () => {
  const machines = Object.values(JSON.parse(fs.readFileSync(reports ?? '', 'utf8')) as Record<string, { vendor: string | null; model: string | null }>);
  const names = machines.flatMap(({ vendor, model }) => [vendor, model]).flatMap((text) => firmwareText(text ?? '') ?? []);
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => /filled|default|^system (?!x\d)|^not |^none|^n\/a|^all series|^\W*$/i.test(name))).toEqual([]);
});

test('any text is either nothing or printable, whole and short', () => {
  fc.assert(fc.property(anyText(300), (text) => {
    const name = firmwareText(text);
    if (name === null) return;
    expect(name.length).toBeLessThanOrEqual(128);
    expect(name.isWellFormed()).toBe(true);
    expect(name).not.toMatch(/\p{Cc}/u);
  }));
});
