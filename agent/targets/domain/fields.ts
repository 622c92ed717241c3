/** A line `name: value` of a text; the name in lower case. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** The lines of a text that are fields; others are left out. */
export function fieldsOf(text: string): Field[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    return /^[a-z][a-z0-9_-]*$/.test(name) ? [{ name, value: line.slice(colon + 1).trim() }] : [];
  });
}
