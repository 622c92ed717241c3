import type { Logging } from '../../../wire/sections/logging.ts';
import type { Known } from '../../host/known.ts';
import { known, mapped, tell } from '../../host/known.ts';
import { plistFile } from '../../host/mac.ts';
import { isEnabled, jobAt, launchdSources, launchRunning, overridesOf, runningLabels } from '../../host/mac-launchd.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, textOf, wholeNumber } from '../../host/reading.ts';
import type { Answer, Answers, Sources } from '../../host/source.ts';
import { nothingElse } from '../../host/sshd-macos.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { forwardsOf, forwardSources } from './forwards.ts';
import { auditClasses, auditControl, retention } from './macos-audit.ts';

const sources = {
  ...launchdSources,
  launchRunning,
  logd: plistFile('/System/Library/LaunchDaemons/com.apple.logd.plist'),
  syslogd: plistFile('/System/Library/LaunchDaemons/com.apple.syslogd.plist'),
  /** Since macOS 14 it is switched off, and its settings are gone until somebody makes them. */
  auditd: plistFile('/System/Library/LaunchDaemons/com.apple.auditd.plist'),
  auditControl: { kind: 'file', path: '/etc/security/audit_control' },
  /** The log of installations and updates; `ttl` days of it are kept, see asl.conf(5). */
  installLog: { kind: 'file', path: '/etc/asl/com.apple.install' },
  syslogConf: forwardSources.syslogConf,
  wazuh: { kind: 'file', path: '/Library/Ossec/etc/ossec.conf' },
  splunk: { kind: 'file', path: '/Applications/SplunkForwarder/etc/system/local/outputs.conf' },
} as const satisfies Sources;

type At = Look<typeof sources>;
type Log = NonNullable<Logging['logs']>[number];

export const macos: PlatformFact<Logging> = { sources: () => sources, parse };

const labels = { auditd: 'com.apple.auditd', syslogd: 'com.apple.syslogd', 'unified-logging': 'com.apple.logd' } as const;
const jobs = { auditd: 'auditd', syslogd: 'syslogd', 'unified-logging': 'logd' } as const;

function parse(answers: Answers): Parsed<Logging> {
  const at = look(answers, sources);
  const control = mapped(controlOf(at), (it) => it);
  const auditd = enabledOf(at, 'auditd');
  const audits: Known<boolean> = auditd.value === false || auditd.value === null ? known(false) : auditd.why ? auditd : mapped(control, (it) => it !== null);
  const data: Logging = {
    services: servicesOf(at),
    audit: auditd.value === null ? null : { enabled: tell(at, 'audit.enabled', audits), rules: null, locked: false },
    auditPolicy: policyOf(at, audits, control),
    logs: sortedBy([unifiedLog(at), ...auditLog(at, audits, control), ...installLog(at)], ({ name }) => name),
    forwardsTo: forwarded(at, answers),
    powershellScriptBlocks: null,
    powershellTranscripts: null,
    processCommandLines: null,
  };
  return { data, missing: at.missing() };
}

/** Null where this version of macOS has no such job. */
function enabledOf(at: At, name: keyof typeof jobs): Known<boolean | null> {
  const job = jobAt(at, jobs[name], sources);
  return job.why ? job : job.value === null ? known(null) : isEnabled(job.value, overridesOf(at));
}

function servicesOf(at: At): Logging['services'] {
  const running = runningLabels(at, 'launchRunning', sources);
  const names = Object.keys(jobs).sort() as (keyof typeof jobs)[];
  return names.flatMap((name) => {
    const enabled = enabledOf(at, name);
    if (enabled.value === null) return [];
    return [{ name, enabled: tell(at, 'services[].enabled', enabled as Known<boolean>), running: tell(at, 'services[].running', mapped(running, (all) => typeof all.get(labels[name]) === 'number')) }];
  });
}

function controlOf(at: At): Known<ReadonlyMap<string, string> | null> {
  const reading = at.one('auditControl');
  if (reading.state !== 'read') return reading.state === 'failed' ? { why: reading } : known(null);
  return mapped(known(auditControl(reading.text)), (it) => it, '/etc/security/audit_control');
}

/** Classes that are recorded for everybody; audit_user may add some for one user. */
function policyOf(at: At, audits: Known<boolean>, control: Known<ReadonlyMap<string, string> | null>): Logging['auditPolicy'] {
  if (audits.why) return at.lack('auditPolicy', audits.why);
  if (!audits.value) return [];
  return tell(at, 'auditPolicy', mapped(control, (it) => auditClasses(it?.get('flags') ?? ''), 'flags of audit_control'));
}

/** Always written; how much of it is kept macOS decides by the space and says nowhere. */
function unifiedLog(at: At): Log {
  const why = { reason: 'not-visible-from-here', detail: 'macOS decides how much of the unified log it keeps' } as const;
  return { name: 'unified log', enabled: true, maxBytes: at.lack('logs[].maxBytes', why), keepDays: at.lack('logs[].keepDays', why), whenFull: 'overwrite', persistent: true };
}

function auditLog(at: At, audits: Known<boolean>, control: Known<ReadonlyMap<string, string> | null>): Log[] {
  const why = audits.why ?? control.why;
  if (why) at.lack('logs', why);
  if (why || !audits.value || !control.value) return [];
  const kept = retention(control.value.get('expire-after'));
  if (kept.why) for (const field of ['maxBytes', 'keepDays', 'whenFull'] as const) at.lack(`logs[].${field}`, kept.why);
  const stops = (control.value.get('policy') ?? '').split(',').includes('ahlt');
  return [{ name: '/var/audit', enabled: true, ...kept.value, ...(stops && kept.value?.whenFull === 'archive' ? { whenFull: 'stop' as const } : {}), persistent: true }];
}

/** `* file /var/log/install.log … ttl=365 all_max=50M`. */
function installLog(at: At): Log[] {
  const reading = at.one('installLog');
  if (reading.state === 'failed') at.lack('logs', reading);
  const line = /^\*[ \t]{1,16}file[ \t]{1,16}\/var\/log\/install\.log\b(.*)$/m.exec(textOf(reading) ?? '')?.[1];
  if (line === undefined) return [];
  const [, digits, unit = ''] = /\ball_max=(\d{1,9})([KMG]?)\b/i.exec(line) ?? [];
  const days = wholeNumber(/\bttl=(\d{1,6})\b/.exec(line)?.[1]);
  const bytes = digits === undefined ? null : Number(digits) * ({ K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[unit.toUpperCase()] ?? 1);
  return [{ name: '/var/log/install.log', enabled: true, maxBytes: bytes, keepDays: days ?? null, whenFull: days === undefined && bytes === null ? 'archive' : 'overwrite', persistent: true }];
}

/** Senders that macOS has in common with Linux, in their places on macOS. As shipped, syslogd hands notes of the installer to a program of this computer. */
function forwarded(at: At, answers: Answers): Logging['forwardsTo'] {
  const own = (['syslogConf', 'wazuh', 'splunk'] as const).flatMap((name): [string, Answer][] => (answers[name] ? [[name, answers[name]]] : []));
  const there = look(nothingElse(Object.fromEntries(own), forwardSources), forwardSources);
  const found = forwardsOf(there)?.filter(({ address }) => !/^(?:127\.|\[?::1\b|localhost\b)/i.test(address));
  for (const gap of there.missing()) at.lack(gap.path, gap);
  return found;
}
