/** Told of an event: a word, a sentence for a person, and values for a program. */
export type Log = (event: string, sentence: string, values?: Readonly<Record<string, unknown>>) => void;

/** Characters that a terminal or a log viewer obeys instead of showing. */
// eslint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
/** The same but for line ends. */
// eslint-disable-next-line no-control-regex
const obeyedInLine = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text in which nothing is obeyed: such characters stand as `\u…`. */
function harmless(text: string): string {
  return text.replace(obeyed, shown);
}

/** The same for a text of several lines, whose line ends stay. */
export function harmlessLines(text: string): string {
  return text.replace(obeyedInLine, shown);
}

function shown(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * A log to a stream. For a person one sentence to a line, for a journal one JSON object to a line; `quiet` says nothing.
 * Whoever passes values keeps secrets out of them: there is no list of forbidden names here that could be incomplete.
 */
export function logTo(stream: { write: (text: string) => unknown }, form: 'sentences' | 'json' | 'quiet', now: () => Date): Log {
  if (form === 'quiet') return () => {};
  if (form === 'sentences') return (_event, sentence) => stream.write(`${harmless(sentence)}\n`);
  return (event, sentence, values = {}) => {
    const line = JSON.stringify({ time: now().toISOString(), event, message: sentence, ...values });
    stream.write(`${harmless(line)}\n`);
  };
}
