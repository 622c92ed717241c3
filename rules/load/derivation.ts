import { deriveAge } from '../derive/age/derive.ts';
import { lifecycleCatalog, parseLifecycle } from '../derive/support/catalog.ts';
import type { LifecycleDocument } from '../derive/support/catalog.ts';
import { deriveSupport } from '../derive/support/derive.ts';
import type { Derive } from '../engine/view.ts';
import type { TextFile } from './files.ts';
import type { Problem } from './yaml.ts';

/** Derivation by the catalogs of a rulebook, and what is wrong with those. With problems it knows only the files that are right. */
export function readDerivation(files: readonly TextFile[]): { derive: Derive; problems: Problem[] } {
  const problems: Problem[] = [];
  const documents = files.flatMap(({ name, text }) => attempt(name, problems, () => parseLifecycle(text, name)) ?? []);
  const catalog = attempt('lifecycle', problems, () => lifecycleCatalog(documents satisfies LifecycleDocument[])) ?? lifecycleCatalog([]);
  return { derive: (facts, notes, about) => together(deriveSupport(facts, notes, catalog), deriveAge({ ...facts, ...about }, notes)), problems };
}

function together(...parts: readonly ReturnType<Derive>[]): ReturnType<Derive> {
  return { data: Object.assign({}, ...parts.map(({ data }) => data)), missing: parts.flatMap(({ missing }) => missing) };
}

function attempt<T>(file: string, problems: Problem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).split('\n');
    problems.push(...lines.map((line) => ({ file, line: 1, column: 1, message: line.startsWith(`${file}: `) ? line.slice(file.length + 2) : line })));
    return undefined;
  }
}
