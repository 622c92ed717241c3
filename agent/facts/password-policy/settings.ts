import { inOrder } from '../../host/reading.ts';

/**
 * Settings of pwquality.conf(5), faillock.conf(5), pwhistory.conf(5): `name = value`, or a name alone for a switch. The main file comes
 * after the parts in its folder, which are taken in the order of their names, and the last one counts.
 */
export function optionsIn(parts: readonly { readonly path: string; readonly text: string }[], main: string | undefined): ReadonlyMap<string, string> {
  const texts = [...[...parts].sort((a, b) => inOrder(a.path, b.path)).map(({ text }) => text), main ?? ''];
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => line.replace(/#.*/, '').trim());
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([a-z_]+)\s*(?:=\s*(\S+))?$/i.exec(line) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), value ?? 'yes'] as const];
    }),
  );
}

/** Arguments of a PAM module over such settings: `minlen=12`, or a word alone. */
export function withArguments(options: ReadonlyMap<string, string>, args: readonly string[]): ReadonlyMap<string, string> {
  const given = args.flatMap((arg) => {
    const [, name, value] = /^([a-z_]+)(?:=(.*))?$/i.exec(arg) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value ?? 'yes'] as const];
  });
  return new Map([...options, ...given]);
}

/** A number that may be negative, as credits are; undefined for another text. */
export function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** A setting of login.defs(5): name, blanks, value. The last one counts. */
export function loginDefs(text: string, name: string): string | undefined {
  return [...text.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]+(\\S+)`, 'gm'))].at(-1)?.[1];
}
