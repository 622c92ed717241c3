import type { Website } from '../../../wire/sections/website.ts';
import type { Parsed } from '../../facts/fact.ts';
import { sortedBy } from '../../host/order.ts';
import type { Why } from '../../host/reading.ts';
import { hstsOf } from './hsts.ts';
import type { Reader } from './reading.ts';
import { securityTxtOf } from './security-txt.ts';
import { addressesOf } from './view.ts';
import type { Answered, Browse, Page } from './web.ts';

type Site = NonNullable<Website['sites']>[number];
type Redirect = NonNullable<Website['redirects']>[number];

/** What reading a web site needs besides DNS. `allows` tells hosts that may be followed to. */
export interface Walk {
  readonly reader: Reader;
  readonly browse: Browse;
  readonly allows: (host: string) => boolean;
}

const mostHops = 5;

/** How the web site of a domain answers, under its own name and as www. */
export async function readWebsite(domain: string, walk: Walk): Promise<Parsed<Website>> {
  const { reader } = walk;
  const hops: Redirect[] = [];
  const sites: Site[] = [];
  for (const host of [domain, `www.${domain}`]) sites.push(await readSite(host, walk, hops));
  const securityTxt = await readSecurityTxt(sites, walk, hops);
  const once = new Map(hops.map((hop) => [`${hop.from} ${hop.status} ${hop.to}`, hop]));
  return { data: { sites, redirects: sortedBy([...once], ([key]) => key).map(([, hop]) => hop), securityTxt, lookups: reader.lookups() }, missing: reader.missing() };
}

async function readSite(host: string, walk: Walk, hops: Redirect[]): Promise<Site> {
  const { reader, browse } = walk;
  const { known, failed } = await addressesOf(reader.ask, host);
  if (known.length === 0 && !failed) return { host, hasAddress: false, http: null, https: null, certificate: null, hsts: null };
  if (known.length === 0) {
    for (const part of ['hasAddress', 'http', 'https', 'certificate', 'hsts']) reader.lack(`sites[].${part}`, failed?.why ?? { reason: 'unreachable' });
    return { host };
  }
  const plain = await follow(new URL(`http://${host}/`), walk, hops);
  const sealed = await browse({ url: new URL(`https://${host}/`) }, reader.ask);
  const http = httpOf(plain);
  if (typeof http === 'object') reader.lack('sites[].http', http);
  const about = { host, hasAddress: true, ...(typeof http === 'object' ? {} : { http }) };
  if (sealed.state === 'failed' || sealed.state === 'no-address') {
    const why: Why = sealed.state === 'failed' ? sealed.why : { reason: 'unreachable', detail: `${host} has no address any more` };
    for (const part of ['https', 'certificate', 'hsts']) reader.lack(`sites[].${part}`, why);
    return about;
  }
  if (sealed.state !== 'answered') return { ...about, https: sealed.state, certificate: null, hsts: null };
  const to = targetOf(sealed, new URL(`https://${host}/`));
  if (to) hops.push(hopOf(`https://${host}`, sealed.status, to));
  const hsts = sealed.hsts === null ? null : hstsOf(sealed.hsts);
  if (hsts === undefined) reader.lack('sites[].hsts', { reason: 'unreadable', detail: `${host} sends a header without max-age` });
  return { ...about, https: to?.protocol === 'http:' ? 'to-http' : 'answers', certificate: sealed.certificate ?? null, ...(hsts === undefined ? {} : { hsts }) };
}

/** Where a chain of redirects ended: at a page, outside, in a ring. */
type End = { readonly page: Page; readonly url: URL } | { readonly outside: URL } | 'loops';

/** Follows redirects within the declared domains; with `sealed` set only as long as they stay on https. */
async function follow(start: URL, { reader, browse, allows }: Walk, hops: Redirect[], more: { readonly wantsBody?: boolean; readonly past?: 'https' } = {}): Promise<End> {
  let url = start;
  for (let hop = 0; hop <= mostHops; hop++) {
    const page = await browse({ url, ...(more.wantsBody ? { wantsBody: true } : {}) }, reader.ask);
    const to = page.state === 'answered' ? targetOf(page, url) : undefined;
    if (page.state !== 'answered' || !to) return { page, url };
    hops.push(hopOf(url.origin, page.status, to));
    if (!allows(to.hostname)) return { outside: to };
    // Plain http has done its duty when it leads to https.
    if (to.protocol === 'https:' && more.past !== 'https') return { page, url: to };
    url = to;
  }
  return 'loops';
}

/** Where an answer leads to; undefined when it leads nowhere that is a web address. */
function targetOf({ status, location }: Answered, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === null || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from.href);
  return to.protocol === 'http:' || to.protocol === 'https:' ? to : undefined;
}

/** A redirect as it is kept: paths and questions may hold what changes with every visit. */
function hopOf(from: string, status: number, to: URL): Redirect {
  return { from: from.slice(0, 320), status, to: to.origin.slice(0, 320) };
}

function httpOf(end: End): NonNullable<Site['http']> | Why {
  if (end === 'loops') return 'loops';
  if ('outside' in end) return end.outside.protocol === 'https:' ? 'leaves-by-https' : 'leaves-by-http';
  const { page, url } = end;
  switch (page.state) {
    case 'failed':
      return page.why;
    case 'refused':
      return 'refused';
    case 'answered':
      return url.protocol === 'https:' ? 'to-https' : page.status >= 300 ? 'error' : 'stays';
    case 'no-address':
      return { reason: 'unreachable', detail: `${url.hostname} has no address` };
    case 'tls-failed':
      return { reason: 'unreadable', detail: `${url.origin} speaks no http` };
  }
}

/** The security.txt of the first web site that has one; a gap when one of them could not tell. */
async function readSecurityTxt(sites: readonly Site[], walk: Walk, hops: Redirect[]): Promise<Website['securityTxt']> {
  const { lack } = walk.reader;
  let doubt: Why | undefined;
  for (const { host, hasAddress, https } of sites) {
    if (hasAddress === false) continue;
    if (https !== 'answers' && https !== 'to-http') {
      doubt ??= https === undefined ? { reason: 'unreachable', detail: `https://${host} was not read` } : undefined;
      continue;
    }
    const end = await follow(new URL(`https://${host}/.well-known/security.txt`), walk, hops, { wantsBody: true, past: 'https' });
    const found = securityTxtAt(end, host);
    if (found === null) continue;
    if ('reason' in found) {
      doubt ??= found;
      continue;
    }
    const { expiresUnreadable, ...file } = found;
    if (expiresUnreadable) lack('securityTxt.expiresAt', { reason: 'unreadable', detail: 'it states no one date of RFC 3339' });
    return { host, ...file };
  }
  return doubt ? lack('securityTxt', doubt) : null;
}

function securityTxtAt(end: End, host: string): NonNullable<ReturnType<typeof securityTxtOf>> | Why | null {
  if (end === 'loops') return { reason: 'unreadable', detail: `${host} redirects without end` };
  if ('outside' in end) return { reason: 'outside-domain', detail: `${host} leads to ${end.outside.hostname}` };
  const { page, url } = end;
  if (page.state === 'failed' || page.state === 'refused') return page.why;
  if (page.state !== 'answered') return { reason: 'unreachable', detail: `${url.origin} did not answer` };
  if (url.protocol !== 'https:' || page.certificate?.trusted !== true) return { reason: 'unreadable', detail: `${url.origin} proves nothing: its certificate is not trusted` };
  if (page.status === 404 || page.status === 410) return null;
  if (page.status !== 200) return { reason: 'unreadable', detail: `${url.origin} answered ${page.status}` };
  // A page for people where the file should be is how many sites say that there is none.
  return /^text\/html\b/i.test(page.type ?? '') ? null : (securityTxtOf(page.body) ?? null);
}
