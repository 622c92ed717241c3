import * as z from 'zod/mini';
import { always, count, fact, section, text, when } from '../section.ts';

export const backups = section({
  name: 'backups',
  version: 1,
  meaning: 'Which backup programs are here, when they last made a good copy, and where it lies. Never what is in it.',
  maxBytes: 256 * 1024,
  maxItems: { products: 64, repositories: 200, snapshots: 500 },
  moving: false,
  schema: z.object({
    products: fact(z.array(z.object({
      name: always(text(64), 'Name of the program'),
      version: fact(z.nullable(text(64)), 'Version of the program'),
      scheduled: fact(z.boolean(), 'A timer or job starts it by itself'),
      schedule: fact(z.nullable(text(255)), 'Where it is scheduled: unit or cron file'),
    })), 'Backup programs that are installed, by name. An empty list is not "no backup": the machine may be backed up from outside'),
    repositories: fact(z.array(z.object({
      product: always(text(64), 'Program that writes the copies'),
      location: always(text(1024), 'Folder or address of the copies, without credentials; where the program tells none, the job or the folder of its own records', { sensitivity: 'security' }),
      grade: always(z.enum(['seen', 'listed', 'restored']), 'How it was proven: seen (its files are there), listed (the program listed its copies) or restored (something was brought back)'),
      where: fact(z.enum(['same-disk', 'other-disk', 'removable', 'network', 'cloud']), 'Where the copy lies, seen from the data it protects'),
      copies: fact(count(), 'Number of copies'),
      newestCopyAt: fact(z.nullable(when()), 'When the newest good copy was made; null when there is none'),
      oldestCopyAt: fact(z.nullable(when()), 'When the oldest copy was made; null when there is none'),
      encrypted: fact(z.boolean(), 'The copies cannot be read without a key'),
      appendOnly: fact(z.boolean(), 'Who can write copies cannot delete old ones'),
      locked: fact(z.boolean(), 'A lock stands in the repository: a backup runs, or one was cut off'),
      intact: fact(z.boolean(), 'The structure of the repository is whole as far as the grade can see'),
      retention: fact(z.nullable(z.object({
        last: always(z.nullable(count()), 'How many of the newest copies are kept; null when the job does not say'),
        hourly: always(z.nullable(count()), 'How many hourly copies are kept; null when the job does not say'),
        daily: always(z.nullable(count()), 'How many daily copies are kept; null when the job does not say'),
        weekly: always(z.nullable(count()), 'How many weekly copies are kept; null when the job does not say'),
        monthly: always(z.nullable(count()), 'How many monthly copies are kept; null when the job does not say'),
        yearly: always(z.nullable(count()), 'How many yearly copies are kept; null when the job does not say'),
        within: always(z.nullable(text(32)), 'Span in which every copy is kept, in the words of the program; null when the job does not say'),
      })), 'Which copies the job keeps, as it is configured; null when no job was seen that removes old ones'),
      restoredAt: fact(z.nullable(when()), 'When the agent last brought something back from here and found it whole; null when it never did'),
    })), 'Places where copies are kept, by product and location', { sensitivity: 'security' }),
    snapshots: fact(z.array(z.object({
      kind: always(z.enum(['timeshift', 'snapper', 'zfs', 'lvm']), 'What keeps them'),
      location: always(text(255), 'File system, volume or folder they are of'),
      count: fact(count(), 'Number of snapshots'),
      newestAt: fact(z.nullable(when()), 'When the newest was made; null when there is none'),
    })), 'Earlier states that lie on the very disk they are of. They are no backup: who loses the disk loses them'),
  }),
  examples: [
    {
      products: [{ name: 'restic', version: '0.14.0', scheduled: true, schedule: '/etc/systemd/system/restic.timer' }],
      repositories: [{ product: 'restic', location: '/srv/backup', grade: 'restored', where: 'other-disk', copies: 31, newestCopyAt: '2024-10-01T01:00:09Z', oldestCopyAt: '2024-09-01T01:00:02Z', encrypted: true, appendOnly: false, locked: false, intact: true, retention: { last: null, hourly: null, daily: 7, weekly: 4, monthly: 12, yearly: null, within: null }, restoredAt: '2024-09-30T12:00:41Z' }],
      snapshots: [{ kind: 'timeshift', location: '/timeshift/snapshots', count: 5, newestAt: '2024-10-01T00:00:01Z' }],
    },
    { products: [] },
  ],
});
export type Backups = z.infer<typeof backups.schema>;
