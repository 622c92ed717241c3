import type { Logging } from '../../../wire/sections/logging.ts';
import { layered } from '../../host/layered-ini.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Daemon } from '../../host/running.ts';
import { groundOf, runningSources, stateOf } from '../../host/running.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts, unitSources } from '../../host/systemd-units.ts';
import { inTable } from '../../host/table.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { forwardSources, forwardsOf } from './forwards.ts';

type Log = NonNullable<Logging['logs']>[number];

const sources = {
  ...unitSources,
  ...runningSources,
  ...forwardSources,
  journald: { kind: 'names', pattern: '/usr/lib/systemd/systemd-journald' },
  rsyslogd: { kind: 'names', pattern: '/usr/sbin/rsyslogd' },
  syslogNgProgram: { kind: 'names', pattern: '/usr/sbin/syslog-ng' },
  auditd: { kind: 'names', pattern: '/usr/sbin/auditd' },
  auditdElsewhere: { kind: 'names', pattern: '/sbin/auditd' },
  journaldConfig: { kind: 'file', path: '/etc/systemd/journald.conf' },
  journaldVendor: { kind: 'file', path: '/usr/lib/systemd/journald.conf' },
  journaldParts: { kind: 'files', pattern: '/etc/systemd/journald.conf.d/*.conf' },
  journaldRun: { kind: 'files', pattern: '/run/systemd/journald.conf.d/*.conf' },
  journaldVendorParts: { kind: 'files', pattern: '/usr/lib/systemd/journald.conf.d/*.conf' },
  journalFolder: { kind: 'names', pattern: '/var/log/journal' },
  /** Mode 0640: /etc/audit is for root alone. */
  auditdConfig: { kind: 'file', path: '/etc/audit/auditd.conf' },
  auditRules: { kind: 'file', path: '/etc/audit/audit.rules', maxBytes: 4 * 1024 * 1024 },
  auditRuleParts: { kind: 'files', pattern: '/etc/audit/rules.d/*.rules', maxBytes: 4 * 1024 * 1024 },
  commandLine: { kind: 'file', path: '/proc/cmdline' },
  logrotate: { kind: 'file', path: '/etc/logrotate.conf' },
  logrotateSyslog: { kind: 'file', path: '/etc/logrotate.d/rsyslog' },
  logrotateSyslogRedHat: { kind: 'file', path: '/etc/logrotate.d/syslog' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Logging> = { sources: () => sources, parse };

const daemons: Readonly<Record<string, Daemon & { readonly at: readonly (keyof typeof sources)[] }>> = {
  auditd: { at: ['auditd', 'auditdElsewhere'], units: ['auditd.service'], processes: ['auditd'] },
  journald: { at: ['journald'], units: ['systemd-journald.service', 'systemd-journald.socket'], processes: ['systemd-journald'] },
  rsyslog: { at: ['rsyslogd'], units: ['rsyslog.service', 'syslog.service'], processes: ['rsyslogd'] },
  'syslog-ng': { at: ['syslogNgProgram'], units: ['syslog-ng.service'], processes: ['syslog-ng'] },
};

function parse(answers: Answers): Parsed<Logging> {
  const at = look(answers, sources);
  const ground = groundOf(at);
  const installed = Object.entries(daemons).filter(([, daemon]) => daemon.at.some((source) => presence(at, source) === true));
  const hidden = Object.values(daemons).flatMap((daemon) => daemon.at.map((source) => whyUnread(at, source))).find((why) => why !== undefined);
  if (hidden) at.lack('services', hidden);
  const services = installed.map(([name, daemon]) => ({ name, ...stateOf(at, ground, { ...daemon, path: 'services[]' }) }));
  const hasAudit = installed.some(([name]) => name === 'auditd');
  const data: Logging = {
    services: hidden && services.length === 0 ? undefined : services,
    audit: hasAudit ? auditOf(at, starts(ground.units, 'auditd.service'), ground.units.unread) : hidden ? at.lack('audit', hidden) : null,
    auditPolicy: at.lack('auditPolicy', { reason: 'not-this-platform', detail: 'Linux has rules, see audit' }),
    logs: logsOf(at, { journal: installed.some(([name]) => name === 'journald'), audit: hasAudit, hidden }),
    forwardsTo: forwardsOf(at),
    powershellScriptBlocks: null,
    powershellTranscripts: null,
    processCommandLines: null,
  };
  return { data, missing: at.missing() };
}

/** Rules as augenrules(8) puts them together; `-e 0` or `audit=0` switches off, `-e 2` locks; see auditctl(8). */
function auditOf(at: At, started: boolean | undefined, unread: Why | undefined): Logging['audit'] {
  const whole = at.one('auditRules');
  const parts = filesOf(at, 'auditRuleParts').map(({ text }) => text);
  const why = whole.state === 'failed' ? whole : whyUnread(at, 'auditRuleParts');
  const text = whole.state === 'read' && whole.text.trim() !== '' ? whole.text : parts.join('\n');
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('-'));
  const last = lines.flatMap((line) => /^-e\s+([012])\b/.exec(line)?.[1] ?? []).at(-1);
  const off = last === '0' || /(?:^|\s)audit=(?:0|off)(?:\s|$)/.test(at.text('commandLine') ?? '');
  const failed = at.one('commandLine');
  const doubt = why ?? unread ?? (failed.state === 'failed' ? failed : undefined);
  const known = started === false || off ? false : started === true && !why && failed.state !== 'failed' ? true : undefined;
  return {
    enabled: known ?? at.lack('audit.enabled', doubt ?? { reason: 'denied' }),
    rules: why ? at.lack('audit.rules', why) : lines.filter((line) => /^-[aAw]\s/.test(line)).length,
    locked: why ? at.lack('audit.locked', why) : last === '2',
  };
}

interface Have {
  readonly journal: boolean;
  readonly audit: boolean;
  readonly hidden: Why | undefined;
}

function logsOf(at: At, { journal, audit, hidden }: Have): Log[] | undefined {
  if (hidden) at.lack('logs', hidden);
  const logs = [...(audit ? [auditLog(at)] : []), ...(journal ? [journalLog(at)] : []), ...rotatedLogs(at)];
  return at.missing().some(({ path }) => path === 'logs') && logs.length === 0 ? undefined : sortedBy(logs, ({ name }) => name);
}

/** See journald.conf(5). Without SystemMaxUse it takes a tenth of the disk, which cannot be told from here. */
function journalLog(at: At): Log {
  const [own, vendor] = [at.one('journaldConfig'), at.one('journaldVendor')];
  const main = own.state === 'absent' ? vendor : own;
  const parts = (['journaldParts', 'journaldRun', 'journaldVendorParts'] as const).flatMap((source) => filesOf(at, source));
  const why = (['journaldParts', 'journaldRun', 'journaldVendorParts'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined) ?? (main.state === 'failed' ? main : undefined);
  if (why) {
    for (const field of ['enabled', 'maxBytes', 'keepDays', 'persistent']) at.lack(`logs[].${field}`, why);
    return { name: 'journal', whenFull: 'overwrite' };
  }
  const value = layered(textOf(main), parts);
  const storage = value('Journal', 'Storage')?.toLowerCase() ?? 'auto';
  const folder = presence(at, 'journalFolder');
  const size = value('Journal', 'SystemMaxUse');
  const bytes = bytesIn(size ?? '');
  const unset = { reason: 'not-visible-from-here', detail: 'a tenth of the file system, at most 4 GiB' } as const;
  return {
    name: 'journal',
    enabled: storage !== 'none',
    maxBytes: size === undefined ? at.lack('logs[].maxBytes', unset) : (bytes ?? at.lack('logs[].maxBytes', { reason: 'unreadable', detail: 'SystemMaxUse' })),
    keepDays: daysIn(value('Journal', 'MaxRetentionSec') ?? '0', at),
    whenFull: 'overwrite',
    persistent: storage === 'persistent' ? true : storage === 'volatile' || storage === 'none' ? false : (folder ?? at.lack('logs[].persistent', whyUnread(at, 'journalFolder') ?? { reason: 'denied' })),
  };
}

/** See auditd.conf(5): so many files of so many megabytes; `keep_logs` never deletes, and a full disk may stop the machine. */
function auditLog(at: At): Log {
  const reading = at.one('auditdConfig');
  const text = textOf(reading);
  if (text === undefined) {
    const why: Why = reading.state === 'failed' ? reading : { reason: 'not-visible-from-here', detail: '/etc/audit/auditd.conf' };
    for (const field of ['enabled', 'maxBytes', 'whenFull']) at.lack(`logs[].${field}`, why);
    return { name: '/var/log/audit/audit.log', keepDays: null, persistent: true };
  }
  const value = (name: string) => new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(\\S+)`, 'im').exec(text)?.[1];
  const [size, files, action] = [wholeNumber(value('max_log_file') ?? '8'), wholeNumber(value('num_logs') ?? '0'), (value('max_log_file_action') ?? 'ignore').toLowerCase()];
  const limited = action === 'rotate' && size !== undefined && files !== undefined && files > 1;
  const stops = [value('space_left_action'), value('admin_space_left_action'), value('disk_full_action')].some((word) => /^(?:halt|single|suspend)$/i.test(word ?? ''));
  return {
    name: printable(value('log_file') ?? '/var/log/audit/audit.log', 255),
    enabled: !/^no$/i.test(value('write_logs') ?? 'yes'),
    maxBytes: limited ? exact(at, size * files * 1024 * 1024, '/etc/audit/auditd.conf') : null,
    keepDays: null,
    whenFull: action === 'rotate' ? 'overwrite' : action === 'keep_logs' ? 'archive' : stops ? 'stop' : 'archive',
    persistent: true,
  };
}

/** A size, unless it is larger than any: what no number holds exactly is not what somebody meant. */
function exact(at: At, bytes: number, detail: string): number | undefined {
  return Number.isSafeInteger(bytes) ? bytes : at.lack('logs[].maxBytes', { reason: 'unreadable', detail });
}

const periods: Readonly<Record<string, number>> = { daily: 1, weekly: 7, monthly: 30, yearly: 365 };

/** Files of sign-ins that logrotate keeps: `rotate 4` times `weekly`, see logrotate(8). */
function rotatedLogs(at: At): Log[] {
  const failed = [at.one('logrotate'), at.one('logrotateSyslog'), at.one('logrotateSyslogRedHat')].find(({ state }) => state === 'failed');
  if (failed?.state === 'failed') at.lack('logs', failed);
  const usual = (at.text('logrotate') ?? '').replaceAll(/\{[^{}]*\}/g, '');
  const text = at.text('logrotateSyslog') ?? at.text('logrotateSyslogRedHat') ?? '';
  // Names stand before a brace: on lines of their own, or on its line.
  return text.split('}').flatMap((block): Log[] => {
    const [names = '', body = ''] = block.split('{');
    const said = (pattern: RegExp) => pattern.exec(body)?.[1] ?? pattern.exec(usual)?.[1];
    const [times, period] = [wholeNumber(said(/^[ \t]*rotate\s+(\d+)/m)), said(/^[ \t]*(daily|weekly|monthly|yearly)\b/m)];
    const days = times === undefined || period === undefined ? undefined : times * (periods[period] ?? 0);
    const bytes = bytesIn(said(/^[ \t]*(?:max)?size\s+(\S+)/m) ?? '');
    const wanted = names.trim().split(/\s+/).filter((name) => /\/(?:auth\.log|secure|messages|syslog)$/.test(name));
    return wanted.map((name) => ({
      name: printable(name, 255), enabled: true, maxBytes: bytes === undefined || times === undefined ? null : exact(at, bytes * (times + 1), 'settings of logrotate'),
      keepDays: days === undefined || !Number.isSafeInteger(days) ? at.lack('logs[].keepDays', { reason: 'unreadable', detail: 'settings of logrotate' }) : days, whenFull: 'overwrite', persistent: true,
    }));
  });
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

function bytesIn(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,12})\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

const spans: Readonly<Record<string, number>> = { s: 1, sec: 1, min: 60, h: 3600, hour: 3600, d: 86_400, day: 86_400, w: 604_800, week: 604_800, month: 2_629_800, y: 31_557_600, year: 31_557_600 };

/** A span of systemd.time(7): `1month`, `90 days`, `86400`. Null for 0, which does not limit. */
function daysIn(text: string, at: At): number | null | undefined {
  const parts = [...text.matchAll(/(\d{1,9})\s*([a-z]*)/gi)];
  const seconds = parts.reduce((total, [, digits, unit = '']) => total + Number(digits) * (inTable(spans, unit.toLowerCase().replace(/(?<=.{2})s$/, '') || 's') ?? Number.NaN), 0);
  if (parts.length === 0 || Number.isNaN(seconds)) return at.lack('logs[].keepDays', { reason: 'unreadable', detail: 'MaxRetentionSec' });
  return seconds === 0 ? null : Math.floor(seconds / 86_400);
}
