/**
 * The order of package versions: negative when `a` is older, positive when it is newer. The judging side has an order of
 * its own; a test holds the two against each other, and both against dpkg.
 */
export const packageOrder = { dpkg: debianOrder, rpm: rpmOrder } as const;

interface Parts {
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
}

function partsOf(text: string): Parts {
  const [, epoch = '0', rest = ''] = /^(?:(\d{1,9}):)?([^]*)$/.exec(text) ?? [];
  const cut = rest.lastIndexOf('-');
  return { epoch: Number(epoch), version: cut < 0 ? rest : rest.slice(0, cut), release: cut < 0 ? '' : rest.slice(cut + 1) };
}

/** See deb-version(7). */
function debianOrder(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return left.epoch - right.epoch || debianPart(left.version, right.version) || debianPart(left.release, right.release);
}

/** Text and digits by turns; in text a tilde is less than the end, letters less than anything else. */
function debianPart(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const order = weight(a, i) - weight(b, j);
      if (order !== 0) return order;
      i += 1;
      j += 1;
    }
    const [x, y] = [digitsAt(a, i), digitsAt(b, j)];
    const order = byNumber(x, y);
    if (order !== 0) return order;
    [i, j] = [i + x.length, j + y.length];
  }
  return 0;
}

function weight(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  if (text[at] === '~') return -1;
  return /[a-z]/i.test(text[at] ?? '') ? text.charCodeAt(at) : text.charCodeAt(at) + 65_536;
}

/** See rpm-version(7): segments of digits or letters, digits newer than letters, `~` older than nothing, `^` newer than nothing. */
function rpmOrder(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return left.epoch - right.epoch || rpmPart(left.version, right.version) || rpmPart(left.release, right.release);
}

function rpmPart(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [x, y] = [left[at], right[at]];
    if (x === y) continue;
    if (x === '~' || y === '~') return x === '~' ? -1 : 1;
    if (x === '^' || y === '^') return x === '^' ? (y === undefined ? 1 : -1) : x === undefined ? -1 : 1;
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const [xDigits, yDigits] = [isDigit(x, 0), isDigit(y, 0)];
    if (xDigits !== yDigits) return xDigits ? 1 : -1;
    const order = xDigits ? byNumber(x, y) : x < y ? -1 : 1;
    if (order !== 0) return order;
  }
  return 0;
}

function segments(text: string): string[] {
  return text.match(/[0-9]+|[A-Za-z]+|~|\^/g) ?? [];
}

/** Digits of any length by their value. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}

function digitsAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && isDigit(text, end)) end += 1;
  return text.slice(at, end);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
