import fs from 'node:fs';
import path from 'node:path';
import { codeOf, failure, messageOf } from '../failure.ts';

/** What is fetched: the name of the file in a mirror, and where its publisher has it. */
export const sources = {
  releases: { file: 'endoflife.json', url: 'https://endoflife.date/api/v1/products/full' },
  holes: { file: 'known_exploited_vulnerabilities.json', url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json' },
} as const;
export type SourceName = keyof typeof sources;

/** A file as its source gave it. */
export interface SourceFile {
  readonly source: string;
  readonly bytes: Buffer;
}

/** How much and how long is waited for. */
export interface Bounds {
  readonly bytes: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

/** The collection is 6 MB, the list of CISA 2 MB. */
const usualBounds: Bounds = { bytes: 64 * 1024 * 1024, idleMs: 30_000, totalMs: 180_000 };

/**
 * Gets one file: from its publisher, or from a mirror, which is a folder or an address below which the files stand by name.
 * @throws a failure when it cannot be had whole
 */
export function sourceFile(name: SourceName, from: string | undefined, bounds: Bounds = usualBounds): Promise<SourceFile> {
  const { file, url } = sources[name];
  if (from === undefined) return download(url, bounds);
  if (/^https?:\/\//i.test(from)) return download(`${from.replace(/\/+$/, '')}/${file}`, bounds);
  return Promise.resolve(fromFolder(path.resolve(from, file), bounds));
}

function fromFolder(place: string, bounds: Bounds): SourceFile {
  try {
    const { size } = fs.statSync(place);
    if (size > bounds.bytes) throw failure('input-refused', `${place} has ${size} bytes, more than the ${bounds.bytes} that are read; take the file as its publisher has it.`);
    return { source: place, bytes: fs.readFileSync(place) };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `${place} cannot be read (${codeOf(error)}); put the file of that name there, or name another folder with --from.`, error);
  }
}

async function download(url: string, bounds: Bounds): Promise<SourceFile> {
  const { protocol, hostname } = new URL(url);
  const isOwn = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
  if (protocol !== 'https:' && !isOwn) throw failure('wrong-use', `${url} is no https address; name one, or a folder.`);
  const { default: axios } = await import('axios');
  try {
    const answer = await axios.get<ArrayBuffer>(url, {
      adapter: 'http',
      maxRedirects: 0,
      timeout: bounds.idleMs,
      signal: AbortSignal.timeout(bounds.totalMs),
      proxy: false,
      maxContentLength: bounds.bytes,
      responseType: 'arraybuffer',
      headers: { accept: 'application/json' },
      validateStatus: () => true,
    });
    if (answer.status === 200) return { source: url, bytes: Buffer.from(answer.data) };
    throw failure('not-delivered', `${url} answered ${answer.status}${answer.status >= 300 && answer.status < 400 ? ', and redirects are not followed' : ''}; try again later, or fetch the file by hand and use --from FOLDER.`);
  } catch (error) {
    if (error instanceof Error && 'exit' in error) throw error;
    const why = axios.isCancel(error) ? `no whole answer within ${bounds.totalMs / 1_000} s` : messageOf(error);
    throw failure('not-delivered', `${url} cannot be fetched (${why}); where there is no internet, use --from with a folder that has ${Object.values(sources).map(({ file }) => file).join(' and ')}.`, error);
  }
}
