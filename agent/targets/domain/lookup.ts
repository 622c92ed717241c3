import type { Why } from '../../host/reading.ts';

/** Types of record that a scan of a domain asks for. */
export type RecordType = 'A' | 'AAAA' | 'NS' | 'MX' | 'TXT' | 'CAA' | 'DS' | 'DNSKEY';

/** One record of an answer. Names are in lower case without a dot at the end, but a single dot for the root. */
export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'NS'; readonly host: string }
  | { readonly type: 'MX'; readonly priority: number; readonly host: string }
  | { readonly type: 'TXT'; readonly text: string }
  | { readonly type: 'CAA'; readonly critical: boolean; readonly tag: string; readonly value: string }
  | { readonly type: 'DS'; readonly keyTag: number; readonly algorithm: number; readonly digestType: number; readonly digest: string }
  | { readonly type: 'DNSKEY'; readonly flags: number; readonly algorithm: number; readonly key: Buffer };

export interface Question {
  readonly name: string;
  readonly type: RecordType;
}

/**
 * What an answer says. `found`: records are there. `none`: an answer with proof (the SOA record of the zone, RFC 2308)
 * that there are none; `exists` tells whether the name itself does. `failed`: anything else, and so nothing is known.
 */
export type Answer =
  | { readonly state: 'found'; readonly records: readonly DnsRecord[] }
  | { readonly state: 'none'; readonly exists: boolean }
  | { readonly state: 'failed'; readonly why: Why };

/** One question with its answer and all that is kept as evidence. */
export interface Lookup extends Question {
  readonly answer: Answer;
  /** `address` of the resolver or server that gave the answer; null when none did. */
  readonly server: string | null;
  /** Response code, or null when no answer came. */
  readonly rcode: string | null;
  /** The resolver says that it checked the signatures (AD). */
  readonly authenticated: boolean;
  /** The server says that it speaks for the zone (AA). */
  readonly authoritative: boolean;
  /** Records of the answer in zone file form without owner and time to live, sorted. */
  readonly evidence: readonly string[];
}

/** How a lookup is made apart from the usual. */
export interface AskOptions {
  /** Answers are wanted although their signatures do not fit (CD). */
  readonly unchecked?: boolean;
}

/** Asks a name; never rejects. */
export type Ask = (name: string, type: RecordType, options?: AskOptions) => Promise<Lookup>;

/** Records of one type in an answer. */
export function recordsOf<Type extends RecordType>({ answer }: Lookup, type: Type): Extract<DnsRecord, { type: Type }>[] {
  const records = answer.state === 'found' ? answer.records : [];
  return records.filter((record): record is Extract<DnsRecord, { type: Type }> => record.type === type);
}

/** A lookup to which no answer came. */
export function unanswered(question: Question, why: Why): Lookup {
  return { ...question, answer: { state: 'failed', why }, server: null, rcode: null, authenticated: false, authoritative: false, evidence: [] };
}
