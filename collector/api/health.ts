import type { FastifyInstance } from 'fastify';
import { readEpoch } from '../store/open.ts';
import { instant } from '../world.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';

/** `GET /v1/health`: whether the store answers. Tells nothing about towns. */
export function healthRoute({ store, world, attempts }: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/v1/health', { config: { policy: 'anyone' } }, async (request, reply) => {
      if (!attempts.allows(request.ip)) return refuse(reply, 'rate-limited');
      await readEpoch(store);
      return { status: 'ok', serverTime: instant(world) };
    });
  };
}
