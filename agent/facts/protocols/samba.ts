import type { Protocols } from '../../../wire/sections/protocols.ts';
import { installedVersion } from '../../host/dpkg-status.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf } from '../../host/reading.ts';
import { smbConf, smbYes } from '../../host/smb-conf.ts';
import type { SmbConf } from '../../host/smb-conf.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import type { Units } from '../../host/systemd-units.ts';
import { starts } from '../../host/systemd-units.ts';
import { packageListSources } from '../services/databases.ts';

/** The programs and settings of Samba. World-readable as shipped. */
export const sambaSources = {
  smbd: { kind: 'names', pattern: '/usr/sbin/smbd' },
  nmbd: { kind: 'names', pattern: '/usr/sbin/nmbd' },
  smbclient: { kind: 'names', pattern: '/usr/bin/smbclient' },
  mountCifs: { kind: 'names', pattern: '/usr/sbin/mount.cifs' },
  mountCifsElsewhere: { kind: 'names', pattern: '/sbin/mount.cifs' },
  smbConf: { kind: 'file', path: '/etc/samba/smb.conf' },
  ...packageListSources,
} as const satisfies Sources;

type At = Look<typeof sambaSources>;

/** Samba as far as the rest of the section needs it. */
export interface Samba {
  readonly conf: SmbConf | undefined;
  /** Neither server nor client is there, is there, or that is hidden. */
  readonly present: boolean | undefined;
  readonly why: Why;
}

/** Files that smb.conf names, for a second round. */
export function smbIncludes(at: At): Sources {
  const { includes } = smbConf(at.text('smbConf') ?? '');
  const plain = includes.filter((path) => path.startsWith('/') && !/[%*]/.test(path)).slice(0, 16);
  return Object.fromEntries(plain.map((path) => [`smb.conf ${path}`, { kind: 'file', path }]));
}

/** Settings with the files they name in place; undefined where a part of them is hidden. */
export function sambaOf(at: At, answers: Answers): Samba {
  const programs = (['smbd', 'smbclient', 'mountCifs', 'mountCifsElsewhere'] as const).map((source) => presence(at, source));
  const present = programs.includes(true) ? true : programs.includes(undefined) ? undefined : false;
  const reading = at.one('smbConf');
  const hidden = programs.includes(undefined) ? (['smbd', 'smbclient', 'mountCifs', 'mountCifsElsewhere'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined) : undefined;
  const at2 = (path: string): Reading | undefined => {
    const answer = answers[`smb.conf ${path}`];
    return answer?.kind === 'one' ? answer.reading : undefined;
  };
  const conf = reading.state === 'failed' ? undefined : smbConf(textOf(reading) ?? '', (path) => textOf(at2(path)));
  const lost = conf?.includes.find((path) => path.includes('%') || at2(path)?.state === 'failed' || (at2(path) === undefined && path.startsWith('/')));
  const why: Why = reading.state === 'failed' ? reading : lost !== undefined ? { reason: 'not-visible-from-here', detail: 'smb.conf names a file that depends on who connects or was not read' } : (hidden ?? { reason: 'denied' });
  return { conf: lost === undefined ? conf : undefined, present, why };
}

const oldDialects = /^(?:CORE(?:PLUS)?|LANMAN[12]?|NT1|SMB1)$/i;

/** Windows file sharing. Defaults of smb.conf(5): since Samba 4.11 both sides speak SMB 2.02 at least, before that SMB 1 too. */
export function smbOf(at: At, { conf, present, why }: Samba, units: Units): Protocols['smb'] {
  if (present === false) return null;
  if (present === undefined) return at.lack('smb', why);
  const server = presence(at, 'smbd');
  const started = server === false ? false : server === undefined ? undefined : starts(units, 'smbd.service', 'smb.service', 'samba.service', 'samba-ad-dc.service');
  const hidden = whyUnread(at, 'smbd') ?? units.unread ?? { reason: 'denied' };
  const shown = started ?? at.lack('smb.server', hidden);
  if (!conf) {
    const fields = ['smb1Server', 'smb1Client', 'minDialect', 'signingRequiredServer', 'signingRequiredClient', 'encryptionRequired', 'guestAllowed', 'nullSessions'];
    for (const field of fields) at.lack(`smb.${field}`, why);
    return { server: shown };
  }
  const modern = isModern(at);
  const old = (path: string, dialect: string | undefined) => (dialect !== undefined && !/^default$/i.test(dialect) ? oldDialects.test(dialect) : modern === undefined ? at.lack(path, { reason: 'not-visible-from-here', detail: 'version of Samba' }) : !modern);
  const [least, leastClient] = [conf.global('server min protocol'), conf.global('client min protocol')];
  const required = (value: string | undefined) => /^(?:mandatory|required?|force)$/i.test(value ?? '');
  const guests = conf.shares.some(({ value }) => smbYes(value('guest ok')) === true) || smbYes(conf.global('usershare allow guests')) === true;
  return {
    server: shown,
    smb1Server: old('smb.smb1Server', least),
    smb1Client: old('smb.smb1Client', leastClient),
    minDialect: least === undefined ? null : printable(least, 16),
    signingRequiredServer: required(conf.global('server signing')) || (isController(conf) && !/^(?:disabled|no|false|auto|off)$/i.test(conf.global('server signing') ?? '')),
    signingRequiredClient: required(conf.global('client signing')),
    encryptionRequired: required(conf.global('server smb encrypt')),
    guestAllowed: guests && !/^never$/i.test(conf.global('map to guest') ?? 'never'),
    nullSessions: conf.global('restrict anonymous') !== '2',
  };
}

/** Samba 4.11 is of September 2019. */
function isModern(at: At): boolean | undefined {
  const dpkg = at.one('dpkgStatus');
  const rpm = at.text('rpm');
  const apk = at.text('apk');
  const names = ['samba-common', 'samba-libs', 'samba', 'smbclient', 'cifs-utils'];
  const found =
    names.slice(0, 4).map((name) => (dpkg.state === 'read' ? installedVersion(dpkg, name) : undefined)).find((it) => it !== undefined) ??
    /^(?:samba|samba-common|samba-client)\t[^\t]*\t(\d+\.\d+)/m.exec(rpm ?? '')?.[1] ??
    /^P:samba[\w-]*\nV:(\d+\.\d+)/m.exec(apk ?? '')?.[1];
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})/.exec(found ?? '') ?? [];
  return major === undefined ? undefined : Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 11);
}

/** Whether this is a domain controller of Active Directory. */
export function isController(conf: SmbConf): boolean {
  return /^(?:active directory domain controller|domain controller|dc)$/i.test(conf.global('server role') ?? '');
}

/** Shares that are switched on; homes stand for one share for each user. */
export function sharesOf(at: At, { conf, present, why }: Samba): Protocols['shares'] {
  if (present === false) return [];
  if (!conf) return at.lack('shares', why);
  const open = conf.shares.filter(({ value }) => smbYes(value('available')) !== false);
  const shares = open.map(({ name, value }) => ({
    name: printable(name, 255),
    guest: smbYes(value('guest ok')) === true || smbYes(value('guest only')) === true,
    administrative: /^(?:print\$|printers|ipc\$|netlogon|sysvol)$/i.test(name),
  }));
  return sortedBy(shares.filter(({ name }) => name !== ''), ({ name }) => name);
}

/** `ntlm auth` of the server, which since Samba 4.5 takes version 2 only; what the client sends is version 2 by default. */
export function ntlmV2Only(at: At, { conf, present, why }: Samba): boolean | null | undefined {
  if (present === false) return null;
  if (!conf) return at.lack('ntlmV2Only', why);
  const [server, client] = [conf.global('ntlm auth'), conf.global('client ntlmv2 auth')];
  const serverOk = server === undefined || /^(?:ntlmv2-only|no|disabled|mschapv2-and-ntlmv2-only)$/i.test(server);
  return serverOk && smbYes(client) !== false && smbYes(conf.global('lanman auth')) !== true && smbYes(conf.global('client lanman auth')) !== true;
}
