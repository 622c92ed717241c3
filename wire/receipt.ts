/** `201` of `POST /v1/snapshots`: the snapshot is durable. */
export interface Receipt {
  /** Names the stored statement; the same statement again gets the same receipt. */
  readonly receipt: string;
  /** Random id of this history of the collector; a restore from backup starts a new one. */
  readonly epoch: string;
  /** True when the statement is older than what the collector has: the agent's state was rolled back, it starts a new incarnation. */
  readonly behind: boolean;
  readonly last: { readonly incarnation: string; readonly sequence: number; readonly digest: string };
  readonly serverTime: string;
  /** Seconds to wait before the next request, when the collector is busy. */
  readonly retryAfter?: number;
  /** The next CA certificate (PEM), countersigned by the present one: the only setting a receipt can change. */
  readonly nextCa?: { readonly certificate: string; readonly signature: string };
  /** Newest head of the collector's audit log. */
  readonly auditHead: { readonly size: number; readonly hash: string };
}

/** `409` of `POST /v1/snapshots`: contents the collector lacks; the agent answers with one full POST. */
export interface Need {
  readonly need: readonly string[];
  readonly epoch: string;
}

/** Any refusal: a code from {@link refusals}, and a sentence. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/** Why a collector refuses a request: HTTP status and sentence by code. */
export const refusals = {
  'not-admitted': { status: 401, sentence: 'The credential is not valid here.' },
  'body-too-large': { status: 413, sentence: 'The body is larger than the limit.' },
  'media-type': { status: 415, sentence: 'The body is not of the type or encoding that this address takes.' },
  'bad-frame': { status: 400, sentence: 'The body is cut or its framing is damaged.' },
  'bad-envelope': { status: 400, sentence: 'The signed envelope is not one.' },
  'bad-signature': { status: 400, sentence: 'The signature does not fit the statement and the key of this agent.' },
  'bad-statement': { status: 400, sentence: 'The statement lacks a part or contradicts itself.' },
  'wrong-sender': { status: 403, sentence: 'The statement names another agent or town than the credential.' },
  'unnamed-content': { status: 400, sentence: 'The body holds a content that the statement does not name, or holds one twice.' },
  'digest-mismatch': { status: 400, sentence: 'A content does not have the digest that the statement names.' },
  'too-deep': { status: 400, sentence: 'A JSON document is nested too deeply or has too many parts.' },
  'duplicate-key': { status: 400, sentence: 'A JSON document names a key twice.' },
  'forbidden-key': { status: 400, sentence: 'A JSON document uses a key that is never a fact, such as __proto__.' },
  'bad-json': { status: 400, sentence: 'A document is not valid JSON in UTF-8.' },
  'bad-request': { status: 400, sentence: 'The request lacks a part.' },
  cloned: { status: 409, sentence: 'Another snapshot has this number: two machines use one key. Both are kept.' },
  'rate-limited': { status: 429, sentence: 'Too many requests; wait as Retry-After says.' },
  busy: { status: 503, sentence: 'The collector cannot store now; wait as Retry-After says.' },
  'version-too-old': { status: 426, sentence: 'This agent is older than the collector serves; update it.' },
} as const satisfies Record<string, { status: number; sentence: string }>;

export type RefusalCode = keyof typeof refusals;
