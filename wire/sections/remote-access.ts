import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const remoteAccess = section({
  name: 'remote-access',
  version: 1,
  meaning: 'By which ways somebody can reach this computer from elsewhere, and how they prove who they are.',
  maxBytes: 256 * 1024,
  maxItems: { servers: 200, tools: 100 },
  moving: false,
  schema: z.object({
    ssh: fact(z.nullable(z.object({
      version: fact(z.nullable(text(64)), 'Version of the SSH server'),
      enabled: fact(z.boolean(), 'Starts by itself with the computer'),
      ports: fact(z.array(count()).check(z.maxLength(64)), 'Ports it listens on, sorted'),
      permitRootLogin: fact(z.enum(['yes', 'no', 'prohibit-password', 'forced-commands-only']), 'Whether root may sign in', { sensitivity: 'security' }),
      passwordAuthentication: fact(z.boolean(), 'A password alone can sign in', { sensitivity: 'security' }),
      keyboardInteractive: fact(z.boolean(), 'Questions of PAM, such as password or code, can sign in', { sensitivity: 'security' }),
      publicKeyAuthentication: fact(z.boolean(), 'A key can sign in', { sensitivity: 'security' }),
      permitEmptyPasswords: fact(z.boolean(), 'An empty password can sign in', { sensitivity: 'security' }),
      authenticationMethods: fact(z.array(text(255)).check(z.maxLength(64)), 'Required combinations as configured; empty when any single one will do', { sensitivity: 'security' }),
      usePam: fact(z.boolean(), 'PAM decides over accounts and questions'),
      maxAuthTries: fact(count(), 'Tries per connection'),
      x11Forwarding: fact(z.boolean(), 'Windows of programs can be forwarded'),
      weakAlgorithms: fact(z.array(text(64)).check(z.maxLength(200)), 'Configured ciphers, key exchanges and MACs that are no longer held safe; sorted', { sensitivity: 'security' }),
      matchBlocks: fact(count(), 'Match blocks: the settings above can differ for some users or addresses'),
      looserInMatch: fact(z.array(text(64)).check(z.maxLength(200)), 'Settings that a Match block makes looser than above; sorted', { sensitivity: 'security' }),
    })), 'The SSH server; null when none is installed', { sensitivity: 'security' }),
    rdp: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'Remote Desktop lets people in', { sensitivity: 'security' }),
      nla: fact(z.boolean(), 'A sign-in is demanded before a desktop is made (NLA)', { sensitivity: 'security' }),
      port: fact(count(), 'Port it listens on'),
      securityLayer: fact(z.enum(['rdp', 'negotiate', 'tls']), 'How the connection is secured', { sensitivity: 'security' }),
      encryption: fact(z.enum(['low', 'client-compatible', 'high', 'fips']), 'Least encryption that is accepted', { sensitivity: 'security' }),
      remoteAssistance: fact(z.boolean(), 'Help can be asked for and the helper may look or act'),
      byPolicy: fact(z.boolean(), 'A policy sets it'),
    })), 'Remote Desktop of Windows; null where the system has none', { sensitivity: 'security' }),
    winrm: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'The service starts by itself and has a listener', { sensitivity: 'security' }),
      basic: fact(z.boolean(), 'A password may be sent as it is (Basic)', { sensitivity: 'security' }),
      unencrypted: fact(z.boolean(), 'Messages may be sent without encryption', { sensitivity: 'security' }),
      https: fact(z.boolean(), 'It listens on https'),
    })), 'Windows Remote Management; null where the system has none', { sensitivity: 'security' }),
    screenSharing: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'Screen Sharing or Remote Management lets people in', { sensitivity: 'security' }),
      vncPassword: fact(z.boolean(), 'A password without a user name opens it', { sensitivity: 'security' }),
      remoteManagement: fact(z.boolean(), 'Remote Management (ARD) is on'),
    })), 'Screen Sharing of macOS; null elsewhere', { sensitivity: 'security' }),
    servers: fact(z.array(z.object({
      name: always(text(64), 'Name of the program'),
      kind: always(z.enum(['telnet', 'ftp', 'rsh', 'tftp', 'vnc', 'rdp', 'winrm', 'ssh', 'other']), 'Protocol it speaks'),
      encrypted: fact(z.boolean(), 'The protocol protects what is sent'),
      enabled: fact(z.boolean(), 'Starts by itself, or on the first connection'),
      requiresSecondStep: fact(z.boolean(), 'It asks for more than a password before the desktop is shown (NLA alone does not count)'),
    })), 'Other servers for remote access that are installed, by name', { sensitivity: 'security' }),
    tools: fact(z.array(z.object({
      name: always(text(64), 'Name of the program'),
      version: fact(z.nullable(text(64)), 'Version of the program'),
      unattended: fact(z.boolean(), 'Its service starts by itself, so that somebody can connect while nobody is there', { sensitivity: 'security' }),
    })), 'Remote-support programs that are installed (TeamViewer, AnyDesk, …), by name', { sensitivity: 'security' }),
  }),
  examples: [
    {
      ssh: {
        version: '9.2p1', enabled: true, ports: [22], permitRootLogin: 'prohibit-password', passwordAuthentication: false, keyboardInteractive: false, publicKeyAuthentication: true,
        permitEmptyPasswords: false, authenticationMethods: [], usePam: true, maxAuthTries: 6, x11Forwarding: false, weakAlgorithms: [], matchBlocks: 0, looserInMatch: [],
      },
      rdp: { enabled: true, nla: true, port: 3389, securityLayer: 'tls', encryption: 'high', remoteAssistance: false, byPolicy: true }, winrm: { enabled: true, basic: false, unencrypted: false, https: false }, screenSharing: null,
      servers: [{ name: 'vsftpd', kind: 'ftp', encrypted: false, enabled: true }], tools: [{ name: 'AnyDesk', version: '6.3.2', unattended: true }],
    },
    { ssh: null, servers: [], tools: [] },
  ],
});
export type RemoteAccess = z.infer<typeof remoteAccess.schema>;
