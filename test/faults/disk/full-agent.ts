import fs from 'node:fs';
import path from 'node:path';
import { openItem } from '../../../agent/outbox/outbox.ts';
import { waiting } from '../../../agent/outbox/spool.ts';
import { readKey } from '../../../agent/state.ts';
import { formatToken } from '../../../wire/enrollment.ts';
import { goodAnswer, statementIn, testCollector } from '../../agent/outbox/collector.ts';
import type { TestCollector } from '../../agent/outbox/collector.ts';
import { temporaryFolder } from '../../collector/temporary.ts';
import { program } from '../../programs.ts';
import { runToEnd } from './processes.ts';
import { smallDisk } from './small-disk.ts';

/** What an agent did on a disk that was filled. `wrong` must be empty. */
export interface FullAgentResult {
  readonly runs: number;
  readonly wrong: readonly string[];
}

const megabyte = 1024 * 1024;
const page = 4096;
const skipped = 'hardware,updates,accounts,mfa,remote-access,firewall,encryption,backups,network,vitals,activity';
const busy = { status: 503, body: { code: 'busy' } };

/**
 * Lets a real agent scan on a disk that is almost full, and then full but for 0, 1, 2 … pages, while the collector is busy and
 * while it is not. Only in a mount namespace of its own.
 */
export async function fillAgent(pages: number): Promise<FullAgentResult> {
  const { folder, remove } = temporaryFolder();
  const [mounted, notes] = ['disk', 'notes'].map((name) => path.join(folder, name)) as [string, string];
  for (const place of [mounted, notes]) fs.mkdirSync(place);
  // So large that the agent finds it roomy when it is empty.
  const disk = smallDisk(mounted, 260 * megabyte);
  const collector = await testCollector();
  const agent = agentOn(path.join(mounted, 'state'), notes, collector);
  try {
    collector.say(goodAnswer);
    await agent.run(['enroll'], 0, 'enrolling');
    collector.say(busy);
    await agent.scan(20, 'with room');
    disk.fill(100 * megabyte);
    const [before] = agent.kept();
    await agent.scan(20, 'with little room');
    const after = agent.kept();
    agent.expect(after.length === 1 && after[0] === (before ?? 0) + 1, `with little room ${after.join()} took the place of ${before ?? 'nothing'}`);
    for (let left = 0; left <= pages; left += 1) {
      disk.fill(left * page);
      const here = agent.kept();
      const files = agent.files();
      await agent.scan(20, `with ${left} pages left`);
      agent.expect((agent.kept().at(-1) ?? 0) >= (here.at(-1) ?? 0), `with ${left} pages left ${here.join()} became ${agent.kept().join()}`);
      agent.expect(agent.files() <= files + 1, `with ${left} pages left the state grew from ${files} to ${agent.files()} files`);
    }
    collector.say(goodAnswer);
    const waited = agent.kept();
    collector.arrived.length = 0;
    await agent.run(['send', '--once'], 0, 'sending on a full disk');
    agent.expect(waited.every((sequence) => agent.arrived().includes(sequence)), `${waited.join()} waited and ${agent.arrived().join()} arrived`);
    collector.say(busy);
    disk.fill(2 * page);
    await agent.scan(20, 'with nothing to replace');
    collector.say(goodAnswer);
    disk.empty();
    await agent.scan(0, 'with room again');
    agent.expect(agent.leftovers().length === 0, `there is left ${agent.leftovers().join()}`);
    return { runs: agent.count(), wrong: agent.wrong };
  } finally {
    await collector.close();
    disk.remove();
    remove();
  }
}

function agentOn(state: string, notes: string, collector: TestCollector) {
  const { node, file } = program('townwatch-agent');
  const config = path.join(notes, 'agent.yaml');
  fs.writeFileSync(config, '{}\n', { mode: 0o600 });
  const env = { TOWNWATCH_TOKEN: formatToken({ url: collector.url, pin: collector.ca.pin, town: 'town-1', secret: 's3cret' }) };
  const wrong: string[] = [];
  let runs = 0;
  const expect = (good: boolean, what: string) => void (good || wrong.push(what));
  const items = () => waiting(path.join(state, 'spool'));

  /** Items of the spool by number; one that cannot be opened is wrong. */
  function kept(): number[] {
    const key = readKey(state);
    return items().map((item) => {
      expect(key !== undefined && openItem(item, key) !== undefined, `${path.basename(item.file)} is damaged`);
      return item.sequence;
    });
  }

  async function run(args: readonly string[], wanted: number, about: string): Promise<void> {
    const { code, out, err } = await runToEnd([node, file, ...args, '--state', state, '--config', config], env);
    runs += 1;
    expect(code === wanted, `${about} it ended with ${code}: ${out}${err}`);
    const plain = err.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    const full = plain.length === 1 && /^townwatch-agent: The disk is full: .*; make room and run again\.$/.test(plain[0] ?? '');
    expect(plain.length === 0 || (full && out === ''), `${about} it said ${err}`);
    const [, said] = /(\d+) kept/.exec(out) ?? [];
    expect(full || Number(said ?? 0) === items().length, `${about} it said "${out.trim()}" with ${items().length} in the spool`);
  }

  const files = () => fs.readdirSync(state, { recursive: true }).map(String);
  return {
    wrong,
    expect,
    kept,
    run,
    scan: (code: number, about: string) => run(['run', '--now', '--once', '--skip', skipped], code, about),
    files: () => files().length,
    leftovers: () => files().filter((name) => /\.new$|^lock/.test(name)),
    arrived: () => [...new Set(collector.arrived.filter(({ path: asked }) => asked === '/v1/snapshots').map(({ body }) => statementIn(body).predicate.sequence))],
    count: () => runs,
  };
}
