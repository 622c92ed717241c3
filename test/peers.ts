import fs from 'node:fs';
import path from 'node:path';
import { absent } from './shared.ts';

/** A line of `test/peers.txt`. */
export interface Peer {
  readonly package: string;
  readonly programs: readonly string[];
  readonly why: string;
}

/** All programs of others that tests use, as `test/peers.txt` declares them. */
export function peers(): Peer[] {
  const lines = fs.readFileSync(new URL('./peers.txt', import.meta.url), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, name, programs, why] = /^(\S+)\s+([^#]+?)\s+#\s*(\S.*)$/.exec(line) ?? [];
    return name && programs && why && name !== '#' ? [{ package: name, programs: programs.split(/\s+/), why }] : [];
  });
}

/**
 * Absolute path of a program of somebody else, for example `peer('restic')`. Undefined when it is not installed, except
 * in CI, where that is an error. Only programs of `test/peers.txt` are found, since only those are installed there.
 */
export function peer(program: string): string | undefined {
  const known = peers().find(({ programs }) => programs.includes(program));
  if (!known) throw new Error(`${program} is not in test/peers.txt`);
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => path.join(folder, program)).find(isExecutable);
  return found ?? absent(`${program} is not installed (Debian: apt-get install ${known.package})`);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
