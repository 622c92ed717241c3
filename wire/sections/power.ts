import * as z from 'zod/mini';
import { always, day, fact, section, text } from '../section.ts';

export const power = section({
  name: 'power',
  version: 1,
  meaning: 'Whether a battery keeps this computer running when the power fails, and whether it then shuts down by itself.',
  maxBytes: 32 * 1024,
  maxItems: { ups: 16, monitors: 8 },
  moving: false,
  schema: z.object({
    ups: fact(z.array(z.object({
      name: always(text(128), 'Name the monitoring program gives it'),
      by: always(z.enum(['nut', 'apcupsd', 'windows', 'macos', 'other']), 'Program that asks it'),
      manufacturer: fact(z.nullable(text(128)), 'Maker; null when it does not say'),
      model: fact(z.nullable(text(128)), 'Model; null when it does not say'),
      serial: fact(z.nullable(text(128)), 'Serial number; null when it does not say'),
      firmware: fact(z.nullable(text(64)), 'Version of its firmware; null when it does not say'),
      manufacturedOn: fact(z.nullable(day()), 'Day it was made; null when it does not say'),
      batteryChangedOn: fact(z.nullable(day()), 'Day its battery was put in; null when it does not say'),
      local: fact(z.boolean(), 'It is asked by this computer itself, not over another one'),
    })), 'Uninterruptible power supplies, by name; an empty list says that a monitoring program knows none. With no monitoring program the list is missing, not empty: an UPS without a cable cannot be seen'),
    monitors: fact(z.array(z.object({
      name: always(z.enum(['nut', 'apcupsd', 'windows', 'macos', 'other']), 'Name of the monitoring program'),
      enabled: fact(z.boolean(), 'It starts by itself'),
      shutsDown: fact(z.nullable(z.boolean()), 'It shuts the computer down before the battery is empty; null when that is not set'),
    })), 'Programs that watch a power supply, by name'),
  }),
  examples: [
    {
      ups: [{ name: 'rack', by: 'nut', manufacturer: 'APC', model: 'Smart-UPS 1500', serial: 'AS1832123456', firmware: 'UPS 15.0', manufacturedOn: '2018-08-09', batteryChangedOn: '2021-05-01', local: true }],
      monitors: [{ name: 'nut', enabled: true, shutsDown: true }],
    },
    { monitors: [] },
  ],
});
export type Power = z.infer<typeof power.schema>;
