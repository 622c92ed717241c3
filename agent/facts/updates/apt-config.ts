/** Settings of apt by name in lower case: the last value, and the items of a list in the order of the files. */
export interface AptConfig {
  readonly value: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[];
  /** A text ends amid a setting, which apt refuses, or takes in another file, which is not followed: any value may be another one. */
  readonly broken: boolean;
}

interface Token {
  readonly kind: 'word' | 'string' | '{' | '}' | ';' | 'clear';
  readonly text: string;
}

/** No setting of apt is nested deeper than this. */
const deepest = 16;

/** Files of a folder that apt reads: letters, digits, `-` and `_`, without extension or with `.conf`, see apt.conf(5). */
export function isAptConfig(path: string): boolean {
  return /\/[\w-]+(?:\.conf)?$/.test(path);
}

/** Puts together the texts of apt.conf(5), in the order in which apt reads them: `apt.conf.d` by name, then `apt.conf`. */
export function aptConfig(texts: readonly string[]): AptConfig {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const broken = texts.map((text) => addText(text, values, lists)).includes(false);
  return { broken, value: (name) => values.get(name.toLowerCase()), list: (name) => lists.get(name.toLowerCase()) ?? [] };
}

/** apt runs a periodic task for a number of days, hours, minutes or seconds above zero, or `always`. */
export function isPeriod(value: string | undefined): boolean {
  return value !== undefined && /^(?:always|0*[1-9]\d*[smhd]?)$/i.test(value.trim());
}

/** Adds the settings of one text; false when apt would refuse it or read on elsewhere. */
function addText(text: string, values: Map<string, string>, lists: Map<string, string[]>): boolean {
  const scopes: string[] = [];
  let words: Token[] = [];
  const nameOf = (name: string) => [...scopes.slice(-1), name].join('::').toLowerCase();
  const append = (name: string, item: string) => {
    const items = lists.get(name);
    if (items) items.push(item);
    else lists.set(name, [item]);
  };
  const end = () => {
    const [first, second] = words;
    if (first?.kind === 'clear') clear(first.text.toLowerCase(), values, lists);
    else if (first?.kind === 'string' && !second) append(scopes.at(-1) ?? '', first.text);
    else if (first && second) {
      if (first.text.endsWith('::')) append(nameOf(first.text.slice(0, -2)), second.text);
      else values.set(nameOf(first.text), second.text);
    }
    words = [];
  };
  for (const token of tokensOf(text)) {
    if (token.kind === '{') {
      const name = words[0]?.kind === 'clear' ? '' : (words[0]?.text ?? '');
      end();
      scopes.push(scopes.length < deepest ? nameOf(name.replace(/::$/, '')).slice(0, 200) : '');
    } else if (token.kind === '}') {
      end();
      scopes.pop();
    } else if (token.kind === ';') end();
    else words.push(token);
  }
  return words.length === 0 && !/^[ \t]*#include\s/m.test(text);
}

function clear(name: string, values: Map<string, string>, lists: Map<string, string[]>): void {
  for (const settings of [values, lists]) for (const key of settings.keys()) if (key === name || key.startsWith(`${name}::`)) settings.delete(key);
}

/** `//` and `#` begin a comment, except `#clear NAME;`. */
function* tokensOf(text: string): Generator<Token> {
  const pattern =
    /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|#clear\s+(?<clear>[\w:/.-]+)|#[^\n]*|"(?<string>[^"\n]*)"|(?<mark>[{};])|(?<word>[^\s{};"]+)/g;
  for (const { groups } of text.matchAll(pattern)) {
    if (groups?.['clear'] !== undefined) yield { kind: 'clear', text: groups['clear'] };
    else if (groups?.['string'] !== undefined) yield { kind: 'string', text: groups['string'] };
    else if (groups?.['mark'] !== undefined) yield { kind: groups['mark'] as '{' | '}' | ';', text: '' };
    else if (groups?.['word'] !== undefined) yield { kind: 'word', text: groups['word'] };
  }
}
