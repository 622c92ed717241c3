import path from 'node:path';

/** One import of a module: as a value, as types only, or lazily by `import()`. */
export interface Import {
  readonly specifier: string;
  readonly kind: 'value' | 'type' | 'lazy';
}

const tokens = {
  comment: /\/\/.*|\/\*[^]*?(?:\*\/|$)/y,
  // A quote right behind a letter is an apostrophe in JSX text; so is one that its line does not close.
  string: /(?<!\w)(['"])(?:\\[^]|(?!\1)[^\\\n])*\1/y,
  regex: /(?<![\w$)\]}'"`<]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/*\\[\n])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])*\//y,
  template: /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y,
};

/**
 * The text with comments and the insides of strings blanked out, at unchanged positions, so that a search finds code only.
 * What stands in the `${}` of a template stays.
 */
export function code(text: string): string {
  const out = text.split('');
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
  };
  // One entry per `${` we are inside of: how many braces are open since.
  const holes: number[] = [];
  let inTemplate = false;
  for (let at = 0, end = 0; at < text.length; at = end) {
    const char = text.charAt(at);
    if (inTemplate) {
      end = endOf('template', text, at) ?? text.length;
      const hole = text.endsWith('${', end) && end - 2 >= at;
      blank(at, hole ? end - 2 : end - 1);
      if (hole) holes.push(0);
      inTemplate = false;
      continue;
    }
    const comment = endOf('comment', text, at);
    const literal = endOf('string', text, at) ?? endOf('regex', text, at);
    end = comment ?? literal ?? at + 1;
    if (comment) blank(at, end);
    else if (literal) blank(at + 1, end - 1);
    else if (char === '`') inTemplate = true;
    else if (char === '{' && holes.length > 0) holes.push(holes.pop()! + 1);
    else if (char === '}' && holes.length > 0) {
      const open = holes.pop()!;
      if (open > 0) holes.push(open - 1);
      else inTemplate = true;
    }
  }
  return out.join('');
}

function endOf(token: keyof typeof tokens, text: string, at: number): number | undefined {
  const pattern = tokens[token];
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

const clause = String.raw`(?:[\w$]+\s*,?\s*)?(?:\*\s*(?:as\s+[\w$]+\s*)?|\{[^{}]*\}\s*)?`;
const statement = new RegExp(
  String.raw`(?<![.\w$])(?:(?:import|export)\s*(?<type>type\s+)?(?<names>${clause})\bfrom\s*|import\s*(?<lazy>\(?)\s*|require(?<required>\()\s*)(?<quote>['"\x60])`,
  'g',
);

/** All imports and re-exports of a source text. */
export function imports(text: string): Import[] {
  const masked = code(text);
  return [...masked.matchAll(statement)].map((found) => {
    const { type, names, lazy, quote } = found.groups!;
    const from = found.index + found[0].length;
    const specifier = text.slice(from, masked.indexOf(quote!, from));
    return { specifier, kind: lazy ? 'lazy' : type || onlyTypes(names) ? 'type' : 'value' };
  });
}

function onlyTypes(names = ''): boolean {
  const list = /^\{([^{}]*)\}\s*$/
    .exec(names.trim())?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return list !== undefined && list.length > 0 && list.every((name) => name.startsWith('type '));
}

/** The repository path a relative import leads to; undefined for packages and built-ins. */
export function target(importer: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(importer), specifier) : undefined;
}

/** Groups of modules that import each other as values, directly or in a ring; each group sorted. */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reach = new Map([...graph.keys()].map((start) => [start, reachable(graph, start)]));
  const groups = new Map<string, string[]>();
  for (const [node, seen] of reach) {
    if (!seen.has(node)) continue;
    const group = [...seen].filter((other) => reach.get(other)?.has(node)).sort();
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachable(graph: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return seen;
}
