import { iniIn, isYes } from '../../host/ini.ts';
import { layered } from '../../host/layered-ini.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Units } from '../../host/systemd-units.ts';
import { starts } from '../../host/systemd-units.ts';

/** Programs that ask all neighbors for names. World-readable. */
export const nameSources = {
  resolvedProgram: { kind: 'names', pattern: '/usr/lib/systemd/systemd-resolved' },
  resolvedElsewhere: { kind: 'names', pattern: '/lib/systemd/systemd-resolved' },
  resolved: { kind: 'file', path: '/etc/systemd/resolved.conf' },
  resolvedVendor: { kind: 'file', path: '/usr/lib/systemd/resolved.conf' },
  resolvedParts: { kind: 'files', pattern: '/etc/systemd/resolved.conf.d/*.conf' },
  resolvedVendorParts: { kind: 'files', pattern: '/usr/lib/systemd/resolved.conf.d/*.conf' },
  /** A network has its own switch, which is off for mDNS by default, see systemd.network(5). */
  networks: { kind: 'files', pattern: '/etc/systemd/network/*.network' },
  avahi: { kind: 'names', pattern: '/usr/sbin/avahi-daemon' },
} as const satisfies Sources;

type At = Look<typeof nameSources>;

/** LLMNR: only systemd-resolved speaks it; what was built in is shown as a comment in its shipped file. */
export function llmnrOf(at: At, units: Units): boolean | undefined {
  const { on, why } = resolvedIn(at, units);
  if (on === false) return false;
  const { value, unread } = settingOf(at, 'LLMNR', 'yes');
  if (!unread && /^(?:no|false|0|off)$/i.test(value)) return false;
  return on === true && !unread ? true : at.lack('llmnr', why ?? unread ?? { reason: 'denied' });
}

/** Multicast DNS: Avahi, or systemd-resolved where it is allowed for all and switched on for a network. */
export function mdnsOf(at: At, units: Units): boolean | undefined {
  const avahi = presence(at, 'avahi');
  const started = avahi === false ? false : starts(units, 'avahi-daemon.service', 'avahi-daemon.socket');
  if (avahi === true && started === true) return true;
  const { on, why } = resolvedIn(at, units);
  const { value, unread } = settingOf(at, 'MulticastDNS', 'yes');
  const asked = filesOf(at, 'networks').some(({ text }) => /^(?:yes|true|1|on|resolve)$/i.test(iniIn(text).get('Network')?.get('multicastdns') ?? ''));
  const byResolved = on === false || (!unread && /^(?:no|false|0|off)$/i.test(value)) ? false : asked && on === true && !unread ? true : whyUnread(at, 'networks') || unread || on === undefined ? undefined : asked;
  if (byResolved === true) return true;
  if (byResolved === false && started === false) return false;
  return at.lack('mdns', why ?? unread ?? whyUnread(at, 'networks') ?? whyUnread(at, 'avahi') ?? units.unread ?? { reason: 'denied' });
}

function resolvedIn(at: At, units: Units): { on: boolean | undefined; why: Why | undefined } {
  const installed = [presence(at, 'resolvedProgram'), presence(at, 'resolvedElsewhere')];
  if (installed.every((it) => it === false)) return { on: false, why: undefined };
  const why = installed.includes(true) ? undefined : (whyUnread(at, 'resolvedProgram') ?? whyUnread(at, 'resolvedElsewhere'));
  const started = starts(units, 'systemd-resolved.service');
  return { on: started === false ? false : why ? undefined : started, why: why ?? (started === undefined ? units.unread : undefined) };
}

function settingOf(at: At, key: string, usual: string): { value: string; unread: Why | undefined } {
  const [own, vendor] = [at.one('resolved'), at.one('resolvedVendor')];
  const main = own.state === 'absent' ? vendor : own;
  const unread = main.state === 'failed' ? main : (whyUnread(at, 'resolvedParts') ?? whyUnread(at, 'resolvedVendorParts'));
  const builtIn = new RegExp(`^#${key}=(\\w+)`, 'm').exec(textOf(main) ?? '')?.[1] ?? usual;
  const value = layered(textOf(main), [...filesOf(at, 'resolvedParts'), ...filesOf(at, 'resolvedVendorParts')]);
  return { value: value('Resolve', key) ?? builtIn, unread };
}

/** NetBIOS name service: nmbd of Samba, unless smb.conf switches it off. */
export function netbiosOf({ installed, started, disabled, why }: { installed: boolean | undefined; started: boolean | undefined; disabled: string | undefined; why: Why | undefined }): boolean | Why {
  if (installed === false || started === false || isYes(disabled)) return false;
  return installed === true && started === true && !why ? true : (why ?? { reason: 'denied' });
}
