import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Settings of services that name certificates, see the documentation of each. World-readable as shipped; others are named as gaps. */
export const namingSources = {
  nginx: { kind: 'file', path: '/etc/nginx/nginx.conf' },
  nginxSites: { kind: 'files', pattern: '/etc/nginx/sites-enabled/*' },
  nginxParts: { kind: 'files', pattern: '/etc/nginx/conf.d/*.conf' },
  apacheSites: { kind: 'files', pattern: '/etc/apache2/sites-enabled/*.conf' },
  apacheParts: { kind: 'files', pattern: '/etc/apache2/conf-enabled/*.conf' },
  httpd: { kind: 'files', pattern: '/etc/httpd/conf.d/*.conf' },
  postfix: { kind: 'file', path: '/etc/postfix/main.cf' },
  dovecot: { kind: 'files', pattern: '/etc/dovecot/conf.d/*.conf' },
  dovecotMain: { kind: 'file', path: '/etc/dovecot/dovecot.conf' },
  samba: { kind: 'file', path: '/etc/samba/smb.conf' },
  slapd: { kind: 'file', path: '/etc/ldap/slapd.conf' },
  slapdConfig: { kind: 'files', pattern: '/etc/ldap/slapd.d/cn=config.ldif' },
  slapdConfigRedHat: { kind: 'files', pattern: '/etc/openldap/slapd.d/cn=config.ldif' },
  /** It belongs to the account of the server. */
  postgresql: { kind: 'files', pattern: '/etc/postgresql/*/*/postgresql.conf', trust: 'user' },
  mariadb: { kind: 'files', pattern: '/etc/mysql/mariadb.conf.d/*.cnf' },
  vsftpd: { kind: 'file', path: '/etc/vsftpd.conf' },
  openvpn: { kind: 'files', pattern: '/etc/openvpn/server/*.conf' },
  xrdp: { kind: 'file', path: '/etc/xrdp/xrdp.ini' },
} as const satisfies Sources;

type Name = keyof typeof namingSources;

/** A certificate that a service names, with the file of its key where it is named too. */
export interface Named {
  readonly path: string;
  readonly key: string | undefined;
  readonly by: string;
}

const places: Readonly<Record<Name, { readonly by: string; readonly certificate: RegExp; readonly key: RegExp }>> = {
  nginx: nginx(), nginxSites: nginx(), nginxParts: nginx(),
  apacheSites: apache(), apacheParts: apache(), httpd: apache(),
  postfix: { by: 'postfix', certificate: /^smtpd_tls_(?:cert_file|chain_files|eccert_file)[ \t]*=[ \t]*(\/[^\s,]+)/gm, key: /^smtpd_tls_key_file[ \t]*=[ \t]*(\/\S+)/gm },
  dovecot: dovecot(), dovecotMain: dovecot(),
  samba: { by: 'samba', certificate: /^[ \t]*tls certfile[ \t]*=[ \t]*(\/\S+)/gim, key: /^[ \t]*tls keyfile[ \t]*=[ \t]*(\/\S+)/gim },
  slapd: { by: 'openldap', certificate: /^[ \t]*TLSCertificateFile\s+(\/\S+)/gim, key: /^[ \t]*TLSCertificateKeyFile\s+(\/\S+)/gim },
  slapdConfig: ldap(), slapdConfigRedHat: ldap(),
  postgresql: { by: 'postgresql', certificate: /^[ \t]*ssl_cert_file[ \t]*=[ \t]*'(\/[^']+)'/gm, key: /^[ \t]*ssl_key_file[ \t]*=[ \t]*'(\/[^']+)'/gm },
  mariadb: { by: 'mariadb', certificate: /^[ \t]*ssl[-_]cert[ \t]*=[ \t]*(\/\S+)/gm, key: /^[ \t]*ssl[-_]key[ \t]*=[ \t]*(\/\S+)/gm },
  vsftpd: { by: 'vsftpd', certificate: /^[ \t]*rsa_cert_file[ \t]*=[ \t]*(\/\S+)/gm, key: /^[ \t]*rsa_private_key_file[ \t]*=[ \t]*(\/\S+)/gm },
  openvpn: { by: 'openvpn', certificate: /^[ \t]*cert\s+(\/\S+)/gm, key: /^[ \t]*key\s+(\/\S+)/gm },
  xrdp: { by: 'xrdp', certificate: /^[ \t]*certificate[ \t]*=[ \t]*(\/\S+)/gm, key: /^[ \t]*key_file[ \t]*=[ \t]*(\/\S+)/gm },
};

function nginx() {
  return { by: 'nginx', certificate: /^[^#\n]*?\bssl_certificate\s+["']?(\/[^\s"';$]+)["']?\s*;/gm, key: /^[^#\n]*?\bssl_certificate_key\s+["']?(\/[^\s"';$]+)["']?\s*;/gm };
}

function apache() {
  return { by: 'apache', certificate: /^[ \t]*SSLCertificateFile\s+["']?(\/[^\s"'$]+)/gim, key: /^[ \t]*SSLCertificateKeyFile\s+["']?(\/[^\s"'$]+)/gim };
}

function dovecot() {
  return { by: 'dovecot', certificate: /^[ \t]*ssl_(?:server_)?cert(?:_file)?[ \t]*=[ \t]*<?(\/\S+)/gm, key: /^[ \t]*ssl_(?:server_)?key(?:_file)?[ \t]*=[ \t]*<?(\/\S+)/gm };
}

function ldap() {
  return { by: 'openldap', certificate: /^olcTLSCertificateFile:\s*(\/\S+)/gim, key: /^olcTLSCertificateKeyFile:\s*(\/\S+)/gim };
}

/** Certificates by the settings that name them; the n-th key of a file belongs to its n-th certificate. A file that holds both names itself. */
export function namedBy(at: Look<typeof namingSources>): { named: Named[]; why: Why | undefined } {
  const names = Object.keys(namingSources) as Name[];
  let why: Why | undefined;
  const named = names.flatMap((name): Named[] => {
    const { by, certificate, key } = places[name];
    const isOne = 'path' in namingSources[name];
    const reading = isOne ? at.one(name) : undefined;
    const texts = reading ? [textOf(reading) ?? ''] : filesOf(at, name).map(({ text }) => text);
    why ??= reading?.state === 'failed' ? reading : isOne ? undefined : whyUnread(at, name);
    return texts.flatMap((text) => {
      const keys = [...text.matchAll(key)].map(([, path = '']) => path);
      return [...text.matchAll(certificate)].slice(0, 200).map(([, path = ''], index) => ({ path, key: keys[index], by }));
    });
  });
  return { named: named.filter(({ path }) => isPlain(path)), why };
}

/** A path as sources want it: absolute, without `..`, and not the file of a key. */
export function isPlain(path: string): boolean {
  return /^\/[\w.@%+=,~/-]{1,500}$/.test(path) && !path.split('/').includes('..') && !path.includes('//') && !path.endsWith('/') && !/(?:^|[/._-])(?:priv(?:ate)?|privkey|key)(?:\.pem|\.key)?$|\.key$/i.test(path);
}
