import type { FastifyInstance } from 'fastify';
import { checkJson } from '../../wire/json.ts';
import { enrollRequest, redeem } from '../enroll/redeem.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';

/** `POST /v1/enroll`: a token for a door secret. */
export function enrollRoutes({ store, world, door, attempts }: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    app.post<{ Body: Buffer }>(
      '/v1/enroll',
      {
        config: { policy: 'token' },
        bodyLimit: 16 * 1024,
        onRequest: async (request, reply) => {
          if (!attempts.allows(request.ip)) return refuse(reply, 'rate-limited');
          if (request.headers['content-type'] !== 'application/json') return refuse(reply, 'media-type');
        },
      },
      async (request, reply) => {
        const read = checkJson(request.body);
        if ('refusal' in read) return refuse(reply, read.refusal);
        const asked = enrollRequest.safeParse(read.value);
        if (!asked.success) return refuse(reply, 'bad-request');
        const answer = await redeem(store, asked.data, world);
        if ('refusal' in answer) return refuse(reply, answer.refusal);
        await door.refresh();
        request.log.info({ town: answer.town, agent: answer.agent, state: answer.state }, 'enrolled');
        return reply.code(201).send(answer);
      },
    );
  };
}
