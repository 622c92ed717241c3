/** Messages of the enrollment handshake, and the token that starts it. */

/** What one enrollment token carries. Written as `tw1.` + base64url(JSON) with the short keys u, p, t, s. */
export interface EnrollmentToken {
  /** Base URL of the collector, https. */
  readonly url: string;
  /** SHA-256 (hex) of the DER of the collector's CA certificate, or `system` to trust the machine's own store. */
  readonly pin: string;
  readonly town: string;
  /** 256 random bits, base64url. */
  readonly secret: string;
}

/** `POST /v1/enroll`. Redemption is idempotent on (token, public key): a repeat gives the same agent id. */
export interface EnrollRequest {
  readonly secret: string;
  readonly town: string;
  /** Ed25519 public key, SPKI DER, base64. */
  readonly publicKey: string;
  /** base64 signature of the ASCII text `townwatch-enroll:` + secret by that key: proof of possession. */
  readonly proof: string;
  readonly hostname: string;
  readonly agentVersion: string;
  readonly platform: 'linux' | 'windows' | 'macos';
}

export interface EnrollResponse {
  readonly agent: string;
  readonly town: string;
  /** 256 bits, base64url; sent as `Authorization: Townwatch <agent>.<doorSecret>`. It admits; only the signature is evidence. */
  readonly doorSecret: string;
  /** `pending` until a person approves the agent of a bulk token; it may already send. */
  readonly state: 'active' | 'pending';
  readonly epoch: string;
  readonly serverTime: string;
}

const prefix = 'tw1.';

/** Writes a token as one string that survives e-mail and a shell. */
export function formatToken(token: EnrollmentToken): string {
  const short = { u: token.url, p: token.pin, t: token.town, s: token.secret };
  return prefix + Buffer.from(JSON.stringify(short)).toString('base64url');
}

/** Reads a token. @returns the token, or a sentence that says what is wrong with it and how to mend it. */
export function parseToken(line: string): EnrollmentToken | { error: string } {
  const mend = 'Ask for a new one: "townwatch token create --town NAME" prints the whole string.';
  const trimmed = line.trim();
  if (!trimmed.startsWith(prefix)) return { error: `This is not an enrollment token: it does not start with "${prefix}". ${mend}` };
  let short: unknown;
  try {
    short = JSON.parse(Buffer.from(trimmed.slice(prefix.length), 'base64url').toString('utf8'));
  } catch {
    return { error: `The enrollment token is cut or altered. ${mend}` };
  }
  const { u, p, t, s } = (short ?? {}) as Record<string, unknown>;
  if (typeof u !== 'string' || typeof p !== 'string' || typeof t !== 'string' || typeof s !== 'string')
    return { error: `The enrollment token lacks a part. ${mend}` };
  if (!URL.canParse(u) || new URL(u).protocol !== 'https:') return { error: `The enrollment token names no https address. ${mend}` };
  if (p !== 'system' && !/^[0-9a-f]{64}$/.test(p)) return { error: `The enrollment token has no valid certificate pin. ${mend}` };
  return { url: u, pin: p, town: t, secret: s };
}
