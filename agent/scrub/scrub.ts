import type { Recording, RecordedSource } from '../recording.ts';
import type { Answer, Reading } from '../host/source.ts';
import { scrubBytes } from './binary.ts';
import { identitiesIn } from './identities.ts';
import type { Passage } from './identities.ts';
import { pseudonyms } from './pseudonyms.ts';
import { rules } from './rules.ts';
import type { Scrubbing } from './rules.ts';
import { scrubbedJson, scrubbedPlist } from './tree.ts';
import type { TreeScrubbing } from './tree.ts';

/**
 * The same recording without what names people, machines and places, and without secrets. Each thing gets the same
 * stand-in everywhere, so that parsers find the same relations. Pure: the same recording gives the same bytes.
 */
export function scrubbed(recording: Recording): Recording {
  const sources = Object.values(recording.sections).flatMap((section) => Object.values(section));
  const identities = identitiesIn(sources.flatMap(passagesOf));
  const scrubbing: Scrubbing = { identities, stand: pseudonyms(identities.kept) };
  const sections = Object.entries(recording.sections).map(([name, section]) => {
    const entries = Object.entries(section).map(([source, recorded]) => [scrubText(source, source, scrubbing), scrubSource(recorded, scrubbing)]);
    return [name, Object.fromEntries(entries)];
  });
  const settings = JSON.parse(JSON.stringify(recording.settings), (_key, value: unknown) =>
    typeof value === 'string' ? scrubText('settings', value, scrubbing) : value,
  ) as Recording['settings'];
  return { ...recording, bootId: null, settings, sections: Object.fromEntries(sections) };
}

/** Applies every rule that is for this place to one text, in their order. */
export function scrubText(place: string, text: string, scrubbing: Scrubbing): string {
  return rules
    .filter(({ only, never }) => (only?.test(place) ?? true) && !(never?.test(place) ?? false))
    .reduce((left, { scrub }) => scrub(left, scrubbing), text);
}

function passagesOf({ reads, encoding, answer }: RecordedSource): Passage[] {
  const entries = answer.kind === 'one' ? [{ path: reads, reading: answer.reading }] : answer.entries;
  return entries.map(({ path, reading }) => ({ place: path, text: reading.state === 'read' ? reading.text : '', encoding: encoding ?? 'utf8' }));
}

function scrubSource(recorded: RecordedSource, scrubbing: Scrubbing): RecordedSource {
  const reads = scrubText(recorded.reads, recorded.reads, scrubbing);
  return { ...recorded, reads, answer: scrubAnswer(recorded, scrubbing) };
}

function scrubAnswer({ reads, encoding, answer }: RecordedSource, scrubbing: Scrubbing): Answer {
  const scrub = (place: string, reading: Reading) => scrubReading({ place, text: '', encoding: encoding ?? 'utf8' }, reading, scrubbing);
  if (answer.kind === 'one') return { kind: 'one', reading: scrub(reads, answer.reading) };
  const entries = answer.entries.map(({ path, reading }) => ({ path: scrubText(path, path, scrubbing), reading: scrub(path, reading) }));
  const { incomplete } = answer;
  return { kind: 'many', entries, ...(incomplete ? { incomplete: { ...incomplete, detail: scrubText('', incomplete.detail, scrubbing) } } : {}) };
}

function scrubReading({ place, encoding }: Passage, reading: Reading, scrubbing: Scrubbing): Reading {
  if (reading.state === 'absent') return reading;
  if (reading.state === 'failed') return { ...reading, detail: scrubText('', reading.detail, scrubbing) };
  const tools = { place, scrubbing, scrubText: (part: string) => scrubText(place, part, scrubbing) };
  const bytes = encoding === 'base64' ? Buffer.from(reading.text, 'base64') : undefined;
  const text = bytes ? (scrubbedFile(bytes, tools) ?? scrubBytes(place, bytes, scrubbing)).toString('base64') : scrubbedAnswer(reading.text, tools);
  return { ...reading, text, ...(reading.stderr === undefined ? {} : { stderr: scrubText(place, reading.stderr, scrubbing) }) };
}

/** A property list that was read as bytes. */
function scrubbedFile(bytes: Buffer, tools: TreeScrubbing): Buffer | undefined {
  const text = scrubbedPlist(bytes, tools);
  return text === undefined ? undefined : Buffer.from(text);
}

/** JSON, a property list with or without lines before it, or any other text. */
function scrubbedAnswer(text: string, tools: TreeScrubbing): string {
  const from = text.search(/<\?xml[^>]{0,100}>\s{0,20}<(?:!DOCTYPE )?plist/);
  const list = from < 0 ? undefined : scrubbedPlist(Buffer.from(text.slice(from)), tools);
  return list === undefined ? (scrubbedJson(text, tools) ?? tools.scrubText(text)) : tools.scrubText(text.slice(0, from)) + list;
}
