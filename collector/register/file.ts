import fs from 'node:fs';
import * as z from 'zod';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import type { ParameterOverride } from '../../rules/input.ts';
import { readYaml } from '../../rules/load/yaml.ts';
import type { Problem, Read } from '../../rules/load/yaml.ts';
import { registerSchema } from '../../rules/register.ts';
import type { Register } from '../../rules/register.ts';
import { codeOf, failure, messageOf } from '../failure.ts';
import { asOverrides, parameterProblems, writtenParameter } from './parameters.ts';
import { registerProblems } from './references.ts';

/** What a file may weigh, in bytes: a town of 20,000 fits many times. */
const mostBytes = 4 * 1024 * 1024;

const townFile = z.strictObject({
  ...registerSchema.shape,
  /** Name of the town that it is about: then it is not applied to another by mistake. */
  town: z.string().optional(),
  parameters: z.array(writtenParameter).optional(),
});
const mspFile = z.strictObject({ parameters: z.array(writtenParameter).optional() });

/** What a file is checked against. */
export interface Surroundings {
  readonly rulebook: Pick<Rulebook, 'rules'>;
  /** The day it is where the town is: what has happened cannot be later. */
  readonly today: string;
  /** Name of the town; people that its lists name beside those of the file. */
  readonly town: string;
  readonly people: readonly string[];
}

export type Checked<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a file as text. @throws a failure when there is none, or it is no text */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    throw failure('wrong-use', `${file} cannot be read (${codeOf(error)}); name a file that is there.`, error);
  }
  if (bytes.length > mostBytes) throw failure('input-refused', `${file} is larger than ${mostBytes / 1024 / 1024} MB; a file of a town is much smaller.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw failure('input-refused', `${file} is not in UTF-8; save it as UTF-8 text.`, error);
  }
}

/** Checks a whole `town.yaml`: its form, what its parts say of each other, and its parameters. It holds as a whole or not at all. */
export function checkTownFile(file: string, text: string, around: Surroundings): Checked<{ register: Register; parameters: ParameterOverride[] }> {
  const read = parsed(file, text, townFile);
  if (!('value' in read)) return { ok: false, problems: sorted(read) };
  const { town, parameters = [], ...register } = read.value;
  const another = town !== undefined && town.trim().toLowerCase() !== around.town.toLowerCase();
  const problems = [
    ...(another ? [read.problem(['town'], `the file is about "${town}", not about "${around.town}"; apply it with --town "${town}"`)] : []),
    ...registerProblems(read, register, around),
    ...parameterProblems(read, parameters, around.rulebook, { today: around.today, departments: register.departments?.map(({ name }) => name) }),
  ];
  if (problems.length > 0) return { ok: false, problems: sorted(problems) };
  return { ok: true, value: { register, parameters: asOverrides(parameters, 'town') } };
}

/** Checks a whole `msp.yaml`. */
export function checkMspFile(file: string, text: string, { rulebook, today }: Pick<Surroundings, 'rulebook' | 'today'>): Checked<{ parameters: ParameterOverride[] }> {
  const read = parsed(file, text, mspFile);
  if (!('value' in read)) return { ok: false, problems: sorted(read) };
  const { parameters = [] } = read.value;
  const problems = parameterProblems(read, parameters, rulebook, { today, departments: undefined });
  if (problems.length > 0) return { ok: false, problems: sorted(problems) };
  return { ok: true, value: { parameters: asOverrides(parameters, 'msp') } };
}

/** The line, from 1, on which a part of a file stands that was checked before. */
export function lineOf(file: string, text: string, path: readonly (string | number)[]): number {
  const read = parsed(file, text, z.unknown());
  return 'value' in read ? read.problem(path, '').line : 1;
}

/** An empty file, or one of comments only, says nothing: that is allowed. */
function parsed<S extends z.ZodType>(file: string, text: string, schema: S): Read<z.infer<S>> | readonly Problem[] {
  const silent = text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
  try {
    return readYaml(file, silent ? '{}' : text, schema);
  } catch (error) {
    return [{ file, line: 1, column: 1, message: `cannot be read: ${messageOf(error)}` }];
  }
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
