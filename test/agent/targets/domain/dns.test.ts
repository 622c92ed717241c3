import type { Question } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { nameServer, fromZone, soa } from './name-server.ts';
import type { Asked, Reply, Zone } from './name-server.ts';
import { opened, said } from './town.ts';
import type { Town } from './town.ts';

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const { close } of open.splice(0)) close();
});

const zone: Zone = {
  'town.example NS': ['ns1.host.example', 'ns2.host.example'],
  'town.example MX': [{ preference: 20, exchange: 'mx2.host.example' }, { preference: 10, exchange: 'mx1.town.example' }],
  'town.example CAA': [{ flags: 128, tag: 'issuewild', value: ';' }, { flags: 0, tag: 'issue', value: 'letsencrypt.org' }],
  'town.example TXT': ['v=spf1 mx -all'],
  'mx1.town.example A': ['203.0.113.7'],
};

/** Scans a domain whose resolver says these things. */
async function scanned(say: (question: Question, about: Asked) => Reply | readonly Reply[], more: Partial<Town> = {}) {
  const server = await nameServer(say);
  open.push(server);
  const target = opened({ domains: [{ name: 'town.example', resolver: server.address }], ...more });
  return { scan: await target.scan(), asked: server.asked, target, server };
}

const silentOn = (types: readonly string[], say = fromZone(zone, 'town.example')) => (question: Question): Reply => (types.includes(question.type) ? { silent: true } : say(question));

describe('the answers of a resolver', () => {
  test('become facts, whatever order they come in and without what moves', async () => {
    const { scan } = await scanned(fromZone(zone, 'town.example'));
    expect(scan.target).toEqual({ kind: 'domain', id: 'town.example' });
    const { facts, gaps } = said(scan, 'dns');
    expect(gaps).toEqual([]);
    expect(facts).toMatchObject({
      domain: 'town.example', exists: true, nameServers: ['ns1.host.example', 'ns2.host.example'], comparedWithServers: false, dnssec: 'unsigned', delegations: [], keys: [],
      caa: [{ tag: 'issue', value: 'letsencrypt.org', critical: false }, { tag: 'issuewild', value: ';', critical: true }],
    });
    expect(facts.lookups).toContainEqual({ name: 'town.example', type: 'CAA', rcode: 'NOERROR', answers: ['0 issue "letsencrypt.org"', '128 issuewild ";"'] });
    expect(scan.sections.dns?.sources).toContain('CAA town.example @127.0.0.1');
    expect(said(scan, 'mail').facts.mx).toEqual([{ host: 'mx1.town.example', priority: 10 }, { host: 'mx2.host.example', priority: 20 }]);
    const { scan: again } = await scanned((question) => {
      const { answers = [], ...reply } = fromZone(zone, 'town.example')(question);
      return { ...reply, answers: answers.map((answer) => ({ ...answer, ttl: 17 })).toReversed() };
    });
    expect(Object.values(again.sections).map(({ digest }) => digest)).toEqual(Object.values(scan.sections).map(({ digest }) => digest));
  });

  test('that prove that there is nothing are null and empty', async () => {
    const { scan } = await scanned(fromZone({ 'town.example NS': ['ns1.host.example'] }, 'town.example'));
    const { facts, gaps } = said(scan, 'mail');
    expect(gaps).toEqual([]);
    expect(facts).toMatchObject({ mx: [], spf: null, dmarc: null, dkim: [], mtaSts: null, tlsReports: null });
    expect(said(scan, 'dns').facts).toMatchObject({ exists: true, caa: [] });
  });

  test('of a name that does not exist say so', async () => {
    const { scan } = await scanned(fromZone({}, 'example'));
    expect(said(scan, 'dns').facts).toMatchObject({ exists: false, nameServers: [] });
    expect(said(scan, 'website').facts.sites).toEqual(['town.example', 'www.town.example'].map((host) => ({ host, hasAddress: false, http: null, https: null, certificate: null, hsts: null })));
  });

  const failures: readonly (readonly [what: string, reply: Reply | ((name: string) => Reply), reason: string])[] = [
    ['silence', { silent: true }, 'unreachable'],
    ['SERVFAIL', { rcode: 2 }, 'unreachable'],
    ['REFUSED', { rcode: 5 }, 'unreachable'],
    ['an empty answer without proof', {}, 'unreachable'],
    ['NXDOMAIN without proof', { rcode: 3 }, 'unreachable'],
    ['NXDOMAIN with the proof of somebody else', { rcode: 3, authorities: [soa('other.example')] }, 'unreachable'],
    ['bytes that are no packet', { raw: Buffer.from('8180000100ff00000000', 'hex') }, 'unreadable'],
    ['an alias that goes round', (name) => ({ answers: [{ type: 'CNAME', name, data: name }], authorities: [soa('town.example')] }), 'unreadable'],
    ['a packet that is cut by TCP, too', { flags: 1 << 9 }, 'unreadable'],
  ];
  test.each(failures)('that are %s are unknown, never absent', async (_, reply, reason) => {
    const { scan } = await scanned(({ name }) => (typeof reply === 'function' ? reply(name) : reply));
    const { facts, gaps } = said(scan, 'dns');
    expect(Object.keys(facts).sort()).toEqual(['comparedWithServers', 'domain', 'lookups']);
    expect(gaps).toEqual(['caa', 'delegations', 'dnssec', 'exists', 'keys', 'nameServers'].map((path) => `${path} ${reason}`));
    const mail = said(scan, 'mail');
    expect(mail.facts).toMatchObject({ dkim: [] });
    expect(Object.keys(mail.facts).sort()).toEqual(['dkim', 'dkimAsked', 'lookups']);
    expect(mail.gaps).toEqual(['dkim', 'dmarc', 'mtaSts', 'mx', 'spf', 'tlsReports'].map((path) => `${path} ${reason}`));
    expect(said(scan, 'website').gaps).toContain(`sites[].hasAddress ${reason}`);
  }, 30_000);

  test('that fail for one type leave the others known', async () => {
    const { scan } = await scanned(silentOn(['CAA', 'MX']));
    expect(said(scan, 'dns')).toMatchObject({ facts: { exists: true, dnssec: 'unsigned' }, gaps: ['caa unreachable'] });
    expect(said(scan, 'mail').gaps).toEqual(['mx unreachable']);
  });

  test('that do not fit are asked for again by TCP', async () => {
    const { scan, asked } = await scanned((question) => ({ ...fromZone(zone, 'town.example')(question), truncated: true }));
    expect(said(scan, 'dns').facts.exists).toBe(true);
    expect(asked.filter(({ by, type }) => by === 'tcp' && type === 'CAA')).toHaveLength(1);
  });

  test('to other questions, and with other numbers, are ignored', async () => {
    const { scan } = await scanned((question) => [
      { raw: Buffer.alloc(12), whole: true },
      { raw: Buffer.from('81800001000000000000046576696c0000010001', 'hex') },
      fromZone(zone, 'town.example')(question),
    ]);
    expect(said(scan, 'dns').facts.nameServers).toEqual(['ns1.host.example', 'ns2.host.example']);
  });

  test('of the second resolver are taken when the first is dead', async () => {
    const server = await nameServer(fromZone(zone, 'town.example'));
    open.push(server);
    const scan = await opened({ domains: [{ name: 'town.example' }], internet: { servers: () => ['127.0.0.1:1', server.address], timeoutMs: 100 } }).scan();
    expect(said(scan, 'dns')).toMatchObject({ facts: { exists: true }, gaps: [] });
  });
});

describe('split DNS', () => {
  const failed = { status: 'failed', reason: 'split-view' };

  test.each([
    ['a private address of the domain', { 'town.example A': ['10.1.2.3'] }, 'town.example is 10.1.2.3'],
    ['one of its web site', { 'www.town.example AAAA': ['fd00::7'] }, 'www.town.example is fd00::7'],
    ['one of its mail server', { 'mx1.town.example A': ['192.168.3.4'] }, 'mx1.town.example is 192.168.3.4'],
    ['one of its name server', { 'town.example NS': ['dc1.town.example'], 'dc1.town.example A': ['10.0.0.5'] }, 'dc1.town.example is 10.0.0.5'],
    ['the answer of a filter', { 'town.example A': ['0.0.0.0'] }, 'town.example is 0.0.0.0'],
  ])('is seen by %s, and nothing is said of the domain then', async (_, records, detail) => {
    const { isPrivateAddress } = await import('../../../../agent/targets/domain/names.ts');
    const { scan } = await scanned(fromZone({ ...zone, ...records }, 'town.example'), { internet: { isPrivate: isPrivateAddress } });
    for (const section of Object.values(scan.sections)) expect(section).toMatchObject({ ...failed, detail: `${detail}, which nobody on the internet can reach` });
  });

  const inside: Zone = { ...zone, 'town.example NS': ['ns1.town.example'], 'ns1.town.example A': ['127.0.0.1'] };

  test('is seen when the name server of the domain names others than the resolver', async () => {
    const outside = await nameServer((question) => ({ ...fromZone({ ...zone, 'town.example NS': ['ns9.town.example'] }, 'town.example')(question), flags: 1 << 10 }));
    open.push(outside);
    const { scan } = await scanned(fromZone(inside, 'town.example'), { internet: { ports: { dns: Number(outside.address.split(':')[1]), http: 1, https: 1 } } });
    expect(scan.sections.dns).toMatchObject({ ...failed, detail: 'the resolver names ns1.town.example as name servers of town.example, 127.0.0.1 names ns9.town.example' });
    expect(outside.asked.map(({ name, type }) => `${name} ${type}`)).toEqual(['town.example NS']);
    expect(scan.sections.dns?.sources).toEqual(expect.arrayContaining(['A ns1.town.example @127.0.0.1', 'NS town.example @127.0.0.1', 'NS town.example @127.0.0.1, not the resolver']));
  });

  test('is not seen when both say the same, and that is told', async () => {
    const outside = await nameServer((question) => ({ ...fromZone(inside, 'town.example')(question), flags: 1 << 10 }));
    open.push(outside);
    const { scan } = await scanned(fromZone(inside, 'town.example'), { internet: { ports: { dns: Number(outside.address.split(':')[1]), http: 1, https: 1 } } });
    expect(said(scan, 'dns').facts.comparedWithServers).toBe(true);
  });
});

test('no name outside the declared domains is asked, wherever the records lead', async () => {
  const away: Zone = {
    'town.example NS': ['ns1.host.example', 'ns.town.example'],
    'town.example MX': [{ preference: 5, exchange: 'mx.host.example' }],
    'town.example TXT': ['v=spf1 a:web.host.example mx:host.example include:spf.host.example exists:%{i}.host.example redirect=more.host.example'],
    'www.town.example CNAME': ['town.cdn.example'],
    'town.cdn.example A': ['203.0.113.9'],
    'selector1._domainkey.town.example CNAME': ['key.host.example'],
    'key.host.example TXT': ['v=DKIM1; p='],
    '_mta-sts.town.example TXT': ['v=STSv1; id=1'],
  };
  const { asked } = await scanned(fromZone(away, 'town.example'));
  expect(asked.length).toBeGreaterThan(30);
  expect(asked.map(({ name }) => name).filter((name) => name !== 'town.example' && !name.endsWith('.town.example'))).toEqual([]);
});

test('a section that the town switched off is not read', async () => {
  const { scan } = await scanned(fromZone(zone, 'town.example'), { skip: ['mail'] });
  expect(scan.sections.mail).toMatchObject({ status: 'skipped', reason: 'switched-off' });
  expect(scan.sections.dns?.status).toBe('ok');
});

test('away from the networks of the town nothing is asked', async () => {
  const away = await scanned(fromZone(zone, 'town.example'), { networks: ['198.51.100.0/24'] });
  expect(Object.values(away.scan.sections).map(({ status, reason }) => `${status} ${reason}`)).toEqual(Array.from({ length: 3 }, () => 'skipped foreign-network'));
  expect(away.asked).toEqual([]);
  const here = await scanned(fromZone(zone, 'town.example'), { networks: ['198.51.100.0/24', '192.0.2.0/24'] });
  expect(said(here.scan, 'dns').facts.exists).toBe(true);
});

test('doctor and sources: whether a domain answers, and what will be asked', async () => {
  const { target } = await scanned(fromZone(zone, 'town.example'));
  expect(await target.check()).toEqual({ ok: true, says: '127.0.0.1 answers for it' });
  const asks = target.questions().map((question) => `${question.question} ${question.asks}`);
  expect(asks).toContain('DNS TXT _dmarc.town.example');
  expect(asks).toContain('page https://www.town.example/.well-known/security.txt');
  const dead = opened({ domains: [{ name: 'town.example' }], internet: { timeoutMs: 50 } });
  expect(await dead.check()).toMatchObject({ ok: false, mend: expect.stringContaining('resolver') });
});
