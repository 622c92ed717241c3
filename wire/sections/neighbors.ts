import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const neighbors = section({
  name: 'neighbors',
  version: 1,
  meaning: 'Which other devices answered on the town’s own networks. Read only while the computer is on a network that the town declared as its own.',
  maxBytes: 64 * 1024,
  maxItems: { networks: 16, neighbors: 300 },
  moving: true,
  schema: z.object({
    networks: fact(z.array(text(64)), 'Declared networks this computer was on, as address and prefix length; sorted'),
    neighbors: fact(z.array(z.object({
      mac: always(text(17), 'Hardware address, lower case'),
      addresses: fact(z.array(text(64)).check(z.maxLength(16)), 'Addresses within the declared networks, sorted'),
      router: fact(z.boolean(), 'It is a default gateway of this computer'),
    })), 'Devices in the tables of ARP and neighbor discovery, by hardware address; randomized addresses left out', { sensitivity: 'security' }),
    randomized: fact(count(), 'Addresses left out because they were made up by the device (locally administered)'),
  }),
  examples: [
    { networks: ['192.0.2.0/24'], neighbors: [{ mac: '00:1b:78:aa:10:02', addresses: ['192.0.2.40'], router: false }], randomized: 3 },
    { networks: ['192.0.2.0/24'], neighbors: [] },
  ],
});
export type Neighbors = z.infer<typeof neighbors.schema>;
