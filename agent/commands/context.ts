import { failure } from '../failure.ts';
import type { Clock } from '../clock.ts';
import { harmlessLines } from '../log.ts';
import type { Log } from '../log.ts';
import { checkState, readEnrollment, readKey } from '../state.ts';
import type { Enrollment } from '../state.ts';
import type { Account } from '../places.ts';
import { readSettings } from '../settings.ts';
import type { Configuration } from '../settings.ts';
import type { KeyObject } from 'node:crypto';
import type { Platform } from '../facts/fact.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly state?: string;
  readonly proxy?: string;
  readonly skip?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** The world as one command sees it; a test builds its own. */
export interface Context extends Account {
  readonly version: string;
  readonly uid: number | undefined;
  readonly options: GlobalOptions;
  readonly clock: Clock;
  /** Seconds since boot, sleep included. */
  readonly uptime: () => number;
  readonly random: () => number;
  /** The result of the command. */
  readonly out: (text: string) => void;
  readonly log: Log;
  /** Reads standard input to its end; undefined when it is a terminal. */
  readonly stdin: () => Promise<string | undefined>;
  /** Node and the bundle, or the single executable: what a schedule has to start. */
  readonly program: readonly string[];
}

/** Settings of this run, from flags, variables, file and defaults. */
export async function configured(context: Context): Promise<Configuration> {
  const { config, state, proxy, skip } = context.options;
  return readSettings({ ...context, flags: { config, state, proxy, skip } });
}

/** Who this computer is to the collector. @throws a failure when it was never enrolled */
export function identity(state: string, { uid }: Context): { readonly enrollment: Enrollment; readonly key: KeyObject } {
  checkState(state, uid);
  const enrollment = readEnrollment(state);
  const key = readKey(state);
  if (enrollment && key) return { enrollment, key };
  throw failure('wrong-use', `This computer is not enrolled (${state}); run: townwatch-agent enroll --token-file FILE`);
}

/** The platform in the words of the wire. */
export function platformOf(platform: NodeJS.Platform): Platform {
  const known: Partial<Record<NodeJS.Platform, Platform>> = { linux: 'linux', win32: 'windows', darwin: 'macos' };
  const found = known[platform];
  if (found) return found;
  throw failure('wrong-use', `${platform} is not supported: the agent runs on Linux, Windows and macOS.`);
}

/** Prints a result: as JSON, or as text for a person. What a terminal would obey is escaped in both. */
export function print({ options, out }: Context, value: unknown, text: string): void {
  out(`${harmlessLines(options.json ? JSON.stringify(value, null, 2) : text.replace(/\n$/, ''))}\n`);
}
