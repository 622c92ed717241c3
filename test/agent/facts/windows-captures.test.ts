import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedFixtures } from '../../shared.ts';
import { captureText, instancesIn, registryIn } from './windows-captures.ts';
import { windowsAnswers } from './windows-machine.ts';

test('a registry export', () => {
  const text = [
    'Windows Registry Editor Version 5.00', '', '[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]', '@="it"', '"a\\\\b"="C:\\\\x \\"y\\""', '"n"=dword:ffffffff', '"b"=hex:01,02,\\', '  03',
    '"q"=hex(b):ff,ff,ff,ff,ff,ff,ff,ff', '"m"=hex(7):61,00,00,00,62,00,00,00,00,00', '"x"=hex(2):25,00,61,00,25,00,00,00', '', '[HKEY_USERS\\S-1-5-18\\B]', '',
  ].join('\r\n');
  expect(registryIn(text)).toEqual({
    'HKLM\\SOFTWARE\\A': { '': 'it', 'a\\b': 'C:\\x "y"', n: 4_294_967_295, b: { hex: '010203' }, q: '18446744073709551615', m: ['a', 'b'], x: '%a%' },
    'HKU\\S-1-5-18\\B': {},
  });
  expect(() => registryIn('[HKEY_USERS\\A]\r\nnonsense')).toThrow('no line of a registry export: nonsense');
});

test('a list of WMI', () => {
  const list = '\r\r\n\r\r\nName=A=B\r\r\nOn=TRUE\r\r\nSize=42\r\r\nBuild=7600\r\r\nNone=\r\r\nIPAddress={"10.0.0.1","fe80::1"}\r\r\nCodes={1,2}\r\r\nId={1B7AE0A1-0001-0002-0003-000000000004}\r\r\nInstallDate=20130813153755.500000+120\r\r\n\r\r\nName=C\r\r\n';
  expect(instancesIn(list, ['Build'])).toEqual([
    { Name: 'A=B', On: true, Size: 42, Build: '7600', None: null, IPAddress: ['10.0.0.1', 'fe80::1'], Codes: [1, 2], Id: '{1B7AE0A1-0001-0002-0003-000000000004}', InstallDate: '2013-08-13T13:37:55.500Z' },
    { Name: 'C' },
  ]);
});

const shared = sharedFixtures('glpi-agent', 'files', 'win32');

describe.skipIf(!shared)('the captures of real machines', () => {
  const all = (folder: string) => fs.readdirSync(path.join(shared ?? '', folder)).map((name) => path.join(shared ?? '', folder, name));

  test('registry exports are understood to the last line', () => {
    const sizes = all('registry').map((file) => Object.keys(registryIn(captureText(file))).length);
    expect(sizes).toHaveLength(29);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('lists of WMI have instances', () => {
    const counts = all('wmi').map((file) => [path.basename(file), instancesIn(captureText(file)).length] as const);
    expect(counts.filter(([, count]) => count === 0)).toEqual([]);
  });

  test('a capture answers sources as Windows would', () => {
    const registry = registryIn(captureText(path.join(shared ?? '', 'registry', '7-AD-LogonUI.reg')));
    const { logon } = windowsAnswers({ logon: { kind: 'registry', key: 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Authentication\\*', values: ['lastloggedonuser'] } }, { registry });
    expect(logon).toEqual({
      kind: 'many',
      entries: [{ path: 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI', reading: { state: 'read', text: '{"lastloggedonuser":"teclib@ad.fakedomain.local"}' } }],
    });
  });
});
