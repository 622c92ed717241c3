import type { PasswordPolicy } from '../../../wire/sections/password-policy.ts';
import { sortedSet } from '../../host/order.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { PamFiles, PamItem, PamModule } from '../mfa/pam-config.ts';
import { pamFiles, pamSources, stackOf } from '../mfa/pam-config.ts';
import { loginDefs, numberIn, optionsIn, withArguments } from './settings.ts';

/** Settings for passwords and for wrong ones. World-readable as shipped. */
const sources = {
  ...pamSources,
  loginDefs: { kind: 'file', path: '/etc/login.defs' },
  loginDefsVendor: { kind: 'file', path: '/usr/etc/login.defs' },
  pwquality: { kind: 'file', path: '/etc/security/pwquality.conf' },
  pwqualityParts: { kind: 'files', pattern: '/etc/security/pwquality.conf.d/*.conf' },
  faillock: { kind: 'file', path: '/etc/security/faillock.conf' },
  pwhistory: { kind: 'file', path: '/etc/security/pwhistory.conf' },
} as const satisfies Sources;

type At = Look<typeof sources>;

/**
 * What PAM demands when somebody changes a password, and does after wrong ones. The stack of `passwd` decides; that other
 * programs (chpasswd, a desktop) are bound too stands in `enforcedFor`. It holds for local users: a directory has its own.
 */
export const linux: PlatformFact<PasswordPolicy> = { sources: () => sources, parse };

/** Modules that judge a new password, see their own pages. */
const judges = ['pam_pwquality', 'pam_cracklib', 'pam_passwdqc'];
/** Services by which a password can be set. */
const changers = ['passwd', 'chpasswd', 'newusers', 'chage', 'login', 'sshd', 'su', 'gdm-password', 'lightdm', 'sddm', 'cockpit', 'kde'];
/** Services by which somebody signs in: a lock has to hold for those that are there. */
const entries = ['login', 'sshd', 'gdm-password', 'lightdm', 'sddm', 'sudo', 'su'];

function parse(answers: Answers): Parsed<PasswordPolicy> {
  const at = look(answers, sources);
  const files = pamFiles(at);
  const hidden = (['pam', 'pamVendor', 'pamSuse'] as const).map((source) => whyUnread(at, source)).find((why) => why !== undefined);
  const service = ['passwd', 'common-password', 'system-auth'].find((name) => files.byName.has(name));
  const stack = service === undefined ? [] : modulesIn(stackOf(service, 'password', files));
  const hole = files.unread ?? hidden ?? (service === undefined ? ({ reason: 'unreadable', detail: 'no PAM stack for passwd' } as const) : holeIn(stackOf(service, 'password', files)));
  const data: PasswordPolicy = {
    origin: 'local',
    ...qualityOf(at, stack, hole),
    history: historyOf(at, stack, hole),
    ...agesOf(at),
    ...lockoutOf(at, files, hidden),
    reversibleEncryption: false,
    hashScheme: schemeOf(at, stack, hole),
    blankPasswordsOnlyAtConsole: null,
    enforcedFor: enforcedFor(at, files, hidden),
  };
  return { data, missing: at.missing() };
}

function modulesIn(items: readonly PamItem[]): PamModule[] {
  return items.flatMap((item) => (item.kind === 'module' ? [item] : item.kind === 'substack' ? modulesIn(item.items) : []));
}

function holeIn(items: readonly PamItem[]): Why | undefined {
  for (const item of items) {
    const why = item.kind === 'hole' ? item.why : item.kind === 'substack' ? holeIn(item.items) : undefined;
    if (why) return why;
  }
  return undefined;
}

type Quality = Pick<PasswordPolicy, 'minLength' | 'complexity' | 'minClasses' | 'dictionaryCheck'>;

function qualityOf(at: At, stack: readonly PamModule[], hole: Why | undefined): Quality {
  const judge = stack.find(({ name, control }) => judges.includes(name) && !isOptional(control));
  const conf = at.one('pwquality');
  const why = hole ?? (judge?.name === 'pam_pwquality' ? (conf.state === 'failed' ? conf : whyUnread(at, 'pwqualityParts')) : undefined);
  if (why) {
    for (const field of ['minLength', 'complexity', 'minClasses', 'dictionaryCheck']) at.lack(field, why);
    return {};
  }
  if (judge === undefined) return byUnix(stack.find(({ name }) => name === 'pam_unix'), at);
  if (judge.name === 'pam_passwdqc') {
    for (const field of ['minLength', 'complexity', 'minClasses']) at.lack(field, { reason: 'unreadable', detail: 'pam_passwdqc has a length for each number of classes' });
    return { dictionaryCheck: true };
  }
  const written = judge.name === 'pam_pwquality' ? optionsIn(filesOf(at, 'pwqualityParts'), at.text('pwquality')) : new Map<string, string>();
  const options = withArguments(written, judge.args);
  const credits = ['dcredit', 'ucredit', 'lcredit', 'ocredit'].map((name) => numberIn(options.get(name)) ?? (judge.name === 'pam_cracklib' ? 1 : 0));
  const [length, classes] = [numberIn(options.get('minlen')) ?? (judge.name === 'pam_cracklib' ? 9 : 8), numberIn(options.get('minclass')) ?? 0];
  const demanded = Math.max(classes, credits.filter((credit) => credit < 0).length);
  // A credit counts a kind of character as a longer password: so much shorter it may be. Six is the least of both modules.
  const given = credits.filter((credit) => credit > 0).reduce((sum, credit) => sum + credit, 0);
  return { minLength: Math.max(6, length - given), complexity: demanded >= 2, minClasses: demanded > 0 ? Math.min(demanded, 4) : null, dictionaryCheck: options.get('dictcheck') !== '0' };
}

function isOptional(control: PamModule['control']): boolean {
  return control.get('default') === 'ignore' && control.get('success') !== 'done' && typeof control.get('success') !== 'number';
}

/** pam_unix alone: at least six characters, with `obscure` (or without it since Linux-PAM 1.1) a simple check against the old one. */
function byUnix(unix: PamModule | undefined, at: At): Quality {
  if (unix === undefined) {
    for (const field of ['minLength', 'complexity', 'minClasses', 'dictionaryCheck']) at.lack(field, { reason: 'not-visible-from-here', detail: 'no module known to us sets passwords' });
    return {};
  }
  const length = numberIn(withArguments(new Map(), unix.args).get('minlen'));
  return { minLength: Math.max(0, length ?? 6), complexity: false, minClasses: null, dictionaryCheck: false };
}

/** `remember` of pam_pwhistory, whose default is 10, or of pam_unix. */
function historyOf(at: At, stack: readonly PamModule[], hole: Why | undefined): number | undefined {
  if (hole) return at.lack('history', hole);
  const history = stack.find(({ name }) => name === 'pam_pwhistory');
  const unix = stack.find(({ name, args }) => name === 'pam_unix' && args.some((arg) => arg.startsWith('remember=')));
  if (history === undefined) return unix === undefined ? 0 : (numberIn(withArguments(new Map(), unix.args).get('remember')) ?? at.lack('history', { reason: 'unreadable', detail: unix.file }));
  const reading = at.one('pwhistory');
  if (reading.state === 'failed') return at.lack('history', reading);
  const options = withArguments(optionsIn([], at.text('pwhistory')), history.args);
  return Math.max(0, numberIn(options.get('remember') ?? '10') ?? 10);
}

/** Of new users, see login.defs(5); each user's own stand with the accounts. 99999 and -1 mean never. */
function agesOf(at: At): Pick<PasswordPolicy, 'maxAgeDays' | 'minAgeDays'> {
  const own = at.one('loginDefs');
  const reading = own.state === 'absent' ? at.one('loginDefsVendor') : own;
  if (reading.state !== 'read') {
    const why: Why = reading.state === 'failed' ? reading : { reason: 'not-visible-from-here', detail: sources.loginDefs.path };
    return { maxAgeDays: at.lack('maxAgeDays', why), minAgeDays: at.lack('minAgeDays', why) };
  }
  const [most, least] = ['PASS_MAX_DAYS', 'PASS_MIN_DAYS'].map((name) => numberIn(loginDefs(reading.text, name) ?? '-1'));
  const broken: Why = { reason: 'unreadable', detail: sources.loginDefs.path };
  return {
    maxAgeDays: most === undefined ? at.lack('maxAgeDays', broken) : most < 0 || most >= 99_999 ? null : most,
    minAgeDays: least === undefined ? at.lack('minAgeDays', broken) : Math.max(0, least),
  };
}

type Lockout = Pick<PasswordPolicy, 'lockoutThreshold' | 'lockoutMinutes' | 'lockoutWindowMinutes' | 'lockoutForAdministrators'>;
const lockoutFields = ['lockoutThreshold', 'lockoutMinutes', 'lockoutWindowMinutes', 'lockoutForAdministrators'] as const;

/**
 * pam_faillock or the older pam_tally2 in front of every way to sign in that has a stack: only what holds for all of them counts, the
 * loosest of each. Defaults of faillock.conf(5): 3 wrong ones within 15 minutes lock for 10.
 */
function lockoutOf(at: At, files: PamFiles, hidden: Why | undefined): Lockout {
  const present = entries.filter((service) => files.byName.has(service));
  const stacks = present.map((service) => stackOf(service, 'auth', files));
  const conf = at.one('faillock');
  const found = stacks.map((stack) => modulesIn(stack).find(({ name, args }) => (name === 'pam_faillock' && args.includes('preauth')) || name === 'pam_tally2' || name === 'pam_tally'));
  const uses = found.some((module) => module?.name === 'pam_faillock');
  const none = { reason: 'unreadable', detail: 'no PAM stack to sign in' } as const;
  const why = files.unread ?? hidden ?? stacks.map(holeIn).find((it) => it !== undefined) ?? (uses && conf.state === 'failed' ? conf : undefined) ?? (present.length === 0 ? none : undefined);
  if (why) {
    for (const field of lockoutFields) at.lack(field, why);
    return {};
  }
  const counts = found.map((module) => (module ? lockOf(module, at) : undefined));
  const off = { lockoutThreshold: null, lockoutMinutes: null, lockoutWindowMinutes: null, lockoutForAdministrators: false };
  if (counts.some((lock) => lock === undefined || lock.threshold === 0)) return off;
  const locks = counts.filter((lock) => lock !== undefined);
  const thresholds = locks.flatMap(({ threshold }) => threshold ?? []);
  if (thresholds.length < locks.length || locks.some(({ minutes, window }) => minutes === undefined || window === undefined)) {
    for (const field of lockoutFields) at.lack(field, { reason: 'unreadable', detail: 'numbers of pam_faillock' });
    return {};
  }
  const finite = locks.flatMap(({ minutes }) => minutes ?? []);
  const within = locks.flatMap(({ window }) => window ?? []);
  return {
    lockoutThreshold: Math.max(...thresholds),
    lockoutMinutes: finite.length > 0 ? Math.min(...finite) : null,
    lockoutWindowMinutes: within.length > 0 ? Math.min(...within) : null,
    lockoutForAdministrators: locks.every((lock) => lock.root),
  };
}

interface Lock {
  readonly threshold: number | undefined;
  readonly minutes: number | null | undefined;
  readonly window: number | null | undefined;
  readonly root: boolean;
}

function lockOf(module: PamModule, at: At): Lock {
  const tally = module.name !== 'pam_faillock';
  const options = withArguments(tally ? new Map() : optionsIn([], at.text('faillock')), module.args);
  const seconds = (name: string, usual: string) => {
    const value = options.get(name) ?? usual;
    return value === 'never' || value === '0' ? 0 : numberIn(value);
  };
  const minutesOf = (value: number | undefined) => (value === undefined || value < 0 ? undefined : value === 0 ? null : Math.max(1, Math.round(value / 60)));
  const deny = numberIn(options.get('deny') ?? (tally ? '0' : '3'));
  return {
    threshold: deny !== undefined && deny >= 0 ? deny : undefined,
    minutes: minutesOf(seconds('unlock_time', tally ? '0' : '600')),
    window: tally ? null : minutesOf(seconds('fail_interval', '900')),
    root: options.has('even_deny_root'),
  };
}

/** Words of pam_unix(8) and of ENCRYPT_METHOD, in the spelling of crypt(5). */
const schemes: Readonly<Record<string, string>> = { yescrypt: 'yescrypt', gost_yescrypt: 'gost-yescrypt', blowfish: 'bcrypt', bcrypt: 'bcrypt', sha512: 'sha512crypt', sha256: 'sha256crypt', md5: 'md5crypt', bigcrypt: 'bigcrypt', des: 'descrypt' };

/** pam_unix says it, or leaves it to login.defs (since Linux-PAM 1.4), or to what libcrypt prefers. */
function schemeOf(at: At, stack: readonly PamModule[], hole: Why | undefined): string | null | undefined {
  if (hole) return at.lack('hashScheme', hole);
  const unix = stack.find(({ name }) => name === 'pam_unix' || name === 'pam_unix2');
  const given = unix?.args.map((arg) => (Object.hasOwn(schemes, arg) ? schemes[arg] : undefined)).find((it) => it !== undefined);
  if (given !== undefined) return given;
  const own = at.one('loginDefs');
  const reading = own.state === 'absent' ? at.one('loginDefsVendor') : own;
  if (reading.state === 'failed') return at.lack('hashScheme', reading);
  const method = loginDefs(reading.state === 'read' ? reading.text : '', 'ENCRYPT_METHOD')?.toLowerCase();
  return method === undefined ? null : (schemes[method] ?? printable(method, 32));
}

/** Services whose `password` stack has a module that judges passwords and can refuse. */
function enforcedFor(at: At, files: PamFiles, hidden: Why | undefined): string[] | undefined {
  const why = files.unread ?? hidden;
  const found = changers.filter((service) => files.byName.has(service) && modulesIn(stackOf(service, 'password', files)).some(({ name, control }) => judges.includes(name) && !isOptional(control)));
  const hole = why ?? changers.filter((service) => files.byName.has(service)).map((service) => holeIn(stackOf(service, 'password', files))).find((it) => it !== undefined);
  if (hole) at.lack('enforcedFor', hole);
  return hole && found.length === 0 ? undefined : sortedSet(found);
}
