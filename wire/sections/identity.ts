import * as z from 'zod/mini';
import { fact, section, text } from '../section.ts';

export const identity = section({
  name: 'identity',
  version: 1,
  meaning: 'How this computer is told apart from every other: names, serial number, network addresses.',
  maxBytes: 64 * 1024,
  maxItems: { macs: 256, managedBy: 16 },
  moving: false,
  schema: z.object({
    hostname: fact(text(255), 'Name of the computer as it calls itself'),
    fqdn: fact(z.nullable(text(255)), 'Full DNS name; null when the computer has no domain part'),
    machineId: fact(z.nullable(text(64)), 'Keyed hash of the installation id (systemd machine-id, Windows MachineGuid, IOPlatformUUID); the id itself never leaves the computer'),
    systemUuid: fact(z.nullable(text(64)), 'UUID of the mainboard firmware, lower case; null when it has none or a placeholder'),
    serial: fact(z.nullable(text(128)), 'Serial number of the system; null when it has none or a placeholder'),
    assetTag: fact(z.nullable(text(128)), 'Asset tag stored in the firmware; null when none was set'),
    macs: fact(z.array(text(17)), 'Permanent hardware addresses of the network adapters, lower case, sorted; no random ones'),
    domain: fact(z.nullable(text(255)), 'Directory domain the computer is joined to; null when it is joined to none'),
    entra: fact(z.nullable(z.object({
      tenantId: fact(z.nullable(text(64)), 'Id of the organization at Entra ID'),
      join: fact(z.enum(['joined', 'registered']), 'Joined as a computer of the town, or only registered by its user'),
    })), 'Entra ID (Azure AD) this computer belongs to; null when to none'),
    managedBy: fact(z.array(text(128)), 'Device management that has enrolled this computer, by its name or address; sorted, empty when none'),
  }),
  examples: [
    {
      hostname: 'clerk-pc-3', fqdn: 'clerk-pc-3.town.example', machineId: '5c1d7f0a9be34c6c', systemUuid: '4c4c4544-0051-3510-8052-b9c04f4e4e32',
      serial: 'BQ5RNN2', assetTag: 'TOWN-0113', macs: ['a4:bb:6d:10:22:33'], domain: 'town.example', entra: { tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47', join: 'joined' }, managedBy: ['Microsoft Intune'],
    },
    { hostname: 'pump-1', fqdn: null, macs: [] },
  ],
});
export type Identity = z.infer<typeof identity.schema>;
