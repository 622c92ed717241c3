import type { Hardening } from '../../../wire/sections/hardening.ts';
import { iniIn } from '../../host/ini.ts';
import { inContainer, containerSources } from '../../host/container.ts';
import { mountTable, mountsOf } from '../../host/mount-table.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable, textOf } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { bootLoaderPassword, bootLoaderSources } from './boot-loader.ts';
import { desktopSources, screenLockOf } from './screen-lock.ts';
import { usbSources, usbStorageBlocked } from './usb-storage.ts';

/** Settings below /proc/sys that protect or expose; see the kernel's admin-guide/sysctl and ip-sysctl. */
const settings = [
  'fs.protected_fifos', 'fs.protected_hardlinks', 'fs.protected_regular', 'fs.protected_symlinks', 'fs.suid_dumpable',
  'kernel.dmesg_restrict', 'kernel.kexec_load_disabled', 'kernel.kptr_restrict', 'kernel.modules_disabled', 'kernel.perf_event_paranoid', 'kernel.randomize_va_space',
  'kernel.sysrq', 'kernel.unprivileged_bpf_disabled', 'kernel.unprivileged_userns_clone', 'kernel.yama.ptrace_scope',
  'net.ipv4.conf.all.accept_redirects', 'net.ipv4.conf.all.accept_source_route', 'net.ipv4.conf.all.log_martians', 'net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.all.secure_redirects',
  'net.ipv4.conf.all.send_redirects', 'net.ipv4.conf.default.accept_redirects', 'net.ipv4.conf.default.rp_filter', 'net.ipv4.icmp_echo_ignore_broadcasts', 'net.ipv4.ip_forward',
  'net.ipv4.tcp_syncookies', 'net.ipv6.conf.all.accept_ra', 'net.ipv6.conf.all.accept_redirects', 'net.ipv6.conf.all.disable_ipv6', 'net.ipv6.conf.all.forwarding',
] as const;

const settingSources: Sources = Object.fromEntries(settings.map((name) => [`sysctl ${name}`, { kind: 'file', path: `/proc/sys/${name.replaceAll('.', '/')}`, trust: 'kernel' }]));

const accessSources = {
  /** World-readable, see the kernel's LSM documentation: 1 confines, 0 only writes down. */
  selinuxEnforce: { kind: 'file', path: '/sys/fs/selinux/enforce', trust: 'kernel' },
  selinuxConfig: { kind: 'file', path: '/etc/selinux/config' },
  apparmorEnabled: { kind: 'file', path: '/sys/module/apparmor/parameters/enabled', trust: 'kernel' },
  /** One line for each profile, with its mode; for root. */
  apparmorProfiles: { kind: 'file', path: '/sys/kernel/security/apparmor/profiles', trust: 'kernel', maxBytes: 4 * 1024 * 1024 },
  lsm: { kind: 'file', path: '/sys/kernel/security/lsm', trust: 'kernel' },
  securityFolder: { kind: 'names', pattern: '/sys/kernel/security/*' },
  fapolicyd: { kind: 'names', pattern: '/usr/sbin/fapolicyd' },
  fapolicydConfig: { kind: 'file', path: '/etc/fapolicyd/fapolicyd.conf' },
} as const satisfies Sources;

const fixed = { ...unitSources, ...containerSources, ...accessSources, ...bootLoaderSources, ...desktopSources, ...usbSources, mounts: mountTable } as const satisfies Sources;
const sources: Sources & typeof fixed = { ...fixed, ...settingSources };

type At = Look<typeof sources>;

export const linux: PlatformFact<Hardening> = { sources: () => sources, parse };

/** What only Windows or macOS have. */
const elsewhere = {
  gatekeeper: null, uac: null, smartScreen: null, lsaProtection: null, plainPasswordsInMemory: null, credentialGuard: null, memoryIntegrity: null, cachedSignIns: null, powershell2: null, macros: [],
} satisfies Hardening;

function parse(answers: Answers): Parsed<Hardening> {
  const at = look(answers, sources);
  const mounts = mountsOf(at.text('mounts') ?? '');
  const data: Hardening = {
    ...screenLockOf(at),
    usbStorageBlocked: usbStorageBlocked(at),
    mandatoryAccess: mandatoryAccessOf(at),
    ...elsewhere,
    applicationControl: applicationControlOf(at),
    kernelSettings: kernelSettingsOf(at),
    bootLoaderPassword: inContainer(at, mounts) ? null : bootLoaderPassword(at),
  };
  return { data, missing: at.missing() };
}

/** SELinux where it is loaded, else AppArmor, else what the kernel lists; null where it has none of them. */
function mandatoryAccessOf(at: At): Hardening['mandatoryAccess'] {
  const path = 'mandatoryAccess';
  const enforce = at.take(path, 'selinuxEnforce', (text) => (text === '1' ? ('enforcing' as const) : text === '0' ? ('permissive' as const) : undefined));
  if (enforce) return { product: 'selinux', state: enforce, profiles: null };
  const apparmor = at.take(path, 'apparmorEnabled', (text) => (text === 'Y' ? true : text === 'N' ? false : undefined));
  if (apparmor) return apparmorOf(at);
  if (enforce === undefined || apparmor === undefined) return undefined;
  const others = at.take(path, 'lsm', (text) => text.split(','));
  if (others === undefined) return undefined;
  const other = (['smack', 'tomoyo'] as const).find((name) => others?.includes(name));
  if (other) return { product: other, state: 'enforcing', profiles: null };
  const config = at.take(path, 'selinuxConfig', (text) => /^[ \t]*SELINUX[ \t]*=[ \t]*(\w+)/m.exec(text)?.[1]?.toLowerCase() ?? null);
  if (config === undefined) return undefined;
  if (config !== null) return { product: 'selinux', state: 'disabled', profiles: null };
  if (apparmor === false) return { product: 'apparmor', state: 'disabled', profiles: 0 };
  const why = whyUnread(at, 'securityFolder');
  return why ? at.lack(path, why) : null;
}

/** It confines as soon as one profile is in enforce mode. */
function apparmorOf(at: At): Hardening['mandatoryAccess'] {
  const reading = at.one('apparmorProfiles');
  const why = reading.state === 'failed' ? reading : ({ reason: 'not-visible-from-here', detail: 'securityfs is not mounted' } as const);
  if (reading.state !== 'read') return { product: 'apparmor', state: at.lack('mandatoryAccess.state', why), profiles: at.lack('mandatoryAccess.profiles', why) };
  const modes = reading.text.split('\n').flatMap((line) => /\((enforce|complain|kill|prompt|unconfined)\)$/.exec(line.trim())?.[1] ?? []);
  const confining = modes.filter((mode) => mode === 'enforce' || mode === 'kill' || mode === 'prompt').length;
  return { product: 'apparmor', state: confining > 0 ? 'enforcing' : modes.length > 0 ? 'permissive' : 'disabled', profiles: confining };
}

/** See fapolicyd.conf(5): with `permissive = 1` it only writes down. */
function applicationControlOf(at: At): Hardening['applicationControl'] {
  const present = presence(at, 'fapolicyd');
  if (present === undefined) return at.lack('applicationControl', whyUnread(at, 'fapolicyd') ?? { reason: 'denied' });
  if (!present) return [];
  const [units, config] = [unitsOf(at), at.one('fapolicydConfig')];
  const started = starts(units, 'fapolicyd.service');
  const permissive = iniIn(textOf(config) ?? '').get('')?.get('permissive') === '1';
  const known = started === false || permissive ? false : started === true && config.state !== 'failed' ? true : undefined;
  const why = config.state === 'failed' ? config : (units.unread ?? { reason: 'denied' as const });
  return [{ name: 'fapolicyd', enforced: known ?? at.lack('applicationControl[].enforced', why) }];
}

/** Values as they are now; what this kernel does not have is left out. */
function kernelSettingsOf(at: At): Hardening['kernelSettings'] {
  const found = settings.flatMap((name) => {
    const reading = at.one(`sysctl ${name}`);
    if (reading.state === 'failed') at.lack('kernelSettings', reading);
    const value = printable(textOf(reading) ?? '', 64).replace(/\s+/g, ' ');
    return value === '' ? [] : [{ name, value }];
  });
  const lost = at.missing().some(({ path }) => path === 'kernelSettings');
  return lost && found.length === 0 ? undefined : found;
}
