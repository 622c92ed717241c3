import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/printers/windows.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { RegistryKey } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const print = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Print`;
const facts = (registry: Record<string, RegistryKey> = {}) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...registry } });
const one = (values: Record<string, string | number>) => facts({ [`${print}\\Printers\\Test`]: values }).data.printers?.find(({ name }) => name === 'Test');

test('an office computer', () => {
  const { data, gaps } = facts();
  expect(data).toEqual({
    printers: [
      { name: 'Clerk%20color', address: String.raw`\\print.town.example\Clerk%20color`, connection: 'shared', shared: false, user: 'maria' },
      { name: 'Front desk', model: 'HP LaserJet Pro M404 PCL-6', driver: 'HP LaserJet Pro M404 PCL-6', address: '192.0.2.50', connection: 'network', shared: true, location: 'Town hall' },
      { name: 'Microsoft Print to PDF', model: 'Microsoft Print To PDF', driver: 'Microsoft Print To PDF', address: null, connection: 'virtual', shared: false, location: null },
    ],
    spooler: true,
  });
  expect(Object.keys(gaps)).toEqual(['printers[].driver', 'printers[].location', 'printers[].model']);
});

test.each([
  ['USB001', { connection: 'usb', address: 'USB001' }], ['WSD-1234.0032', { connection: 'network' }], ['http://user:secret@192.0.2.7:631/ipp', { connection: 'network', address: 'http://192.0.2.7:631/ipp' }],
  [String.raw`\\server\queue`, { connection: 'shared' }], ['FILE:', { connection: 'virtual', address: null }], ['LPT1:', { connection: 'other', address: 'LPT1:' }],
])('port %s', (Port, expected) => expect(one({ Name: 'Test', Port, 'Printer Driver': 'Brother HL-L2350DW', Attributes: 0x40, Location: '' })).toMatchObject(expected));

test('a driver for many models tells no model, and the spooler may be off', () => {
  expect(one({ Name: 'Test', Port: 'USB001', 'Printer Driver': 'HP Universal Printing PCL 6', Attributes: 0 })).toMatchObject({ model: null, driver: 'HP Universal Printing PCL 6' });
  expect(facts({ [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\Spooler`]: { Start: 4 } }).data.spooler).toBe(false);
});

test('a refusal and nonsense are gaps', () => {
  expect(facts({ [`${print}\\Printers\\Front desk`]: { refused: 'denied' } }).gaps).toMatchObject({ printers: 'denied' });
  expect(facts({ [`${print}\\Printers\\Test`]: { Name: 7, Port: 8, 'Printer Driver': 9, Attributes: 'x' } }).gaps).toMatchObject({ 'printers[].connection': 'unreadable', 'printers[].shared': 'unreadable' });
});
