import type { PamModule } from './pam-config.ts';
import { inTable } from '../../host/table.ts';

/**
 * What a module asks for. `first`: a password, key or finger. `second`: something beyond it. `both`: a card with its PIN.
 * `unknown`: whatever a server or script decides. `nothing`: it looks at other things than who somebody is.
 */
export type Asks = 'first' | 'second' | 'both' | 'unknown' | 'nothing';

/** How a module behaves for somebody who is not root and has no second factor at hand. */
export interface ModuleKind {
  readonly asks: Asks;
  /** Word for the second step in the fact. */
  readonly method?: string;
  /** The only answers it can give, where they are few. */
  readonly answers?: readonly string[];
  /** It can stay out of the decision. */
  readonly ignores: boolean;
  /** It can let somebody through without the step: `nullok` and the like. */
  readonly skips?: boolean;
  /** Its work is done by a server that may be down. */
  readonly remote?: boolean;
}

/** Modules of second steps, by the name of their file; from the pages of their makers. */
export const secondSteps: Readonly<Record<string, { product: string; method: string; remote?: boolean; both?: boolean }>> = {
  pam_google_authenticator: { product: 'Google Authenticator', method: 'totp' },
  pam_oath: { product: 'OATH Toolkit', method: 'totp' },
  pam_otpw: { product: 'OTPW', method: 'one-time-list' },
  pam_u2f: { product: 'pam-u2f', method: 'fido2' },
  pam_yubico: { product: 'Yubico PAM', method: 'yubikey', remote: true },
  pam_duo: { product: 'Duo Unix', method: 'duo', remote: true },
  pam_securid: { product: 'RSA Authentication Agent', method: 'securid', remote: true },
  pam_pkcs11: { product: 'PAM-PKCS#11', method: 'smart-card', both: true },
  pam_p11: { product: 'pam_p11', method: 'smart-card', both: true },
  pam_poldi: { product: 'Poldi', method: 'smart-card', both: true },
  pam_smartcard: { product: 'Smart cards of macOS', method: 'smart-card', both: true },
};

/** Modules that check one thing somebody knows, has or is; pam_fprintd and pam_tid (Touch ID) let in by themselves, and so are no second step. */
const first = new Set([
  'pam_unix',
  'pam_unix_auth',
  'pam_unix2',
  'pam_pwdb',
  'pam_tcb',
  'pam_userdb',
  'pam_pgsql',
  'pam_mysql',
  'pam_systemd_home',
  'pam_ssh',
  'pam_ssh_agent_auth',
  'pam_fprintd',
  'pam_thinkfinger',
  'pam_howdy',
  'pam_ecryptfs',
  'pam_smbpass',
  'pam_ftp',
  'pam_opendirectory',
  'pam_tid',
  'pam_watchid',
  'pam_wtid',
]);

/** Directories and scripts: what they ask beside a password is decided elsewhere. */
const unknown: Readonly<Record<string, string>> = { pam_radius_auth: 'radius', pam_radius: 'radius' };

/** Modules that never ask who somebody is: those of Linux-PAM and of the usual desktops. */
const nothing = new Set([
  'pam_access',
  'pam_afs_session',
  'pam_apparmor',
  'pam_cap',
  'pam_cgfs',
  'pam_ck_connector',
  'pam_console',
  'pam_cracklib',
  'pam_debug',
  'pam_deny',
  'pam_echo',
  'pam_env',
  'pam_faildelay',
  'pam_faillock',
  'pam_filter',
  'pam_fscrypt',
  'pam_gdm',
  'pam_gnome_keyring',
  'pam_group',
  'pam_issue',
  'pam_keyinit',
  'pam_kwallet',
  'pam_kwallet5',
  'pam_lastlog',
  'pam_lastlog2',
  'pam_limits',
  'pam_listfile',
  'pam_localuser',
  'pam_loginuid',
  'pam_mail',
  'pam_mkhomedir',
  'pam_motd',
  'pam_mount',
  'pam_namespace',
  'pam_nologin',
  'pam_oddjob_mkhomedir',
  'pam_permit',
  'pam_pwhistory',
  'pam_pwquality',
  'pam_rhosts',
  'pam_rootok',
  'pam_securetty',
  'pam_selinux',
  'pam_sepermit',
  'pam_setquota',
  'pam_shells',
  'pam_stress',
  'pam_succeed_if',
  'pam_systemd',
  'pam_tally',
  'pam_tally2',
  'pam_time',
  'pam_timestamp',
  'pam_tmpdir',
  'pam_tty_audit',
  'pam_umask',
  'pam_usertype',
  'pam_warn',
  'pam_wheel',
  'pam_xauth',
  'pam_aks',
  'pam_launchd',
  'pam_ntlm',
  'pam_reattach',
  'pam_sacl',
  'pam_uwtmp',
]);

/** Arguments by which people without a second step get through: not set up, no key registered, presentation mode. */
const skipping = new Set(['nullok', 'nouserok', 'alwaysok', 'always_ok']);

/** What is known of a module with its arguments. */
export function kindOf({ name, args }: PamModule): ModuleKind {
  const step = inTable(secondSteps, name);
  const ignores = args.some((arg) => arg.startsWith('ignore'));
  if (step)
    return {
      asks: step.both ? 'both' : 'second',
      method: step.method,
      remote: step.remote ?? false,
      skips: args.some((arg) => skipping.has(arg)),
      ignores,
    };
  if (first.has(name)) return { asks: 'first', ignores };
  if (!nothing.has(name))
    return {
      asks: 'unknown',
      remote: true,
      ignores: !isDirectory(name) || ignores,
      ...(Object.hasOwn(unknown, name) ? { method: unknown[name] } : {}),
    };
  const answers = fewAnswers(name, args);
  return { asks: 'nothing', ignores: true, ...(answers ? { answers } : {}) };
}

/** Modules of directories stay out of the decision only when an argument says so. */
function isDirectory(name: string): boolean {
  return /^pam_(?:sss|krb5|ldap|winbind|lsass|centrifydc|vas3|radius_auth|radius)$/.test(name);
}

/**
 * What modules answer that can never let anybody in. Root's own rights are no way in, and a remembered success repeats
 * an earlier one; pam_faillock only counts after a failure; pam_wheel lets nobody through unless it trusts.
 */
function fewAnswers(name: string, args: readonly string[]): readonly string[] | undefined {
  if (['pam_deny', 'pam_rootok', 'pam_timestamp'].includes(name) || (name === 'pam_faillock' && args.includes('authfail'))) return ['auth_err'];
  if (name === 'pam_wheel' && !args.includes('trust')) return ['perm_denied', 'ignore'];
  return ['pam_warn', 'pam_faildelay', 'pam_echo'].includes(name) ? ['ignore'] : undefined;
}

/** The line as it may be told: the arguments of conditions and known switches, since others can hold what is secret. */
export function told({ says, name, args }: PamModule): string {
  const open = name === 'pam_succeed_if' || name === 'pam_usertype' ? args : args.filter((arg) => switches.has(arg));
  return ['auth', says, `${name}.so`, ...open, ...(open.length < args.length ? ['…'] : [])].join(' ');
}

const switches = new Set([
  ...skipping,
  'authfail',
  'authsucc',
  'cue',
  'deny',
  'forward_pass',
  'interactive',
  'nullok_secure',
  'pinverification=1',
  'preauth',
  'trust',
  'try_first_pass',
  'use_first_pass',
  'use_uid',
  'userpresence=1',
  'userverification=1',
]);
