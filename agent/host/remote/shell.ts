/** What is told of a shell while it lives. */
export interface Hearer {
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
  /** Told once, when the shell has ended by whatever cause. */
  readonly ended: () => void;
}

/** A POSIX shell that reads its script from standard input, on whatever machine. */
export interface Shell {
  readonly write: (script: string) => void;
  /** Lets it end: its input is over. What hangs is cut. */
  readonly close: () => void;
}

/** Starts a shell. @throws Error when there is no way to it any more. */
export type OpenShell = (hearer: Hearer) => Promise<Shell>;
