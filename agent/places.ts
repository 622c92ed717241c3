import path from 'node:path';

/** Where the agent finds its settings and keeps its key, state and spool. */
export interface Places {
  readonly settings: string;
  readonly state: string;
}

/** What decides where things stand. */
export interface Account {
  readonly platform: NodeJS.Platform;
  /** True for root and LocalSystem. */
  readonly privileged: boolean;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The usual places of this account; flags and variables may name others. */
export function usualPlaces({ platform, privileged, home, env }: Account): Places {
  if (platform === 'win32') {
    const folder = path.win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Townwatch');
    return { settings: path.win32.join(folder, 'agent.yaml'), state: path.win32.join(folder, 'agent') };
  }
  if (privileged && platform === 'darwin') {
    const folder = '/Library/Application Support/Townwatch';
    return { settings: `${folder}/agent.yaml`, state: `${folder}/agent` };
  }
  if (privileged) return { settings: '/etc/townwatch/agent.yaml', state: '/var/lib/townwatch-agent' };
  return {
    settings: path.join(absolute(env['XDG_CONFIG_HOME']) ?? path.join(home, '.config'), 'townwatch', 'agent.yaml'),
    state: path.join(absolute(env['XDG_STATE_HOME']) ?? path.join(home, '.local', 'state'), 'townwatch-agent'),
  };
}

/** The XDG specification: a relative path is to be ignored. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}
