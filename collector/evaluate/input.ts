import type { EvaluationInput, InputDocument, InputStatement } from '../../rules/input.ts';
import { stated } from './stated.ts';
import { openEnvelopeFrame } from '../../wire/frame.ts';
import { checkJson } from '../../wire/json.ts';
import { parseEnvelope } from '../../wire/seal.ts';
import { checkStatement } from '../../wire/statement.ts';
import { roster } from '../assets/roster.ts';
import { findingsOf } from '../store/evaluations.ts';
import { countingStatements } from '../store/statements.ts';
import type { StatementRow, Store } from '../store/tables.ts';
import type { Town } from '../store/towns.ts';
import type { ContentReader } from './contents.ts';
import { pause } from './pause.ts';

/** What judgement needs beside the store. */
export interface InputOrder {
  readonly town: Town;
  /** RFC 3339 UTC. */
  readonly asOf: string;
  readonly engine: string;
  readonly documents: readonly InputDocument[];
}

/**
 * All that judgement reads about a town, from what is stored. Contents stay compressed: one is opened whenever it is asked
 * for, so that who reads one machine after the other never has a whole town in memory.
 */
export async function buildInput(store: Store, contents: ContentReader, { town, asOf, engine, documents }: InputOrder): Promise<EvaluationInput> {
  const assets = await roster(store, town.id, asOf);
  const known = new Set(assets.map(({ id }) => id));
  const rows = (await countingStatements(store, town.id)).filter(({ asset }) => known.has(asset));
  const statements: InputStatement[] = [];
  const held: Record<string, unknown> = {};
  for (const row of rows) {
    const statement = asInput(row);
    statements.push(statement);
    for (const { digest } of Object.values(statement.predicate.sections)) {
      if (digest === undefined || Object.hasOwn(held, digest)) continue;
      const open = await contents.closed(town.id, row.agent, digest);
      if (open) Object.defineProperty(held, digest, { enumerable: true, get: open });
    }
    await pause();
  }
  return {
    schema: 'townwatch-evaluation-input/1',
    town: { id: town.id, name: town.name, timeZone: town.timeZone, fiscalYearStartMonth: town.fiscalYearStartMonth },
    asOf,
    engine,
    roster: assets,
    statements,
    contents: held,
    ...(await stated(store, town.id)),
    previous: await findingsOf(store, town.id),
    documents,
  };
}

/** A stored statement as judgement reads it. Its signature was verified before it was stored. */
function asInput(row: StatementRow): InputStatement {
  const inflated = openEnvelopeFrame(row.envelope);
  const envelope = 'refusal' in inflated ? inflated : parseEnvelope(inflated.bytes);
  const payload = 'refusal' in envelope ? envelope : checkJson(Buffer.from(envelope.payload, 'base64'));
  const statement = 'refusal' in payload ? payload : checkStatement(payload.value);
  if ('refusal' in statement) throw new Error(`the stored statement ${row.receipt} is damaged: ${statement.refusal}`);
  const { predicate } = statement;
  return {
    receipt: row.receipt,
    asset: row.asset,
    target: predicate.target,
    predicate,
    digest: row.digest,
    receivedAt: row.received_at,
    clockOffsetSeconds: row.clock_offset_seconds,
  };
}
