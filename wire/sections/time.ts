import * as z from 'zod/mini';
import { always, fact, section, text } from '../section.ts';

export const time = section({
  name: 'time',
  version: 1,
  meaning: 'Where this computer gets the time from. Evidence with a wrong clock is worth little.',
  maxBytes: 32 * 1024,
  maxItems: { services: 16, servers: 64 },
  moving: false,
  schema: z.object({
    zone: fact(z.nullable(text(64)), 'Time zone (America/Chicago, Central Standard Time); null when none is set', { sensitivity: 'public' }),
    services: fact(z.array(z.object({
      name: always(z.enum(['chrony', 'systemd-timesyncd', 'ntpd', 'ntpsec', 'openntpd', 'busybox-ntpd', 'w32time', 'timed', 'host', 'other']), 'Program that sets the clock, or the hypervisor itself'),
      enabled: fact(z.boolean(), 'It starts by itself'),
      running: fact(z.boolean(), 'The program runs now'),
    })), 'Programs that set the clock, by name; an empty list says that nothing does'),
    source: fact(z.enum(['servers', 'domain', 'host', 'none']), 'Where the time comes from: named servers, the directory domain, the hypervisor, or nowhere'),
    servers: fact(z.array(z.object({
      address: always(text(255), 'Name or address of the time server'),
      pool: fact(z.boolean(), 'It stands for a pool of servers'),
      authenticated: fact(z.boolean(), 'Its answers are proven (NTS or a key)'),
    })), 'Configured time servers, by address'),
  }),
  examples: [
    { zone: 'America/Chicago', services: [{ name: 'chrony', enabled: true, running: true }], source: 'servers', servers: [{ address: 'time.nist.gov', pool: false, authenticated: false }] },
    { zone: 'Etc/UTC', services: [] },
  ],
});
export type Time = z.infer<typeof time.schema>;
