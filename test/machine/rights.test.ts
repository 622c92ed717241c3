import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { factModules } from '../../agent/facts/list.ts';
import { localPaths } from '../../agent/host/host.ts';
import { describeSources } from '../../agent/sources.ts';

const settings = { repositories: [], networks: [] };

test.skipIf(process.platform !== 'linux')('what is kept from ordinary users on this machine is said to need root', () => {
  const sections = describeSources(Object.values(factModules), { platform: 'linux', settings, resolve: localPaths });
  const opened = sections.flatMap(({ sources }) => sources.filter(({ kind }) => kind === 'file' || kind === 'files'));
  const unsaid = opened.filter(({ needsRoot }) => !needsRoot).flatMap(({ now = [] }) => now.filter((name) => !isForEverybody(name)));
  expect([...new Set(unsaid)].filter((name) => !name.startsWith('/proc/'))).toEqual([]);
});

/** Whether the rights of a file and of every folder on the way let anybody read it. */
function isForEverybody(name: string): boolean {
  const real = realPath(name);
  if (real === undefined || !fs.statSync(real).isFile()) return true;
  const folders = real.split('/').slice(1, -1).map((_, index, parts) => `/${parts.slice(0, index + 1).join('/')}`);
  return (fs.statSync(real).mode & 0o004) !== 0 && folders.every((folder) => (fs.statSync(path.resolve(folder)).mode & 0o001) !== 0);
}

function realPath(name: string): string | undefined {
  try {
    return fs.realpathSync(name);
  } catch {
    return undefined;
  }
}
