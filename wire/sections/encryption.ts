import * as z from 'zod/mini';
import { always, fact, section, text } from '../section.ts';

export const encryption = section({
  name: 'encryption',
  version: 1,
  meaning: 'Whether the disks of this computer can be read by whoever takes them out.',
  maxBytes: 256 * 1024,
  maxItems: { volumes: 1_000 },
  moving: false,
  schema: z.object({
    volumes: fact(z.array(z.object({
      device: always(text(255), 'Device of the volume'),
      mountPoint: fact(z.nullable(text(1024)), 'Where it is mounted; null for swap and for what is not mounted'),
      fileSystem: fact(text(64), 'Kind of file system, or swap'),
      system: fact(z.boolean(), 'Holds the running operating system or users’ data of it (/, /usr, /var, /home)'),
      boot: fact(z.boolean(), 'Holds only what is needed to start (/boot, EFI system partition)'),
      removable: fact(z.boolean(), 'Stands on a disk that can be pulled out'),
      encrypted: fact(z.boolean(), 'The data lies encrypted on the disk', { sensitivity: 'security' }),
      protected: fact(z.boolean(), 'A key is needed to read it; false while protection is suspended', { sensitivity: 'security' }),
      method: fact(z.nullable(text(64)), 'How it is encrypted: luks2, luks1, plain, fscrypt, zfs, bitlocker xts-aes-128…; null when not encrypted', { sensitivity: 'security' }),
      converting: fact(z.boolean(), 'It is being encrypted or decrypted right now'),
      protectors: fact(z.array(text(64)).check(z.maxLength(32)), 'What opens it: tpm, tpm-pin, password, recovery-password, startup-key, key-file, certificate…; sorted, never the secret itself', { sensitivity: 'security' }),
    })), 'Local volumes, by device', { sensitivity: 'security' }),
  }),
  examples: [
    {
      volumes: [
        { device: '/dev/mapper/vg-root', mountPoint: '/', fileSystem: 'ext4', system: true, boot: false, removable: false, encrypted: true, protected: true, method: 'luks2', converting: false, protectors: ['password'] },
        { device: '/dev/nvme0n1p2', mountPoint: '/boot', fileSystem: 'ext4', system: false, boot: true, removable: false, encrypted: false, protected: false, method: null, converting: false, protectors: [] },
      ],
    },
    { volumes: [{ device: '/dev/sda1', mountPoint: '/', fileSystem: 'ext4', system: true }] },
  ],
});
export type Encryption = z.infer<typeof encryption.schema>;
