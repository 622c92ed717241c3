import type { Hardening } from '../../../wire/sections/hardening.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { kernelState, kernelValues, plistFile, plistNumber, plistText, program, systemVersion } from '../../host/mac.ts';
import { dictKnown, printed, setIn } from '../../host/mac-known.ts';
import type { Plist } from '../../host/plist.ts';
import { dictOf, listOf } from '../../host/plist.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { screenLockOf, screenLockSources } from './macos-screen-lock.ts';

const first = {
  ...screenLockSources,
  version: systemVersion,
  kernel: kernelState,
  /** See csrutil(8); it answers any user, in English. */
  integrity: program('/usr/bin/csrutil', ['status']),
  /** See spctl(8). */
  gatekeeper: program('/usr/sbin/spctl', ['--status']),
  /** See profiles(1): its words are not localized. */
  enrollment: program('/usr/bin/profiles', ['status', '-type', 'enrollment']),
  /** "Media Management: Allowed Media" of device management, which Apple deprecated in macOS 11. */
  media: plistFile('/Library/Managed Preferences/com.apple.systemuiserver.plist'),
  santa: { kind: 'names', pattern: '/Applications/Santa.app' },
  /** ClientMode: 1 writes down, 2 blocks what is not allowed, 3 asks the user first; see "Configuration" at northpole.dev. What its server sends wins. */
  santaSync: plistFile('/private/var/db/santa/sync-state.plist'),
  santaProfile: plistFile('/Library/Managed Preferences/com.northpolesec.santa.plist'),
  santaProfileOfGoogle: plistFile('/Library/Managed Preferences/com.google.santa.plist'),
} as const satisfies Sources;

/** Only Macs with Intel processors have a firmware password, see firmwarepasswd(8). */
const ofIntel = { firmware: program('/usr/sbin/firmwarepasswd', ['-check'], { needsRoot: true }) } as const satisfies Sources;

const sources = { ...first, ...ofIntel } as const;

type At = Look<typeof sources>;

export const macos: PlatformFact<Hardening> = {
  sources: () => first,
  more: { follows: 'the firmware password, where the processor is of Intel', sources: (answers) => (isAppleSilicon(look(answers, sources)).value === false ? ofIntel : {}) },
  parse,
};

/** What only Windows or Linux have. */
const elsewhere = {
  uac: null, smartScreen: null, lsaProtection: null, plainPasswordsInMemory: null, credentialGuard: null, memoryIntegrity: null, cachedSignIns: null, powershell2: null, macros: [], kernelSettings: [],
} satisfies Hardening;

function parse(answers: Answers): Parsed<Hardening> {
  const at = look(answers, sources);
  const data: Hardening = {
    screenLock: screenLockOf(at),
    // macOS opens windows and asks which program to use; it starts nothing that lies on a medium.
    autorun: false,
    usbStorageBlocked: tell(at, 'usbStorageBlocked', usbStorageBlocked(at)),
    mandatoryAccess: integrityOf(at),
    gatekeeper: tell(at, 'gatekeeper', mapped(printed(at, 'gatekeeper', sources), (text) => switched(/^assessments (enabled|disabled)\b/m.exec(text)?.[1]), 'spctl --status')),
    ...elsewhere,
    applicationControl: applicationControlOf(at),
    bootLoaderPassword: tell(at, 'bootLoaderPassword', firmwarePassword(at)),
  };
  return { data, missing: at.missing() };
}

function switched(word: string | undefined): boolean | undefined {
  return word === 'enabled' ? true : word === 'disabled' ? false : undefined;
}

/**
 * System Integrity Protection. A configuration of somebody's own is told part by part: all on is enforcing, all off is
 * disabled, anything between protects in part only and is called permissive.
 */
function integrityOf(at: At): Hardening['mandatoryAccess'] {
  const state = mapped(printed(at, 'integrity', sources), (text) => {
    const word = /^System Integrity Protection status: (enabled|disabled|unknown)\b/m.exec(text)?.[1];
    const parts = [...text.matchAll(/^[ \t]{1,8}(?!Apple Internal)[\w ]{1,64}: (enabled|disabled)[ \t]*$/gm)].map(([, part]) => part === 'enabled');
    if (word === undefined || (word === 'unknown' && parts.length === 0)) return undefined;
    if (parts.length === 0) return word === 'enabled' ? ('enforcing' as const) : ('disabled' as const);
    return parts.every(Boolean) ? ('enforcing' as const) : parts.some(Boolean) ? ('permissive' as const) : ('disabled' as const);
  }, 'csrutil status');
  return state.why ? at.lack('mandatoryAccess', state.why) : { product: 'sip', state: state.value, profiles: null };
}

/** Device management may forbid external disks: by a profile up to macOS 10.15, by a declaration that leaves no file since macOS 15. */
function usbStorageBlocked(at: At): Known<boolean> {
  const controls = setIn([dictKnown(at, 'media', sources)], 'mount-controls', dictOf);
  if (controls.why) return controls;
  const forbids = wordsOf(controls.value?.['harddisk-external']).some((word) => word === 'deny' || word === 'eject');
  const version = mapped(dictKnown(at, 'version', sources), (file) => /^(\d{1,3})(?:\.|$)/.exec(plistText(file?.['ProductVersion'], 64) ?? '')?.[1], systemVersion.path);
  if (version.why) return version;
  const major = Number(version.value);
  if (forbids) return major < 11 ? { value: true } : { why: { reason: 'not-visible-from-here', detail: `macOS ${major} may no longer obey the profile for media` } };
  const enrolled = mapped(printed(at, 'enrollment', sources), (text) => /^MDM enrollment: (Yes|No)\b/m.exec(text)?.[1], 'profiles status -type enrollment');
  if (major < 15) return { value: false };
  return enrolled.why ? enrolled : enrolled.value === 'No' ? { value: false } : { why: { reason: 'not-visible-from-here', detail: 'device management may forbid it by a declaration' } };
}

function wordsOf(value: Plist): string[] {
  return (listOf(value) ?? [value]).filter((word): word is string => typeof word === 'string');
}

/** Santa, which Google began and North Pole Security goes on with. Without a mode it only writes down. */
function applicationControlOf(at: At): Hardening['applicationControl'] {
  const present = presence(at, 'santa');
  if (present === undefined) return at.lack('applicationControl', whyUnread(at, 'santa') ?? { reason: 'denied' });
  if (!present) return [];
  const layers = (['santaSync', 'santaProfile', 'santaProfileOfGoogle'] as const).map((name) => dictKnown(at, name, sources));
  const mode = mapped(setIn(layers, 'ClientMode', plistNumber), (number) => (number === null || number === 1 ? false : number === 2 || number === 3 ? true : undefined), 'ClientMode');
  return [{ name: 'santa', enforced: tell(at, 'applicationControl[].enforced', mode) }];
}

/** `hw.optional.arm64: 1`; the kernel of Intel does not know the name. */
function isAppleSilicon(at: At): Known<boolean> {
  return mapped(printed(at, 'kernel', sources), (text) => (kernelValues(text).size > 0 ? kernelValues(text).get('hw.optional.arm64') === '1' : undefined), 'sysctl');
}

/** On Apple silicon nobody changes start options without the password of an owner (Apple Platform Security), so that the question does not arise. */
function firmwarePassword(at: At): Known<boolean | null> {
  const apple = isAppleSilicon(at);
  if (apple.why) return apple;
  if (apple.value) return { value: null };
  return mapped(printed(at, 'firmware', sources), (text) => ({ Yes: true, No: false })[/^Password Enabled: (Yes|No)[ \t]*$/m.exec(text)?.[1] ?? ''], 'firmwarepasswd -check');
}
