import type { Protocols } from '../../../wire/sections/protocols.ts';
import { iniIn } from '../../host/ini.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Tls = NonNullable<Protocols['tls']>;

/** OpenSSL: which version is installed and what the system sets for it. World-readable. */
export const tlsSources = {
  libssl3: { kind: 'names', pattern: '/usr/lib/*/libssl.so.3' },
  libssl3Plain: { kind: 'names', pattern: '/usr/lib*/libssl.so.3' },
  libssl3Alpine: { kind: 'names', pattern: '/lib/libssl.so.3' },
  libssl11: { kind: 'names', pattern: '/usr/lib/*/libssl.so.1.1' },
  libssl11Plain: { kind: 'names', pattern: '/usr/lib*/libssl.so.1.1' },
  opensslDebian: { kind: 'file', path: '/etc/ssl/openssl.cnf' },
  opensslRedHat: { kind: 'file', path: '/etc/pki/tls/openssl.cnf' },
  /** Red Hat and Fedora: what crypto-policies(7) makes of the chosen policy. */
  policy: { kind: 'file', path: '/etc/crypto-policies/back-ends/opensslcnf.config' },
} as const satisfies Sources;

type At = Look<typeof tlsSources>;

const order = ['ssl3', 'tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'] as const;
const names: Readonly<Record<string, number>> = { SSLv3: 0, TLSv1: 1, 'TLSv1.0': 1, 'TLSv1.1': 2, 'TLSv1.2': 3, 'TLSv1.3': 4, None: 0 };

/**
 * What OpenSSL allows programs that choose nothing themselves: MinProtocol and MaxProtocol of `system_default_sect`, see config(5).
 * Without them OpenSSL 1.1 begins with TLS 1.0; OpenSSL 3 has 1.0 and 1.1 only at security level 0 (its migration guide).
 * Distributions build SSL 3 out. Other libraries (GnuTLS, NSS) are not asked.
 */
export function tlsOf(at: At): Protocols['tls'] {
  const config = [at.one('policy'), at.one('opensslDebian'), at.one('opensslRedHat')];
  const failed = config.find(({ state }) => state === 'failed');
  if (failed?.state === 'failed') return at.lack('tls', failed);
  const three = (['libssl3', 'libssl3Plain', 'libssl3Alpine'] as const).map((source) => presence(at, source));
  const eleven = (['libssl11', 'libssl11Plain'] as const).map((source) => presence(at, source));
  const why = (['libssl3', 'libssl3Plain', 'libssl3Alpine', 'libssl11', 'libssl11Plain'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why) return at.lack('tls', why);
  if (!three.includes(true) && !eleven.includes(true)) return at.lack('tls', { reason: 'not-visible-from-here', detail: 'no OpenSSL that is known here' });
  const { min, max, level } = rangeOf(at);
  // Where both are installed, programs of the older one decide.
  const old = eleven.includes(true);
  const least = Math.max(min ?? 1, old || level === 0 ? 1 : 3);
  return order.map((protocol, index): Tls[number] => {
    const on = index > 0 && index >= least && index <= (max ?? 4);
    return { protocol, server: on, client: on };
  });
}

/** The policy of the system wins over the file that includes it. */
function rangeOf(at: At): { min: number | undefined; max: number | undefined; level: number | undefined } {
  const policy = at.text('policy') ?? '';
  const main = at.text('opensslDebian') ?? at.text('opensslRedHat') ?? '';
  const ini = iniIn(main.replace(/[ \t]+#.*$/gm, ''));
  const sectionOf = (section: string, key: string) => [...ini].find(([name]) => name.trim() === section)?.[1].get(key);
  const root = ini.get('')?.get('openssl_conf');
  const ssl = root === undefined ? undefined : sectionOf(root, 'ssl_conf');
  const chosen = ssl === undefined ? undefined : sectionOf(ssl, 'system_default');
  const value = (key: string) =>
    new RegExp(`^[ \\t]*(?:TLS\\.)?${key}[ \\t]*=[ \\t]*([\\w.]+)`, 'm').exec(policy)?.[1] ?? (chosen === undefined ? undefined : (sectionOf(chosen, key.toLowerCase()) ?? sectionOf(chosen, `tls.${key.toLowerCase()}`)));
  const ciphers = /^[ \t]*CipherString[ \t]*=[ \t]*(.*)$/m.exec(policy)?.[1] ?? (chosen === undefined ? undefined : sectionOf(chosen, 'cipherstring'));
  const level = /@SECLEVEL=(\d)/.exec(ciphers ?? '')?.[1];
  const number = (word: string | undefined) => (word !== undefined && Object.hasOwn(names, word) ? names[word] : undefined);
  return { min: number(value('MinProtocol')), max: number(value('MaxProtocol')), level: level === undefined ? undefined : Number(level) };
}
