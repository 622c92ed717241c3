import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeParcel, encodeOneOff } from '../../wire/parcel.ts';
import { buildStatement, keyidOf, openEnvelope, parseEnvelope, sealStatement } from '../../wire/seal.ts';
import { preAuthEncoding, sortedJson } from '../../wire/snapshot.ts';
import type { Envelope, SnapshotPredicate } from '../../wire/snapshot.ts';
import { checkStatement } from '../../wire/statement.ts';
import { peer } from '../peers.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const predicate: SnapshotPredicate = {
  agent: 'agent-1', town: 'town-1', target: { kind: 'local', id: 'local' }, incarnation: 'i', sequence: 3, previous: null, bootId: null,
  wallTime: '2026-11-21T02:00:00Z', monotonicMs: 12.5, epoch: null, agentVersion: '0.1.0', platform: 'linux', privileged: true, oneOff: false, dropped: 0,
  sections: {
    os: { status: 'ok', version: 1, digest: 'a'.repeat(64), bytes: 10, startedAt: '2026-11-21T02:00:00.123Z', durationMs: 1, sources: ['/etc/os-release'] },
    mfa: { status: 'partial', reason: 'denied', version: 1, digest: 'b'.repeat(64), bytes: 10, startedAt: '2026-11-21T02:00:00Z', durationMs: 0.2, sources: [] },
    backups: { status: 'failed', reason: 'timeout', detail: 'restic', version: 1, startedAt: '2026-11-21T02:00:00Z', durationMs: 9, sources: [] },
  },
};
const statement = buildStatement(predicate);
const envelope = sealStatement(statement, privateKey, keyidOf(publicKey));
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

test('the statement names each content once, by section', () => {
  expect(statement.subject).toEqual([{ name: 'mfa', digest: { sha256: 'b'.repeat(64) } }, { name: 'os', digest: { sha256: 'a'.repeat(64) } }]);
});

test('what was sealed is opened with the key, byte for byte', () => {
  const parsed = parseEnvelope(bytesOf(envelope)) as Envelope;
  expect(parsed).toEqual(envelope);
  expect(openEnvelope(parsed, publicKey)).toEqual({ payload: Buffer.from(sortedJson(statement)), statement });
  expect(keyidOf(privateKey)).toBe(keyidOf(publicKey));
});

describe('an envelope is refused', () => {
  const altered = (change: Partial<Envelope>) => openEnvelope({ ...envelope, ...change }, publicKey);

  test('with any other payload, signature, key or type', () => {
    const payload = Buffer.from(JSON.stringify({ ...statement, predicate: { ...predicate, town: 'town-2' } })).toString('base64');
    expect(altered({ payload })).toMatchObject({ refusal: 'bad-signature' });
    expect(altered({ signatures: [{ ...envelope.signatures[0]!, sig: Buffer.alloc(64).toString('base64') }] })).toMatchObject({ refusal: 'bad-signature' });
    expect(altered({ signatures: [{ ...envelope.signatures[0]!, sig: 'AA==' }] })).toMatchObject({ refusal: 'bad-signature' });
    expect(altered({ payloadType: 'application/json' as Envelope['payloadType'] })).toMatchObject({ refusal: 'bad-signature' });
    expect(openEnvelope(envelope, other.publicKey)).toMatchObject({ refusal: 'bad-signature' });
    const lying = sealStatement(statement, other.privateKey, keyidOf(publicKey));
    expect(openEnvelope(lying, publicKey)).toMatchObject({ refusal: 'bad-signature' });
    const misnamed = sealStatement(statement, privateKey, keyidOf(other.publicKey));
    expect(openEnvelope(misnamed, publicKey)).toMatchObject({ refusal: 'bad-signature' });
  });

  test('with any byte of the payload altered', () => {
    const payload = Buffer.from(envelope.payload, 'base64');
    for (let at = 0; at < payload.length; at++) {
      const flipped = Buffer.from(payload);
      flipped[at]! ^= 1;
      expect(altered({ payload: flipped.toString('base64') })).toMatchObject({ refusal: 'bad-signature' });
    }
  });

  test.each([
    ['another type', { ...envelope, payloadType: 'x' }],
    ['no payload', { ...envelope, payload: undefined }],
    ['an empty payload', { ...envelope, payload: '' }],
    ['a second spelling of the payload', { ...envelope, payload: envelope.payload.replace(/=*$/, '') + (envelope.payload.endsWith('=') ? '' : '\n') }],
    ['no signature', { ...envelope, signatures: [] }],
    ['two signatures', { ...envelope, signatures: [envelope.signatures[0], envelope.signatures[0]] }],
    ['a signature that is none', { ...envelope, signatures: [null] }],
    ['a list', []],
    ['nothing', null],
  ])('that has %s', (_name, value) => {
    expect(parseEnvelope(bytesOf(value))).toMatchObject({ refusal: 'bad-envelope' });
  });

  test('that hides a second payload behind the first', () => {
    const text = JSON.stringify(envelope);
    expect(parseEnvelope(Buffer.from(`{"payload":"AAAA",${text.slice(1)}`))).toMatchObject({ refusal: 'duplicate-key' });
  });

  test('with a signed statement that is not one', () => {
    const signed = (value: object) => openEnvelope(sealStatement(value as typeof statement, privateKey, keyidOf(publicKey)), publicKey);
    expect(signed({ ...statement, predicate: { ...predicate, sequence: -1 } })).toEqual({ refusal: 'bad-statement', detail: 'predicate.sequence' });
    expect(signed(JSON.parse('{"a":{"__proto__":1}}'))).toMatchObject({ refusal: 'forbidden-key' });
  });
});

describe('a statement', () => {
  const os = predicate.sections['os']!;
  const mfa = predicate.sections['mfa']!;
  const withSections = (sections: object, subject: readonly unknown[] = []) => checkStatement({ ...statement, subject, predicate: { ...predicate, sections } });
  const subject = [{ name: 'os', digest: { sha256: 'a'.repeat(64) } }];

  test.each(Object.keys(predicate))('without %s is refused', (part) => {
    const { [part]: _left, ...rest } = predicate as unknown as Record<string, unknown>;
    expect(checkStatement({ ...statement, predicate: rest })).toEqual({ refusal: 'bad-statement', detail: `predicate.${part}` });
    expect(checkStatement({ ...statement, predicate: { ...rest, [part]: { a: [] } } })).toHaveProperty(part === 'sections' ? 'refusal' : 'detail');
  });

  test.each([
    ['a content that the subject does not name', { os }, []],
    ['a subject that no section has', {}, subject],
    ['a subject with another digest', { os }, [{ name: 'os', digest: { sha256: 'c'.repeat(64) } }]],
    ['a subject twice', { os }, [...subject, ...subject]],
    ['a subject that is none', { os }, [null]],
    ['an ok section without digest', { os: { ...os, digest: undefined } }, []],
    ['a failed section with digest', { os: { ...os, status: 'failed', reason: 'timeout' } }, subject],
    ['a failed section without reason', { os: { ...os, status: 'failed', digest: undefined } }, []],
    ['a section with a strange name', { 'a/b': os }, [{ ...subject[0], name: 'a/b' }]],
    ['a section that is a list', { os: [] }, []],
    ['a digest in capitals', { os: { ...os, digest: 'A'.repeat(64) } }, [{ name: 'os', digest: { sha256: 'A'.repeat(64) } }]],
  ])('with %s is refused', (_name, sections, subjects: readonly unknown[]) => {
    expect(withSections(sections, subjects)).toMatchObject({ refusal: 'bad-statement' });
  });

  test('of a newer agent is understood in part', () => {
    const newer = { os: { ...os, status: 'guessed', mood: 1 }, mfa: { ...mfa, reason: 'too-quantum' }, printers: { ...os } };
    const subjects = [...subject, { name: 'mfa', digest: { sha256: 'b'.repeat(64) } }, { name: 'printers', digest: { sha256: 'a'.repeat(64) } }];
    const read = withSections(newer, subjects);
    if ('refusal' in read) throw new Error(read.detail);
    expect(read.predicate.sections['os']).toMatchObject({ status: 'failed', reason: 'unsupported-version' });
    expect(read.predicate.sections['os']).not.toHaveProperty('digest');
    expect(read.predicate.sections['mfa']).toMatchObject({ status: 'partial', reason: 'unsupported-version', digest: 'b'.repeat(64) });
    expect(read.predicate.sections['printers']).toEqual(os);
  });
});

test('a file of a machine without a network keeps its header and its body', () => {
  const body = Buffer.from('0000000128b52ffd', 'hex');
  expect(decodeParcel(body)).toEqual({ oneOff: null, body });
  const file = encodeOneOff('a2V5', body);
  expect(decodeParcel(file)).toEqual({ oneOff: { format: 'townwatch-one-off/1', publicKey: 'a2V5', town: null }, body });
  for (let end = 5; end < file.length - body.length; end++) expect(decodeParcel(file.subarray(0, end))).toHaveProperty('refusal');
  expect(decodeParcel(Buffer.alloc(0))).toEqual({ oneOff: null, body: Buffer.alloc(0) });
});

const openssl = peer('openssl');
test.skipIf(!openssl)('a stranger verifies a signature with openssl', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-seal-'));
  const place = (name: string, bytes: Buffer | string) => {
    fs.writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const key = place('key.pem', publicKey.export({ type: 'spki', format: 'pem' }));
  const sig = place('sig', Buffer.from(envelope.signatures[0]!.sig, 'base64'));
  const signed = place('signed', preAuthEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64')));
  const args = ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', signed, '-sigfile', sig];
  expect(execFileSync(openssl!, args).toString()).toContain('Verified Successfully');
  fs.rmSync(folder, { recursive: true });
});
