import type { Missing } from '../../wire/section.ts';
import type { Reason } from '../../wire/reasons.ts';
import type { SectionName } from '../../wire/sections/list.ts';
import type { Machine, SectionOutcome } from './machine.ts';

/** Something that cannot be read on a machine, and why. */
interface Gap {
  readonly section: SectionName;
  readonly reason: Reason;
  readonly detail: string;
  /** Facts that are left out; the whole section when absent. */
  readonly paths?: readonly string[];
}

const here: Reason = 'not-visible-from-here';

/** What no machine of a system tells. */
const always: Readonly<Record<Machine['release']['family'], readonly Gap[]>> = {
  windows: [
    { section: 'vitals', reason: here, detail: 'the time service tells it in the language of the computer only', paths: ['clockOffsetMs', 'clockSynchronized'] },
    { section: 'hardware', reason: here, detail: 'Windows tells it to programs only', paths: ['cpu.vulnerabilities', 'disks[].manufacturedOn'] },
    { section: 'os', reason: 'not-this-platform', detail: 'Windows has no such thing', paths: ['init', 'runningKernelInstalled'] },
    { section: 'updates', reason: 'not-this-platform', detail: 'Windows Update asks its maker', paths: ['sources'] },
    { section: 'accounts', reason: here, detail: 'Windows keeps what it knows of passwords to itself', paths: ['users[].password', 'users[].passwordScheme', 'users[].loginShell'] },
    { section: 'drills', reason: here, detail: 'nobody recorded a restore on this computer', paths: ['drills'] },
  ],
  linux: [
    { section: 'vitals', reason: 'tool-missing', detail: 'smartctl', paths: ['disks[].healthy'] },
    { section: 'hardware', reason: 'needs-root', detail: '/dev/mem', paths: ['disks[].firmware'] },
    { section: 'power', reason: here, detail: 'no program watches a power supply', paths: ['ups'] },
  ],
  macos: (['password-policy', 'protocols', 'services', 'certificates', 'logging', 'backups', 'drills', 'power'] as const).map((section) => ({ section, reason: 'agent-too-old', detail: 'the agent of this Mac does not ask it yet' })),
};

/** What cannot be read on single machines. */
const single: Readonly<Record<string, readonly Gap[]>> = {
  'CLK-PC-04': [{ section: 'software', reason: 'timeout', detail: 'the list of programs took more than 60 seconds' }],
  'FIN-PC-02': [{ section: 'certificates', reason: 'too-large', detail: '714 certificates, at most 500', paths: ['certificates'] }],
  'FD-PC-02': [{ section: 'malware-protection', reason: 'unreadable', detail: 'answer of the security center' }],
  'PW-PC-02': [{ section: 'encryption', reason: 'denied', detail: 'Win32_EncryptableVolume' }],
  'WTR-PC-01': [{ section: 'firewall', reason: 'unsupported-version', detail: 'rules of version 2.40' }],
  'WTR-PC-04': [{ section: 'mfa', reason: 'unreadable', detail: 'credential provider of a maker that is not known' }],
  'LIB-PC-02': [{ section: 'hardening', reason: 'license-missing', detail: 'the settings are told to managed computers only' }],
  'LIB-PC-07': [{ section: 'protocols', reason: 'unreachable', detail: 'the service that tells them did not answer' }],
  'LIB-PC-12': [{ section: 'password-policy', reason: 'not-authorized', detail: 'the domain refused the account of the computer' }],
};

const nightWatch = new Set(['SRV-DC-01', 'PD-PC-01', 'SRV-HISTORIAN']);
const rightsNeeded: readonly SectionName[] = ['encryption', 'firewall', 'accounts', 'logging', 'mfa', 'password-policy'];

/** What a machine does not tell. Police laptops are asked nothing of who signed in; the town wants that. */
function gapsOf({ name, release, model, traits }: Machine): readonly Gap[] {
  const mobile = model.chassis === 'laptop' || model.chassis === 'tablet';
  const server = release.family === 'windows' && release.role === 'server';
  return [
    ...always[release.family].filter(({ section }) => !(section === 'drills' && traits.has('restored'))), ...(single[name] ?? []),
    ...(model.chassis === 'tablet' ? [{ section: 'activity', reason: 'switched-off', detail: 'skip: [activity] in agent.yaml' } as const] : []),
    ...(nightWatch.has(name) ? [] : [{ section: 'neighbors', reason: mobile ? 'foreign-network' : 'switched-off', detail: mobile ? 'the computer was on another network' : 'three computers of the town read it for all' } as const]),
    ...(server ? [{ section: 'backups', paths: ['repositories'], reason: here, detail: 'copies are made from outside this computer' } as const] : []),
    ...(release.product === 'cascade-os' ? [{ section: 'updates', reason: 'tool-missing', detail: 'no package manager that is known' } as const] : []),
  ];
}

/** The sections of a machine with what it does not tell taken out of them. */
export function withGaps(machine: Machine, sections: Readonly<Record<string, SectionOutcome>>, privileged: boolean): Record<string, SectionOutcome> {
  const out: Record<string, SectionOutcome> = { ...sections };
  const rights: readonly Gap[] = privileged ? [] : rightsNeeded.map((section) => ({ section, reason: 'needs-root', detail: 'the agent runs as an ordinary user' }));
  for (const gap of [...gapsOf(machine), ...rights]) out[gap.section] = left(out[gap.section], gap);
  return out;
}

function left(section: SectionOutcome | undefined, { reason, detail, paths }: Gap): SectionOutcome {
  const skipped = reason === 'switched-off' || reason === 'foreign-network' || reason === 'not-this-platform' || reason === 'agent-too-old';
  if (paths === undefined) return { status: skipped ? 'skipped' : 'failed', reason, detail, missing: [] };
  if (section !== undefined && section.data === undefined) return section;
  const missing: Missing[] = paths.map((path) => ({ path, reason, detail }));
  return { status: 'partial', data: paths.reduce<unknown>((data, path) => without(data, path.split('.')), section?.data ?? {}), missing: [...(section?.missing ?? []), ...missing].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** A value without what stands at a path; `[]` behind a key stands for every item of its list. A list itself stays: it is known in part. */
function without(value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, [key, ...rest]));
  const name = key.replace(/\[\]$/, '');
  const found = Object.entries(value).find(([other]) => other === name);
  if (found === undefined) return value;
  const inside: unknown = found[1];
  if (rest.length > 0) return { ...value, [name]: without(inside, rest) };
  if (Array.isArray(inside) && inside.length > 0) return value;
  return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
}
