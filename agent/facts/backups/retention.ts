import type { Backups } from '../../../wire/sections/backups.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Job } from './schedules.ts';

export type Retention = Exclude<NonNullable<Backups['repositories']>[number]['retention'], null | undefined>;

/** A job that says nothing of any span. */
export const noRetention: Retention = { last: null, hourly: null, daily: null, weekly: null, monthly: null, yearly: null, within: null };

/** Settings of borgmatic. They may hold a passphrase; only the lines looked for are taken from them. */
export const borgmaticSources = {
  borgmatic: { kind: 'files', pattern: '/etc/borgmatic/*.yaml', maxBytes: 262_144 },
  borgmaticParts: { kind: 'files', pattern: '/etc/borgmatic.d/*.yaml', maxBytes: 262_144 },
} as const satisfies Sources;

type At = Look<typeof borgmaticSources>;

/** Programs that call restic or borg by a configuration of their own, in a form that is not read here. */
const wrappers = { restic: /\b(?:resticprofile|autorestic|runrestic|crestic)\b/, borg: /\b(?:vorta|pikabackup)\b/ } as const;

/**
 * What is kept in the repositories of a product, as its jobs say: `restic forget --keep-daily 7`, `borg prune …`, `keep_daily: 7`
 * of borgmatic. Null when no job removes anything. A reason where jobs are hidden, or say different things.
 */
export function retentionOf(product: 'restic' | 'borg', jobs: readonly Job[], { at, hidden }: { readonly at: At; readonly hidden: Why | undefined }): Retention | null | { readonly why: Why } {
  const said = [...jobs.flatMap(({ text }) => commandsIn(text, product).map(flagsIn)), ...(product === 'borg' ? borgmaticTexts(at).map(keysIn) : [])].filter((each) => each !== undefined);
  const different = new Set(said.map((each) => JSON.stringify(each)));
  if (different.size > 1) return { why: { reason: 'not-visible-from-here', detail: `jobs of ${product} say different things of how long copies are kept` } };
  if (said[0]) return said[0];
  if (jobs.some(({ text }) => wrappers[product].test(text))) return { why: { reason: 'not-visible-from-here', detail: `a program that calls ${product} decides it` } };
  const why = hidden ?? (product === 'borg' ? (whyUnread(at, 'borgmatic') ?? whyUnread(at, 'borgmaticParts')) : undefined);
  return why ? { why } : null;
}

/** The settings files of borgmatic without comments. */
export function borgmaticTexts(at: At): string[] {
  return (['borgmatic', 'borgmaticParts'] as const).flatMap((source) => filesOf(at, source)).map(({ text }) => text.replace(/^[ \t]*#.*$/gm, ''));
}

/** Commands that remove old copies, continued lines as one. */
function commandsIn(text: string, product: 'restic' | 'borg'): string[] {
  const removing = product === 'restic' ? /(?<![\w.-])restic\s(?:.*\s)?forget(?:\s|$)/ : /(?<![\w.-])borg\s(?:.*\s)?prune(?:\s|$)/;
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.length <= 16_384 && removing.test(line));
}

function flagsIn(command: string): Retention | undefined {
  return retentionFrom([...command.matchAll(/--keep-(last|hourly|daily|weekly|monthly|yearly|within)(?:=|\s+)["']?([0-9][0-9A-Za-z]{0,15})(?![\w.-])/g)]);
}

function keysIn(text: string): Retention | undefined {
  return retentionFrom([...text.matchAll(/^[ \t]*keep_(last|hourly|daily|weekly|monthly|yearly|within):[ \t]*["']?([0-9][0-9A-Za-z]{0,15})["']?[ \t]*$/gm)]);
}

function retentionFrom(found: readonly RegExpMatchArray[]): Retention | undefined {
  if (found.length === 0) return undefined;
  const spans = found.map(([, name = '', value = '']) => [name, name === 'within' ? printable(value, 32) : (wholeNumber(value) ?? null)] as const);
  return { ...noRetention, ...Object.fromEntries(spans) };
}
