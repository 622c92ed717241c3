import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../agent/clock.ts';
import type { Log } from '../../../agent/log.ts';
import { enqueue, sealNext } from '../../../agent/outbox/enqueue.ts';
import type { Numbered } from '../../../agent/outbox/enqueue.ts';
import type { Outbox } from '../../../agent/outbox/outbox.ts';
import type { Item } from '../../../agent/outbox/spool.ts';
import type { Line } from '../../../agent/outbox/transport.ts';
import type { Scan } from '../../../agent/scan.ts';
import { ensureKey, readEnrollment, readyState, writeEnrollment } from '../../../agent/state.ts';
import { sha256 } from '../../../wire/snapshot.ts';

/** A clock that only waiting moves. */
export function testClock(start = Date.parse('2026-11-21T07:00:00Z')): Clock & { at: number; readonly slept: number[] } {
  const clock = {
    at: start,
    slept: [] as number[],
    now: () => new Date(clock.at),
    monotonicMs: () => clock.at - start,
    sleep: (ms: number) => {
      clock.at += ms;
      clock.slept.push(ms);
      return Promise.resolve();
    },
  };
  return clock;
}

/** A scan in which each section holds the given text. */
export function scanOf(texts: Readonly<Record<string, string>>): Scan {
  const sections = Object.entries(texts).map(([section, text]) => {
    const content = Buffer.from(JSON.stringify({ section, version: 1, data: { text }, missing: [] }));
    const about = { version: 1, missing: [], startedAt: '2026-11-21T07:00:00Z', durationMs: 1, sources: ['/etc/x'] };
    return [section, { status: 'ok', content, digest: sha256(content), ...about }];
  });
  return { platform: 'linux', privileged: true, bootId: 'boot', startedAt: '2026-11-21T07:00:00Z', sections: Object.fromEntries(sections) };
}

/** An enrolled computer in a temporary folder. */
export function testComputer({ url = 'https://localhost:1', ca = [] as readonly string[], room = { free: 1e12, total: 1e12 } } = {}) {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-computer-')), 'state');
  readyState(folder, process.geteuid?.());
  const key = ensureKey(folder);
  writeEnrollment(folder, { agent: 'agent-1', town: 'town-1', url, pin: 'a'.repeat(64), ca, doorSecret: 'door', enrolledAt: '2026-11-01T00:00:00Z' });
  const enrollment = readEnrollment(folder)!;
  const clock = testClock();
  const events: string[] = [];
  const log: Log = (event) => void events.push(event);
  const sealer = { folder, enrollment, key, agentVersion: '0.1.0', clock, log, room: () => room };
  return {
    folder, key, clock, events,
    spool: path.join(folder, 'spool'),
    /** Seals a scan and puts it into the spool. */
    keep: (texts: Readonly<Record<string, string>>): Item => enqueue(sealNext(scanOf(texts), sealer), sealer),
    enqueue: (sealed: Numbered): Item => enqueue(sealed, sealer),
    outbox: (line: Line, more: Partial<Outbox> = {}): Outbox => ({
      folder, enrollment: readEnrollment(folder)!, key, line, clock, log, agentVersion: '0.1.0', random: () => 0.5, patienceMs: 2 * 3_600_000, ...more,
    }),
    remove: () => fs.rmSync(path.dirname(folder), { recursive: true }),
  };
}

/** A key that is nobody's. */
export function strangeKey() {
  return createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
