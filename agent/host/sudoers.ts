import { filesOf, whyUnread } from './presence.ts';
import type { Look, Why } from './reading.ts';
import type { Answers, Sources } from './source.ts';
import { emptyAliases, expanded, sudoStatement } from './sudoers-grammar.ts';
import type { SudoAliases, SudoDefault, SudoRule } from './sudoers-grammar.ts';

/** The rules of sudo(8). Mode 0440, for root alone. */
export const sudoersSources = {
  sudo: { kind: 'names', pattern: '/usr/bin/sudo' },
  sudoers: { kind: 'file', path: '/etc/sudoers' },
  sudoersParts: { kind: 'files', pattern: '/etc/sudoers.d/*' },
  /** SUSE: used when there is none in /etc. */
  sudoersVendor: { kind: 'file', path: '/usr/etc/sudoers' },
} as const satisfies Sources;

/** What sudoers(5) allows, all files together. */
export interface Sudoers {
  readonly rules: readonly SudoRule[];
  readonly aliases: SudoAliases;
  /** Who is never asked for a password, by `Defaults !authenticate`; `ALL` is everybody. */
  readonly neverAsked: readonly string[];
  /** The password that is asked for is root's, so that a rule alone gives nothing: `targetpw`, `rootpw`, `runaspw`. */
  readonly asksForRoots: boolean;
  /** Why some rules may be missing. */
  readonly unread: Why | undefined;
}

const usualFolder = '/etc/sudoers.d';
const mostFiles = 500;

/** The sources for include lines that lead elsewhere than to the usual folder, for a second round. */
export function sudoersIncludes(at: Look<typeof sudoersSources>): Sources {
  const files = [...mainFiles(at), ...filesOf(at, 'sudoersParts')];
  const asked = files.flatMap(({ path, text }) => logicalLines(text).flatMap((line) => includeIn(line, path) ?? []));
  const patterns = new Set(asked.filter(({ folder }) => folder !== usualFolder).map(patternOf));
  return Object.fromEntries([...patterns].slice(0, 64).map((pattern) => [`sudoersInclude ${pattern}`, { kind: 'files', pattern }]));
}

/** Puts the files together as sudo does: includes in place, later Defaults over earlier ones. */
export function sudoersOf(at: Look<typeof sudoersSources>, answers: Answers): Sudoers {
  const rules: SudoRule[] = [];
  const aliases = emptyAliases();
  const defaults: SudoDefault[] = [];
  let [unread, filesLeft] = [whyNoMain(at), mostFiles];

  const add = ({ path, text }: { path: string; text: string }): void => {
    if (filesLeft-- <= 0) {
      unread ??= { reason: 'too-large', detail: `${path}: files that include each other` };
      return;
    }
    for (const line of logicalLines(text)) {
      const include = includeIn(line, path);
      if (include) {
        const found = included(include, at, answers);
        unread ??= found.why;
        for (const file of found.files) add(file);
      } else {
        const statement = sudoStatement(line, path);
        if (!statement) unread ??= { reason: 'unreadable', detail: `${path} has a line that is not understood` };
        for (const rule of statement?.rules ?? []) rules.push(rule);
        for (const [kind, name, members] of statement?.aliases ?? []) aliases[kind].set(name, members);
        for (const it of statement?.defaults ?? []) defaults.push(it);
      }
    }
  };
  for (const file of mainFiles(at)) add(file);
  const last = (name: string, user: string) => defaults.findLast((it) => it.name === name && it.users.includes(user))?.on;
  const named = new Set(defaults.flatMap(({ users }) => users));
  return {
    rules,
    aliases,
    neverAsked: expanded(
      [...named].filter((user) => last('authenticate', user) === false),
      aliases.user,
    ),
    asksForRoots: ['targetpw', 'rootpw', 'runaspw'].some((name) => last(name, 'ALL') === true),
    unread,
  };
}

interface Include {
  /** The file, or the folder of which all files count. */
  readonly file?: string;
  readonly folder?: string;
}

function mainFiles(at: Look<typeof sudoersSources>): { path: string; text: string }[] {
  for (const source of ['sudoers', 'sudoersVendor'] as const) {
    const reading = at.one(source);
    if (reading.state === 'read') return [{ path: sudoersSources[source].path, text: reading.text }];
    if (reading.state === 'failed') return [];
  }
  return [];
}

function whyNoMain(at: Look<typeof sudoersSources>): Why | undefined {
  const main = at.one('sudoers');
  const vendor = at.one('sudoersVendor');
  if (main.state === 'failed') return main;
  return main.state === 'absent' && vendor.state === 'failed' ? vendor : undefined;
}

/** `@include FILE` and `@includedir FOLDER`, `#` in older files; `%h`, the host name, is not followed. */
function includeIn(line: string, from: string): Include | undefined {
  const [, what, quoted, plain] = /^[@#](include|includedir)\s+(?:"([^"]*)"|(\S.*))$/.exec(line) ?? [];
  const name = (quoted ?? plain)?.replace(/\\(.)/g, '$1').trim();
  if (name === undefined || name === '') return undefined;
  const path = (name.startsWith('/') ? name : `${from.slice(0, from.lastIndexOf('/'))}/${name}`).replace(/\/+$/, '');
  return what === 'include' ? { file: path } : { folder: path };
}

function patternOf({ file, folder }: Include): string {
  return file ?? `${folder}/*`;
}

/** Files of a folder whose names hold a dot or end in `~` are left out by sudo. */
function included(
  include: Include,
  at: Look<typeof sudoersSources>,
  answers: Answers,
): { files: { path: string; text: string }[]; why?: Why | undefined } {
  if (patternOf(include).includes('%')) return { files: [], why: { reason: 'unreadable', detail: `${patternOf(include)} depends on the name of the computer` } };
  if (include.folder === usualFolder)
    return { files: filesOf(at, 'sudoersParts').filter(({ path }) => counts(path)), why: whyUnread(at, 'sudoersParts') };
  const inParts = filesOf(at, 'sudoersParts').find(({ path }) => path === include.file);
  if (inParts) return { files: [inParts] };
  const answer = answers[`sudoersInclude ${patternOf(include)}`];
  if (answer?.kind !== 'many') return { files: [], why: { reason: 'too-large', detail: `${patternOf(include)} is included by an included file` } };
  const wanted = answer.entries.filter(({ path }) => include.folder === undefined || counts(path));
  const failed = wanted.find(({ reading }) => reading.state === 'failed')?.reading;
  const files = wanted.flatMap(({ path, reading }) => (reading.state === 'read' ? [{ path, text: reading.text }] : []));
  return { files, why: answer.incomplete ?? (failed?.state === 'failed' ? failed : undefined) };
}

function counts(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.includes('.') && !name.endsWith('~');
}

/** Lines joined where they end in a backslash, without comments; a `#` before a number is a user id. */
function logicalLines(text: string): string[] {
  const joined = text.replace(/\\\r?\n/g, ' ').split('\n');
  return joined.map((line) => (/^\s*#include/.test(line) ? line : uncommented(line)).trim()).filter((line) => line !== '');
}

function uncommented(line: string): string {
  for (const { 0: token, index } of line.matchAll(/"(?:\\.|[^"\\])*"|\\.|#(?!-?\d)/g)) if (token === '#') return line.slice(0, index);
  return line;
}
