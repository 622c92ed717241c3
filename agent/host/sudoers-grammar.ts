/** One permission: who may run what as whom. Lists hold one word each, aliases not yet replaced. */
export interface SudoRule {
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  /** Users it may be run as; root when the rule names none. */
  readonly runAs: readonly string[];
  /** Paths without arguments, `ALL` or alias names; forbidden ones with `!` in front. */
  readonly commands: readonly string[];
  readonly noPassword: boolean;
  readonly file: string;
}

type AliasKind = 'user' | 'host' | 'runAs' | 'command';

/** Members by name, by kind. */
export type SudoAliases = Record<AliasKind, Map<string, readonly string[]>>;

/** What one line of sudoers(5) says; an alias line and a Defaults line may say several things. */
export interface SudoStatement {
  readonly rules?: readonly SudoRule[];
  readonly aliases?: readonly (readonly [AliasKind, string, readonly string[]])[];
  /** Switches, for everybody (`ALL`) or for some users; those for a host or a command are left out. */
  readonly defaults?: readonly SudoDefault[];
}

/** One switch of a Defaults line. */
export interface SudoDefault {
  readonly name: string;
  readonly on: boolean;
  readonly users: readonly string[];
}

/** Names looked at for one list, whatever aliases of aliases say. */
const mostSteps = 20_000;

const aliasKinds: Readonly<Record<string, AliasKind>> = {
  User_Alias: 'user',
  Host_Alias: 'host',
  Runas_Alias: 'runAs',
  Cmnd_Alias: 'command',
  Cmd_Alias: 'command',
};

/** No aliases yet. */
export function emptyAliases(): SudoAliases {
  return { user: new Map(), host: new Map(), runAs: new Map(), command: new Map() };
}

/** Reads one logical line; undefined when it is none of the grammar. */
export function sudoStatement(line: string, file: string): SudoStatement | undefined {
  const [, keyword = '', rest = ''] = /^(\w+_Alias|Defaults(?=[\s@:!>]|$))(.*)$/s.exec(line) ?? [];
  const kind = aliasKinds[keyword];
  if (kind) return aliasLine(kind, rest);
  if (keyword === 'Defaults') return { defaults: switches(rest) };
  const equals = first(line, '=');
  if (equals === undefined) return undefined;
  const [users, hosts] = listsBefore(line.slice(0, equals));
  if (users.length === 0 || hosts.length === 0) return undefined;
  return permissions(line.slice(equals + 1), { users, hosts, file });
}

/** All members behind the names of a list; negated names stay negated, names that lead back to themselves are dropped. */
export function expanded(words: readonly string[], aliases: ReadonlyMap<string, readonly string[]>): string[] {
  const members: string[] = [];
  let steps = 0;
  const add = (word: string, negated: boolean, above: readonly string[]): void => {
    if (++steps > mostSteps) return;
    const [, not = '', name = ''] = /^(!*)\s*(.*)$/s.exec(word) ?? [];
    const turned = negated !== (not.length % 2 === 1);
    if (above.includes(name)) return;
    const behind = above.length < 20 ? aliases.get(name) : undefined;
    if (behind) for (const member of behind) add(member, turned, [...above, name]);
    else members.push(turned ? `!${name}` : name);
  };
  for (const word of words) add(word, false, []);
  return members;
}

function aliasLine(kind: AliasKind, text: string): SudoStatement | undefined {
  const aliases = split(text, ':').map((part) => {
    const [, name, members = ''] = /^\s*([A-Z][A-Z0-9_]*)\s*\+?=(.*)$/s.exec(part) ?? [];
    const words = split(members, ',').map((word) => (kind === 'command' ? commandIn(word) : plain(word)));
    return name === undefined ? undefined : ([kind, name, words] as const);
  });
  return aliases.includes(undefined) ? undefined : { aliases: aliases.filter((alias) => alias !== undefined) };
}

/** Behind `Defaults` stands a blank, or what it is for: `:` users, `@` hosts, `!` commands, `>` runas. */
function switches(text: string): SudoDefault[] {
  const [, sign, list = '', rest = ''] = /^(?:([:@!>])\s*((?:"[^"]*"|[^\s,"]|,\s*)+))?\s*(.*)$/s.exec(text) ?? [];
  if (sign !== undefined && sign !== ':') return [];
  const users = sign === undefined ? ['ALL'] : split(list, ',').map(plain);
  return split(rest, ',').map((part) => {
    const [, not = '', name = ''] = /^\s*(!*)\s*(\w*)/.exec(part) ?? [];
    return { name, on: not.length % 2 === 0, users };
  });
}

/** `who where = what : where = what`: the users hold for all of them, runas and tags until the next ones. */
function permissions(text: string, start: { users: readonly string[]; hosts: readonly string[]; file: string }): SudoStatement {
  let mayNameHosts = true;
  const rules: (SudoRule & { readonly commands: string[] })[] = [];
  let { hosts } = start;
  let [runAs, noPassword] = [['root'] as readonly string[], false];
  let rest = text;
  while (rest.trim() !== '') {
    const asked = /^\s*\(([^)]*)\)/.exec(rest);
    if (asked) {
      const users = (asked[1] ?? '').replace(/(?<!\\):[^]*$/, '');
      const named = split(users, ',').map(plain).filter(Boolean);
      runAs = named.length > 0 ? named : ['the same user'];
      rest = rest.slice(asked[0].length);
      continue;
    }
    const tag =
      /^\s*(NO)?(PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT)\s*:|^\s*(?:ROLE|TYPE|PRIVS|LIMITPRIVS|APPARMOR_PROFILE|CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER)=(?:"[^"]*"|\S+)|^\s*sha\d+:\S+[\s,]/.exec(
        rest,
      );
    if (tag) {
      if (tag[2] === 'PASSWD') noPassword = tag[1] === 'NO';
      rest = rest.slice(tag[0].length);
      continue;
    }
    const end = first(rest, ',', ':') ?? rest.length;
    const [command, last] = [commandIn(rest.slice(0, end)), rules.at(-1)];
    if (last?.hosts === hosts && last.runAs === runAs && last.noPassword === noPassword) last.commands.push(command);
    else rules.push({ ...start, hosts, runAs, commands: [command], noPassword });
    const isNextHost = rest.charAt(end) === ':';
    rest = rest.slice(end + 1);
    const equals = isNextHost && mayNameHosts ? first(rest, '=') : undefined;
    // Where none is left there is none further on: a line of colons is not searched from each of them.
    if (isNextHost && equals === undefined) mayNameHosts = false;
    if (equals === undefined) continue;
    hosts = split(rest.slice(0, equals), ',').map(plain).filter(Boolean);
    [runAs, noPassword] = [['root'], false];
    rest = rest.slice(equals + 1);
  }
  return { rules };
}

/** The user list and the host list before the `=`: they part at a blank that no comma is beside. */
function listsBefore(text: string): [string[], string[]] {
  const words = text.trim().match(/(?:"(?:\\.|[^"\\])*"|\\.|[^\s,"\\])+|,/g) ?? [];
  const cut = words.findIndex((word, at) => at > 0 && word !== ',' && words[at - 1] !== ',' && !/^!+$/.test(words[at - 1] ?? ''));
  if (cut < 0) return [[], []];
  const list = (part: readonly string[]) => split(part.join(' '), ',').map(plain).filter(Boolean);
  return [list(words.slice(0, cut)), list(words.slice(cut))];
}

/** A command without its arguments, which may hold what is secret. */
function commandIn(text: string): string {
  const [, not = '', name = '', rest = ''] = /^\s*(!*)\s*(?:sha\d+:\S+\s+)?((?:\\.|[^\s\\])+)\s*(.*)$/s.exec(text) ?? [];
  const command = name.replace(/\\(.)/g, '$1');
  return `${not.length % 2 === 1 ? '!' : ''}${command}${rest.trim() === '' || rest.trim() === '""' ? '' : ' …'}`;
}

function plain(word: string): string {
  return word
    .trim()
    .replace(/^(!*)\s*/, '$1')
    .replace(/"/g, '')
    .replace(/\\(.)/g, '$1');
}

/** The parts of a text between separators that stand outside of quotes, escapes and parentheses. */
function split(text: string, separator: string): string[] {
  const cuts = [-1, ...outside(text, [separator]), text.length];
  return cuts
    .slice(1)
    .map((cut, index) => text.slice((cuts[index] ?? -1) + 1, cut))
    .filter((part) => part.trim() !== '');
}

function first(text: string, ...separators: readonly string[]): number | undefined {
  return outside(text, separators).next().value ?? undefined;
}

/** A quote that is never closed holds the rest: looked for from each quote anew, its end would cost the square of the text. */
function* outside(text: string, separators: readonly string[]): Generator<number, undefined> {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:\\.|[^"\\])*(?:"|\\?$)|\\.|[(),:=]/g)) {
    if (token === '(') depth++;
    else if (token === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && separators.includes(token)) yield index;
  }
}
