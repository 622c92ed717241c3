import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { remoteHost } from '../../../../agent/host/remote/host.ts';
import type { RemoteHost, RemoteOptions } from '../../../../agent/host/remote/host.ts';
import type { OpenShell } from '../../../../agent/host/remote/shell.ts';
import { peer } from '../../../peers.ts';

/** Ways to a shell on this machine, as SSH gives one on another. */
export const shells: Readonly<Record<string, readonly string[]>> = {
  sh: ['/bin/sh'],
  bash: ['/bin/bash', '--posix'],
  busybox: [peer('busybox') ?? '/nonexistent', 'sh'],
};

/** A shell of this machine that reads its script from a pipe. */
export function shellOf([program = '', ...args]: readonly string[], env: Readonly<Record<string, string>> = {}): OpenShell {
  return (hearer) => {
    const child = spawn(program, args, { stdio: 'pipe', env: { PATH: process.env['PATH'] ?? '', ...env } });
    child.stdout.on('data', hearer.stdout);
    child.stderr.on('data', hearer.stderr);
    child.on('error', hearer.ended).on('close', hearer.ended);
    child.stdin.on('error', () => {});
    const close = () => {
      child.stdin.end();
      child.stdout.destroy();
      child.stderr.destroy();
    };
    return Promise.resolve({ write: (script) => void child.stdin.write(script), close });
  };
}

/** A remote host over a shell of this machine. */
export function hostOver(open: OpenShell, more: Partial<RemoteOptions> = {}): Promise<RemoteHost> {
  return remoteHost(open, { boundary: () => randomBytes(16).toString('hex'), monotonicMs: () => performance.now(), ...more });
}
