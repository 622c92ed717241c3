import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';

/** Where PAM finds its stacks, the first folder first, and its modules. World-readable as shipped. */
export const pamSources = {
  pam: { kind: 'files', pattern: '/etc/pam.d/*', maxBytes: 65_536 },
  pamVendor: { kind: 'files', pattern: '/usr/lib/pam.d/*', maxBytes: 65_536 },
  pamSuse: { kind: 'files', pattern: '/usr/etc/pam.d/*', maxBytes: 65_536 },
  pamModules: { kind: 'names', pattern: '/lib/*-linux-*/security/pam_*.so' },
  pamModules64: { kind: 'names', pattern: '/usr/lib64/security/pam_*.so' },
  pamModulesPlain: { kind: 'names', pattern: '/usr/lib/security/pam_*.so' },
} as const satisfies Sources;

type At = Look<typeof pamSources>;

/** What a stack does after a module answered; a number skips as many modules. */
export type Action = 'ignore' | 'ok' | 'done' | 'bad' | 'die' | 'reset' | number;

/** One module of a stack. */
export interface PamModule {
  readonly kind: 'module';
  /** Name without folder and ending: `pam_unix`. */
  readonly name: string;
  readonly args: readonly string[];
  /** What follows which answer of the module, `default` for all that are not named. */
  readonly control: ReadonlyMap<string, Action>;
  readonly file: string;
  readonly line: number;
  /** The control as written. */
  readonly says: string;
}

/** A part of a stack: a module, a stack of its own, or a place that could not be read. */
export type PamItem = PamModule | { readonly kind: 'substack'; readonly items: readonly PamItem[] } | { readonly kind: 'hole'; readonly why: Why };

/** The files of PAM by service name, and the modules that are installed. */
export interface PamFiles {
  readonly byName: ReadonlyMap<string, { readonly path: string; readonly text?: string; readonly why?: Why }>;
  /** Empty when none was found where we look: then every module is taken to be there. */
  readonly modules: ReadonlySet<string>;
  readonly unread: Why | undefined;
}

const deepest = 10;
const mostItems = 2_000;

/** Words for a control, see pam.conf(5). */
const words: Readonly<Record<string, string>> = {
  required: 'success=ok new_authtok_reqd=ok ignore=ignore default=bad',
  requisite: 'success=ok new_authtok_reqd=ok ignore=ignore default=die',
  sufficient: 'success=done new_authtok_reqd=done default=ignore',
  optional: 'success=ok new_authtok_reqd=ok default=ignore',
};

/** All stacks of the machine. */
export function pamFiles(at: At): PamFiles {
  const byName = new Map<string, { path: string; text?: string; why?: Why }>();
  for (const source of ['pam', 'pamVendor', 'pamSuse'] as const)
    for (const { path, reading } of at.all(source).entries) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (byName.has(name)) continue;
      if (reading.state === 'read') byName.set(name, { path, text: reading.text });
      else if (reading.state === 'failed') byName.set(name, { path, why: reading });
    }
  const modules = (['pamModules', 'pamModules64', 'pamModulesPlain'] as const).flatMap((source) => filesOf(at, source));
  const incomplete = (['pam', 'pamVendor', 'pamSuse'] as const).map((source) => at.all(source).incomplete);
  const hidden = (['pamModules', 'pamModules64', 'pamModulesPlain'] as const).some((source) => whyUnread(at, source));
  return {
    byName,
    modules: new Set(hidden ? [] : modules.map(({ path }) => moduleName(path))),
    unread: byName.size === 0 ? (incomplete.find((why) => why !== undefined) ?? { reason: 'unreadable', detail: '/etc/pam.d is empty' }) : undefined,
  };
}

/** The `auth` stack of a service as PAM runs it; `other` where a service has no such lines of its own. */
export function authStack(service: string, files: PamFiles): readonly PamItem[] {
  return stackOf(service, 'auth', files);
}

/** One of the four stacks of a service: `auth` when somebody signs in, `password` when a password is changed; see pam.conf(5). */
export function stackOf(service: string, type: 'auth' | 'password', files: PamFiles): readonly PamItem[] {
  let left = mostItems;
  const ofType = type === 'auth' ? /^(-?)auth\s+(\[[^\]]*\]|\S+)\s+(\S.*)$/i : /^(-?)password\s+(\[[^\]]*\]|\S+)\s+(\S.*)$/i;

  const read = (name: string, depth: number): PamItem[] => {
    const file = files.byName.get(name.replace(/^\/etc\/pam\.d\//, ''));
    if (!file?.text)
      return [{ kind: 'hole', why: file?.why ?? { reason: 'unreadable', detail: `PAM stack ${name} is ${file ? 'empty' : 'not there'}` } }];
    if (depth > deepest) return [{ kind: 'hole', why: { reason: 'too-large', detail: `${file.path}: stacks that include each other` } }];
    return joinedLines(file.text).flatMap(({ text, line }) => itemsOf({ text, line, path: file.path, depth }));
  };
  const itemsOf = ({ text, line, path, depth }: { text: string; line: number; path: string; depth: number }): PamItem[] => {
    const included = /^@include\s+(\S+)/.exec(text)?.[1];
    if (included !== undefined) return read(included, depth + 1);
    const [, silent, written = '', rest = ''] = ofType.exec(text) ?? [];
    if (silent === undefined) return [];
    if (left-- <= 0) return [{ kind: 'hole', why: { reason: 'too-large', detail: `${path}: more than ${mostItems} modules` } }];
    const [target = '', ...args] = argumentsOf(rest);
    if (/^include$/i.test(written)) return read(target, depth + 1);
    if (/^substack$/i.test(written)) return [{ kind: 'substack', items: read(target, depth + 1) }];
    const control = controlOf(written);
    if (!control) return [{ kind: 'hole', why: { reason: 'unreadable', detail: `${path}:${line}` } }];
    const name = moduleName(target);
    if (silent === '-' && files.modules.size > 0 && !files.modules.has(name)) return [];
    return [{ kind: 'module', name, args, control, file: path, line, says: written }];
  };

  if (!files.byName.has(service))
    return files.byName.has('other')
      ? read('other', 0)
      : [{ kind: 'hole', why: { reason: 'unreadable', detail: `PAM stack ${service} is not there` } }];
  const own = read(service, 0);
  return own.length > 0 || !files.byName.has('other') ? own : read('other', 0);
}

/** Lines without comments, joined where they end in a backslash, with the number of their first line. */
function joinedLines(text: string): { text: string; line: number }[] {
  const joined: { text: string; line: number }[] = [];
  let open = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const plain = raw.replace(/(?<!\\)#.*$/, '').trimEnd();
    const before = open ? joined.at(-1) : undefined;
    const piece = plain.replace(/\\$/, ' ');
    if (before) before.text += piece;
    else joined.push({ text: piece.trimStart(), line: index + 1 });
    open = plain.endsWith('\\');
  }
  return joined.filter(({ text: line }) => line.trim() !== '');
}

/** Undefined for a control that PAM would not understand either. */
function controlOf(written: string): ReadonlyMap<string, Action> | undefined {
  const tokens = (inTable(words, written.toLowerCase()) ?? /^\[(.*)\]$/s.exec(written)?.[1] ?? '').trim().split(/\s+/);
  const pairs = tokens.map((token) => {
    const [, value = '', action = ''] = /^(\w+)=(\w+)$/.exec(token) ?? [];
    const known = ['ignore', 'ok', 'done', 'bad', 'die', 'reset'].find((word) => word === action.toLowerCase());
    return [value.toLowerCase(), (known as Action | undefined) ?? (/^[1-9]\d{0,3}$/.test(action) ? Number(action) : undefined)] as const;
  });
  return pairs.some(([, action]) => action === undefined)
    ? undefined
    : new Map(pairs.filter((pair): pair is [string, Action] => pair[1] !== undefined));
}

/** Arguments at blanks; one in `[…]` may hold blanks. */
function argumentsOf(text: string): string[] {
  return (text.match(/\[(?:\\.|[^\]\\])*\]|\S+/g) ?? []).map((word) => word.replace(/^\[([^]*)\]$/, '$1'));
}

function moduleName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.so$/, '');
}
