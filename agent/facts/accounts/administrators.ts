import { sortedSet } from '../../host/order.ts';
import { printable } from '../../host/reading.ts';
import { expanded } from '../../host/sudoers-grammar.ts';
import type { SudoRule } from '../../host/sudoers-grammar.ts';
import type { Sudoers } from '../../host/sudoers.ts';
import { fits } from '../../host/wildcard.ts';
import type { Groups, LocalUser } from './users.ts';

/** Groups whose members can mount the root file system into a container of their own, as the manuals of both say. */
const rootEquivalent = ['docker', 'incus-admin', 'lxd'];

/** Programs that are as good as `ALL`: from them everything else can be started. */
const shells = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'su'].flatMap((name) => [`/bin/${name}`, `/usr/bin/${name}`]);

/** A rule with its aliases replaced, for one machine. */
interface Permission {
  readonly users: readonly string[];
  readonly commands: readonly string[];
  readonly asRoot: boolean;
  readonly asked: 'own password' | 'root password' | 'nothing';
  readonly rule: SudoRule;
}

/** What makes each user an administrator, by name; users without anything are left out. */
export function administrators(users: readonly LocalUser[], groups: Groups, sudoers: Sudoers | undefined): Map<string, string[]> {
  const permissions = (sudoers ? permissionsOf(sudoers) : []).filter(givesRoot);
  const found = new Map<string, string[]>();
  for (const user of users) {
    const by = [
      ...(user.id === 0 ? ['uid 0'] : []),
      ...rootEquivalent.filter((group) => groups.get(group)?.has(user.name)).map((group) => `group ${group}`),
      ...permissions.flatMap((permission) => grant(permission, user, groups) ?? []),
    ];
    if (by.length > 0) found.set(user.name, sortedSet(by.map((text) => printable(text, 255))));
  }
  return found;
}

/** The rules as facts, one for each user or group that they name, in the order of the files. */
export function sudoRules(sudoers: Sudoers): { who: string; commands: string; noPassword: boolean; file: string }[] {
  return permissionsOf(sudoers).flatMap(({ users, commands, asRoot, asked, rule }) => {
    const but = users.filter((user) => user.startsWith('!'));
    const runAs = expanded(rule.runAs, sudoers.aliases.runAs);
    const what = `${asRoot ? '' : `(${runAs.join(', ')}) `}${commands.join(', ')}`;
    const named = users.filter((user) => !user.startsWith('!'));
    return named.map((user) => ({
      who: printable([user, ...but].join(', '), 255),
      commands: printable(what),
      noPassword: asked === 'nothing' || isNeverAsked(user, sudoers),
      file: printable(rule.file, 255),
    }));
  });
}

function permissionsOf(sudoers: Sudoers): Permission[] {
  const { aliases, asksForRoots } = sudoers;
  return sudoers.rules.map((rule) => {
    const users = expanded(rule.users, aliases.user);
    const runAs = expanded(rule.runAs, aliases.runAs);
    return {
      users,
      commands: expanded(rule.commands, aliases.command),
      asRoot: ['root', '#0', 'ALL'].some((name) => runAs.includes(name)) && !runAs.includes('!root') && !runAs.includes('!#0'),
      asked: rule.noPassword ? 'nothing' : asksForRoots ? 'root password' : 'own password',
      rule,
    };
  });
}

/** Rules for some other host are counted too: whether they fit this one depends on names and networks that change. */
function givesRoot({ commands, asRoot, asked }: Permission): boolean {
  return asRoot && asked !== 'root password' && commands.some((command) => command === 'ALL' || startsShell(command));
}

/** A command may be a pattern, or a folder of which every program may be run, see sudoers(5). */
function startsShell(command: string): boolean {
  const pattern = command.endsWith('/') ? `${command}*` : command;
  return shells.some((shell) => shell.split('/').length === pattern.split('/').length && fits(pattern, shell));
}

/** Whether a rule makes administrators of members of a netgroup or of a group that sudo asks a plug-in for: who they are is decided elsewhere. */
export function namesOutsiders(sudoers: Sudoers): boolean {
  return permissionsOf(sudoers).some((permission) => givesRoot(permission) && permission.users.some((word) => /^(?:\+|%:)/.test(word)));
}

/** How a rule reaches a user; of a list with exceptions the last word that fits counts, see sudoers(5). */
function grant({ users }: Permission, user: LocalUser, groups: Groups): string | undefined {
  const fitting = users.findLast((word) => fitsUser(word.replace(/^!/, ''), user, groups));
  if (fitting === undefined || fitting.startsWith('!')) return undefined;
  if (fitting.startsWith('%')) return `group ${groupName(fitting, user)}`;
  return fitting === 'ALL' ? 'sudo rule for everybody' : 'sudo rule';
}

function fitsUser(word: string, user: LocalUser, groups: Groups): boolean {
  if (word === 'ALL' || word === user.name || word === `#${user.id}`) return true;
  if (word === `%#${user.group}`) return true;
  return word.startsWith('%') && groups.get(word.slice(1))?.has(user.name) === true;
}

function groupName(word: string, { group }: LocalUser): string {
  return word === `%#${group}` ? `number ${group}` : word.slice(1);
}

function isNeverAsked(user: string, { neverAsked }: Sudoers): boolean {
  return neverAsked.includes(user) || neverAsked.includes('ALL');
}
