import { suggestion } from '../rules/engine/nearest.ts';

/** How a program of ours ends; the meaning of each code is the same in the agent. */
export const exits = {
  done: 0,
  bug: 1,
  'wrong-use': 2,
  'input-refused': 3,
  'severity-met': 10,
  'not-delivered': 20,
  refused: 21,
  'another-runs': 22,
  interrupted: 130,
} as const;

export type Exit = keyof typeof exits;

/** An expected failure: a sentence that says what, where and how to mend it, and the exit code it leads to. */
export interface Failure extends Error {
  readonly exit: Exit;
}

/** Makes a {@link Failure}, to be thrown. */
export function failure(exit: Exit, sentence: string, cause?: unknown): Failure {
  return Object.assign(new Error(sentence, cause === undefined ? {} : { cause }), { exit });
}

/** The failure of naming something that does not exist: with the name that was likely meant, or those there are. */
export function unknownName(what: string, name: string, known: Iterable<string>): Failure {
  const sentence = `There is no ${what} "${name}"${suggestion(name, known)}`;
  return failure('wrong-use', sentence.endsWith('?') ? sentence : `${sentence}.`);
}

/** Tells an expected failure from a bug. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && 'exit' in error && typeof error.exit === 'string' && error.exit in exits;
}

/** What an unknown thrown thing says of itself, on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
}

/** `code` of an error of Node or SQLite, such as ENOENT or SQLITE_FULL. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
