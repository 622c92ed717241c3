/** Tells which of two versions is older: negative when `a` is, 0 when they are the same, positive when `b` is. Total: any text has a place. */
export type VersionOrder = (a: string, b: string) => number;

/**
 * The order of versions, by the kind of what carries them. Pure text comparison in linear time, so that a version of
 * any length that a device sends does no harm.
 */
export const versionOrder = {
  /** Debian packages: deb-version(7). */
  dpkg: debianOrder,
  /** RPM packages: rpm-version(7), with `~` (older than nothing) and `^` (newer than nothing, older than anything else). */
  rpm: rpmOrder,
  /** Semantic Versioning 2.0.0, also with one to four numbers and a leading `v`. */
  semver: semanticOrder,
  /** Windows builds such as `10.0.19045.5011`: numbers between dots. */
  windows: dottedOrder,
  /** macOS versions (`15.1`) and builds (`24B83`, `24B2083a`): numbers and letters by turns. */
  macos: dottedOrder,
} as const satisfies Record<string, VersionOrder>;

/** Splits `[epoch:]upstream[-revision]`; the revision starts at the last hyphen. */
function parts(version: string): { epoch: string; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const epoch = colon > 0 && digitsEnd(version, 0) === colon ? version.slice(0, colon) : '';
  const rest = version.slice(epoch === '' ? 0 : colon + 1);
  const hyphen = rest.lastIndexOf('-');
  return hyphen < 0 ? { epoch, upstream: rest, revision: '' } : { epoch, upstream: rest.slice(0, hyphen), revision: rest.slice(hyphen + 1) };
}

function debianOrder(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return numberOrder(left.epoch, right.epoch) || debianPartOrder(left.upstream, right.upstream) || debianPartOrder(left.revision, right.revision);
}

/** Text and number by turns, text first. In text `~` comes before the end, the end before letters, letters before all else. */
function debianPartOrder(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const order = debianWeight(a, i) - debianWeight(b, j);
      if (order !== 0) return order;
      i++;
      j++;
    }
    const [aEnd, bEnd] = [digitsEnd(a, i), digitsEnd(b, j)];
    const order = numberOrder(a.slice(i, aEnd), b.slice(j, bEnd));
    if (order !== 0) return order;
    [i, j] = [aEnd, bEnd];
  }
  return 0;
}

function debianWeight(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  if (text[at] === '~') return -1;
  return isLetter(text, at) ? text.charCodeAt(at) : text.charCodeAt(at) + 0x10000;
}

function rpmOrder(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return numberOrder(left.epoch, right.epoch) || rpmPartOrder(left.upstream, right.upstream) || rpmPartOrder(left.revision, right.revision);
}

/** Runs of digits and runs of letters, whatever stands between them; a number is newer than letters. */
function rpmPartOrder(a: string, b: string): number {
  let [i, j] = [0, 0];
  for (;;) {
    [i, j] = [separatorsEnd(a, i), separatorsEnd(b, j)];
    const mark = rpmMark(a[i]) - rpmMark(b[j]);
    if (mark !== 0) return mark;
    if (i >= a.length) return 0;
    if (a[i] === '~' || a[i] === '^') {
      i++;
      j++;
      continue;
    }
    const numeric = isDigit(a, i);
    if (numeric !== isDigit(b, j)) return numeric ? 1 : -1;
    const [aEnd, bEnd] = numeric ? [digitsEnd(a, i), digitsEnd(b, j)] : [lettersEnd(a, i), lettersEnd(b, j)];
    const [left, right] = [a.slice(i, aEnd), b.slice(j, bEnd)];
    const order = numeric ? numberOrder(left, right) : textOrder(left, right);
    if (order !== 0) return order;
    [i, j] = [aEnd, bEnd];
  }
}

/** `~` before the end, the end before `^`, and `^` before anything that goes on. */
function rpmMark(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  return character === '^' ? 1 : 2;
}

function semanticOrder(a: string, b: string): number {
  const [left, right] = [semantic(a), semantic(b)];
  const core = dottedOrder(left.core, right.core);
  if (core !== 0) return core;
  if (left.early === '' || right.early === '') return Number(left.early === '') - Number(right.early === '');
  return earlyOrder(left.early.split('.'), right.early.split('.'));
}

/** A version without its leading `v` and its build metadata, cut before what marks it as a release to come. */
function semantic(version: string): { core: string; early: string } {
  const bare = version.replace(/^[vV](?=\d)/, '').split('+', 1)[0] ?? '';
  const hyphen = bare.indexOf('-');
  return hyphen < 0 ? { core: bare, early: '' } : { core: bare.slice(0, hyphen), early: bare.slice(hyphen + 1) };
}

/** Semantic Versioning 2.0.0, item 11: numbers before texts, fewer fields before more. */
function earlyOrder(a: readonly string[], b: readonly string[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    const [leftIsNumber, rightIsNumber] = [isNumber(left), isNumber(right)];
    if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
    const order = leftIsNumber ? numberOrder(left, right) : textOrder(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers between dots, a missing one counts as 0; a field that is no number counts by its leading digits, then as text. */
function dottedOrder(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = mixedOrder(left[at] ?? '', right[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Number and text by turns, number first; an absent number is 0, an absent text comes first. */
function mixedOrder(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [aNumber, bNumber] = [digitsEnd(a, i), digitsEnd(b, j)];
    const [aText, bText] = [noDigitsEnd(a, aNumber), noDigitsEnd(b, bNumber)];
    const order = numberOrder(a.slice(i, aNumber), b.slice(j, bNumber)) || textOrder(a.slice(aNumber, aText), b.slice(bNumber, bText));
    if (order !== 0) return order;
    [i, j] = [aText, bText];
  }
  return 0;
}

/** Order of two runs of digits of any length. */
function numberOrder(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || textOrder(left, right);
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isNumber(text: string): boolean {
  return text !== '' && digitsEnd(text, 0) === text.length;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return code >= 97 && code <= 122;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text, at)) at++;
  return at;
}

function noDigitsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isDigit(text, at)) at++;
  return at;
}

function lettersEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isLetter(text, at)) at++;
  return at;
}

function separatorsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isDigit(text, at) && !isLetter(text, at) && text[at] !== '~' && text[at] !== '^') at++;
  return at;
}
