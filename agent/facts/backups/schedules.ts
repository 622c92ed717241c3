import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';

/** Jobs that run by themselves as root: cron and timers. Root's own crontab is for root alone. */
export const scheduleSources = {
  ...unitSources,
  crontab: { kind: 'file', path: '/etc/crontab' },
  cronParts: { kind: 'files', pattern: '/etc/cron.d/*', maxBytes: 262_144 },
  cronHourly: { kind: 'files', pattern: '/etc/cron.hourly/*', maxBytes: 262_144 },
  cronDaily: { kind: 'files', pattern: '/etc/cron.daily/*', maxBytes: 262_144 },
  cronWeekly: { kind: 'files', pattern: '/etc/cron.weekly/*', maxBytes: 262_144 },
  cronMonthly: { kind: 'files', pattern: '/etc/cron.monthly/*', maxBytes: 262_144 },
  rootCrontab: { kind: 'file', path: '/var/spool/cron/crontabs/root' },
  rootCrontabRedHat: { kind: 'file', path: '/var/spool/cron/root' },
  rootCrontabSuse: { kind: 'file', path: '/var/spool/cron/tabs/root' },
  anacrontab: { kind: 'file', path: '/etc/anacrontab' },
  timerFiles: { kind: 'files', pattern: '/etc/systemd/system/*.timer', maxBytes: 65_536 },
  serviceFiles: { kind: 'files', pattern: '/etc/systemd/system/*.service', maxBytes: 65_536 },
} as const satisfies Sources;

type At = Look<typeof scheduleSources>;

/** A job: where it is scheduled, and the text in which its commands stand. */
export interface Job {
  readonly place: string;
  readonly text: string;
}

const single = ['crontab', 'rootCrontab', 'rootCrontabRedHat', 'rootCrontabSuse', 'anacrontab'] as const;
const folders = ['cronParts', 'cronHourly', 'cronDaily', 'cronWeekly', 'cronMonthly'] as const;
const mostFollowed = 100;

/** Units of enabled timers that packages brought, and scripts that jobs name, for a second round. */
export function moreSchedules(at: At): Sources {
  const own = new Set([...filesOf(at, 'timerFiles'), ...filesOf(at, 'serviceFiles')].map(({ path }) => nameOf(path)));
  const units = enabledTimers(at)
    .flatMap((timer) => [timer, timer.replace(/timer$/, 'service')])
    .filter((unit) => !own.has(unit));
  const scripts = new Set(firstJobs(at).flatMap(({ text }) => scriptsIn(text)));
  return Object.fromEntries([
    ...units.slice(0, mostFollowed).map((unit) => [`unit ${unit}`, { kind: 'file', path: `/lib/systemd/system/${unit}`, maxBytes: 65_536 }]),
    ...[...scripts].slice(0, mostFollowed).map((path) => [`script ${path}`, { kind: 'file', path, maxBytes: 262_144 }]),
  ]);
}

/** All jobs that could be read, in the order in which a technician would look. */
export function jobsOf(at: At, answers: Answers): Job[] {
  const vendor = enabledTimers(at).flatMap((timer) => {
    const [own, service] = [textOf(answers, `unit ${timer}`), textOf(answers, `unit ${timer.replace(/timer$/, 'service')}`)];
    return own === undefined && service === undefined ? [] : [{ place: `/lib/systemd/system/${timer}`, text: commandsOf(service ?? '') }];
  });
  const withScripts = (text: string) => [text, ...scriptsIn(text).map((path) => saying(textOf(answers, `script ${path}`) ?? ''))].join('\n');
  return [...firstJobs(at), ...vendor].map(({ place, text }) => ({ place, text: withScripts(text) }));
}

/** Why some jobs may be missing. */
export function hiddenJobs(at: At, answers: Answers): Why | undefined {
  const files = single.map((source) => at.one(source)).find(({ state }) => state === 'failed');
  const patterns = [...folders, 'timerFiles', 'serviceFiles'] as const;
  const followed = Object.entries(answers).map(([name, answer]) =>
    /^(?:unit|script) /.test(name) && answer.kind === 'one' ? answer.reading : undefined,
  );
  const failed = files ?? followed.find((reading) => reading?.state === 'failed');
  return (
    patterns.map((source) => whyUnread(at, source)).find((why) => why) ?? (failed?.state === 'failed' ? failed : undefined) ?? unitsOf(at).unread
  );
}

/** Where a job names one of the commands, or undefined. */
export function scheduledAt(jobs: readonly Job[], commands: readonly string[]): string | undefined {
  if (commands.length === 0) return undefined;
  const named = new RegExp(`(?<![\\w.-])(?:${commands.join('|')})(?![\\w-])`);
  return jobs.find(({ text }) => named.test(text))?.place;
}

/** Jobs of cron, and of timers whose files stand in /etc: those of the first round. */
export function firstJobs(at: At): Job[] {
  const tabs = single.flatMap((source) => {
    const text = at.text(source);
    return text === undefined ? [] : [{ place: scheduleSources[source].path, text: saying(text) }];
  });
  const parts = folders.flatMap((source) => filesOf(at, source)).map(({ path, text }) => ({ place: path, text: saying(text) }));
  const services = new Map(filesOf(at, 'serviceFiles').map(({ path, text }) => [nameOf(path), text]));
  const units = unitsOf(at);
  const timers = filesOf(at, 'timerFiles').flatMap(({ path, text }) => {
    if (starts(units, nameOf(path)) !== true) return [];
    const service = /^[ \t]*Unit\s*=\s*(\S+)/m.exec(text)?.[1] ?? nameOf(path).replace(/timer$/, 'service');
    return [{ place: path, text: commandsOf(services.get(service) ?? '') }];
  });
  return [...tabs, ...parts, ...timers];
}

function enabledTimers(at: At): string[] {
  const units = unitsOf(at);
  return [...units.wanted.keys()].filter((name) => /^[\w@.:-]+\.timer$/.test(name) && !units.masked.has(name)).sort();
}

function commandsOf(service: string): string {
  return saying(service)
    .split('\n')
    .filter((line) => /^\s*Exec(?:Start|StartPre|StartPost)\s*=/.test(line))
    .join('\n');
}

/** Programs that only start another one, with the options between them and it. */
const wrapper = /^(?:\S*\/)?(?:nice|ionice|chronic|chrt|env|exec|flock|nohup|setsid|sh|bash|systemd-cat|systemd-inhibit|timeout|time|sudo)$/;
const option = /^(?:-\S*|\d[\d.]*[smhd]?|\w+=\S*|\/(?:var|run|tmp)\/\S*)$/;

/**
 * Programs that a job starts and that are no part of the system: they may be scripts that make a backup. Only what stands
 * where a command stands is taken; a path behind an option may be the file of a password.
 */
function scriptsIn(text: string): string[] {
  const commands = text
    .split('\n')
    .slice(0, 500)
    .flatMap((line) => commandIn(line).split(/&&|\|\||[;|]/));
  return commands.flatMap((command) => {
    const words = command.trim().split(/\s+/);
    const at = words.findIndex((word, index) => !wrapper.test(word) && !(index > 0 && option.test(word)));
    const path = /^(?:usr\/local|opt|srv|root|etc)\/(?:[\w@+-][\w.@+-]*\/)*[\w@+-][\w.@+-]*$/.test((words[at] ?? '').slice(1))
      ? words[at]
      : undefined;
    return path?.startsWith('/') ? [path] : [];
  });
}

/** The command of a crontab line or an Exec line, see crontab(5); any other line is a command of a script. */
function commandIn(line: string): string {
  const exec = /^\s*Exec\w+\s*=\s*[@:!+-]*(.*)$/.exec(line)?.[1];
  if (exec !== undefined) return exec;
  const [, timed] = /^\s*(?:@\w+|(?:[\d*/,a-zA-Z-]+\s+){4}[\d*/,a-zA-Z-]+)\s+(.*)$/.exec(line) ?? [];
  return timed?.replace(/^[a-z_][\w-]*\s+(?=\S)/, (user) => (/^(?:root|[a-z_]+)\s+$/.test(user) && !wrapper.test(user.trim()) ? '' : user)) ?? line;
}

/** Without lines that are comments. */
function saying(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*[#;]/.test(line))
    .join('\n');
}

function textOf(answers: Answers, name: string): string | undefined {
  const answer = answers[name];
  return answer?.kind === 'one' && answer.reading.state === 'read' ? answer.reading.text : undefined;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
