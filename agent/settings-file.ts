import fs from 'node:fs';
import path from 'node:path';
import type { Node, Pair } from 'yaml';
import { codeOf, failure, messageOf } from './failure.ts';
import { nearest } from './nearest.ts';
import { checkFolder, checkPrivate } from './private.ts';
import type { Uid } from './private.ts';

/** A value of the settings file and where it stands, `file:line`. */
export interface FileValue {
  readonly value: unknown;
  readonly origin: string;
}

/** How the file is to be read. `known` are the names that may stand in it, a dot for a name inside a name. */
export interface FileRules {
  readonly uid: Uid;
  readonly mustExist: boolean;
  readonly known: readonly string[];
}

const mostBytes = 1024 * 1024;

/**
 * Reads the settings file (YAML), if there is one; the parser is loaded only then.
 * @throws a failure with file, line and the nearest name for what is not known, or the command for loose permissions
 */
export async function readSettingsFile(file: string, rules: FileRules): Promise<ReadonlyMap<string, FileValue>> {
  const text = textOf(file, rules);
  if (text === undefined) return new Map();
  const { default: { LineCounter, isMap, isScalar, parseDocument } } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, maxAliasCount: 0 } as object);
  const [broken] = document.errors;
  if (broken) throw failure('wrong-use', `${file}:${lines.linePos(broken.pos[0]).line}: ${messageOf(broken)}; mend the line.`);

  const found = new Map<string, FileValue>();
  const lineOf = (node: unknown) => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const collect = (pairs: readonly Pair[], above: string) => {
    for (const { key, value } of pairs) {
      const name = above + (isScalar(key) ? String(key.value) : String(key));
      const origin = `${file}:${lineOf(key)}`;
      if (rules.known.includes(name)) found.set(name, { value: plain(value), origin });
      else if (rules.known.some((each) => each.startsWith(`${name}.`)) && isMap(value)) collect(value.items, `${name}.`);
      else throw failure('wrong-use', `${origin}: there is no setting "${name}"${suggestion(name, rules.known)}`);
    }
  };
  if (isMap(document.contents)) collect(document.contents.items, '');
  else if (document.contents !== null && plain(document.contents) !== null) throw failure('wrong-use', `${file}:1: settings are written as "name: value", one to a line.`);
  return found;
}

function plain(node: unknown): unknown {
  if (node === null || typeof node !== 'object' || !('toJSON' in node)) return node;
  return (node as { toJSON: () => unknown }).toJSON();
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known) ?? known.find((each) => each.endsWith(`.${name}`));
  return near ? `; did you mean "${near}"?` : `; there are ${known.join(', ')}.`;
}

function textOf(file: string, { uid, mustExist }: FileRules): string | undefined {
  try {
    if (!fs.existsSync(file) && !mustExist) return undefined;
    const { size } = fs.statSync(file);
    if (size > mostBytes) throw failure('wrong-use', `${file} has ${size} bytes; settings are at most ${mostBytes}.`);
    checkFolder(path.dirname(path.resolve(file)), uid);
    checkPrivate(file, '600', uid);
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw failure('wrong-use', `There is no settings file ${file}; make it, or leave the flag out.`, error);
    if (codeOf(error) === 'EACCES') throw failure('wrong-use', `${file} cannot be read by this user; run as root, or name another with --config FILE.`, error);
    throw error;
  }
}
