import path from 'node:path';

/** What one run did after it had read its own program, as strace wrote it down. */
export interface Traced {
  /** Paths that the program itself opened, whether that was allowed or not; of files that do not exist nothing is said. */
  readonly opened: readonly string[];
  /** Programs that it, or what it started, executed. */
  readonly executed: readonly string[];
}

/** Arguments of strace under which {@link tracedFrom} understands its output. */
export const straceOptions = ['-f', '-y', '-s', '4096', '-e', 'trace=open,openat,openat2,creat,execve,execveat,fork,vfork,clone,clone3'];

interface Call {
  readonly pid: string;
  readonly name: string;
  readonly text: string;
  readonly result: string;
}

/**
 * Takes the output of strace apart. Counting begins when `program` has been opened: what comes before is Node's start.
 * A process counts as the program until it executes something else; its children count with it.
 */
export function tracedFrom(output: string, program: string): Traced {
  const calls = callsIn(output);
  const start = calls.findIndex(({ name, text }) => name.startsWith('open') && openedPath(text) === program);
  if (start < 0) throw new Error(`strace did not see ${program} being opened`);
  const others = new Set<string>();
  const opened = new Set<string>();
  const executed = new Set<string>();
  for (const { pid, name, text, result } of calls.slice(start + 1)) {
    if (/^(?:v?fork|clone3?)$/.test(name)) {
      const child = /^\d+/.exec(result)?.[0];
      if (child !== undefined && others.has(pid)) others.add(child);
    } else if (name.startsWith('exec')) {
      executed.add(/"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text);
      others.add(pid);
    } else if (!others.has(pid) && !/ENOENT|ENOTDIR/.test(result)) {
      opened.add(openedPath(text));
    }
  }
  return { opened: [...opened].sort(), executed: [...executed].sort() };
}

/** Calls in the order in which they began; the two halves of one that was interrupted are put together. */
function callsIn(output: string): Call[] {
  const calls: { pid: string; name: string; text: string; result: string }[] = [];
  const open = new Map<string, { result: string }>();
  for (const line of output.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest);
    if (resumed) {
      const call = open.get(`${pid} ${resumed[1]}`);
      if (call) call.result = resultOf(resumed[2] ?? '');
      continue;
    }
    const [, name, text = ''] = /^(\w+)\((.*)$/.exec(rest) ?? [];
    if (name === undefined) continue;
    const call = { pid, name, text, result: resultOf(text) };
    calls.push(call);
    if (text.endsWith('<unfinished ...>')) open.set(`${pid} ${name}`, call);
  }
  return calls;
}

function resultOf(text: string): string {
  return text.slice(text.lastIndexOf(') = ') + 4);
}

/** `AT_FDCWD</folder>, "name", …` or `"name", …` as an absolute path. */
function openedPath(text: string): string {
  const [, folder, name = ''] = /^(?:[^<"]*<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return path.resolve(folder ?? '/', name);
}
