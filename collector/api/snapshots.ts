import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { visible } from '../../reports/words.ts';
import type { Need, Receipt } from '../../wire/receipt.ts';
import { bounds, snapshotMediaType } from '../../wire/snapshot.ts';
import type { Visitor } from '../ingest/door.ts';
import { openSnapshot } from '../ingest/open.ts';
import { instant } from '../world.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';

/** `POST /v1/snapshots`: one signed snapshot; acknowledged when it is durable. */
export function snapshotRoutes(services: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    const visitors = new WeakMap<FastifyRequest, Visitor>();
    app.post<{ Body: Buffer }>(
      '/v1/snapshots',
      { config: { policy: 'agent' }, bodyLimit: bounds.compressed, onRequest: async (request, reply) => enter(services, visitors, { request, reply }) },
      async (request, reply) => {
        const visitor = visitors.get(request);
        return visitor ? take(services, visitor, request, reply) : refuse(reply, 'not-admitted');
      },
    );
  };
}

/** Decides from the headers alone, before a byte of the body is read. */
async function enter(
  { door, gate, attempts }: Services,
  visitors: WeakMap<FastifyRequest, Visitor>,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply | undefined> {
  const visitor = door.admit(request.headers.authorization);
  if (!visitor) return refuse(reply, attempts.allows(request.ip) ? 'not-admitted' : 'rate-limited');
  const { 'content-type': type, 'content-encoding': encoding, 'content-length': length } = request.headers;
  if (type !== snapshotMediaType || (encoding !== undefined && encoding !== 'identity')) return refuse(reply, 'media-type');
  const bytes = length === undefined ? bounds.compressed : Number(length);
  if (!(bytes <= bounds.compressed)) return refuse(reply, 'body-too-large');
  if (!gate.enter(bytes)) return refuse(reply, 'busy');
  reply.raw.once('close', () => gate.leave(bytes));
  visitors.set(request, visitor);
  return undefined;
}

async function take(services: Services, visitor: Visitor, request: FastifyRequest<{ Body: Buffer }>, reply: FastifyReply): Promise<FastifyReply> {
  const { town, agent } = visitor;
  const receivedAt = services.world.now();
  const snapshot = openSnapshot(request.body, visitor.publicKey);
  if ('refusal' in snapshot) {
    request.log.warn({ town, agent, refusal: snapshot.refusal, detail: visible(snapshot.detail, 200) }, 'refused');
    return refuse(reply, snapshot.refusal);
  }
  const { predicate } = snapshot.statement;
  if (predicate.agent !== agent || predicate.town !== town) return refuse(reply, 'wrong-sender');
  const sent = Date.parse(request.headers.date ?? '');
  const kept = await services.committer.commit({ town, agent, snapshot, receivedAt, ...(Number.isNaN(sent) ? {} : { sentAt: new Date(sent) }), action: 'snapshot-stored' });
  if (kept.kind === 'busy') {
    request.log.error({ town, agent, detail: kept.detail }, 'not stored');
    return refuse(reply, 'busy');
  }
  if (kept.kind === 'cloned') {
    services.changed(town);
    return refuse(reply, 'cloned');
  }
  if (kept.kind === 'need') return reply.code(409).send({ need: kept.need, epoch: services.epoch } satisfies Need);
  if (kept.kind === 'stored' && kept.changed) services.changed(town);
  const { receipt, behind, last, auditHead } = kept;
  return reply.code(201).send({ receipt, epoch: services.epoch, behind, last, serverTime: instant(services.world), auditHead } satisfies Receipt);
}
