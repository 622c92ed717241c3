import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Refused } from './frame.ts';
import { checkJson } from './json.ts';
import type { Envelope, SnapshotPredicate, Statement } from './snapshot.ts';
import { bounds, payloadType, preAuthEncoding, predicateType, sortedJson, statementType } from './snapshot.ts';
import { checkStatement } from './statement.ts';

/** A statement whose signature holds, with the bytes that were signed. Its digest is the SHA-256 of `payload`. */
export interface Opened {
  readonly payload: Buffer;
  readonly statement: Statement;
}

/** Name of a key: SHA-256 (hex) of its public part as SPKI DER. Takes either part of the pair. */
export function keyidOf(key: KeyObject): string {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256').update(open.export({ type: 'spki', format: 'der' })).digest('hex');
}

/** The statement about one snapshot: its subjects are the contents that the predicate names, by section. */
export function buildStatement(predicate: SnapshotPredicate): Statement {
  const named = Object.entries(predicate.sections).sort(([a], [b]) => (a < b ? -1 : 1));
  const subject = named.flatMap(([name, { digest }]) => (digest === undefined ? [] : [{ name, digest: { sha256: digest } }]));
  return { _type: statementType, subject, predicateType, predicate };
}

/** Signs a statement with an Ed25519 key, as a DSSE envelope. The payload is written once, here. */
export function sealStatement(statement: Statement, privateKey: KeyObject, keyid: string): Envelope {
  const payload = Buffer.from(sortedJson(statement));
  const sig = sign(null, preAuthEncoding(payloadType, payload), privateKey);
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid, sig: sig.toString('base64') }] };
}

/** Reads the bytes of an envelope: its shape only, not its signature. Members that we do not know are ignored. */
export function parseEnvelope(bytes: Uint8Array): Envelope | Refused {
  const read = checkJson(bytes, { ...bounds, string: bounds.envelope });
  if ('refusal' in read) return read;
  const { payloadType: type, payload, signatures } = (read.value ?? {}) as Partial<Record<keyof Envelope, unknown>>;
  if (type !== payloadType) return { refusal: 'bad-envelope', detail: 'payloadType' };
  if (!isBase64(payload)) return { refusal: 'bad-envelope', detail: 'payload' };
  if (!Array.isArray(signatures) || signatures.length !== 1) return { refusal: 'bad-envelope', detail: 'one signature is expected' };
  const { keyid, sig } = (signatures[0] ?? {}) as Record<string, unknown>;
  if (typeof keyid !== 'string' || !isBase64(sig)) return { refusal: 'bad-envelope', detail: 'signatures' };
  return { payloadType, payload, signatures: [{ keyid, sig }] };
}

/**
 * Verifies an envelope with the key that its sender is known by, and reads the statement only then.
 * The key is never taken from the envelope: `keyid` must name the given one.
 */
export function openEnvelope(envelope: Envelope, publicKey: KeyObject): Opened | Refused {
  const payload = Buffer.from(envelope.payload, 'base64');
  const [signature] = envelope.signatures;
  if (signature?.keyid !== keyidOf(publicKey)) return { refusal: 'bad-signature', detail: 'another key' };
  const signed = preAuthEncoding(envelope.payloadType, payload);
  if (publicKey.asymmetricKeyType !== 'ed25519' || !verify(null, signed, publicKey, Buffer.from(signature.sig, 'base64')))
    return { refusal: 'bad-signature', detail: 'does not fit' };
  const read = checkJson(payload);
  if ('refusal' in read) return read;
  const statement = checkStatement(read.value);
  return 'refusal' in statement ? statement : { payload, statement };
}

/** One way to write each text: what decodes to the same bytes in another spelling is refused. */
function isBase64(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}
