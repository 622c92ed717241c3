import { usualMaxOutput, usualTimeoutMs } from '../command.ts';
import type { Reading, Source } from '../source.ts';
import type { Replied } from './dialog.ts';
import type { Machine } from './machine.ts';
import { refused, systemError, torn } from './refusals.ts';

type Command = Extract<Source, { kind: 'command' }>;

/** Signals that end a program, by number as Linux and macOS share them. */
const signals: Readonly<{ [number: number]: string }> = {
  1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 4: 'SIGILL', 5: 'SIGTRAP', 6: 'SIGABRT', 8: 'SIGFPE', 9: 'SIGKILL', 11: 'SIGSEGV', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM',
};

/** The reading of a program: `absent`, a refusal at one of the candidates, or the one `chosen` with its `data` and how it `end`ed. */
export function commandReading(source: Command, { records, stderr }: Replied, machine: Machine): Reading {
  const { timeoutMs = usualTimeoutMs, maxBytes = usualMaxOutput } = source;
  const [first, second, third] = records;
  const name = first?.body.toString() || (source.program[0] ?? 'the program');
  if (first?.word === 'path') return (second && refused(second, name, machine)) ?? torn(name);
  if (first && first.word !== 'chosen') return refused(first, name, machine) ?? torn(name);
  if (second?.word !== 'data' || third?.word !== 'end') return torn(name);
  const [code = ''] = third.args;
  if (second.body.length > maxBytes) return { state: 'failed', reason: 'too-large', detail: `${name}: more than ${maxBytes} bytes, which is the limit` };
  if (code === 'late') return { state: 'failed', reason: 'timeout', detail: `${name}: cut after ${timeoutMs} ms` };
  if (!/^\d{1,3}$/.test(code)) return torn(name);
  const exitCode = Number(code);
  // env(1) tells by these that it could not start the program.
  if ((exitCode === 126 || exitCode === 127) && /^(?:\S*\/)?env: /.test(stderr)) return systemError(stderr, name, machine);
  // A shell tells of a signal as 128 and its number, so that a program which ends with such a code cannot be told apart.
  if (exitCode > 128) return { state: 'failed', reason: 'unreadable', detail: `${name} was ended by ${signals[exitCode - 128] ?? `signal ${exitCode - 128}`}` };
  return { state: 'read', text: second.body.toString(), exitCode, stderr };
}
