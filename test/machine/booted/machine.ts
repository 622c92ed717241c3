import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../house/tree.ts';

/** A machine that can be started and shut down: the files of this one under an overlay, and none of the services that this one starts. */
export interface Machine {
  /** Where a file that the machine wrote, or is to find at its next start, lies on the outside. To be changed only while it is off. */
  readonly outside: (file: string) => string;
  /** Starts it; done when its services have been started. */
  readonly start: () => Promise<Running>;
  /** Ends it if it runs, and takes it away with everything it wrote. */
  readonly remove: () => Promise<void>;
}

/** A machine that runs, with systemd as its process 1 and a network that ends at its own loopback. */
export interface Running {
  /** Runs a command in it. @returns its standard output @throws with what it said, when it fails */
  readonly run: (program: string, ...args: readonly string[]) => string;
  /** Shuts it down as a person does. @returns how long that took, in milliseconds */
  readonly shutDown: () => Promise<number>;
}

const patienceMs = 30_000;
const tree = '/run/machine';
const services = 'etc/systemd/system';

/**
 * Makes a machine. Its mounts, processes and network live in namespaces that end with it, and it ends when this process does;
 * on the outside there are a temporary folder and a control group.
 * @param prepare shell commands that change its files; they run in the root of its tree
 */
export function newMachine(prepare = 'true'): Machine {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-machine-'));
  // Without /etc/localtime its time zone is UTC.
  const bare = `rm -rf ${services} etc/rc?.d etc/localtime var/lib/systemd var/log/journal; mkdir -p ${services}/multi-user.target.wants var/lib/systemd`;
  let child: ChildProcess | undefined;
  const remove = async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const groups = groupsOf(folder);
    await until('the processes of the machine have ended', () => groups.every((group) => processesOf(group) === ''));
    groups.forEach(removeGroup);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  for (const layer of ['upper', 'work']) fs.mkdirSync(path.join(folder, layer), { mode: 0o755 });
  return {
    outside: (file) => path.join(folder, 'upper', file),
    start: async () => {
      if (child === undefined) execFileSync('unshare', ['--mount', 'sh', '-euc', `${mounted(folder)}; cd ${tree}; ${bare}; ${prepare}`], { stdio: 'pipe' });
      child = spawnMachine(folder, ['--boot'], 'inherit');
      return running(child);
    },
    remove,
  };
}

/**
 * Tries whether a container can be started here at all.
 * @returns what stands in the way: rights, overlays, namespaces or control groups that this machine does not give; undefined when nothing does
 */
export async function obstacle(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'root is needed';
  const machine = newMachine();
  try {
    const child = spawnMachine(path.dirname(machine.outside('')), ['/bin/true'], 'pipe');
    let said = '';
    child.stderr?.on('data', (chunk) => (said += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0 ? undefined : `${said.trim().replaceAll('\n', '; ')} (exit code ${code})`;
  } finally {
    await machine.remove();
  }
}

/** The overlay over this machine's files, in a mount namespace of its own. A new /run hides what would be left in the old one. */
function mounted(folder: string): string {
  const layers = `lowerdir=/,upperdir=${folder}/upper,workdir=${folder}/work`;
  return `mount -t tmpfs none /run; mkdir ${tree}; mount -t overlay -o ${layers} overlay ${tree}`;
}

function spawnMachine(folder: string, what: readonly string[], stderr: 'inherit' | 'pipe'): ChildProcess {
  const joined = groupsOf(folder).map((group) => `mkdir -p ${group}; echo 0 > ${group}/cgroup.procs`);
  const alone = ['--quiet', '--private-network', '--register=no', '--keep-unit', '--link-journal=no', '--resolv-conf=off', '--timezone=off', '--console=pipe'];
  const nspawn = ['systemd-nspawn', ...alone, `--machine=${path.basename(folder).toLowerCase()}`, `--directory=${tree}`, `--bind-ro=${root}`, ...what];
  const script = [mounted(folder), ...joined, 'cd /', `exec ${nspawn.join(' ')}`].join('; ');
  // Whatever is in the process namespace ends with its first process, that with unshare, and that with us.
  const namespaces = ['unshare', '--mount', '--mount-proc', '--pid', '--fork', '--kill-child'];
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...namespaces, 'sh', '-euc', script], { stdio: ['ignore', 'ignore', stderr] });
}

async function running(child: ChildProcess): Promise<Running> {
  const first = await until('systemd has started', () => firstProcess(child));
  const enter = ['--target', String(first), '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--'];
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: '/root' };
  const run = (program: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('nsenter', [...enter, program, ...args], { encoding: 'utf8', env, timeout: patienceMs });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  };
  await until('its services have been started', () => spawnSync('nsenter', [...enter, 'systemctl', 'is-active', 'multi-user.target'], { env }).status === 0);
  const shutDown = async () => {
    const begun = performance.now();
    run('systemctl', 'poweroff');
    await until('it has shut down', () => child.exitCode !== null);
    return performance.now() - begun;
  };
  return { run, shutDown };
}

/** Number, out here, of the process 1 of the machine. */
function firstProcess(child: ChildProcess): number | undefined {
  if (child.exitCode !== null || child.pid === undefined) throw new Error(`the machine ended with ${child.exitCode} before it had started`);
  const nspawn = childrenOf(child.pid)[0];
  return nspawn === undefined ? undefined : childrenOf(nspawn).find((pid) => fs.readFileSync(`/proc/${pid}/comm`, 'utf8') === 'systemd\n');
}

function childrenOf(pid: number): number[] {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** Asks until the answer is neither false nor undefined; what is asked may not be there yet. */
export async function until<Answer>(what: string, ask: () => Answer | false | undefined): Promise<Answer> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(100)) {
    const answer = ask();
    if (answer !== false && answer !== undefined) return answer;
  }
  throw new Error(`waited ${patienceMs / 1000} s in vain until ${what}`);
}

/** The control groups of a machine: in the hierarchy of version 2 and, where both are used, in that of version 1 in which systemd keeps its own. */
function groupsOf(folder: string): string[] {
  const mounts = fs.readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  const hierarchies = mounts.filter(([, , kind, options = '']) => kind === 'cgroup2' || (kind === 'cgroup' && options.split(',').includes('name=systemd')));
  return hierarchies.map(([, place = '']) => path.join(place, path.basename(folder)));
}

/** Numbers of the processes in a control group and those below it, one to a line. */
function processesOf(group: string): string {
  const places = [group, ...groupsBelow(group)];
  return places.map((place) => (fs.existsSync(place) ? fs.readFileSync(path.join(place, 'cgroup.procs'), 'utf8') : '')).join('');
}

function groupsBelow(group: string): string[] {
  const entries = fs.existsSync(group) ? fs.readdirSync(group, { withFileTypes: true, recursive: true }) : [];
  return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
}

function removeGroup(group: string): void {
  const deepestFirst = [group, ...groupsBelow(group)].sort((a, b) => b.length - a.length);
  for (const place of deepestFirst) if (fs.existsSync(place)) fs.rmdirSync(place);
}
