import { builtinModules } from 'node:module';
import { imports, target } from './source.ts';

/** What each folder may import from the others; `import type` counts. The collector starts the agent as a process. */
const may: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  agent: ['wire'],
  rules: ['wire'],
  reports: ['wire', 'rules'],
  collector: ['wire', 'rules', 'reports'],
  docs: ['wire', 'agent', 'rules', 'reports', 'collector'],
};

/** Built-ins that compute and do not reach out; everything else is closed to pure code. */
const harmless = new Set(['node:buffer', 'node:crypto', 'node:path', 'node:url', 'node:util']);

/** Where judgement and rendering may touch the disk. */
const readers = ['rules/load/', 'reports/verify/'];

/** Imports of one file that cross a border of the house, as sentences. */
export function trespasses(file: string, text: string): string[] {
  const [folder = ''] = file.split('/');
  const allowed = may[folder];
  if (!allowed) return [];
  return imports(text).flatMap(({ specifier }) => {
    const to = target(file, specifier);
    if (to === undefined || to === 'package.json') return [];
    const [other = ''] = to.split('/');
    if (other === folder || allowed.includes(other)) return [];
    return [`${file} imports ${to}; ${folder} may import ${allowed.join(', ') || 'nothing of ours'}`];
  });
}

/** Built-in modules that pure code (rules, reports) imports although they reach outside the process. */
export function reachesOut(file: string, text: string): string[] {
  if (!/^(rules|reports)\//.test(file) || readers.some((folder) => file.startsWith(folder))) return [];
  const builtins = imports(text).flatMap(({ specifier, kind }) => (kind !== 'type' && isBuiltin(specifier) ? [specifier] : []));
  return builtins.filter((name) => !harmless.has(name)).map((name) => `${file} imports ${name}`);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** Packages that shipped code imports and that an installation without development packages does not have. */
export function undeclared(file: string, text: string, declared: readonly string[]): string[] {
  return imports(text)
    .filter(({ specifier, kind }) => kind !== 'type' && !specifier.startsWith('.') && !isBuiltin(specifier))
    .map(({ specifier }) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((name) => !declared.includes(name))
    .map((name) => `${file} imports ${name}, which is not in "dependencies"`);
}
