import { instantBefore } from './days.ts';
import type { Facts, Moment, SectionOutcome } from './machine.ts';
import { computerSections, demoVersion, readWhole } from './scan.ts';
import type { Scan } from './scan.ts';

export const townDomain = 'maplehollow.example';
export const policeDomain = 'maplehollow-pd.example';

/** The town's names on the internet, as an agent sees them in a night. */
export function domainScans(moment: Moment): readonly Scan[] {
  return [
    scanOf(townDomain, readWhole(townFacts(moment)), moment),
    scanOf(policeDomain, {
      dns: { status: 'failed', reason: 'split-view', detail: 'name servers inside and outside answer differently', missing: [] },
      mail: { status: 'partial', data: { mx: [{ host: `mx.${policeDomain}`, priority: 10 }], spf: { records: 1, record: 'v=spf1 include:mail.vendor.example -all', valid: true, terms: ['include:mail.vendor.example', '-all'], all: 'fail', lookupsAtLeast: 1, voidLookupsAtLeast: 0, notAsked: ['mail.vendor.example'] }, dmarc: null, lookups: [] }, missing: [{ path: 'dkim', reason: 'split-view', detail: 'selectors' }, { path: 'mtaSts', reason: 'outside-domain', detail: 'mail.vendor.example' }, { path: 'spf.lookups', reason: 'outside-domain', detail: 'mail.vendor.example' }] },
      website: { status: 'failed', reason: 'unreachable', detail: 'no answer on ports 80 and 443', missing: [] },
    }, moment),
  ];
}

function scanOf(id: string, sections: Record<string, SectionOutcome>, { now }: Moment): Scan {
  return { target: { kind: 'domain', id }, platform: 'windows', privileged: true, agentVersion: demoVersion, wallTime: now, sections };
}

function townFacts({ asOf }: Moment): Facts {
  const certificate = { trusted: true, problem: null, subject: `CN=${townDomain}`, names: [townDomain, `www.${townDomain}`], issuer: 'CN=Example Authority', validFrom: instantBefore(asOf, 60), validUntil: instantBefore(asOf, -30), keyType: 'ec' as const, keyBits: 256 };
  const hsts = { maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: false };
  return {
    dns: { domain: townDomain, exists: true, nameServers: ['ns1.dns.example', 'ns2.dns.example'], comparedWithServers: true, caa: [], dnssec: 'unsigned', delegations: [], keys: [], lookups: [] },
    mail: {
      mx: [{ host: `mx.${townDomain}`, priority: 10 }], spf: { records: 1, record: 'v=spf1 mx -all', valid: true, terms: ['mx', '-all'], all: 'fail', lookups: 1, lookupsAtLeast: 1, voidLookupsAtLeast: 0, notAsked: [] },
      dmarc: { at: `_dmarc.${townDomain}`, records: 1, record: 'v=DMARC1; p=none', valid: true, policy: 'none', subdomainPolicy: 'none', testing: false, percent: 100, reportsTo: [] },
      dkim: [{ selector: 'selector1', declared: true, keyType: 'rsa', keyBits: 2048, revoked: false, testing: false }], dkimAsked: ['selector1'], mtaSts: null, tlsReports: null, lookups: [],
    },
    website: { sites: [townDomain, `www.${townDomain}`].map((host) => ({ host, hasAddress: true, http: 'to-https', https: 'answers', certificate, hsts })), redirects: [], securityTxt: null, lookups: [] },
  };
}

/** Two boxes beside the wells, which the historian asks over SSH: one was never compared with its declared key, the other shows another key than before. */
export function wellScans({ now }: Moment): readonly Scan[] {
  const keys = [['well-1', 'host-key-unknown', 'SHA256:example-of-a-fingerprint'], ['well-2', 'host-key-changed', 'SHA256:example-of-another']] as const;
  return keys.map(([id, reason, detail]) => ({ target: { kind: 'ssh', id }, platform: 'linux', privileged: false, agentVersion: demoVersion, wallTime: now, sections: Object.fromEntries(computerSections.map((section) => [section, { status: 'failed', reason, detail, missing: [] }])) }));
}
