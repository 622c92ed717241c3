import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Shell } from '../../../../agent/host/windows/session.ts';

/** What the stand-in does with a block that holds a text: writes frames and noise, hangs, or ends. The last that fits counts. */
export interface Reaction {
  readonly on: string;
  /** Kind and body of frames, written after `B`. */
  readonly frames?: readonly (readonly ['K' | 'E' | 'R' | 'F', string])[];
  /** Written as it is before the frames. */
  readonly noise?: string;
  /** Breaks every line after so many characters, as a narrow console does. */
  readonly width?: number;
  readonly hang?: boolean;
  /** Hangs, ignores or ends without having begun. */
  readonly silent?: 'hang' | 'skip';
  readonly exit?: number;
}

/** A program in the place of PowerShell: it reads the script from standard input block by block and reacts as told. */
export function fakeShell(reactions: readonly Reaction[], limits: { readonly wholeMs?: number } = {}): Shell & { readonly started: () => number } {
  let marks = 0;
  return {
    program: [execPath, fileURLToPath(new URL('fake-powershell-program.mjs', import.meta.url)), JSON.stringify(reactions)],
    env: {},
    cwd: '/',
    kill: (child) => child.kill('SIGKILL'),
    mark: () => `00c0ffee${(++marks).toString(16).padStart(4, '0')}`,
    monotonicMs: () => performance.now(),
    wholeMs: limits.wholeMs ?? 20_000,
    started: () => marks,
  };
}
