import { printable, wholeNumber } from '../../host/reading.ts';

/** One line of passwd(5). */
export interface LocalUser {
  readonly name: string;
  readonly id: number;
  readonly group: number;
  readonly password: string;
  readonly home: string;
  readonly shell: string;
}

/** Groups by name, with the users who belong to them by their own line or by passwd. */
export type Groups = ReadonlyMap<string, ReadonlySet<string>>;

/** Groups may share a number; more of them than this are a prank. */
const mostOfOneNumber = 16;

/** Users of /etc/passwd and the number of lines that are none. NIS lines (`+`, `-`) are neither. */
export function localUsers(text: string): { users: LocalUser[]; nonsense: number } {
  const users: LocalUser[] = [];
  let nonsense = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '' || /^[+#-]/.test(line)) continue;
    const [name = '', password = '', uid, gid, , home = '', shell = ''] = line.split(':');
    const [id, group] = [wholeNumber(uid), wholeNumber(gid)];
    if (name === '' || name.length > 255 || printable(name, 255) !== name || id === undefined || group === undefined) nonsense++;
    else users.push({ name, id, group, password, home: home.replace(/(?<=.)\/+$/, ''), shell: shell.trim() });
  }
  return { users, nonsense };
}

/** Members of the groups of group(5); a user's own group counts too. */
export function groupMembers(text: string, users: readonly LocalUser[]): Groups {
  const groups = new Map<string, Set<string>>();
  const byId = new Map<number, string[]>();
  for (const line of text.split('\n')) {
    const [name = '', , gid, members = ''] = line.split(':');
    if (name === '') continue;
    groups.set(
      name,
      new Set([
        ...(groups.get(name) ?? []),
        ...members
          .split(',')
          .map((member) => member.trim())
          .filter(Boolean),
      ]),
    );
    const id = wholeNumber(gid);
    const same = id === undefined ? undefined : byId.get(id);
    if (id !== undefined && (same?.length ?? 0) < mostOfOneNumber) byId.set(id, [...(same ?? []), name]);
  }
  for (const { name, group } of users) for (const of of byId.get(group) ?? []) groups.get(of)?.add(name);
  return groups;
}

/** Lowest and highest uid made for people, see login.defs(5). */
export function personIds(loginDefs: string | undefined): { min: number; max: number } {
  const value = (key: string) => wholeNumber(new RegExp(`^[ \\t]*${key}\\s+(\\d+)`, 'm').exec(loginDefs ?? '')?.[1]);
  return { min: value('UID_MIN') ?? 1000, max: value('UID_MAX') ?? 60_000 };
}

/** The login shell, or null for a program that only says no. An empty field means /bin/sh, see passwd(5). */
export function loginShell(shell: string): string | null {
  if (shell === '') return '/bin/sh';
  return /\/(?:nologin|false|sync|shutdown|halt|null)$/.test(shell) ? null : printable(shell, 255);
}

/** Services of nsswitch.conf(5) that bring users beside the local files. */
export function directoryServices(text: string): string[] {
  const line = /^[ \t]*passwd:([^#\n]*)/m.exec(text)?.[1] ?? '';
  const services = line.replace(/\[[^\]]*\]/g, ' ').split(/\s+/);
  return services.filter((service) => /^[a-z0-9_]{1,64}$/.test(service) && service !== 'files' && service !== 'compat');
}
