import { whyUnread } from './presence.ts';
import type { Look, Why } from './reading.ts';
import type { Answers, Reading, Sources } from './source.ts';
import { broadened, fits } from './wildcard.ts';
import { inTable } from './table.ts';

/** Where sshd(8) finds its settings on the distributions we know. World-readable as shipped; cloud-init writes some 0600. */
export const sshdSources = {
  sshdConfig: { kind: 'file', path: '/etc/ssh/sshd_config' },
  sshdParts: { kind: 'files', pattern: '/etc/ssh/sshd_config.d/*.conf' },
  /** SUSE: used when there is none in /etc. */
  sshdVendorConfig: { kind: 'file', path: '/usr/etc/ssh/sshd_config' },
  /** Options that the unit or init script puts on the command line, where they win: Debian, then Red Hat. */
  sshdOptions: { kind: 'file', path: '/etc/default/ssh' },
  sshdOptionsRedHat: { kind: 'file', path: '/etc/sysconfig/sshd' },
  /** What `systemctl edit ssh` lays over the unit: another command line. */
  sshdUnitParts: { kind: 'files', pattern: '/etc/systemd/system/ssh*.service.d/*.conf' },
} as const satisfies Sources;

/** One setting as written: keyword in lower case and of today's spelling. */
export interface SshdLine {
  readonly file: string;
  readonly line: number;
  readonly keyword: string;
  readonly args: readonly string[];
}

/** Settings that hold together: those of everybody, or those of one Match block. */
export interface SshdBlock {
  /** Criteria of the Match line; empty for the settings of everybody. */
  readonly criteria: string;
  readonly lines: SshdLine[];
  /** Places where an included file could not be read: keywords not set before are not known. */
  readonly holes: { readonly after: number; readonly why: Why }[];
}

/** The settings of an SSH server. Values are found with {@link setting}. */
export interface SshdConfig {
  readonly everybody: SshdBlock;
  readonly matches: readonly SshdBlock[];
}

/** Keywords by which the same setting was known, see the release notes of OpenSSH 7.0, 8.5 and 8.7. */
const spellings: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  hostbasedacceptedkeytypes: 'hostbasedacceptedalgorithms',
};

/** Relative names of Include are below it. */
const home = '/etc/ssh';
/** sshd itself stops at this depth; the numbers are ours, against files that include each other or were made to be endless. */
const deepest = 16;
const mostFiles = 500;
const mostLines = 5_000;
const mostMatches = 500;

/** The sources for Include lines that lead elsewhere than to the usual folder, for a second round. */
export function sshdIncludes(at: Look<typeof sshdSources>): Sources {
  const known = [sshdSources.sshdParts.pattern as string];
  const texts = [
    at.text('sshdConfig') ?? at.text('sshdVendorConfig') ?? '',
    ...at.all('sshdParts').entries.map(({ reading }) => (reading.state === 'read' ? reading.text : '')),
  ];
  const asked = texts.flatMap((text) => linesOf(text, '')).filter(({ keyword }) => keyword === 'include');
  const patterns = new Set(asked.flatMap(({ args }) => args.map(absolute)).map(broadened));
  return Object.fromEntries(
    [...patterns]
      .filter((pattern) => !known.includes(pattern))
      .slice(0, 64)
      .map((pattern) => [`sshdInclude ${pattern}`, { kind: 'files', pattern }]),
  );
}

/**
 * The settings as sshd_config(5) puts them together: the first value of a keyword counts, Include in place, Match blocks
 * until the next one or the end of the file. Undefined when no file was read; {@link whyNoConfig} says why.
 */
export function sshdConfigOf(at: Look<typeof sshdSources>, answers: Answers): SshdConfig | undefined {
  const main = mainFile(at);
  if (main?.reading.state !== 'read') return undefined;
  const everybody: SshdBlock = { criteria: '', lines: [], holes: [] };
  const matches: SshdBlock[] = [];
  for (const source of ['sshdOptions', 'sshdOptionsRedHat'] as const) addOptions(at.one(source), sshdSources[source].path, everybody);
  for (const { path, reading } of at.all('sshdUnitParts').entries) addOptions(reading, path, everybody);
  const hidden = at.all('sshdUnitParts').incomplete;
  if (hidden) everybody.holes.push({ after: 0, why: hidden });

  let [filesLeft, linesLeft] = [mostFiles, mostLines];
  const add = (file: string, text: string, outer: SshdBlock, depth: number): void => {
    let block = outer;
    filesLeft--;
    for (const line of linesOf(text, file)) {
      if (--linesLeft < 0 || matches.length > mostMatches) return;
      if (line.keyword === 'match') {
        block = { criteria: [outer.criteria, ...line.args].filter(Boolean).join(' '), lines: [], holes: [] };
        matches.push(block);
      } else if (line.keyword === 'include') {
        for (const pattern of line.args.slice(0, mostFiles).map(absolute)) {
          const { files, why } = --filesLeft < 0 ? { files: [] } : included(pattern, at, answers);
          if (why) block.holes.push({ after: block.lines.length, why });
          else if (depth === deepest || filesLeft < files.length)
            block.holes.push({ after: block.lines.length, why: { reason: 'too-large', detail: `${file}: Include goes too deep` } });
          else for (const { path, text: more } of files) add(path, more, block, depth + 1);
        }
      } else if (/^[a-z\d]+$/.test(line.keyword)) block.lines.push(line);
      // No keyword looks so (text in UTF-16, say): what it would have set is not known.
      else block.holes.push({ after: block.lines.length, why: { reason: 'unreadable', detail: `${file}:${line.line} is no setting` } });
    }
  };
  add(main.path, main.reading.text, everybody, 1);
  // A `Match all` further down would hold for everybody.
  if (linesLeft < 0 || matches.length > mostMatches) everybody.holes.push({ after: 0, why: { reason: 'too-large', detail: `${main.path}: more than ${mostLines} lines or ${mostMatches} Match blocks` } });
  return settled(everybody, matches);
}

/** Why {@link sshdConfigOf} has nothing. */
export function whyNoConfig(at: Look<typeof sshdSources>): Why {
  const reading = mainFile(at)?.reading;
  return reading?.state === 'failed' ? reading : { reason: 'unreadable', detail: `${sshdSources.sshdConfig.path} is not there` };
}

/** The line that decides a keyword in a block, or why that is not known; neither where the block leaves it to the default. */
export function setting(block: SshdBlock, keyword: string): { readonly line?: SshdLine; readonly why?: Why } {
  const index = block.lines.findIndex((line) => line.keyword === keyword);
  const hole = block.holes.find(({ after }) => index < 0 || after <= index);
  if (hole) return { why: hole.why };
  const line = block.lines[index];
  return line ? { line } : {};
}

/** All lines of a keyword that adds up, such as Port. */
export function settings(block: SshdBlock, keyword: string): { readonly lines: readonly SshdLine[]; readonly why?: Why } {
  const lines = block.lines.filter((line) => line.keyword === keyword);
  const why = block.holes[0]?.why;
  return why ? { lines, why } : { lines };
}

/** What holds for a connection that a Match block fits: its own settings first, then those of everybody. */
export function overlaid(match: SshdBlock, everybody: SshdBlock): SshdBlock {
  const holes = everybody.holes.map(({ after, why }) => ({ after: after + match.lines.length, why }));
  return { criteria: match.criteria, lines: [...match.lines, ...everybody.lines], holes: [...match.holes, ...holes] };
}

/**
 * `Match all` fits everybody: its settings stand before those outside of any block, which it overrides, and before those
 * of the blocks after it, since of two blocks that fit the first one counts.
 */
function settled(everybody: SshdBlock, matches: readonly SshdBlock[]): SshdConfig {
  const isForAll = ({ criteria }: SshdBlock) => /^all( all)*$/i.test(criteria);
  const under = (blocks: readonly SshdBlock[], base: SshdBlock) =>
    blocks.filter(isForAll).reduceRight((below, block) => overlaid(block, below), base);
  return {
    everybody: { ...under(matches, everybody), criteria: '' },
    matches: matches.flatMap((block, index) => (isForAll(block) ? [] : [{ ...under(matches.slice(0, index), block), criteria: block.criteria }])),
  };
}

function mainFile(at: Look<typeof sshdSources>): { path: string; reading: Reading } | undefined {
  for (const source of ['sshdConfig', 'sshdVendorConfig'] as const) {
    const reading = at.one(source);
    if (reading.state !== 'absent') return { path: sshdSources[source].path, reading };
  }
  return undefined;
}

/** The files an Include pattern stands for, in order; none is no error, see sshd_config(5). */
function included(pattern: string, at: Look<typeof sshdSources>, answers: Answers): { files: { path: string; text: string }[]; why?: Why } {
  const name = `sshdInclude ${broadened(pattern)}`;
  const entries = at.all('sshdParts').entries;
  const inParts = broadened(pattern) === sshdSources.sshdParts.pattern;
  const answer = answers[name];
  if (!inParts && answer?.kind !== 'many')
    return { files: [], why: { reason: 'too-large', detail: `Include ${pattern} stands in an included file` } };
  const found = (inParts || answer?.kind !== 'many' ? entries : answer.entries).filter(({ path }) => fits(pattern, path));
  const why = inParts ? whyUnread(at, 'sshdParts') : answer?.kind === 'many' ? answer.incomplete : undefined;
  const failed = found.find(({ reading }) => reading.state === 'failed')?.reading;
  if (failed?.state === 'failed') return { files: [], why: failed };
  if (why && found.length === 0) return { files: [], why };
  return { files: found.flatMap(({ path, reading }) => (reading.state === 'read' ? [{ path, text: reading.text }] : [])) };
}

/** `-o Keyword=value` and `-p port` of the command line come before the file; `-f` names another file, which we do not have. */
function addOptions(reading: Reading, file: string, block: SshdBlock): void {
  if (reading.state === 'failed') block.holes.push({ after: block.lines.length, why: reading });
  if (reading.state !== 'read') return;
  for (const [index, raw] of reading.text.split('\n').entries()) {
    const value = /^\s*(?:(?:export\s+|Environment="?)?(?:SSHD_OPTS|OPTIONS)=|ExecStart=\S*sshd\s)(.*)$/.exec(raw)?.[1];
    if (/^\s*EnvironmentFile=./.test(raw)) block.holes.push({ after: block.lines.length, why: { reason: 'unreadable', detail: `${file} names a file with options` } });
    if (value === undefined) continue;
    const words = wordsOf(wordsOf(value).join(' '));
    for (const [at, word] of words.entries()) {
      const [, flag, rest] = /^-([opf])(.*)$/.exec(word) ?? [];
      const argument = rest || (words[at + 1] ?? '');
      if (flag === 'f')
        block.holes.push({ after: block.lines.length, why: { reason: 'unreadable', detail: `${file} names another configuration file` } });
      else if (flag) block.lines.push(...linesOf(flag === 'p' ? `Port ${argument}` : argument, file).map((line) => ({ ...line, line: index + 1 })));
    }
  }
}

function linesOf(text: string, file: string): SshdLine[] {
  return text.split('\n').flatMap((raw, index) => {
    const [, quoted, plain, rest = ''] = /^(?:"([^"]*)"|([^\s="#][^\s=]*))(?:\s*=\s*|\s+|$)(.*)$/s.exec(raw.trim()) ?? [];
    const written = (quoted ?? plain)?.toLowerCase();
    if (written === undefined) return [];
    return [{ file, line: index + 1, keyword: inTable(spellings, written) ?? written, args: wordsOf(rest) }];
  });
}

/** Words with quotes and backslashes taken off; an unquoted `#` at the start of a word begins a comment. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\\.|[^\s"'\\])+/g)) {
    if (word.startsWith('#')) break;
    words.push(word.replace(/\\(["'\\ ])|["']/g, '$1'));
  }
  return words;
}

function absolute(pattern: string): string {
  return pattern.startsWith('/') ? pattern : `${home}/${pattern}`;
}
