/**
 * Reads the assignments of os-release(5): one per line, values plain or in single or double quotes, in which a backslash
 * makes `"`, `$`, `\` and the backquote plain. Of two assignments to one name the last counts; other lines are passed over.
 */
export function assignments(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()));
  return new Map(lines.flatMap((found) => (found ? [[found[1] ?? '', unquoted(found[2] ?? '')]] : [])));
}

function unquoted(value: string): string {
  const [, single] = /^'([^']*)'$/.exec(value) ?? [];
  if (single !== undefined) return single;
  const [, double] = /^"((?:[^"\\]|\\.)*)"$/.exec(value) ?? [];
  return (double ?? value).replace(/\\(["'$\\`])/g, '$1');
}

/** A release as the one line of /etc/redhat-release tells it, for systems from before os-release (Enterprise Linux 6). */
export function releaseLine(text: string): ReadonlyMap<string, string> {
  const [, name, version, codename] = /^(.{1,100}?) (?:Linux )?release (\d[\d.]{0,20})(?: \(([^()]{1,60})\))?/.exec(text.trim()) ?? [];
  const id = name === undefined ? undefined : ids.find(([start]) => name.startsWith(start))?.[1];
  if (id === undefined || version === undefined) return new Map();
  return new Map([
    ['ID', id],
    ['PRETTY_NAME', text.trim().split('\n')[0] ?? ''],
    ['VERSION_ID', version],
    ...(codename === undefined || codename === 'Final' ? [] : ([['VERSION_CODENAME', codename]] as const)),
  ]);
}

const ids = [
  ['Red Hat Enterprise', 'rhel'],
  ['CentOS', 'centos'],
  ['Oracle', 'ol'],
  ['Scientific', 'scientific'],
  ['Fedora', 'fedora'],
  ['AlmaLinux', 'almalinux'],
  ['Rocky', 'rocky'],
] as const;
