import { usualMaxOutput, usualTimeoutMs } from '../command.ts';
import { usualMaxBytes } from '../file.ts';
import { usualMaxFiles } from '../pattern.ts';
import type { Source } from '../source.ts';
import type { Machine } from './machine.ts';
import { quoted } from './shell-text.ts';

/** One source as the script is asked for it. */
export interface Request {
  /** A number of its own within the shell. */
  readonly id: number;
  readonly source: Source;
  /** How long the machine may be silent while it answers. */
  readonly patienceMs: number;
}

/** Silence beyond this, while files are read, is a disk or a mount that hangs. */
const filePatienceMs = 10_000;
/** The script cuts a program itself; this is how much longer we wait for it to say so. */
const graceMs = 5_000;

/** What a source of addresses asks: the first of these that the machine has. */
const addressPrograms = {
  ip: { program: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip', '/bin/ip'], args: ['-4', 'addr', 'show', 'up'] },
  ifconfig: { program: ['/sbin/ifconfig', '/usr/sbin/ifconfig', '/bin/ifconfig'], args: [] },
} as const;

/** Makes the request for a source. */
export function requestFor(id: number, source: Source): Request {
  const patienceMs = source.kind === 'command' ? (source.timeoutMs ?? usualTimeoutMs) + graceMs : filePatienceMs;
  return { id, source, patienceMs };
}

/** The most bytes that one record of an answer can have. */
export function mostBody({ source }: Request): number {
  const own = 'maxBytes' in source && source.maxBytes !== undefined ? source.maxBytes : usualMaxBytes;
  return Math.max(own, usualMaxOutput) + 64 * 1024;
}

/** The text that makes the shell answer the requests, all in one compound command, and say that it is through. */
export function script(requests: readonly Request[], machine: Machine): string {
  const closed = quoted(['', ...machine.closed.keys(), ''].join('\n'));
  const told = `known=0 closed=${closed} measured=${quoted(machine.measured.join('\n'))} groups=${quoted(['0', ...machine.groups].join(' '))}`;
  const asked = requests.map(({ id, source }) => `ask ${id}; ${calls(source)}`);
  return ['{', told, ...asked, 'over', '}\n'].join('\n');
}

function calls(source: Source): string {
  switch (source.kind) {
    case 'file':
      return `${limits(source)}; file ${quoted(source.path)}`;
    case 'files':
      return `${limits(source)}; ${spread('each_text', source)}`;
    case 'names':
      return spread('each_name', source);
    case 'times':
      return spread('each_time', source);
    case 'links':
      return spread('each_link', source);
    case 'command':
      return runs(source);
    case 'space':
      return 'space';
    case 'interfaces':
      return `{ ${runs({ kind: 'command', ...addressPrograms.ip })}; } || { ${runs({ kind: 'command', ...addressPrograms.ifconfig })}; }`;
    case 'registry':
    case 'cim':
    case 'powershell':
      return 'mark absent';
  }
}

function limits({ maxBytes = usualMaxBytes, trust }: Extract<Source, { kind: 'file' | 'files' }>): string {
  return `limit=${maxBytes + 1} trust=${trust ?? 'root'}`;
}

function spread(verb: string, { pattern, maxFiles = usualMaxFiles }: { readonly pattern: string; readonly maxFiles?: number }): string {
  // In a component with `*` the shell gives a meaning to other signs, too.
  const parts = pattern.split('/').map((part) => (part.includes('*') ? part.replace(/[?[]/g, '[$&]') : part));
  return `verb=${verb} most=${maxFiles} count=0; spread '' ${quoted(parts.join('/').slice(1))}; mark count $count`;
}

function runs({ program, args, needsRoot, env = {}, ...limit }: Extract<Source, { kind: 'command' }>): string {
  const seconds = Math.ceil((limit.timeoutMs ?? usualTimeoutMs) / 1000);
  const additions = Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`));
  const words = [seconds, (limit.maxBytes ?? usualMaxOutput) + 1, ...additions, '--', ...args.map(quoted)];
  return `program ${needsRoot ? 'root' : 'any'} ${program.map(quoted).join(' ')} && run ${words.join(' ')}`;
}
