/** Values by key, keys in lower case, by section; lines before the first `[section]` stand under ''. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads `[section]` and `key = value` (or `key: value`) lines, as in yum.conf(5), borg repositories, GNOME key files.
 * Lines that begin with `#` or `;` are comments. Of a key given twice the last one counts; other lines say nothing.
 */
export function iniIn(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  sections.set('', current);
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const heading = /^\[([^\]]*)\]/.exec(line)?.[1];
    if (heading !== undefined) {
      current = sections.get(heading) ?? new Map<string, string>();
      sections.set(heading, current);
      continue;
    }
    const cut = line.search(/[=:]/);
    if (cut > 0) current.set(line.slice(0, cut).trim().toLowerCase(), line.slice(cut + 1).trim());
  }
  return sections;
}

/** The words that mean yes in such files. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|yes|true|on)$/i.test(value);
}
