import type { Answer, Answers, Entry, Reading } from '../../../agent/host/source.ts';
import { reasons } from '../../../wire/reasons.ts';
import type { Reason } from '../../../wire/reasons.ts';

/** Numbers from 0 to 1. */
export type Random = () => number;

/** What a mutation may do. */
export interface Hostility {
  readonly random: Random;
  /** Texts of all sources, to be put where they do not belong. */
  readonly strangers: readonly string[];
  /** Texts in which this stands are only changed by whole lines, so that it stays where secrets stand. */
  readonly secret?: RegExp;
}

/** What may be done to one text. */
interface Limited extends Hostility {
  /** Its most bytes. */
  readonly most: number;
}

const odd = ['\0', '\n', '\r\n', '\t', ' ', ':', '=', ',', ';', '#', '/', '\\', '"', "'", '(', ')', '[', ']', '{', '}', '<', '>', '%', '*', '!', '@', '$', '|', '-', '.', '..', '\u{85}', '\u{a0}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{fffd}', 'é', '\u{1f4a9}', '__proto__', 'constructor', 'NaN', 'null', 'true', '-1', '0', '00', '1e309', '4294967296', '99999999999999999999', '0x7fffffff', '253402300800', '-62135596801', 'ffffffffffffffff', 'ALL', 'include', 'Match', '@include', '%{', '${', '*'.repeat(30)];
const reasonNames = Object.keys(reasons) as Reason[];

/** These answers with some of them changed; `most` tells the most bytes of a text by the name of its source. */
export function mutated(answers: Answers, most: (name: string) => number, hostility: Hostility): Answers {
  const { random } = hostility;
  const names = Object.keys(answers);
  if (names.length === 0) return answers;
  const changed: Record<string, Answer> = { ...answers };
  for (let times = 1 + below(random, 4); times > 0; times -= 1) {
    const name = pick(random, names);
    changed[name] = mutatedAnswer(changed[name]!, { ...hostility, most: most(name) });
  }
  return changed;
}

function mutatedAnswer(answer: Answer, hostility: Limited): Answer {
  const { random } = hostility;
  if (answer.kind === 'one') return { kind: 'one', reading: mutatedReading(answer.reading, hostility) };
  const entries = [...answer.entries];
  const dice = below(random, 20);
  const at = below(random, entries.length);
  const entry = entries[at];
  if (!entry || dice === 0) return { ...answer, incomplete: { reason: pick(random, reasonNames), detail: 'mutated' } };
  if (dice === 1) entries.splice(at, 1);
  else if (dice === 2) entries.push(entry);
  else if (dice === 3) entries.reverse();
  else if (dice === 4) return { ...answer, entries: manyOf(entry, hostility) };
  else if (dice <= 7) entries[at] = { ...entry, path: mutatedPath(entry.path, hostility) };
  else entries[at] = { ...entry, reading: mutatedReading(entry.reading, hostility) };
  return { ...answer, entries };
}

/** The same entry under so many names. */
function manyOf({ path, reading }: Entry, { random, most }: Limited): Entry[] {
  const size = reading.state === 'read' ? reading.text.length + path.length : path.length;
  const count = Math.min(1 + below(random, 2_000), Math.max(1, Math.floor(most / (size + 1))));
  return Array.from({ length: count }, (_, index) => ({ path: path.replace(/[^/]*(?=\/?$)/, (name) => `${name}${index}`), reading }));
}

function mutatedPath(path: string, { random }: Hostility): string {
  const parts = path.split('/');
  const at = 1 + below(random, parts.length - 1);
  parts[at] = pick(random, ['..', '.', 'x'.repeat(255), '-rf', '\n', '%s', `${parts[at]}~`, `${parts[at]}.service`, '\u{202e}gpj', pick(random, odd).replaceAll('/', '')]) || 'x';
  return parts.join('/');
}

function mutatedReading(reading: Reading, hostility: Limited): Reading {
  const { random, strangers, secret } = hostility;
  const dice = below(random, 24);
  if (dice === 0) return { state: 'absent' };
  if (dice === 1) return { state: 'failed', reason: pick(random, reasonNames), detail: 'mutated' };
  if (reading.state !== 'read') return dice < 20 ? { state: 'read', text: pick(random, strangers) } : reading;
  const { text } = reading;
  const isSecret = secret?.test(text) === true;
  if (dice === 2 && !isSecret) return { ...reading, text: pick(random, strangers) };
  if (dice === 3 && reading.exitCode !== undefined) return { ...reading, exitCode: pick(random, [1, 2, 12, 127, 255]), stderr: pick(random, strangers) };
  if (isBase64(text)) return { ...reading, text: mutatedBytes(Buffer.from(text, 'base64'), hostility).toString('base64') };
  return { ...reading, text: isSecret ? mutatedLines(text, hostility) : mutatedText(text, hostility) };
}

/** The binary sources come so; a file of text is never one long word of these letters. */
function isBase64(text: string): boolean {
  return text.length > 40 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function mutatedBytes(bytes: Buffer, { random, most }: Limited): Buffer {
  const made = Buffer.from(bytes);
  const at = below(random, made.length);
  const dice = below(random, 8);
  if (dice === 0) return made.subarray(0, at);
  if (dice === 1) return Buffer.concat([made.subarray(0, at), made.subarray(at + 1 + below(random, 40))]);
  if (dice === 2) return Buffer.concat([made, made.subarray(at)]);
  if (dice === 3) return Buffer.concat(Array.from({ length: Math.max(1, Math.min(500, Math.floor(most / (made.length + 1)))) }, () => made));
  for (let times = 1 + below(random, 6); times > 0; times -= 1) made[below(random, made.length)] = pick(random, [0, 1, 127, 128, 255, below(random, 256)]);
  return made;
}

function mutatedText(text: string, hostility: Limited): string {
  const { random, strangers, most } = hostility;
  const at = below(random, text.length + 1);
  const to = Math.min(text.length, at + 1 + below(random, 40));
  const dice = below(random, 24);
  if (dice < 6) return text.slice(0, at) + pick(random, odd) + text.slice(random() < 0.5 ? at : to);
  if (dice < 8) return text.slice(0, at) + text.slice(to);
  if (dice < 10) return text.slice(0, to) + text.slice(at);
  if (dice < 12) return text.slice(0, at);
  if (dice < 14) return flipped(text, hostility);
  if (dice < 16) return text.replace(numberFrom(text, at), () => pick(random, odd));
  if (dice === 16) return text.slice(0, at) + pick(random, odd).repeat(1 + below(random, 3_000)).slice(0, most) + text.slice(at);
  if (dice === 17) return blownUp(text, text.slice(at, to) || 'x', hostility);
  if (dice === 18) return text.slice(0, at) + pick(random, strangers) + text.slice(at);
  return mutatedLines(text, hostility);
}

/** The first number behind a place, or the end of the text. */
function numberFrom(text: string, at: number): RegExp {
  const number = /\d+/.exec(text.slice(at))?.[0];
  return number === undefined ? /$/ : new RegExp(`(?<=^[^]{${at},}?)${number}`);
}

/** Bits change below the letters, so what is read may be no UTF-8 any more. */
function flipped(text: string, { random }: Hostility): string {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return text;
  for (let times = 1 + below(random, 4); times > 0; times -= 1) bytes[below(random, bytes.length)]! ^= 1 << below(random, 8);
  return bytes.toString('utf8');
}

/** Whole lines are doubled, lost, moved or repeated. */
function mutatedLines(text: string, hostility: Limited): string {
  const { random } = hostility;
  const lines = text.split('\n');
  const at = below(random, lines.length);
  const line = lines[at] ?? '';
  const dice = below(random, 8);
  if (dice === 0) lines.splice(at, 1);
  else if (dice === 1) lines.splice(at, 0, line);
  else if (dice === 2) lines.push(...lines.splice(at, 1));
  else if (dice === 3) lines.length = at;
  else if (dice === 4) lines.splice(at, 0, pick(random, ['', ' ', '#', '[x]', 'x', '\t', '}', '{', '\\']));
  else if (dice === 5) return lines.join('\r\n');
  else if (dice === 6) lines.reverse();
  else return blownUp(text, `${line}\n`, hostility);
  return lines.join('\n');
}

/** Now and then up to the largest file that the agent reads, most times some kilobytes. */
function blownUp(text: string, part: string, { random, most }: Limited): string {
  const wanted = random() < 0.02 ? most : random() < 0.2 ? Math.min(most, 200_000) : 8_000;
  return part.repeat(Math.max(1, Math.floor(wanted / part.length))) + text;
}

function below(random: Random, most: number): number {
  return Math.floor(random() * most);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[below(random, items.length)]!;
}
