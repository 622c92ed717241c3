import { execFileSync, spawn } from 'node:child_process';
import { absent } from '../../shared.ts';

const alone = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];

/** Whether this machine lets a process mount a file system that only it sees; where not, that is said. */
export function canMount(): boolean {
  try {
    execFileSync('unshare', [...alone, 'mount', '-t', 'tmpfs', '-o', 'size=4096', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return absent('a mount namespace of its own (unshare --mount) is not allowed here') ?? false;
  }
}

/** Runs a file of ours in a mount namespace of its own, where nothing that it mounts is seen outside. @returns the JSON that it prints */
export function runAlone<Result>(file: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...alone, process.execPath, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text) as Result);
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code} after ${text}`));
    });
  });
}
