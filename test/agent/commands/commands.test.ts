import { createPublicKey } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatToken } from '../../../wire/enrollment.ts';
import { decodeBody, openContent } from '../../../wire/frame.ts';
import { decodeParcel } from '../../../wire/parcel.ts';
import { openEnvelope, parseEnvelope } from '../../../wire/seal.ts';
import { receiptFor, statementIn, testCollector } from '../outbox/collector.ts';
import type { Arrived, Said, TestCollector } from '../outbox/collector.ts';
import { testProxy } from '../outbox/proxy.ts';
import { program } from '../../programs.ts';
import { agentComputer } from './computer.ts';

let collector: TestCollector;
let computer: ReturnType<typeof agentComputer>;
let bundled: ReturnType<typeof program>;

beforeAll(async () => {
  bundled = program('townwatch-agent');
  collector = await testCollector();
});
afterAll(() => collector.close());
beforeEach(() => {
  computer = agentComputer(bundled);
  collector.arrived.length = 0;
  collector.say(answer);
});
afterEach(() => computer.remove());

function answer(arrived: Arrived): Said {
  const enrolled = { agent: 'agent-1', town: 'town-1', doorSecret: 'd00rsecret', state: 'active', epoch: 'epoch-1', serverTime: new Date().toISOString() };
  if (arrived.path === '/v1/enroll') return { status: 201, body: enrolled };
  return arrived.path === '/v1/snapshots' ? receiptFor(arrived) : { status: 200, body: { status: 'ok', serverTime: new Date().toISOString() } };
}

const token = () => formatToken({ url: collector.url, pin: collector.ca.pin, town: 'town-1', secret: 's3cret' });
const enroll = () => computer.run(['enroll'], { env: { TOWNWATCH_TOKEN: token() } });
const snapshots = () => collector.arrived.filter(({ path: asked }) => asked === '/v1/snapshots');

describe('enroll', () => {
  test('takes the token from a file and removes it', async () => {
    fs.writeFileSync(computer.at('token'), `${token()}\n`);
    expect(await computer.run(['enroll', '--token-file', 'token'])).toEqual({ code: 0, out: `Enrolled: agent agent-1 of town town-1 at ${collector.url}.\n`, err: '' });
    expect(fs.existsSync(computer.at('token'))).toBe(false);
    expect(await enroll()).toMatchObject({ code: 0, out: expect.stringContaining('already enrolled') });
  });

  test('takes it from a variable or standard input', async () => {
    expect(await computer.run(['enroll', '--json'], { input: token() })).toMatchObject({ code: 0, out: expect.stringContaining('"outcome": "active"') });
    expect(await enroll()).toMatchObject({ code: 0 });
  });

  test('never takes it from an argument, and does not repeat it', async () => {
    const { code, out, err } = await computer.run(['enroll', '--token', token()]);
    expect(code).toBe(2);
    expect(err).toContain('Everybody on this computer can see arguments');
    expect(out + err).not.toContain('tw1.');
    expect(collector.arrived).toEqual([]);
  });

  test('without a token, with a bad one, or without a collector says so in one line', async () => {
    expect(await computer.run(['enroll'])).toMatchObject({ code: 2, err: expect.stringMatching(/^townwatch-agent: Give the enrollment token with .*\n$/) });
    expect(await computer.run(['enroll', '--token-file', 'nowhere'])).toMatchObject({ code: 2, err: expect.stringMatching(/ENOENT.*\n$/) });
    const nobody = formatToken({ url: 'https://localhost:1', pin: collector.ca.pin, town: 't', secret: 's' });
    expect(await computer.run(['enroll'], { input: nobody })).toMatchObject({ code: 20, err: expect.stringMatching(/cannot be reached: .*\n$/) });
  });
});

test('a collector with a certificate of its own is verified against the store of the computer', async () => {
  const own = formatToken({ url: collector.url, pin: 'system', town: 'town-1', secret: 's3cret' });
  expect(await computer.run(['enroll'], { input: own })).toMatchObject({ code: 20, err: expect.stringContaining('its certificate is not from the collector') });
  expect(collector.arrived).toEqual([]);
  fs.writeFileSync(computer.at('store.pem'), collector.ca.pem);
  const env = { SSL_CERT_FILE: computer.at('store.pem') };
  expect(await computer.run(['enroll'], { input: own, env })).toMatchObject({ code: 0 });
  expect(await computer.run(['run'], { env })).toMatchObject({ code: 0 });
});

describe('run', () => {
  test('scans, signs and sends, once in twenty hours unless asked', async () => {
    expect(await computer.run(['run'])).toMatchObject({ code: 2, err: expect.stringContaining('not enrolled') });
    await enroll();
    const first = await computer.run(['run']);
    expect(first).toMatchObject({ code: 0, out: 'Scanned. 1 sent.\n' });
    const events = first.err.trim().split('\n').map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(['scanned', 'sending', 'stored']);
    expect(await computer.run(['run'])).toMatchObject({ code: 0, out: 'Nothing waits.\n', err: expect.stringContaining('"not-due"') });
    expect(await computer.run(['run', '--now', '--json'])).toMatchObject({ code: 0, out: expect.stringContaining('"sent": 1') });
    const [one, two] = snapshots().map(({ body }) => statementIn(body));
    expect(one!.predicate).toMatchObject({ agent: 'agent-1', town: 'town-1', sequence: 1, target: { kind: 'local', id: 'local' }, oneOff: false });
    expect(two!.predicate).toMatchObject({ sequence: 2, previous: one!.digest });
    expect(two!.inlined.length).toBeLessThan(one!.inlined.length);
    for (const said of [first.err, first.out]) expect(said).not.toMatch(/d00rsecret|s3cret|PRIVATE/);
  });

  test('ignores proxies of the environment and what Node is told there', async () => {
    await enroll();
    const proxy = await testProxy(collector.port);
    const env = { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, ALL_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(await computer.run(['run'], { env })).toMatchObject({ code: 0 });
    expect(proxy.asked).toEqual([]);
    await proxy.close();
  });

  test('keeps what it cannot deliver, and send delivers it later', async () => {
    await enroll();
    collector.say({ status: 503, body: { code: 'busy' } });
    expect(await computer.run(['run', '--once'])).toMatchObject({ code: 20, out: expect.stringMatching(/^Scanned\. Nothing sent\. 1 kept: .*\.\n$/) });
    expect(await computer.run(['send', '--once'])).toMatchObject({ code: 20 });
    collector.say(answer);
    expect(await computer.run(['send'])).toMatchObject({ code: 0, out: '1 sent.\n' });
    const asked = collector.arrived.length;
    expect(await computer.run(['send'])).toMatchObject({ code: 0, out: 'Nothing waits.\n' });
    expect(collector.arrived).toHaveLength(asked);
  });

  test.each([['not-admitted', 401], ['cloned', 409]])('ends with 21 when the collector says %s', async (code, status) => {
    await enroll();
    collector.say({ status, body: { code } });
    expect(await computer.run(['run'])).toMatchObject({ code: 21, out: expect.stringMatching(/\.\n$/) });
  });

  test('ends with 22 while another one runs, and with 130 when it is interrupted; a killed one is no obstacle', async () => {
    await enroll();
    collector.say({ status: 503, body: { code: 'busy' }, headers: { 'retry-after': '60' } });
    let others: Promise<{ code: number | null }> | undefined;
    const waiting = computer.run(['run'], {
      said: (text, kill) => {
        if (!text.includes('"waiting"') || others) return;
        others = computer.run(['run']).then((ended) => {
          kill('SIGTERM');
          return ended;
        });
      },
    });
    expect(await waiting).toMatchObject({ code: 130 });
    expect(await others).toMatchObject({ code: 22, err: expect.stringContaining('Another run') });
    expect(fs.readdirSync(computer.at('state'))).not.toContain('lock');

    const progress = JSON.parse(fs.readFileSync(computer.at('state/progress.json'), 'utf8')) as object;
    fs.writeFileSync(computer.at('state/progress.json'), JSON.stringify({ ...progress, notBefore: null }));
    expect(await computer.run(['run'], { said: (text, kill) => text.includes('"waiting"') && kill('SIGKILL') })).toMatchObject({ code: null });
    expect(fs.readdirSync(computer.at('state'))).toContain('lock');
    fs.writeFileSync(computer.at('state/progress.json'), JSON.stringify({ ...progress, notBefore: null }));
    collector.say(answer);
    expect(await computer.run(['run'])).toMatchObject({ code: 0, out: '1 sent.\n' });
  });

  test('to a file without enrollment signs with a key for this run', async () => {
    const { code, out } = await computer.run(['run', '--to', 'here.townwatch']);
    expect([code, out]).toEqual([0, expect.stringContaining('with a key for this run only')]);
    const parcel = decodeParcel(fs.readFileSync(computer.at('here.townwatch')));
    if ('refusal' in parcel || !parcel.oneOff) throw new Error('no parcel');
    const parts = decodeBody(parcel.body);
    const envelope = 'refusal' in parts ? parts : parseEnvelope(parts.envelopeBytes);
    if ('refusal' in parts || 'refusal' in envelope) throw new Error('no envelope');
    const key = createPublicKey({ key: Buffer.from(parcel.oneOff.publicKey, 'base64'), format: 'der', type: 'spki' });
    const opened = openEnvelope(envelope, key);
    if ('refusal' in opened) throw new Error(opened.detail);
    expect(opened.statement.predicate).toMatchObject({ oneOff: true, town: 'none', sequence: 1, agent: expect.stringMatching(/^one-off-[0-9a-f]{16}$/) });
    expect(parts.frames.map(({ digest }) => digest).sort()).toEqual(opened.statement.subject.map(({ digest }) => digest.sha256).sort());
    expect(parts.frames.every((frame) => 'bytes' in openContent(frame, 1e8))).toBe(true);
    expect(fs.existsSync(computer.at('state'))).toBe(false);
    expect(await computer.run(['run', '--to', 'here.townwatch'])).toMatchObject({ code: 2, err: expect.stringContaining('is there already') });
  });

  test('to a file on an enrolled computer is a body like any other', async () => {
    await enroll();
    expect(await computer.run(['run', '--to', 'here.townwatch'])).toMatchObject({ code: 0 });
    const parcel = decodeParcel(fs.readFileSync(computer.at('here.townwatch')));
    if ('refusal' in parcel) throw new Error(parcel.detail);
    expect(parcel.oneOff).toBeNull();
    expect(statementIn(parcel.body).predicate).toMatchObject({ agent: 'agent-1', oneOff: false, sequence: 1 });
    await computer.run(['run']);
    expect(statementIn(snapshots()[0]!.body).predicate.sequence).toBe(2);
  });
});

describe('scan, record and replay', () => {
  test('give the same contents', async () => {
    expect(await computer.run(['record', '--out', 'rec.json', '--skip', 'vitals,activity'])).toMatchObject({ code: 0, out: expect.stringContaining('scrubbed') });
    const [one, two] = [await computer.run(['replay', 'rec.json', '--json']), await computer.run(['replay', 'rec.json', '--json'])];
    expect(two).toEqual(one);
    expect(JSON.parse(one.out)).toMatchObject({ platform: process.platform, sections: { os: { status: expect.any(String) }, vitals: { status: 'skipped', reason: 'switched-off' } } });
    expect(await computer.run(['replay', 'agent.yaml'])).toMatchObject({ code: 3, err: expect.stringMatching(/^townwatch-agent: .*record.*\n$/) });
    expect(await computer.run(['replay', 'nowhere'])).toMatchObject({ code: 2 });
  });

  test('a scan keeps and sends nothing', async () => {
    await enroll();
    const kept = () => fs.readdirSync(computer.at('state'), { recursive: true }).map(String).sort();
    const before = kept();
    const { code, out, err } = await computer.run(['scan', '--json', '--skip', 'software']);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ sections: { software: { status: 'skipped' }, os: { data: expect.any(Object) } } });
    expect(kept()).toEqual(before);
    expect(snapshots()).toEqual([]);
    expect(await computer.run(['scan', '--out', 'all.json'])).toMatchObject({ code: 0 });
    expect(fs.statSync(computer.at('all.json')).mode & 0o777).toBe(0o600);
  });
});

describe('what a person asks', () => {
  test('config show tells values and where they come from', async () => {
    fs.writeFileSync(computer.at('agent.yaml'), 'skip: [mfa]\nproxy: http://ann:secret@proxy:1\n');
    const { out } = await computer.run(['config', 'show', '--json'], { env: { TOWNWATCH_AGENT_SCHEDULE_AT: '03:00' } });
    const rows = JSON.parse(out) as { name: string; value: unknown; origin: string }[];
    expect(rows.find(({ name }) => name === 'skip')).toEqual({ name: 'skip', value: ['mfa'], origin: `${computer.at('agent.yaml')}:1` });
    expect(rows.find(({ name }) => name === 'schedule.at')).toMatchObject({ value: '03:00', origin: 'TOWNWATCH_AGENT_SCHEDULE_AT' });
    expect(out).not.toContain('secret');
    fs.writeFileSync(computer.at('agent.yaml'), 'skips: [mfa]\n');
    expect(await computer.run(['config', 'show'])).toEqual({ code: 2, out: '', err: `townwatch-agent: ${computer.at('agent.yaml')}:1: there is no setting "skips"; did you mean "skip"?\n` });
  });

  test('status and doctor tell how it stands', async () => {
    expect(await computer.run(['status'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Not enrolled/) });
    expect(await computer.run(['doctor'])).toMatchObject({ code: 2, out: expect.stringMatching(/^PROBLEM {2}enrollment/) });
    await enroll();
    await computer.run(['run']);
    expect(JSON.parse((await computer.run(['status', '--json'])).out)).toMatchObject({ enrolled: true, agent: 'agent-1', waiting: 0, lastReceipt: { receipt: 'r-1' } });
    const checks = JSON.parse((await computer.run(['doctor', '--json'])).out) as { check: string; ok: boolean; mend?: string }[];
    expect(checks.map(({ check }) => check)).toEqual(['enrollment', 'rights', 'schedule', 'disk', 'spool', 'receipt', 'proxy', 'dns', 'pin', 'clock']);
    for (const check of ['enrollment', 'spool', 'receipt', 'dns', 'pin', 'clock']) expect(checks.find((one) => one.check === check)).toMatchObject({ ok: true });
    expect(checks.filter(({ ok, mend }) => !ok && mend === undefined)).toEqual([]);
    const down = await computer.run(['doctor', '--proxy', 'http://127.0.0.1:1']);
    expect(down).toMatchObject({ code: 20, out: expect.stringMatching(/^PROBLEM {2}pin .*the proxy 127\.0\.0\.1:1 does not answer.*; to mend it: /m) });
  });

  test('a state folder that is open to others is refused by every command that reads it', async () => {
    await enroll();
    fs.chmodSync(computer.at('state'), 0o755);
    for (const command of ['run', 'send', 'status']) expect(await computer.run([command])).toMatchObject({ code: 2, err: expect.stringContaining(`chmod 700 '${computer.at('state')}'`) });
    expect(await computer.run(['doctor'])).toMatchObject({ code: 2, out: expect.stringContaining('chmod 700') });
  });

  test('sources prints what is read', async () => {
    expect(await computer.run(['sources'])).toMatchObject({ code: 0, out: expect.stringContaining('/etc/os-release') });
    expect(await computer.run(['sources', '--platform', 'windows', '--resolved'])).toMatchObject({ code: 2 });
    expect(JSON.parse((await computer.run(['sources', '--json', '--resolved'])).out)).toEqual(expect.arrayContaining([expect.objectContaining({ section: 'os' })]));
  });

  test('install prints the schedule of every system and changes nothing', async () => {
    for (const platform of ['linux', 'windows', 'macos']) {
      const { code, out } = await computer.run(['install', '--print', '--platform', platform, '--json']);
      expect(code).toBe(0);
      expect(Object.values(JSON.parse(out) as Record<string, string>).every((text) => /^(\[Unit\]|<\?xml )/.test(text))).toBe(true);
    }
    expect(fs.existsSync(computer.at('state'))).toBe(false);
  });

  test('install and uninstall in an image leave it as it was', async () => {
    const root = computer.at('image');
    fs.mkdirSync(root);
    expect(await computer.run(['install', '--root', root])).toMatchObject({ code: 0, out: expect.stringContaining('Prepared for the first start') });
    const unit = fs.readFileSync(path.join(root, 'etc/systemd/system/townwatch-agent.service'), 'utf8');
    expect(unit).toContain('/usr/lib/townwatch-agent/townwatch-agent.cjs run --scheduled');
    expect(await computer.run(['uninstall', '--root', root])).toMatchObject({ code: 0, out: expect.stringContaining('Nothing of the agent is left') });
    expect(fs.readdirSync(root)).toEqual([]);
    expect(await computer.run(['uninstall', '--root', root])).toMatchObject({ code: 0, out: 'Nothing of the agent is here.\n' });
  });
});

test('every command explains itself with examples, and takes --json', async () => {
  const { out } = await computer.run(['--help']);
  const names = [...out.matchAll(/^ {2}([a-z]+) (?:\[options\]|  )/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
  expect(names).toEqual(['enroll', 'scan', 'run', 'send', 'drill', 'sources', 'record', 'replay', 'status', 'doctor', 'install', 'uninstall', 'config']);
  for (const name of names) {
    const help = await computer.run(name === 'config' ? ['config', 'show', '--help'] : [name, '--help']);
    expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/Examples:\n {2}\S/) });
    expect(help.out).toContain('--json');
    expect(help.out).not.toContain('--token <');
  }
});

test.each([[['nonsense']], [['scan', '--nonsense']], [['record']], [['install', '--platform', 'amiga']]])('%j is wrong use', async (args) => {
  expect(await computer.run(args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^townwatch-agent: /) });
});
