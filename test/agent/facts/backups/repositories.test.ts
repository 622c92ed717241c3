import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/backups/linux.ts';
import type { FactSettings, ParseContext } from '../../../../agent/facts/fact.ts';
import { localHost } from '../../../../agent/host/host.ts';
import type { Answer, Answers, Source, Sources } from '../../../../agent/host/source.ts';
import { peer } from '../../../peers.ts';
import { context } from '../machine.ts';

const [restic, borg] = [peer('restic'), peer('borg')];
const me = process.getuid?.() ?? 0;
const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'townwatch-backups-')));
const at = (...parts: string[]) => path.join(folder, ...parts);
const password = at('password');

/** Repositories of the programs themselves, below a folder that nobody else may write. */
const host = localHost({ owner: me });
const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execFileSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, RESTIC_PASSWORD_FILE: password, BORG_BASE_DIR: at('borg-home'), BORG_PASSPHRASE: 'right', BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes', TZ: 'UTC', ...env },
  });
const copied = (name: string, to: string) => {
  fs.cpSync(at(name), at(to), { recursive: true, preserveTimestamps: true });
  return at(to);
};

/** Starts a program as the contract of a source says: cleaned environment, its own additions, a scratch home. */
function started({ program, args, env, scratch }: Extract<Source, { kind: 'command' }>): Answer {
  const file = program.find((candidate) => fs.existsSync(candidate));
  if (file === undefined) return { kind: 'one', reading: { state: 'absent' } };
  const home = scratch ? fs.mkdtempSync(at('scratch-')) : '/nonexistent';
  const { stdout, stderr, status } = spawnSync(file, args, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: home, ...env } });
  return { kind: 'one', reading: { state: 'read', text: stdout, exitCode: status ?? 1, stderr } };
}

async function answersTo(sources: Sources): Promise<Answers> {
  const files = Object.fromEntries(Object.entries(sources).filter(([, { kind }]) => kind !== 'command'));
  const programs = Object.entries(sources).flatMap(([name, source]) => (source.kind === 'command' ? [[name, started(source)] as const] : []));
  return { ...(await host.read({ backups: files }))['backups']?.answers, ...Object.fromEntries(programs) };
}

/** What a scan says of one repository, and why it says no more. */
async function repository(named: FactSettings['repositories'][number]) {
  const around: ParseContext = { ...context, settings: { repositories: [named], networks: [] } };
  const first = await answersTo(linux.sources(around.settings));
  const answers = { ...first, ...(await answersTo(linux.more!.sources(first, around))) };
  const parsed = linux.parse(answers, around);
  if ('failed' in parsed) throw new Error(parsed.detail);
  return { facts: parsed.data.repositories?.[0], gaps: Object.fromEntries(parsed.missing.map(({ path: field, reason }) => [field.replace('repositories[].', ''), reason])) };
}

/** Names, sizes, times, rights and contents of everything below a folder. */
function fingerprint(of: string): string {
  const hash = createHash('sha256');
  for (const entry of fs.readdirSync(of, { recursive: true, withFileTypes: true }).sort((a, b) => (path.join(a.parentPath, a.name) < path.join(b.parentPath, b.name) ? -1 : 1))) {
    const file = path.join(entry.parentPath, entry.name);
    const { mtimeMs, size, mode } = fs.statSync(file);
    hash.update(`${file} ${mtimeMs} ${size} ${mode}\n`);
    if (entry.isFile()) hash.update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

beforeAll(() => {
  fs.chmodSync(folder, 0o755);
  fs.writeFileSync(password, 'right\n', { mode: 0o600 });
  fs.writeFileSync(at('wrong'), 'wrong\n', { mode: 0o600 });
  fs.mkdirSync(at('data'));
  fs.writeFileSync(at('data', 'letter'), 'Dear council');
}, 60_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!restic)('restic', () => {
  beforeAll(() => {
    run(restic!, ['init', '--quiet', '-r', at('restic')]);
    for (const time of ['2026-11-19 02:00:00', '2026-11-21 02:00:00']) run(restic!, ['backup', '--quiet', '--no-cache', '-r', at('restic'), '--time', time, at('data')]);
    const [older, newer] = snapshots('restic');
    fs.utimesSync(older!, new Date('2026-11-19T02:00:03Z'), new Date('2026-11-19T02:00:03Z'));
    fs.utimesSync(newer!, new Date('2026-11-21T02:00:03Z'), new Date('2026-11-21T02:00:03Z'));
  }, 60_000);
  const snapshots = (name: string) => fs.readdirSync(at(name, 'snapshots')).map((file) => at(name, 'snapshots', file));
  const damage = (file: string, change: (bytes: Buffer) => Buffer) => {
    fs.chmodSync(file, 0o600);
    fs.writeFileSync(file, change(fs.readFileSync(file)));
  };
  const whole = { product: 'restic', grade: 'seen', copies: 2, oldestCopyAt: '2026-11-19T02:00:03Z', newestCopyAt: '2026-11-21T02:00:03Z', encrypted: true, appendOnly: false, locked: false, intact: true };

  test('seen on disk, without a password', async () => {
    const { facts, gaps } = await repository({ product: 'restic', location: at('restic') });
    expect(facts).toMatchObject({ ...whole, location: at('restic') });
    expect(Object.keys(gaps).filter((field) => field in whole)).toEqual([]);
  });

  test('listed by restic, and not changed by it', async () => {
    const before = fingerprint(at('restic'));
    const { facts } = await repository({ product: 'restic', location: at('restic'), passwordFile: password });
    expect(facts).toMatchObject({ grade: 'listed', copies: 2, oldestCopyAt: '2026-11-19T02:00:00Z', newestCopyAt: '2026-11-21T02:00:00Z', encrypted: true, intact: true });
    expect(fingerprint(at('restic'))).toBe(before);
  });

  test('with a wrong password', async () => {
    const { facts, gaps } = await repository({ product: 'restic', location: at('restic'), passwordFile: at('wrong') });
    expect(facts).toMatchObject({ grade: 'seen', copies: 2, newestCopyAt: whole.newestCopyAt });
    expect(facts?.intact).toBeUndefined();
    expect(gaps).toMatchObject({ intact: 'not-authorized' });
  });

  test('that grows old', async () => {
    const old = copied('restic', 'restic-old');
    for (const file of snapshots('restic-old')) fs.utimesSync(file, new Date('2026-02-01T02:00:00Z'), new Date('2026-02-01T02:00:00Z'));
    expect((await repository({ product: 'restic', location: old })).facts).toMatchObject({ newestCopyAt: '2026-02-01T02:00:00Z', intact: true });
  });

  test('without a copy', async () => {
    run(restic!, ['init', '--quiet', '-r', at('restic-new')]);
    expect((await repository({ product: 'restic', location: at('restic-new') })).facts).toMatchObject({ copies: 0, newestCopyAt: null, oldestCopyAt: null, intact: true });
  });

  test('that is locked', async () => {
    const locked = copied('restic', 'restic-locked');
    fs.writeFileSync(path.join(locked, 'locks', 'a'.repeat(64)), 'lock');
    expect((await repository({ product: 'restic', location: locked })).facts).toMatchObject({ locked: true, copies: 2 });
  });

  test.each([
    ['a flipped byte in a snapshot', (name: string) => damage(snapshots(name)[0]!, (bytes) => Buffer.concat([Buffer.from([bytes[0]! ^ 1]), bytes.subarray(1)]))],
    ['a snapshot of nothing', (name: string) => damage(snapshots(name)[0]!, () => Buffer.alloc(0))],
    ['no config', (name: string) => fs.rmSync(at(name, 'config'))],
    ['no index', (name: string) => fs.rmSync(at(name, 'index'), { recursive: true })],
    ['no key', (name: string) => fs.rmSync(at(name, 'keys'), { recursive: true })],
    ['no data', (name: string) => fs.rmSync(at(name, 'data'), { recursive: true })],
  ])('with %s is not whole', async (what, change) => {
    const name = `restic-${what.replaceAll(' ', '-')}`;
    copied('restic', name);
    change(name);
    expect((await repository({ product: 'restic', location: at(name) })).facts).toMatchObject({ intact: false });
  });
});

describe.skipIf(!borg)('borg', () => {
  beforeAll(() => {
    for (const [name, mode] of [
      ['borg', 'repokey'],
      ['borg-open', 'none'],
    ] as const) {
      run(borg!, ['init', '-e', mode, at(name)]);
      for (const [archive, time] of [
        ['a', '2026-11-19T02:00:00'],
        ['b', '2026-11-21T02:00:00'],
      ] as const)
        run(borg!, ['create', '--timestamp', time, `${at(name)}::${archive}`, at('data')]);
    }
    const changed = new Date('2026-11-21T02:00:07Z');
    for (const file of fs.readdirSync(at('borg', 'data', '0'))) fs.utimesSync(at('borg', 'data', '0', file), changed, changed);
  }, 60_000);

  test('seen on disk, without a password', async () => {
    const { facts, gaps } = await repository({ product: 'borg', location: at('borg') });
    expect(facts).toMatchObject({ grade: 'seen', newestCopyAt: '2026-11-21T02:00:07Z', encrypted: true, appendOnly: false, locked: false, intact: true });
    expect(gaps).toMatchObject({ copies: 'not-visible-from-here', oldestCopyAt: 'not-visible-from-here' });
  });

  test.each([
    ['borg', true],
    ['borg-open', false],
  ])(
    '%s listed by borg, and not changed by it',
    async (name, encrypted) => {
      const before = fingerprint(at(name));
      const { facts } = await repository({ product: 'borg', location: at(name), passwordFile: password });
      expect(facts).toMatchObject({ grade: 'listed', copies: 2, oldestCopyAt: '2026-11-19T02:00:00Z', newestCopyAt: '2026-11-21T02:00:00Z', encrypted, intact: true });
      expect(fingerprint(at(name))).toBe(before);
    },
    30_000,
  );

  test.each([
    ['no index', (name: string) => fs.readdirSync(at(name)).filter((file) => file.startsWith('index.')).forEach((file) => fs.rmSync(at(name, file)))],
    ['an index of an earlier transaction', (name: string) => fs.readdirSync(at(name)).filter((file) => /^(?:index|hints|integrity)\./.test(file)).forEach((file) => fs.renameSync(at(name, file), at(name, file.replace(/\d+$/, '5'))))],
    ['a lock', (name: string) => fs.mkdirSync(at(name, 'lock.exclusive')) ?? fs.writeFileSync(at(name, 'lock.exclusive', 'pc@1.2-3'), '')],
  ] as [string, (name: string) => void][])(
    'with %s is not asked, since borg would change it',
    async (what, change) => {
      const name = `borg-${what.replaceAll(' ', '-')}`;
      copied('borg', name);
      change(name);
      const before = fingerprint(at(name));
      const { facts, gaps } = await repository({ product: 'borg', location: at(name), passwordFile: password });
      expect(facts).toMatchObject({ grade: 'seen', newestCopyAt: '2026-11-21T02:00:07Z' });
      expect(gaps).toMatchObject({ copies: 'not-visible-from-here' });
      expect(fingerprint(at(name))).toBe(before);
    },
    30_000,
  );

  test('without encryption says so only when it is asked', async () => {
    const { facts, gaps } = await repository({ product: 'borg', location: at('borg-open') });
    expect(facts?.encrypted).toBeUndefined();
    expect(gaps).toMatchObject({ encrypted: 'not-visible-from-here' });
  });

  test('with a wrong password', async () => {
    const { facts, gaps } = await repository({ product: 'borg', location: at('borg'), passwordFile: at('wrong') });
    expect(facts).toMatchObject({ grade: 'seen', newestCopyAt: '2026-11-21T02:00:07Z' });
    expect(gaps).toMatchObject({ intact: 'not-authorized' });
  });

  test('is no younger for having been pruned', async () => {
    const name = copied('borg', 'borg-pruned');
    run(borg!, ['prune', '--keep-last', '1', name]);
    expect((await repository({ product: 'borg', location: name })).facts).toMatchObject({ newestCopyAt: '2026-11-21T02:00:07Z', intact: true });
    run(borg!, ['create', `${name}::c`, at('data')]);
    const { facts } = await repository({ product: 'borg', location: name });
    expect(Date.now() - Date.parse(facts?.newestCopyAt ?? '')).toBeLessThan(60_000);
  }, 30_000);

  test('without a copy, and with one that was cut off', async () => {
    run(borg!, ['init', '-e', 'repokey', at('borg-new')]);
    expect((await repository({ product: 'borg', location: at('borg-new') })).facts).toMatchObject({ newestCopyAt: null, intact: true });
    fs.writeFileSync(at('borg-new', 'data', '0', '2'), Buffer.concat([Buffer.from('BORG_SEG'), Buffer.alloc(70_000, 1)]));
    expect((await repository({ product: 'borg', location: at('borg-new') })).facts).toMatchObject({ newestCopyAt: null });
  }, 30_000);

  test('of a later version than we know', async () => {
    const name = copied('borg', 'borg-later');
    fs.writeFileSync(path.join(name, 'config'), '[repository]\nversion = 3\n');
    expect(await repository({ product: 'borg', location: name })).toMatchObject({ gaps: { newestCopyAt: 'unsupported-version', intact: 'unsupported-version' } });
  });

  test('append-only', async () => {
    const name = copied('borg', 'borg-append');
    run(borg!, ['config', name, 'append_only', '1']);
    expect((await repository({ product: 'borg', location: name })).facts).toMatchObject({ appendOnly: true, encrypted: true });
  });

  test('that is locked, and that was', async () => {
    const locked = copied('borg', 'borg-locked');
    fs.mkdirSync(path.join(locked, 'lock.exclusive'));
    fs.writeFileSync(path.join(locked, 'lock.exclusive', 'pc@1.2-3'), '');
    expect((await repository({ product: 'borg', location: locked })).facts).toMatchObject({ locked: true });
    fs.rmSync(path.join(locked, 'lock.exclusive'), { recursive: true });
    fs.writeFileSync(path.join(locked, 'lock.roster'), '{"shared": [["pc@1", 2, 3]], "exclusive": []}');
    expect((await repository({ product: 'borg', location: locked })).facts).toMatchObject({ locked: true });
    fs.writeFileSync(path.join(locked, 'lock.roster'), '{"shared": [], "exclusive": []}');
    expect((await repository({ product: 'borg', location: locked })).facts).toMatchObject({ locked: false });
  });

  test.each([
    ['a torn segment', (name: string) => fs.truncateSync(at(name, 'data', '0', '2'), 3)],
    ['no settings', (name: string) => fs.rmSync(at(name, 'config'))],
    ['settings of something else', (name: string) => fs.writeFileSync(at(name, 'config'), 'hello')],
    ['segments that are gone', (name: string) => fs.rmSync(at(name, 'data'), { recursive: true })],
  ])('with %s is not whole', async (what, change) => {
    const name = `borg-${what.replaceAll(' ', '-')}`;
    copied('borg', name);
    change(name);
    const { facts, gaps } = await repository({ product: 'borg', location: at(name) });
    expect(facts?.intact).toBe(false);
    expect(gaps).not.toHaveProperty('intact');
  });
});
