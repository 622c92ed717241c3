import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Parsed, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Answer, Answers, Entry, Reading, Sources } from '../../../agent/host/source.ts';
import type { Missing } from '../../../wire/section.ts';
import { sections } from '../../../wire/sections/list.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { anyText } from './any-text.ts';
import { context } from './machine.ts';

interface Schema {
  readonly def: { readonly type: string; readonly shape?: Record<string, Schema>; readonly innerType?: Schema; readonly element?: Schema };
}

/** What is wrong with facts by the contract of the wire: not as the schema has them, or absent without a word in `missing`. */
export function dishonesty(name: SectionName, data: unknown, missing: readonly Missing[]): string[] {
  const { schema } = sections[name];
  const checked = schema.safeParse(data);
  if (!checked.success) return checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const kept = JSON.stringify(checked.data, sorted) === JSON.stringify(data, sorted) ? [] : ['holds what the schema does not know'];
  const told = (path: string) => missing.some((gap) => gap.path === '' || gap.path === path || path.startsWith(`${gap.path}.`) || path.startsWith(`${gap.path}[]`));
  const isMeant = (path: string) => meant[name]?.includes(path) === true;
  const silent = [...new Set(absentPaths(schema as unknown as Schema, data, ''))].filter((path) => !told(path) && !isMeant(path)).map((path) => `${path} is absent and nobody says why`);
  return [...kept, ...silent];
}

/** Fields whose absence is the fact: by their meaning an item without them is one for everybody, or its own source. */
const meant: Partial<Record<SectionName, readonly string[]>> = {
  software: ['packages[].sourcePackage', 'packages[].user', 'browsers[].user'],
  printers: ['printers[].user'],
};

/**
 * The smallest answers found on which a parser throws, says what the schema does not allow, leaves a fact out without a
 * reason, or says two things of the same answers; undefined when there are none. Answers stem from `likely` ones, each
 * kept, refused, gone, or torn and mended with noise.
 */
export function counterexample<Data>(name: SectionName, fact: PlatformFact<Data>, likely: Answers, around = context): string | undefined {
  const honest = (answers: Answers): boolean => {
    const parsed = fact.parse(answers, around);
    if ('failed' in parsed) return parsed.detail !== '';
    return dishonesty(name, parsed.data, parsed.missing).length === 0 && isDeepStrictEqual(fact.parse(answers, around), parsed);
  };
  const result = fc.check(fc.property(hostile(likely), honest), { numRuns: 300 });
  return result.failed ? fc.defaultReportMessage(result) : undefined;
}

/**
 * What is wrong when one source is refused: a fact that turned into another one instead of a gap, or a list that lost an
 * item without a word. Items are told apart by name, device, id or place.
 */
export function untruths<Data>(fact: PlatformFact<Data>, likely: Answers): string[] {
  const whole = leavesOf(fact.parse(likely, context));
  return Object.entries(likely).flatMap(([source, answer]) =>
    refusals(answer).flatMap((refusal) => {
      const { leaves, gaps } = leavesOf(fact.parse({ ...likely, [source]: refusal }, context));
      const changed = [...leaves].filter(([path, value]) => whole.leaves.get(path) !== value);
      return changed
        .filter(([path, value]) => !(path.endsWith('#') && Number(value) < Number(whole.leaves.get(path)) && gaps.includes(path.slice(0, -1))))
        .map(([path, value]) => `without ${source}, ${path} is ${String(value)} instead of ${String(whole.leaves.get(path))}`);
    }),
  );
}

function refusals(answer: Answer): Answer[] {
  const failed = { state: 'failed', reason: 'timeout', detail: 'refused' } as const;
  if (answer.kind === 'one') return [{ kind: 'one', reading: failed }];
  const silent: Answer = { kind: 'many', entries: [], incomplete: failed };
  return answer.entries.length === 0 ? [silent] : [silent, { kind: 'many', entries: answer.entries.map(({ path }) => ({ path, reading: failed })) }];
}

function leavesOf<Data>(parsed: Parsed<Data>): { leaves: Map<string, unknown>; gaps: string[] } {
  if ('failed' in parsed) return { leaves: new Map(), gaps: [] };
  return { leaves: new Map(leavesIn(parsed.data, '')), gaps: parsed.missing.map(({ path }) => path) };
}

/** Every fact by its path; of a list its length under `path#`. */
function leavesIn(value: unknown, path: string): [string, unknown][] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object') return [[path, value]];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, inside]) => leavesIn(inside, path === '' ? key : `${path}.${key}`));
  const nameOf = (item: { name?: string; device?: string; id?: string } | null, index: number) => item?.name ?? item?.device ?? item?.id ?? index;
  return [[`${path}#`, value.length], ...value.flatMap((item, index) => leavesIn(item, `${path}[${nameOf(item, index)}]`))];
}

/** Answers to the sources in which every text is noise, for the emptiest and the fullest case. */
export function noise(sources: Sources): Answers {
  const junk: Reading = { state: 'read', text: '\0\u{fffd}: = | [x] {"a":[]} 0 -1 99999999999999999999 ::\n\t\n\u202e' };
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]): [string, Answer] => {
      if (!('pattern' in source)) return [name, { kind: 'one', reading: junk }];
      const entries = ['sda', '8:1', '0'].map((word) => ({ path: source.pattern.replaceAll('*', word), reading: junk }));
      return [name, { kind: 'many', entries }];
    }),
  );
}

function hostile(likely: Answers): fc.Arbitrary<Answers> {
  return fc.record(Object.fromEntries(Object.entries(likely).map(([name, answer]) => [name, hostileAnswer(answer)])));
}

function hostileAnswer(answer: Answer): fc.Arbitrary<Answer> {
  if (answer.kind === 'one') return hostileReading(answer.reading).map((reading): Answer => ({ kind: 'one', reading }));
  const incomplete = { reason: 'needs-root' as const, detail: 'a folder' };
  return fc.tuple(fc.tuple(...answer.entries.map(hostileEntry)), fc.integer({ min: 0, max: 9 })).map(([entries, dice]): Answer => {
    const kept = dice === 0 ? [] : entries.flat();
    return { kind: 'many', entries: kept, ...(dice === 1 ? { incomplete } : {}) };
  });
}

function hostileEntry({ path, reading }: Entry): fc.Arbitrary<Entry[]> {
  const paths = fc.oneof({ weight: 12, arbitrary: fc.constant([path]) }, fc.constant([]), fc.constant([path.replace(/[^/]+(?=\/?$)/, '\u{1f4a9}x')]));
  return fc.tuple(paths, hostileReading(reading)).map(([names, it]) => names.map((name) => ({ path: name, reading: it })));
}

function hostileReading(reading: Reading): fc.Arbitrary<Reading> {
  const read = (text: string): Reading => ({ state: 'read', text });
  const failed: Reading = { state: 'failed', reason: 'needs-root', detail: '/somewhere' };
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(reading) },
    { weight: 3, arbitrary: reading.state === 'read' ? torn(reading.text).map(read) : fc.constant(reading) },
    { weight: 1, arbitrary: anyText(400).map(read) },
    { weight: 1, arbitrary: fc.constantFrom<Reading[]>({ state: 'absent' }, failed, read(''), read('9'.repeat(5000)), read('é'.repeat(3000))) },
  );
}

/** A text with one part cut out and something else in its place. */
function torn(text: string): fc.Arbitrary<string> {
  const somewhere = fc.nat({ max: text.length });
  const patch = fc.oneof(anyText(12), fc.constantFrom('\n', ' ', '0', 'ffffffffffffffff', '-1', '4294967296', '='));
  return fc.tuple(somewhere, fc.nat({ max: 40 }), patch).map(([at, length, between]) => text.slice(0, at) + between + text.slice(at + length));
}

function absentPaths(schema: Schema, value: unknown, path: string): string[] {
  const { type, shape, innerType, element } = schema.def;
  if ((type === 'optional' || type === 'nullable') && innerType) return value === null || value === undefined ? [] : absentPaths(innerType, value, path);
  if (type === 'array' && element) return (value as unknown[]).flatMap((item) => absentPaths(element, item, `${path}[]`));
  if (type !== 'object' || !shape) return [];
  return Object.entries(shape).flatMap(([key, field]) => {
    const [at, inside] = [path === '' ? key : `${path}.${key}`, (value as Record<string, unknown>)[key]];
    if (inside === undefined) return field.def.type === 'optional' ? [at] : [];
    return absentPaths(field, inside, at);
  });
}

function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
