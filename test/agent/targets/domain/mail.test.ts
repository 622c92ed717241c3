import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { DomainSetting } from '../../../../agent/settings.ts';
import { fromZone, nameServer } from './name-server.ts';
import type { Zone } from './name-server.ts';
import { opened, said } from './town.ts';

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const { close } of open.splice(0)) close();
});

/** What a scan says of the mail of `town.example` (or another domain) in a world that has these records. */
async function mailOf(zone: Zone, { setting = {}, also = [] }: { setting?: Partial<DomainSetting>; also?: readonly string[] } = {}) {
  const server = await nameServer(fromZone({ ...zone, 'town.example NS': ['ns1.host.example'] }, 'example'));
  open.push(server);
  const domains = [{ name: 'town.example', ...setting }, ...also.map((name) => ({ name }))].map((domain) => ({ ...domain, resolver: server.address }));
  return said(await opened({ domains }).scan(), 'mail');
}

const spfOf = async (records: Zone | string, setting: Partial<DomainSetting> = {}) => {
  const { facts, gaps } = await mailOf(typeof records === 'string' ? { 'town.example TXT': [records] } : records, { setting });
  return { ...facts.spf, gaps: gaps.filter((gap) => gap.startsWith('spf')) };
};

describe('SPF', () => {
  test.each([
    ['v=spf1 -all', { all: 'fail', valid: true, lookups: 0 }],
    ['V=SPF1 ~ALL', { all: 'softfail', valid: true, lookups: 0 }],
    ['v=spf1 ?all', { all: 'neutral', valid: true }],
    ['v=spf1 all', { all: 'pass', valid: true }],
    ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32', { all: null, valid: true, lookups: 0 }],
    ['v=spf1', { all: null, valid: true, lookups: 0, terms: [] }],
    ['v=spf1 a mx/24 ptr exists:%{i}.x.town.example -all', { lookups: 4, lookupsAtLeast: 4, valid: true }],
    ['v=spf1 -all include:behind.host.example', { lookups: 0, all: 'fail', notAsked: [] }],
    ['v=spf1 ipv4:192.0.2.1 -all', { valid: false, all: 'fail' }],
    ['v=spf1 include: -all', { valid: false }],
    ['v=spf1 unknown-modifier=x -all', { valid: true }],
    ['v=spf1 redirect=a.town.example redirect=b.town.example', { valid: false }],
  ])('%s', async (record, expected) => {
    expect(await spfOf(record)).toMatchObject({ records: 1, gaps: [], ...expected });
  });

  test.each(['v=spf10 -all', 'spf1 -all', 'v=spf1;-all'])('"%s" is no record', async (text) => {
    expect((await mailOf({ 'town.example TXT': [text] })).facts.spf).toBeNull();
  });

  test('of several strings is one text, and several records are an error', async () => {
    expect(await spfOf({ 'town.example TXT': [['v=spf1 ip4:192.0.2.1', ' -all'], 'other'] })).toMatchObject({ record: 'v=spf1 ip4:192.0.2.1 -all', all: 'fail' });
    const two = await spfOf({ 'town.example TXT': ['v=spf1 -all', 'v=spf1 +all'] });
    expect(two).toEqual({ records: 2, record: 'v=spf1 +all', valid: false, gaps: ['all', 'lookups', 'lookupsAtLeast', 'notAsked', 'terms', 'voidLookupsAtLeast'].map((part) => `spf.${part} unreadable`) });
  });

  const nest: Zone = {
    'town.example TXT': ['v=spf1 include:a.town.example include:b.town.example a:nothing.town.example -all'],
    'a.town.example TXT': ['v=spf1 mx include:c.town.example ~all'],
    'b.town.example TXT': ['v=spf1 ip4:192.0.2.1 -all'],
    'c.town.example TXT': ['v=spf1 exists:%{i}.town.example -all'],
  };

  test('counts what nested records cost, and what leads to nothing', async () => {
    // include a, its mx, include c, its exists, include b, a; neither the mx nor the a leads anywhere.
    expect(await spfOf(nest)).toMatchObject({ lookups: 6, lookupsAtLeast: 6, voidLookupsAtLeast: 2, all: 'fail', valid: true, gaps: [] });
  });

  test('outside the declared domains is a lower bound, and says so', async () => {
    const away = { 'town.example TXT': ['v=spf1 a mx include:spf.host.example include:spf.other.example -all'], 'spf.host.example TXT': ['v=spf1 a a a -all'] };
    const found = await spfOf(away);
    expect(found).toMatchObject({ lookupsAtLeast: 4, notAsked: ['spf.host.example', 'spf.other.example'], all: 'fail', gaps: ['spf.lookups outside-domain'] });
    expect(found).not.toHaveProperty('lookups');
    const many = await spfOf(`v=spf1 ${Array.from({ length: 11 }, (_, index) => `include:h${index}.host.example`).join(' ')} -all`);
    expect(many).toMatchObject({ lookupsAtLeast: 11, gaps: ['spf.lookups outside-domain'] });
    const followed = await spfOf({ ...away, 'spf.other.example TXT': ['v=spf1 -all'] }, { follow: true });
    expect(followed).toMatchObject({ lookups: 7, notAsked: [], gaps: [] });
  });

  test('takes the word of a redirect, which is unknown when it may not be asked', async () => {
    expect(await spfOf({ 'town.example TXT': ['v=spf1 redirect=r.town.example'], 'r.town.example TXT': ['v=spf1 ?all'] })).toMatchObject({ all: 'neutral', lookups: 1 });
    const away = await spfOf('v=spf1 redirect=r.host.example');
    expect(away).toMatchObject({ lookupsAtLeast: 1, gaps: ['spf.all outside-domain', 'spf.lookups outside-domain'] });
    expect(away).not.toHaveProperty('all');
  });

  test('with a nested record that is not there is an error, and a ring ends', async () => {
    expect(await spfOf('v=spf1 include:no.town.example -all')).toMatchObject({ valid: false, lookups: 1, voidLookupsAtLeast: 1 });
    const ring = await spfOf('v=spf1 include:town.example -all');
    expect(ring).toMatchObject({ gaps: ['spf.lookups too-large'] });
    expect(ring.lookupsAtLeast).toBeGreaterThan(10);
  });
});

describe('DMARC', () => {
  const of = async (zone: Zone, more: Parameters<typeof mailOf>[1] = {}) => mailOf(zone, more);
  const own = (record: string): Zone => ({ '_dmarc.town.example TXT': [record] });

  test.each([
    ['v=DMARC1; p=reject; rua=mailto:b@x.example,mailto:a@x.example', { valid: true, policy: 'reject', subdomainPolicy: 'reject', percent: 100, testing: false, reportsTo: ['mailto:a@x.example', 'mailto:b@x.example'] }],
    ['v=DMARC1;p=Quarantine;sp=none;pct=20', { valid: true, policy: 'quarantine', subdomainPolicy: 'none', percent: 20 }],
    ['v=DMARC1; p=none; t=y', { valid: true, policy: 'none', testing: true }],
    ['v=DMARC1; rua=mailto:a@x.example', { valid: false, policy: null, subdomainPolicy: null }],
    ['v=DMARC1; p=rejekt', { valid: false, policy: null }],
    ['v=DMARC1; p=reject; pct=300', { valid: false, policy: 'reject', percent: 100 }],
    ['v=DMARC1; p=reject; p=none', { valid: false, policy: null }],
  ])('%s', async (record, expected) => {
    const { facts } = await of(own(record));
    expect(facts.dmarc).toMatchObject({ at: '_dmarc.town.example', records: 1, record, ...expected });
  });

  test('is null without a record, and no record when it stands twice', async () => {
    expect((await of({ '_dmarc.town.example TXT': ['v=DMARC2; p=reject'] })).facts.dmarc).toBeNull();
    expect((await of({ '_dmarc.town.example TXT': ['v=DMARC1; p=reject', 'v=DMARC1; p=none'] })).facts.dmarc).toMatchObject({ records: 2, valid: false, policy: null });
  });

  const below = { setting: { name: 'police.town.example' } };

  test('of a domain above holds where it may be asked', async () => {
    const zone = own('v=DMARC1; p=reject; sp=quarantine');
    expect((await of(zone, { ...below, also: ['town.example'] })).facts.dmarc).toMatchObject({ at: '_dmarc.town.example', policy: 'quarantine' });
    const { facts, gaps } = await of(zone, below);
    expect(facts).not.toHaveProperty('dmarc');
    expect(gaps).toContain('dmarc outside-domain');
    expect((await of(zone, { setting: { ...below.setting, follow: true } })).facts.dmarc).toMatchObject({ policy: 'quarantine' });
    expect((await of({}, { ...below, also: ['town.example'] })).facts.dmarc).toBeNull();
  });
});

describe('DKIM', () => {
  const rsa = (bits: number, type: 'spki' | 'pkcs1' = 'spki') => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type, format: 'der' }).toString('base64');
  const keyOf = async (text: string | readonly string[], setting: Partial<DomainSetting> = {}) => mailOf({ 'selector1._domainkey.town.example TXT': [text].flat() }, { setting });

  test.each([
    ['an RSA key', `v=DKIM1; k=rsa; p=${rsa(1024)}`, { keyType: 'rsa', keyBits: 1024, revoked: false, testing: false }],
    ['one without version, in the other form', `p=${rsa(2048, 'pkcs1')}; t=s:y`, { keyType: 'rsa', keyBits: 2048, testing: true }],
    ['an Ed25519 key', `v=DKIM1; k=ed25519; p=${Buffer.alloc(32, 7).toString('base64')}`, { keyType: 'ed25519', keyBits: 256 }],
    ['a key that was taken back', 'v=DKIM1; p=', { keyType: 'rsa', keyBits: null, revoked: true }],
  ])('%s', async (_, text, expected) => {
    const { facts, gaps } = await keyOf(text);
    expect(facts.dkim).toEqual([expect.objectContaining({ selector: 'selector1', declared: false, ...expected })]);
    expect(gaps).toEqual([]);
  });

  test('a key that is none is unreadable, and other texts are no key', async () => {
    const { facts, gaps } = await keyOf('v=DKIM1; p=AAAA');
    expect(facts.dkim).toEqual([{ selector: 'selector1', declared: false, keyType: 'rsa', revoked: false, testing: false }]);
    expect(gaps).toEqual(['dkim[].keyBits unreadable']);
    expect((await keyOf('v=spf1 -all')).facts.dkim).toEqual([]);
    expect((await keyOf(['v=DKIM1; p=', `p=${rsa(1024)}`])).gaps).toEqual(['dkim unreadable']);
  });

  test('declared selectors are asked, too, and all of them are told', async () => {
    const { facts } = await mailOf({ 'clerk2024._domainkey.town.example TXT': ['v=DKIM1; p='] }, { setting: { selectors: ['clerk2024'] } });
    expect(facts.dkim).toMatchObject([{ selector: 'clerk2024', declared: true, revoked: true }]);
    expect(facts.dkimAsked).toEqual(expect.arrayContaining(['clerk2024', 'selector1', 'google']));
  });
});

test('TLS-RPT: one record with addresses, or null', async () => {
  const of = async (...records: string[]) => (await mailOf({ '_smtp._tls.town.example TXT': records })).facts.tlsReports;
  expect(await of('v=TLSRPTv1; rua=mailto:tls@town.example,https://r.example/x')).toEqual(['https://r.example/x', 'mailto:tls@town.example']);
  expect(await of('v=TLSRPTv1')).toEqual([]);
  expect(await of('v=TLSRPTv1; rua=mailto:a@b', 'v=TLSRPTv1; rua=mailto:c@d')).toBeNull();
  expect(await of('something')).toBeNull();
});
