import type { ParseContext, Parsed, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Answer, Answers } from '../../../agent/host/source.ts';

/**
 * What is wrong when one source is refused: a fact that turned into another one instead of a gap, or a list that lost an
 * item without a word. `itemKeys` name the members by which items of a list are told apart.
 */
export function lies<Data>(fact: PlatformFact<Data>, likely: Answers, around: ParseContext, itemKeys: readonly string[]): string[] {
  const whole = leavesOf(fact.parse(likely, around), itemKeys);
  return Object.entries(likely).flatMap(([source, answer]) =>
    refusals(answer).flatMap((refusal) => {
      const { leaves, gaps } = leavesOf(fact.parse({ ...likely, [source]: refusal }, around), itemKeys);
      const known = (path: string) => gaps.some((gap) => gap === path || gap === path.replace(/\[[^\]]*\]/g, '[]'));
      const changed = [...leaves].filter(([path, value]) => whole.leaves.get(path) !== value);
      const lost = (path: string, value: unknown) => path.endsWith('#') && Number(value) < Number(whole.leaves.get(path)) && known(path.slice(0, -1));
      return changed.filter(([path, value]) => !lost(path, value)).map(([path, value]) => `without ${source}, ${path} is ${String(value)} instead of ${String(whole.leaves.get(path))}`);
    }),
  );
}

function refusals(answer: Answer): Answer[] {
  const failed = { state: 'failed', reason: 'timeout', detail: 'refused' } as const;
  if (answer.kind === 'one') return [{ kind: 'one', reading: failed }];
  const silent: Answer = { kind: 'many', entries: [], incomplete: failed };
  return answer.entries.length === 0 ? [silent] : [silent, { kind: 'many', entries: answer.entries.map(({ path }) => ({ path, reading: failed })) }];
}

function leavesOf<Data>(parsed: Parsed<Data>, itemKeys: readonly string[]): { leaves: Map<string, unknown>; gaps: string[] } {
  if ('failed' in parsed) return { leaves: new Map(), gaps: [] };
  return { leaves: new Map(leavesIn(parsed.data, '', itemKeys)), gaps: parsed.missing.map(({ path }) => path) };
}

/** Every fact by its path; of a list its length under `path#`. */
function leavesIn(value: unknown, path: string, itemKeys: readonly string[]): [string, unknown][] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object') return [[path, value]];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, inside]) => leavesIn(inside, path === '' ? key : `${path}.${key}`, itemKeys));
  const nameOf = (item: unknown) => (typeof item === 'string' ? item : itemKeys.map((key) => JSON.stringify((item as Record<string, unknown> | null)?.[key]) ?? '').join(' '));
  return [[`${path}#`, value.length], ...value.flatMap((item: unknown) => leavesIn(item, `${path}[${nameOf(item)}]`, itemKeys))];
}
