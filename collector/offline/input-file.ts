import fs from 'node:fs';
import type { EvaluationInput } from '../../rules/input.ts';
import { nothingStated } from '../../rules/input.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { codeOf, failure, messageOf } from '../failure.ts';

/** A town of 10,000 computers is some hundred megabytes; beyond this it is no input of ours. */
const mostBytes = 1024 ** 3;

const lists = ['roster', 'statements', 'documents', 'previous'] as const;

/**
 * Reads an evaluation input that {@link writeInput} wrote. Facts and statements in it are checked again by judgement, as they
 * are when they come from a device; here only the frame is.
 * @throws a failure that names the file and what is wrong with it
 */
export function readInput(file: string): EvaluationInput {
  const value = parsed(file);
  const complain = (what: string) => failure('input-refused', `${file} is no evaluation input: ${what}. "townwatch evaluate --town TOWN --export FILE" writes one.`);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw complain('it holds no object');
  const given = value as Record<string, unknown>;
  if (given['schema'] !== 'townwatch-evaluation-input/1') throw complain(`its "schema" is not "townwatch-evaluation-input/1"`);
  for (const key of lists) if (!Array.isArray(given[key])) throw complain(`"${key}" is no list`);
  if (typeof given['asOf'] !== 'string' || Number.isNaN(Date.parse(given['asOf']))) throw complain('"asOf" is no instant');
  if (given['contents'] === null || typeof given['contents'] !== 'object') throw complain('"contents" is no object');
  return { ...nothingStated, ...(given as unknown as EvaluationInput) };
}

/** Writes an evaluation input so that only its owner reads it. @returns SHA-256 (hex) of the file */
export function writeInput(file: string, input: EvaluationInput): string {
  const bytes = Buffer.from(`${JSON.stringify(input)}\n`);
  try {
    fs.writeFileSync(file, bytes, { mode: 0o600 });
  } catch (error) {
    throw failure('wrong-use', `${file} cannot be written (${codeOf(error)}); name another file with --export.`, error);
  }
  return sha256(bytes);
}

function parsed(file: string): unknown {
  try {
    const { size } = fs.statSync(file);
    if (size > mostBytes) throw failure('input-refused', `${file} has ${size} bytes; an evaluation input has at most ${mostBytes}.`);
    return JSON.parse(fs.readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw failure('input-refused', `${file} is no JSON: ${messageOf(error)}.`, error);
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `${file} cannot be read (${codeOf(error)}); name a file that "townwatch evaluate --export" wrote.`, error);
  }
}
