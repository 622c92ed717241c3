import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { connect } from '../../../../agent/targets/ssh/connection.ts';
import type { Line, Peer, Unreached } from '../../../../agent/targets/ssh/connection.ts';
import { readHostKey } from '../../../../agent/targets/ssh/host-key.ts';
import type { Secret } from '../../../../agent/targets/ssh/secrets.ts';
import { peer } from '../../../peers.ts';
import { hostOver } from '../../host/remote/local-shell.ts';
import { startServer } from './server.ts';
import type { Behavior, TestServer } from './server.ts';
import { freePort, keyPair, startDropbear, startSshd } from './sshd.ts';
import { temporaryFolder } from '../../host/temporary.ts';

const password: Secret = { kind: 'password', password: 'canary' };
const unread = (): Secret => {
  throw new Error('a secret was read');
};
const folder = temporaryFolder();
const running: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

async function server(behavior: Behavior = {}): Promise<TestServer> {
  const started = await startServer(behavior);
  running.push(started.stop);
  return started;
}

function reach(port: number, hostKeys: readonly string[], { secret = () => password, ...more }: Partial<Peer> & { secret?: () => Secret } = {}): Promise<Line | Unreached> {
  return connect({ address: '127.0.0.1', port, user: 'root', sudo: false, hostKeys: hostKeys.map((key) => readHostKey(key)!), ...more }, secret, { connectMs: 3_000 });
}

const other = `SHA256:${'A'.repeat(43)}`;

test('an impostor with another key sees no attempt to sign in, not even "none", and learns no credential', async () => {
  const impostor = await server({ lets: () => true });
  const found = await reach(impostor.port, [other]);
  expect(found).toMatchObject({ why: { reason: 'host-key-changed', detail: expect.stringMatching(new RegExp(`^declared is ${other}, it shows SHA256:.* \\(ssh-rsa\\); .*hostKey: "SHA256:`)) as string }, seen: [{ fingerprint: impostor.fingerprint, type: 'ssh-rsa' }] });
  expect(impostor.seen.filter((each) => each !== 'connection')).toEqual([]);
  expect(impostor.seen.length).toBeGreaterThan(0);
});

test('without a declared key nothing is signed in to, the secret is not even read, and the line to write is told', async () => {
  const unknown = await server({ lets: () => true });
  const found = await reach(unknown.port, [], { secret: unread });
  expect(found).toMatchObject({ why: { reason: 'host-key-unknown', detail: expect.stringContaining(`hostKey: "${unknown.fingerprint}"`) as string } });
  expect(unknown.seen.filter((each) => each !== 'connection')).toEqual([]);
});

test.skipIf(!peer('sshd'))('OpenSSH tells the same of an impostor: no request to sign in was heard', async () => {
  const sshd = await startSshd(['LogLevel DEBUG1']);
  running.push(sshd.stop);
  expect(await reach(sshd.port, [other])).toMatchObject({ why: { reason: 'host-key-changed' } });
  expect(await reach(sshd.port, [])).toMatchObject({ why: { reason: 'host-key-unknown' }, seen: [{ fingerprint: sshd.fingerprint, type: 'ssh-ed25519' }] });
  expect(sshd.log()).toContain('Connection from');
  expect(sshd.log()).not.toMatch(/userauth-request|authentication|password|publickey/i);
});

test('a password is given to the right key only, and as the only way; a hidden question is answered with it', async () => {
  const asks = await server({ lets: ({ method, password: given }) => (method === 'password' ? given === 'canary' : false) });
  const line = await reach(asks.port, [asks.fingerprint]);
  expect(line).toMatchObject({ key: { fingerprint: asks.fingerprint, type: 'ssh-rsa' } });
  if ('close' in line) line.close();
  expect(asks.seen.filter((each) => each !== 'connection')).toEqual(['auth password']);

  const questions = await server({ lets: ({ method }) => (method === 'keyboard-interactive' ? 'ask' : false) });
  const second = await reach(questions.port, [questions.fingerprint]);
  expect(second).toHaveProperty('openShell');
  if ('close' in second) second.close();
  expect(questions.seen.filter((each) => each !== 'connection')).toEqual(['auth password', 'auth keyboard-interactive']);
});

test('a refused password is not authorized, and a key that is none is told without its text', async () => {
  const refuses = await server();
  expect(await reach(refuses.port, [refuses.fingerprint])).toMatchObject({ why: { reason: 'not-authorized', detail: 'All configured authentication methods failed' } });
  const broken = await reach(refuses.port, [refuses.fingerprint], { secret: () => ({ kind: 'key', privateKey: 'canary, not a key' }) });
  expect(broken).toMatchObject({ why: { reason: 'not-authorized', detail: expect.stringContaining('Cannot parse privateKey') as string } });
  expect(JSON.stringify(broken)).not.toContain('canary');
});

test('a port where nobody is, and one where nobody speaks, are unreachable within the time for it', async () => {
  expect(await reach(await freePort(), [other])).toMatchObject({ why: { reason: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') as string } });
});

test.skipIf(!peer('sshd'))('keys of users with and without a passphrase, pinned by line and by fingerprint of any type of host key', async () => {
  const sshd = await startSshd([], ['ed25519', 'rsa', 'ecdsa']);
  running.push(sshd.stop);
  const key = (): Secret => ({ kind: 'key', privateKey: readFileSync(sshd.keyFile, 'utf8') });
  const fingerprintOf = (type: string) => execFileSync(peer('ssh-keygen')!, ['-lf', `${sshd.folder}/host_${type}.pub`], { encoding: 'utf8' }).split(' ')[1]!;
  for (const hostKey of [sshd.knownHosts, ...['ed25519', 'rsa', 'ecdsa'].map(fingerprintOf)]) {
    const line = await reach(sshd.port, [hostKey], { user: sshd.user, secret: key });
    expect(line).toMatchObject({ key: { fingerprint: hostKey.startsWith('SHA256') ? hostKey : sshd.fingerprint } });
    if ('close' in line) line.close();
  }
  keyPair(`${folder}/locked`, 'ed25519', 'canary phrase');
  const locked = readFileSync(`${folder}/locked`, 'utf8');
  expect(await reach(sshd.port, [sshd.fingerprint], { secret: () => ({ kind: 'key', privateKey: locked }) })).toMatchObject({ why: { reason: 'not-authorized' } });
  // It opens, and is a key that this machine does not know.
  expect(await reach(sshd.port, [sshd.fingerprint], { secret: () => ({ kind: 'key', privateKey: locked, passphrase: 'canary phrase' }) })).toMatchObject({ why: { reason: 'not-authorized', detail: 'All configured authentication methods failed' } });
}, 40_000);

test.skipIf(!peer('dropbear'))('Dropbear shows its keys, and is refused or asked like OpenSSH', async () => {
  const dropbear = await startDropbear();
  running.push(dropbear.stop);
  expect(await reach(dropbear.port, [], { secret: unread })).toMatchObject({ why: { reason: 'host-key-unknown' }, seen: [{ fingerprint: dropbear.fingerprint, type: 'ssh-ed25519' }] });
  expect(await reach(dropbear.port, [dropbear.fingerprint])).toMatchObject({ why: { reason: 'not-authorized' } });
  // It hangs up without a word on whoever knows none of its keys, and still the right one is found.
  const old = await startDropbear('rsa');
  running.push(old.stop);
  expect(await reach(old.port, [old.fingerprint])).toMatchObject({ why: { reason: 'not-authorized' } });
  expect(await reach(old.port, [other])).toMatchObject({ why: { reason: 'host-key-changed' }, seen: [{ fingerprint: old.fingerprint, type: 'ssh-rsa' }] });
  expect(dropbear.log() + old.log()).not.toMatch(/canary/);
});

test.skipIf(!peer('sshd') || process.geteuid?.() !== 0)('an agent that is cut off in the middle leaves nothing running there beyond the limit of the program', async () => {
  const sshd = await startSshd();
  running.push(sshd.stop);
  const line = await reach(sshd.port, [sshd.fingerprint], { secret: () => ({ kind: 'key', privateKey: readFileSync(sshd.keyFile, 'utf8') }) });
  if (!('openShell' in line)) throw new Error('not reached');
  const host = await hostOver(line.openShell);
  const reading = host.read({ all: { hung: { kind: 'command', program: ['/bin/sleep'], args: ['4343'], timeoutMs: 1_000 }, after: { kind: 'file', path: '/etc/passwd' } } });
  const processes = () => execFileSync(peer('ps')!, ['-eo', 'args'], { encoding: 'utf8' }).match(/^(?:\/bin\/)?sleep 4343$/gm)?.length ?? 0;
  for (let tries = 0; tries < 100 && processes() === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(processes()).toBe(1);
  line.close();
  expect((await reading)['all']?.answers).toMatchObject({ after: { reading: { state: 'failed', reason: 'unreachable' } } });
  for (let tries = 0; tries < 100 && processes() > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(processes()).toBe(0);
}, 30_000);

test('a connection that dies while a machine is read ends its sources, and nothing is thrown', async () => {
  const dies = await server({
    lets: () => true,
    runs: (stream, socket) => {
      stream.write('\n');
      setTimeout(() => socket.destroy(), 50);
    },
  });
  const line = await reach(dies.port, [dies.fingerprint]);
  if (!('openShell' in line)) throw new Error('not reached');
  await expect(hostOver(line.openShell, { patienceMs: 2_000 })).rejects.toThrow('no POSIX shell answered (ended)');
  line.close();
});

test('a connection that falls silent while a machine is read costs the time for it', async () => {
  const silent = await server({ lets: () => true, runs: (_stream, socket) => void socket.pause() });
  const line = await reach(silent.port, [silent.fingerprint]);
  if (!('openShell' in line)) throw new Error('not reached');
  await expect(hostOver(line.openShell, { patienceMs: 300 })).rejects.toThrow('no POSIX shell answered (silent)');
  line.close();
});

test('what is run is a shell and nothing else, as root by sudo where the settings say so', async () => {
  const machine = await server({ lets: () => true });
  for (const sudo of [false, true]) {
    const line = await reach(machine.port, [machine.fingerprint], { sudo });
    if (!('openShell' in line)) throw new Error('not reached');
    const host = await hostOver(line.openShell);
    const { all } = await host.read({ all: { a: { kind: 'file', path: '/proc/sys/kernel/ostype', trust: 'kernel' } } });
    expect(all?.answers).toEqual({ a: { kind: 'one', reading: { state: 'read', text: 'Linux\n' } } });
    host.close();
    line.close();
  }
  expect(machine.seen.filter((each) => each.startsWith('exec'))).toEqual(['exec /bin/sh', 'exec sudo -n /bin/sh']);
});
