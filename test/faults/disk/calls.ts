/** One system call as strace wrote it down. */
export interface Call {
  readonly name: string;
  /** Everything between the brackets; all strings in it are hexadecimal. */
  readonly args: string;
  /** What it returned; -1 for an error. */
  readonly result: number;
  /** What stands behind the result: the path of a new descriptor, the name of an error. */
  readonly note: string;
  /** Whether strace answered in place of the kernel, so that nothing happened. */
  readonly injected: boolean;
}

/** A call begins, and ends later; in between other threads may do theirs. */
export interface Step {
  readonly phase: 'begin' | 'end';
  readonly call: Call;
}

/** What changes files or makes changes durable. Whatever else strace is asked to trace may be added. */
const traced = [
  'open', 'openat', 'openat2', 'creat', 'write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'ftruncate', 'truncate', 'fallocate',
  'rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir',
  'fsync', 'fdatasync', 'sync_file_range', 'syncfs', 'copy_file_range', 'sendfile', 'splice',
] as const;

/**
 * Arguments under which strace writes what {@link stepsIn} reads: all threads, paths beside descriptors, whole strings in
 * hexadecimal. The traced process keeps the number of the one that was started (`-D`), so that signals reach it.
 */
export const straceOptions: readonly string[] = ['-D', '-f', '-y', '-xx', '-s', '67108864', '--seccomp-bpf', '-e', `trace=${traced.join(',')}`, '-e', 'signal=none'];

/** The calls of a trace in the order in which they began and ended. */
export function* stepsIn(lines: Iterable<string>): Generator<Step> {
  const open = new Map<string, string>();
  for (const line of lines) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
    const begun = open.get(pid);
    if (resumed && begun !== undefined) {
      open.delete(pid);
      const call = callIn(begun + rest.slice(resumed[0].length));
      if (call) yield { phase: 'end', call };
    } else if (rest.endsWith('<unfinished ...>')) {
      const text = rest.slice(0, -'<unfinished ...>'.length);
      open.set(pid, text);
      const call = callIn(`${text}) = ?`);
      if (call) yield { phase: 'begin', call };
    } else {
      const call = callIn(rest);
      if (!call) continue;
      yield { phase: 'begin', call };
      yield { phase: 'end', call };
    }
  }
}

function callIn(text: string): Call | undefined {
  const [, name] = /^(\w+)\(/.exec(text) ?? [];
  const end = [...text.matchAll(/\) += (-?\d+|\?)/g)].at(-1);
  if (name === undefined || end?.[1] === undefined) return undefined;
  const note = text.slice(end.index + end[0].length);
  return { name, args: text.slice(name.length + 1, end.index).trimEnd(), result: end[1] === '?' ? -1 : Number(end[1]), note, injected: note.includes('(INJECTED)') };
}

/** The text behind `\x2f\x74…`. */
function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

/** The strings of a call, in their order: paths, or bytes that were written. */
export function stringsOf({ args }: Call): Buffer[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, text = '']) => unhex(text));
}

/** Path of the descriptor that comes first, or undefined when it is no file or one that was removed. */
export function pathOf({ args }: Call): string | undefined {
  return annotated(/^\d+<((?:\\x[0-9a-f]{2})+)>(\(deleted\))?/.exec(args));
}

/** Path of the descriptor that a call returned. */
export function openedPath({ note }: Call): string | undefined {
  return annotated(/^<((?:\\x[0-9a-f]{2})+)>(\(deleted\))?/.exec(note));
}

function annotated(found: RegExpExecArray | null): string | undefined {
  const [, text, deleted] = found ?? [];
  const path = text === undefined ? '' : unhex(text).toString();
  return path.startsWith('/') && deleted === undefined && !path.endsWith(' (deleted)') ? path : undefined;
}
