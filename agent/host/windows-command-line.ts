/** The program of a command line as services and tasks have it, and whether Windows has to guess where its path ends. */
export interface CommandLine {
  /** Without arguments; null for an empty line, undefined where the end of the path cannot be told. */
  readonly program: string | null | undefined;
  /** The path has a blank and no quotes, so that Windows tries each shorter path first ("CreateProcess", lpApplicationName). */
  readonly unquoted: boolean | undefined;
}

/** Takes a command line apart. Arguments stay here: they may hold secrets. */
export function commandLine(text: string): CommandLine {
  const line = text.trim();
  if (line === '') return { program: null, unquoted: false };
  if (line.startsWith('"')) {
    const end = line.indexOf('"', 1);
    return end < 0 ? { program: undefined, unquoted: undefined } : { program: line.slice(1, end), unquoted: false };
  }
  const whole = /^(.*?\.(?:exe|com|bat|cmd|sys|dll))(?=["\s]|$)/i.exec(line)?.[1];
  const program = whole ?? (line.includes(' ') ? undefined : line);
  if (program === undefined) return { program: undefined, unquoted: undefined };
  return { program, unquoted: /\s/.test(program) };
}
