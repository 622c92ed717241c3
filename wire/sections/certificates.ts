import * as z from 'zod/mini';
import { always, count, fact, instant, section, text } from '../section.ts';

export const certificates = section({
  name: 'certificates',
  version: 1,
  meaning: 'Which certificates this computer proves itself with, when they end, and whom it trusts beyond what its maker chose.',
  maxBytes: 512 * 1024,
  maxItems: { certificates: 500, addedRoots: 200 },
  moving: false,
  schema: z.object({
    certificates: fact(z.array(z.object({
      fingerprint: always(text(64), 'SHA-256 of the certificate, hexadecimal'),
      place: always(text(512), 'File or store it lies in'),
      subject: fact(text(512), 'Name it was made for'),
      names: fact(z.array(text(255)).check(z.maxLength(100)), 'DNS names and addresses it is for, sorted'),
      issuer: fact(text(512), 'Who made it'),
      validFrom: fact(instant(), 'First instant it is valid'),
      validUntil: fact(instant(), 'Last instant it is valid'),
      keyType: fact(z.enum(['rsa', 'ec', 'ed25519', 'dsa', 'other']), 'Kind of key'),
      keyBits: fact(z.nullable(count()), 'Size of the key; null where the kind has one size', { unit: 'bits' }),
      signature: fact(text(64), 'How it was signed: sha256WithRSAEncryption…'),
      selfSigned: fact(z.boolean(), 'It vouches for itself'),
      privateKey: fact(z.boolean(), 'The private key is on this computer', { sensitivity: 'security' }),
      uses: fact(z.array(text(64)).check(z.maxLength(16)), 'What it may be used for: server, client, code-signing, ca…; sorted'),
      usedBy: fact(z.array(text(64)).check(z.maxLength(16)), 'Programs whose settings name it: nginx, apache, postfix, rdp, winrm…; sorted'),
    })), 'Certificates of this computer and its services, by fingerprint and place'),
    addedRoots: fact(z.array(z.object({
      fingerprint: always(text(64), 'SHA-256 of the certificate, hexadecimal'),
      subject: fact(text(512), 'Name of the authority'),
      validUntil: fact(instant(), 'Last instant it is valid'),
      by: fact(z.enum(['policy', 'administrator', 'unknown']), 'Who added it'),
    })), 'Authorities that are trusted and did not come with the operating system, by fingerprint', { sensitivity: 'security' }),
  }),
  examples: [
    {
      certificates: [{
        fingerprint: 'a3b1c2d4e5f60718293a4b5c6d7e8f90a3b1c2d4e5f60718293a4b5c6d7e8f90', place: '/etc/ssl/certs/town.pem', subject: 'CN=www.town.example', names: ['www.town.example'], issuer: 'CN=R11, O=Let’s Encrypt', validFrom: '2024-08-01T00:00:00Z',
        validUntil: '2024-10-30T00:00:00Z', keyType: 'rsa', keyBits: 2048, signature: 'sha256WithRSAEncryption', selfSigned: false, privateKey: true, uses: ['client', 'server'], usedBy: ['nginx'],
      }],
      addedRoots: [{ fingerprint: 'b3b1c2d4e5f60718293a4b5c6d7e8f90a3b1c2d4e5f60718293a4b5c6d7e8f90', subject: 'CN=Town Firewall CA', validUntil: '2034-01-01T00:00:00Z', by: 'policy' }],
    },
    { certificates: [] },
  ],
});
export type Certificates = z.infer<typeof certificates.schema>;
