import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { peer } from '../../peers.ts';
import { program } from '../../programs.ts';

/** What stands in every tree beside Debian's own smallest set; libatomic1 is what our Node needs and the smallest set lacks. */
const packages = [
  'iproute2', 'libatomic1', 'libpam-google-authenticator', 'nftables', 'openssh-server', 'procps', 'sudo', 'systemd', 'unattended-upgrades',
];

/** How a scan is made inside a tree. */
export interface Situation {
  /** Shell commands that change the tree before; they run as root inside it, stopping at the first that fails. */
  readonly change?: string;
  /** The scan is made by nobody instead of root. */
  readonly asUser?: boolean;
  /** What is not mounted, or the root file system that may not be written. */
  readonly mounts?: 'no-proc' | 'no-sys' | 'hidepid' | 'read-only';
  /** Shell commands whose output is wanted beside the scan; they run as root inside the changed tree. */
  readonly ask?: string;
}

/** What came of it: the scan as `townwatch-agent scan --json` prints it, the answer to `ask`, and how long the scan took. */
export interface Answer {
  readonly scan: ScanDocument;
  readonly said: string;
  readonly scanMs: number;
}

export interface ScanDocument {
  readonly startedAt: string;
  readonly privileged: boolean;
  readonly sections: Readonly<Record<string, ScanSection>>;
}

export interface ScanSection {
  readonly status: 'ok' | 'partial' | 'failed' | 'skipped';
  readonly version: number;
  readonly digest?: string;
  readonly missing?: readonly { readonly path: string; readonly reason: string }[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * A small Debian of its own in the folder for temporary files, made from the archive that apt is set to, once. Undefined, and
 * said so, where that is not possible.
 */
export function debian(suite: string): string | undefined {
  const debootstrap = peer('debootstrap');
  if (debootstrap === undefined) return undefined;
  const tree = path.join(tmpdir(), `townwatch-${suite}-${packages.length}`);
  const made = lstatSync(tree, { throwIfNoEntry: false });
  if (made?.isDirectory() && made.uid === 0) return tree;
  const archive = archiveOfApt();
  if (archive === undefined) return without('apt knows no archive of Debian');
  const unfinished = mkdtempSync(path.join(tmpdir(), 'townwatch-debootstrap-'));
  const args = ['--variant=minbase', `--include=${packages.join(',')}`, suite, path.join(unfinished, 'tree'), archive];
  const { status, stdout } = spawnSync(debootstrap, args, { encoding: 'utf8', timeout: 75_000 });
  if (status === 0) renameSync(path.join(unfinished, 'tree'), tree);
  rmSync(unfinished, { recursive: true, force: true });
  return status === 0 ? tree : without(`debootstrap of ${suite} ended with ${status}: ${stdout.slice(-300)}`);
}

/** A slow or missing archive is nobody's fault here: it is said, and is no error in CI either. */
function without(what: string): undefined {
  console.warn(`SKIPPED: ${what}`);
  return undefined;
}

/** The address of the first archive of apt that is no archive of security updates. */
function archiveOfApt(): string | undefined {
  const apt = peer('apt-get');
  const said = apt === undefined ? '' : spawnSync(apt, ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], { encoding: 'utf8' }).stdout;
  return said.split('\n').find((line) => /\/debian\/?$/.test(line));
}

/** Scans a changed copy of a tree in namespaces of its own; the tree stays as it is. @throws Error when change or scan fail */
export function scanIn(tree: string, { change = '', asUser = false, mounts, ask = '' }: Situation): Answer {
  const { node, file } = program('townwatch-agent');
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-other-'));
  try {
    execFileSync('chmod', ['755', folder]);
    mkdirSync(path.join(folder, 'layers'));
    writeFileSync(path.join(folder, 'change.sh'), change);
    writeFileSync(path.join(folder, 'ask.sh'), ask);
    const [root, layers] = [`${folder}/layers/root`, `${folder}/layers`];
    const script = `
      mount -t tmpfs none ${layers}; mkdir ${layers}/upper ${layers}/work ${root}
      mount -t overlay overlay -o lowerdir=${tree},upperdir=${layers}/upper,workdir=${layers}/work ${root}
      mount -t proc proc ${root}/proc; mount --rbind /sys ${root}/sys; mount --rbind /dev ${root}/dev; mount -t tmpfs -o mode=755 none ${root}/run
      mkdir -p ${root}/opt/agent; touch ${root}/opt/agent/node ${root}/opt/agent/agent.cjs
      mount --bind ${node} ${root}/opt/agent/node; mount --bind ${file} ${root}/opt/agent/agent.cjs
      mkdir -p ${root}/opt/agent/townwatch-agent-pieces; mount --bind ${path.dirname(file)}/townwatch-agent-pieces ${root}/opt/agent/townwatch-agent-pieces
      chroot ${root} bash -euo pipefail < ${folder}/change.sh >&2
      chroot ${root} bash < ${folder}/ask.sh > ${folder}/said
      ${mounts === 'no-proc' ? `umount ${root}/proc` : mounts === 'no-sys' ? `umount -R ${root}/sys` : ''}
      ${mounts === 'hidepid' ? `mount -o remount,hidepid=2 ${root}/proc` : mounts === 'read-only' ? `mount -o remount,ro ${root}` : ''}
      date +%s%N > ${folder}/times
      chroot ${root} ${asUser ? 'setpriv --reuid=65534 --regid=65534 --clear-groups' : ''} /opt/agent/node /opt/agent/agent.cjs scan --json > ${folder}/scan
      date +%s%N >> ${folder}/times`;
    const { status, stderr } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'bash', '-euo', 'pipefail', '-c', script], { encoding: 'utf8', timeout: 30_000 });
    if (status !== 0) throw new Error(`the scan in ${tree} ended with ${status}: ${stderr.slice(-2000)}`);
    const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
    const [from = 0n, to = 0n] = read('times').trim().split('\n').map(BigInt);
    return { scan: JSON.parse(read('scan')) as ScanDocument, said: read('said'), scanMs: Number((to - from) / 1_000_000n) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
