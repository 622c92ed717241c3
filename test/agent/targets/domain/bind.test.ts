import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindPrograms, bindTown } from './bind.ts';
import type { Bind } from './bind.ts';
import { opened, said } from './town.ts';

const programs = bindPrograms();
const long = Array.from({ length: 12 }, (_, index) => `"${String(index).padStart(3, '0')}${'x'.repeat(200)}"`).join(' ');

describe.skipIf(!programs)('Debian’s name server', () => {
  let bind: Awaited<ReturnType<typeof bindTown>>;
  beforeAll(async () => {
    const records = `@ IN MX 10 mx1\n@ IN TXT "v=spf1 mx -all"\n@ IN CAA 0 issue "letsencrypt.org"\nmx1 IN A 192.0.2.7\n_dmarc IN TXT "v=DMARC1; p=reject"\n* IN TXT "anything"\n`;
    bind = await bindTown(programs as Bind, {
      good: { records, signed: true, delegation: 'right' },
      plain: { records, signed: false, delegation: 'none' },
      island: { records, signed: true, delegation: 'none' },
      bogus: { records, signed: true, delegation: 'wrong' },
      unkept: { records, signed: false, delegation: 'wrong' },
      old: { records, signed: 'long ago', delegation: 'right' },
      long: { records: `@ IN TXT "v=spf1 -all"\n@ IN TXT ${long}\n`, signed: false, delegation: 'none' },
    });
  }, 30_000);
  afterAll(() => bind.close());

  const scan = (name: string, resolver = bind.resolver) => opened({ domains: [{ name, resolver }], internet: { timeoutMs: 2_000, ports: { dns: Number(bind.authority.split(':')[1]), http: 1, https: 1 } } }).scan();

  test('behind a resolver that checks signatures: validated', async () => {
    const { facts, gaps } = said(await scan('good.example'), 'dns');
    expect(gaps).toEqual([]);
    expect(facts).toMatchObject({ exists: true, nameServers: ['ns1.good.example'], comparedWithServers: true, dnssec: 'validated', caa: [{ tag: 'issue', value: 'letsencrypt.org', critical: false }] });
    expect(facts.keys).toEqual([{ keyTag: facts.delegations?.[0]?.keyTag, algorithm: 13, entry: true }]);
    expect(facts.delegations).toEqual([{ keyTag: expect.any(Number), algorithm: 13, digestType: 2, fits: true }]);
  });

  test('asked without one: signed, as far as our own look at the keys goes', async () => {
    expect(said(await scan('good.example', bind.authority), 'dns').facts).toMatchObject({ dnssec: 'signed', delegations: [{ fits: true }] });
  });

  test.each([
    ['plain.example', 'unsigned'],
    ['island.example', 'not-delegated'],
  ])('%s: %s', async (name, dnssec) => {
    for (const resolver of [bind.resolver, bind.authority]) expect(said(await scan(name, resolver), 'dns')).toMatchObject({ facts: { dnssec }, gaps: [] });
  });

  test('a parent that names another key: broken, and everything the resolver withholds is unknown', async () => {
    const checked = await scan('bogus.example');
    expect(said(checked, 'dns')).toMatchObject({ facts: { dnssec: 'broken', delegations: [{ keyTag: 4711, fits: false }] } });
    expect(said(checked, 'dns').gaps).toEqual(['caa unreachable', 'exists unreachable', 'nameServers unreachable']);
    expect(said(checked, 'mail').gaps).toEqual(['dkim', 'dmarc', 'mtaSts', 'mx', 'spf', 'tlsReports'].map((path) => `${path} unreachable`));
    expect(said(await scan('bogus.example', bind.authority), 'dns').facts).toMatchObject({ dnssec: 'broken', delegations: [{ fits: false }] });
  });

  test('a parent that names keys where none are: broken', async () => {
    for (const resolver of [bind.resolver, bind.authority]) expect(said(await scan('unkept.example', resolver), 'dns').facts).toMatchObject({ dnssec: 'broken', keys: [] });
  });

  test('signatures that ended: broken, by the word of a resolver that withholds what it has', async () => {
    expect(said(await scan('old.example'), 'dns').facts).toMatchObject({ dnssec: 'broken', delegations: [{ fits: true }], keys: [{ entry: true }] });
    expect(said(await scan('old.example', bind.authority), 'dns').facts).toMatchObject({ dnssec: 'signed' });
  });

  test('mail records, and texts that answer every name, which are no keys', async () => {
    const { facts, gaps } = said(await scan('plain.example'), 'mail');
    expect(gaps).toEqual([]);
    expect(facts).toMatchObject({ mx: [{ host: 'mx1.plain.example', priority: 10 }], spf: { all: 'fail', lookups: 1 }, dmarc: { policy: 'reject' }, dkim: [], mtaSts: null, tlsReports: null });
  });

  test('an answer too long for UDP comes by TCP', async () => {
    const { facts } = said(await scan('long.example'), 'mail');
    expect(facts.spf).toMatchObject({ all: 'fail' });
    expect(facts.lookups?.find(({ name, type }) => name === 'long.example' && type === 'TXT')?.answers).toHaveLength(2);
  });

  test('a name that does not exist', async () => {
    expect(said(await scan('nothing.example'), 'dns').facts).toMatchObject({ exists: false, nameServers: [], dnssec: 'unsigned' });
  });
});
