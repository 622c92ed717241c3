import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realClock } from '../../../../agent/clock.ts';
import { factModules } from '../../../../agent/facts/list.ts';
import { localHost } from '../../../../agent/host/host.ts';
import { scan } from '../../../../agent/scan.ts';
import type { Scan } from '../../../../agent/scan.ts';
import type { Settings } from '../../../../agent/settings.ts';
import { openSsh } from '../../../../agent/targets/ssh/open.ts';
import { readSshSetting } from '../../../../agent/targets/ssh/setting.ts';
import type { OpenTarget } from '../../../../agent/targets/target.ts';
import { peer } from '../../../peers.ts';
import { me, temporaryFolder } from '../../host/temporary.ts';
import { startServer } from './server.ts';
import { startSshd } from './sshd.ts';
import type { Sshd } from './sshd.ts';

const isRoot = process.geteuid?.() === 0;
const folder = temporaryFolder();
const options = { skip: [], settings: { repositories: [], networks: [] } };
const bugs: string[] = [];
let sshd: Sshd | undefined;

beforeAll(async () => {
  if (peer('sshd')) sshd = await startSshd();
});
afterAll(() => sshd?.stop());

function target(machine: Record<string, unknown>, more: Partial<Settings> = {}): OpenTarget {
  const settings = { skip: [], repositories: [], networks: [], domains: [], proxy: null, ssh: [readSshSetting({ host: '127.0.0.1', name: 'server', ...machine })], ...more } as unknown as Settings;
  return openSsh('server', { settings, clock: realClock(new AbortController().signal), platform: 'linux', privileged: isRoot, uid: me, version: '1', log: (bug) => bugs.push(bug) });
}

const toSshd = ({ port, fingerprint, keyFile, user }: Sshd) => ({ port, user, keyFile, hostKey: fingerprint });
const digests = ({ sections }: Scan) => Object.fromEntries(Object.entries(sections).map(([name, { status, digest, content }]) => [name, `${status} ${digest ?? ''} ${content?.length ?? 0}`]));
const here = () => scan(localHost(), Object.values(factModules), options);

/** What may move between two scans of one machine, whoever reads it: memory and disks, processes, sockets, clocks. */
const moving = ['vitals', 'activity', 'neighbors', 'time', 'network', 'services'];

/** Scans over SSH between two local scans, again when somebody changed the machine meanwhile. `still` are the sections that did not move. */
async function undisturbed(): Promise<{ before: Record<string, string>; over: Scan; still: string[] }> {
  for (let tries = 1; ; tries++) {
    const before = digests(await here());
    const over = await target(toSshd(sshd!)).scan();
    const after = digests(await here());
    const still = Object.keys(before).filter((name) => before[name] === after[name] && name !== 'vitals');
    if (tries === 4 || Object.keys(before).every((name) => still.includes(name) || moving.includes(name))) return { before, over, still };
  }
}

test.skipIf(!peer('sshd'))('the same machine by local agent and over SSH gives the same facts, byte for byte', async () => {
  const { before, over, still } = await undisturbed();
  expect(Object.keys(before).filter((name) => !still.includes(name) && !moving.includes(name))).toEqual([]);
  expect(Object.keys(over.sections)).toEqual(Object.keys(before));
  const seen = digests(over);
  expect(Object.fromEntries(still.map((name) => [name, seen[name]]))).toEqual(Object.fromEntries(still.map((name) => [name, before[name]])));
  expect(over).toMatchObject({ target: { kind: 'ssh', id: 'server' }, platform: 'linux', privileged: isRoot, bootId: localHost().bootId });
  expect(over.sections.vitals?.missing).toEqual((await here()).sections.vitals?.missing);
  expect(bugs).toEqual([]);
}, 120_000);

/** A program that gives a shell in a mount namespace whose /usr/bin and /usr/sbin hold BusyBox alone. */
function busyboxShell(): string {
  const applets = path.join(folder, 'applets');
  fs.mkdirSync(applets);
  fs.copyFileSync(peer('busybox')!, path.join(applets, 'busybox'));
  for (const applet of execFileSync(peer('busybox')!, ['--list'], { encoding: 'utf8' }).trim().split('\n')) if (applet !== 'busybox') fs.symlinkSync('busybox', path.join(applets, applet));
  const enter = path.join(folder, 'enter');
  const binds = ['/usr/sbin', '/usr/bin'].map((place) => `mount --bind ${applets} ${place}`).join(' && ');
  fs.writeFileSync(enter, `#!/bin/sh\nexec ${peer('unshare')} --mount /bin/bash -c '${binds} && exec /bin/sh'\n`, { mode: 0o755 });
  return enter;
}

/** One list of a section. */
function listIn({ sections }: Scan, section: keyof typeof factModules, list: string): unknown {
  const { data } = JSON.parse(sections[section]?.content?.toString() ?? '{"data":{}}') as { data: Readonly<Record<string, unknown>> };
  return data[list];
}

test.skipIf(!isRoot || !peer('sshd') || !peer('busybox'))('a machine with nothing but BusyBox gives what lies in files; only what needs a program is missing', async () => {
  const small = await startSshd([`ForceCommand ${busyboxShell()}`]);
  try {
    const over = await target(toSshd(small)).scan();
    const local = await here();
    const without = ({ sections }: Scan) => Object.entries(sections).flatMap(([name, { content }]) => (content ? [] : [name]));
    // Programs with an output that BusyBox has not: JSON of ip(8) and of nft(8).
    expect(without(over).filter((name) => !without(local).includes(name) && !['neighbors', 'firewall'].includes(name))).toEqual([]);
    const differs = (['identity', 'os', 'updates', 'accounts', 'password-policy', 'mfa', 'encryption', 'hardware', 'protocols', 'certificates', 'backups', 'power', 'printers', 'hardening'] as const).filter((name) => over.sections[name]?.digest !== local.sections[name]?.digest);
    // These look for programs by their place, which is what was taken away: unattended-upgrade, sudo, sshd, restic, upsmon.
    expect(differs).toEqual(['updates', 'accounts', 'mfa', 'backups', 'power']);
    expect(listIn(over, 'software', 'packages')).toEqual(listIn(local, 'software', 'packages'));
    expect(over.privileged).toBe(true);
  } finally {
    await small.stop();
  }
}, 120_000);

test.skipIf(!isRoot || !peer('sshd') || !peer('setpriv'))('an ordinary user reads what it may, and the rest says needs-root', async () => {
  const plain = await startSshd([`ForceCommand ${peer('setpriv')} --reuid=65534 --regid=65534 --clear-groups /bin/sh`]);
  try {
    const over = await target(toSshd(plain)).scan();
    expect(over.privileged).toBe(false);
    expect(over.sections.os?.content).toBeDefined();
    expect(over.sections.accounts?.missing).toContainEqual(expect.objectContaining({ reason: 'needs-root' }));
  } finally {
    await plain.stop();
  }
}, 120_000);

test('another key: each section says so in the snapshot, and nothing was signed in to', async () => {
  const impostor = await startServer({ lets: () => true });
  const password = path.join(folder, 'password');
  fs.writeFileSync(password, 'canary\n', { mode: 0o600 });
  const machine = { port: impostor.port, user: 'root', passwordFile: password };
  const changed = await target({ ...machine, hostKey: `SHA256:${'A'.repeat(43)}` }).scan();
  const unknown = await target(machine, { skip: ['mfa'] }).scan();
  const check = await target(machine).check();
  impostor.stop();
  expect(impostor.seen.filter((each) => each !== 'connection')).toEqual([]);
  expect(Object.keys(changed.sections)).toEqual(Object.keys(factModules));
  expect(Object.values(changed.sections).every(({ status, reason, detail }) => status === 'failed' && reason === 'host-key-changed' && detail?.includes(impostor.fingerprint))).toBe(true);
  expect(unknown.sections).toMatchObject({ os: { status: 'failed', reason: 'host-key-unknown' }, mfa: { status: 'skipped', reason: 'switched-off' } });
  expect(check).toMatchObject({ ok: false, says: expect.stringContaining(`hostKey: "${impostor.fingerprint}"`) as string, mend: expect.stringContaining('compare the fingerprint') as string });
  expect(JSON.stringify([changed, unknown, check])).not.toContain('canary');
});

test('a machine outside the networks of the town is not even connected to', async () => {
  const outside = await startServer({ lets: () => true });
  const password = path.join(folder, 'password2');
  fs.writeFileSync(password, 'canary\n', { mode: 0o600 });
  const seen = await target({ port: outside.port, user: 'root', passwordFile: password, hostKey: outside.fingerprint }, { networks: ['192.168.1.0/24'] }).scan();
  outside.stop();
  expect(outside.seen).toEqual([]);
  expect(seen.sections.os).toMatchObject({ status: 'skipped', reason: 'foreign-network', detail: '127.0.0.1 lies in none of the networks of agent.yaml (192.168.1.0/24)' });
});

test('a machine that lets in and has no shell for us is told apart from one that is not there', async () => {
  const password = path.join(folder, 'password3');
  fs.writeFileSync(password, 'canary\n', { mode: 0o600 });
  const router = await startServer({
    lets: () => true,
    runs: (stream) => {
      stream.stderr.write('sudo: a password is required\n');
      stream.exit(1);
      stream.end();
    },
  });
  const machine = { port: router.port, user: 'root', passwordFile: password, hostKey: router.fingerprint };
  const seen = await target({ ...machine, sudo: true }).scan();
  const check = await target(machine).check();
  router.stop();
  expect(seen.sections.os).toMatchObject({ status: 'failed', reason: 'not-authorized', detail: 'no POSIX shell answered (ended): sudo: a password is required' });
  expect(check).toMatchObject({ ok: false, says: 'unreadable: no POSIX shell answered (ended): sudo: a password is required' });
  expect((await target(machine).scan()).sections.os).toMatchObject({ status: 'failed', reason: 'unreachable' });
});

test('an open credential file is refused when the target is opened; one that was opened later fails the scan', async () => {
  const key = path.join(folder, 'key');
  fs.writeFileSync(key, 'x', { mode: 0o600 });
  const opened = target({ user: 'root', keyFile: key, port: 1, hostKey: `SHA256:${'A'.repeat(43)}` });
  fs.chmodSync(key, 0o644);
  expect((await opened.scan()).sections.os).toMatchObject({ status: 'failed', reason: 'not-authorized', detail: expect.stringContaining(`chmod 600 '${key}'`) as string });
  expect(() => target({ user: 'root', keyFile: key })).toThrow(/chmod 600/);
});

test('what is asked can be printed before anything is: files, patterns and programs of both systems', () => {
  const key = path.join(folder, 'printed');
  fs.writeFileSync(key, 'x', { mode: 0o600 });
  const questions = target({ user: 'root', keyFile: key }, { skip: ['mfa'] }).questions();
  expect(questions).toContainEqual({ section: 'os (linux)', question: 'file, at most 1 MiB:', asks: '/etc/os-release' });
  expect(questions.some(({ section }) => section.startsWith('mfa'))).toBe(false);
});

test.skipIf(!peer('sshd'))('doctor is told that a machine answers, as whom, and what its key is', async () => {
  expect(await target(toSshd(sshd!)).check()).toEqual({ ok: true, says: `linux answers ${isRoot ? 'as root' : 'as an ordinary user, so some facts stay unread'}; its key is ${sshd!.fingerprint} (ssh-ed25519)` });
});
