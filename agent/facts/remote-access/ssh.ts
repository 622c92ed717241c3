import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { dpkgStatus, installedVersion } from '../../host/dpkg-status.ts';
import { presence } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { settings, sshdConfigOf, sshdSources, whyNoConfig } from '../../host/sshd-config.ts';
import type { SshdBlock, SshdConfig } from '../../host/sshd-config.ts';
import { hasSshd, sshSockets, sshUnits, sshdServiceSources, sshdStarts } from '../../host/sshd-service.ts';
import { authentication, decided, isEnoughAlone, yesNo } from '../../host/sshd-settings.ts';
import type { Decided, SshdAuthentication } from '../../host/sshd-settings.ts';
import { starts, unitsOf } from '../../host/systemd-units.ts';
import { looserSettings, rootLogin } from './ssh-match.ts';
import { weakAlgorithms } from './ssh-weak.ts';

type Ssh = NonNullable<RemoteAccess['ssh']>;

export const sshSources = {
  ...sshdSources,
  ...sshdServiceSources,
  dpkgStatus,
  /** Ubuntu: makes the socket listen on the ports of sshd_config. */
  sshdSocketGenerator: { kind: 'names', pattern: '/usr/lib/systemd/system-generators/sshd-socket-generator' },
  osRelease: { kind: 'file', path: '/etc/os-release' },
} as const satisfies Sources;

type At = Look<typeof sshSources>;

/** The settings that stand in sshd_config; all of them are missing when it cannot be read. */
const configured = [
  'ports',
  'permitRootLogin',
  'passwordAuthentication',
  'keyboardInteractive',
  'publicKeyAuthentication',
  'permitEmptyPasswords',
  'authenticationMethods',
  'usePam',
  'maxAuthTries',
  'x11Forwarding',
  'weakAlgorithms',
  'matchBlocks',
  'looserInMatch',
];

/** The SSH server: null when there is none. Its settings are those a connection gets that no Match block fits. */
export function sshServer(at: At, answers: Answers): Ssh | null | undefined {
  const installed = hasSshd(at);
  if (installed.why) return at.lack('ssh', installed.why);
  if (!installed.value) return null;
  const enabled = sshdStarts(at);
  const started = { version: version(at), enabled: enabled.why ? lack(at, 'enabled', enabled.why) : enabled.value };
  const config = sshdConfigOf(at, answers);
  if (config) return { ...started, ...settingsOf(config, at) };
  for (const field of configured) lack(at, field, whyNoConfig(at));
  return started;
}

function settingsOf(config: SshdConfig, at: At): Ssh {
  const { everybody, matches } = config;
  const ways = authentication(everybody);
  const take = <T>(field: string, found: Decided<T>) => (found.why ? lack(at, field, found.why) : found.value);
  const alone = (field: string, on: Decided<boolean>, method: string) => take(field, onAlone(on, method, ways));
  const hidden = [everybody, ...matches].find(({ holes }) => holes.length > 0)?.holes[0]?.why;
  return {
    ports: ports(everybody, at),
    permitRootLogin: take('permitRootLogin', rootLoginHere(everybody, at)),
    passwordAuthentication: alone('passwordAuthentication', ways.password, 'password'),
    keyboardInteractive: alone('keyboardInteractive', questions(ways), 'keyboard-interactive'),
    publicKeyAuthentication: alone('publicKeyAuthentication', ways.publicKey, 'publickey'),
    permitEmptyPasswords: take('permitEmptyPasswords', yesNo(everybody, 'permitemptypasswords', false)),
    authenticationMethods: take('authenticationMethods', ways.methods)?.map((list) => printable(list, 255)),
    usePam: take('usePam', ways.usePam),
    maxAuthTries: take(
      'maxAuthTries',
      decided(everybody, 'maxauthtries', 6, ([number]) => wholeNumber(number)),
    ),
    x11Forwarding: take('x11Forwarding', yesNo(everybody, 'x11forwarding', false)),
    weakAlgorithms: take('weakAlgorithms', weakAlgorithms(everybody, version(at))),
    matchBlocks: hidden ? lack(at, 'matchBlocks', hidden) : matches.length,
    looserInMatch: hidden ? lack(at, 'looserInMatch', hidden) : looserSettings(config),
  };
}

/** Whether a way is switched on and nothing else is demanded beside it. */
function onAlone(on: Decided<boolean>, method: string, { methods }: SshdAuthentication): Decided<boolean> {
  if (on.value !== true) return on;
  return methods.why ? { why: methods.why } : { value: isEnoughAlone(method, methods.value ?? []) };
}

/** On Linux it is PAM that asks the questions: without it the method exists and never succeeds. */
function questions({ keyboardInteractive, usePam }: SshdAuthentication): Decided<boolean> {
  return keyboardInteractive.value === false || usePam.value === true ? keyboardInteractive : usePam;
}

/** SUSE patched the default to `yes` for years, so that an absent line says nothing there. */
function rootLoginHere(block: SshdBlock, at: At): Decided<ReturnType<typeof rootLogin>['value']> {
  const found = rootLogin(block);
  if (found.line || found.why || !/^ID(?:_LIKE)?=.*suse/m.test(at.text('osRelease') ?? '')) return found;
  return {
    why: { reason: 'not-visible-from-here', detail: 'PermitRootLogin is not set, and the default of this distribution has changed over time' },
  };
}

/** Port and ListenAddress as sshd(8) joins them. A socket of systemd listens instead of sshd, on ports of its own. */
function ports(block: SshdBlock, at: At): number[] | undefined {
  const units = unitsOf(at);
  if (starts(units, ...sshSockets) !== false && starts(units, ...sshUnits) !== true && presence(at, 'sshdSocketGenerator') === false)
    return lack(at, 'ports', units.unread ?? { reason: 'not-visible-from-here', detail: 'a socket unit of systemd decides the ports' });
  const { lines: portLines, why } = settings(block, 'port');
  const { lines: addresses, why: whyAddresses } = settings(block, 'listenaddress');
  if (why ?? whyAddresses) return lack(at, 'ports', why ?? whyAddresses!);
  const usual = portLines.length > 0 ? portLines.map(({ args }) => args[0]) : ['22'];
  const texts = addresses.length > 0 ? addresses.flatMap(({ args }) => portIn(args[0] ?? '') ?? usual) : usual;
  const numbers = texts.map(wholeNumber);
  if (numbers.includes(undefined)) return lack(at, 'ports', { reason: 'unreadable', detail: 'Port in the settings of sshd' });
  return [...new Set(numbers.filter((number) => number !== undefined))].sort((a, b) => a - b);
}

/** The port of `host:port` or `[address]:port`; a bare IPv6 address has none. */
function portIn(address: string): string | undefined {
  return /^(?:\[[^\]]*\]|[^:[\]]*):(\d+)$/.exec(address)?.[1];
}

function version(at: At): string | undefined {
  const packages = at.one('dpkgStatus');
  const found = packages.state === 'read' ? installedVersion(packages, 'openssh-server') : undefined;
  if (found !== undefined) return printable(found, 64);
  const why: Why =
    packages.state === 'failed'
      ? packages
      : { reason: 'not-visible-from-here', detail: 'the package database of this system is read by the section software' };
  return lack(at, 'version', why);
}

function lack(at: At, field: string, why: Why): undefined {
  return at.lack(`ssh.${field}`, why);
}
