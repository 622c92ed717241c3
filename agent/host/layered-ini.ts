import { iniIn } from './ini.ts';
import { inOrder } from './reading.ts';

/** One file of a setting that is spread over several. */
export interface Layer {
  readonly path: string;
  readonly text: string;
}

/**
 * The value of a key in one section over a main file and its drop-ins, as systemd.syntax(7) has it: the drop-ins come after the
 * main file, all folders together in the order of the file names, and of a name in two folders the one in /etc counts.
 */
export function layered(main: string | undefined, parts: readonly Layer[]): (section: string, key: string) => string | undefined {
  const rank = (path: string) => ['/etc/', '/run/', '/usr/'].findIndex((start) => path.startsWith(start));
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const byName = new Map<string, Layer>();
  for (const part of [...parts].sort((a, b) => rank(b.path) - rank(a.path))) byName.set(nameOf(part.path), part);
  const texts = [main ?? '', ...[...byName].sort(([a], [b]) => inOrder(a, b)).map(([, { text }]) => text)];
  const files = texts.map(iniIn);
  return (section, key) => files.findLast((ini) => ini.get(section)?.has(key.toLowerCase()))?.get(section)?.get(key.toLowerCase());
}
