import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../failure.ts';
import { readyFolder } from '../private.ts';
import type { Uid } from '../private.ts';

/** A folder that only we may enter, gone when the drill is over. */
export interface Scratch {
  /** Empty home for the program. */
  readonly home: string;
  /** What is brought back comes here. */
  readonly files: string;
  /** Takes away what was brought back so far. */
  readonly empty: () => void;
  /** Takes everything away, also at the end of a process that is ended by a signal. */
  readonly remove: () => void;
}

const prefix = 'scratch-';

/** Makes a scratch folder below the folder of drills. */
export function newScratch(folder: string, uid: Uid): Scratch {
  const place = path.join(folder, `${prefix}${randomUUID()}`);
  const [home, files] = [path.join(place, 'home'), path.join(place, 'files')];
  const clean = () => removeTree(place);
  process.once('exit', clean);
  for (const each of [place, home, files]) readyFolder(each, uid);
  return {
    home,
    files,
    empty: () => {
      removeTree(files);
      readyFolder(files, uid);
    },
    remove: () => {
      process.off('exit', clean);
      clean();
    },
  };
}

/** Removes what drills left behind that were killed or cut off by a power failure. Only under the lock of the folder. @returns how many */
export function sweepScratch(folder: string): number {
  const left = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.startsWith(prefix)) : [];
  for (const name of left) removeTree(path.join(folder, name));
  return left.length;
}

/** Removes a tree, links as links, also where what was restored forbids its owner to write. */
function removeTree(place: string): void {
  try {
    fs.rmSync(place, { recursive: true, force: true });
  } catch (error) {
    if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EPERM') throw error;
    openFolders(place);
    fs.rmSync(place, { recursive: true, force: true });
  }
}

function openFolders(place: string): void {
  fs.chmodSync(place, 0o700);
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) if (entry.isDirectory()) openFolders(path.join(place, entry.name));
}
