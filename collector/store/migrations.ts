import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Every change of the tables, in order. One that was released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-spine': { up: spine },
  '0002-statements-of-people': { up: documents },
  '0003-findings-that-wait': { up: waitingFindings },
};

async function waitingFindings({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('finding').addColumn('seen', 'integer').execute();
}

async function documents({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('town_document')
    .addColumn('town', 'text', (it) => it.notNull().references('town.id'))
    .addColumn('kind', 'text', (it) => it.notNull())
    .addColumn('id', 'text', (it) => it.notNull())
    .addColumn('version', 'integer', (it) => it.notNull())
    .addColumn('at', 'text', (it) => it.notNull())
    .addColumn('actor', 'text', (it) => it.notNull())
    .addColumn('digest', 'text', (it) => it.notNull())
    .addColumn('body', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('town_document_key', ['town', 'kind', 'id', 'version'])
    .execute();
  await schema
    .createTable('shared_document')
    .addColumn('kind', 'text', (it) => it.notNull())
    .addColumn('version', 'integer', (it) => it.notNull())
    .addColumn('at', 'text', (it) => it.notNull())
    .addColumn('actor', 'text', (it) => it.notNull())
    .addColumn('digest', 'text', (it) => it.notNull())
    .addColumn('body', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('shared_document_key', ['kind', 'version'])
    .execute();
}

async function spine(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('meta')
    .addColumn('key', 'text', (it) => it.primaryKey())
    .addColumn('value', 'text', (it) => it.notNull())
    .execute();
  await schema
    .createTable('town')
    .addColumn('id', 'text', (it) => it.primaryKey())
    .addColumn('name', 'text', (it) => it.notNull().unique())
    .addColumn('time_zone', 'text', (it) => it.notNull())
    .addColumn('fiscal_year_start_month', 'integer', (it) => it.notNull())
    .addColumn('created_at', 'text', (it) => it.notNull())
    .execute();
  await enrollment(db);
  await assets(db);
  await evidence(db);
  await judgement(db);
  await schema
    .createTable('audit_log')
    .addColumn('size', 'integer', (it) => it.primaryKey())
    .addColumn('at', 'text', (it) => it.notNull())
    .addColumn('town', 'text')
    .addColumn('actor', 'text', (it) => it.notNull())
    .addColumn('action', 'text', (it) => it.notNull())
    .addColumn('detail', 'text', (it) => it.notNull())
    .addColumn('previous', 'text', (it) => it.notNull())
    .addColumn('hash', 'text', (it) => it.notNull())
    .execute();
}

async function enrollment({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('token')
    .addColumn('town', 'text', (it) => it.notNull().references('town.id'))
    .addColumn('id', 'text', (it) => it.notNull())
    .addColumn('secret_hash', 'text', (it) => it.notNull().unique())
    .addColumn('max_uses', 'integer', (it) => it.notNull())
    .addColumn('uses', 'integer', (it) => it.notNull())
    .addColumn('expires_at', 'text', (it) => it.notNull())
    .addColumn('created_at', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('token_key', ['town', 'id'])
    .execute();
  await schema
    .createTable('agent')
    .addColumn('town', 'text', (it) => it.notNull().references('town.id'))
    .addColumn('id', 'text', (it) => it.notNull())
    .addColumn('public_key', 'text', (it) => it.notNull())
    .addColumn('door_hash', 'text')
    .addColumn('state', 'text', (it) => it.notNull())
    .addColumn('one_off', 'integer', (it) => it.notNull())
    .addColumn('cloned', 'integer', (it) => it.notNull())
    .addColumn('hostname', 'text', (it) => it.notNull())
    .addColumn('platform', 'text', (it) => it.notNull())
    .addColumn('version', 'text', (it) => it.notNull())
    .addColumn('enrolled_at', 'text', (it) => it.notNull())
    .addColumn('incarnation', 'text')
    .addColumn('generation', 'integer')
    .addColumn('sequence', 'integer')
    .addColumn('last_digest', 'text')
    .addColumn('last_received_at', 'text')
    .addPrimaryKeyConstraint('agent_key', ['town', 'id'])
    .execute();
  await schema
    .createTable('token_use')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('token', 'text', (it) => it.notNull())
    .addColumn('public_key', 'text', (it) => it.notNull())
    .addColumn('agent', 'text', (it) => it.notNull())
    .addColumn('at', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('token_use_key', ['town', 'token', 'public_key'])
    .addForeignKeyConstraint('token_use_token', ['town', 'token'], 'token', ['town', 'id'])
    .addForeignKeyConstraint('token_use_agent', ['town', 'agent'], 'agent', ['town', 'id'])
    .execute();
}

async function assets({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('asset')
    .addColumn('town', 'text', (it) => it.notNull().references('town.id'))
    .addColumn('id', 'text', (it) => it.notNull())
    .addColumn('class', 'text', (it) => it.notNull())
    .addColumn('class_basis', 'text', (it) => it.notNull())
    .addColumn('label', 'text', (it) => it.notNull())
    .addColumn('label_stated', 'integer', (it) => it.notNull())
    .addColumn('department', 'text')
    .addColumn('tags', 'text', (it) => it.notNull())
    .addColumn('stated_state', 'text')
    .addColumn('first_seen', 'text', (it) => it.notNull())
    .addColumn('last_seen', 'text')
    .addColumn('expected_every_days', 'integer')
    .addColumn('possible_duplicate_of', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('asset_key', ['town', 'id'])
    .execute();
  await schema
    .createTable('asset_target')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('agent', 'text', (it) => it.notNull())
    .addColumn('target_kind', 'text', (it) => it.notNull())
    .addColumn('target_id', 'text', (it) => it.notNull())
    .addColumn('asset', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('asset_target_key', ['town', 'agent', 'target_kind', 'target_id'])
    .addForeignKeyConstraint('asset_target_agent', ['town', 'agent'], 'agent', ['town', 'id'])
    .addForeignKeyConstraint('asset_target_asset', ['town', 'asset'], 'asset', ['town', 'id'])
    .execute();
  await schema
    .createTable('asset_claim')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('asset', 'text', (it) => it.notNull())
    .addColumn('kind', 'text', (it) => it.notNull())
    .addColumn('value', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('asset_claim_key', ['town', 'kind', 'value', 'asset'])
    .addForeignKeyConstraint('asset_claim_asset', ['town', 'asset'], 'asset', ['town', 'id'])
    .execute();
  await schema.createIndex('asset_claim_by_asset').on('asset_claim').columns(['town', 'asset']).execute();
}

async function evidence({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('content')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('agent', 'text', (it) => it.notNull())
    .addColumn('digest', 'text', (it) => it.notNull())
    .addColumn('section', 'text', (it) => it.notNull())
    .addColumn('bytes', 'integer', (it) => it.notNull())
    .addColumn('frame', 'blob', (it) => it.notNull())
    .addPrimaryKeyConstraint('content_key', ['town', 'agent', 'digest'])
    .addForeignKeyConstraint('content_agent', ['town', 'agent'], 'agent', ['town', 'id'])
    .execute();
  await schema
    .createTable('statement')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('agent', 'text', (it) => it.notNull())
    .addColumn('incarnation', 'text', (it) => it.notNull())
    .addColumn('sequence', 'integer', (it) => it.notNull())
    .addColumn('digest', 'text', (it) => it.notNull())
    .addColumn('receipt', 'text', (it) => it.notNull())
    .addColumn('generation', 'integer', (it) => it.notNull())
    .addColumn('target_kind', 'text', (it) => it.notNull())
    .addColumn('target_id', 'text', (it) => it.notNull())
    .addColumn('asset', 'text', (it) => it.notNull())
    .addColumn('facts', 'text', (it) => it.notNull())
    .addColumn('envelope', 'blob', (it) => it.notNull())
    .addColumn('sealed_at', 'text', (it) => it.notNull())
    .addColumn('received_at', 'text', (it) => it.notNull())
    .addColumn('clock_offset_seconds', 'integer', (it) => it.notNull())
    .addColumn('status', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('statement_key', ['town', 'agent', 'incarnation', 'sequence', 'digest'])
    .addUniqueConstraint('statement_receipt', ['town', 'receipt'])
    .addForeignKeyConstraint('statement_agent', ['town', 'agent'], 'agent', ['town', 'id'])
    .addForeignKeyConstraint('statement_asset', ['town', 'asset'], 'asset', ['town', 'id'])
    .execute();
  await schema
    .createTable('newest')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('agent', 'text', (it) => it.notNull())
    .addColumn('target_kind', 'text', (it) => it.notNull())
    .addColumn('target_id', 'text', (it) => it.notNull())
    .addColumn('section', 'text', (it) => it.notNull())
    .addColumn('digest', 'text', (it) => it.notNull())
    .addColumn('receipt', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('newest_key', ['town', 'agent', 'target_kind', 'target_id', 'section'])
    .addForeignKeyConstraint('newest_statement', ['town', 'receipt'], 'statement', ['town', 'receipt'])
    .execute();
}

async function judgement({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('evaluation')
    .addColumn('town', 'text', (it) => it.primaryKey().references('town.id'))
    .addColumn('revision', 'integer', (it) => it.notNull())
    .addColumn('as_of', 'text', (it) => it.notNull())
    .addColumn('digest', 'text', (it) => it.notNull())
    .addColumn('documents', 'text', (it) => it.notNull())
    .addColumn('outcomes', 'text', (it) => it.notNull())
    .execute();
  await schema
    .createTable('finding')
    .addColumn('town', 'text', (it) => it.notNull().references('town.id'))
    .addColumn('id', 'text', (it) => it.notNull())
    .addColumn('rule', 'text', (it) => it.notNull())
    .addColumn('subject', 'text', (it) => it.notNull())
    .addColumn('state', 'text', (it) => it.notNull())
    .addColumn('first_seen', 'text', (it) => it.notNull())
    .addColumn('last_confirmed', 'text', (it) => it.notNull())
    .addColumn('resolved_at', 'text')
    .addColumn('reopened', 'integer', (it) => it.notNull())
    .addPrimaryKeyConstraint('finding_key', ['town', 'id'])
    .execute();
  await schema
    .createTable('finding_history')
    .addColumn('town', 'text', (it) => it.notNull())
    .addColumn('finding', 'text', (it) => it.notNull())
    .addColumn('at', 'text', (it) => it.notNull())
    .addColumn('state', 'text', (it) => it.notNull())
    .addPrimaryKeyConstraint('finding_history_key', ['town', 'finding', 'at', 'state'])
    .addForeignKeyConstraint('finding_history_finding', ['town', 'finding'], 'finding', ['town', 'id'])
    .execute();
}
