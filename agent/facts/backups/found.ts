import type { Look } from '../../host/reading.ts';
import type { Named } from './repository.ts';
import { borgmaticTexts } from './retention.ts';
import type { borgmaticSources } from './retention.ts';
import type { Job } from './schedules.ts';

const mostFound = 20;

/**
 * Repositories that jobs and borgmatic name, beside those of the agent's settings. Only the place is taken, never a password
 * and never the file of one: they are dated from disk and not asked through the program.
 */
export function foundRepositories(jobs: readonly Job[], at: Look<typeof borgmaticSources>, named: readonly Named[]): Named[] {
  const lines = jobs.flatMap(({ text }) => text.replace(/\\\n\s*/g, ' ').split('\n')).filter((line) => line.length <= 16_384);
  const places = [
    ...lines.flatMap((line) => resticPlaces(line).map((location) => ({ product: 'restic' as const, location }))),
    ...[...lines.flatMap(borgPlaces), ...borgmaticTexts(at).flatMap(borgmaticPlaces)].map((location) => ({ product: 'borg' as const, location })),
  ];
  const known = new Set(named.map(keyOf));
  const found = new Map(places.filter(({ location }) => isPlain(location)).map((each) => [keyOf(each), each]));
  return [...found].filter(([key]) => !known.has(key)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each).slice(0, mostFound);
}

function keyOf({ product, location }: Named): string {
  return `${product} ${location.replace(/(?<=.)\/+$/, '')}`;
}

function resticPlaces(line: string): string[] {
  const options = /(?<![\w.-])restic\s/.test(line) ? [...line.matchAll(/(?<=\s)(?:-r|--repo)(?:=|\s+)(\S+)/g)] : [];
  return [...options, ...line.matchAll(/(?<![\w-])RESTIC_REPOSITORY=(\S+)/g)].map(([, place = '']) => unquoted(place));
}

function borgPlaces(line: string): string[] {
  const archives = /(?<![\w.-])borg\s/.test(line) ? [...line.matchAll(/(?<=\s)([^\s:]\S*?)::/g)] : [];
  return [...archives, ...line.matchAll(/(?<![\w-])BORG_REPO=(\S+)/g)].map(([, place = '']) => unquoted(place));
}

/** The items below `repositories:`, as `- /path` or `- path: /path`. */
function borgmaticPlaces(text: string): string[] {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => /^\s*repositories:\s*$/.test(line));
  if (begin < 0) return [];
  const end = lines.findIndex((line, index) => index > begin && /^\s*[A-Za-z_]+:/.test(line) && indentOf(line) <= indentOf(lines[begin] ?? ''));
  return lines.slice(begin + 1, end < 0 ? undefined : end).flatMap((line) => {
    const place = /^\s*(?:-\s+)?(?:path:\s*)?(["']?)((?:\/|ssh:\/\/|[\w.-]+@)[^\s"'#]+)\1\s*(?:#.*)?$/.exec(line)?.[2];
    return place === undefined ? [] : [place];
  });
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1;?$/, '$2').replace(/;$/, '');
}

/** A place without variables, patterns and quotes, and no option: what a shell would leave as it is. */
function isPlain(place: string): boolean {
  return place.length <= 1024 && /^[^-\s$`"'*?<>|&;(){}\\][^\s$`"'*?<>|&;(){}\\]*$/.test(place) && /[/:]/.test(place);
}
