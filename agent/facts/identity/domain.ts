import { iniIn } from '../../host/ini.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Where the ways to join a directory keep the name of it. */
export const domainSources = {
  /** Mode 0600, see sssd.conf(5). */
  sssd: { kind: 'file', path: '/etc/sssd/sssd.conf' },
  sssdMore: { kind: 'files', pattern: '/etc/sssd/conf.d/*.conf' },
  samba: { kind: 'file', path: '/etc/samba/smb.conf' },
  kerberos: { kind: 'file', path: '/etc/krb5.conf' },
  /** The key of the computer's own account: without one krb5.conf only says where people may sign in. */
  keytab: { kind: 'names', pattern: '/etc/krb5.keytab' },
} as const satisfies Sources;

/**
 * The directory this computer is joined to: sssd with a directory behind it, samba with `security = ads`, or a Kerberos
 * realm in which it has an account. Null when all of them were looked at and none is set up.
 */
export function joinedDomain(look: Look<typeof domainSources>): string | null | undefined {
  const joined = domainIn(sssdDomain(look)) ?? domainIn(sambaRealm(look.text('samba'))) ?? domainIn(kerberosRealm(look));
  if (joined !== undefined) return joined;
  const refused = [look.one('sssd'), look.one('samba'), look.one('kerberos')].find(({ state }) => state === 'failed');
  const why = refused?.state === 'failed' ? refused : (whyUnread(look, 'sssdMore') ?? whyUnread(look, 'keytab'));
  return why ? look.lack('domain', why) : null;
}

function sssdDomain(look: Look<typeof domainSources>): string | undefined {
  const files = [look.text('sssd') ?? '', ...filesOf(look, 'sssdMore').map(({ text }) => text)].map(iniIn);
  const last = (section: string, key: string) => files.findLast((ini) => ini.get(section)?.has(key))?.get(section)?.get(key);
  const names = (last('sssd', 'domains') ?? '').split(',').map((name) => name.trim());
  const provided = names.find((name) => ['ad', 'ipa', 'ldap'].includes(last(`domain/${name}`, 'id_provider')?.toLowerCase() ?? ''));
  if (provided === undefined) return undefined;
  const section = `domain/${provided}`;
  return last(section, 'ad_domain') ?? last(section, 'ipa_domain') ?? last(section, 'krb5_realm') ?? provided;
}

/** See smb.conf(5). */
function sambaRealm(text: string | undefined): string | undefined {
  const global = [...iniIn(text ?? '')].find(([section]) => section.toLowerCase() === 'global')?.[1];
  return global?.get('security')?.toLowerCase() === 'ads' ? (global.get('realm') ?? global.get('workgroup')) : undefined;
}

/** See krb5.conf(5). */
function kerberosRealm(look: Look<typeof domainSources>): string | undefined {
  if (look.all('keytab').entries.length === 0) return undefined;
  return iniIn(look.text('kerberos') ?? '').get('libdefaults')?.get('default_realm');
}

function domainIn(name: string | undefined): string | undefined {
  const domain = name?.toLowerCase() ?? '';
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,253}[\p{L}\p{N}_])?$/u.test(domain) ? printable(domain, 255) : undefined;
}
