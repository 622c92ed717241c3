import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../../../agent/commands/context.ts';
import { doctorCommand } from '../../../agent/commands/doctor.ts';
import { runCommand } from '../../../agent/commands/run.ts';
import { scanCommand } from '../../../agent/commands/scan.ts';
import { sourcesCommand } from '../../../agent/commands/sources.ts';
import { readProgress } from '../../../agent/state.ts';
import { receiptFor, statementIn, testCollector } from '../outbox/collector.ts';
import type { TestCollector } from '../outbox/collector.ts';
import { testClock, testComputer } from '../outbox/computer.ts';
import { fromZone, nameServer } from './domain/name-server.ts';

let collector: TestCollector;
let dns: Awaited<ReturnType<typeof nameServer>>;
let computer: ReturnType<typeof testComputer>;
let config: string;
const zone = { 'town.example NS': ['ns1.host.example'], 'town.example MX': [{ preference: 10, exchange: 'mx.host.example' }] };
beforeAll(async () => {
  collector = await testCollector();
  dns = await nameServer((question) => fromZone(zone, 'example')(question));
});
afterAll(async () => {
  dns.close();
  await collector.close();
});
beforeEach(() => {
  collector.say(receiptFor);
  collector.arrived.length = 0;
  computer = testComputer({ url: collector.url, ca: [collector.ca.pem] });
  config = path.join(computer.folder, 'agent.yaml');
  declare(['town.example', 'police.example']);
});
afterEach(() => computer.remove());

function declare(names: readonly string[]): void {
  const domains = names.map((name) => `  - { name: ${name}, resolver: "${dns.address}" }\n`).join('');
  fs.writeFileSync(config, names.length > 0 ? `domains:\n${domains}` : '', { mode: 0o600 });
}

const machine = 'software,accounts,network,hardware,backups,services';

function context(day: number, options: Context['options'] = {}): Context & { readonly said: string[]; readonly events: string[] } {
  const clock = testClock(new Date(2026, 10, day, 12, 0).getTime());
  const [said, events]: [string[], string[]] = [[], []];
  return {
    version: '0.1.0', platform: 'linux', privileged: true, uid: process.geteuid?.(), home: '/nowhere', env: {},
    options: { state: computer.folder, config, skip: machine, ...options },
    clock, said, events, uptime: () => day * 86_400, random: () => 0.5,
    out: (text) => void said.push(text), log: (event) => void events.push(event), stdin: () => Promise.resolve(''), program: [],
  };
}

const arrived = () => collector.arrived.map(({ body }) => statementIn(body));

test('a night seals this machine and each declared target, each in a statement of its own', async () => {
  expect(await runCommand({}, context(1))).toBe(0);
  const [own, town, police] = arrived();
  expect([own, town, police].map((one) => [one?.predicate.target.kind, one?.predicate.target.id, one?.predicate.sequence])).toEqual([['local', 'local', 1], ['domain', 'town.example', 2], ['domain', 'police.example', 3]]);
  expect(Object.keys(town?.predicate.sections ?? {})).toEqual(['dns', 'mail', 'website']);
  expect(Object.keys(own?.predicate.sections ?? {})).not.toContain('mail');
  expect(readProgress(computer.folder)).toMatchObject({ previous: police?.digest, sequence: 3 });
  expect(police?.predicate.sections['dns']).toMatchObject({ status: 'ok' });
});

test('what the collector has of one target is not sent again because of another', async () => {
  await runCommand({}, context(1));
  collector.arrived.length = 0;
  await runCommand({}, context(2));
  const [own, town, police] = arrived();
  const moving = Object.keys(own?.predicate.sections ?? {}).filter((name) => ['vitals', 'activity', 'neighbors'].includes(name));
  expect(own?.inlined.length).toBeLessThanOrEqual(moving.length);
  expect([town?.inlined, police?.inlined]).toEqual([[], []]);
  expect(new Set([own, town, police].map((one) => one?.predicate.previous)).size).toBe(1);
  expect(Object.keys(readProgress(computer.folder).acknowledgedOfTargets)).toEqual(['domain:town.example', 'domain:police.example']);
});

test('after a restore the collector gets the last snapshot of each target again', async () => {
  await runCommand({}, context(1));
  collector.arrived.length = 0;
  collector.say({ status: 409, body: { need: ['a'.repeat(64)], epoch: 'epoch-2' } }, (one) => receiptFor(one, { epoch: 'epoch-2' }));
  await runCommand({}, context(2));
  expect(arrived().map(({ predicate }) => [predicate.sequence, predicate.target.id])).toEqual([
    [4, 'local'], [1, 'local'], [2, 'town.example'], [3, 'police.example'], [4, 'local'], [5, 'town.example'], [6, 'police.example'],
  ]);
  expect(arrived().at(-1)?.inlined).toHaveLength(3);
});

test('a new epoch that comes with the receipt of a target leaves nothing of the old one', async () => {
  await runCommand({}, context(1));
  const later = (one: Parameters<typeof receiptFor>[0]) => receiptFor(one, { epoch: 'epoch-2' });
  collector.say(receiptFor, later);
  await runCommand({}, context(2));
  expect(readProgress(computer.folder).acknowledged).toEqual([]);
  expect(Object.keys(readProgress(computer.folder).acknowledgedOfTargets)).toEqual(['domain:town.example', 'domain:police.example']);
});

test('scan, sources and doctor take a declared target by its name, and no other', async () => {
  const here = context(1, { json: true });
  await scanCommand({ target: 'domain:town.example' }, here);
  const shown = JSON.parse(here.said.join('')) as { target: unknown; sections: { mail: { data: { mx: unknown } } } };
  expect(shown.target).toEqual({ kind: 'domain', id: 'town.example' });
  expect(shown.sections.mail.data.mx).toEqual([{ host: 'mx.host.example', priority: 10 }]);
  const printed = context(1);
  await sourcesCommand({ target: 'domain:town.example' }, printed);
  expect(printed.said.join('')).toContain('  DNS TXT _dmarc.town.example\n');
  await expect(scanCommand({ target: 'domain:twon.example' }, context(1))).rejects.toThrow('did you mean "domain:town.example"?');
  await expect(scanCommand({ target: 'nas' }, context(1))).rejects.toThrow('There is no target "nas"');
  declare([]);
  await expect(scanCommand({ target: 'domain:town.example' }, context(1))).rejects.toThrow('agent.yaml declares none');
});

test('doctor tells of each target whether it answers', async () => {
  declare(['town.example', 'nowhere.example']);
  const here = context(1, { json: true, state: path.join(computer.folder, 'none') });
  await doctorCommand(here);
  const checks = (JSON.parse(here.said.join('')) as { check: string; ok: boolean; says: string }[]).filter(({ check }) => check === 'target');
  expect(checks).toEqual([
    { check: 'target', ok: true, says: 'domain:town.example: 127.0.0.1 answers for it' },
    expect.objectContaining({ ok: false, says: 'domain:nowhere.example: 127.0.0.1 says that there is no nowhere.example' }),
  ]);
});
