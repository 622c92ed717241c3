import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { peer } from '../../peers.ts';

/** A certificate with its key, freshly made by openssl; undefined where there is none. The key is only ever a canary for tests. */
export function certificateOfTown(subject = '/CN=www.town.example/O=Town', more: readonly string[] = []): { readonly certificate: string; readonly key: string } | undefined {
  const openssl = peer('openssl');
  if (openssl === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-certificate-'));
  try {
    const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
    const names = ['-addext', 'subjectAltName=DNS:www.town.example,DNS:town.example', '-addext', 'extendedKeyUsage=serverAuth'];
    execFileSync(openssl, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', certificate, '-days', '90', '-subj', subject, ...names, ...more], { stdio: 'ignore' });
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
