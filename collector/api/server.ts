import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import { bounds, snapshotMediaType } from '../../wire/snapshot.ts';
import type { ServerCertificate } from '../tls/certificates.ts';
import { enrollRoutes } from './enroll.ts';
import { healthRoute } from './health.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';
import { snapshotRoutes } from './snapshots.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may come in; a route without it does not start. */
    policy?: 'anyone' | 'agent' | 'token';
  }
}

/** Times in milliseconds, counts of connections. */
export interface ServerLimits {
  readonly headers: number;
  readonly request: number;
  readonly idle: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
}

const usualLimits: ServerLimits = { headers: 10_000, request: 30_000, idle: 15_000, connections: 2_000, connectionsPerAddress: 200 };

/** Builds the HTTPS server. Every route declares who may use it; everything else answers 404. */
export async function buildServer(
  services: Services,
  certificate: Pick<ServerCertificate, 'chain' | 'key'>,
  options: { log: FastifyBaseLogger; limits?: ServerLimits },
): Promise<FastifyInstance> {
  // Loaded here: most commands start no server.
  const { default: Fastify, LogController } = await import('fastify');
  const limits = options.limits ?? usualLimits;
  const app = Fastify({
    https: {
      cert: certificate.chain,
      key: certificate.key,
      minVersion: 'TLSv1.2',
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      connectionsCheckingInterval: Math.min(1_000, limits.headers),
      maxHeaderSize: 8 * 1024,
    },
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: 16 * 1024,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    routerOptions: { maxParamLength: 128 },
    return503OnClosing: true,
    trustProxy: false,
  }) as unknown as FastifyInstance;
  limitConnections(app.server as unknown as Server, limits);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(['application/json', snapshotMediaType], { parseAs: 'buffer', bodyLimit: bounds.compressed }, (_request, body, done) => done(null, body));
  app.addHook('onRoute', ({ config, url }) => {
    if (config?.policy === undefined) throw new Error(`the route ${url} does not say who may use it`);
  });
  // What is acknowledged has to last, and a disk that failed promises nothing.
  app.addHook('onRequest', async (_request, reply) => (services.committer.broken() ? refuse(reply, 'busy') : undefined));
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info({ method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).header('connection', 'close').send({ code: 'not-found', message: 'There is nothing here.' }));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse(reply, 'body-too-large');
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse(reply, 'media-type');
    if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, 'bad-request');
    services.committer.noticed(error);
    request.log.error({ error: { name: error.name, message: error.message, stack: error.stack } }, 'failed');
    return refuse(reply, 'busy');
  });
  await app.register(enrollRoutes(services));
  await app.register(snapshotRoutes(services));
  await app.register(healthRoute(services));
  return app;
}

/** At most so many connections, and so many from one address; the last ones are closed without a word. */
function limitConnections(server: Server, limits: ServerLimits): void {
  const open = new Map<string, number>();
  server.maxConnections = limits.connections;
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > limits.connectionsPerAddress) socket.destroy();
  });
}
