import * as z from 'zod/mini';
import { always, count, fact, instant, section, text, when } from '../section.ts';

export const vitals = section({
  name: 'vitals',
  version: 1,
  meaning: 'What moves by itself: last start, free space, wear of disks and batteries.',
  maxBytes: 16 * 1024,
  maxItems: { fileSystems: 40, batteries: 8, disks: 24, definitions: 8, ups: 4 },
  moving: true,
  schema: z.object({
    bootedAt: fact(instant(), 'When the computer was last started'),
    memoryAvailableMiB: fact(count(), 'Memory that is free for programs', { unit: 'MiB' }),
    fileSystems: fact(z.array(z.object({
      mountPoint: always(text(1024), 'Where it is mounted'),
      bytes: fact(count(), 'Size of the file system', { unit: 'bytes' }),
      freeBytes: fact(count(), 'What is free of it', { unit: 'bytes' }),
      readOnly: fact(z.boolean(), 'Nothing can be written to it'),
    })), 'Local file systems, by mount point'),
    batteries: fact(z.array(z.object({
      name: always(text(64), 'Name of the battery'),
      fullPercent: fact(z.nullable(count()), 'Full charge as share of the capacity when new', { unit: '%' }),
      cycles: fact(z.nullable(count()), 'Number of charging cycles'),
    })), 'Batteries, by name'),
    disks: fact(z.array(z.object({
      name: always(text(128), 'Name of the disk, as in the section on hardware'),
      healthy: fact(z.nullable(z.boolean()), 'The disk itself says that it is in good health (SMART); null when it says nothing'),
      powerOnHours: fact(z.nullable(count()), 'Hours it was powered on', { unit: 'hours' }),
      wearPercent: fact(z.nullable(count()), 'Share of its life that is used up, as the disk says', { unit: '%' }),
      badSectors: fact(z.nullable(count()), 'Sectors that were replaced or cannot be read'),
    })), 'Disks, by name'),
    definitions: fact(z.array(z.object({
      product: always(text(255), 'Program against malicious software, as in its section'),
      version: fact(z.nullable(text(64)), 'Version of its definitions'),
      updatedAt: fact(z.nullable(when()), 'When its definitions were last renewed'),
      scannedAt: fact(z.nullable(when()), 'When it last looked through the whole computer; null when never'),
    })), 'Definitions of malicious software, by product'),
    ups: fact(z.array(z.object({
      name: always(text(128), 'Name of the power supply, as in the section on power'),
      online: fact(z.boolean(), 'Power comes from the mains'),
      replaceBattery: fact(z.boolean(), 'It asks for a new battery'),
      chargePercent: fact(z.nullable(count()), 'Charge of its battery', { unit: '%' }),
      runtimeSeconds: fact(z.nullable(count()), 'How long the battery will last', { unit: 'seconds' }),
    })), 'Uninterruptible power supplies, by name'),
    clockOffsetMs: fact(z.nullable(z.int()), 'How far the clock is ahead of its time source, as the program that sets it says; null when it does not', { unit: 'milliseconds' }),
    oldestSecurityEventAt: fact(z.nullable(when()), 'Oldest entry that is kept of the log of security events; null when it is empty'),
    updatesCheckedAt: fact(z.nullable(when()), 'When the computer last looked for updates successfully; null when it never did'),
    updatesInstalledAt: fact(z.nullable(when()), 'When a package was last updated; null when never'),
    clockSynchronized: fact(z.boolean(), 'The kernel says that the clock follows a time source'),
  }),
  examples: [
    {
      bootedAt: '2024-10-01T05:00:00Z', memoryAvailableMiB: 9000, fileSystems: [{ mountPoint: '/', bytes: 250000000000, freeBytes: 90000000000, readOnly: false }], batteries: [],
      disks: [{ name: 'nvme0n1', healthy: true, powerOnHours: 12044, wearPercent: 7, badSectors: 0 }], definitions: [{ product: 'Microsoft Defender Antivirus', version: '1.419.163.0', updatedAt: '2024-10-01T02:11:00Z', scannedAt: '2024-09-29' }],
      ups: [{ name: 'rack', online: true, replaceBattery: false, chargePercent: 100, runtimeSeconds: 2400 }], clockOffsetMs: -3, oldestSecurityEventAt: '2024-08-02T10:00:00Z',
      updatesCheckedAt: '2024-10-01T04:12:00Z', updatesInstalledAt: '2024-09-30T06:31:00Z', clockSynchronized: true,
    },
    { bootedAt: '2024-10-01T05:00:00Z' },
  ],
});
export type Vitals = z.infer<typeof vitals.schema>;
