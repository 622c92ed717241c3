import { checkJson } from '../../wire/json.ts';
import { refusals } from '../../wire/receipt.ts';
import type { Receipt, RefusalCode } from '../../wire/receipt.ts';
import type { Answer } from './transport.ts';

/** What an answer to `POST /v1/snapshots` means. `wait` is in seconds, when the collector asked for it. */
export type Verdict =
  /** Durable there. */
  | { readonly kind: 'stored'; readonly receipt: Receipt; readonly wait?: number }
  /** It lacks contents that we thought it had. */
  | { readonly kind: 'need'; readonly need: readonly string[]; readonly epoch: string }
  /** This snapshot will never be taken: it is put aside, the others go on. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  /** This agent is not let in: nothing is put aside, and nothing else is tried. */
  | { readonly kind: 'shut'; readonly code: RefusalCode; readonly message: string }
  /** Try again later. */
  | { readonly kind: 'later'; readonly why: string; readonly wait?: number };

/** Refusals that concern the agent and not the snapshot; the spool is kept. */
const aboutAgent: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['not-admitted', 'version-too-old']);
const passing: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['rate-limited', 'busy']);

/**
 * Reads an answer. Only what is certainly said by a collector counts as a refusal: the page of a captive portal or of a
 * broken reverse proxy, a redirect, an unknown code all mean "later", so that nothing is lost.
 */
export function verdictOf(answer: Answer): Verdict {
  if ('unreachable' in answer) return { kind: 'later', why: answer.unreachable };
  const { status } = answer;
  const wait = retryAfter(answer.headers['retry-after']);
  const later = (why: string): Verdict => ({ kind: 'later', why, ...(wait === undefined ? {} : { wait }) });
  const value = documentOf(answer.body);
  if (status === 201) {
    const receipt = receiptOf(value);
    const pause = receipt?.retryAfter ?? wait;
    return receipt ? { kind: 'stored', receipt, ...(pause === undefined ? {} : { wait: pause }) } : later('the answer is not a receipt');
  }
  if (status === 409 && isTexts(value['need']) && typeof value['epoch'] === 'string') return { kind: 'need', need: value['need'], epoch: value['epoch'] };
  const code = codeOf(value['code']);
  if (!code || refusals[code].status !== status) return later(`it answered ${status}`);
  const message = refusals[code].sentence;
  if (passing.has(code)) return later(message);
  return { kind: aboutAgent.has(code) ? 'shut' : 'refused', code, message };
}

/** Seconds of a Retry-After header, within 1 s and 24 h; a date is not used by our collector. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,9}$/.test(value.trim())) return undefined;
  return Math.min(86_400, Math.max(1, Number(value)));
}

/** The code of a refusal, if it is one that we know. */
export function codeOf(value: unknown): RefusalCode | undefined {
  return typeof value === 'string' && Object.hasOwn(refusals, value) ? (value as RefusalCode) : undefined;
}

/** A JSON object of an answer; anything else is empty. */
export function documentOf(body: Buffer): Readonly<Record<string, unknown>> {
  const read = checkJson(body);
  const value = 'value' in read ? read.value : undefined;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function receiptOf(value: Readonly<Record<string, unknown>>): Receipt | undefined {
  const { receipt, epoch, behind, last, serverTime, retryAfter: pause, nextCa, auditHead } = value;
  const lastParts = last as Receipt['last'] | undefined;
  const head = auditHead as Receipt['auditHead'] | undefined;
  if (![receipt, epoch, serverTime, lastParts?.incarnation, lastParts?.digest, head?.hash].every((part) => typeof part === 'string')) return undefined;
  if (typeof behind !== 'boolean' || !Number.isSafeInteger(lastParts?.sequence) || !Number.isSafeInteger(head?.size)) return undefined;
  if (Number.isNaN(Date.parse(serverTime as string))) return undefined;
  const waits = typeof pause === 'number' && Number.isFinite(pause) ? retryAfter(String(Math.ceil(pause))) : undefined;
  const { certificate, signature } = (nextCa ?? {}) as Record<string, unknown>;
  return {
    receipt: receipt as string,
    epoch: epoch as string,
    behind,
    last: lastParts!,
    serverTime: serverTime as string,
    ...(waits === undefined ? {} : { retryAfter: waits }),
    ...(typeof certificate === 'string' && typeof signature === 'string' ? { nextCa: { certificate, signature } } : {}),
    auditHead: head!,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
