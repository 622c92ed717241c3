import { describe, expect, test } from 'vitest';
import { power } from '../../../../agent/facts/power/index.ts';
import { linux } from '../../../../agent/facts/power/linux.ts';
import { dayIn } from '../../../../agent/facts/power/supply.ts';
import { linux as vitals } from '../../../../agent/facts/vitals/linux.ts';
import type { Machine } from '../machine.ts';
import { factsWith } from '../started.ts';
import type { Programs } from '../started.ts';
import { busyPrograms, busyServer } from '../town-services.ts';

const wanted = (name: string): Machine => ({ [`/etc/systemd/system/multi-user.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const nut: Machine = {
  '/sbin/upsmon': 'x', ...wanted('nut-monitor.service'), '/etc/nut/nut.conf': 'MODE=standalone\n', '/etc/nut/ups.conf': '[rack]\ndriver = usbhid-ups\nport = auto\n',
  '/etc/nut/upsmon.conf': 'MONITOR rack@localhost 1 a b primary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\n',
};
const of = (machine: Machine, programs: Programs = {}) => factsWith(linux, machine, programs);

test('NUT and apcupsd, one supply of another computer among them', () => {
  expect(power).toMatchObject({ name: 'power', version: 1, linux });
  const { data, gaps } = of(busyServer, busyPrograms);
  expect(data.monitors).toEqual([{ name: 'apcupsd', enabled: false, shutsDown: true }, { name: 'nut', enabled: true, shutsDown: true }]);
  expect(data.ups).toEqual([
    { name: 'apc', by: 'apcupsd', manufacturer: 'APC', model: 'Back-UPS XS 950U', serial: '3B1832X12345', firmware: '925.T1 .I USB FW:T1', manufacturedOn: '2018-08-09', batteryChangedOn: '2021-05-01', local: true },
    { name: 'hall@192.0.2.9', by: 'nut', local: false },
    { name: 'rack', by: 'nut', manufacturer: 'APC', model: 'Smart-UPS 1500', serial: 'AS1832123456', firmware: 'UPS 15.0', manufacturedOn: '2018-08-09', batteryChangedOn: '2021-05-01', local: true },
  ]);
  expect(gaps['ups[].model']).toBe('not-visible-from-here');
});

test('what moves stands in the vitals', () => {
  expect(factsWith(vitals, busyServer, busyPrograms).data.ups).toEqual([
    { name: 'apc', online: true, replaceBattery: true, chargePercent: 100, runtimeSeconds: 2490 },
    { name: 'hall@192.0.2.9' },
    { name: 'rack', online: true, replaceBattery: false, chargePercent: 100, runtimeSeconds: 2400 },
  ]);
});

describe('NUT', () => {
  test('that is installed and switched off watches nothing', () => {
    expect(of({ ...nut, '/etc/nut/nut.conf': 'MODE=none\n' }).data.monitors).toEqual([{ name: 'nut', enabled: false, shutsDown: true }]);
  });

  test('whose units do not start', () => {
    const { '/etc/systemd/system/multi-user.target.wants/nut-monitor.service': _unit, ...rest } = nut;
    expect(of(rest).data.monitors).toEqual([{ name: 'nut', enabled: false, shutsDown: true }]);
  });

  test('whose driver does not answer', () => {
    const { data, gaps } = of(nut, { 'upsc rack': { state: 'read', text: '', exitCode: 1, stderr: 'Error: Driver not connected' } });
    expect([data.ups, gaps['ups[].model']]).toEqual([[{ name: 'rack', by: 'nut', local: true }], 'unreachable']);
  });

  test('without its client', () => {
    expect(of(nut).gaps).toMatchObject({ 'ups[].model': 'tool-missing' });
  });

  test('whose settings are hidden', () => {
    const { data, gaps } = of({ ...nut, '/etc/nut/ups.conf': { refused: 'needs-root' }, '/etc/nut/upsmon.conf': { refused: 'needs-root' } });
    expect([data.ups, gaps['ups'], gaps['monitors[].shutsDown']]).toEqual([undefined, 'needs-root', 'needs-root']);
  });

  test('that asks and never shuts down', () => {
    expect(of({ ...nut, '/etc/nut/upsmon.conf': 'MONITOR rack@localhost 1 a b primary\n' }).data.monitors?.[0]?.shutsDown).toBeNull();
  });
});

test('apcupsd that is told never to shut down', () => {
  expect(of({ '/sbin/apcupsd': 'x', '/etc/apcupsd/apcupsd.conf': 'BATTERYLEVEL -1\nMINUTES -1\nTIMEOUT 0\n' }).data.monitors).toEqual([{ name: 'apcupsd', enabled: false, shutsDown: false }]);
});

test('without a program the list is missing, not empty', () => {
  const { data, gaps } = of({});
  expect([data, gaps]).toEqual([{ monitors: [] }, { ups: 'not-visible-from-here' }]);
});

test.each([
  ['2018-08-09', '2018-08-09'], ['2018/08/09', '2018-08-09'], ['08/09/18', '2018-08-09'], ['08/09/2018', '2018-08-09'], ['', null], ['not set', null], ['2018/13/01', undefined], ['13/01/2018', undefined], ['August', undefined],
])('the day in %j', (text, day) => {
  expect(dayIn(text)).toBe(day);
});
