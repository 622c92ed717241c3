import { expect, test } from 'vitest';
import { windows } from '../../../../agent/facts/power/windows.ts';
import { windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const facts = (world: WindowsWorld = {}) => windowsFactsOf(windows, { registry: { ...windowsPc.registry, ...world.registry }, cim: { ...windowsPc.cim, ...world.cim } });
const service = (name: string, Start: number) => ({ [`HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`]: { Start } });
const supply = { InstanceName: String.raw`HID\VID_051D&PID_0002\6&1_0`, DeviceName: 'Back-UPS XS 1300G', ManufactureName: 'American Power Conversion', SerialNumber: '4B1832P12345', Capabilities: 0xe0000000 };
const plan = '381b4222-f694-41f0-9685-ff5bb260df2e';
const action = (DCSettingIndex: number) => ({ [String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes` + `\\${plan}\\e73a048d-bf27-4f12-9731-8b2076e8891f\\637ea02f-bbcb-4015-8e2c-a1c7b9c0b546`]: { DCSettingIndex } });

test('a laptop has no power supply that anybody watches: not known, not none', () => {
  expect(facts()).toMatchObject({ data: { monitors: [] }, gaps: { ups: 'not-visible-from-here' } });
});

test('a supply on a cable, and what Windows does when it is nearly empty', () => {
  const by = (index: number) => facts({ cim: { 'root/wmi:BatteryStaticData': [supply] }, registry: action(index) }).data;
  expect(by(3)).toEqual({
    ups: [{ name: 'Back-UPS XS 1300G', by: 'windows', manufacturer: 'American Power Conversion', model: 'Back-UPS XS 1300G', serial: '4B1832P12345', local: true }],
    monitors: [{ name: 'windows', enabled: true, shutsDown: true }],
  });
  expect([by(0), by(1), by(2)].map((it) => it.monitors?.[0]?.shutsDown)).toEqual([false, false, true]);
  expect(facts({ cim: { 'root/wmi:BatteryStaticData': [supply] } }).data.monitors?.[0]?.shutsDown).toBeNull();
  expect(facts({ cim: { 'root/wmi:BatteryStaticData': [supply] }, registry: action(42) }).gaps).toMatchObject({ 'monitors[].shutsDown': 'unreadable' });
});

test('programs that watch one: on, off, two of a kind', () => {
  const monitors = (registry: NonNullable<WindowsWorld['registry']>) => facts({ registry });
  expect(monitors(service('apcupsd', 2))).toMatchObject({ data: { monitors: [{ name: 'apcupsd', enabled: true }] }, gaps: { ups: 'not-visible-from-here' } });
  expect(monitors(service('apcupsd', 4)).data.monitors).toEqual([{ name: 'apcupsd', enabled: false }]);
  expect(monitors({ ...service('APC UPS Service', 3), ...service('PowerPanel Personal Service', 2) }).data.monitors).toEqual([{ name: 'other', enabled: true }]);
});

test('a refusal and nonsense are gaps', () => {
  expect(facts({ cim: { 'root/wmi:BatteryStaticData': { refused: 'needs-root' } } }).gaps).toMatchObject({ ups: 'needs-root' });
  expect(facts({ cim: { 'root/wmi:BatteryStaticData': [{ ...supply, SerialNumber: 5 }] } }).gaps).toMatchObject({ 'ups[].serial': 'unreadable' });
  expect(facts({ registry: { [String.raw`HKLM\SYSTEM\CurrentControlSet\Services\wuauserv`]: { refused: 'denied' } } }).gaps).toMatchObject({ monitors: 'denied' });
});
