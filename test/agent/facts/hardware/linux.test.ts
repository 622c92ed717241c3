import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { chassisOf } from '../../../../agent/facts/hardware/chassis.ts';
import { dayOf } from '../../../../agent/facts/hardware/firmware-day.ts';
import { hardware } from '../../../../agent/facts/hardware/index.ts';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { sharedFixtures } from '../../../shared.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';

const of = (machine: Machine) => factsOf(linux, machine);
/** What a chip of version 2.0 tells only to programs. */
const ofChip = { 'tpm.endorsedOn': 'not-visible-from-here', 'tpm.manufacturer': 'not-visible-from-here' };

test('an office computer', () => {
  expect(hardware).toMatchObject({ name: 'hardware', version: 1, linux });
  const { data, gaps } = of(officePc);
  expect(data).toMatchObject({
    manufacturer: 'Dell Inc.', model: 'OptiPlex 7060', sku: '085A', serial: 'BQ5RNN2', chassis: 'desktop',
    board: { manufacturer: 'Dell Inc.', model: '0C96W1', version: 'A00', serial: null }, modelYear: null, graphics: [],
    firmware: { vendor: 'Dell Inc.', version: '1.4.2', releasedOn: '2019-06-11' },
    cpu: { model: 'Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz', cores: 2, microcode: '0xf4' },
    memoryMiB: 15_895, arrays: [], monitors: [], batteries: [], tpm: { version: '2.0', enabled: true }, secureBoot: true, secureBootCertificates: null, virtualization: null,
  });
  expect(gaps).toEqual({ memoryModules: 'not-visible-from-here', bmc: 'not-visible-from-here', ...ofChip });
  expect(data.disks?.map(({ name, bus, manufacturedOn }) => [name, bus, manufacturedOn])).toEqual([['nvme0n1', 'nvme', null], ['sda', 'usb', null], ['sr0', 'sata', null]]);
});

test('what only root may read is a gap for others', () => {
  const { data, gaps } = of({ ...officePc, '/sys/class/dmi/id/product_serial': { refused: 'needs-root' }, '/sys/firmware/dmi/tables/DMI': { refused: 'needs-root' } });
  expect(gaps).toEqual({ memoryModules: 'needs-root', serial: 'needs-root', bmc: 'needs-root', ...ofChip });
  expect([data.serial, data.memoryModules]).toEqual([undefined, undefined]);
});

test('a board without SMBIOS tells maker and model by its device tree', () => {
  const { data } = of({
    '/sys/firmware/devicetree/base/model': 'Raspberry Pi 4 Model B Rev 1.4\0',
    '/sys/firmware/devicetree/base/compatible': 'raspberrypi,4-model-b\0brcm,bcm2711\0',
    '/sys/firmware/devicetree/base/serial-number': '10000000ad1f5c2b\0',
  });
  expect(data).toMatchObject({ manufacturer: 'raspberrypi', model: 'Raspberry Pi 4 Model B Rev 1.4', serial: '10000000ad1f5c2b', board: null, firmware: null, chassis: null });
});

test('a machine that holds only placeholders tells nothing', () => {
  const { data, gaps } = of({
    '/sys/class/dmi/id/sys_vendor': 'System manufacturer\n', '/sys/class/dmi/id/product_name': 'System Product Name\n', '/sys/class/dmi/id/product_sku': 'SKU\n',
    '/sys/class/dmi/id/product_serial': 'System Serial Number\n', '/sys/class/dmi/id/chassis_type': '2\n', '/sys/class/dmi/id/bios_date': 'Default string\n',
    '/sys/class/dmi/id/board_name': 'To be filled by O.E.M.\n', '/sys/firmware/dmi/tables/DMI': Buffer.from('garbage'),
  });
  expect(data).toMatchObject({ manufacturer: null, model: null, sku: null, serial: null, chassis: null, board: null, firmware: null });
  expect(gaps).toMatchObject({ memoryModules: 'unreadable' });
});

describe('firmware dates', () => {
  test.each([
    ['06/11/2019', '2019-06-11'], ['09/20/98', '1998-09-20'], ['02/29/2020', '2020-02-29'], ['18.06.2014', '2014-06-18'],
    ['02/29/2019', undefined], ['99/99/99999', undefined], ['06/11/2030', undefined], ['01/01/1970', undefined], ['Dec  9 2008', undefined], ['', undefined], ['6/11', undefined],
  ])('%s', (text, day) => {
    expect(dayOf(text, '2026-11-22')).toBe(day);
  });

  test('nonsense is a gap, the rest of the firmware is not', () => {
    const { data, gaps } = of({ ...officePc, '/sys/class/dmi/id/bios_date': '99/99/99999\n' });
    expect([data.firmware, gaps['firmware.releasedOn']]).toEqual([{ vendor: 'Dell Inc.', version: '1.4.2' }, 'unreadable']);
  });

  const reports = sharedFixtures('linuxhw-dmi', 'index.json');
  test.skipIf(!reports)('are those that linux-hardware.org’s reports are read to have', () => {
    const machines = Object.values(JSON.parse(fs.readFileSync(reports ?? '', 'utf8')) as Record<string, { biosDateRaw: string | null; biosDate: string | null }>);
    expect(machines.length).toBeGreaterThan(200);
    expect(machines.filter(({ biosDateRaw, biosDate }) => (dayOf(biosDateRaw ?? '', '2025-06-01') ?? null) !== biosDate)).toEqual([]);
  });

  const glpi = sharedFixtures('glpi-agent', 'dmi-expected.json');
  test.skipIf(!glpi)('and names are those that GLPI’s tests expect', () => {
    const machines = Object.values(JSON.parse(fs.readFileSync(glpi ?? '', 'utf8')) as Record<string, Record<string, string>>);
    expect(machines.length).toBeGreaterThan(10);
    const iso = (date: string | undefined) => date?.replace('02/11/99', '02/11/1999').replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2');
    for (const { vendor, model, biosVendor, biosVersion, biosDate } of machines) {
      const { data } = of({ '/sys/class/dmi/id/sys_vendor': vendor, '/sys/class/dmi/id/product_name': model, '/sys/class/dmi/id/bios_vendor': biosVendor, '/sys/class/dmi/id/bios_version': biosVersion, '/sys/class/dmi/id/bios_date': biosDate });
      const { manufacturer, model: named, firmware } = data;
      expect([manufacturer, named, firmware?.releasedOn ?? null]).toEqual([vendor?.trim() || null, model?.trim() || null, iso(biosDate) ?? null]);
    }
  });
});

test.each([['3', 'desktop'], ['131', 'desktop'], ['10', 'laptop'], ['31', 'laptop'], ['30', 'tablet'], ['23', 'server'], ['1', 'other'], ['33', 'other'], ['2', null], ['0', null], ['99', undefined], ['x', undefined]])('chassis type %s', (type, form) => {
  expect(chassisOf(type)).toBe(form);
});

describe('memory', () => {
  const facter = sharedFixtures('facter', 'fixtures');
  test.skipIf(!facter).each([['meminfo', 3942], ['meminfo2', 3942], ['meminfo_missing_available', 3942]])('of %s', (name, memoryMiB) => {
    expect(of({ '/proc/meminfo': fs.readFileSync(path.join(facter ?? '', name)) }).data.memoryMiB).toBe(memoryMiB);
  });

  test.each(['', 'MemTotal: lots kB\n', 'MemTotal: 99999999999999999999 kB\n'])('%j is a gap', (text) => {
    expect(of({ '/proc/meminfo': text }).gaps).toMatchObject({ memoryMiB: 'unreadable' });
  });
});

describe('security chip and start', () => {
  const variable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
  const efi = { '/sys/firmware/efi/config_table': '' };
  const mounted = { '/proc/self/mountinfo': '1 0 0:9 / /sys/firmware/efi/efivars rw - efivarfs efivarfs rw\n' };

  test.each<[string, Machine, boolean | null | undefined]>([
    ['no UEFI', {}, null],
    ['on', { ...efi, [variable]: Buffer.from([6, 0, 0, 0, 1]) }, true],
    ['off', { ...efi, [variable]: Buffer.from([6, 0, 0, 0, 0]) }, false],
    ['UEFI that has no such thing', { ...efi, ...mounted }, false],
    ['variables that are not mounted', efi, undefined],
    ['nonsense', { ...efi, [variable]: Buffer.from([1]) }, undefined],
  ])('Secure Boot: %s', (_name, machine, expected) => {
    const { data, gaps } = of(machine);
    expect([data.secureBoot, 'secureBoot' in gaps]).toEqual([expected, expected === undefined]);
  });

  test.each<[Machine, unknown]>([
    [{}, null],
    [{ '/sys/class/tpm/tpm0/tpm_version_major': '2\n' }, { version: '2.0', enabled: true }],
    [{ '/sys/class/tpm/tpm0/tpm_version_major': '1\n' }, { version: '1.2', enabled: true }],
    [{ '/sys/class/tpm/tpm0/dev': '10:224\n' }, { version: null, enabled: true }],
  ])('TPM %j', (machine, tpm) => {
    expect(of(machine).data.tpm ?? null).toEqual(tpm);
  });
});

test('screens by connector; a connector without a screen answers nothing, a broken one is a gap', () => {
  const screens = sharedFixtures('glpi-agent', 'files/generic/edid');
  const edid = screens ? fs.readFileSync(path.join(screens, 'EV2785')) : Buffer.alloc(0);
  const { data, gaps } = of({ '/sys/class/drm/card0-DP-1/edid': edid, '/sys/class/drm/card0-HDMI-A-1/edid': Buffer.alloc(0), '/sys/class/drm/card0-VGA-1/edid': Buffer.from('nonsense') });
  expect(data.monitors).toEqual(screens ? [{ manufacturer: 'ENC', model: 'EV2785', serial: '68056070', year: 2020, week: 28, modelYear: null, internal: false }] : []);
  expect(gaps).toMatchObject({ monitors: 'unreadable' });
});
