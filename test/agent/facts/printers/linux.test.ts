import { expect, test } from 'vitest';
import { printers } from '../../../../agent/facts/printers/index.ts';
import { linux } from '../../../../agent/facts/printers/linux.ts';
import { factsOf } from '../machine.ts';
import { busyServer } from '../town-services.ts';

const cups = { '/usr/sbin/cupsd': 'x' };

test('printers of CUPS, without the password in an address', () => {
  expect(printers).toMatchObject({ name: 'printers', version: 1, linux });
  const { data, gaps } = factsOf(linux, busyServer);
  expect(data).toEqual({
    printers: [
      { name: 'Front', model: 'HP LaserJet Pro M404dn', driver: 'HP LaserJet Pro M404dn', address: 'ipp://192.0.2.50:631/ipp/print', connection: 'network', shared: true, location: 'Town hall' },
      { name: 'Label', model: 'Zebra ZPL', driver: null, address: 'usb://Zebra/LP2844', connection: 'usb', shared: true, location: null },
      { name: 'PDF', model: 'Generic CUPS-PDF Printer', driver: null, address: null, connection: 'virtual', shared: false, location: null },
    ],
    spooler: true,
  });
  expect(gaps).toEqual({ 'printers[].user': 'not-this-platform' });
});

test('no CUPS, CUPS without printers, CUPS whose printers are hidden', () => {
  expect(factsOf(linux, {})).toMatchObject({ data: { printers: [], spooler: false }, missing: [] });
  expect(factsOf(linux, cups).data).toEqual({ printers: [], spooler: false });
  const hidden = factsOf(linux, { ...cups, '/etc/cups/printers.conf': { refused: 'needs-root' } });
  expect([hidden.data.printers, hidden.gaps]).toEqual([undefined, { printers: 'needs-root' }]);
});

test.each([
  ['socket://192.0.2.1:9100', 'network'], ['smb://TOWN/server/printer', 'shared'], ['ipp://server/printers/front', 'shared'], ['dnssd://HP%20LaserJet._ipp._tcp.local/', 'network'],
  ['hp:/usb/LaserJet?serial=1', 'usb'], ['hp:/net/LaserJet?ip=192.0.2.1', 'network'], ['file:///dev/null', 'virtual'], ['something:else', 'other'],
])('%s is %s', (uri, connection) => {
  expect(factsOf(linux, { ...cups, '/etc/cups/printers.conf': `<Printer a>\nDeviceURI ${uri}\n</Printer>\n` }).data.printers?.[0]?.connection).toBe(connection);
});

test('a torn file is not understood', () => {
  expect(factsOf(linux, { ...cups, '/etc/cups/printers.conf': '<Printer a>\nDeviceURI usb://x\n' }).gaps).toEqual({ printers: 'unreadable' });
});
