/**
 * The fact at a path: `os.build`, or `encryption.volumes.mountPoint=C:.protected` for the item of a list whose member says
 * so. Undefined where nothing is.
 */
export function factAt(facts: Readonly<Record<string, unknown>>, path: string): unknown {
  let at: unknown = facts;
  for (const part of path.split('.')) {
    if (Array.isArray(at)) {
      const [, key = '', value] = /^(\w+)=(.*)$/.exec(part) ?? [];
      at = (at as readonly Readonly<Record<string, unknown>>[]).find((item) => String(item[key]) === value);
    } else at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[part];
  }
  return at;
}
