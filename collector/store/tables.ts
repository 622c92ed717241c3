import type { Kysely } from 'kysely';

/**
 * The tables of the store. Instants are RFC 3339 UTC texts, truth is 0 or 1, nested values are JSON texts: what SQLite and
 * PostgreSQL both hold without loss. The town is part of every key, except where a table is about the collector itself.
 */
export interface Tables {
  /** The collector itself: `epoch`. */
  meta: { key: string; value: string };
  town: { id: string; name: string; time_zone: string; fiscal_year_start_month: number; created_at: string };
  token: {
    town: string;
    id: string;
    secret_hash: string;
    max_uses: number;
    uses: number;
    expires_at: string;
    created_at: string;
  };
  /** Who redeemed a token: makes a repeat with the same key harmless. */
  token_use: { town: string; token: string; public_key: string; agent: string; at: string };
  agent: AgentRow;
  asset: AssetRow;
  /** Which asset a target of an agent is. */
  asset_target: { town: string; agent: string; target_kind: string; target_id: string; asset: string };
  /** What an asset says of its identity, for the search of duplicates. */
  asset_claim: { town: string; asset: string; kind: string; value: string };
  /** A content as it came: the zstd frame, and how large it is inflated. */
  content: { town: string; agent: string; digest: string; section: string; bytes: number; frame: Buffer };
  statement: StatementRow;
  /** The newest statement of a target that holds a content of the section, and its digest; section `''`: the newest of all. */
  newest: { town: string; agent: string; target_kind: string; target_id: string; section: string; digest: string; receipt: string };
  evaluation: {
    town: string;
    /** Counts up with every stored evaluation: two that ran at once are told apart. */
    revision: number;
    as_of: string;
    digest: string;
    documents: string;
    outcomes: string;
  };
  /** What people state about a town, every version of it: register, lists, answers, waivers, plans. The newest counts. */
  town_document: { town: string; kind: string; id: string; version: number; at: string; actor: string; digest: string; body: string };
  /** What holds for all towns of this collector: `msp.yaml`, rules of one's own, every version. */
  shared_document: { kind: string; version: number; at: string; actor: string; digest: string; body: string };
  finding: FindingRow;
  finding_history: { town: string; finding: string; at: string; state: string };
  /** The chain of all that changed; about the whole collector, `town` is null where no town is meant. */
  audit_log: { size: number; at: string; town: string | null; actor: string; action: string; detail: string; previous: string; hash: string };
}

export interface AgentRow {
  town: string;
  id: string;
  /** Ed25519 public key, SPKI DER, base64. */
  public_key: string;
  /** SHA-256 (hex) of the door secret; null for a key that never came through the door (imported files). */
  door_hash: string | null;
  state: 'active' | 'pending' | 'revoked';
  one_off: number;
  cloned: number;
  hostname: string;
  platform: string;
  version: string;
  enrolled_at: string;
  /** The current statement: what a receipt calls `last`. */
  incarnation: string | null;
  generation: number | null;
  sequence: number | null;
  last_digest: string | null;
  last_received_at: string | null;
}

export interface AssetRow {
  town: string;
  id: string;
  class: string;
  /** `measured`, `stated` by a person, `listed` in an imported list, `assumed`. */
  class_basis: string;
  label: string;
  /** 1 when a person gave the label: then the machine's own name no longer changes it. */
  label_stated: number;
  department: string | null;
  tags: string;
  /** What a person said of it: spare, retired, out-of-scope; null for none of these. */
  stated_state: string | null;
  first_seen: string;
  last_seen: string | null;
  expected_every_days: number | null;
  possible_duplicate_of: string;
}

export interface StatementRow {
  town: string;
  agent: string;
  incarnation: string;
  sequence: number;
  digest: string;
  receipt: string;
  /** Rank of the incarnation among those of the agent, in the order the collector met them. */
  generation: number;
  target_kind: string;
  target_id: string;
  asset: string;
  /** Digest of status, reason and content of all sections: equal when nothing changed. */
  facts: string;
  /** The DSSE envelope as it came: its zstd frame. */
  envelope: Buffer;
  /** The agent's own clock when it sealed: a claim. */
  sealed_at: string;
  received_at: string;
  clock_offset_seconds: number;
  /** `current` moved the agent on, `history` came late, `conflict` has a number that was taken. */
  status: 'current' | 'history' | 'conflict';
}

export interface FindingRow {
  town: string;
  id: string;
  rule: string;
  subject: string;
  state: string;
  first_seen: string;
  last_confirmed: string;
  resolved_at: string | null;
  reopened: number;
  /** In how many scans it was seen, while it waits to be confirmed; else null. */
  seen: number | null;
}

/** The store, or a transaction on it. */
export type Store = Kysely<Tables>;
