import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import https from 'node:https';
import { parseToken } from '../../wire/enrollment.ts';
import type { EnrollRequest, EnrollResponse } from '../../wire/enrollment.ts';
import { compressContent, encodeBody } from '../../wire/frame.ts';
import type { Frame } from '../../wire/frame.ts';
import { buildStatement, keyidOf, sealStatement } from '../../wire/seal.ts';
import { snapshotMediaType, sortedJson } from '../../wire/snapshot.ts';
import type { Content, SectionReport, SnapshotPredicate, Statement } from '../../wire/snapshot.ts';

/** A key made for one test, and what the collector gave it. */
export interface FakeAgent {
  readonly id: string;
  readonly town: string;
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly authorization: string;
}

export interface Keys {
  readonly privateKey: KeyObject;
  /** SPKI DER, base64. */
  readonly publicKey: string;
}

export function newKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}

/** The request with which a key asks to be enrolled by a token. */
export function enrollBody(token: string, keys: Keys, change: Partial<EnrollRequest> = {}): EnrollRequest {
  const parsed = parseToken(token);
  if ('error' in parsed) throw new Error(parsed.error);
  const { secret, town } = { ...parsed, ...change };
  const proof = sign(null, Buffer.from(`townwatch-enroll:${secret}`), keys.privateKey).toString('base64');
  return { secret, town, publicKey: keys.publicKey, proof, hostname: 'fake-pc', agentVersion: '0.0.0', platform: 'linux', ...change };
}

export function agentFrom(response: EnrollResponse, keys: Keys): FakeAgent {
  const { agent, town, doorSecret } = response;
  return { id: agent, town, ...keys, authorization: `Townwatch ${agent}.${doorSecret}` };
}

/** One content as an agent writes it. */
export function contentBytes(section: string, data: unknown): Buffer {
  const content: Content = { section, version: 1, data, missing: [] };
  return Buffer.from(sortedJson(content));
}

export interface Scan {
  readonly sequence: number;
  readonly incarnation?: string;
  /** Bytes of contents by section. */
  readonly contents: Readonly<Record<string, Buffer>>;
  /** Sections whose frames stay at home. */
  readonly leaveOut?: readonly string[];
  readonly predicate?: Partial<SnapshotPredicate>;
  readonly wallTime?: string;
}

/** The statement of a scan. */
export function statementOf(agent: Pick<FakeAgent, 'id' | 'town'>, scan: Scan): Statement {
  const wallTime = scan.wallTime ?? new Date().toISOString();
  const frames = framesOf(scan);
  const sections = Object.fromEntries(
    Object.entries(scan.contents).map(([name, bytes]) => {
      const report: SectionReport = { status: 'ok', version: 1, digest: frames.get(name)?.digest ?? '', bytes: bytes.length, startedAt: wallTime, durationMs: 1, sources: [] };
      return [name, report];
    }),
  );
  return buildStatement({
    agent: agent.id,
    town: agent.town,
    target: { kind: 'local', id: 'local' },
    incarnation: scan.incarnation ?? 'first',
    sequence: scan.sequence,
    previous: null,
    bootId: null,
    wallTime,
    monotonicMs: 1,
    epoch: null,
    agentVersion: '0.0.0',
    platform: 'linux',
    privileged: true,
    oneOff: false,
    dropped: 0,
    sections,
    ...scan.predicate,
  });
}

function framesOf(scan: Scan): Map<string, Frame> {
  return new Map(Object.entries(scan.contents).map(([name, bytes]) => [name, compressContent(bytes)]));
}

/** The signed body of a scan, as it goes over the wire. */
export function bodyOf(agent: Pick<FakeAgent, 'id' | 'town' | 'privateKey'>, scan: Scan): Buffer {
  const sent = [...framesOf(scan)].filter(([name]) => !scan.leaveOut?.includes(name)).map(([, frame]) => frame);
  return encodeBody(sealStatement(statementOf(agent, scan), agent.privateKey, keyidOf(agent.privateKey)), sent);
}

/** Ordinary contents of a small machine. */
export function machine(name: string): Record<string, Buffer> {
  return {
    identity: contentBytes('identity', { hostname: name, serial: `SN-${name}`, macs: [] }),
    os: contentBytes('os', { family: 'linux', product: 'debian', version: '12', name: `Debian on ${name}` }),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: unknown;
}

/** One request to a collector on the loopback address, its certificate checked against the CA given. */
export function request(to: { port: number; ca: string }, path: string, options: { method?: string; headers?: Record<string, string>; body?: Buffer | string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = https.request(
      { host: '127.0.0.1', port: to.port, path, method: options.method ?? 'POST', headers: options.headers ?? {}, ca: to.ca, rejectUnauthorized: true, agent: false },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined });
        });
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

export function sendBody(to: { port: number; ca: string }, agent: Pick<FakeAgent, 'authorization'>, body: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return request(to, '/v1/snapshots', { body, headers: { authorization: agent.authorization, 'content-type': snapshotMediaType, ...headers } });
}
