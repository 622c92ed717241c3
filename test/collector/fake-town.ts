import fs from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { EnrollResponse } from '../../wire/enrollment.ts';
import { createToken } from '../../collector/enroll/tokens.ts';
import { startServer } from '../../collector/server.ts';
import type { ServerOrder } from '../../collector/server.ts';
import type { Settings } from '../../collector/settings/settings.ts';
import { openStore } from '../../collector/store/open.ts';
import type { Store } from '../../collector/store/tables.ts';
import { addTown } from '../../collector/store/towns.ts';
import type { Town } from '../../collector/store/towns.ts';
import { realWorld } from '../../collector/world.ts';
import type { World } from '../../collector/world.ts';
import { agentFrom, enrollBody, newKeys, request } from './fake-agent.ts';
import type { FakeAgent } from './fake-agent.ts';
import { temporaryFolder } from './temporary.ts';

const loopback: Settings = { data: '', listen: '127.0.0.1', port: 0, host: ['127.0.0.1', 'localhost'], certificate: null, key: null, preparedBy: 'test', log: 'silent' };

/** A collector in this process, with one town. */
export interface FakeTown {
  readonly folder: string;
  readonly store: Store;
  readonly world: World;
  readonly town: Town;
  readonly at: { readonly port: number; readonly ca: string };
  /** Towns that the server asked to be judged. */
  readonly judged: string[];
  readonly token: (order?: { uses?: number; days?: number; town?: Town }) => Promise<string>;
  readonly enroll: (hostname?: string) => Promise<FakeAgent>;
  readonly stop: () => Promise<void>;
}

export async function fakeTown(options: { world?: World; order?: Partial<ServerOrder> } = {}): Promise<FakeTown> {
  const { folder, remove } = temporaryFolder();
  const world = options.world ?? realWorld();
  const store = await openStore(folder, world);
  const town = await addTown(store, { name: 'Fakeville', timeZone: 'America/Chicago', fiscalYearStartMonth: 7 }, world);
  const judged: string[] = [];
  const judge = (id: string) => Promise.resolve(void judged.push(id));
  const server = await startServer({ folder, settings: loopback, store, world, log: pino({ level: 'silent' }), judge, onBroken: () => undefined, times: { quiet: 10, most: 50 }, ...options.order });
  const at = { port: server.port, ca: fs.readFileSync(path.join(folder, 'tls', 'ca.pem'), 'utf8') };
  const token = async (order: { uses?: number; days?: number; town?: Town } = {}) =>
    (await createToken(store, { town, url: `https://127.0.0.1:${server.port}`, pin: server.pin, ...order }, world)).token;
  return {
    folder,
    store,
    world,
    town,
    at,
    judged,
    token,
    enroll: async (hostname = 'fake-pc') => {
      const keys = newKeys();
      const answer = await request(at, '/v1/enroll', { body: JSON.stringify(enrollBody(await token(), keys, { hostname })), headers: { 'content-type': 'application/json' } });
      if (answer.status !== 201) throw new Error(`not enrolled: ${answer.text}`);
      return agentFrom(answer.json as EnrollResponse, keys);
    },
    stop: async () => {
      await server.stop();
      await store.destroy();
      remove();
    },
  };
}
