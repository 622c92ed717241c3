import * as z from 'zod/mini';
import { lookups } from '../lookups.ts';
import { always, count, fact, instant, section, text } from '../section.ts';

const open = { sensitivity: 'public' } as const;

export const website = section({
  name: 'website',
  version: 1,
  meaning: 'How the web site of a domain answers: its certificate, whether it leads to https, and whom it tells to report holes to.',
  maxBytes: 64 * 1024,
  maxItems: { sites: 8, redirects: 64, lookups: 300 },
  moving: false,
  schema: z.object({
    sites: fact(z.array(z.object({
      host: always(text(255), 'Name of the web site', open),
      hasAddress: fact(z.boolean(), 'The name leads to an address', open),
      http: fact(z.nullable(z.enum(['to-https', 'stays', 'error', 'leaves-by-https', 'leaves-by-http', 'loops', 'refused'])), 'Where plain http leads: to-https, stays on http, error (an error page, or a redirect to nowhere), leaves the declared domains by https or http, loops, refused (the connection was); null without an address', open),
      https: fact(z.nullable(z.enum(['answers', 'to-http', 'tls-failed', 'refused'])), 'How https answers: answers, to-http (leads back to http), tls-failed (no common protocol), refused (the connection was); null without an address', open),
      certificate: fact(z.nullable(z.object({
        trusted: fact(z.boolean(), 'Its chain ends at an authority that browsers trust, it is within its dates and made for this name', open),
        problem: fact(z.nullable(z.enum(['expired', 'not-yet-valid', 'self-signed', 'unknown-issuer', 'wrong-name', 'other'])), 'Why it is not trusted; null when it is', open),
        subject: fact(text(512), 'Name it was made for', open),
        names: fact(z.array(text(255)).check(z.maxLength(100)), 'DNS names it is for, sorted; at most 100', open),
        issuer: fact(text(512), 'Who made it', open),
        validFrom: fact(instant(), 'First instant it is valid', open),
        validUntil: fact(instant(), 'Last instant it is valid', open),
        keyType: fact(z.enum(['rsa', 'ec', 'ed25519', 'other']), 'Kind of key', open),
        keyBits: fact(z.nullable(count()), 'Size of the key; null where the kind has one size', { unit: 'bits', ...open }),
      })), 'Certificate that https shows to the machine that asked; null when it shows none', open),
      hsts: fact(z.nullable(z.object({
        maxAgeSeconds: fact(count(), 'How long browsers are to use https only', { unit: 'seconds', ...open }),
        includeSubDomains: fact(z.boolean(), 'It holds for all names below, too', open),
        preload: fact(z.boolean(), 'It asks to be built into browsers', open),
      })), 'Strict transport security (HSTS); null when https does not send it', open),
    })), 'The domain itself and its www, by name', open),
    redirects: fact(z.array(z.object({
      from: always(text(320), 'Address that was asked, without path', open),
      status: always(count(), 'Status that came back', open),
      to: always(text(320), 'Address it leads to, without path', open),
    })), 'Redirects that were met, by where they start; only those within the declared domains were followed', open),
    securityTxt: fact(z.nullable(z.object({
      host: fact(text(255), 'Web site where it was found', open),
      contacts: fact(z.array(text(512)).check(z.maxLength(32)), 'Whom to tell about a hole, in order', open),
      expiresAt: fact(z.nullable(instant()), 'Instant from which it no longer counts; null when it states none, which RFC 9116 asks for', open),
      signed: fact(z.boolean(), 'It is signed with OpenPGP; the signature is not checked', open),
    })), 'security.txt (RFC 9116); null when no web site of the domain has one', open),
    lookups: lookups(),
  }),
  examples: [
    {
      sites: [{
        host: 'town.example', hasAddress: true, http: 'to-https', https: 'answers',
        certificate: {
          trusted: true, problem: null, subject: 'CN=town.example', names: ['town.example', 'www.town.example'], issuer: 'C=US, O=Let’s Encrypt, CN=R11',
          validFrom: '2024-08-01T00:00:00Z', validUntil: '2024-10-30T00:00:00Z', keyType: 'rsa', keyBits: 2048,
        },
        hsts: { maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: false },
      }],
      redirects: [{ from: 'http://town.example', status: 301, to: 'https://town.example' }],
      securityTxt: { host: 'town.example', contacts: ['mailto:security@town.example'], expiresAt: '2025-06-30T00:00:00Z', signed: false },
      lookups: [{ name: 'town.example', type: 'A', rcode: 'NOERROR', answers: ['public'] }],
    },
    { sites: [{ host: 'town.example', hasAddress: false, http: null, https: null, certificate: null, hsts: null }, { host: 'www.town.example', hasAddress: true, http: 'stays' }] },
  ],
});
export type Website = z.infer<typeof website.schema>;
