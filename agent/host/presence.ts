import type { Look, Why } from './reading.ts';
import type { Sources } from './source.ts';

/** Why the answer to a source is not whole; undefined when it is. */
export function whyUnread<S extends Sources>(at: Look<S>, source: keyof S & string): Why | undefined {
  const { entries, incomplete } = at.all(source);
  if (incomplete) return incomplete;
  for (const { reading } of entries) if (reading.state === 'failed') return { reason: reading.reason, detail: reading.detail };
  return undefined;
}

/** Whether anything matches a pattern; undefined when that cannot be told. */
export function presence<S extends Sources>(at: Look<S>, source: keyof S & string): boolean | undefined {
  if (at.all(source).entries.some(({ reading }) => reading.state === 'read')) return true;
  return whyUnread(at, source) ? undefined : false;
}

/** The files of a pattern that could be read, in the order of their paths. */
export function filesOf<S extends Sources>(at: Look<S>, source: keyof S & string): { path: string; text: string }[] {
  return at.all(source).entries.flatMap(({ path, reading }) => (reading.state === 'read' ? [{ path, text: reading.text }] : []));
}
