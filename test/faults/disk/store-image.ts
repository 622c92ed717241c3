import { X509Certificate, createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Database as Sqlite } from 'better-sqlite3';
import { sha256 } from '../../../wire/snapshot.ts';

/** Something that a collector has told somebody, who relies on it from then on. */
export type Promised =
  | { readonly kind: 'town'; readonly name: string }
  /** A token was printed: it opens the door once, and its holders will only talk to a server of this pin. */
  | { readonly kind: 'token'; readonly secret: string; readonly pin: string }
  | { readonly kind: 'agent'; readonly agent: string }
  | { readonly kind: 'receipt'; readonly receipt: string; readonly digest: string; readonly auditHead: { readonly size: number; readonly hash: string } };

/**
 * Opens a data folder as a power cut left it, and says what is wrong: a store that is damaged, a promise that is not kept.
 * `contents` are the digests of the contents of each receipt.
 */
export function brokenPromises(folder: string, promises: readonly Promised[], contents: ReadonlyMap<string, readonly string[]>): string[] {
  const file = path.join(folder, 'townwatch.sqlite');
  if (!fs.existsSync(file)) return promises.length === 0 ? [] : ['the store is gone'];
  let database: Sqlite | undefined;
  try {
    database = new Database(file);
    return [...damages(database), ...unkept(database, promises, contents), ...promises.flatMap((one) => (one.kind === 'token' ? authorityGaps(folder, one.pin) : []))];
  } catch (error) {
    return promises.length === 0 && !isDamage(error) ? [] : [`the store cannot be read: ${String(error)}`];
  } finally {
    database?.close();
  }
}

/** Before anything was promised a store may be without its tables, but never damaged. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /CORRUPT|NOTADB/.test(String(error.code));
}

function damages(database: Sqlite): string[] {
  const integrity = database.pragma('integrity_check') as { integrity_check: string }[];
  const foreign = database.pragma('foreign_key_check') as unknown[];
  return [...integrity.map(({ integrity_check: text }) => text).filter((text) => text !== 'ok'), ...foreign.map(() => 'a foreign key points nowhere')];
}

function unkept(database: Sqlite, promises: readonly Promised[], contents: ReadonlyMap<string, readonly string[]>): string[] {
  if (promises.length === 0) return [];
  const column = (query: string) => new Set(database.prepare(query).pluck().all() as string[]);
  const towns = column('select name from town');
  const tokens = column('select secret_hash from token');
  const agents = column('select id from agent');
  const statements = column(`select receipt || ' ' || digest from statement`);
  const held = column(`select agent || ' ' || digest from content`);
  const heads = column(`select size || ' ' || hash from audit_log`);
  const sender = new Map(database.prepare('select receipt, agent from statement').raw().all() as [string, string][]);
  return promises.flatMap((one) => {
    if (one.kind === 'town') return towns.has(one.name) ? [] : [`the town ${one.name} is gone`];
    if (one.kind === 'token') return tokens.has(sha256(one.secret)) ? [] : ['the token is gone'];
    if (one.kind === 'agent') return agents.has(one.agent) ? [] : [`the agent ${one.agent} is gone`];
    if (!statements.has(`${one.receipt} ${one.digest}`)) return [`the receipt ${one.receipt} is gone`];
    if (!heads.has(`${one.auditHead.size} ${one.auditHead.hash}`)) return [`the audit head of the receipt ${one.receipt} is gone`];
    const lacking = contents.get(one.receipt)?.filter((digest) => !held.has(`${sender.get(one.receipt)} ${digest}`)) ?? [one.receipt];
    return lacking.map((digest) => `the content ${digest} of the receipt ${one.receipt} is gone`);
  });
}

/** Whether the server can still prove to be the one that the pin names. */
function authorityGaps(folder: string, pin: string): string[] {
  const [certificate, key] = ['ca.pem', 'ca-key.pem'].map((name) => path.join(folder, 'tls', name)) as [string, string];
  if (!fs.existsSync(certificate) || !fs.existsSync(key)) return ['the authority that the token pins is gone'];
  try {
    const authority = new X509Certificate(fs.readFileSync(certificate));
    const fits = sha256(authority.raw) === pin && authority.checkPrivateKey(createPrivateKey(fs.readFileSync(key)));
    return fits ? [] : ['the authority is another than the token pins'];
  } catch (error) {
    return [`the authority cannot be read: ${String(error)}`];
  }
}
