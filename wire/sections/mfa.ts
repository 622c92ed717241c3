import * as z from 'zod/mini';
import { count, fact, section, text } from '../section.ts';

export const mfa = section({
  name: 'mfa',
  version: 1,
  meaning: 'Whether a second step is demanded at each way into this computer, with the lines that prove it.',
  maxBytes: 256 * 1024,
  maxItems: { entryPoints: 32 },
  moving: false,
  schema: z.object({
    entryPoints: fact(z.array(z.object({
      entry: z.enum(['console', 'desktop', 'ssh', 'rdp', 'vpn', 'sudo', 'su']),
      present: fact(z.boolean(), 'This way in exists on the computer and is switched on'),
      state: fact(z.enum(['enforced', 'optional', 'absent']), 'enforced: nobody passes without a second step; optional: some can pass without; absent: nobody is asked', { sensitivity: 'security' }),
      methods: fact(z.array(text(64)), 'What the second step is: totp, duo, fido2, smart-card, yubikey, radius; sorted'),
      failsOpen: fact(z.boolean(), 'The second step is left out when its server cannot be reached', { sensitivity: 'security' }),
      proof: fact(z.array(z.object({
        file: text(255),
        line: count(),
        says: text(255),
      })), 'Lines that decide it, secrets removed', { sensitivity: 'security' }),
    })), 'Ways into the computer, by name', { sensitivity: 'security' }),
  }),
  examples: [
    {
      entryPoints: [
        { entry: 'console', present: true, state: 'absent', methods: [], failsOpen: false, proof: [{ file: '/etc/pam.d/common-auth', line: 17, says: 'auth [success=1 default=ignore] pam_unix.so nullok' }] },
        { entry: 'ssh', present: true, state: 'enforced', methods: ['totp'], failsOpen: false, proof: [{ file: '/etc/pam.d/sshd', line: 4, says: 'auth required pam_google_authenticator.so' }] },
      ],
    },
    { entryPoints: [{ entry: 'ssh', present: false }] },
  ],
});
export type Mfa = z.infer<typeof mfa.schema>;
