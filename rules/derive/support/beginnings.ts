/** A text with which a match of a pattern can begin; `open` while the pattern goes on after it in a way that is not read here. */
interface Beginning {
  readonly text: string;
  readonly open: boolean;
}

const most = 64;

/**
 * The texts, in lower case, with one of which every match of an anchored pattern begins: `^(?:Old|New) Shop \d` gives
 * "old shop " and "new shop ". They rule most names out before a pattern is tried.
 *
 * @param pattern in the syntax of RE2. What is not read here (classes, repetitions) ends a beginning, so that it may be
 * shorter than it could be, never longer.
 * @returns nothing when a match may begin in any way.
 */
export function beginnings(pattern: string): string[] {
  const bare = pattern.replace(/^\(\?i\)/, '');
  if (!bare.startsWith('^') || alternatives(bare).length > 1) return [];
  const texts = [...new Set(read(bare.slice(1)).map(({ text }) => text.toLowerCase()))];
  return texts.includes('') || texts.length > most ? [] : texts;
}

function read(pattern: string): Beginning[] {
  let found: Beginning[] = [{ text: '', open: false }];
  for (let at = 0; at < pattern.length; ) {
    const piece = pieceAt(pattern, at);
    const longer = piece && found.flatMap((before) => (before.open ? [before] : piece.texts.map((it) => ({ text: before.text + it.text, open: it.open }))));
    if (!longer || longer.length > most) return found.map((it) => ({ ...it, open: true }));
    if (longer.every(({ open }) => open)) return longer;
    found = longer;
    at = piece.end;
  }
  return found;
}

/** One character or group, what follows it read as well; undefined for all else. */
function pieceAt(pattern: string, at: number): { readonly texts: readonly Beginning[]; readonly end: number } | undefined {
  const group = /^\((?:\?:|\?P?<\w+>)/.exec(pattern.slice(at))?.[0];
  const end = group ? groupEnd(pattern, at) : at + (pattern[at] === '\\' ? 2 : 1);
  if (end === undefined) return undefined;
  const texts = group ? alternatives(pattern.slice(at + group.length, end - 1)).flatMap(read) : literal(pattern.slice(at, end));
  if (!texts) return undefined;
  const next = pattern[end] ?? '';
  if (next === '?') return { texts: [...texts, { text: '', open: false }], end: end + 1 };
  return /[*+{]/.test(next) ? undefined : { texts, end };
}

function literal(text: string): Beginning[] | undefined {
  if (/^\\[^a-zA-Z0-9]$/.test(text)) return [{ text: text.slice(1), open: false }];
  return /^[^\\^$.|?*+()[\]{}]$/.test(text) ? [{ text, open: false }] : undefined;
}

/** The parts between the bars that stand outside of groups and classes. */
function alternatives(pattern: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const token of pattern.match(/\\.|\[(?:\\.|[^\]\\])*\]|[^]/g) ?? []) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/** The place after the bracket that closes the group that opens at `at`. */
function groupEnd(pattern: string, at: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of pattern.slice(at).matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()]/g)) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) return at + index + 1;
  }
  return undefined;
}
