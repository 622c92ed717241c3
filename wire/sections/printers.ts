import * as z from 'zod/mini';
import { always, fact, section, text } from '../section.ts';

export const printers = section({
  name: 'printers',
  version: 1,
  meaning: 'Which printers this computer prints to, and how they are connected.',
  maxBytes: 128 * 1024,
  maxItems: { printers: 500 },
  moving: false,
  schema: z.object({
    printers: fact(z.array(z.object({
      name: always(text(255), 'Name of the printer on this computer'),
      model: fact(z.nullable(text(255)), 'Maker and model, as the driver says; null when it does not'),
      driver: fact(z.nullable(text(255)), 'Name of the driver; null when it works without one'),
      address: fact(z.nullable(text(512)), 'Port or address it is reached at, without credentials; null when it is a file or program'),
      connection: fact(z.enum(['usb', 'network', 'shared', 'virtual', 'other']), 'How it is connected: cable, network, share of another computer, or only a program (PDF)'),
      shared: fact(z.boolean(), 'Other computers can print to it through this one'),
      location: fact(z.nullable(text(255)), 'Where it stands, as somebody wrote; null when nobody did'),
      user: fact(text(128), 'User for whom alone it is set up', { sensitivity: 'personal' }),
    })), 'Printers, by name'),
    spooler: fact(z.boolean(), 'The printing service starts by itself'),
  }),
  examples: [
    {
      printers: [{ name: 'Front desk', model: 'HP LaserJet Pro M404dn', driver: 'HP Universal Printing PCL 6', address: '192.0.2.50', connection: 'network', shared: false, location: 'Town hall', user: 'maria' }],
      spooler: true,
    },
    { printers: [], spooler: false },
  ],
});
export type Printers = z.infer<typeof printers.schema>;
