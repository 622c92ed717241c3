import * as z from 'zod/mini';
import { lookups } from '../lookups.ts';
import { always, count, fact, section, text } from '../section.ts';

const open = { sensitivity: 'public' } as const;

export const mail = section({
  name: 'mail',
  version: 1,
  meaning: 'What a domain publishes about its mail: who takes it, who may send it, how it is signed, and what happens with fakes.',
  maxBytes: 128 * 1024,
  maxItems: { mx: 64, dkim: 64, dkimAsked: 128, lookups: 300 },
  moving: false,
  schema: z.object({
    mx: fact(z.array(z.object({
      host: always(text(255), 'Computer that takes mail; a single dot when the domain takes none (null MX)', open),
      priority: always(count(), 'Which one is tried first: the lowest', open),
    })), 'Computers that take mail, by priority and name', open),
    spf: fact(z.nullable(z.object({
      records: fact(count(), 'Number of SPF records; more than one is an error, and then none of them is taken apart', open),
      record: fact(text(4096), 'The record as it is published', open),
      valid: fact(z.boolean(), 'Every term of it is understood, and every nested record that was asked is there and understood', open),
      terms: fact(z.array(text(512)).check(z.maxLength(100)), 'Its terms in order', open),
      all: fact(z.nullable(z.enum(['fail', 'softfail', 'neutral', 'pass'])), 'What it says of everybody else: fail (-all), softfail (~all), neutral (?all), pass (+all), also by redirect; null when it says nothing', open),
      lookups: fact(count(), 'Number of DNS lookups it costs at most (RFC 7208, 4.6.4), nested records included; absent when a nested record was not asked', open),
      lookupsAtLeast: fact(count(), 'Number of DNS lookups that is certain: more than 10 is an error whatever the rest says', open),
      voidLookupsAtLeast: fact(count(), 'Number of those that led to nothing, as far as they were asked: more than 2 is an error', open),
      notAsked: fact(z.array(text(255)).check(z.maxLength(100)), 'Nested records outside the declared domains, which were not asked, sorted', open),
    })), 'Sender policy (SPF); null when there is none', open),
    dmarc: fact(z.nullable(z.object({
      at: fact(text(255), 'Name where it was found: of the domain itself or of one above it', open),
      records: fact(count(), 'Number of DMARC records there; more than one counts as none', open),
      record: fact(text(4096), 'The record as it is published', open),
      valid: fact(z.boolean(), 'It is one record whose policy is understood', open),
      policy: fact(z.nullable(z.enum(['none', 'quarantine', 'reject'])), 'Policy that holds for this domain; null when the record states none that counts', open),
      subdomainPolicy: fact(z.nullable(z.enum(['none', 'quarantine', 'reject'])), 'Policy for names below this domain; null when the record states none that counts', open),
      testing: fact(z.boolean(), 'The domain says it only tries this (t=y): receivers apply the next milder policy', open),
      percent: fact(count(), 'Share of mail the policy is applied to', { unit: '%', ...open }),
      reportsTo: fact(z.array(text(512)).check(z.maxLength(32)), 'Addresses of aggregate reports, sorted', open),
    })), 'Policy for faked mail (DMARC); null when there is none', open),
    dkim: fact(z.array(z.object({
      selector: always(text(255), 'Selector of the key', open),
      declared: always(z.boolean(), 'The selector is named in the settings of the agent', open),
      keyType: fact(z.enum(['rsa', 'ed25519', 'other']), 'Kind of key', open),
      keyBits: fact(z.nullable(count()), 'Size of the key; null when it was revoked', { unit: 'bits', ...open }),
      revoked: fact(z.boolean(), 'The key was taken back: the record is there, the key in it is empty', open),
      testing: fact(z.boolean(), 'The domain says it only tries this', open),
    })), 'Keys that sign mail (DKIM), by selector: of declared and usual selectors only, so that an empty list does not say that mail is not signed', open),
    dkimAsked: fact(z.array(text(255)), 'Selectors that were asked, sorted', open),
    mtaSts: fact(z.nullable(z.object({
      id: fact(text(64), 'Id of the policy', open),
      policy: fact(z.enum(['valid', 'not-found', 'bad-certificate', 'invalid']), 'What its address gives: a policy, nothing, a certificate that does not count, or something else', open),
      mode: fact(z.nullable(z.enum(['enforce', 'testing', 'none'])), 'What senders are to do; null without a valid policy', open),
      maxAgeSeconds: fact(z.nullable(count()), 'How long the policy may be kept; null without a valid policy', { unit: 'seconds', ...open }),
      mx: fact(z.array(text(255)).check(z.maxLength(64)), 'Computers that the policy allows, sorted', open),
    })), 'Sealed transport of mail (MTA-STS); null when the domain announces none', open),
    tlsReports: fact(z.nullable(z.array(text(512)).check(z.maxLength(32))), 'Addresses of reports about transport (TLS-RPT), sorted; null when the domain wants none', open),
    lookups: lookups(),
  }),
  examples: [
    {
      mx: [{ host: 'mx1.town.example', priority: 10 }],
      spf: {
        records: 1, record: 'v=spf1 mx include:spf.host.example -all', valid: true, terms: ['mx', 'include:spf.host.example', '-all'], all: 'fail',
        lookups: 3, lookupsAtLeast: 3, voidLookupsAtLeast: 0, notAsked: [],
      },
      dmarc: { at: '_dmarc.town.example', records: 1, record: 'v=DMARC1; p=reject; rua=mailto:dmarc@town.example', valid: true, policy: 'reject', subdomainPolicy: 'reject', testing: false, percent: 100, reportsTo: ['mailto:dmarc@town.example'] },
      dkim: [{ selector: 'selector1', declared: false, keyType: 'rsa', keyBits: 2048, revoked: false, testing: false }], dkimAsked: ['selector1'],
      mtaSts: { id: '20240801', policy: 'valid', mode: 'enforce', maxAgeSeconds: 604_800, mx: ['mx1.town.example'] }, tlsReports: ['mailto:tls@town.example'],
      lookups: [{ name: 'town.example', type: 'MX', rcode: 'NOERROR', answers: ['10 mx1.town.example'] }],
    },
    { mx: [], spf: { records: 1, record: 'v=spf1 include:spf.host.example -all', valid: true, terms: ['include:spf.host.example', '-all'], all: 'fail', lookupsAtLeast: 1, voidLookupsAtLeast: 0, notAsked: ['spf.host.example'] }, dmarc: null },
  ],
});
export type Mail = z.infer<typeof mail.schema>;
