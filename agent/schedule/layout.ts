import path from 'node:path';
import type { Platform } from '../facts/fact.ts';

/** Where an installed agent stands, below the root of the machine. */
export interface Layout {
  /** Folder of the program; made and removed whole. */
  readonly program: string;
  /** What a schedule starts: Node and the bundle, or the single executable. */
  readonly starts: readonly string[];
  readonly state: string;
  readonly settings: string;
  /** A command for people; null where none is made. */
  readonly launcher: string | null;
}

const bundle = 'townwatch-agent.cjs';

/** The usual places of an installed agent. `single`: one executable instead of Node and a bundle. */
export function layoutOf(platform: Platform, single: boolean): Layout {
  if (platform === 'windows') {
    const program = 'C:\\Program Files\\Townwatch Agent';
    const starts = single ? ['townwatch-agent.exe'] : ['node.exe', bundle];
    const data = 'C:\\ProgramData\\Townwatch';
    return { program, starts: starts.map((name) => path.win32.join(program, name)), state: `${data}\\agent`, settings: `${data}\\agent.yaml`, launcher: null };
  }
  const mac = platform === 'macos';
  const program = mac ? '/Library/Application Support/Townwatch/program' : '/usr/lib/townwatch-agent';
  const starts = (single ? ['townwatch-agent'] : ['node', bundle]).map((name) => path.posix.join(program, name));
  const launcher = '/usr/local/bin/townwatch-agent';
  if (mac) return { program, starts, launcher, state: '/Library/Application Support/Townwatch/agent', settings: '/Library/Application Support/Townwatch/agent.yaml' };
  return { program, starts, launcher, state: '/var/lib/townwatch-agent', settings: '/etc/townwatch/agent.yaml' };
}
