import type { Answer, Answers, Entry, Reading } from '../../../agent/host/source.ts';
import { plistOf } from '../../../agent/host/plist.ts';
import { reasons } from '../../../wire/reasons.ts';
import type { Reason } from '../../../wire/reasons.ts';
import { plist } from '../../agent/facts/mac-machine.ts';
import { below, odd, pick, sizeOf } from './hostility.ts';
import type { Hostility, Limited } from './hostility.ts';
import { mutatedBytes, mutatedLines, mutatedText } from './mutate-text.ts';
import { mutatedTree } from './mutate-tree.ts';
import type { Tree } from './mutate-tree.ts';

const reasonNames = Object.keys(reasons) as Reason[];

/** These answers with some of them changed; `most` tells the most bytes of a text by the name of its source. */
export function mutated(answers: Answers, most: (name: string) => number, hostility: Hostility): Answers {
  const { random } = hostility;
  const names = Object.keys(answers);
  if (names.length === 0) return answers;
  // An answer that says something is worth more than one of the many things that a machine does not have.
  const telling = names.filter((name) => tells(answers[name]!));
  const changed: Record<string, Answer> = { ...answers };
  for (let times = 1 + below(random, 4); times > 0; times -= 1) {
    const name = pick(random, telling.length > 0 && random() < 0.8 ? telling : names);
    changed[name] = mutatedAnswer(changed[name]!, { ...hostility, most: most(name) });
  }
  return changed;
}

function tells(answer: Answer): boolean {
  return answer.kind === 'one' ? answer.reading.state === 'read' : answer.entries.length > 0;
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
function manyOf({ path, reading }: Entry, hostility: Limited): Entry[] {
  const size = reading.state === 'read' ? reading.text.length + path.length : path.length;
  const most = hostility.random() < 0.05 ? 2_000 : 60;
  const count = Math.min(1 + below(hostility.random, most), Math.max(1, Math.floor(sizeOf(hostility) / (size + 1))));
  return Array.from({ length: count }, (_, index) => ({ path: path.replace(/[^/\\]*(?=[/\\]?$)/, (name) => `${name}${index}`), reading }));
}

function mutatedPath(path: string, { random }: Hostility): string {
  const between = path.startsWith('/') ? '/' : '\\';
  const parts = path.split(between);
  const at = 1 + below(random, parts.length - 1);
  parts[at] = pick(random, ['..', '.', 'x'.repeat(255), '-rf', '\n', '%s', `${parts[at]}~`, `${parts[at]}.service`, '\u{202e}gpj', pick(random, odd).replaceAll(/[/\\]/g, '')]) || 'x';
  return parts.join(between).toWellFormed();
}

function mutatedReading(reading: Reading, hostility: Limited): Reading {
  const { random, strangers, secret } = hostility;
  const dice = below(random, 24);
  if (dice === 0) return { state: 'absent' };
  if (dice === 1) return { state: 'failed', reason: pick(random, reasonNames), detail: 'mutated' };
  if (reading.state !== 'read') return dice < 20 ? { state: 'read', text: pick(random, strangers) } : reading;
  const { text } = reading;
  if (dice === 3 && reading.exitCode !== undefined) return { ...reading, exitCode: pick(random, [1, 2, 12, 127, 255]), stderr: pick(random, strangers) };
  if (isBase64(text)) return { ...reading, text: mutatedFile(Buffer.from(text, 'base64'), hostility).toString('base64') };
  const isSecret = secret?.test(text) === true;
  if (dice === 2 && !isSecret) return { ...reading, text: pick(random, strangers) };
  return { ...reading, text: mutatedForm(text, { ...hostility, isSecret }) };
}

/** The binary sources come so; a file of text is never one long word of these letters. */
function isBase64(text: string): boolean {
  return text.length > 40 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

/** A property list or something else of bytes; where a secret stands in bytes, nothing moves. */
function mutatedFile(bytes: Buffer, hostility: Limited): Buffer {
  const { secret, random } = hostility;
  const isSecret = secret !== undefined && (secret.test(bytes.toString('latin1')) || secret.test(bytes.toString('utf16le')));
  if (bytes.subarray(0, 5).toString('latin1') === '<?xml') return Buffer.from(mutatedForm(bytes.toString(), { ...hostility, isSecret }));
  if (!isSecret) return mutatedBytes(bytes, hostility);
  return bytes.subarray(0, below(random, bytes.length));
}

/** A text by its form: JSON and property lists are changed as trees about as often as letter by letter. */
function mutatedForm(text: string, hostility: Limited & { readonly isSecret: boolean }): string {
  const { isSecret, random } = hostility;
  if (isSecret || random() < 0.5) {
    if (/^\s*[[{]/.test(text)) {
      const tree = jsonOf(text);
      if (tree !== undefined) return JSON.stringify(mutatedTree(tree, hostility)) ?? '';
    }
    if (text.startsWith('<?xml') && text.includes('<plist')) {
      const tree = plistOf(Buffer.from(text));
      if (tree !== undefined) return plist(mutatedTree(tree, hostility));
    }
  }
  // What is read from bytes has no torn characters; what stands in JSON may.
  return (isSecret ? mutatedLines(text, hostility) : mutatedText(text, hostility)).toWellFormed();
}

function jsonOf(text: string): Tree {
  try {
    return JSON.parse(text) as Tree;
  } catch {
    return undefined;
  }
}
