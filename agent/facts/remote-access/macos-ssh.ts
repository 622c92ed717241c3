import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { known, mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { plistFile, program } from '../../host/mac.ts';
import { isEnabled, jobAt, launchdSources, overridesOf } from '../../host/mac-launchd.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdConfigOf, sshdSources, whyNoConfig } from '../../host/sshd-config.ts';
import type { SshdConfig } from '../../host/sshd-config.ts';
import { macSshdSources, nothingElse } from '../../host/sshd-macos.ts';
import { authentication, decided, isEnoughAlone, yesNo } from '../../host/sshd-settings.ts';
import type { Decided } from '../../host/sshd-settings.ts';
import { looserSettings, rootLogin } from './ssh-match.ts';
import { weakAlgorithms } from './ssh-weak.ts';

export const macSshSources = {
  ...macSshdSources,
  launchOverrides: launchdSources.launchOverrides,
  sshJob: plistFile('/System/Library/LaunchDaemons/ssh.plist'),
} as const satisfies Sources;

/** Client and server are of one version; it prints it where errors are printed. Asked only where Remote Login is on. */
const sshVersion = program('/usr/bin/ssh', ['-V']);

type At = Look<typeof macSshSources>;
type Ssh = NonNullable<RemoteAccess['ssh']>;

const configured = [
  'permitRootLogin', 'passwordAuthentication', 'keyboardInteractive', 'publicKeyAuthentication', 'permitEmptyPasswords', 'authenticationMethods', 'usePam', 'maxAuthTries', 'x11Forwarding', 'weakAlgorithms', 'matchBlocks', 'looserInMatch',
] as const;

/** The version of the server, for a second round. */
export function moreOfMacSsh(at: At): Sources {
  return enabledOf(at).value === false ? {} : { sshVersion };
}

/** Whether Remote Login is on; null where this macOS has no such job. */
function enabledOf(at: At): Known<boolean | null> {
  const job = jobAt(at, 'sshJob', macSshSources);
  if (job.why) return job;
  return job.value === null ? known(null) : isEnabled(job.value, overridesOf(at));
}

/** Remote Login: sshd is part of macOS, and launchd listens for it, on port 22 whatever sshd_config says. */
export function macSsh(at: At, answers: Answers): Ssh | null | undefined {
  const job = jobAt(at, 'sshJob', macSshSources);
  if (job.why) return at.lack('ssh', job.why);
  if (job.value === null) return null;
  const enabled = mapped(enabledOf(at), (on) => on ?? undefined);
  const version = enabled.value === false ? whileOff : versionOf(answers);
  const started: Ssh = {
    version: tell(at, 'ssh.version', version),
    enabled: tell(at, 'ssh.enabled', enabled),
    ports: [22],
  };
  const all = nothingElse(answers, sshdSources);
  const config = sshdConfigOf(look(all, sshdSources), all);
  if (config) return { ...started, ...settingsOf(at, config, version.value) };
  for (const field of configured) lack(at, field, whyNoConfig(look(all, sshdSources)));
  return started;
}

const whileOff: Known<string> = { why: { reason: 'not-visible-from-here', detail: 'the version is asked only while Remote Login is on' } };

function versionOf(answers: Answers): Known<string> {
  const reading = look(answers, { sshVersion }).one('sshVersion');
  if (reading.state !== 'read') return { why: reading.state === 'failed' ? reading : { reason: 'tool-missing', detail: '/usr/bin/ssh' } };
  const found = /^OpenSSH_(\d[\w.]{0,30})/m.exec(`${reading.stderr ?? ''}\n${reading.text}`)?.[1];
  return found === undefined ? { why: { reason: 'unreadable', detail: 'ssh -V' } } : { value: found };
}

function settingsOf(at: At, config: SshdConfig, version: string | undefined): Ssh {
  const { everybody, matches } = config;
  const ways = authentication(everybody);
  const take = <T>(field: string, found: Decided<T>) => (found.why ? lack(at, field, found.why) : found.value);
  const alone = (on: Decided<boolean>, method: string): Decided<boolean> => (on.value !== true ? on : ways.methods.why ? { why: ways.methods.why } : { value: isEnoughAlone(method, ways.methods.value ?? []) });
  const questions = ways.keyboardInteractive.value === false || ways.usePam.value === true ? ways.keyboardInteractive : ways.usePam;
  const hole = [everybody, ...matches].find(({ holes }) => holes.length > 0)?.holes[0]?.why;
  return {
    permitRootLogin: take('permitRootLogin', rootLogin(everybody)),
    passwordAuthentication: take('passwordAuthentication', alone(ways.password, 'password')),
    keyboardInteractive: take('keyboardInteractive', alone(questions, 'keyboard-interactive')),
    publicKeyAuthentication: take('publicKeyAuthentication', alone(ways.publicKey, 'publickey')),
    permitEmptyPasswords: take('permitEmptyPasswords', yesNo(everybody, 'permitemptypasswords', false)),
    authenticationMethods: take('authenticationMethods', ways.methods)?.map((list) => printable(list, 255)),
    usePam: take('usePam', ways.usePam),
    maxAuthTries: take('maxAuthTries', decided(everybody, 'maxauthtries', 6, ([number]) => wholeNumber(number))),
    x11Forwarding: take('x11Forwarding', yesNo(everybody, 'x11forwarding', false)),
    weakAlgorithms: take('weakAlgorithms', weakAlgorithms(everybody, version)),
    matchBlocks: hole ? lack(at, 'matchBlocks', hole) : matches.length,
    looserInMatch: hole ? lack(at, 'looserInMatch', hole) : looserSettings(config),
  };
}

function lack(at: At, field: string, why: Why): undefined {
  return at.lack(`ssh.${field}`, why);
}
