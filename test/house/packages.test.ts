import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { files, read, root } from './tree.ts';

interface Lock {
  readonly packages: Record<string, { resolved?: string; integrity?: string; hasInstallScript?: boolean }>;
}

const lock: Lock = JSON.parse(read('package-lock.json'));

test('tests run on the pinned Node, which npm may leave out without a word', () => {
  expect([...new Set(Object.values(manifest.optionalDependencies))]).toEqual([process.versions.node]);
});

test('every version is exact', () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lockfile vouches for every package and names no host', () => {
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
  expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([place]) => place)).toEqual([]);
  expect(packages.flatMap(([, { resolved }]) => resolved ?? [])).toEqual([]);
});

test('no file knows the machine it was written on', () => {
  const texts = files(/(?:\.(?:tsx?|mjs|jsonc?|ya?ml|md|txt)|\/run|^\.\w+)$/);
  const trace = machineFolder(root);
  expect(texts.filter((file) => trace?.test(read(file)))).toEqual([]);
  expect(read('.npmrc')).not.toMatch(/registry=|_auth/i);
});

test('machineFolder', () => {
  expect(machineFolder('/build7/townwatch/')?.test('see /build7/notes.md')).toBe(true);
  expect(machineFolder('/build7/townwatch/')?.test('see wire/build7/notes.md')).toBe(false);
  expect(machineFolder('/home/ann/townwatch/')).toBeUndefined();
});

/** Finds the first folder of the path to this checkout, unless it is one that every machine has. */
function machineFolder(place: string): RegExp | undefined {
  const [, first = ''] = place.split(/[\\/]/);
  const ordinary = ['', 'github', 'home', 'mnt', 'opt', 'root', 'srv', 'tmp', 'Users', 'usr', 'var', 'workspace'];
  return ordinary.includes(first) ? undefined : new RegExp(`(?<![\\w.-])/${first}/`);
}
