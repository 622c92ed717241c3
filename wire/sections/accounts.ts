import * as z from 'zod/mini';
import { always, count, day, fact, section, text } from '../section.ts';

export const accounts = section({
  name: 'accounts',
  version: 1,
  meaning: 'Who can sign in to this computer, who is an administrator, how old the passwords are. Never a password or its hash.',
  maxBytes: 4 * 1024 * 1024,
  maxItems: { users: 5_000, administrators: 2_000, sudoRules: 2_000, directoryUsers: 64 },
  moving: false,
  schema: z.object({
    users: fact(z.array(z.object({
      name: always(text(255), 'Name to sign in with', { sensitivity: 'personal' }),
      id: always(text(128), 'Number of the user: uid, or the last part of the SID'),
      kind: fact(z.enum(['person', 'system', 'root', 'guest']), 'Kind of user: person (made for people: uid 1000 and up, RID 1000 and up), system (made by a program), root or guest'),
      enabled: fact(z.boolean(), 'Someone can sign in: neither locked, expired, nor without a login shell', { sensitivity: 'security' }),
      loginShell: fact(z.nullable(text(255)), 'Login shell; null when it is one that refuses sign-in'),
      password: fact(z.enum(['set', 'empty', 'locked', 'none']), 'Whether the user has a password: set (a hash is stored), empty (signs in without one), locked (a hash that is disabled) or none (never had one)', { sensitivity: 'security' }),
      passwordScheme: fact(z.nullable(text(32)), 'How the password is hashed: yescrypt, sha512crypt, md5crypt, descrypt…; null when there is no hash', { sensitivity: 'security' }),
      passwordChangedOn: fact(z.nullable(day()), 'Day the password was last changed; null when the system never noted one'),
      passwordMaxDays: fact(z.nullable(count()), 'Days after which the password must be changed; null when never', { unit: 'days' }),
      expiresOn: fact(z.nullable(day()), 'Day the account ends; null when it does not end'),
      administrator: fact(z.boolean(), 'Can act as root or administrator without anybody else', { sensitivity: 'security' }),
      administratorBy: fact(z.array(text(255)), 'What makes it an administrator: uid 0, group, sudo rule; sorted', { sensitivity: 'security' }),
      description: fact(z.nullable(text(255)), 'What somebody wrote about the account; null when nothing', { sensitivity: 'personal' }),
      passwordRequired: fact(z.boolean(), 'The account may not have an empty password'),
      hidden: fact(z.boolean(), 'It is not shown where people sign in'),
      authorizedKeys: fact(count(), 'Number of SSH public keys that may sign in as this user', { sensitivity: 'security' }),
    })), 'Local users, by id', { sensitivity: 'personal' }),
    administrators: fact(z.array(z.object({
      id: always(text(128), 'SID or number of the member'),
      name: fact(z.nullable(text(255)), 'Name of the member; null when the directory could not be asked or knows it no more', { sensitivity: 'personal' }),
      kind: fact(z.enum(['local-user', 'local-group', 'domain-user', 'domain-group', 'entra', 'unknown']), 'What the member is'),
    })), 'Members of the group of administrators (S-1-5-32-544, admin), as it lists them; by id', { sensitivity: 'security' }),
    laps: fact(z.nullable(z.object({
      product: fact(z.enum(['windows-laps', 'legacy-laps', 'mdm']), 'What changes the password of the local administrator by itself'),
      enabled: fact(z.boolean(), 'A policy switches it on'),
      backupTo: fact(z.nullable(z.enum(['active-directory', 'entra', 'mdm'])), 'Where the password is kept; null when nowhere'),
      passwordAgeDays: fact(z.nullable(count()), 'Days after which it changes the password; null when not set', { unit: 'days' }),
    })), 'Unique passwords of the local administrator (LAPS); null when nothing of that kind is set up', { sensitivity: 'security' }),
    automaticSignIn: fact(z.nullable(text(255)), 'User who is signed in at start without a password; null when nobody', { sensitivity: 'security' }),
    sudoRules: fact(z.array(z.object({
      who: always(text(255), 'User or group the rule is for', { sensitivity: 'personal' }),
      commands: fact(text(1024), 'What may be run', { sensitivity: 'security' }),
      noPassword: fact(z.boolean(), 'May be run without a password', { sensitivity: 'security' }),
      file: always(text(255), 'File the rule stands in'),
    })), 'Rules of sudo, by file and order', { sensitivity: 'security' }),
    directoryUsers: fact(z.array(text(64)), 'Name services beyond local files that bring users (sss, ldap, winbind, systemd); sorted'),
  }),
  examples: [
    {
      users: [
        { name: 'root', id: '0', kind: 'root', enabled: true, loginShell: '/bin/bash', password: 'set', passwordScheme: 'yescrypt', passwordChangedOn: '2024-02-01', passwordMaxDays: null, expiresOn: null, administrator: true, administratorBy: ['uid 0'], description: null, passwordRequired: true, hidden: false, authorizedKeys: 1 },
        { name: 'maria', id: '1000', kind: 'person', enabled: true, loginShell: '/bin/bash', password: 'set', passwordScheme: 'sha512crypt', passwordChangedOn: '2021-05-30', passwordMaxDays: null, expiresOn: null, administrator: true, administratorBy: ['group sudo'], authorizedKeys: 0 },
      ],
      administrators: [{ id: 'S-1-5-21-1004336348-1177238915-682003330-512', name: 'TOWN\\Domain Admins', kind: 'domain-group' }],
      laps: { product: 'windows-laps', enabled: true, backupTo: 'active-directory', passwordAgeDays: 30 }, automaticSignIn: null,
      sudoRules: [{ who: '%sudo', commands: 'ALL', noPassword: false, file: '/etc/sudoers' }],
      directoryUsers: [],
    },
    { users: [{ name: 'root', id: '0', kind: 'root', administrator: true, administratorBy: ['uid 0'] }] },
  ],
});
export type Accounts = z.infer<typeof accounts.schema>;
