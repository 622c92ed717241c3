import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authority, leaf } from '../../outbox/authority.ts';
import type { Authority } from '../../outbox/authority.ts';
import { asName } from '../../outbox/authority.ts';
import { fromZone, nameServer } from './name-server.ts';
import type { Zone } from './name-server.ts';
import { opened, said } from './town.ts';
import type { Town } from './town.ts';
import { webServer } from './web-server.ts';
import type { Identity, Said } from './web-server.ts';

let ours: Authority;
let good: NonNullable<Identity>;
const names = ['town.example', 'www.town.example', 'mta-sts.town.example'];
beforeAll(async () => {
  ours = await authority();
  good = await leaf(ours, { names: names.map(asName) });
});

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const { close } of open.splice(0)) close();
});

interface Site {
  readonly plain?: ((host: string, path: string) => Said) | undefined;
  readonly sealed?: ((host: string, path: string) => Said) | undefined;
  readonly identity?: Identity;
  readonly zone?: Zone;
  readonly town?: Partial<Town>;
}

const addresses: Zone = { 'town.example NS': ['ns1.host.example'], 'town.example A': ['127.0.0.1'], 'www.town.example A': ['127.0.0.1'] };
const toSealed = (host: string, path: string): Said => ({ status: 301, headers: { Location: `https://${host.split(':')[0]}${path}` } });

/** Scans a town with a web site that answers so; a server that is left out refuses connections. */
async function scanned({ plain, sealed, identity = good, zone = addresses, town = {} }: Site) {
  const dns = await nameServer(fromZone(zone, 'town.example'));
  open.push(dns);
  const start = async (who: Identity, say: Site['plain']) => {
    const server = await webServer(who, say ?? (() => ({})));
    if (say) open.push(server);
    else server.close();
    return server;
  };
  const [http, https] = [await start(undefined, plain), await start(identity, sealed)];
  const ports = { dns: 1, http: http.port, https: https.port };
  const scan = await opened({ ...town, domains: [{ name: 'town.example', resolver: dns.address }, ...(town.domains ?? [])], internet: { ports, ca: [ours.pem], timeoutMs: 400, ...town.internet } }).scan();
  return { scan, http, https, dns, ...said(scan, 'website') };
}

const siteOf = async (site: Site) => {
  const { facts, gaps } = await scanned(site);
  return { ...facts.sites?.[0], redirects: facts.redirects, gaps };
};

describe('plain http', () => {
  test.each<[what: string, plain: Site['plain'], http: string]>([
    ['that leads to https', toSealed, 'to-https'],
    ['that leads to https of the www', () => ({ status: 302, headers: { Location: 'https://www.town.example/start?session=1' } }), 'to-https'],
    ['that leads there by a second step', (host, path) => (path === '/' ? { status: 301, headers: { Location: '/en/' } } : toSealed(host, path)), 'to-https'],
    ['that stays', () => ({ body: 'Welcome' }), 'stays'],
    ['that shows an error page', () => ({ status: 404 }), 'error'],
    ['that leads to somebody else by https', () => ({ status: 301, headers: { Location: 'https://town.host.example/' } }), 'leaves-by-https'],
    ['that leads to somebody else without', () => ({ status: 301, headers: { Location: 'http://192.0.2.7/' } }), 'leaves-by-http'],
    ['that leads round and round', () => ({ status: 301, headers: { Location: '/again' } }), 'loops'],
    ['that nobody answers', undefined, 'refused'],
  ])('%s', async (_, plain, expected) => {
    expect(await siteOf({ plain, sealed: () => ({}) })).toMatchObject({ host: 'town.example', hasAddress: true, http: expected, https: 'answers' });
  });

  test('that does not end is unknown', async () => {
    const { gaps, ...site } = await siteOf({ plain: () => ({ hangs: true }), sealed: () => ({}) });
    expect(site).not.toHaveProperty('http');
    expect(gaps).toContain('sites[].http unreachable');
  });

  test('keeps of a redirect no path and no question, and follows none outside', async () => {
    const { facts, http, dns } = await scanned({ plain: (host) => (host.startsWith('www') ? { status: 302, headers: { Location: 'https://town.host.example/x?id=4711' } } : toSealed(host, '/x?id=4711')), sealed: () => ({}) });
    expect(facts.redirects).toEqual([
      { from: 'http://town.example', status: 301, to: 'https://town.example' },
      { from: 'http://www.town.example', status: 302, to: 'https://town.host.example' },
    ]);
    expect(http.asked).toEqual(['town.example /', 'www.town.example /']);
    expect(dns.asked.filter(({ name }) => !name.endsWith('town.example'))).toEqual([]);
  });
});

describe('https', () => {
  test('shows its certificate and its HSTS', async () => {
    const { certificate, hsts, https } = await siteOf({ plain: toSealed, sealed: () => ({ headers: { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload' } }) });
    expect(https).toBe('answers');
    expect(certificate).toMatchObject({ trusted: true, problem: null, subject: 'CN=collector', issuer: 'CN=Townwatch collector', names: ['mta-sts.town.example', 'town.example', 'www.town.example'], keyType: 'ec', keyBits: 256 });
    expect(Date.parse(certificate?.validUntil ?? '')).toBeGreaterThan(Date.now() + 80 * 86_400_000);
    expect(hsts).toEqual({ maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: true });
  });

  test.each<[what: string, identity: () => Promise<Identity>, problem: string]>([
    ['that ended', () => leaf(ours, { names: names.map(asName), from: -90, to: -1 }), 'expired'],
    ['that has not begun', () => leaf(ours, { names: names.map(asName), from: 1 }), 'not-yet-valid'],
    ['of another name', () => leaf(ours, { names: [asName('other.example')] }), 'wrong-name'],
    ['of an authority nobody knows', async () => leaf(await authority(), { names: names.map(asName) }), 'self-signed'],
    ['of an authority that is not shown', async () => ({ ...(await leaf(await authority(), { names: names.map(asName) })) }), 'unknown-issuer'],
  ])('with a certificate %s is told so, and it is shown', async (what, identity, problem) => {
    const made = await identity();
    const shown = what.includes('not shown') && made ? { ...made, cert: `${made.cert.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n` } : made;
    const { certificate, https } = await siteOf({ plain: toSealed, sealed: () => ({}), identity: shown });
    expect(https).toBe('answers');
    expect(certificate).toMatchObject({ trusted: false, problem, keyType: 'ec', keyBits: 256 });
  });

  test('is told apart: refused, leading back, speaking no TLS, silent', async () => {
    expect(await siteOf({ plain: toSealed })).toMatchObject({ http: 'to-https', https: 'refused', certificate: null, hsts: null });
    expect(await siteOf({ plain: () => ({}), sealed: (host) => ({ status: 302, headers: { Location: `http://${host}/` } }) })).toMatchObject({ https: 'to-http' });
    const noTls = await webServer(undefined, () => ({}));
    open.push(noTls);
    const spoken = await scanned({ plain: toSealed, town: { internet: { ports: { dns: 1, http: 1, https: noTls.port } } } });
    expect(spoken.facts.sites?.[0]).toMatchObject({ https: 'tls-failed', certificate: null });
    const { gaps, ...silent } = await siteOf({ plain: toSealed, sealed: () => ({ hangs: true }) });
    expect(silent).not.toHaveProperty('https');
    expect(gaps).toEqual(expect.arrayContaining(['sites[].certificate unreachable', 'sites[].hsts unreachable', 'sites[].https unreachable', 'securityTxt unreachable']));
  });

  test.each([
    ['max-age=0', { maxAgeSeconds: 0, includeSubDomains: false, preload: false }],
    ['includeSubDomains; Max-Age="600"', { maxAgeSeconds: 600, includeSubDomains: true, preload: false }],
  ])('HSTS %s', async (header, expected) => {
    expect((await siteOf({ plain: toSealed, sealed: () => ({ headers: { 'Strict-Transport-Security': header } }) })).hsts).toEqual(expected);
  });

  test('HSTS without an age does not count, and is no HSTS that is missing', async () => {
    const { gaps, ...site } = await siteOf({ plain: toSealed, sealed: () => ({ headers: { 'Strict-Transport-Security': 'includeSubDomains' } }) });
    expect(site).not.toHaveProperty('hsts');
    expect(gaps).toContain('sites[].hsts unreadable');
  });
});

describe('addresses', () => {
  test('that the world cannot reach are never connected to', async () => {
    const isPrivate = (address: string) => address === '127.0.0.1';
    const { scan, http, https } = await scanned({ plain: toSealed, sealed: () => ({}), town: { internet: {} } });
    expect(scan.sections.website?.status).toBe('ok');
    const before = [http.asked.length, https.asked.length];
    const server = await nameServer(fromZone({ 'town.example NS': ['ns1.host.example'], 'mta-sts.town.example A': ['127.0.0.1'], '_mta-sts.town.example TXT': ['v=STSv1; id=1'] }, 'town.example'));
    open.push(server);
    const hidden = await opened({ domains: [{ name: 'town.example', resolver: server.address }], internet: { isPrivate, ports: { dns: 1, http: http.port, https: https.port } } }).scan();
    expect(said(hidden, 'mail').gaps).toEqual(['mtaSts.maxAgeSeconds split-view', 'mtaSts.mode split-view', 'mtaSts.mx split-view', 'mtaSts.policy split-view']);
    expect([http.asked.length, https.asked.length]).toEqual(before);
  });

  test('that fail to be asked make everything unknown', async () => {
    const server = await nameServer((question) => (question.type === 'A' || question.type === 'AAAA' ? { rcode: 2 } : fromZone(addresses, 'town.example')(question)));
    open.push(server);
    const { facts, gaps } = said(await opened({ domains: [{ name: 'town.example', resolver: server.address }] }).scan(), 'website');
    expect(facts.sites).toEqual([{ host: 'town.example' }, { host: 'www.town.example' }]);
    expect(facts).not.toHaveProperty('securityTxt');
    expect(gaps).toEqual(['securityTxt', 'sites[].certificate', 'sites[].hasAddress', 'sites[].hsts', 'sites[].http', 'sites[].https'].map((path) => `${path} unreachable`));
  });
});

describe('security.txt', () => {
  const file = 'Contact: mailto:security@town.example\nContact: https://town.example/report\nExpires: 2027-06-30T00:00:00+02:00\n';
  const of = async (say: Said | ((host: string, path: string) => Said), more: Partial<Site> = {}) => {
    const sealed = (host: string, path: string): Said => (path.endsWith('security.txt') ? (typeof say === 'function' ? say(host, path) : say) : {});
    const { facts, gaps, https } = await scanned({ plain: toSealed, sealed, ...more });
    return { found: facts.securityTxt, gaps: gaps.filter((gap) => gap.startsWith('securityTxt')), asked: https.asked };
  };

  test('is read with contacts and end', async () => {
    const { found, gaps } = await of({ headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: file });
    expect(found).toEqual({ host: 'town.example', contacts: ['mailto:security@town.example', 'https://town.example/report'], expiresAt: '2027-06-29T22:00:00Z', signed: false });
    expect(gaps).toEqual([]);
  });

  test('may be signed, lie at the www, or behind a redirect within the domain', async () => {
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n${file}-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----\r\n`;
    expect((await of({ body: signed })).found).toMatchObject({ signed: true });
    expect((await of((host) => (host.startsWith('www') ? { body: file } : { status: 404 }))).found).toMatchObject({ host: 'www.town.example' });
    expect((await of((host) => (host.startsWith('www') ? { body: file } : { status: 301, headers: { Location: 'https://www.town.example/.well-known/security.txt' } }))).found).toMatchObject({ host: 'town.example' });
  });

  test.each<[what: string, say: Said]>([
    ['is not found', { status: 404 }],
    ['is a page for people', { headers: { 'Content-Type': 'text/html' }, body: `<p>${file}</p>` }],
    ['names no contact', { body: 'Expires: 2027-06-30T00:00:00Z\n' }],
  ])('is none where it %s', async (_, say) => {
    expect(await of(say)).toMatchObject({ found: null, gaps: [] });
  });

  test.each<[what: string, say: Said, gap: string, more?: Partial<Site>]>([
    ['the site refuses robots', { status: 403 }, 'securityTxt unreadable'],
    ['it leads outside', { status: 302, headers: { Location: 'https://host.example/security.txt' } }, 'securityTxt outside-domain'],
    ['it leads round', { status: 302, headers: { Location: '/.well-known/security.txt' } }, 'securityTxt unreadable'],
    ['it leads to http', { status: 302, headers: { Location: 'http://town.example/' } }, 'securityTxt unreadable', { plain: () => ({ body: file }) }],
  ])('is unknown where %s', async (_, say, gap, more = {}) => {
    const { found, gaps } = await of(say, more);
    expect([found, gaps]).toEqual([undefined, [gap]]);
  });

  test('does not count from a site that proves nothing, and has an end only as a date', async () => {
    const stranger = await leaf(await authority(), { names: names.map(asName) });
    expect((await of({ body: file }, { identity: stranger })).gaps).toEqual(['securityTxt unreadable']);
    expect((await of({ body: 'Contact: mailto:a@b\n' })).found).toMatchObject({ expiresAt: null });
    const odd = await of({ body: 'Contact: mailto:a@b\nExpires: next year\n' });
    expect(odd.found).not.toHaveProperty('expiresAt');
    expect(odd.gaps).toEqual(['securityTxt.expiresAt unreadable']);
  });
});

describe('MTA-STS', () => {
  const policy = 'version: STSv1\r\nmode: enforce\r\nmx: mx2.town.example\r\nmx: *.host.example\r\nmax_age: 604800\r\n';
  const zone: Zone = { ...addresses, '_mta-sts.town.example TXT': ['v=STSv1; id=20240801'], 'mta-sts.town.example A': ['127.0.0.1'] };
  const of = async (say: Said, more: Partial<Site> = {}) => {
    const { scan } = await scanned({ zone, sealed: (host, path) => (host.startsWith('mta-sts') && path === '/.well-known/mta-sts.txt' ? say : {}), ...more });
    const { facts, gaps } = said(scan, 'mail');
    return { ...facts.mtaSts, gaps };
  };

  test('of a record and a policy', async () => {
    expect(await of({ body: policy })).toEqual({ id: '20240801', policy: 'valid', mode: 'enforce', maxAgeSeconds: 604_800, mx: ['*.host.example', 'mx2.town.example'], gaps: [] });
  });

  test.each<[what: string, say: Said, policy: string, more?: () => Promise<Partial<Site>>]>([
    ['is not there', { status: 404 }, 'not-found'],
    ['leads elsewhere', { status: 301, headers: { Location: 'https://town.example/policy' } }, 'invalid'],
    ['is something else', { body: 'hello' }, 'invalid'],
    ['has no mode that is known', { body: policy.replace('enforce', 'enforced') }, 'invalid'],
    ['names no host', { body: policy.replaceAll(/mx: .*\r\n/g, '') }, 'invalid'],
    ['has no certificate that counts', { body: policy }, 'bad-certificate', async () => ({ identity: await leaf(await authority(), { names: names.map(asName) }) })],
    ['has no address', { body: policy }, 'not-found', () => Promise.resolve({ zone: { ...zone, 'mta-sts.town.example A': [] } })],
  ])('whose policy %s', async (_, say, expected, more = () => Promise.resolve({})) => {
    expect(await of(say, await more())).toEqual({ id: '20240801', policy: expected, mode: null, maxAgeSeconds: null, mx: [], gaps: [] });
  });

  test('whose policy does not come is unknown', async () => {
    const gaps = ['maxAgeSeconds', 'mode', 'mx', 'policy'].map((part) => `mtaSts.${part}`);
    expect(await of({ hangs: true })).toEqual({ id: '20240801', gaps: gaps.map((path) => `${path} unreachable`) });
    expect(await of({ status: 503 })).toEqual({ id: '20240801', gaps: gaps.map((path) => `${path} unreadable`) });
  });
});
