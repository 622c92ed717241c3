import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fingerprintOf } from '../../../../agent/targets/ssh/host-key.ts';
import { peer } from '../../../peers.ts';

/** An OpenSSH server on loopback, in the foreground, with keys and configuration of its own in a temporary folder. */
export interface Sshd {
  readonly folder: string;
  readonly port: number;
  /** SHA256:… of its Ed25519 host key. */
  readonly fingerprint: string;
  /** The same as a line of known_hosts. */
  readonly knownHosts: string;
  /** Private key that is let in. */
  readonly keyFile: string;
  readonly user: string;
  /** What the server has logged so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Makes a key pair with ssh-keygen. @returns its fingerprint */
export function keyPair(file: string, type = 'ed25519', passphrase = ''): string {
  const keygen = peer('ssh-keygen')!;
  execFileSync(keygen, ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', passphrase, '-C', 'test', '-f', file]);
  return execFileSync(keygen, ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1]!;
}

/** Starts a server; `more` are further lines of sshd_config(5). It lets in the user that runs the test. */
export async function startSshd(more: readonly string[] = [], hostKeys: readonly string[] = ['ed25519']): Promise<Sshd> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-sshd-'));
  const at = (name: string) => path.join(folder, name);
  fs.chmodSync(folder, 0o755);
  const fingerprints = hostKeys.map((type) => keyPair(at(`host_${type}`), type));
  keyPair(at('user'));
  fs.copyFileSync(at('user.pub'), at('authorized_keys'));
  const port = await freePort();
  const undo = readyPlace();
  const lines = [
    `Port ${port}`, 'ListenAddress 127.0.0.1', ...hostKeys.map((type) => `HostKey ${at(`host_${type}`)}`), `PidFile ${at('pid')}`, 'UsePAM no',
    'PermitRootLogin yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', `AuthorizedKeysFile ${at('authorized_keys')}`, 'StrictModes no', 'LogLevel VERBOSE', ...more,
  ];
  fs.writeFileSync(at('config'), `${lines.join('\n')}\n`);
  const { log, end } = await served(peer('sshd')!, ['-D', '-e', '-f', at('config')], port);
  const stop = async () => {
    await end();
    undo();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const [type = '', blob = ''] = fs.readFileSync(at(`host_${hostKeys[0]}.pub`), 'utf8').split(' ');
  return { folder, port, fingerprint: fingerprints[0]!, knownHosts: `[127.0.0.1]:${port} ${type} ${blob}`, keyFile: at('user'), user: os.userInfo().username, log, stop };
}

/** As root sshd refuses to start without an empty folder that its unit usually makes; it is taken away again. */
function readyPlace(): () => void {
  const place = '/run/sshd';
  if (process.geteuid?.() !== 0 || fs.existsSync(place)) return () => {};
  fs.mkdirSync(place, { mode: 0o755 });
  return () => fs.rmdirSync(place);
}

/** A Dropbear server on loopback with a host key of its own. Whom it lets in stands in the home of each user, which no test touches. */
export async function startDropbear(type = 'ed25519'): Promise<Pick<Sshd, 'port' | 'fingerprint' | 'log' | 'stop'>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-dropbear-'));
  const [key, port] = [path.join(folder, 'key'), await freePort()];
  execFileSync(peer('dropbearkey')!, ['-t', type, '-f', key], { stdio: 'pipe' });
  const [publicKey = ''] = /^(?:ssh|ecdsa)-\S+ \S+/m.exec(execFileSync(peer('dropbearkey')!, ['-y', '-f', key], { encoding: 'utf8', stdio: 'pipe' })) ?? [];
  const { log, end } = await served(peer('dropbear')!, ['-F', '-E', '-r', key, '-p', `127.0.0.1:${port}`, '-P', path.join(folder, 'pid')], port);
  const stop = async () => {
    await end();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { port, fingerprint: fingerprintOf(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')), log, stop };
}

/** Starts a server in the foreground and waits until it listens. */
async function served(program: string, args: readonly string[], port: number): Promise<{ log: () => string; end: () => Promise<void> }> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await listening(port, () => log);
  const end = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { log: () => log, end };
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`sshd does not listen on ${port}: ${log()}`);
}
