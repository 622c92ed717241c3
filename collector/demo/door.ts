import { sign } from 'node:crypto';
import https from 'node:https';
import type { EnrollRequest, EnrollResponse } from '../../wire/enrollment.ts';
import { parseToken } from '../../wire/enrollment.ts';
import { checkJson } from '../../wire/json.ts';
import type { Need, Receipt } from '../../wire/receipt.ts';
import { snapshotMediaType } from '../../wire/snapshot.ts';
import { failure } from '../failure.ts';
import { throwawayKeys } from './chance.ts';
import type { Chance } from './chance.ts';
import { sealed } from './scan.ts';
import type { Scan, Sealing } from './scan.ts';

/** Where the collector listens, and the authority by which it is known. */
export interface Door {
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  readonly agent: https.Agent;
}

/** An agent that exists in this process only: its key, and what the collector told it. */
export interface DemoAgent {
  readonly authorization: string;
  sealing: Sealing;
}

/** Opens the way to a collector on the loopback address. */
export function doorTo(port: number, ca: string): Door {
  return { port, ca, agent: new https.Agent({ ca, rejectUnauthorized: true, keepAlive: true, maxSockets: 8 }) };
}

/** Enrolls with a token as any agent does: by a key, and a signature that proves it. */
export async function enrolled(door: Door, token: string, { chance, hostname, platform, agentVersion }: Pick<EnrollRequest, 'hostname' | 'platform' | 'agentVersion'> & { chance: Chance }): Promise<DemoAgent> {
  const parsed = parseToken(token);
  if ('error' in parsed) throw failure('bug', parsed.error);
  const { privateKey, publicKey } = throwawayKeys(chance);
  const proof = sign(null, Buffer.from(`townwatch-enroll:${parsed.secret}`), privateKey).toString('base64');
  const body: EnrollRequest = { secret: parsed.secret, town: parsed.town, publicKey, proof, hostname, agentVersion, platform };
  const answer = await post(door, '/v1/enroll', { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  if (answer.status !== 201) throw failure('bug', `${hostname} was not enrolled: ${answer.text}`);
  const told = answer.json as EnrollResponse;
  return { authorization: `Townwatch ${told.agent}.${told.doorSecret}`, sealing: { agent: told.agent, town: told.town, privateKey, incarnation: 'first', sequence: 0, previous: null, epoch: told.epoch, dropped: 0, known: new Set() } };
}

/**
 * Signs and sends a scan. What the collector lacks is sent again, whole, as an agent does. @returns the status of the last answer
 * @throws a failure when it is refused for any other reason than that two machines use one key
 */
export async function send(door: Door, agent: DemoAgent, scan: Scan): Promise<number> {
  const sealing = { ...agent.sealing, sequence: agent.sealing.sequence + 1 };
  const made = sealed(scan, sealing);
  const about = { headers: { authorization: agent.authorization, 'content-type': snapshotMediaType, date: new Date(scan.wallTime).toUTCString() } };
  let answer = await post(door, '/v1/snapshots', { ...about, body: made.body });
  if (answer.status === 409 && (answer.json as Partial<Need>).need !== undefined) answer = await post(door, '/v1/snapshots', { ...about, body: made.whole() });
  if (answer.status !== 201 && answer.status !== 409) throw failure('bug', `A snapshot of ${scan.target.id} was refused (${answer.status}): ${answer.text}`);
  const receipt = answer.json as Partial<Receipt>;
  agent.sealing = { ...sealing, previous: made.digest, epoch: receipt.epoch ?? sealing.epoch, known: new Set([...sealing.known, ...made.contents]) };
  return answer.status;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

function post({ port, agent }: Door, path: string, { body, headers }: { body: Buffer | string; headers: Record<string, string> }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: '127.0.0.1', port, path, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const read = checkJson(bytes);
        resolve({ status: answer.statusCode ?? 0, text: bytes.toString('utf8'), json: 'value' in read ? read.value : undefined });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
