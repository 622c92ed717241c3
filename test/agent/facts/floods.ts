import type { ParseContext, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Answer, Answers, Reading } from '../../../agent/host/source.ts';

/** What a text may be nothing but: each is easy to repeat, and dear to a pattern that looks for its end again and again. */
export const units = ['\n', ' ', '\t', '\r\n', 'a', '0', '-', '.', ',', '/', '\\', '"', "'", '(', '[', '{', '<', '#', ';', '=', ': ', 'a=b\n', 'a b\n', '[a]\n', '# a\n', '<a>', '{"a":', '["a",', 'a,b;c ', '%a', '\\\n', '<dict>', '<key>a</key>'] as const;

/** Every answer that says something becomes one that says only this unit; `bytes` is how much each says. */
export function flooded(answers: Answers, unit: string, bytes: number): Answers {
  const text = unit.repeat(Math.ceil(bytes / unit.length));
  const reading = (it: Reading): Reading => (it.state === 'read' && it.text !== '' ? { ...it, text: isBase64(it.text) ? Buffer.from(text).toString('base64') : text } : it);
  return Object.fromEntries(Object.entries(answers).map(([name, answer]): [string, Answer] => [name, answer.kind === 'one' ? { kind: 'one', reading: reading(answer.reading) } : { ...answer, entries: answer.entries.map((entry) => ({ ...entry, reading: reading(entry.reading) })) }]));
}

/** Milliseconds of its own that a parser needs for such answers in this thread. */
export function parseMs<Data>(fact: PlatformFact<Data>, answers: Answers, around: ParseContext): number {
  const before = process.threadCpuUsage();
  fact.parse(answers, around);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function isBase64(text: string): boolean {
  return text.length > 40 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
