import { imports } from './source.ts';

/** Units of a folder that the folder's list does not import: they would exist and never run. */
export function unlisted(units: readonly string[], list: string): string[] {
  const listed = new Set(imports(list).map(({ specifier }) => specifier.replace(/^\.\//, '').replace(/[/.].*$/, '')));
  return units.filter((unit) => !listed.has(unit));
}

/** Units without a test of their name: `<unit>.test.ts`, `<unit>-….test.ts`, `<unit>.….test.ts` or tests in `<unit>/`. */
export function untested(units: readonly string[], tests: readonly string[], folder: string): string[] {
  return units.filter(
    (unit) => !tests.some((file) => /[/.-]/.test(file.charAt(folder.length + unit.length + 1)) && file.startsWith(`${folder}/${unit}`)),
  );
}

/** What is wrong with a list of reasons: every reason has a kebab-case word, a sentence and a remedy, both ended by a full stop. */
export function unfitReasons(reasons: Readonly<Record<string, { sentence?: string; remedy?: string }>>): string[] {
  return Object.entries(reasons).flatMap(([word, { sentence, remedy }]) => [
    ...(/^[a-z]+(?:-[a-z]+)*$/.test(word) ? [] : [`${word} is not in kebab-case`]),
    ...(isSentence(sentence) ? [] : [`${word} has no sentence`]),
    ...(isSentence(remedy) ? [] : [`${word} has no remedy`]),
  ]);
}

function isSentence(text: string | undefined): boolean {
  return text !== undefined && /^\S.{9,}\.$/.test(text);
}

/** One rule file as far as the house cares: where it stands and what it says of itself. */
export interface RuleFile {
  readonly file: string;
  readonly rule: { readonly id?: unknown; readonly draft?: unknown } | null;
}

/** Rules that stand in the wrong place or that no pack selects although they are no draft; ids that name no rule, but for those that wait in frameworks. */
export function misplacedRules(rules: readonly RuleFile[], selections: readonly { file: string; content: unknown }[], waiting: readonly string[] = []): string[] {
  const selected = selections.flatMap(({ file, content }) => idsIn(content).map((id) => ({ file, id })));
  const inPacks = new Set(selected.filter(({ file }) => file.startsWith('rules/packs/')).map(({ id }) => id));
  const known = new Set(rules.map(({ rule }) => rule?.id));
  return [
    ...rules.flatMap(({ file, rule }) => {
      const id = String(rule?.id);
      const place = `rules/catalog/${id.split('-')[0]}/${id}.yaml`;
      if (file !== place) return [`${file} says it is ${id}, which belongs into ${place}`];
      return inPacks.has(id) || rule?.draft === true ? [] : [`${id} is in no pack and no draft`];
    }),
    ...selected.filter(({ file, id }) => !known.has(id) && !(file.startsWith('rules/frameworks/') && waiting.includes(id))).map(({ file, id }) => `${file} names ${id}, which does not exist`),
  ];
}

/** Every rule id that occurs anywhere in a value, as a key or as a whole text. */
export function idsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^[A-Z]{2,5}-\d{3}$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? value.flatMap(idsIn) : Object.entries(value).flat().flatMap(idsIn);
}
