import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { fingerprintOf } from '../../../../agent/targets/ssh/host-key.ts';

/** The parts of ssh2 that a server of a test is made of; it comes with node-ssh. */
interface Ssh2 {
  readonly Server: new (config: { hostKeys: string[]; banner?: string }, connected: (client: Client) => void) => Server;
  readonly utils: { readonly parseKey: (key: string) => { getPublicSSH: () => Buffer } };
}
interface Server {
  readonly injectSocket: (socket: Socket) => void;
}
interface Client {
  readonly on: (event: string, told: (...args: never[]) => void) => Client;
}
interface Attempt {
  readonly method: string;
  readonly username: string;
  readonly password?: string;
  readonly accept: () => void;
  readonly reject: (methods?: string[]) => void;
  readonly prompt: (prompts: { prompt: string; echo: boolean }[], answered: (answers: string[]) => void) => void;
}
interface Stream {
  readonly stderr: NodeJS.WritableStream;
  readonly exit: (code: number) => void;
  readonly end: () => void;
  readonly pipe: (to: NodeJS.WritableStream) => void;
  readonly write: (text: string | Buffer) => void;
}

/** What a client did, in order: `connection`, `auth METHOD`, `exec COMMAND`. */
export interface TestServer {
  readonly port: number;
  readonly fingerprint: string;
  readonly seen: readonly string[];
  readonly stop: () => void;
}

/** How the server behaves. */
export interface Behavior {
  /** Whether an attempt to sign in is accepted; "keyboard" asks one hidden question after the password was refused. */
  readonly lets?: (attempt: Attempt) => boolean | 'ask';
  /** What the command that the client asks for does; a shell of this machine unless a test says otherwise. */
  readonly runs?: (stream: Stream, socket: Socket) => void;
}

const ssh2 = createRequire(createRequire(import.meta.url).resolve('node-ssh'))('ssh2') as Ssh2;

/** A server of SSH on loopback that does what a test says, and remembers all that it was asked. */
export async function startServer({ lets = () => false, runs = shell }: Behavior = {}): Promise<TestServer> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
  const seen: string[] = [];
  const sockets: Socket[] = [];
  const server = new ssh2.Server({ hostKeys: [key] }, (client) => {
    seen.push('connection');
    const socket = sockets.at(-1)!;
    client.on('error', () => {});
    client.on('authentication', (attempt: Attempt) => {
      seen.push(`auth ${attempt.method}`);
      const verdict = lets(attempt);
      if (verdict === 'ask') attempt.prompt([{ prompt: 'Password: ', echo: false }], (answers) => (answers[0] === 'canary' ? attempt.accept() : attempt.reject()));
      else if (verdict) attempt.accept();
      else attempt.reject(['password', 'keyboard-interactive', 'publickey']);
    });
    client.on('session', (accept: () => { on: (event: string, told: (accept: () => Stream, reject: () => void, info: { command: string }) => void) => void }) => {
      accept().on('exec', (take, _refuse, { command }) => {
        seen.push(`exec ${command}`);
        runs(take(), socket);
      });
    });
  });
  const door = net.createServer((socket) => {
    sockets.push(socket);
    server.injectSocket(socket);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    door.close();
  };
  return { port: (door.address() as AddressInfo).port, fingerprint: fingerprintOf(ssh2.utils.parseKey(key).getPublicSSH()), seen, stop };
}

function shell(stream: Stream): void {
  const child = spawn('/bin/sh', { stdio: 'pipe' });
  child.stdin.on('error', () => {});
  stream.pipe(child.stdin);
  child.stdout.on('data', (chunk: Buffer) => stream.write(chunk));
  child.stderr.pipe(stream.stderr);
  child.on('close', (code) => {
    stream.exit(code ?? 1);
    stream.end();
  });
}
