import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const mfa = section({
  name: 'mfa',
  version: 1,
  meaning: 'Whether a second step is demanded at each way into this computer, with the lines that prove it.',
  maxBytes: 256 * 1024,
  maxItems: { entryPoints: 32, providers: 64 },
  moving: false,
  schema: z.object({
    entryPoints: fact(z.array(z.object({
      entry: always(z.enum(['console', 'desktop', 'ssh', 'rdp', 'vpn', 'sudo', 'su']), 'Which way in it is'),
      present: fact(z.boolean(), 'This way in exists on the computer and is switched on'),
      state: fact(z.enum(['enforced', 'optional', 'absent']), 'Whether a second step is demanded: enforced (nobody passes without one), optional (some can) or absent (nobody is asked)', { sensitivity: 'security' }),
      methods: fact(z.array(text(64)), 'What the second step is: totp, duo, fido2, smart-card, yubikey, radius; sorted'),
      failsOpen: fact(z.boolean(), 'The second step is left out when its server cannot be reached', { sensitivity: 'security' }),
      proof: fact(z.array(z.object({
        file: always(text(255), 'File or registry key the line stands in'),
        line: always(count(), 'Number of the line; 0 where the place has no lines, as a registry value'),
        says: always(text(255), 'The line, secrets removed', { sensitivity: 'security' }),
      })), 'Lines that decide it, secrets removed', { sensitivity: 'security' }),
    })), 'Ways into the computer, by name', { sensitivity: 'security' }),
    providers: fact(z.array(z.object({
      id: always(text(64), 'Id of the credential provider or module'),
      name: fact(z.nullable(text(128)), 'Product it belongs to; null when not known'),
      secondStep: fact(z.boolean(), 'It can ask for a second step'),
      enabled: fact(z.boolean(), 'It is not switched off'),
      failsOpen: fact(z.nullable(z.boolean()), 'It lets people in when its server cannot be reached; null when it needs no server'),
    })), 'What can ask for a sign-in beside the password: credential providers of Windows, PAM modules; by id', { sensitivity: 'security' }),
    helloForBusiness: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'A policy switches it on'),
      deviceRequired: fact(z.boolean(), 'Only with a security chip'),
      biometrics: fact(z.boolean(), 'Face or finger may stand for the PIN'),
      usersEnrolled: fact(z.nullable(count()), 'Users of this computer who set it up; null when it cannot be seen'),
    })), 'Windows Hello for Business; null elsewhere or when nothing sets it', { sensitivity: 'security' }),
    smartCardRequired: fact(z.nullable(z.boolean()), 'Nobody signs in at the computer without a smart card; null where there is no such setting', { sensitivity: 'security' }),
  }),
  examples: [
    {
      entryPoints: [
        { entry: 'console', present: true, state: 'absent', methods: [], failsOpen: false, proof: [{ file: '/etc/pam.d/common-auth', line: 17, says: 'auth [success=1 default=ignore] pam_unix.so nullok' }] },
        { entry: 'ssh', present: true, state: 'enforced', methods: ['totp'], failsOpen: false, proof: [{ file: '/etc/pam.d/sshd', line: 4, says: 'auth required pam_google_authenticator.so' }] },
      ],
      providers: [{ id: '44e2ed41-48c7-4712-a3c3-250c5e6d5d84', name: 'Duo Authentication for Windows Logon', secondStep: true, enabled: true, failsOpen: true }],
      helloForBusiness: { enabled: true, deviceRequired: true, biometrics: true, usersEnrolled: 1 }, smartCardRequired: false,
    },
    { entryPoints: [{ entry: 'ssh', present: false }] },
  ],
});
export type Mfa = z.infer<typeof mfa.schema>;
