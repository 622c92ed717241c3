import path from 'node:path';
import type { Platform } from '../facts/fact.ts';

/** Where an installed agent stands, below the root of the machine. */
export interface Layout {
  /** Folder of the program; made and removed whole. */
  readonly program: string;
  /** Node and the bundle, or the single executable. */
  readonly files: readonly string[];
  /** What a schedule starts: the same, with what Node is told. */
  readonly starts: readonly string[];
  readonly state: string;
  readonly settings: string;
  /** A command for people; null where none is made. */
  readonly launcher: string | null;
}

const bundle = 'townwatch-agent.cjs';

/** Folder beside the bundle with the pieces that it loads when it needs them. */
export const pieces = 'townwatch-agent-pieces';

/**
 * What Node is told. A scan is over before optimized code has paid for its making, but for the one loop over many
 * megabytes, in agent/host/lz4.ts. A small space for new objects is collected often instead of growing, and old objects
 * are left alone until a scan is larger than usual. Measured: a sixth less memory and a fifth less work; a list of
 * 20,000 packages costs some 50 ms more.
 */
export const nodeOptions = ['--no-opt', '--maglev-filter=lz4Block', '--max-semi-space-size=1', '--initial-old-space-size=64'] as const;

/** Folder in the state of the agent where Node keeps what it compiled. Whoever may write there is root, or could replace the key as well. */
export function compileCacheIn(state: string): string {
  return `${state}/compile-cache`;
}

/** The usual places of an installed agent. `single`: one executable instead of Node and a bundle. */
export function layoutOf(platform: Platform, single: boolean): Layout {
  if (platform === 'windows') {
    const program = 'C:\\Program Files\\Townwatch Agent';
    const files = (single ? ['townwatch-agent.exe'] : ['node.exe', bundle]).map((name) => path.win32.join(program, name));
    const data = 'C:\\ProgramData\\Townwatch';
    return { program, files, starts: started(files), state: `${data}\\agent`, settings: `${data}\\agent.yaml`, launcher: null };
  }
  const mac = platform === 'macos';
  const program = mac ? '/Library/Application Support/Townwatch/program' : '/usr/lib/townwatch-agent';
  const files = (single ? ['townwatch-agent'] : ['node', bundle]).map((name) => path.posix.join(program, name));
  const starts = started(files);
  const launcher = '/usr/local/bin/townwatch-agent';
  if (mac) return { program, files, starts, launcher, state: '/Library/Application Support/Townwatch/agent', settings: '/Library/Application Support/Townwatch/agent.yaml' };
  return { program, files, starts, launcher, state: '/var/lib/townwatch-agent', settings: '/etc/townwatch/agent.yaml' };
}

function started([program = '', ...bundle]: readonly string[]): string[] {
  return bundle.length === 0 ? [program] : [program, ...nodeOptions, ...bundle];
}
