import fs from 'node:fs';
import path from 'node:path';
import { makeFolders, place, remove, removeEmpty } from './files.ts';
import type { Done, Wanted } from './files.ts';
import { compileCacheIn, layoutOf, pieces } from './layout.ts';
import { systemdUnits, timers } from './systemd.ts';
import type { Plan } from './when.ts';

/** What is installed: the running program, and when it is to be started. */
export interface Installation {
  /** Root of the machine, `/`, or of an image that is being built. */
  readonly root: string;
  /** Node and the bundle, or the single executable, as they run now. */
  readonly program: readonly string[];
  readonly plan: Plan;
}

/** What an uninstall has to know of an install. */
interface Record {
  readonly folders: readonly string[];
}

const units = '/etc/systemd/system';
const wants = `${units}/timers.target.wants`;
const recordName = 'installed.json';
const day = 86_400_000;

/**
 * Installs program, launcher and systemd units; again over an older version, key, spool and settings stay.
 * @returns what was done to which path; nothing is started
 */
export function installLinux({ root, program, plan }: Installation): Done[] {
  const layout = layoutOf('linux', program.length === 1);
  const at = (file: string) => path.join(root, file);
  const parts = piecesBeside(program).map((copyOf): Wanted => ({ path: at(`${layout.program}/${pieces}/${path.basename(copyOf)}`), copyOf, mode: 0o644 }));
  const files: Wanted[] = [
    // Before the bundle that names them.
    ...parts,
    ...program.map((copyOf, index): Wanted => ({ path: at(layout.files[index]!), copyOf, mode: index === 0 ? 0o755 : 0o644 })),
    { path: at(layout.launcher!), text: launcher(layout.starts), mode: 0o755 },
    ...Object.entries(systemdUnits({ program: layout.starts, state: layout.state, plan })).map(
      ([name, text]): Wanted => ({ path: at(`${units}/${name}`), text, mode: 0o644 }),
    ),
    ...timers.map((name): Wanted => ({ path: at(`${wants}/${name}`), linkTo: `${units}/${name}` })),
  ];
  const made = [...new Set([...files.map((file) => path.dirname(file.path)), at(path.dirname(layout.settings))])].flatMap((folder) => makeFolders(folder));
  made.push(...makeFolders(at(layout.state), 0o700));
  const record = at(`${layout.program}/${recordName}`);
  const earlier = readRecord(record).folders;
  const folders = [...new Set([...earlier, ...made.map((folder) => `/${path.relative(root, folder)}`)])];
  const text = `${JSON.stringify({ folders } satisfies Record, null, 1)}\n`;
  const placed = [...files, { path: record, text, mode: 0o644 }].map(place);
  const compiled = remove(at(compileCacheIn(layout.state))) ?? [];
  return [...made.map((folder): Done => ({ path: folder, was: 'made' })), ...placed].concat(compiled, removeEarlier(at(`${layout.program}/${pieces}`), parts));
}

/** The pieces that the bundle names, and those that they name; a single executable has none. */
function piecesBeside([, bundle]: readonly string[]): string[] {
  const open = bundle === undefined ? [] : [bundle];
  const found = new Set<string>();
  // Beside them may stand those of an earlier bundle, which nothing names any more.
  for (const file of open)
    for (const [, name = ''] of fs.readFileSync(file, 'utf8').matchAll(/require\("\.\/(?:townwatch-agent-pieces\/)?([\w-]+\.cjs)"\)/g)) {
      const piece = path.join(path.dirname(bundle!), pieces, name);
      if (found.has(piece) || !fs.existsSync(piece)) continue;
      found.add(piece);
      open.push(piece);
    }
  return [...found].sort();
}

/** Removes the pieces of earlier versions, but not of one that stood here within a day: an agent of it may still run and load them. */
function removeEarlier(folder: string, now: readonly Wanted[]): Done[] {
  const wanted = new Set(now.map((file) => file.path));
  const found = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  return found.filter((file) => !wanted.has(file) && Date.now() - fs.statSync(file).mtimeMs > day).flatMap((file) => remove(file) ?? []);
}

/** Removes all that an install and the runs after it made: units, program, settings, key, state and spool. */
export function uninstallLinux(root: string): Done[] {
  const layout = layoutOf('linux', false);
  const at = (file: string) => path.join(root, file);
  const { folders } = readRecord(at(`${layout.program}/${recordName}`));
  const known = [
    ...timers.map((name) => `${wants}/${name}`),
    ...Object.keys(systemdUnits({ program: [''], state: '', plan: { hour: 0, minute: 0, sendMinute: 0, makeUpMinutes: 0 } })).map((name) => `${units}/${name}`),
    // systemd remembers here when a persistent timer last ran.
    '/var/lib/systemd/timers/stamp-townwatch-agent.timer',
    layout.launcher!,
    layout.program,
    layout.settings,
    layout.state,
  ];
  const removed = known.flatMap((file) => remove(at(file)) ?? []);
  const empty = [...folders, path.dirname(layout.settings)].sort((a, b) => b.length - a.length);
  return [...removed, ...[...new Set(empty)].flatMap((folder) => removeEmpty(at(folder)) ?? [])];
}

/** How many snapshots an uninstall would take with it. */
export function undelivered(root: string): number {
  const spool = path.join(root, layoutOf('linux', false).state, 'spool');
  return fs.existsSync(spool) ? fs.readdirSync(spool).filter((name) => name.endsWith('.snapshot')).length : 0;
}

function readRecord(file: string): Record {
  try {
    const { folders } = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Record>;
    return { folders: Array.isArray(folders) ? folders.filter((folder) => path.isAbsolute(folder)) : [] };
  } catch {
    return { folders: [] };
  }
}

function launcher(starts: readonly string[]): string {
  return `#!/bin/sh\nexec ${starts.map((word) => `'${word}'`).join(' ')} "$@"\n`;
}
