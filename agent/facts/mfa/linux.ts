import type { Mfa } from '../../../wire/sections/mfa.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdIncludes, sshdSources } from '../../host/sshd-config.ts';
import { hasSshd, sshdServiceSources, sshdStarts } from '../../host/sshd-service.ts';
import { sudoersIncludes, sudoersSources } from '../../host/sudoers.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { duoOfPam, duoSources } from './duo.ts';
import { console, desktop, localSources, remoteDesktop, stacksDemand } from './local-entries.ts';
import { pamFiles, pamSources } from './pam-config.ts';
import { secondSteps } from './pam-modules.ts';
import { ssh } from './ssh-entry.ts';
import type { Surroundings } from './stack.ts';
import { sudo } from './sudo-entry.ts';
import { byProgram, leftOutWhenDown, sortedProof, stateOf } from './verdict.ts';
import type { WayIn } from './verdict.ts';

const sources = {
  ...pamSources,
  ...duoSources,
  ...localSources,
  ...sshdServiceSources,
  ...sshdSources,
  ...sudoersSources,
  group: { kind: 'file', path: '/etc/group', maxBytes: 8 * 1024 * 1024 },
  passwd: { kind: 'file', path: '/etc/passwd', maxBytes: 8 * 1024 * 1024 },
} as const satisfies Sources;

type At = Look<typeof sources>;
type EntryPoint = NonNullable<Mfa['entryPoints']>[number];

export const linux: PlatformFact<Mfa> = {
  sources: () => sources,
  more: {
    follows: 'include lines of sshd_config and sudoers',
    sources: (answers) => ({ ...sshdIncludes(look(answers, sources)), ...sudoersIncludes(look(answers, sources)) }),
  },
  parse,
};

function parse(answers: Answers): Parsed<Mfa> {
  const at = look(answers, sources);
  const around = surroundings(at);
  const overSsh: WayIn = { present: sshPresent(at), findings: () => ssh(at, answers, around) };
  const asRoot: WayIn = { present: byProgram(presence(at, 'su')), findings: () => stacksDemand(['su', 'su-l'], around) };
  const ways = [
    entry('console', console(at, around), at),
    entry('desktop', desktop(at, around), at),
    entry('rdp', remoteDesktop(at, around), at),
    entry('ssh', overSsh, at),
    entry('su', asRoot, at),
    entry('sudo', { present: byProgram(presence(at, 'sudo')), findings: () => sudo(at, answers, around) }, at),
  ];
  return { data: { entryPoints: ways.flat(), providers: providersOf(at, around), helloForBusiness: null, smartCardRequired: null }, missing: at.missing() };
}

/** One way in, as far as it is installed; nothing is said of one that is not. */
export function entry(name: EntryPoint['entry'], { present, findings }: WayIn, at: Pick<At, 'lack'>): EntryPoint[] {
  if (present === 'not installed') return [];
  if (present === 'hidden') {
    at.lack('entryPoints', { reason: 'denied', detail: `whether there is ${name}` });
    return [];
  }
  const lack = (field: string, why: Why): undefined => at.lack(`entryPoints[].${field}`, { ...why, detail: `${name}: ${why.detail ?? ''}` });
  if (present === undefined) lack('present', { reason: 'denied', detail: 'whether it starts' });
  const found = findings();
  // A list of which a part is hidden is known in part; an empty one would look whole.
  const some = <T>(list: T[], field: string): T[] | undefined => {
    if (found.hole) lack(field, found.hole);
    return found.hole && list.length === 0 ? undefined : list;
  };
  const { state, why } = stateOf(found);
  const failsOpen = leftOutWhenDown(found);
  const facts = {
    entry: name,
    present,
    state: why ? lack('state', why) : state,
    methods: some(sortedSet(found.methods), 'methods'),
    failsOpen: failsOpen === undefined ? lack('failsOpen', found.hole ?? { reason: 'unreadable', detail: 'settings' }) : failsOpen,
    proof: some(sortedProof(found.proof), 'proof'),
  };
  return [facts];
}

/** PAM modules that can ask for a second step and are installed; enabled when any stack names them. */
function providersOf(at: At, around: Surroundings): Mfa['providers'] {
  const { files } = around;
  const folders = (['pamModules', 'pamModules64', 'pamModulesPlain'] as const).map((source) => whyUnread(at, source)).find((why) => why !== undefined);
  const stacks = (['pam', 'pamVendor', 'pamSuse'] as const).map((source) => whyUnread(at, source)).find((why) => why !== undefined);
  if (folders) return at.lack('providers', folders);
  const named = [...files.byName.values()].map(({ text }) => text ?? '').join('\n');
  const found = Object.entries(secondSteps).filter(([id]) => files.modules.has(id));
  return sortedBy(found, ([id]) => id).map(([id, { product, remote }]) => {
    const enabled = new RegExp(`^[ \\t]*-?(?:auth|account)\\s[^#\\n]*\\b${id}(?:\\.so)?\\b`, 'mi').test(named);
    return {
      id,
      name: product,
      secondStep: true,
      enabled: enabled || stacks === undefined ? enabled : at.lack('providers[].enabled', stacks),
      failsOpen: remote ? failsOpenOf(id, at, around) : null,
    };
  });
}

/** Duo's own settings say it; of other servers the stack decides, which stands with each way in. */
function failsOpenOf(id: string, at: At, around: Surroundings): boolean | undefined {
  const settings = id === 'pam_duo' ? around.duo({ kind: 'module', name: id, args: [], control: new Map(), file: '', line: 0, says: '' }) : undefined;
  return settings?.failsOpen ?? at.lack('providers[].failsOpen', { reason: id === 'pam_duo' ? 'needs-root' : 'not-visible-from-here', detail: id });
}

function sshPresent(at: At): WayIn['present'] {
  const [installed, started] = [hasSshd(at), sshdStarts(at)];
  if (installed.why) return 'hidden';
  if (!installed.value) return 'not installed';
  return started.value;
}

function surroundings(at: At): Surroundings {
  const members = membersByGroup(at);
  return {
    files: pamFiles(at),
    duo: (module) => duoOfPam(at, module),
    isEmptyGroup: (group) => members !== undefined && (members.get(group) ?? 0) === 0,
  };
}

/** How many users a local group has; undefined where the files are hidden. Directories rarely know groups of this machine's own. */
function membersByGroup(at: At): ReadonlyMap<string, number> | undefined {
  const [group, passwd] = [at.text('group'), at.text('passwd')];
  if (group === undefined || passwd === undefined) return undefined;
  const own = new Set(passwd.split('\n').map((line) => line.split(':')[3] ?? ''));
  return new Map(
    group.split('\n').map((line) => {
      const [name = '', , gid = '', members = ''] = line.split(':');
      return [name, members.split(',').filter((member) => member.trim() !== '').length + (own.has(gid) ? 1 : 0)];
    }),
  );
}
