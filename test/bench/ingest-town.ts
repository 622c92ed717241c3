import { randomBytes } from 'node:crypto';
import { createToken } from '../../collector/enroll/tokens.ts';
import { redeem } from '../../collector/enroll/redeem.ts';
import type { Store } from '../../collector/store/tables.ts';
import { addTown } from '../../collector/store/towns.ts';
import type { World } from '../../collector/world.ts';
import { compressContent, encodeBody } from '../../wire/frame.ts';
import type { Frame } from '../../wire/frame.ts';
import { buildStatement, keyidOf, sealStatement } from '../../wire/seal.ts';
import type { SectionReport } from '../../wire/snapshot.ts';
import { agentFrom, contentBytes, enrollBody, newKeys } from '../collector/fake-agent.ts';
import type { FakeAgent } from '../collector/fake-agent.ts';
import { machineOf } from './machines.ts';

/** An enrolled agent with a machine behind it. */
export interface Sender {
  readonly agent: FakeAgent;
  readonly keyid: string;
  /** Contents of the machine by section, compressed, with their sizes before that. */
  readonly contents: readonly { readonly section: string; readonly frame: Frame; readonly bytes: number }[];
}

const townSize = 150;

/** Enrolls agents in towns of 150, each by a token of its own, straight into the store: enrollment is not what is measured. */
export async function enrolledAgents(store: Store, world: World, { count, pin }: { count: number; pin: string }): Promise<FakeAgent[]> {
  const agents: FakeAgent[] = [];
  while (agents.length < count) {
    const town = await addTown(store, { name: `Benchville ${agents.length}`, timeZone: 'UTC', fiscalYearStartMonth: 7 }, world);
    for (let place = 0; place < townSize && agents.length < count; place++) {
      const keys = newKeys();
      const { token } = await createToken(store, { town, url: 'https://127.0.0.1', pin }, world);
      const answer = await redeem(store, enrollBody(token, keys, { hostname: `bench-${agents.length}` }), world);
      if ('refusal' in answer) throw new Error(`bench agent ${agents.length} was not enrolled: ${answer.refusal}`);
      agents.push(agentFrom(answer, keys));
    }
  }
  return agents;
}

/** A sender whose machine is like no other. */
export function senderOf(agent: FakeAgent, seed: number, packages: number): Sender {
  const contents = Object.entries(machineOf(seed, packages)).map(([section, data]) => {
    const bytes = contentBytes(section, data);
    return { section, frame: compressContent(bytes), bytes: bytes.length };
  });
  return { agent, keyid: keyidOf(agent.privateKey), contents };
}

/** The signed body of one night: the first with all contents, a later one with the statement alone. */
export function bodyOfNight({ agent, keyid, contents }: Sender, night: number): Buffer {
  const wallTime = new Date().toISOString();
  const sections = contents.map(({ section, frame, bytes }): [string, SectionReport] => [section, { status: 'ok', version: 1, digest: frame.digest, bytes, startedAt: wallTime, durationMs: 7, sources: [`/var/lib/${section}`, `/etc/${section}/*.conf`] }]);
  const statement = buildStatement({
    agent: agent.id, town: agent.town, target: { kind: 'local', id: 'local' }, incarnation: 'bench', sequence: night, previous: null, bootId: randomBytes(16).toString('hex'),
    wallTime, monotonicMs: 1, epoch: null, agentVersion: '0.1.0', platform: 'linux', privileged: true, oneOff: false, dropped: 0, sections: Object.fromEntries(sections),
  });
  return encodeBody(sealStatement(statement, agent.privateKey, keyid), night === 1 ? contents.map(({ frame }) => frame) : []);
}
