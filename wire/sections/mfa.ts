import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const mfa = section({
  name: 'mfa',
  version: 1,
  meaning: 'Whether a second step is demanded at each way into this computer, with the lines that prove it.',
  maxBytes: 256 * 1024,
  maxItems: { entryPoints: 32 },
  moving: false,
  schema: z.object({
    entryPoints: fact(z.array(z.object({
      entry: always(z.enum(['console', 'desktop', 'ssh', 'rdp', 'vpn', 'sudo', 'su']), 'Which way in it is'),
      present: fact(z.boolean(), 'This way in exists on the computer and is switched on'),
      state: fact(z.enum(['enforced', 'optional', 'absent']), 'Whether a second step is demanded: enforced (nobody passes without one), optional (some can) or absent (nobody is asked)', { sensitivity: 'security' }),
      methods: fact(z.array(text(64)), 'What the second step is: totp, duo, fido2, smart-card, yubikey, radius; sorted'),
      failsOpen: fact(z.boolean(), 'The second step is left out when its server cannot be reached', { sensitivity: 'security' }),
      proof: fact(z.array(z.object({
        file: always(text(255), 'File the line stands in'),
        line: always(count(), 'Number of the line'),
        says: always(text(255), 'The line, secrets removed', { sensitivity: 'security' }),
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
