import { sign } from 'node:crypto';
import os from 'node:os';
import { parseToken } from '../wire/enrollment.ts';
import type { EnrollRequest, EnrollResponse, EnrollmentToken } from '../wire/enrollment.ts';
import { refusals } from '../wire/receipt.ts';
import { failure, messageOf } from './failure.ts';
import { findPinned, usualPatience } from './outbox/connection.ts';
import type { Door, Patience } from './outbox/connection.ts';
import { codeOf, documentOf } from './outbox/answers.ts';
import type { Answer } from './outbox/transport.ts';
import { ensureKey, publicKeyOf, readEnrollment, readyState, writeEnrollment } from './state.ts';
import type { Enrollment } from './state.ts';

/** What enrolling needs besides the token. */
export interface Enrolling {
  /** The state folder; it and the key are made when they are not there. */
  readonly folder: string;
  readonly uid: number | undefined;
  readonly proxy: string | null;
  readonly agentVersion: string;
  readonly platform: EnrollRequest['platform'];
  readonly now: () => Date;
  readonly patience?: Patience;
}

export interface Enrolled extends Enrollment {
  /** `already` when nothing was done. */
  readonly outcome: EnrollResponse['state'] | 'already';
}

/**
 * Enrolls this computer: finds the collector's CA by the pin of the token, verifies the collector against exactly that
 * CA on a new connection, and only then tells the secret. The key is made here before and kept when this fails, so that a
 * repeat with the same token gives the same agent.
 * @throws a failure that says what stands in the way
 */
export async function enroll(line: string, enrolling: Enrolling): Promise<Enrolled> {
  const token = parseToken(line);
  if ('error' in token) throw failure('wrong-use', token.error);
  readyState(enrolling.folder, enrolling.uid);
  const present = readEnrollment(enrolling.folder);
  if (present) return alreadyEnrolled(present, token);
  const door = await firstContact(token, enrolling);
  const answer = await redeem(token, door, enrolling);
  const { agent, town, doorSecret, state } = responseOf(answer, token.url);
  const { url, pin } = token;
  const enrollment: Enrollment = { agent, town, url, pin, ca: door.ca, doorSecret, enrolledAt: enrolling.now().toISOString() };
  writeEnrollment(enrolling.folder, enrollment);
  return { ...enrollment, outcome: state };
}

function alreadyEnrolled(present: Enrollment, { url, town }: EnrollmentToken): Enrolled {
  if (present.town === town && present.url === url) return { ...present, outcome: 'already' };
  const where = present.town === town ? present.url : `another town (${present.town})`;
  throw failure('wrong-use', `This computer is enrolled with ${where}; run "townwatch-agent uninstall" first if it is to move.`);
}

async function firstContact({ url, pin }: EnrollmentToken, { proxy, patience = usualPatience }: Enrolling): Promise<Door> {
  if (pin === 'system') return { url, proxy, ca: [] };
  let certificate: string | undefined;
  try {
    certificate = await findPinned({ url, proxy }, pin, patience);
  } catch (error) {
    throw failure('not-delivered', `The collector ${url} cannot be reached: ${messageOf(error)}; mend the network or name a proxy in agent.yaml.`, error);
  }
  if (certificate === undefined)
    throw failure('refused', `${url} does not show the certificate that the token names; nothing was sent. Something stands between, or the token is for another collector.`);
  return { url, proxy, ca: [certificate] };
}

async function redeem({ secret, town }: EnrollmentToken, door: Door, enrolling: Enrolling): Promise<Answer> {
  const { openLine } = await import('./outbox/transport.ts');
  const key = ensureKey(enrolling.folder);
  const request: EnrollRequest = {
    secret,
    town,
    publicKey: publicKeyOf(key),
    proof: sign(null, Buffer.from(`townwatch-enroll:${secret}`), key).toString('base64'),
    hostname: os.hostname(),
    agentVersion: enrolling.agentVersion,
    platform: enrolling.platform,
  };
  const line = await openLine(door, enrolling.agentVersion, enrolling.patience);
  try {
    return await line.ask({ method: 'POST', path: '/v1/enroll', type: 'application/json', body: Buffer.from(JSON.stringify(request)) });
  } finally {
    line.close();
  }
}

function responseOf(answer: Answer, url: string): EnrollResponse {
  if ('unreachable' in answer) throw failure('not-delivered', `The collector ${url} cannot be reached: ${answer.unreachable}.`);
  const value = documentOf(answer.body);
  const { agent, town, doorSecret, state, epoch, serverTime } = value as Partial<Record<keyof EnrollResponse, unknown>>;
  if (answer.status >= 200 && answer.status < 300) {
    const texts = [agent, town, doorSecret, epoch, serverTime].every((part) => typeof part === 'string' && part !== '' && part.length <= 256);
    if (texts && (state === 'active' || state === 'pending')) return value as unknown as EnrollResponse;
    throw failure('not-delivered', `${url} answered, but not as a collector does; look at the address in the token.`);
  }
  const code = codeOf(value['code']);
  if (code === 'not-admitted') throw failure('refused', 'The collector does not take this token: it has expired, was used, or is for another town. Ask for a new one.');
  if (code === 'busy' || code === 'rate-limited') throw failure('not-delivered', `${refusals[code].sentence} Try again in a minute.`);
  if (code) throw failure('refused', `The collector refused: ${refusals[code].sentence}`);
  throw failure('not-delivered', `${url} answered ${answer.status}; look at the address in the token and at the network.`);
}
