import { PassThrough } from 'node:stream';
import type { Config, NodeSSH } from 'node-ssh';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { codeOf, messageOf } from '../../failure.ts';
import type { Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { OpenShell } from '../../host/remote/shell.ts';
import { familiesFor, fingerprintOf, keyTypeOf, shownKey } from './host-key.ts';
import type { HostKey } from './host-key.ts';
import type { Secret } from './secrets.ts';

/** Whom to connect to, and by which key it has to be known. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeys: readonly HostKey[];
  /** Runs the shell as root by `sudo -n`. */
  readonly sudo: boolean;
}

/** An authenticated connection to a machine whose key is the declared one. */
export interface Line {
  readonly openShell: OpenShell;
  /** The key that the machine showed. */
  readonly key: HostKey;
  readonly close: () => void;
}

/** Why there is no connection, and which keys the machine showed, if none was the declared one. */
export interface Unreached {
  readonly why: Why;
  readonly seen: readonly HostKey[];
}

/** How long each step may take, in milliseconds. */
export interface Patience {
  readonly connectMs: number;
}

/**
 * The only way to an SSH connection. The key of the machine is compared before anything else is said: an unknown or another
 * key ends the connection within the key exchange, so that not even the ways to sign in are asked for. A machine has a key
 * of each family, and a fingerprint does not tell of which it is: then each is asked for, one connection after the other.
 * @param secret is asked for only when a key was declared
 */
export async function connect(peer: Peer, secret: () => Secret, patience: Patience): Promise<Line | Unreached> {
  const seen: HostKey[] = [];
  let first: Why | undefined;
  for (const family of familiesFor(peer.hostKeys)) {
    const tried = await connectBy(family, { peer, patience, ...(peer.hostKeys.length > 0 ? { secret: secret() } : {}) });
    if ('openShell' in tried) return tried;
    const { why, key, ended } = tried;
    if (ended === 'refused us') return { why, seen };
    if (key) seen.push(key);
    first ??= why;
    if (ended === 'not there') break;
  }
  return { why: seen.length > 0 ? unpinned(peer, seen) : (first ?? { reason: 'unreachable' }), seen };
}

interface Attempt {
  readonly peer: Peer;
  readonly patience: Patience;
  readonly secret?: Secret;
}

/** A connection that came to nothing: after the key was the declared one, without an answer at all, or with another key or none of the family. */
interface Failed {
  readonly why: Why;
  readonly key?: HostKey;
  readonly ended: 'refused us' | 'not there' | 'without the key';
}

/** One connection that accepts keys of one family only. */
async function connectBy(family: readonly string[], { peer, patience, secret }: Attempt): Promise<Line | Failed> {
  const { NodeSSH } = await import('node-ssh');
  const ssh = new NodeSSH();
  const shown: { key?: HostKey; isPinned?: boolean } = {};
  const hostVerifier = (blob: Buffer): boolean => {
    const type = keyTypeOf(blob);
    shown.key = { fingerprint: fingerprintOf(blob), ...(type === undefined ? {} : { type }) };
    return (shown.isPinned = secret !== undefined && peer.hostKeys.some(({ fingerprint }) => fingerprint === shown.key?.fingerprint));
  };
  const { address: host, port, user: username } = peer;
  const algorithms = { serverHostKey: [...family] as ServerHostKeyAlgorithm[] };
  try {
    await ssh.connect({ host, port, username, hostVerifier, algorithms, readyTimeout: patience.connectMs, keepaliveInterval: 10_000, ...signIn(secret) });
    return lineOf(ssh, peer, shown.key!);
  } catch (error) {
    ssh.connection?.destroy();
    const why = refusal(error);
    if (shown.isPinned) return { why, ended: 'refused us' };
    if (shown.key) return { why, key: shown.key, ended: 'without the key' };
    return { why, ended: why.reason === 'not-authorized' ? 'refused us' : isNotThere(error) ? 'not there' : 'without the key' };
  }
}

/** What RFC 4256 asks: name, instructions, language, prompts; and the way to answer. */
type Question = [name: string, instructions: string, language: string, prompts: readonly { readonly echo?: boolean }[], finish: (answers: string[]) => void];

/** The ways to sign in, and no other: not even "none" is tried. */
function signIn(secret: Secret | undefined): Partial<Config> {
  if (secret === undefined) return { authHandler: [] };
  if (secret.kind === 'key') {
    const { privateKey, passphrase } = secret;
    return { privateKey, authHandler: ['publickey'], ...(passphrase === undefined ? {} : { passphrase }) };
  }
  const { password } = secret;
  return {
    password,
    tryKeyboard: true,
    authHandler: ['password', 'keyboard-interactive'],
    // A question that is not for one hidden word is for a person: a code from a telephone, a new password.
    onKeyboardInteractive: (...[, , , prompts, finish]: Question) => finish(prompts.length === 1 && prompts[0]?.echo === false ? [password] : []),
  };
}

function lineOf(ssh: NodeSSH, { sudo }: Peer, key: HostKey): Line {
  // A connection that breaks later ends its shells; without a listener it would end us.
  ssh.connection?.on('error', () => {});
  const command = sudo ? 'sudo -n /bin/sh' : '/bin/sh';
  const openShell: OpenShell = (hearer) =>
    new Promise((resolve, reject) => {
      const stdin = new PassThrough();
      const onChannel = (channel: { readonly close: () => void }) => {
        const close = () => {
          stdin.end();
          channel.close();
        };
        resolve({ write: (script) => void stdin.write(script), close });
      };
      const ended = ssh.execCommand(command, { stdin, onChannel, onStdout: hearer.stdout, onStderr: hearer.stderr, noTrim: true, encoding: 'latin1' });
      ended.then(hearer.ended, (error: unknown) => {
        hearer.ended();
        reject(new Error(printable(messageOf(error), 256)));
      });
    });
  return { openShell, key, close: () => ssh.connection?.destroy() };
}

/** Whether nobody answered. A server that has no key of the family hangs up, and some do it without a word. */
function isNotThere(error: unknown): boolean {
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  return level === 'client-socket' || level === 'client-timeout';
}

/** What an error of ssh2 means; its `level` says in which step it happened. */
function refusal(error: unknown): Why {
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  const detail = printable(codeOf(error) ? `${codeOf(error)}: ${messageOf(error)}` : messageOf(error), 256);
  return { reason: level === 'client-authentication' || messageOf(error).startsWith('Cannot parse privateKey') ? 'not-authorized' : 'unreachable', detail };
}

/** Says which key was seen and what to write where, once a person has compared it. */
function unpinned({ hostKeys }: Peer, seen: readonly HostKey[]): Why {
  const keys = seen.map(shownKey).join(', ');
  const line = `hostKey: "${seen[0]?.fingerprint}"`;
  if (hostKeys.length === 0) return { reason: 'host-key-unknown', detail: `it shows ${keys}; when its owner has compared that, write for it in agent.yaml: ${line}` };
  return { reason: 'host-key-changed', detail: `declared is ${hostKeys.map(shownKey).join(', ')}, it shows ${keys}; when its owner has explained that, write for it in agent.yaml: ${line}` };
}
