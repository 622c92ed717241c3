/**
 * Whether a name fits a pattern of fnmatch(3): `*` any run, `?` any character, `[a-z]` and `[!a-z]` one of a set.
 * Takes at most pattern × name steps, whatever a hostile pattern says.
 */
export function fits(pattern: string, name: string): boolean {
  const parts = partsOf(pattern);
  let [at, part, star, mark] = [0, 0, -1, 0];
  while (at < name.length) {
    const here = parts[part];
    if (here === '*') {
      star = part++;
      mark = at;
    } else if (here !== undefined && fitsOne(here, name.charAt(at))) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++mark;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '*');
}

/** The pattern in the form that sources have: only `*`, which fits at least what the pattern fits. */
export function broadened(pattern: string): string {
  const broad = partsOf(pattern).map((part) => (part === '?' || part.length > 1 ? '*' : part));
  return broad.join('').replace(/\*+/g, '*');
}

/** A set of more than 255 characters is none, so that a run of brackets is not searched to its end for each of them. */
function partsOf(pattern: string): string[] {
  return pattern.match(/\[!?\]?[^\]/]{0,255}\]|[^]/g) ?? [];
}

function fitsOne(part: string, char: string): boolean {
  if (part === '?') return true;
  if (part.length === 1) return part === char;
  const negated = part.charAt(1) === '!';
  return inSet(part.slice(negated ? 2 : 1, -1), char) !== negated;
}

function inSet(set: string, char: string): boolean {
  for (let at = 0; at < set.length; at++) {
    if (set.charAt(at + 1) === '-' && at + 2 < set.length) {
      if (set.charAt(at) <= char && char <= set.charAt(at + 2)) return true;
      at += 2;
    } else if (set.charAt(at) === char) return true;
  }
  return false;
}
