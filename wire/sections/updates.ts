import * as z from 'zod/mini';
import { always, count, day, fact, section, text, when } from '../section.ts';

export const updates = section({
  name: 'updates',
  version: 1,
  meaning: 'Whether fixes are installed by themselves, from where, and which are waiting.',
  maxBytes: 1024 * 1024,
  maxItems: { pending: 5_000, sources: 500, installed: 2_000, held: 2_000, failed: 500 },
  moving: false,
  schema: z.object({
    automatic: fact(z.object({
      product: fact(z.nullable(text(64)), 'Program that installs updates by itself (unattended-upgrades, dnf-automatic, Windows Update); null when none is installed'),
      installs: fact(z.boolean(), 'Security updates are installed without anybody doing something'),
      downloads: fact(z.boolean(), 'Updates are looked for and fetched without anybody doing something'),
      allOrigins: fact(z.boolean(), 'Not only security updates but all updates are installed'),
      scheduled: fact(z.boolean(), 'Its timer or job is switched on'),
      server: fact(z.nullable(text(255)), 'Server of the town or its provider that decides which updates come (WSUS), without credentials; null when they come from the maker'),
      managedBy: fact(z.nullable(text(64)), 'Policy that sets it (group-policy, mdm, profile); null when nobody does'),
      pausedUntil: fact(z.nullable(when()), 'Updates are paused until then; null when they are not'),
      deferDays: fact(z.nullable(z.int()), 'Days that quality updates are held back; null when not set', { unit: 'days' }),
    }), 'How updates are installed without anybody doing something'),
    pending: fact(z.array(z.object({
      name: always(text(255), 'Name of the package or update'),
      installed: fact(z.nullable(text(255)), 'Version that is installed'),
      available: fact(z.nullable(text(255)), 'Version that is available'),
      security: fact(z.boolean(), 'It mends a security weakness'),
      releasedOn: fact(z.nullable(when()), 'When it was released'),
      severity: fact(z.nullable(text(32)), 'How grave the maker holds it: critical, important, moderate, low; null when it does not say'),
    })), 'Updates that are known to the computer and not installed, by name'),
    pendingSecurityCount: fact(z.nullable(z.int()), 'Number of waiting security updates, as the system counts them or as its own lists of security updates tell; null when it keeps neither'),
    installed: fact(z.array(z.object({
      name: always(text(255), 'Number or name of the update'),
      installedOn: fact(z.nullable(when()), 'When it was installed'),
    })), 'Installed operating-system updates where the system lists them (Windows KB, macOS); by name'),
    failed: fact(z.array(z.object({
      name: always(text(255), 'Number or name of the update'),
      times: fact(count(), 'How often it failed, as far as the history reaches'),
      lastOn: fact(z.nullable(day()), 'Day it last failed'),
    })), 'Updates that failed and did not succeed afterwards, by name; an empty list where the history holds none'),
    held: fact(z.array(text(255)), 'Packages that somebody told the system never to update, sorted'),
    sources: fact(z.array(z.object({
      uri: always(text(1024), 'Address it is fetched from, without credentials'),
      suite: fact(z.nullable(text(255)), 'Suite, release or channel'),
      encrypted: fact(z.boolean(), 'It is fetched over https'),
      signed: fact(z.boolean(), 'A signature is required'),
      security: fact(z.boolean(), 'It brings security updates of the maker'),
    })), 'Where updates come from, without credentials, by address'),
  }),
  examples: [
    {
      automatic: { product: 'unattended-upgrades', installs: true, downloads: true, allOrigins: false, scheduled: true, server: null, managedBy: null, pausedUntil: null, deferDays: null }, pending: [{ name: 'openssl', installed: '3.0.14-1', available: '3.0.15-1', security: true, releasedOn: '2024-09-10', severity: 'important' }], pendingSecurityCount: 0, installed: [{ name: 'KB5044273', installedOn: '2024-10-09' }], failed: [{ name: 'KB5034441', times: 4, lastOn: '2024-09-30' }], held: ['linux-image-amd64'],
      sources: [{ uri: 'http://deb.example.org/debian-security', suite: 'bookworm-security', encrypted: false, signed: true, security: true }],
    },
    { automatic: { product: null, installs: false, downloads: false, scheduled: false } },
  ],
});
export type Updates = z.infer<typeof updates.schema>;
