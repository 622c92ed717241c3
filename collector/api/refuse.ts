import type { FastifyReply } from 'fastify';
import { refusals } from '../../wire/receipt.ts';
import type { Refusal, RefusalCode } from '../../wire/receipt.ts';

/** Seconds after which a client may come again, by refusal. */
const retryAfter: Partial<Record<RefusalCode, number>> = { busy: 30, 'rate-limited': 10 };

/** Answers with a refusal: status and sentence come from the one table, so equal refusals are equal bytes. */
export function refuse(reply: FastifyReply, code: RefusalCode): FastifyReply {
  const { status, sentence } = refusals[code];
  const wait = retryAfter[code];
  if (wait !== undefined) void reply.header('retry-after', String(wait));
  // The rest of a refused body is not read; a connection that waits for that is closed instead.
  if (status === 401 || status === 413 || status === 503 || status === 429) void reply.header('connection', 'close');
  const refusal: Refusal = { code, message: sentence };
  return reply.code(status).send(refusal);
}
