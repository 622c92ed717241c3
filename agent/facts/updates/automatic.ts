import type { Updates } from '../../../wire/sections/updates.ts';
import { iniIn, isYes } from '../../host/ini.ts';
import type { Ini } from '../../host/ini.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Units } from '../../host/systemd-units.ts';
import { aptConfig, isAptConfig, isPeriod } from './apt-config.ts';
import { coverage } from './unattended-upgrades.ts';

type Automatic = NonNullable<Updates['automatic']>;

/** Settings that only Windows and macOS have: on Linux packages come from the sources, and nobody else is asked. */
const elsewhere = { server: null, managedBy: null, pausedUntil: null, deferDays: null } as const;

/** Programs that install updates by themselves, their settings, and what starts them. World-readable. */
export const automaticSources = {
  ...unitSources,
  osRelease: { kind: 'file', path: '/etc/os-release' },
  aptParts: { kind: 'files', pattern: '/etc/apt/apt.conf.d/*' },
  apt: { kind: 'file', path: '/etc/apt/apt.conf' },
  unattendedUpgrade: { kind: 'names', pattern: '/usr/bin/unattended-upgrade' },
  /** Without systemd apt runs from cron. */
  systemd: { kind: 'names', pattern: '/usr/lib/systemd/systemd' },
  aptCron: { kind: 'names', pattern: '/etc/cron.daily/apt*' },
  dnfAutomatic: { kind: 'names', pattern: '/usr/bin/dnf-automatic' },
  dnf5Automatic: { kind: 'names', pattern: '/usr/lib*/dnf5/plugins/automatic_cmd_plugin.so' },
  dnfAutomaticConfig: { kind: 'file', path: '/etc/dnf/automatic.conf' },
  yumCron: { kind: 'names', pattern: '/usr/sbin/yum-cron' },
  yumCronConfig: { kind: 'file', path: '/etc/yum/yum-cron.conf' },
  transactionalUpdate: { kind: 'names', pattern: '/usr/sbin/transactional-update' },
  onlineUpdate: { kind: 'file', path: '/etc/sysconfig/automatic_online_update' },
  ostree: { kind: 'file', path: '/etc/rpm-ostreed.conf' },
} as const satisfies Sources;

type At = Look<typeof automaticSources>;

/** What one product does; undefined where `why` hides it. */
type Found = Omit<Automatic, 'product' | keyof typeof elsewhere> & { readonly product: string; readonly why?: Why | undefined };

/** The program that installs updates by itself: the first that does, else the first that is there. */
export function automaticUpdates(at: At): Automatic {
  const units = unitsOf(at);
  const found = [unattendedUpgrades, dnfAutomatic, yumCron, onlineUpdate, transactionalUpdate, ostree].flatMap((reader) => reader(at, units) ?? []);
  const chosen = found.find(({ installs }) => installs === true) ?? found[0];
  const names = (['unattendedUpgrade', 'dnfAutomatic', 'dnf5Automatic', 'yumCron', 'transactionalUpdate'] as const).map((source) =>
    whyUnread(at, source),
  );
  const hidden = names.find((why) => why !== undefined);
  if (!chosen) {
    if (!hidden) return { product: null, installs: false, downloads: false, allOrigins: false, scheduled: false, ...elsewhere };
    at.lack('automatic', hidden);
    return {};
  }
  const { why = units.unread ?? hidden, ...facts } = chosen;
  for (const [name, value] of Object.entries(facts))
    if (value === undefined) at.lack(`automatic.${name}`, why ?? { reason: 'unreadable', detail: `settings of ${facts.product}` });
  return { ...facts, ...elsewhere };
}

/** See apt.systemd.daily: the period of a task, its timer, and for unattended-upgrades the origins that may be installed. */
function unattendedUpgrades(at: At, units: Units): Found | undefined {
  if (presence(at, 'unattendedUpgrade') !== true) return undefined;
  const main = at.one('apt');
  const why = whyUnread(at, 'aptParts') ?? (main.state === 'failed' ? main : undefined);
  const scheduled = timer(at, units, 'apt-daily-upgrade.timer');
  const product = 'unattended-upgrades';
  if (why) return { product, installs: undefined, downloads: undefined, allOrigins: undefined, scheduled, why };
  const parts = filesOf(at, 'aptParts').filter(({ path }) => isAptConfig(path));
  const config = aptConfig([...parts.map(({ text }) => text), at.text('apt') ?? '']);
  if (config.broken) {
    const doubt = { reason: 'unreadable', detail: 'apt itself would refuse its settings' } as const;
    return { product, installs: undefined, downloads: undefined, allOrigins: undefined, scheduled, why: doubt };
  }
  const period = (task: string) => isPeriod(config.value(`APT::Periodic::${task}`));
  const isOn = config.value('APT::Periodic::Enable') !== '0';
  const looks = all(isOn && period('Update-Package-Lists'), timer(at, units, 'apt-daily.timer'));
  const runs = all(isOn && period('Unattended-Upgrade'), scheduled);
  const { security, all: everything } = coverage(config, at.text('osRelease') ?? '');
  const fetches = all(isOn && period('Download-Upgradeable-Packages'), looks);
  return { product, installs: all(runs, looks, security), downloads: fetches === true ? true : all(looks, runs), allOrigins: everything, scheduled };
}

/** See dnf-automatic(8): the plain timer does what the settings say, the others what their names say. */
function dnfAutomatic(at: At, units: Units): Found | undefined {
  if (presence(at, 'dnfAutomatic') !== true && presence(at, 'dnf5Automatic') !== true) return undefined;
  const usual = starts(units, 'dnf-automatic.timer', 'dnf5-automatic.timer');
  const install = starts(units, 'dnf-automatic-install.timer');
  const download = starts(units, 'dnf-automatic-download.timer');
  return bySettings('dnf-automatic', at.one('dnfAutomaticConfig'), { usual, install, download });
}

function yumCron(at: At, units: Units): Found | undefined {
  if (presence(at, 'yumCron') !== true) return undefined;
  return bySettings('yum-cron', at.one('yumCronConfig'), { usual: starts(units, 'yum-cron.service'), install: false, download: false });
}

type Timers = Readonly<Record<'usual' | 'install' | 'download', boolean | undefined>>;

/** The `[commands]` that dnf-automatic and yum-cron share. Their `upgrade_type` is `default` (all) or a kind of security. */
function bySettings(product: string, reading: ReturnType<At['one']>, { usual, install, download }: Timers): Found {
  const commands = reading.state === 'read' ? commandsOf(iniIn(reading.text)) : undefined;
  const why = reading.state === 'failed' ? reading : undefined;
  const option = (name: string) => (why ? undefined : isYes(commands?.get(name)));
  const kind = commands?.get('upgrade_type') ?? commands?.get('update_cmd') ?? 'default';
  const installs = install === true ? true : all(usual, option('apply_updates'));
  const fetches = download === true || installs === true ? true : all(usual, option('download_updates'));
  return {
    product,
    installs: install === undefined && !installs ? undefined : installs,
    downloads: fetches,
    allOrigins: why ? undefined : kind === 'default',
    scheduled: any(usual, install, download),
    why,
  };
}

function commandsOf(ini: Ini): ReadonlyMap<string, string> | undefined {
  return ini.get('commands');
}

/** SUSE: automatic online update of YaST, switched on in sysconfig. */
function onlineUpdate(at: At): Found | undefined {
  const text = at.text('onlineUpdate');
  if (text === undefined) return undefined;
  const value = (name: string) => new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(text)?.[1] ?? '';
  const scheduled = isYes(value('AOU_ENABLE_CRONJOB'));
  const installs = scheduled && !isYes(value('AOU_DOWNLOAD_ONLY'));
  return { product: 'yast2-online-update', installs, downloads: scheduled, allOrigins: value('AOU_PATCH_CATEGORIES').trim() === '', scheduled };
}

function transactionalUpdate(at: At, units: Units): Found | undefined {
  if (presence(at, 'transactionalUpdate') !== true) return undefined;
  const scheduled = starts(units, 'transactional-update.timer');
  return { product: 'transactional-update', installs: scheduled, downloads: scheduled, allOrigins: true, scheduled };
}

/** See rpm-ostreed.conf(5): `stage` and `apply` install, `check` looks only, `none` is the default. */
function ostree(at: At, units: Units): Found | undefined {
  const text = at.text('ostree');
  if (text === undefined) return undefined;
  const policy = iniIn(text).get('Daemon')?.get('automaticupdatepolicy') ?? 'none';
  const scheduled = starts(units, 'rpm-ostreed-automatic.timer');
  const installs = all(scheduled, policy === 'stage' || policy === 'apply');
  return { product: 'rpm-ostree', installs, downloads: installs, allOrigins: true, scheduled };
}

/** A timer of systemd whose service may run, or the daily job of cron where there is no systemd. */
function timer(at: At, units: Units, name: string): boolean | undefined {
  if (presence(at, 'systemd') === false) return presence(at, 'aptCron');
  return units.masked.has(name.replace(/timer$/, 'service')) ? false : starts(units, name);
}

/** False where one is known to be false, true where all are known to be true. */
function all(...facts: readonly (boolean | undefined)[]): boolean | undefined {
  return facts.includes(false) ? false : facts.includes(undefined) ? undefined : true;
}

function any(...facts: readonly (boolean | undefined)[]): boolean | undefined {
  return facts.includes(true) ? true : facts.includes(undefined) ? undefined : false;
}
