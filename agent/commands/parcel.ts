import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { encodeOneOff } from '../../wire/parcel.ts';
import { keyidOf } from '../../wire/seal.ts';
import { exits } from '../failure.ts';
import { localHost } from '../host/host.ts';
import { sealNext } from '../outbox/enqueue.ts';
import { sealScan } from '../outbox/seal.ts';
import type { Scan } from '../scan.ts';
import type { Configuration } from '../settings.ts';
import { newIncarnation, publicKeyOf, readEnrollment } from '../state.ts';
import { identity, print } from './context.ts';
import type { Context } from './context.ts';
import { locked } from './locked.ts';
import { scanHost, writeNew } from './scan.ts';

/**
 * `run --to FILE`: one scan as a file that a person carries to the collector. On an enrolled computer it is sealed like any
 * other; elsewhere with a key that lives for this run, and marked so.
 */
export async function writeSnapshotFile(to: string, configuration: Configuration, context: Context): Promise<number> {
  const file = path.resolve(to);
  const enrolled = isEnrolled(configuration.state);
  const seen = await scanHost(localHost(), configuration, context);
  const bytes = enrolled ? await sealedHere(seen, configuration, context) : oneOff(seen, context);
  writeNew(file, bytes);
  const sections = Object.keys(seen.sections).length;
  const sentence = `Written to ${file}: ${sections} sections, ${bytes.length} bytes${enrolled ? '' : ', with a key for this run only'}. Take it to the collector: townwatch import ${path.basename(file)} --town NAME`;
  print(context, { file, bytes: bytes.length, sections, oneOff: !enrolled }, sentence);
  return exits.done;
}

function isEnrolled(state: string): boolean {
  try {
    fs.accessSync(state, fs.constants.W_OK);
  } catch {
    return false;
  }
  return readEnrollment(state) !== undefined;
}

function sealedHere(seen: Scan, configuration: Configuration, context: Context): Promise<Buffer> {
  return locked(configuration, context, async () => {
    const { enrollment, key } = identity(configuration.state, context);
    const { clock, log, version } = context;
    return Promise.resolve(sealNext(seen, { folder: configuration.state, enrollment, key, agentVersion: version, clock, log }).body);
  });
}

function oneOff(seen: Scan, { version, clock }: Context): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  const agent = `one-off-${keyidOf(privateKey).slice(0, 16)}`;
  const nothing = { previous: null, epoch: null, dropped: 0 };
  const times = { wallTime: clock.now().toISOString(), monotonicMs: clock.monotonicMs() };
  const said = { agent, town: 'none', incarnation: newIncarnation(), sequence: 1, oneOff: true, agentVersion: version };
  const { body } = sealScan(seen, { ...said, ...nothing, ...times, key: privateKey });
  return encodeOneOff(publicKeyOf(privateKey), body);
}
