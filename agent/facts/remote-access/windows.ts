import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { allOf, anyOf, firstSet, known, mapped, numberSet, orElse, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hasRdp, listenerSetting, rdpEnabled, rdpSources } from '../../host/rdp-settings.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { windowsSshdSources } from '../../host/sshd-windows.ts';
import { programSources } from '../../host/windows-programs.ts';
import { serviceNamed, servicesOf, serviceSources, startsItself } from '../../host/windows-services.ts';
import type { WindowsServices } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { windowsOtherServers, windowsSupportTools } from './windows-programs.ts';
import { windowsSsh } from './windows-ssh.ts';

const sources = {
  ...windowsSshdSources,
  ...serviceSources,
  ...programSources,
  ...rdpSources,
  /** Listeners are keys such as `*+HTTP` and `*+HTTPS`, settings of the service are values. */
  winrmListeners: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*`, ['enabled']),
  winrmService: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Service`, ['auth_basic', 'allow_unencrypted']),
  /** WindowsRemoteManagement.admx. */
  winrmPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\WinRM\Service`, ['AllowAutoConfig', 'AllowBasic', 'AllowUnencryptedTraffic']),
} as const satisfies Sources;

type At = Look<typeof sources>;

export const windows: PlatformFact<RemoteAccess> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<RemoteAccess> {
  const at = look(answers, sources);
  const services = servicesOf(at);
  const data = {
    ssh: windowsSsh(at, answers, services),
    rdp: rdp(at, services),
    winrm: winrm(at, services),
    screenSharing: null,
    servers: windowsOtherServers(at, services),
    tools: windowsSupportTools(at, services),
  };
  return { data, missing: at.missing() };
}

function rdp(at: At, services: WindowsServices): RemoteAccess['rdp'] {
  const there = hasRdp(at);
  if (there.why) return at.lack('rdp', there.why);
  if (!there.value) return null;
  const layers = ['rdp', 'negotiate', 'tls'] as const;
  const levels = [undefined, 'low', 'client-compatible', 'high', 'fips'] as const;
  return {
    enabled: tell(at, 'rdp.enabled', rdpEnabled(at, services)),
    nla: tell(at, 'rdp.nla', listenerSetting(at, 'UserAuthentication', (number) => (number === 0 || number === 1 ? number === 1 : undefined))),
    port: tell(at, 'rdp.port', listenerSetting(at, 'PortNumber', (number) => (number > 0 && number < 65_536 ? number : undefined))),
    securityLayer: tell(at, 'rdp.securityLayer', listenerSetting(at, 'SecurityLayer', (number) => layers[number])),
    encryption: tell(at, 'rdp.encryption', listenerSetting(at, 'MinEncryptionLevel', (number) => levels[number])),
    remoteAssistance: tell(at, 'rdp.remoteAssistance', remoteAssistance(at)),
    byPolicy: tell(at, 'rdp.byPolicy', mapped(numberSet(at, 'rdpPolicy', 'fDenyTSConnections'), (number) => number !== null)),
  };
}

/** Asked for help (fAllowToGetHelp), or offered without being asked, which only a policy allows. Servers without the feature have no key. */
function remoteAssistance(at: At): Known<boolean> {
  const asked = firstSet(numberSet(at, 'rdpPolicy', 'fAllowToGetHelp'), numberSet(at, 'rdpHelp', 'fAllowToGetHelp'));
  return anyOf(...[asked, numberSet(at, 'rdpPolicy', 'fAllowUnsolicited')].map((set) => mapped(orElse(set, known(0)), (number) => number === 1)));
}

function winrm(at: At, services: WindowsServices): RemoteAccess['winrm'] {
  const service = serviceNamed(services, 'WinRM');
  if (service.why) return at.lack('winrm', service.why);
  if (service.value === null) return null;
  const { keys, why } = keysOf(at, 'winrmListeners');
  const has = (pattern: RegExp): Known<boolean> => (keys.some(({ name, value }) => pattern.test(name) && value('enabled') !== 0) ? { value: true } : why ? { why } : { value: false });
  const automatic = mapped(numberSet(at, 'winrmPolicy', 'AllowAutoConfig'), (number) => number === 1);
  const set = (policy: 'AllowBasic' | 'AllowUnencryptedTraffic', own: 'auth_basic' | 'allow_unencrypted') =>
    mapped(orElse(firstSet(numberSet(at, 'winrmPolicy', policy), numberSet(at, 'winrmService', own)), known(0)), (number) => number !== 0);
  return {
    enabled: tell(at, 'winrm.enabled', allOf(startsItself(services, 'WinRM'), anyOf(has(/\+HTTPS?$/i), automatic))),
    basic: tell(at, 'winrm.basic', set('AllowBasic', 'auth_basic')),
    unencrypted: tell(at, 'winrm.unencrypted', set('AllowUnencryptedTraffic', 'allow_unencrypted')),
    https: tell(at, 'winrm.https', has(/\+HTTPS$/i)),
  };
}
