import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { tell } from '../../host/known.ts';
import type { Look, Why } from '../../host/reading.ts';
import { wholeNumber } from '../../host/reading.ts';
import type { Answers } from '../../host/source.ts';
import { settings } from '../../host/sshd-config.ts';
import type { SshdBlock } from '../../host/sshd-config.ts';
import { authentication, decided, isEnoughAlone, yesNo } from '../../host/sshd-settings.ts';
import type { Decided } from '../../host/sshd-settings.ts';
import { whyNoWindowsConfig, windowsSshdConfig } from '../../host/sshd-windows.ts';
import type { windowsSshdSources } from '../../host/sshd-windows.ts';
import type { serviceSources, WindowsServices } from '../../host/windows-services.ts';
import { serviceNamed, startsItself } from '../../host/windows-services.ts';
import { looserSettings } from './ssh-match.ts';
import { weakAlgorithms } from './ssh-weak.ts';

type At = Look<typeof windowsSshdSources & typeof serviceSources>;
type Ssh = NonNullable<RemoteAccess['ssh']>;

const configured = ['ports', 'passwordAuthentication', 'publicKeyAuthentication', 'permitEmptyPasswords', 'authenticationMethods', 'maxAuthTries', 'x11Forwarding', 'weakAlgorithms', 'matchBlocks', 'looserInMatch'];

/** OpenSSH for Windows: null when its service is not installed. It knows neither PAM nor root, nor questions. */
export function windowsSsh(at: At, answers: Answers, services: WindowsServices): Ssh | null | undefined {
  const service = serviceNamed(services, 'sshd');
  if (service.why) return at.lack('ssh', service.why);
  if (service.value === null) return null;
  const started: Ssh = {
    version: lack(at, 'version', { reason: 'not-visible-from-here', detail: 'the section software tells it where it was installed as a program' }),
    enabled: tell(at, 'ssh.enabled', startsItself(services, 'sshd')),
    permitRootLogin: lack(at, 'permitRootLogin', { reason: 'not-this-platform', detail: 'Windows has no root' }),
    usePam: false,
    keyboardInteractive: false,
  };
  const config = windowsSshdConfig(answers);
  if (!config) {
    for (const field of configured) lack(at, field, whyNoWindowsConfig(at));
    return started;
  }
  const { everybody, matches } = config;
  const ways = authentication(everybody);
  const take = <T>(field: string, found: Decided<T>) => (found.why ? lack(at, field, found.why) : found.value);
  const alone = (on: Decided<boolean>, method: string): Decided<boolean> => (on.value !== true ? on : ways.methods.why ? { why: ways.methods.why } : { value: isEnoughAlone(method, ways.methods.value ?? []) });
  const hole = [everybody, ...matches].find(({ holes }) => holes.length > 0)?.holes[0]?.why;
  return {
    ...started,
    ports: take('ports', portsOf(everybody)),
    passwordAuthentication: take('passwordAuthentication', alone(ways.password, 'password')),
    publicKeyAuthentication: take('publicKeyAuthentication', alone(ways.publicKey, 'publickey')),
    permitEmptyPasswords: take('permitEmptyPasswords', yesNo(everybody, 'permitemptypasswords', false)),
    authenticationMethods: take('authenticationMethods', ways.methods)?.map((list) => list.slice(0, 255)),
    maxAuthTries: take('maxAuthTries', decided(everybody, 'maxauthtries', 6, ([number]) => wholeNumber(number))),
    x11Forwarding: false,
    weakAlgorithms: take('weakAlgorithms', weakAlgorithms(everybody, undefined)),
    matchBlocks: hole ? lack(at, 'matchBlocks', hole) : matches.length,
    looserInMatch: hole ? lack(at, 'looserInMatch', hole) : looserSettings(config),
  };
}

function portsOf(block: SshdBlock): Decided<number[]> {
  const found = (['port', 'listenaddress'] as const).map((keyword) => settings(block, keyword));
  const why = found.find((it) => it.why)?.why;
  if (why) return { why };
  const [ports = [], addresses = []] = found.map(({ lines }) => lines);
  const usual = ports.length > 0 ? ports.map(({ args }) => args[0]) : ['22'];
  const texts = addresses.length > 0 ? addresses.flatMap(({ args }) => /^(?:\[[^\]]*\]|[^:[\]]*):(\d+)$/.exec(args[0] ?? '')?.[1] ?? usual) : usual;
  const numbers = texts.map(wholeNumber);
  return numbers.some((number) => number === undefined) ? { why: { reason: 'unreadable', detail: 'Port in the settings of sshd' } } : { value: [...new Set(numbers as number[])].sort((a, b) => a - b).slice(0, 64) };
}

function lack(at: At, field: string, why: Why): undefined {
  return at.lack(`ssh.${field}`, why);
}
