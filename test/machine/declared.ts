import fs from 'node:fs';
import path from 'node:path';

/** Tells whether a path is one of the declared ones, seen with this test's own eyes and not with the agent's. */
export interface Declared {
  readonly covers: (opened: string) => boolean;
}

/**
 * Paths and patterns as declared, by their text and by where they really lead on this machine; with a pattern come the
 * folders that have to be listed for it. `*` matches within one component and never a leading dot.
 */
export function declared(patterns: readonly string[]): Declared {
  const real = new Set<string>();
  const texts: RegExp[] = [];
  for (const pattern of patterns) {
    const parts = pattern.split('/').slice(1);
    for (const [index, part] of parts.entries()) if (part.includes('*')) add(parts.slice(0, index));
    add(parts);
  }
  return { covers: (opened) => real.has(opened) || texts.some((text) => text.test(opened)) };

  function add(parts: readonly string[]): void {
    texts.push(new RegExp(`^/${parts.map(component).join('/')}$`));
    // Processes come and go, and their links lead anywhere: the text alone counts there.
    if (parts[0] !== 'proc') for (const found of expanded(parts)) real.add(realPath(found));
  }
}

function expanded(parts: readonly string[]): string[] {
  return parts.reduce<string[]>(
    (folders, part) => (part.includes('*') ? folders.flatMap((folder) => namesIn(folder).filter((name) => new RegExp(`^${component(part)}$`).test(name)).map((name) => `${folder}/${name}`)) : folders.map((folder) => `${folder}/${part}`)),
    [''],
  );
}

function component(part: string): string {
  return (part.startsWith('*') ? '(?!\\.)' : '') + part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder || '/');
  } catch {
    return [];
  }
}

function realPath(name: string): string {
  try {
    return fs.realpathSync(name || '/');
  } catch {
    return path.resolve('/', name);
  }
}
