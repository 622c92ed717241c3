import fs from 'node:fs';
import path from 'node:path';
import { factModules } from '../facts/list.ts';
import { codeOf, failure } from '../failure.ts';
import { localHost } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { scan } from '../scan.ts';
import type { Scan } from '../scan.ts';
import type { Configuration } from '../settings.ts';
import { configured, print } from './context.ts';
import type { Context } from './context.ts';
import { openFor } from './targets.ts';

/** `scan`: reads this machine, or a declared target, and shows what was seen. Nothing is kept and nothing is sent. */
export async function scanCommand({ out, target }: { out?: string; target?: string }, context: Context): Promise<void> {
  const configuration = await configured(context);
  const { settings } = configuration;
  const seen = target === undefined ? await scanHost(localHost(), configuration, context) : await (await openFor(target, settings, context)).scan();
  if (out === undefined) return showScan(seen, context);
  writeNew(path.resolve(out), `${JSON.stringify(asDocument(seen), null, 1)}\n`);
  print(context, { file: path.resolve(out) }, `Written to ${path.resolve(out)}.\n${asTable(seen)}`);
}

/** Shows a scan: a line for each section, or all facts as JSON. */
export function showScan(seen: Scan, context: Context): void {
  print(context, asDocument(seen), asTable(seen));
}

/** Reads a machine with the settings of the town, and with what drills on it came to. */
export function scanHost(host: Host, { settings, state }: Pick<Configuration, 'settings' | 'state'>, { log }: Pick<Context, 'log'>): Promise<Scan> {
  const { skip, repositories, networks } = settings;
  const told = (message: string) => log('bug', message);
  return scan(host, Object.values(factModules), { skip, settings: { repositories, networks, state: path.resolve(state) }, log: told });
}

/** Writes a file that is not there yet and that only we may read. */
export function writeNew(file: string, content: string | Uint8Array): void {
  try {
    fs.writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw failure('wrong-use', `${file} is there already; remove it or choose another name.`, error);
    throw failure('wrong-use', `${file} cannot be written (${codeOf(error)}); choose another place.`, error);
  }
}

function asDocument({ sections, ...scanned }: Scan): object {
  const shown = Object.entries(sections).map(([name, { content, missing, ...section }]) => {
    const { data } = content ? (JSON.parse(content.toString()) as { data: unknown }) : {};
    return [name, { ...section, ...(content ? { bytes: content.length, missing, data } : {}) }];
  });
  return { ...scanned, sections: Object.fromEntries(shown) };
}

function asTable({ sections }: Scan): string {
  const rows = Object.entries(sections).map(([name, { status, reason, detail, content, missing }]) => {
    const why = reason ? `${reason}${detail ? `: ${detail}` : ''}` : [...new Set(missing.map((each) => each.reason))].join(', ');
    return `${name.padEnd(14)} ${status.padEnd(8)} ${String(content?.length ?? 0).padStart(8)} bytes  ${why}`.trimEnd();
  });
  return rows.join('\n');
}
