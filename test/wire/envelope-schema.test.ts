import { generateKeyPairSync } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import envelopeSchema from '../../wire/published/envelope-1.json' with { type: 'json' };
import receiptSchema from '../../wire/published/receipt-1.json' with { type: 'json' };
import statementSchema from '../../wire/published/statement-1.json' with { type: 'json' };
import type { Receipt } from '../../wire/receipt.ts';
import { buildStatement, keyidOf, sealStatement } from '../../wire/seal.ts';
import type { SectionReport, SnapshotPredicate } from '../../wire/snapshot.ts';
import { checkStatement } from '../../wire/statement.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
formats.default(ajv);
const fits = { envelope: ajv.compile(envelopeSchema), statement: ajv.compile(statementSchema), receipt: ajv.compile(receiptSchema) };

const report: SectionReport = { status: 'ok', version: 1, digest: 'a'.repeat(64), bytes: 9, startedAt: '2026-11-21T07:11:58Z', durationMs: 1.5, sources: ['/etc/os-release'] };
const refused: SectionReport = { status: 'failed', reason: 'needs-root', detail: '/usr/sbin/nft', version: 1, startedAt: '2026-11-21T07:11:58Z', durationMs: 0, sources: [] };
const predicate: SnapshotPredicate = {
  agent: 'agent-1', town: 'maple-hollow', target: { kind: 'local', id: 'local' }, incarnation: 'i', sequence: 3, previous: 'b'.repeat(64), bootId: null, wallTime: '2026-11-21T07:11:59.123Z',
  monotonicMs: 12.5, epoch: null, agentVersion: '0.1.0', platform: 'linux', privileged: true, oneOff: false, dropped: 0, sections: { os: report, firewall: refused },
};
const statement = buildStatement(predicate);

describe('the published schema of a statement', () => {
  it('takes what an agent signs', () => {
    expect([fits.statement(statement), fits.statement.errors]).toEqual([true, null]);
    expect(checkStatement(statement)).toEqual(statement);
  });

  it('and the reader in our program refuse the same: any member that is gone or of another kind', () => {
    const wrong = fc.oneof(fc.constantFrom<unknown>(undefined, null, 7, -1, 1.5, true, '', 'x'.repeat(300), [], {}, ['x']), fc.jsonValue());
    const place = fc.oneof(
      ...Object.keys(predicate).map((key) => fc.constant(['predicate', key])),
      ...Object.keys({ ...report, ...refused }).flatMap((key) => [fc.constant(['predicate', 'sections', 'os', key]), fc.constant(['predicate', 'sections', 'firewall', key])]),
      ...Object.keys(statement).map((key) => fc.constant([key])),
    );
    fc.assert(fc.property(place, wrong, (path, value) => {
      const changed = withValue(statement, path, value);
      const byReader = !('refusal' in checkStatement(changed));
      const bySchema = fits.statement(JSON.parse(JSON.stringify(changed)));
      // Only the reader compares subjects with sections, and knows the calendar: there it may refuse more.
      const compares = /^(?:subject|predicate,sections|.*wallTime|.*startedAt)$/.test(String(path));
      const agree = byReader === bySchema || (compares && bySchema);
      expect([path, value, { byReader, bySchema, agree }]).toEqual([path, value, { byReader, bySchema, agree: true }]);
    }), { numRuns: 1500 });
  });
});

describe('the published schema of an envelope', () => {
  it('takes what an agent sends and refuses what is none', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const envelope = sealStatement(statement, privateKey, keyidOf(privateKey));
    expect([fits.envelope(envelope), fits.envelope.errors]).toEqual([true, null]);
    for (const wrong of [{ ...envelope, signatures: [] }, { ...envelope, payloadType: 'text/plain' }, { ...envelope, payload: '' }, { ...envelope, signatures: [{ keyid: 'x' }] }]) expect(fits.envelope(wrong)).toBe(false);
  });
});

describe('the published schema of a receipt', () => {
  const receipt: Required<Receipt> = {
    receipt: 'R-1', epoch: 'e', behind: false, last: { incarnation: 'i', sequence: 3, digest: 'c'.repeat(64) }, serverTime: '2026-11-21T07:12:00Z', retryAfter: 5,
    nextCa: { certificate: 'PEM', signature: 'AA==' }, auditHead: { size: 4, hash: 'd'.repeat(64) },
  };

  it('names every member that a receipt can have, and asks for those it always has', () => {
    expect([fits.receipt(receipt), fits.receipt.errors]).toEqual([true, null]);
    expect(Object.keys(receiptSchema.properties).sort()).toEqual(Object.keys(receipt).sort());
    for (const key of Object.keys(receipt) as (keyof Receipt)[]) {
      const { [key]: _gone, ...rest } = receipt;
      expect([key, fits.receipt(rest)]).toEqual([key, key === 'retryAfter' || key === 'nextCa']);
    }
  });
});

/** A copy in which the value at a path is another; undefined takes the member out. */
function withValue(value: unknown, [step = '', ...rest]: readonly string[], to: unknown): unknown {
  const copy = { ...(value as Record<string, unknown>) };
  if (rest.length > 0) copy[step] = withValue(copy[step], rest, to);
  else if (to === undefined) delete copy[step];
  else copy[step] = to;
  return copy;
}
