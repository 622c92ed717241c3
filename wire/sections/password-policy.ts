import * as z from 'zod/mini';
import { count, fact, section, text } from '../section.ts';

export const passwordPolicy = section({
  name: 'password-policy',
  version: 1,
  meaning: 'What this computer demands of passwords, and what happens after wrong ones.',
  maxBytes: 32 * 1024,
  maxItems: { enforcedFor: 32 },
  moving: false,
  schema: z.object({
    origin: fact(z.enum(['local', 'domain', 'management']), 'Who sets it: this computer, its directory domain, or device management'),
    minLength: fact(count(), 'Fewest characters; 0 when an empty password is allowed', { unit: 'characters' }),
    complexity: fact(z.boolean(), 'Several kinds of characters are demanded'),
    minClasses: fact(z.nullable(count()), 'Kinds of characters that are demanded; null when not set as a number'),
    dictionaryCheck: fact(z.boolean(), 'Words and known passwords are refused'),
    history: fact(count(), 'Earlier passwords that may not come back; 0 when none is remembered'),
    maxAgeDays: fact(z.nullable(count()), 'Days after which a password must change; null when never', { unit: 'days' }),
    minAgeDays: fact(count(), 'Days before which a password may not change', { unit: 'days' }),
    lockoutThreshold: fact(z.nullable(count()), 'Wrong passwords after which the account is locked; null when never'),
    lockoutMinutes: fact(z.nullable(count()), 'Minutes until a locked account opens by itself; null when an administrator must open it', { unit: 'minutes' }),
    lockoutWindowMinutes: fact(z.nullable(count()), 'Minutes within which wrong passwords are added up; null when they are not', { unit: 'minutes' }),
    lockoutForAdministrators: fact(z.boolean(), 'Administrators and root are locked out as everybody else'),
    reversibleEncryption: fact(z.boolean(), 'Passwords are kept so that they can be read again', { sensitivity: 'security' }),
    hashScheme: fact(z.nullable(text(32)), 'How new passwords are hashed (yescrypt, sha512crypt, nt…); null when the system does not set it'),
    blankPasswordsOnlyAtConsole: fact(z.nullable(z.boolean()), 'An account with an empty password can only sign in at the computer itself; null where there is no such setting'),
    enforcedFor: fact(z.array(text(64)), 'Ways to set a password that the policy binds: PAM services, sorted; empty when nothing enforces it'),
  }),
  examples: [
    {
      origin: 'local', minLength: 12, complexity: true, minClasses: null, dictionaryCheck: false, history: 24, maxAgeDays: 365, minAgeDays: 1, lockoutThreshold: 10,
      lockoutMinutes: 10, lockoutWindowMinutes: 10, lockoutForAdministrators: true, reversibleEncryption: false, hashScheme: 'nt', blankPasswordsOnlyAtConsole: true, enforcedFor: [],
    },
    { minLength: 6, lockoutThreshold: null },
  ],
});
export type PasswordPolicy = z.infer<typeof passwordPolicy.schema>;
