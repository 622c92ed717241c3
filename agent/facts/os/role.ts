import type { Os } from '../../../wire/sections/os.ts';
import { iniIn, isYes } from '../../host/ini.ts';
import { itemsOf, jsonOf, member, textMember } from '../../host/json.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** What tells a desktop from a server where the product is made for both. World-readable. */
export const roleSources = {
  /** `systemctl enable gdm` makes this link: a screen with a sign-in comes up at start. */
  displayManager: { kind: 'links', pattern: '/etc/systemd/system/display-manager.service' },
  sessions: { kind: 'names', pattern: '/usr/share/xsessions/*.desktop' },
  waylandSessions: { kind: 'names', pattern: '/usr/share/wayland-sessions/*.desktop' },
  samba: { kind: 'file', path: '/etc/samba/smb.conf' },
} as const satisfies Sources;

/** Traces of paid updates. World-readable. */
export const paidSources = {
  /** Written by `pro` at every change and once a day, see the reference of Ubuntu Pro Client; its token stands elsewhere, for root alone. */
  ubuntuPro: { kind: 'file', path: '/var/lib/ubuntu-advantage/status.json' },
  yumRepos: { kind: 'files', pattern: '/etc/yum.repos.d/*.repo' },
  aptList: { kind: 'file', path: '/etc/apt/sources.list' },
  aptLists: { kind: 'files', pattern: '/etc/apt/sources.list.d/*.list' },
  aptSources: { kind: 'files', pattern: '/etc/apt/sources.list.d/*.sources' },
} as const satisfies Sources;

/** Products made for servers only, by the ID of os-release(5). */
const servers = new Set(['rhel', 'centos', 'almalinux', 'rocky', 'ol', 'sles', 'amzn', 'proxmox', 'truenas', 'opensuse-leap-micro', 'photon']);

/**
 * What the system is made for: a Samba domain controller by its own settings; else the variant or product in os-release(5);
 * else, of products made for both (Debian, Ubuntu, Fedora without a variant), a workstation when a display manager or a
 * desktop session is installed and a server when neither is.
 */
export function roleOf(at: Look<typeof roleSources>, product: string | undefined, variant: string): Os['role'] {
  const smb = at.one('samba');
  const global = [...iniIn(smb.state === 'read' ? smb.text : '')].find(([name]) => name.toLowerCase() === 'global')?.[1];
  if (/^(?:active directory )?domain controller$|^(?:primary|backup)? ?(?:classic )?(?:primary |backup )?domain controller$|^dc$/i.test(global?.get('server role') ?? '')) return 'domain-controller';
  if (smb.state === 'failed') return at.lack('role', smb);
  if (/^(?:workstation|desktop|silverblue|kinoite)$/.test(variant) || product === 'sled') return 'workstation';
  const asked = ['displayManager', 'sessions', 'waylandSessions'] as const;
  if (asked.some((source) => presence(at, source) === true)) return 'workstation';
  const why = asked.map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why) return at.lack('role', why);
  if (product === undefined) return at.lack('role', at.missing().find(({ path }) => path === 'product') ?? { reason: 'unreadable', detail: '/etc/os-release' });
  return servers.has(product) || variant === 'server' || presence(at, 'sessions') === false ? 'server' : at.lack('role', { reason: 'not-visible-from-here', detail: product });
}

/** Ubuntu Pro as its client shows it, repositories of extended support of Red Hat, ELTS of Freexian; null when there is none. */
export function extendedUpdates(at: Look<typeof paidSources>): Os['extendedUpdates'] {
  const pro = at.take('extendedUpdates', 'ubuntuPro', proIn);
  if (pro) return pro;
  const repos = filesOf(at, 'yumRepos').flatMap(({ text }) => [...iniIn(text)]);
  const paid = repos.find(([id, values]) => /-(?:els|eus|e4s|tus|aus)-/.test(id) && isYes(values.get('enabled') ?? '1'))?.[0];
  if (paid !== undefined) return { product: `Red Hat ${/-(els|eus|e4s|tus|aus)-/.exec(paid)?.[1]?.toUpperCase() ?? ''}`, active: true, endsOn: null };
  const lists = [at.text('aptList') ?? '', ...filesOf(at, 'aptLists').map(({ text }) => text), ...filesOf(at, 'aptSources').map(({ text }) => text)];
  if (lists.some((text) => /^[^#\n]*\bfreexian\.com\/extended-lts/m.test(text))) return { product: 'Freexian ELTS', active: true, endsOn: null };
  if (pro === undefined) return undefined;
  const list = at.one('aptList');
  const why = (['yumRepos', 'aptLists', 'aptSources'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined) ?? (list.state === 'failed' ? list : undefined);
  return why ? at.lack('extendedUpdates', why) : null;
}

/** Attached, and `esm-infra` enabled. `expires` of year 9999 says that the contract does not end. */
function proIn(text: string): Os['extendedUpdates'] | undefined {
  const status = jsonOf(text);
  const attached = member(status, 'attached');
  if (typeof attached !== 'boolean') return undefined;
  if (!attached) return null;
  const services = itemsOf(member(status, 'services'));
  const active = services.some((service) => textMember(service, 'name') === 'esm-infra' && textMember(service, 'status') === 'enabled');
  const day = (textMember(status, 'expires') ?? '').slice(0, 10);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && new Date(day).toJSON()?.startsWith(day);
  return { product: 'Ubuntu Pro', active, endsOn: isDay && !day.startsWith('9999') ? printable(day, 10) : null };
}
