import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { madeOn, smartQuestions } from '../../../../agent/facts/hardware/smart.ts';
import { healthOf } from '../../../../agent/facts/vitals/moving.ts';
import { sharedFixtures } from '../../../shared.ts';
import type { Machine } from '../machine.ts';
import { factsWith } from '../started.ts';

const sas: Machine = {
  '/sys/dev/block/8:0': { link: '../../devices/pci0000:00/0000:03:00.0/host0/port-0:0/end_device-0:0/target0:0:0/0:0:0:0/block/sda' },
  '/sys/block/sda/size': '100\n', '/sys/block/sda/removable': '0\n', '/sys/block/sda/queue/rotational': '1\n', '/sys/block/sda/device/vendor': 'SEAGATE\n',
};
const told = (year: string, week: string) => JSON.stringify({ smartctl: { exit_status: 0 }, scsi_start_stop_cycle_counter: { year_of_manufacture: year, week_of_manufacture: week } });

test('a SAS disk tells the week it was made in', () => {
  expect(factsWith(linux, sas, { 'smart sda': told('2019', '12') }).data.disks?.[0]).toMatchObject({ bus: 'sas', manufacturedOn: '2019-03-18' });
  expect(factsWith(linux, sas, { 'smart sda': JSON.stringify({ smartctl: {} }) }).data.disks?.[0]?.manufacturedOn).toBeNull();
  expect(factsWith(linux, sas).gaps).toMatchObject({ 'disks[].manufacturedOn': 'tool-missing' });
  expect(factsWith(linux, sas, { 'smart sda': { state: 'read', text: told('2019', '12'), exitCode: 2 } }).gaps).toMatchObject({ 'disks[].manufacturedOn': 'not-visible-from-here' });
});

test.each([['2020', '1', '2019-12-30'], ['2019', '53', '2019-12-30'], ['1985', '1', undefined], ['2019', '99', undefined], ['2031', '1', undefined]])('year %s week %s', (year, week, day) => {
  expect(madeOn(JSON.parse(told(year, week)), '2026-11-22')).toBe(day);
});

test('only disks that keep such a record are asked, asleep ones are left asleep', () => {
  const questions = smartQuestions(['sda', 'nvme0n1', 'vda', 'sr0', 'mmcblk0', 'sdb;reboot']);
  expect(Object.keys(questions)).toEqual(['smart sda', 'smart nvme0n1']);
  expect(questions['smart sda']).toMatchObject({ args: ['--json=c', '-n', 'standby', '-i', '-H', '-A', '/dev/sda'], needsRoot: true });
  expect(Object.keys(smartQuestions(Array.from({ length: 20 }, (_none, index) => `sd${String.fromCharCode(97 + index)}`)))).toHaveLength(8);
});

test('health as smartctl tells it', () => {
  expect(healthOf({ smart_status: { passed: true }, power_on_time: { hours: 12_044 }, nvme_smart_health_information_log: { percentage_used: 7 } })).toEqual({ healthy: true, powerOnHours: 12_044, wearPercent: 7, badSectors: null });
  expect(healthOf({ rotation_rate: 0, ata_smart_attributes: { table: [{ id: 177, value: 91, raw: { value: 1 } }, { id: 5, value: 100, raw: { value: 0 } }] } })).toEqual({ healthy: null, powerOnHours: null, wearPercent: 9, badSectors: 0 });
  expect(healthOf({ scsi_grown_defect_list: 4 })).toMatchObject({ badSectors: 4, wearPercent: null });
  expect(healthOf('nonsense')).toEqual({ healthy: null, powerOnHours: null, wearPercent: null, badSectors: null });
});

const folder = sharedFixtures('scrutiny-smart', 'files');
test.skipIf(!folder)('captured answers say what they hold', () => {
  const files = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' }).filter((name) => /smart-[\w-]+\.json$/.test(name));
  expect(files.length).toBeGreaterThan(7);
  for (const name of files) {
    const captured = JSON.parse(readFileSync(path.join(folder ?? '', name), 'utf8')) as { smart_status?: { passed?: boolean }; power_on_time?: { hours?: number } };
    expect([name, healthOf(captured)]).toMatchObject([name, { healthy: captured.smart_status?.passed ?? null, powerOnHours: captured.power_on_time?.hours ?? null }]);
  }
});
