/** How the program ends; the meaning of each code is the same in the collector. */
export const exits = {
  done: 0,
  bug: 1,
  'wrong-use': 2,
  'input-refused': 3,
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

/** Tells an expected failure from a bug. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && 'exit' in error && typeof error.exit === 'string' && error.exit in exits;
}

/** What an unknown thrown thing says of itself, on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
}

/** `code` of an error of Node, such as ENOENT. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
