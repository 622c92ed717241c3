import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const protocols = section({
  name: 'protocols',
  version: 1,
  meaning: 'Which old or weak ways of talking over the network this computer still allows.',
  maxBytes: 64 * 1024,
  maxItems: { tls: 16, netbiosAdapters: 64, shares: 500 },
  moving: false,
  schema: z.object({
    smb: fact(z.nullable(z.object({
      server: fact(z.boolean(), 'Files can be shared from this computer: the server is installed and starts by itself'),
      smb1Server: fact(z.boolean(), 'The server still speaks SMB 1', { sensitivity: 'security' }),
      smb1Client: fact(z.boolean(), 'The client still speaks SMB 1', { sensitivity: 'security' }),
      minDialect: fact(z.nullable(text(16)), 'Oldest dialect the server accepts (2.0.2, 3.1.1, NT1); null when not set'),
      signingRequiredServer: fact(z.boolean(), 'The server refuses connections that are not signed', { sensitivity: 'security' }),
      signingRequiredClient: fact(z.boolean(), 'The client refuses connections that are not signed', { sensitivity: 'security' }),
      encryptionRequired: fact(z.boolean(), 'The server refuses connections that are not encrypted', { sensitivity: 'security' }),
      guestAllowed: fact(z.boolean(), 'Somebody without an account can be let in as a guest', { sensitivity: 'security' }),
      nullSessions: fact(z.boolean(), 'Names of accounts and shares can be read without signing in', { sensitivity: 'security' }),
    })), 'Windows file sharing (SMB); null when neither server nor client is installed', { sensitivity: 'security' }),
    shares: fact(z.array(z.object({
      name: always(text(255), 'Name of the share'),
      guest: fact(z.boolean(), 'It can be opened without an account', { sensitivity: 'security' }),
      administrative: fact(z.boolean(), 'The system itself made it (C$, ADMIN$, IPC$)'),
    })), 'Folders shared over the network, by name', { sensitivity: 'security' }),
    nfsExports: fact(z.nullable(count()), 'Folders exported by NFS; null when no NFS server is installed', { sensitivity: 'security' }),
    llmnr: fact(z.boolean(), 'Names are asked of all neighbors by LLMNR', { sensitivity: 'security' }),
    mdns: fact(z.boolean(), 'Names are asked of all neighbors by multicast DNS', { sensitivity: 'security' }),
    netbios: fact(z.boolean(), 'Names are asked of all neighbors by NetBIOS on some adapter, or answered', { sensitivity: 'security' }),
    netbiosAdapters: fact(z.array(text(64)), 'Adapters on which NetBIOS over TCP/IP is on or left to DHCP; sorted', { sensitivity: 'security' }),
    wpad: fact(z.nullable(z.boolean()), 'A proxy is looked for by itself (WPAD); null where the system has no such setting', { sensitivity: 'security' }),
    lmCompatibilityLevel: fact(z.nullable(count()), 'Which of LM, NTLM, NTLMv2 is sent and accepted: 0 to 5; null when not set and the default of the system holds', { sensitivity: 'security' }),
    ntlmV2Only: fact(z.nullable(z.boolean()), 'LM and NTLM version 1 are neither sent nor accepted, defaults of the system counted in; null where nothing speaks NTLM', { sensitivity: 'security' }),
    tls: fact(z.array(z.object({
      protocol: always(z.enum(['ssl2', 'ssl3', 'tls1.0', 'tls1.1', 'tls1.2', 'tls1.3']), 'Version of the protocol'),
      server: fact(z.boolean(), 'Programs of the system accept it, defaults of the system counted in', { sensitivity: 'security' }),
      client: fact(z.boolean(), 'Programs of the system use it, defaults of the system counted in', { sensitivity: 'security' }),
    })), 'Versions of SSL and TLS that the system library allows, by version', { sensitivity: 'security' }),
    ldapServerSigning: fact(z.nullable(z.enum(['none', 'negotiate', 'require'])), 'Signing that a domain controller demands of LDAP; null when it is none', { sensitivity: 'security' }),
    ldapChannelBinding: fact(z.nullable(z.enum(['never', 'when-supported', 'always'])), 'Channel binding that a domain controller demands of LDAP; null when it is none', { sensitivity: 'security' }),
    ldapClientSigning: fact(z.nullable(z.enum(['none', 'negotiate', 'require'])), 'Signing that this computer asks for when it uses LDAP; null where there is no such setting', { sensitivity: 'security' }),
    snmp: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'The SNMP service starts by itself'),
      communityAccess: fact(z.boolean(), 'Versions 1 or 2c with a community name are answered', { sensitivity: 'security' }),
      defaultCommunity: fact(z.boolean(), 'A community name that everybody tries (public, private) is answered', { sensitivity: 'security' }),
      writeAccess: fact(z.boolean(), 'A community name may change settings', { sensitivity: 'security' }),
    })), 'The SNMP service of this computer; null when none is installed', { sensitivity: 'security' }),
  }),
  examples: [
    {
      smb: { server: true, smb1Server: false, smb1Client: false, minDialect: '2.0.2', signingRequiredServer: true, signingRequiredClient: false, encryptionRequired: false, guestAllowed: false, nullSessions: false },
      shares: [{ name: 'ADMIN$', guest: false, administrative: true }], nfsExports: null, llmnr: true, mdns: true, netbios: true, netbiosAdapters: ['Ethernet'], wpad: true, lmCompatibilityLevel: null, ntlmV2Only: false,
      tls: [{ protocol: 'tls1.0', server: false, client: false }, { protocol: 'tls1.2', server: true, client: true }], ldapServerSigning: null, ldapChannelBinding: null, ldapClientSigning: 'negotiate', snmp: null,
    },
    { smb: null, llmnr: false, mdns: true, snmp: { enabled: true, communityAccess: true, defaultCommunity: true, writeAccess: false } },
  ],
});
export type Protocols = z.infer<typeof protocols.schema>;
