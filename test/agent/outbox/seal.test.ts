import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { resealed, sealScan } from '../../../agent/outbox/seal.ts';
import type { Sealing } from '../../../agent/outbox/seal.ts';
import type { Scan } from '../../../agent/scan.ts';
import { decodeBody, openContent } from '../../../wire/frame.ts';
import { openEnvelope, parseEnvelope } from '../../../wire/seal.ts';
import { bounds, sha256 } from '../../../wire/snapshot.ts';
import { scanOf } from './computer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const sealing: Sealing = {
  key: privateKey, agent: 'agent-1', town: 'town-1', incarnation: 'i', sequence: 5, previous: null, epoch: null, dropped: 2, oneOff: false,
  agentVersion: '0.1.0', wallTime: '2026-11-21T07:00:00Z', monotonicMs: 1.5,
};

/** A body as the collector opens it. */
function opened(body: Buffer) {
  const parts = decodeBody(body);
  if ('refusal' in parts) throw new Error(parts.detail);
  const envelope = parseEnvelope(parts.envelopeBytes);
  if ('refusal' in envelope) throw new Error(envelope.detail);
  const found = openEnvelope(envelope, publicKey);
  if ('refusal' in found) throw new Error(found.detail);
  return { ...found, frames: parts.frames };
}

test('a scan becomes a statement about its contents, and the contents', () => {
  const scan = scanOf({ os: 'a', software: 'b' });
  const { body, digest } = sealScan(scan, sealing);
  const { statement, payload, frames } = opened(body);
  expect(digest).toBe(sha256(payload));
  expect(statement.predicate).toMatchObject({ agent: 'agent-1', sequence: 5, dropped: 2, platform: 'linux', privileged: true, bootId: 'boot', target: { kind: 'local', id: 'local' } });
  expect(statement.predicate).not.toHaveProperty('key');
  expect(statement.predicate.sections['os']).toEqual({
    status: 'ok', version: 1, digest: scan.sections.os!.digest, bytes: scan.sections.os!.content!.length, startedAt: '2026-11-21T07:00:00Z', durationMs: 1, sources: ['/etc/x'],
  });
  expect(frames.map((frame) => openContent(frame, 1e6))).toEqual([{ bytes: scan.sections.os!.content }, { bytes: scan.sections.software!.content }]);
});

test('sources of a content that was told before are not told again; those of another content are', () => {
  const scan = scanOf({ os: 'a', software: 'b' });
  const { statement } = opened(sealScan(scan, sealing, new Set([scan.sections.os!.digest!])).body);
  expect(statement.predicate.sections['os']).toMatchObject({ digest: scan.sections.os!.digest, sources: [] });
  expect(statement.predicate.sections['software']).toMatchObject({ sources: ['/etc/x'] });
});

test('status and reason are signed also without content', () => {
  const scan: Scan = { ...scanOf({ os: 'a' }), sections: { mfa: { status: 'failed', reason: 'denied', detail: `/home/${'x'.repeat(1017)}\ud83d\ude00${'y'.repeat(9000)}`, version: 1, missing: [], startedAt: '2026-11-21T07:00:00Z', durationMs: 1, sources: [] } } };
  const { statement, frames } = opened(sealScan(scan, sealing).body);
  expect(statement.subject).toEqual([]);
  expect(frames).toEqual([]);
  expect(statement.predicate.sections['mfa']).toMatchObject({ status: 'failed', reason: 'denied' });
  expect(statement.predicate.sections['mfa']!.detail).toHaveLength(1024);
});

test('contents that would not pass the door are left out, the largest first, and said so', () => {
  const noise = (megabytes: number) => randomBytes(megabytes * 1024 * 1024).toString('base64');
  const { body } = sealScan(scanOf({ os: 'a', software: noise(6), accounts: noise(3) }), sealing);
  expect(body.length).toBeLessThan(bounds.compressed);
  const { statement, frames } = opened(body);
  expect(frames).toHaveLength(2);
  expect(statement.predicate.sections['software']).toMatchObject({ status: 'failed', reason: 'too-large', detail: expect.stringMatching(/^\d+ bytes compressed$/) as unknown });
  expect(statement.predicate.sections['software']).not.toHaveProperty('digest');
  expect(statement.subject.map(({ name }) => name)).toEqual(['accounts', 'os']);
});

test('what is sealed anew says the same of the machine under another number', () => {
  const first = opened(sealScan(scanOf({ os: 'a' }), sealing).body);
  const again = opened(resealed(first.statement.predicate, first.frames, { ...sealing, incarnation: 'j', sequence: 6, previous: 'a'.repeat(64) }).body);
  expect(again.statement).toEqual({ ...first.statement, predicate: { ...first.statement.predicate, incarnation: 'j', sequence: 6, previous: 'a'.repeat(64) } });
  expect(again.frames).toEqual(first.frames);
});
