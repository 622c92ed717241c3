import fs from 'node:fs';
import path from 'node:path';
import { factModules } from '../facts/list.ts';
import { codeOf, exits, failure, messageOf } from '../failure.ts';
import { localHost } from '../host/host.ts';
import { record, recordingOf, replay } from '../recording.ts';
import type { Recording } from '../recording.ts';
import { configured, print } from './context.ts';
import type { Context } from './context.ts';
import { showScan, writeNew } from './scan.ts';

const mostBytes = 256 * 1024 * 1024;

/** `record`: what the sources answer on this machine, scrubbed, as a file for whoever improves the readers. */
export async function recordCommand({ out }: { out: string }, context: Context): Promise<number> {
  const { settings, state } = await configured(context);
  const { skip, repositories, networks } = settings;
  const recording = await record(localHost(), Object.values(factModules), { skip, settings: { repositories, networks, state: path.resolve(state) } });
  const file = path.resolve(out);
  const text = `${JSON.stringify(recording, null, 1)}\n`;
  writeNew(file, text);
  const sections = Object.keys(recording.sections).length;
  print(context, { file, bytes: Buffer.byteLength(text), sections }, `Written to ${file}: ${sections} sections. Secrets and user names were scrubbed; look through it before you pass it on.`);
  return exits.done;
}

/** `replay`: the scan that this program makes of a recorded machine. */
export async function replayCommand(file: string, context: Context): Promise<number> {
  const seen = await replay(recordingIn(file), Object.values(factModules), (message) => context.log('bug', message));
  showScan(seen, context);
  return exits.done;
}

function recordingIn(file: string): Recording {
  let text: string;
  try {
    if (fs.statSync(file).size > mostBytes) throw failure('input-refused', `${file} is larger than any recording.`);
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `The recording ${file} cannot be read (${codeOf(error)}); name a file that "townwatch-agent record" wrote.`, error);
  }
  try {
    return recordingOf(text);
  } catch (error) {
    throw failure('input-refused', `${file}: ${messageOf(error)}`, error);
  }
}
