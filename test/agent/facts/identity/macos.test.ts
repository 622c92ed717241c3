import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/identity/macos.ts';
import { counterexample } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const canary = 'CANARY-7f3a';
const mac: Machine = {
  '/Library/Preferences/SystemConfiguration/preferences.plist': plist({
    System: { Network: { HostNames: { LocalHostName: 'Chief-Mac' } }, System: { ComputerName: 'Chief’s Mac', HostName: 'chief-mac.town.example' } }, Secret: canary,
  }),
  '/Library/Preferences/SystemConfiguration/NetworkInterfaces.plist': plist({
    Interfaces: [
      { 'BSD Name': 'en0', IOBuiltin: true, IOMACAddress: Buffer.from('3c0630112233', 'hex'), SCNetworkInterfaceType: 'IEEE80211' },
      { 'BSD Name': 'en1', IOBuiltin: true, IOMACAddress: Buffer.from('36112233aabb', 'hex'), SCNetworkInterfaceType: 'Ethernet' },
      { 'BSD Name': 'en7', IOBuiltin: false, IOMACAddress: Buffer.from('a0cec8000001', 'hex'), SCNetworkInterfaceType: 'Ethernet' },
    ],
  }),
  '/Library/Preferences/OpenDirectory/Configurations/Active Directory/TOWN.plist': plist({ 'node name': '/Active Directory/TOWN', trustkerberosprincipal: 'chief-mac$@TOWN.EXAMPLE', trustpassword: canary }),
};
const programs: Programs = {
  hardware: plist([{ IOPlatformUUID: '564D5A5E-2C1B-4F3A-9B0E-0A1B2C3D4E5F', IOPlatformSerialNumber: 'C02XK0AAJGH5', model: Buffer.from('MacBookPro18,3\0') }]),
  enrollment: 'Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\nMDM server: https://mdm.example.com/mdm/ServerURL\n',
};

test('a Mac of the town, bound and managed', () => {
  const { data, missing } = factsWith(macos, mac, programs);
  expect(missing).toEqual([]);
  expect(data).toEqual({
    hostname: 'chief-mac.town.example', fqdn: 'chief-mac.town.example', machineId: expect.stringMatching(/^[0-9a-f]{64}$/), systemUuid: '564d5a5e-2c1b-4f3a-9b0e-0a1b2c3d4e5f', serial: 'C02XK0AAJGH5',
    assetTag: null, macs: ['3c:06:30:11:22:33'], domain: 'town.example', entra: null, managedBy: ['mdm.example.com'],
  });
  expect(JSON.stringify(data)).not.toContain(canary);
});

describe('what else there is', () => {
  test('no directory, no management', () => {
    const { data } = factsWith(macos, { ...mac, '/Library/Preferences/OpenDirectory/Configurations/Active Directory/TOWN.plist': undefined }, { ...programs, enrollment: 'Enrolled via DEP: No\nMDM enrollment: No\n' });
    expect(data).toMatchObject({ domain: null, managedBy: [] });
  });
  test('a name of this network only', () => {
    const local = plist({ System: { Network: { HostNames: { LocalHostName: 'Chief-Mac' } }, System: { ComputerName: 'x' } } });
    expect(factsWith(macos, { ...mac, '/Library/Preferences/SystemConfiguration/preferences.plist': local }, programs).data).toMatchObject({ hostname: 'Chief-Mac', fqdn: null });
  });
  test('Company Portal may have joined it: that cannot be seen', () => {
    expect(factsWith(macos, { ...mac, '/Applications/Company Portal.app/Contents/Info.plist': plist({}) }, programs).gaps).toEqual({ entra: 'not-visible-from-here' });
  });
  test('refused, and nonsense', () => {
    const refused = factsWith(macos, Object.fromEntries(Object.keys(mac).map((path) => [path, { refused: 'denied' as const }])), { hardware: { state: 'failed', reason: 'timeout', detail: 'ioreg' }, enrollment: { state: 'failed', reason: 'denied', detail: 'profiles' } });
    expect(refused.gaps).toEqual({ hostname: 'denied', fqdn: 'denied', machineId: 'timeout', systemUuid: 'timeout', serial: 'timeout', macs: 'denied', domain: 'denied', managedBy: 'denied' });
    expect(factsWith(macos, Object.fromEntries(Object.keys(mac).map((path) => [path, 'nonsense'])), { hardware: 'x', enrollment: 'Erreur' }).data).toEqual({ assetTag: null, entra: null });
  });
});

test('any bytes give facts or gaps', () => {
  expect(counterexample('identity', macos, bothRounds(macos, mac, programs))).toBeUndefined();
});
