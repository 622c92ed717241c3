import fs from 'node:fs';
import path from 'node:path';
import type { Node } from 'yaml';
import type { Drill } from '../facts/drills/results.ts';
import { codeOf, failure, messageOf } from '../failure.ts';
import { withoutCredentials } from '../host/address.ts';
import { printable } from '../host/reading.ts';
import { nearest } from '../nearest.ts';
import { digestOf } from './compare.ts';

interface Field {
  readonly meaning: string;
  readonly required: boolean;
  readonly wanted: string;
  /** The value as it is kept; undefined when it is not what is wanted. */
  readonly read: (value: unknown, around: { readonly now: Date; readonly folder: string }) => string | number | undefined;
}

const mostBytes = 64 * 1024;

/** Everything that a form may say. */
const fields: Readonly<Record<string, Field>> = {
  product: { meaning: 'program that brought it back, such as Veeam', required: true, wanted: 'a name of at most 64 letters', read: textOf(64) },
  person: { meaning: 'who made or ordered the restore', required: true, wanted: 'a name of at most 128 letters', read: textOf(128) },
  date: { meaning: 'day of the restore', required: true, wanted: 'a day that was, such as 2026-11-21', read: dayOf },
  what: { meaning: 'what was brought back, such as "mailbox of the clerk"', required: true, wanted: 'a text of at most 512 letters', read: textOf(512) },
  result: { meaning: 'passed or failed', required: true, wanted: 'passed or failed', read: (value) => (value === 'passed' || value === 'failed' ? value : undefined) },
  evidence: { meaning: 'file that proves it (picture of the screen, log), beside this form or by its whole path', required: true, wanted: 'a file that can be read', read: evidenceOf },
  why: { meaning: 'what went wrong; required when it failed', required: false, wanted: 'a text of at most 512 letters', read: textOf(512) },
  location: { meaning: 'where the copies lie: folder or address', required: false, wanted: 'a text of at most 1024 letters', read: textOf(1024) },
  copyMadeOn: { meaning: 'day of the copy that was used', required: false, wanted: 'a day that was, such as 2026-11-20', read: dayOf },
  minutes: { meaning: 'how long it took until the data could be used', required: false, wanted: 'a number of minutes, at least 0', read: (value) => numberOf(value, 60 * 24 * 365) },
  files: { meaning: 'how many files came back', required: false, wanted: 'a whole number', read: wholeOf },
  bytes: { meaning: 'how much came back', required: false, wanted: 'a whole number', read: wholeOf },
  note: { meaning: 'any remark', required: false, wanted: 'a text of at most 512 letters', read: textOf(512) },
};

/** An empty form, as YAML. */
export function emptyForm(): string {
  const head = '# A restore that somebody made, in any product. Fill it in, and keep it beside the file that proves it; then run:\n#   townwatch-agent drill --record THIS-FILE\n';
  const width = Math.max(...Object.keys(fields).map((name) => name.length)) + 2;
  return head + Object.entries(fields).map(([name, { meaning, required }]) => `${`${name}:`.padEnd(width)}# ${required ? 'required: ' : ''}${meaning}\n`).join('');
}

/**
 * Reads a filled form (YAML, or JSON, which is YAML) and the file that proves it.
 * @throws a failure that names file and line, what is wrong there and what is wanted
 */
export async function recordedDrill(file: string, now: Date): Promise<Drill> {
  const place = path.resolve(file);
  const said = await answersIn(place, textIn(place));
  const values = new Map(Object.entries(fields).flatMap(([name, { read, wanted, required }]) => {
    const given = said.get(name);
    if (given === undefined || given.value === null || given.value === '') {
      if (required) throw refusal(`${place}: "${name}" is not filled in; it takes ${wanted}.`);
      return [];
    }
    const value = read(given.value, { now, folder: path.dirname(place) });
    if (value === undefined) throw refusal(`${given.at}: "${name}" takes ${wanted}, not ${JSON.stringify(given.value)?.slice(0, 200)}.`);
    return [[name, value] as const];
  }));
  if (values.get('result') === 'failed' && !values.has('why')) throw refusal(`${place}: "why" is not filled in; a restore that failed needs it.`);
  if (values.has('copyMadeOn') && String(values.get('copyMadeOn')) > String(values.get('date'))) throw refusal(`${said.get('copyMadeOn')?.at}: "copyMadeOn" is after the restore.`);
  return drillOf(values);
}

function drillOf(values: ReadonlyMap<string, string | number>): Drill {
  const text = (name: string) => (values.has(name) ? String(values.get(name)) : null);
  const number = (name: string) => (values.has(name) ? Number(values.get(name)) : null);
  const [location, minutes] = [text('location'), number('minutes')];
  return {
    product: text('product') ?? '',
    location: location === null ? null : printable(withoutCredentials(location)),
    kind: 'recorded',
    at: text('date') ?? '',
    result: text('result') === 'passed' ? 'passed' : 'failed',
    why: text('result') === 'passed' ? null : text('why'),
    copyMadeAt: text('copyMadeOn'),
    files: number('files'),
    compared: null,
    changedSince: null,
    bytes: number('bytes'),
    durationSeconds: minutes === null ? null : Math.round(minutes * 60),
    seed: null,
    what: text('what'),
    person: text('person'),
    evidenceDigest: text('evidence'),
    note: text('note'),
  };
}

interface Said {
  readonly value: unknown;
  /** `file:line`. */
  readonly at: string;
}

async function answersIn(file: string, text: string): Promise<Map<string, Said>> {
  const { default: { LineCounter, isMap, isScalar, parseDocument } } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, maxAliasCount: 0 } as object);
  const [broken] = document.errors;
  if (broken) throw refusal(`${file}:${lines.linePos(broken.pos[0]).line}: ${messageOf(broken)}; mend the line.`);
  if (!isMap(document.contents)) throw refusal(`${file}:1: a form has lines such as "product: Veeam"; print an empty one with "townwatch-agent drill --form".`);
  return new Map(
    document.contents.items.map(({ key, value }): [string, Said] => {
      const name = isScalar(key) ? String(key.value) : '';
      const at = `${file}:${lines.linePos((key as Node | null)?.range?.[0] ?? 0).line}`;
      if (!Object.hasOwn(fields, name)) throw refusal(`${at}: a form has no "${printable(name, 64)}"${suggestion(name)}`);
      return [name, { value: isScalar(value) ? value.value : value === null ? null : undefined, at }];
    }),
  );
}

function suggestion(name: string): string {
  const near = nearest(name, Object.keys(fields));
  return near ? `; did you mean "${near}"?` : `; there are ${Object.keys(fields).join(', ')}.`;
}

function textIn(file: string): string {
  try {
    if (fs.statSync(file).size > mostBytes) throw refusal(`${file} is larger than any form.`);
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `The form ${file} cannot be read (${codeOf(error)}); print an empty one with "townwatch-agent drill --form".`, error);
  }
}

function textOf(max: number): (value: unknown) => string | undefined {
  return (value) => {
    const text = typeof value === 'string' || typeof value === 'number' ? printable(String(value), max + 1) : '';
    return text !== '' && text.length <= max ? text : undefined;
  };
}

function dayOf(value: unknown, { now }: { readonly now: Date }): string | undefined {
  if (typeof value !== 'string' || !/^20\d\d-\d\d-\d\d$/.test(value)) return undefined;
  const day = new Date(value);
  // The day has begun somewhere on earth up to 14 hours before it does in Greenwich.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) && day.getTime() <= now.getTime() + 14 * 3_600_000 ? value : undefined;
}

function numberOf(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= most ? value : undefined;
}

function wholeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** SHA-256 of the file that proves it. */
function evidenceOf(value: unknown, { folder }: { readonly folder: string }): string | undefined {
  return typeof value === 'string' ? digestOf(path.resolve(folder, value)) : undefined;
}

function refusal(sentence: string): Error {
  return failure('input-refused', sentence);
}
