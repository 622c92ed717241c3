import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drillCommand } from '../../../agent/commands/drill.ts';
import type { DrillOptions } from '../../../agent/commands/drill.ts';
import { drillsIn } from '../../../agent/facts/drills/results.ts';
import type { Drill } from '../../../agent/facts/drills/results.ts';
import { peer } from '../../peers.ts';
import { contextIn } from './drill-here.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'townwatch-drill-')));
const at = (...parts: string[]) => path.join(folder, ...parts);
const password = at('password');
const results = at('state', 'drills', 'results.json');

const run = (program: string, args: readonly string[], cwd = folder) =>
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, RESTIC_PASSWORD_FILE: password, BORG_BASE_DIR: at('borg-home'), BORG_PASSPHRASE: 'right', BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes', TZ: 'UTC' } });

/** Names, sizes, times, rights and contents of everything below a folder. */
function fingerprint(of: string): string {
  const hash = createHash('sha256');
  for (const name of (fs.readdirSync(of, { recursive: true }) as string[]).sort()) {
    const file = path.join(of, name);
    const { mtimeNs, ctimeNs, size, mode } = fs.statSync(file, { bigint: true });
    hash.update(`${name} ${mtimeNs} ${ctimeNs} ${size} ${mode}\n`);
    if (fs.statSync(file).isFile()) hash.update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

const scratches = () => (fs.existsSync(at('state', 'drills')) ? fs.readdirSync(at('state', 'drills')).filter((name) => name.startsWith('scratch-')) : []);
const settings = (product: string, location: string, passwordFile: string | undefined = password) =>
  fs.writeFileSync(at('agent.yaml'), JSON.stringify({ repositories: [{ product, location, ...(passwordFile === '' ? {} : { passwordFile }) }] }), { mode: 0o600 });

/** Runs a drill, and looks that nothing stays behind and the repository is as it was. */
async function drill(product: string, location: string, options: DrillOptions = {}, passwordFile?: string) {
  settings(product, location, passwordFile);
  const before = fs.existsSync(location) ? fingerprint(location) : '';
  const told = { out: '', log: [] as string[] };
  const code = await drillCommand(options, contextIn(folder, told));
  expect(fs.existsSync(location) ? fingerprint(location) : '').toBe(before);
  expect(scratches()).toEqual([]);
  return { code, log: told.log, ...(JSON.parse(told.out) as Drill[])[0]! };
}

const copied = (name: string, to: string) => {
  fs.cpSync(at(name), at(to), { recursive: true, preserveTimestamps: true });
  return at(to);
};

/** Overwrites a few bytes in the middle of the largest file below a folder. */
function damage(below: string): void {
  const files = (fs.readdirSync(below, { recursive: true }) as string[]).map((name) => path.join(below, name)).filter((file) => fs.statSync(file).isFile());
  const largest = files.reduce((most, file) => (fs.statSync(file).size > fs.statSync(most).size ? file : most));
  fs.chmodSync(largest, 0o600);
  const bytes = fs.readFileSync(largest);
  bytes.write('damage', bytes.length >> 1);
  fs.writeFileSync(largest, bytes);
}

function randomBytesFor(name: string): Buffer {
  return Buffer.concat(Array.from({ length: 1500 }, (_, index) => createHash('sha256').update(`${name} ${index}`).digest()));
}

beforeAll(async () => {
  fs.chmodSync(folder, 0o700);
  fs.writeFileSync(password, 'right\n', { mode: 0o600 });
  fs.writeFileSync(at('wrong'), 'wrong\n', { mode: 0o600 });
  fs.mkdirSync(at('data', 'sub [1]*'), { recursive: true });
  for (const name of ['a', 'b', 'c', 'd']) fs.writeFileSync(at('data', name), randomBytesFor(name));
  fs.writeFileSync(at('data', 'sub [1]*', 'odd ?\\name'), 'odd');
  fs.writeFileSync(at('data', 'empty'), '');
  fs.symlinkSync('/etc/passwd', at('data', 'link'));
  // borg tells when a copy was begun to the second only.
  await sleep(1100);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['restic', peer('restic')],
  ['borg', peer('borg')],
] as const)('%s', (product, program) => {
  const made = (name: string) => {
    run(program!, product === 'restic' ? ['init', '--quiet', '--no-cache', '-r', at(name)] : ['init', '-e', 'repokey', at(name)]);
    return at(name);
  };
  const backUp = (...folders: string[]) =>
    run(program!, product === 'restic' ? ['backup', '--quiet', '--no-cache', '-r', at(product), ...folders] : ['create', `${at(product)}::{now:%s%f}`, ...folders]);
  const packs = (location: string) => path.join(location, 'data');

  test.skipIf(!program)('passes on a good repository, and the next scan carries it', async () => {
    made(product);
    backUp(at('data'));
    const done = await drill(product, at(product));
    expect(done).toMatchObject({ code: 0, result: 'passed', why: null, kind: 'tool', location: at(product), files: 6, compared: 6, changedSince: 0, bytes: 4 * 48_000 + 3, what: null, person: null });
    expect(done.seed).toMatch(/^[0-9a-f]{16}$/);
    const kept = drillsIn(fs.readFileSync(results, 'utf8'))!.drills.at(-1)!;
    expect(kept).toMatchObject({ product, result: 'passed', seed: done.seed, evidenceDigest: done.evidenceDigest });
    const evidence = fs.readFileSync(at('state', 'drills', `evidence-${kept.evidenceDigest}.json`));
    expect(createHash('sha256').update(evidence).digest('hex')).toBe(kept.evidenceDigest);
    expect(JSON.parse(evidence.toString())).toMatchObject({ listed: 6, seed: done.seed, copy: { madeAt: done.copyMadeAt } });
    expect(done.log.join('\n')).toContain('Bringing back 6 files.');
  }, 60_000);

  // What follows by no word of the program is shown with the faster one.
  test.skipIf(!program || product === 'restic')('draws the same files again by the same seed', async () => {
    const checked = async (seed: string) => {
      const { evidenceDigest } = await drill(product, at(product), { sample: '2', seed });
      return (JSON.parse(fs.readFileSync(at('state', 'drills', `evidence-${evidenceDigest}.json`), 'utf8')) as { checked: { path: string }[] }).checked.map((file) => file.path);
    };
    const [one, again] = [await checked('ab12'), await checked('ab12')];
    expect(one).toHaveLength(2);
    expect(again).toEqual(one);
  }, 60_000);

  test.skipIf(!program)('brings one named file back', async () => {
    expect(await drill(product, at(product), { canary: at('data', 'sub [1]*', 'odd ?\\name') })).toMatchObject({ result: 'passed', files: 1, compared: 1, bytes: 3, seed: null, what: 'the file odd ?\\name, named as canary' });
    fs.writeFileSync(at('younger'), 'x');
    expect(await drill(product, at(product), { canary: at('younger') })).toMatchObject({ code: 10, result: 'inconclusive', why: expect.stringContaining('made or changed after it') });
    expect(await drill(product, at(product), { canary: '/bin/sh' })).toMatchObject({ code: 10, result: 'failed', why: 'the canary is not in the newest copy' });
  }, 60_000);

  test.skipIf(!program)('fails on a damaged pack', async () => {
    const location = copied(product, `${product}-damaged`);
    damage(packs(location));
    const { code, result, why, files } = await drill(product, location);
    expect([code, result]).toEqual([10, 'failed']);
    expect(why).toMatch(/^(?:restic|borg) ended with \d+, and [1-6] of 6 files did not come back whole$/);
    expect(files).toBeLessThanOrEqual(6);
  }, 60_000);

  test.skipIf(!program)('does not call a copy bad while somebody may be writing', async () => {
    const location = copied(product, `${product}-locked`);
    damage(packs(location));
    fs.mkdirSync(path.join(location, product === 'restic' ? 'locks' : 'lock.exclusive'), { recursive: true });
    fs.writeFileSync(path.join(location, product === 'restic' ? 'locks' : 'lock.exclusive', 'a'.repeat(64)), 'x');
    expect(await drill(product, location)).toMatchObject({ result: 'inconclusive', why: expect.stringContaining('lock stands in the repository') });
  }, 60_000);

  test.skipIf(!program)('fails when what comes back is not the file although it did not change', async () => {
    for (const [name, text] of [['ledger', 'paid 100'], ['forged', 'paid 900']] as const) {
      fs.mkdirSync(at(name), { recursive: true });
      fs.writeFileSync(at(name, 'book'), text);
      fs.utimesSync(at(name, 'book'), new Date('2026-01-01'), new Date('2026-01-01'));
    }
    await sleep(1100);
    // The program copies another folder under the name of this one, with the same size and times inside.
    const swapped = (one: string, other: string) => [[one, 'aside'], [other, one], ['aside', other]].forEach(([from, to]) => fs.renameSync(at(from!), at(to!)));
    swapped('ledger', 'forged');
    backUp(at('ledger'));
    swapped('ledger', 'forged');
    expect(await drill(product, at(product))).toMatchObject({ code: 10, result: 'failed', files: 1, compared: 0, why: '1 of 1 files came back different from their unchanged source' });
    for (const name of ['ledger', 'forged']) fs.rmSync(at(name), { recursive: true });
  }, 60_000);

  test.skipIf(!program)('is not decided when every source changed, and counts those that did', async () => {
    fs.mkdirSync(at('work'), { recursive: true });
    for (const name of ['x', 'y', 'z']) fs.writeFileSync(at('work', name), name);
    await sleep(1100);
    backUp(at('work'));
    fs.writeFileSync(at('work', 'x'), 'changed');
    fs.rmSync(at('work', 'y'));
    expect(await drill(product, at(product))).toMatchObject({ code: 0, result: 'passed', files: 1, compared: 1, changedSince: 2 });
    fs.chmodSync(at('work', 'z'), 0o600);
    expect(await drill(product, at(product))).toMatchObject({ code: 10, result: 'inconclusive', files: 3, compared: 0, changedSince: 3 });
    fs.rmSync(at('work'), { recursive: true });
  }, 60_000);

  test.skipIf(!program)('says why nothing could be tried', async () => {
    expect(await drill(product, at(product), {}, at('wrong'))).toMatchObject({ code: 10, result: 'inconclusive', why: `${product} refused the password in ${at('wrong')}` });
    expect(await drill(product, at('nowhere'))).toMatchObject({ result: 'inconclusive', why: expect.stringContaining('could not open the repository') });
    expect(await drill(product, made(`${product}-new`))).toMatchObject({ result: 'failed', why: 'there is no copy that could be brought back' });
  }, 60_000);

  test.skipIf(!program || product === 'restic')('keeps to the size that is allowed', async () => {
    fs.mkdirSync(at('big'), { recursive: true });
    fs.writeFileSync(at('big', 'one'), Buffer.alloc(1024 * 1024 + 1));
    await sleep(1100);
    backUp(at('big'));
    expect(await drill(product, at(product), { most: '1' })).toMatchObject({ result: 'inconclusive', files: 0, why: 'every file drawn is larger than allowed; raise --most' });
    fs.rmSync(at('big'), { recursive: true });
    backUp(at('data'));
  }, 60_000);
});

test.skipIf(!peer('borg'))('borg is not started where it would write a new index', async () => {
  run(peer('borg')!, ['init', '-e', 'none', at('stale')]);
  run(peer('borg')!, ['create', `${at('stale')}::one`, at('data')]);
  for (const name of fs.readdirSync(at('stale')).filter((each) => each.startsWith('index.'))) fs.rmSync(at('stale', name));
  expect(await drill('borg', at('stale'), {}, '')).toMatchObject({ result: 'inconclusive', why: expect.stringContaining('index of the repository is not current') });
}, 60_000);

test.skipIf(!peer('restic'))('restic that was told a folder by its relative name is compared all the same', async () => {
  run(peer('restic')!, ['backup', '--quiet', '--no-cache', '-r', at('restic'), 'data']);
  expect(await drill('restic', at('restic'))).toMatchObject({ result: 'passed', compared: 6 });
  run(peer('restic')!, ['backup', '--quiet', '--no-cache', '-r', at('restic'), '.'], at('data'));
  expect(await drill('restic', at('restic'))).toMatchObject({ result: 'passed', compared: 6 });
}, 60_000);

test.skipIf(!peer('restic'))('a copy of another computer comes back and proves nothing here', async () => {
  run(peer('restic')!, ['init', '--quiet', '--no-cache', '-r', at('other')]);
  run(peer('restic')!, ['backup', '--quiet', '--no-cache', '-r', at('other'), '--host', 'another-town', at('data')]);
  const { result, files, compared, log } = await drill('restic', at('other'));
  expect([result, files, compared]).toEqual(['inconclusive', 6, 0]);
  expect(log.join('\n')).toContain('another computer (another-town)');
}, 60_000);

describe.skipIf(!peer('restic'))('a drill that is ended from outside', () => {
  /** A storage server that takes every call and never answers. */
  const silent = net.createServer();
  let location = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    location = `rest:http://127.0.0.1:${(silent.address() as net.AddressInfo).port}/`;
  });
  afterAll(() => silent.close());

  const begin = async () => {
    settings('restic', location);
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'drill-here.ts'), folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await new Promise<void>((resolve) => silent.once('connection', () => resolve()));
    return { child, ended };
  };
  const waiting = () => fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`\0${location}\0`));
  const commandOf = (pid: string) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };

  test('by a signal takes program and scratch along', async () => {
    const { child, ended } = await begin();
    expect([scratches().length, waiting().length]).toEqual([1, 1]);
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    expect([scratches(), waiting()]).toEqual([[], []]);
  }, 30_000);

  test('by force leaves a scratch that the next drill removes; meanwhile no second one runs', async () => {
    const { child, ended } = await begin();
    const told = { out: '', log: [] as string[] };
    await expect(drillCommand({}, contextIn(folder, told))).rejects.toThrow('Another run of the agent is under way');
    child.kill('SIGKILL');
    await ended;
    expect(scratches()).toHaveLength(1);
    for (const pid of waiting()) process.kill(Number(pid), 'SIGKILL');
    expect(await drill('restic', at('restic'))).toMatchObject({ result: 'passed' });
  }, 30_000);
});
