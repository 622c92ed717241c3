import type { Command } from 'commander';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { rulebookOf } from '../evaluate/rulebook.ts';
import { readyFolder } from '../settings/folder.ts';
import { readSettings } from '../settings/settings.ts';
import type { Settings } from '../settings/settings.ts';
import { diskFailure } from '../store/disk.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { realWorld } from '../world.ts';
import type { World } from '../world.ts';

/** Flags that every command with a data folder takes. */
export interface FolderFlags {
  readonly data?: string;
  readonly config?: string;
}

/** A data folder that is open. */
export interface Session {
  readonly folder: string;
  readonly settings: Settings;
  readonly store: Store;
  readonly world: World;
  /** The rules by which this folder is judged. @throws a failure when they do not load */
  readonly rulebook: () => Promise<Rulebook>;
}

/** Adds the flags that say which data folder and which settings. */
export function withFolder(command: Command): Command {
  return command.option('--data <dir>', 'data folder').option('--config <file>', 'settings file');
}

/** The settings as flags, variables and file give them. */
export function settingsOf(flags: FolderFlags): ReturnType<typeof readSettings> {
  return readSettings({ flags: { ...flags }, env: process.env, file: flags.config ?? process.env['TOWNWATCH_CONFIG'], privileged: process.getuid?.() === 0 });
}

/** Opens the data folder for one command, and closes it however the command ends. */
export async function inSession<Result>(flags: FolderFlags, work: (session: Session) => Promise<Result>): Promise<Result> {
  const { settings } = settingsOf(flags);
  const folder = readyFolder(settings.data);
  const world = realWorld();
  const store = await openStore(folder, world);
  try {
    return await work({ folder, settings, store, world, rulebook: () => rulebookOf({ folder, store }) });
  } catch (error) {
    throw diskFailure(error, folder) ?? error;
  } finally {
    await store.destroy();
  }
}
