import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';

const of = (machine: Machine) => factsOf(linux, machine);
const variables = '/sys/firmware/efi/efivars';
const [globalId, imageId] = ['8be4df61-93ca-11d2-aa0d-00e098032b8c', 'd719b2cb-3d3a-4596-a3bc-dad00e67656f'];

test('a chip of version 1.2 names its maker and whether it is on', () => {
  const { data } = of({ '/sys/class/tpm/tpm0/tpm_version_major': '1\n', '/sys/class/tpm/tpm0/device/caps': 'Manufacturer: 0x49465800\nTCG version: 1.2\n', '/sys/class/tpm/tpm0/device/enabled': '0\n' });
  expect(data.tpm).toEqual({ version: '1.2', manufacturer: 'IFX', enabled: false });
});

describe('certificates of Secure Boot', () => {
  const signed = (db: string, kek: string, on = 1) =>
    of({ '/sys/firmware/efi/config_table': '', [`${variables}/SecureBoot-${globalId}`]: Buffer.from([6, 0, 0, 0, on]), [`${variables}/db-${imageId}`]: Buffer.from(db), [`${variables}/KEK-${globalId}`]: Buffer.from(kek) }).data.secureBootCertificates;

  test.each([
    ['Microsoft Windows Production PCA 2011', 'Microsoft Corporation KEK CA 2011', '2011'],
    ['Microsoft Corporation UEFI CA 2011 Windows UEFI CA 2023', 'Microsoft Corporation KEK 2K CA 2023', '2023'],
    ['Microsoft Corporation UEFI CA 2011 Windows UEFI CA 2023', 'Microsoft Corporation KEK CA 2011', 'in-progress'],
    ['somebody else', 'somebody else', null],
  ])('%s, %s', (db, kek, expected) => {
    expect(signed(db, kek)).toBe(expected);
  });

  test('do not matter where Secure Boot is off', () => {
    expect(signed('Microsoft Corporation UEFI CA 2011', '', 0)).toBeNull();
  });
});

test('graphics by maker and number, each once', () => {
  const { data } = of({ '/sys/class/drm/card0/device/vendor': '0x8086\n', '/sys/class/drm/card0/device/device': '0x3e92\n', '/sys/class/drm/card0-DP-1/device/vendor': '0x8086\n', '/sys/class/drm/card1/device/vendor': '0x1002\n', '/sys/class/drm/card1/device/device': '0x67df\n' });
  expect(data.graphics).toEqual([{ name: 'AMD 1002:67df', driverOn: null }, { name: 'Intel 8086:3e92', driverOn: null }]);
});

test('a management controller by its SMBIOS structure', () => {
  const table = (type: number) => Buffer.concat([Buffer.from([type, 4, 0, 0, 0, 0]), Buffer.from([127, 4, 1, 0, 0, 0])]);
  expect(of({ '/sys/class/dmi/id/sys_vendor': 'Dell Inc.\n', '/sys/firmware/dmi/tables/DMI': table(38) }).data.bmc).toEqual({ product: 'iDRAC' });
  expect(of({ '/sys/class/dmi/id/sys_vendor': 'Dell Inc.\n', '/sys/firmware/dmi/tables/DMI': table(1) }).data.bmc).toBeNull();
});
