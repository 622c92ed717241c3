import { expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/printers/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import { bothRounds, factsWith } from '../started.ts';

const mac: Machine = {
  '/System/Library/LaunchDaemons/org.cups.cupsd.plist': plist({ Label: 'org.cups.cupsd', Sockets: {}, ProgramArguments: ['/usr/sbin/cupsd', '-l'] }),
  '/etc/cups/printers.conf': '<DefaultPrinter Front_desk>\nInfo Front desk\nLocation Town hall\nMakeModel HP LaserJet Pro M404dn-AirPrint\nDeviceURI ipps://user:CANARY@printer.town.example/ipp/print\nShared No\n</DefaultPrinter>\n<Printer Label>\nMakeModel DYMO LabelWriter 450\nDeviceURI usb://DYMO/LabelWriter%20450?serial=123\nShared Yes\n</Printer>\n',
  '/etc/cups/ppd/Label.ppd': '',
};

test('printers of a Mac', () => {
  const { data, gaps } = factsWith(macos, mac);
  expect(data).toEqual({
    printers: [
      { name: 'Front_desk', model: 'HP LaserJet Pro M404dn-AirPrint', driver: null, address: 'ipps://printer.town.example/ipp/print', connection: 'network', shared: false, location: 'Town hall' },
      { name: 'Label', model: 'DYMO LabelWriter 450', driver: 'DYMO LabelWriter 450', address: 'usb://DYMO/LabelWriter%20450', connection: 'usb', shared: true, location: null },
    ],
    spooler: true,
  });
  expect(gaps).toEqual({ 'printers[].user': 'not-this-platform' });
});

test('printing is switched off, hidden, or torn', () => {
  const overrides = '/private/var/db/com.apple.xpc.launchd/disabled.plist';
  expect(factsWith(macos, { ...mac, [overrides]: plist({ 'org.cups.cupsd': true }) }).data.spooler).toBe(false);
  expect(factsWith(macos, { '/System/Library/LaunchDaemons/org.cups.cupsd.plist': mac['/System/Library/LaunchDaemons/org.cups.cupsd.plist'] }).data).toMatchObject({ printers: [], spooler: true });
  expect(factsWith(macos, { ...mac, [overrides]: { refused: 'denied' }, '/etc/cups/printers.conf': { refused: 'needs-root' } }).gaps).toMatchObject({ spooler: 'denied', printers: 'needs-root' });
  expect(factsWith(macos, { '/etc/cups/printers.conf': '<Printer a>\n<Printer b>' }).gaps).toMatchObject({ printers: 'unreadable', spooler: 'unreadable' });
});

test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
  const likely = bothRounds(macos, mac);
  expect(counterexample('printers', macos, likely)).toBeUndefined();
  expect(untruths(macos, likely)).toEqual([]);
});
