import * as z from 'zod/mini';
import { always, count, fact, instant, section, text, when } from '../section.ts';

export const vitals = section({
  name: 'vitals',
  version: 1,
  meaning: 'What moves by itself: last start, free space, wear of disks and batteries.',
  maxBytes: 16 * 1024,
  maxItems: { fileSystems: 40, batteries: 8 },
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
    updatesCheckedAt: fact(z.nullable(when()), 'When the computer last looked for updates successfully; null when it never did'),
    updatesInstalledAt: fact(z.nullable(when()), 'When a package was last updated; null when never'),
    clockSynchronized: fact(z.boolean(), 'The kernel says that the clock follows a time source'),
  }),
  examples: [
    {
      bootedAt: '2024-10-01T05:00:00Z', memoryAvailableMiB: 9000, fileSystems: [{ mountPoint: '/', bytes: 250000000000, freeBytes: 90000000000, readOnly: false }], batteries: [],
      updatesCheckedAt: '2024-10-01T04:12:00Z', updatesInstalledAt: '2024-09-30T06:31:00Z', clockSynchronized: true,
    },
    { bootedAt: '2024-10-01T05:00:00Z' },
  ],
});
export type Vitals = z.infer<typeof vitals.schema>;
