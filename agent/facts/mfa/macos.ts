import type { Mfa } from '../../../wire/sections/mfa.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { directorySources, usersOf } from '../../host/mac-directory.ts';
import { plistFile } from '../../host/mac.ts';
import { isEnabled, jobAt, launchdSources, overridesOf } from '../../host/mac-launchd.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdIncludes, sshdSources } from '../../host/sshd-config.ts';
import { macSshdSources, nothingElse } from '../../host/sshd-macos.ts';
import { sudoersIncludes, sudoersSources } from '../../host/sudoers.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { duoOfPam, duoSources } from './duo.ts';
import { entry } from './linux.ts';
import { stacksDemand } from './local-entries.ts';
import { cardDemand, cardsAllowed, duoFailsOpen, isDuo, isSilent, loginSources, loginWindow, mechanismsOf, pluginOf, productOf } from './macos-login.ts';
import type { PamFiles } from './pam-config.ts';
import { pamSources } from './pam-config.ts';
import { secondSteps } from './pam-modules.ts';
import { ssh } from './ssh-entry.ts';
import type { Surroundings } from './stack.ts';
import { sudo } from './sudo-entry.ts';
import { byProgram } from './verdict.ts';

const sources = {
  ...loginSources,
  ...duoSources,
  ...macSshdSources,
  ...sudoersSources,
  ...launchdSources,
  ...directorySources,
  pam: pamSources.pam,
  su: { kind: 'names', pattern: '/usr/bin/su' },
  sudo: { kind: 'names', pattern: '/usr/bin/sudo' },
  sshJob: plistFile('/System/Library/LaunchDaemons/ssh.plist'),
  /** Modules that did not come with macOS. */
  modules: { kind: 'names', pattern: '/usr/local/lib/pam/pam_*.so*' },
  modulesOfDuo: { kind: 'names', pattern: '/usr/local/lib/security/pam_*.so*' },
  modulesOfBrew: { kind: 'names', pattern: '/opt/homebrew/lib/pam/pam_*.so*' },
  securityOfBrew: { kind: 'names', pattern: '/opt/homebrew/lib/security/pam_*.so*' },
} as const satisfies Sources;

type At = Look<typeof sources>;
type Provider = NonNullable<Mfa['providers']>[number];

export const macos: PlatformFact<Mfa> = {
  sources: () => sources,
  more: {
    follows: 'include lines of sshd_config and sudoers',
    sources: (answers) => ({ ...sshdIncludes(look(nothingElse(answers, sshdSources), sshdSources)), ...sudoersIncludes(look(answers, sources)) }),
  },
  parse,
};

function parse(answers: Answers): Parsed<Mfa> {
  const at = look(answers, sources);
  const paired = cardsPaired(at);
  const around: Surroundings = { files: pamFilesOfMac(at, paired), duo: (module) => duoOfPam(at, module), isEmptyGroup: () => false };
  const [settings, all] = [{ ...sshdSources, ...duoSources } as const, nothingElse(answers, sshdSources)];
  const entryPoints = [
    entry('desktop', { present: true, findings: () => loginWindow(at, paired) }, at),
    entry('ssh', { present: sshPresent(at), findings: () => ssh(look(all, settings), all, around) }, at),
    entry('su', { present: byProgram(presence(at, 'su')), findings: () => stacksDemand(['su'], around) }, at),
    entry('sudo', { present: byProgram(presence(at, 'sudo')), findings: () => sudo(at, answers, around) }, at),
  ].flat();
  const card = mapped(cardDemand(at), (demand) => demand === 'everybody');
  return { data: { entryPoints, providers: providersOf(at, around.files), helloForBusiness: null, smartCardRequired: tell(at, 'smartCardRequired', card) }, missing: at.missing() };
}

/** The stacks of OpenPAM. A card counts only where somebody has paired one, since every Mac asks for one that nobody has. */
function pamFilesOfMac(at: At, paired: Known<boolean>): PamFiles {
  const { entries, incomplete } = at.all('pam');
  const byName = new Map<string, { path: string; text?: string; why?: Why }>();
  for (const { path, reading } of entries) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (reading.state === 'failed') byName.set(name, { path, why: reading });
    if (reading.state !== 'read') continue;
    const isDoubtful = paired.why !== undefined && /^[ \t]*auth\s[^#\n]*\bpam_smartcard\b/m.test(reading.text);
    if (isDoubtful) byName.set(name, { path, why: paired.why });
    else byName.set(name, { path, text: paired.value === false ? reading.text.replaceAll(/^.*\bpam_smartcard\b.*$/gm, '#') : reading.text });
  }
  // macOS 14 includes this file, which is there only once somebody made it.
  if (!incomplete && !byName.has('sudo_local')) byName.set('sudo_local', { path: '/etc/pam.d/sudo_local', text: '#' });
  return { byName, modules: new Set(), unread: byName.size === 0 ? (incomplete ?? { reason: 'unreadable', detail: '/etc/pam.d is empty' }) : undefined };
}

/** Whether a card is paired with any local user, or has to be used: `;tokenidentity;` and the hash of its key. */
function cardsPaired(at: At): Known<boolean> {
  const demand = cardDemand(at);
  if (demand.value !== undefined && demand.value !== 'nobody') return { value: true };
  const users = usersOf(at);
  const has = users.value?.users.some(({ authorities }) => authorities.some((way) => way.startsWith(';tokenidentity;')));
  if (has) return { value: true };
  const torn: Why | undefined = users.value?.nonsense ? { reason: 'unreadable', detail: 'some records of local users' } : undefined;
  const doubt = users.why ?? demand.why ?? torn;
  return doubt ? { why: doubt } : { value: false };
}

function sshPresent(at: At): boolean | undefined | 'not installed' {
  const job = jobAt(at, 'sshJob', sources);
  if (job.why) return undefined;
  if (job.value === null) return 'not installed';
  return isEnabled(job.value, overridesOf(at)).value;
}

/** Plug-ins of the login window that did not come with macOS, PAM modules of second steps, and smart cards. */
function providersOf(at: At, files: PamFiles): Provider[] | undefined {
  const folders = ['modules', 'modulesOfDuo', 'modulesOfBrew', 'securityOfBrew'] as const;
  const why = whyUnread(at, 'plugins') ?? folders.map((name) => whyUnread(at, name)).find((it) => it !== undefined);
  if (why) return at.lack('providers', why);
  const mechanisms = mechanismsOf(at);
  const installed = filesOf(at, 'plugins').map(({ path }) => path.slice(path.lastIndexOf('/', path.length - 2) + 1).replace(/\.bundle\/?$/, ''));
  const plugins = installed.filter((plugin) => !isSilent(plugin)).map((plugin): Provider => ({
    id: plugin.slice(0, 64),
    name: productOf(plugin),
    secondStep: isDuo(plugin) ? true : at.lack('providers[].secondStep', { reason: 'not-visible-from-here', detail: `${productOf(plugin) ?? plugin} asks what is decided elsewhere` }),
    enabled: tell(at, 'providers[].enabled', mapped(mechanisms, (all) => all.some((mechanism) => pluginOf(mechanism) === plugin))),
    failsOpen: isDuo(plugin) ? tell(at, 'providers[].failsOpen', duoFailsOpen(at)) : at.lack('providers[].failsOpen', { reason: 'not-visible-from-here', detail: plugin }),
  }));
  const unread = whyUnread(at, 'pam');
  const stacks = [...files.byName.values()].map(({ text }) => text ?? '').join('\n');
  const names = new Set(folders.flatMap((name) => filesOf(at, name).map(({ path }) => path.slice(path.lastIndexOf('/') + 1).replace(/\.so.*$/, ''))));
  const modules = Object.entries(secondSteps).filter(([id]) => names.has(id)).map(([id, { product, remote }]): Provider => {
    const enabled = new RegExp(`^[ \\t]*auth\\s[^#\\n]*\\b${id}(?:\\.so)?\\b`, 'mi').test(stacks);
    const duo = id === 'pam_duo' ? duoOfPam(at, { kind: 'module', name: id, args: [], control: new Map(), file: '', line: 0, says: '' }) : undefined;
    return {
      id, name: product, secondStep: true, enabled: enabled || !unread ? enabled : at.lack('providers[].enabled', unread),
      failsOpen: remote ? (duo?.failsOpen ?? at.lack('providers[].failsOpen', { reason: id === 'pam_duo' ? 'needs-root' : 'not-visible-from-here', detail: id })) : null,
    };
  });
  const cards: Provider = { id: 'pam_smartcard', name: secondSteps['pam_smartcard']?.product ?? null, secondStep: true, enabled: tell(at, 'providers[].enabled', cardsAllowed(at)), failsOpen: null };
  return sortedBy([...plugins, ...modules, cards], ({ id }) => id);
}
