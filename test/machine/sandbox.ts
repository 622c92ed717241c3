import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { program } from '../programs.ts';

/** One verdict as two audits can be compared: rule, subject without the random id of the asset, verdict with its reason. */
export type Verdicts = ReadonlyMap<string, string>;

/** How an audit is run: what is done to the machine before, and as whom and when it runs. */
export interface Situation {
  /** Shell commands that change the machine; they run as root inside the sandbox, stopping at the first that fails. */
  readonly change?: string;
  /** Words put before the command of the audit: setpriv, faketime. */
  readonly wrap?: string;
}

/**
 * Audits this machine inside private mount and network namespaces: /etc, /var, /usr, /root, /srv and /opt lie under overlays
 * in memory, so that accounts, packages and configuration can be changed for real and nothing is left behind.
 */
export function auditIn(situation: Situation = {}): Verdicts {
  const { node, file } = program('townwatch');
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-sandbox-'));
  try {
    execFileSync('chmod', ['755', folder]);
    writeFileSync(path.join(folder, 'change.sh'), situation.change ?? 'true');
    const out = path.join(folder, 'out');
    const home = path.join(folder, 'home');
    execFileSync('install', ['-d', '-m', '777', out, home]);
    const script = `
      mkdir ${folder}/layers; mount -t tmpfs none ${folder}/layers
      for place in etc var usr root srv opt; do
        mkdir -p ${folder}/layers/$place/upper ${folder}/layers/$place/work
        mount -t overlay overlay -o lowerdir=/$place,upperdir=${folder}/layers/$place/upper,workdir=${folder}/layers/$place/work /$place
      done
      ip link set lo up
      bash -euo pipefail ${folder}/change.sh >&2
      export HOME=${home} XDG_CONFIG_HOME=${home}/config XDG_STATE_HOME=${home}/state TOWNWATCH_HOME=${path.dirname(path.dirname(file))}
      exec ${situation.wrap ?? ''} ${node} ${file} audit --out ${out} --town Sandbox --json`;
    const { status, stderr } = spawnSync('unshare', ['--mount', '--net', 'bash', '-euo', 'pipefail', '-c', script], { encoding: 'utf8', timeout: 120_000 });
    if (status !== 0) throw new Error(`the audit in the sandbox ended with ${status}: ${stderr.slice(-2000)}`);
    return verdictsOf(JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as Report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly outcomes: readonly { readonly rule: string; readonly subject: string; readonly outcome: string; readonly reason?: string }[];
  readonly coverage: { readonly computers: readonly { readonly asset: string }[] };
}

function verdictsOf(report: Report): Verdicts {
  const asset = report.coverage.computers[0]?.asset ?? '';
  return new Map(report.outcomes.map((one) => [`${one.rule} ${one.subject.replaceAll(asset, 'computer')}`, one.reason === undefined ? one.outcome : `${one.outcome}(${one.reason})`]));
}

/** What differs between two audits: `rule subject: before → after`, sorted; `-` where a verdict is only in one. */
export function differences(before: Verdicts, after: Verdicts): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.filter((key) => before.get(key) !== after.get(key)).map((key) => `${key}: ${before.get(key) ?? '-'} → ${after.get(key) ?? '-'}`);
}
