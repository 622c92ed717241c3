import { iniIn } from '../../host/ini.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { PamModule } from './pam-config.ts';

/** Settings of Duo Unix, see the documentation of pam_duo and login_duo. They hold its secret key, so that root alone can read them. */
export const duoSources = {
  pamDuo: { kind: 'file', path: '/etc/duo/pam_duo.conf', maxBytes: 65_536 },
  pamDuoSecurity: { kind: 'file', path: '/etc/security/pam_duo.conf', maxBytes: 65_536 },
  loginDuo: { kind: 'file', path: '/etc/duo/login_duo.conf', maxBytes: 65_536 },
} as const satisfies Sources;

type At = Look<typeof duoSources>;

/** The two settings that matter; keys and servers are never looked at. */
export interface DuoSettings {
  /** Only some groups are asked. */
  readonly skips: boolean;
  /** `failmode = safe`, the default: who cannot be asked is let in. */
  readonly failsOpen: boolean;
}

/** Settings of the PAM module; undefined where they cannot be read, or stand in a file of the module's own choice. */
export function duoOfPam(at: At, { args }: PamModule): DuoSettings | undefined {
  const chosen = args.find((arg) => arg.startsWith('conf='))?.slice('conf='.length);
  const sources = (['pamDuo', 'pamDuoSecurity'] as const).filter((source) => chosen === undefined || duoSources[source].path === chosen);
  return settingsIn(sources.map((source) => at.text(source)).find((text) => text !== undefined));
}

/** Settings of login_duo, which sshd starts in place of the shell. */
export function duoOfLogin(at: At): DuoSettings | undefined {
  return settingsIn(at.text('loginDuo'));
}

function settingsIn(text: string | undefined): DuoSettings | undefined {
  if (text === undefined) return undefined;
  const duo = iniIn(text).get('duo');
  const groups = duo?.get('groups') ?? duo?.get('group') ?? '';
  return { skips: groups !== '' && groups !== '*', failsOpen: !/^secure$/i.test(duo?.get('failmode') ?? 'safe') };
}
