import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { anyOf, known, mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { appSources, appsOf } from '../../host/mac-apps.ts';
import { plistFile, plistFlag } from '../../host/mac.ts';
import { dictKnown, setIn } from '../../host/mac-known.ts';
import { isEnabled, jobAt, jobsIn, launchdSources, overridesOf } from '../../host/mac-launchd.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdIncludes, sshdSources } from '../../host/sshd-config.ts';
import { nothingElse } from '../../host/sshd-macos.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { macSsh, macSshSources, moreOfMacSsh } from './macos-ssh.ts';
import { macTools } from './macos-tools.ts';

const sources = {
  ...macSshSources,
  ...launchdSources,
  ...appSources,
  screenSharing: plistFile('/System/Library/LaunchDaemons/com.apple.screensharing.plist'),
  /** This file is there while Remote Management is on, and launchd starts its agent by it. */
  remoteManagement: { kind: 'names', pattern: '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd' },
  /** Whether a password alone opens the screen; the password itself lies in another file, which is never opened. */
  remoteSettings: plistFile('/Library/Preferences/com.apple.RemoteManagement.plist'),
  tftp: plistFile('/System/Library/LaunchDaemons/tftp.plist'),
  /** Up to macOS 10.12. */
  ftp: plistFile('/System/Library/LaunchDaemons/ftp.plist'),
  telnet: plistFile('/System/Library/LaunchDaemons/telnet.plist'),
  appleEvents: plistFile('/System/Library/LaunchDaemons/com.apple.eppc.plist'),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Server = NonNullable<RemoteAccess['servers']>[number];

/** The services of System Settings › Sharing as launchd has them, and programs of others by their identifiers. */
export const macos: PlatformFact<RemoteAccess> = {
  sources: () => sources,
  more: {
    follows: 'Include lines of sshd_config, and the version of ssh while Remote Login is on',
    sources: (answers) => ({ ...sshdIncludes(look(nothingElse(answers, sshdSources), sshdSources)), ...moreOfMacSsh(look(answers, sources)) }),
  },
  parse,
};

function parse(answers: Answers): Parsed<RemoteAccess> {
  const at = look(answers, sources);
  const overrides = overridesOf(at);
  const sharing = screenSharing(at);
  const daemons = jobsIn(at, 'launchDaemons', sources.launchDaemons);
  const agents = jobsIn(at, 'launchAgents', sources.launchAgents);
  const jobs = { jobs: [...daemons.jobs, ...agents.jobs], why: daemons.why ?? agents.why };
  return {
    data: { ssh: macSsh(at, answers), rdp: null, winrm: null, screenSharing: sharing, servers: serversOf(at, sharing?.vncPassword), tools: macTools(at, { apps: appsOf(at), jobs, overrides }) },
    missing: at.missing(),
  };
}

/** Whether a service of macOS may start; null where this version has none of that kind. */
function service(at: At, name: 'screenSharing' | 'tftp' | 'ftp' | 'telnet' | 'appleEvents'): Known<boolean | null> {
  const job = jobAt(at, name, sources);
  return job.why ? job : job.value === null ? known(null) : isEnabled(job.value, overridesOf(at));
}

function screenSharing(at: At): RemoteAccess['screenSharing'] {
  const managed = presence(at, 'remoteManagement');
  const management: Known<boolean> = managed === undefined ? { why: whyUnread(at, 'remoteManagement') ?? { reason: 'denied' } } : known(managed);
  const sharing = mapped(service(at, 'screenSharing'), (on) => on ?? false);
  const enabled = anyOf(sharing, management);
  const legacy = mapped(setIn([dictKnown(at, 'remoteSettings', sources)], 'VNCLegacyConnectionsEnabled', plistFlag), (on) => on ?? false);
  return {
    enabled: tell(at, 'screenSharing.enabled', enabled),
    vncPassword: tell(at, 'screenSharing.vncPassword', enabled.value === false ? known(false) : legacy),
    remoteManagement: tell(at, 'screenSharing.remoteManagement', management),
  };
}

/**
 * Servers of macOS that are switched on or off by launchd, and Screen Sharing where a password alone opens it: then it is
 * plain VNC to any viewer.
 */
function serversOf(at: At, vncPassword: boolean | undefined): RemoteAccess['servers'] {
  const kinds = [
    { name: 'ftpd', source: 'ftp', kind: 'ftp' },
    { name: 'telnetd', source: 'telnet', kind: 'telnet' },
    { name: 'tftpd', source: 'tftp', kind: 'tftp' },
  ] as const;
  const found = kinds.flatMap(({ name, source, kind }): Server[] => {
    const enabled = service(at, source);
    if (enabled.value === null) return [];
    const job = jobAt(at, source, sources);
    if (job.why) at.lack('servers', job.why);
    return job.why ? [] : [{ name, kind, encrypted: false, enabled: tell(at, 'servers[].enabled', mapped(enabled, (on) => on ?? false)), requiresSecondStep: false }];
  });
  if (vncPassword === true) found.unshift({ name: 'Screen Sharing', kind: 'vnc', encrypted: false, enabled: true, requiresSecondStep: false });
  if (vncPassword === undefined) at.lack('servers', { reason: 'not-visible-from-here', detail: 'whether Screen Sharing answers to VNC' });
  const events = service(at, 'appleEvents');
  if (events.value === null) return found;
  const installed = jobAt(at, 'appleEvents', sources);
  if (installed.why) at.lack('servers', installed.why);
  return installed.why ? found : [{
    name: 'Remote Apple Events', kind: 'other',
    encrypted: at.lack('servers[].encrypted', { reason: 'not-visible-from-here', detail: 'whether Remote Apple Events are encrypted depends on both sides' }),
    enabled: tell(at, 'servers[].enabled', mapped(events, (on) => on ?? false)), requiresSecondStep: false,
  }, ...found];
}
