import { below, odd, pick, sizeOf } from './hostility.ts';
import type { Hostility, Limited } from './hostility.ts';

/** A text with one thing wrong: torn, doubled, blown up, flipped, with another number or another file in it. */
export function mutatedText(text: string, hostility: Limited): string {
  const { random, strangers } = hostility;
  const at = below(random, text.length + 1);
  const to = Math.min(text.length, at + 1 + below(random, 40));
  const dice = below(random, 24);
  if (dice < 6) return text.slice(0, at) + pick(random, odd) + text.slice(random() < 0.5 ? at : to);
  if (dice < 8) return text.slice(0, at) + text.slice(to);
  if (dice < 10) return text.slice(0, to) + text.slice(at);
  if (dice < 12) return text.slice(0, at);
  if (dice < 14) return flipped(text, hostility);
  if (dice === 14) return other(/\d+/, { text, at, by: pick(random, odd) });
  if (dice === 15) return other(/\w+/, { text, at, by: pick(random, odd) });
  if (dice === 16) return text.slice(0, at) + flood(pick(random, odd), hostility) + text.slice(at);
  if (dice === 17) return blownUp(text, text.slice(at, to) || 'x', hostility);
  if (dice === 18) return text.slice(0, at) + pick(random, strangers) + text.slice(at);
  return mutatedLines(text, hostility);
}

/** Whole lines are doubled, lost, moved or repeated. */
export function mutatedLines(text: string, hostility: Limited): string {
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

/** Bytes cut, doubled, repeated or changed. */
export function mutatedBytes(bytes: Buffer, { random, most }: Limited): Buffer {
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

/** What matches first behind a place is something else; where nothing does it stands at the end. */
function other(pattern: RegExp, { text, at, by }: { readonly text: string; readonly at: number; readonly by: string }): string {
  const found = pattern.exec(text.slice(at));
  if (!found) return text + by;
  const from = at + found.index;
  return text.slice(0, from) + by + text.slice(from + found[0].length);
}

/** Bits change below the letters, so what is read may be no UTF-8 any more. */
function flipped(text: string, { random }: Hostility): string {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return text;
  for (let times = 1 + below(random, 4); times > 0; times -= 1) bytes[below(random, bytes.length)]! ^= 1 << below(random, 8);
  return bytes.toString('utf8');
}

function blownUp(text: string, part: string, hostility: Limited): string {
  return flood(part, hostility) + text;
}

function flood(part: string, hostility: Limited): string {
  return part.repeat(Math.max(1, Math.floor(sizeOf(hostility) / part.length)));
}
