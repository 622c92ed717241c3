import * as z from 'zod/mini';
import { lookups } from '../lookups.ts';
import { always, count, fact, section, text } from '../section.ts';

const open = { sensitivity: 'public' } as const;

export const dns = section({
  name: 'dns',
  version: 1,
  meaning: 'What name servers say of a domain: who serves it, who may issue certificates for it, whether its answers are signed.',
  maxBytes: 128 * 1024,
  maxItems: { nameServers: 64, caa: 64, delegations: 32, keys: 32, lookups: 300 },
  moving: false,
  schema: z.object({
    domain: fact(text(255), 'Domain this is about, in lower case, as DNS has it (xn--)', open),
    exists: fact(z.boolean(), 'The name exists in DNS', open),
    nameServers: fact(z.array(text(255)), 'Names of its name servers, sorted; empty when the name is no zone of its own', open),
    comparedWithServers: fact(z.boolean(), 'One of its own name servers was asked, too, and named the same name servers; false when none could be asked without leaving the declared domains', open),
    caa: fact(z.array(z.object({
      tag: always(text(64), 'What the record is about: issue, issuewild, iodef', open),
      value: always(text(255), 'Who may issue, or where to report', open),
      critical: fact(z.boolean(), 'Who does not understand the record may not issue', open),
    })), 'CAA records at the domain itself, by tag and value; an empty list does not look at the domains above', open),
    dnssec: fact(z.enum(['validated', 'signed', 'not-delegated', 'unsigned', 'broken']), 'Whether answers are signed: validated (the resolver checked them), signed (keys fit the parent, the resolver did not say that it checked), not-delegated (keys, but none named by the parent), unsigned (no keys, none named by the parent), broken (the parent names keys that are not there, or the resolver refuses answers that it has)', open),
    delegations: fact(z.array(z.object({
      keyTag: always(count(), 'Tag of the key that the parent names', open),
      algorithm: always(count(), 'Number of its algorithm', open),
      digestType: always(count(), 'Number of the kind of digest', open),
      fits: fact(z.boolean(), 'A key of the domain has this digest', open),
    })), 'DS records at the parent, by key tag, algorithm and digest', open),
    keys: fact(z.array(z.object({
      keyTag: always(count(), 'Tag of the key', open),
      algorithm: always(count(), 'Number of its algorithm', open),
      entry: fact(z.boolean(), 'It is a key that the parent names (secure entry point)', open),
    })), 'Keys of the domain, by tag and algorithm', open),
    lookups: lookups(),
  }),
  examples: [
    {
      domain: 'town.example', exists: true, nameServers: ['ns1.town.example', 'ns2.host.example'], comparedWithServers: true,
      caa: [{ tag: 'issue', value: 'letsencrypt.org', critical: false }], dnssec: 'validated',
      delegations: [{ keyTag: 2371, algorithm: 13, digestType: 2, fits: true }], keys: [{ keyTag: 2371, algorithm: 13, entry: true }],
      lookups: [{ name: 'town.example', type: 'CAA', rcode: 'NOERROR', answers: ['0 issue "letsencrypt.org"'] }],
    },
    { domain: 'town.example', exists: true, nameServers: ['ns1.host.example'], comparedWithServers: false, caa: [], lookups: [{ name: 'town.example', type: 'DNSKEY', rcode: null, answers: [] }] },
  ],
});
export type Dns = z.infer<typeof dns.schema>;
