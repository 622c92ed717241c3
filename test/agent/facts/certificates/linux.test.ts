import { describe, expect, test } from 'vitest';
import { certificates } from '../../../../agent/facts/certificates/index.ts';
import { linux } from '../../../../agent/facts/certificates/linux.ts';
import { isPlain } from '../../../../agent/facts/certificates/named.ts';
import { certificatesIn } from '../../../../agent/facts/certificates/pem.ts';
import { certificateOfTown } from '../certificate-of-town.ts';
import { context, factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { bothRounds } from '../started.ts';
import { busyServer } from '../town-services.ts';

const made = certificateOfTown();
const of = (machine: Machine) => factsOf(linux, machine);

describe.skipIf(!made)('certificates', () => {
  const { certificate, key } = made ?? { certificate: '', key: '' };
  const site: Machine = { ...busyServer, '/etc/ssl/certs/town.pem': certificate, '/etc/ssl/private/town.key': key };

  test('that services name, with their key', () => {
    expect(certificates).toMatchObject({ name: 'certificates', version: 1, linux });
    const { data, gaps } = of(site);
    expect(data.certificates).toHaveLength(1);
    expect(data.certificates?.[0]).toMatchObject({
      place: '/etc/ssl/certs/town.pem', subject: 'CN=www.town.example, O=Town', names: ['town.example', 'www.town.example'], issuer: 'CN=www.town.example, O=Town', keyType: 'ec', keyBits: 256,
      selfSigned: true, privateKey: true, usedBy: ['nginx', 'postfix'],
    });
    expect(data.certificates?.[0]?.uses).toContain('server');
    expect(Date.parse(data.certificates?.[0]?.validUntil ?? '') - Date.parse(data.certificates?.[0]?.validFrom ?? '')).toBe(90 * 86_400_000);
    expect(gaps).toEqual({});
  });

  test('whose key is not there', () => {
    expect(of({ ...site, '/etc/ssl/private/town.key': undefined }).data.certificates?.[0]?.privateKey).toBe(false);
  });

  test('no key is ever opened by name', () => {
    const answers = bothRounds(linux, site, {}, context);
    expect(JSON.stringify(answers)).not.toContain(key.split('\n')[1]);
  });

  test('of certbot, used by whoever names its folder', () => {
    const { data } = of({
      '/etc/letsencrypt/live/www.town.example/cert.pem': certificate, '/etc/letsencrypt/live/www.town.example/privkey.pem': key,
      '/etc/apache2/sites-enabled/a.conf': '  SSLCertificateFile /etc/letsencrypt/live/www.town.example/fullchain.pem\n',
    });
    expect(data.certificates?.map(({ place, usedBy, privateKey }) => ({ place, usedBy, privateKey }))).toEqual([{ place: '/etc/letsencrypt/live/www.town.example/cert.pem', usedBy: ['apache'], privateKey: true }]);
  });

  test('with the key in the same file', () => {
    const { data } = of({ '/etc/postfix/main.cf': 'smtpd_tls_chain_files = /etc/postfix/chain.pem\n', '/etc/postfix/chain.pem': `${key}${certificate}` });
    expect(data.certificates?.[0]).toMatchObject({ privateKey: true, usedBy: ['postfix'] });
    expect(JSON.stringify(data)).not.toContain(key.split('\n')[1]);
  });

  test('authorities that an administrator added', () => {
    const { data } = of({ '/usr/local/share/ca-certificates/town.crt': certificate });
    expect(data.addedRoots).toEqual([{ fingerprint: certificatesIn(certificate).certificates[0]?.fingerprint, subject: 'CN=www.town.example, O=Town', validUntil: certificatesIn(certificate).certificates[0]?.validUntil, by: 'administrator' }]);
  });

  test('torn ones are gaps', () => {
    const torn = certificate.replace(/[A-Za-z]{20}/, 'AAAAAAAAAAAAAAAAAAAA').slice(0, -200);
    const { data, gaps } = of({ '/usr/local/share/ca-certificates/town.crt': torn, ...site, '/etc/ssl/certs/town.pem': torn });
    expect([data, gaps]).toEqual([{}, { certificates: 'unreadable', addedRoots: 'unreadable' }]);
  });
});

test('a machine without any', () => {
  expect(of({})).toMatchObject({ data: { certificates: [], addedRoots: [] }, missing: [] });
});

test('settings that are hidden are a gap', () => {
  expect(of({ '/etc/nginx/nginx.conf': { refused: 'needs-root' } }).gaps).toEqual({ certificates: 'needs-root' });
});

test.each([
  ['/etc/ssl/certs/town.pem', true], ['/etc/letsencrypt/live/a/fullchain.pem', true], ['/etc/ssl/private/town.key', false], ['/etc/x/../shadow', false], ['/etc/ssl/private/privkey.pem', false], ['relative.pem', false], ['/etc/a b', false],
])('%s may be read as a certificate: %s', (path, may) => {
  expect(isPlain(path)).toBe(may);
});
