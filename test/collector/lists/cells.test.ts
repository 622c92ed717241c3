import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firmwareSerial } from '../../../agent/host/firmware-text.ts';
import { cellReader, clean } from '../../../collector/lists/cells.ts';
import { readings } from '../../../collector/lists/fields.ts';
import { serialNumber } from '../../../collector/lists/serial.ts';
import { classOfSystem, classWord, healthWord, isGone, isNoComputer } from '../../../collector/lists/words.ts';

const read = (reading: (typeof readings)[keyof typeof readings], text: string) => cellReader({ reading, asOf: '2026-11-15' }, () => [text])(text);

test.each([
  ['$1,200.00', 1200],
  ['1200', 1200],
  ['USD 12.5', 12.5],
  ['$ 1,234,567.89', 1234567.89],
  ['', null],
  ['N/A', null],
])('money: %s is %s', (text, expected) => {
  expect(read('money', text)).toEqual({ value: expected });
});

test.each(['1.200,00', '1,20', 'free', '(1,200.00)', '-5', '=SUM(A1)', '1e6'])('money: %s is refused', (text) => {
  expect(read('money', text)).toHaveProperty('why');
});

test.each([
  ['00-1A-2B-3C-4D-5E', ['00:1a:2b:3c:4d:5e']],
  ['001A.2B3C.4D5E', ['00:1a:2b:3c:4d:5e']],
  ['001a2b3c4d5e', ['00:1a:2b:3c:4d:5e']],
  ['["00:1A:2B:3C:4D:5F", "00:1A:2B:3C:4D:5E"]', ['00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5f']],
  ['00:1a:2b:3c:4d:5e;00-1a-2b-3c-4d-5e', ['00:1a:2b:3c:4d:5e']],
  ['00:00:00:00:00:00', []],
  ['ff:ff:ff:ff:ff:ff', []],
  ['', []],
])('addresses: %s', (text, expected) => {
  expect(read('macs', text)).toEqual({ value: expected });
});

test('what is no address is refused: part of a longer number, or a serial number', () => {
  for (const text of ['none here', '00:1a:2b', '5CG1234XYZ', '001a2b3c4d5e6f', 'x001a2b3c4d5e']) expect([text, read('macs', text)]).toEqual([text, { why: 'no network address' }]);
});

test.each(['To be filled by O.E.M.', 'Default string', 'N/A', '0', '0000000000', 'None', '123456789', 'System Serial Number', 'xxxxxxx', '-', '', 'VMware', 'not found', 'see notes'])('"%s" is no serial number', (text) => {
  expect(serialNumber(text)).toBe(text === 'VMware' ? 'VMware' : null);
});

test('what the agent leaves out as no serial number is none in a list either', () => {
  const candidates = ['To be filled by O.E.M.', 'TBD by OEM', 'Chassis Serial Number', 'System SKU', 'Not Specified', 'INVALID', 'Default', '  ', '1234567890', '00000', 'Undefined', 'Base Board Serial Number', 'OEM', 'Type1ProductConfigId'];
  expect(candidates.filter((text) => firmwareSerial(text) !== null)).toEqual([]);
  expect(candidates.filter((text) => serialNumber(text) !== null)).toEqual([]);
  for (const real of ['5CG1234XYZ', 'PF0ABC12', '7XQ2RT3', 'VMware-56 4d 1f', 'C02XL0ABJG5H']) expect([serialNumber(real), firmwareSerial(real)]).toEqual([real, real]);
});

test('a number that Excel shortened is no serial number', () => {
  expect(read('serial', '1.23457E+11')).toHaveProperty('why');
  expect(read('serial', '123457000000')).toEqual({ value: '123457000000' });
});

test.each([
  ['WINDOWS_SERVER', 'server'],
  ['Domain Controller', 'server'],
  ['Laptop', 'laptop'],
  ['Mobile Workstation', 'laptop'],
  ['Chromebook', 'laptop'],
  ['Desktop', 'workstation'],
  ['All in One', 'workstation'],
  ['VMWARE_VM_HOST', 'hypervisor'],
  ['ESXi Host', 'hypervisor'],
  ['NMS_SWITCH', 'network-device'],
  ['Firewall', 'network-device'],
  ['Wireless Access Point', 'network-device'],
  ['Network Printer', 'printer'],
  ['VMWARE_VM_GUEST', 'computer'],
  ['Computer', 'computer'],
  ['Windows', 'computer'],
  ['Vehicles', 'no-computer'],
  ['Monitor', 'no-computer'],
  ['Docking Station', 'no-computer'],
  ['iPhone', 'no-computer'],
  ['Office Furniture', 'no-computer'],
  ['Server Rack', undefined],
  ['COMPUTER HARDWARE/SOFTWARE', undefined],
  ['Software', 'no-computer'],
  ['EQUIP', undefined],
  ['10-200', undefined],
])('kind: %s is %s', (text, expected) => {
  expect(classWord(text)).toBe(expected);
});

test('words for systems, health, what is gone, and what a town owns beside computers', () => {
  expect(['Windows Server 2019', 'VMware ESXi 7.0', 'Windows 11 Pro', 'iOS 17', 'Cisco IOS 15'].map(classOfSystem)).toEqual(['server', 'hypervisor', undefined, 'no-computer', undefined]);
  expect(['Healthy', 'yes', 'Active', 'Infected', 'Impaired communication', 'No sensor data', 'Unprotected', 'perhaps', 'unknown'].map(healthWord)).toEqual([true, true, true, false, false, false, false, undefined, undefined]);
  expect(['Disposed', 'surplus', 'Retired - sold', 'Deployed', 'Ready to deploy', 'Active'].map(isGone)).toEqual([true, true, true, false, false, false]);
  expect(['2019 Ford F-150', 'John Deere mower', 'Filing cabinet', 'Dell OptiPlex 3060', 'Desktop HP', 'Toughbook laptop of the fire engine'].map(isNoComputer)).toEqual([true, true, true, false, false, false]);
});

test('what happened cannot have happened after the list was made', () => {
  expect(read('past-day', '11/16/2026')).toEqual({ value: '2026-11-16' });
  expect(read('past-day', '12/1/2026')).toHaveProperty('why');
  expect(read('day', '12/1/2029')).toEqual({ value: '2029-12-01' });
});

test('a formula is a text like any other; control characters and endless cells are not', () => {
  expect(read('text', '=HYPERLINK("http://x","y")')).toEqual({ value: '=HYPERLINK("http://x","y")' });
  expect(read('text', 'a\u0000\u001B[31mb\u202Ec\n d')).toEqual({ value: 'a [31mb c d' });
  expect(read('text', 'x'.repeat(1_001))).toHaveProperty('why');
});

test('no text makes a reader throw, and none leaves control characters in a value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...new Set(Object.values(readings))), (text, reading) => {
      const cell = read(reading, text);
      expect('value' in cell ? String(cell.value) : cell.why).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(clean(clean(text))).toBe(clean(text));
    }),
  );
});
