import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SectionData, SectionName } from '../../wire/sections/list.ts';

/** Prints what sections say of the machine it runs on. */
const printer = fileURLToPath(new URL('./facts-here.ts', import.meta.url));

/** What the wanted sections said. */
export type Facts<Name extends SectionName> = { readonly [Each in Name]: { readonly data: SectionData<Each> } };

/**
 * What sections say of this machine after shell commands changed a copy of it: /etc, /var, /usr and /run lie under overlays in
 * memory, with a network and processes of its own, so that servers can be started for real; all of them end with it. Needs root.
 */
export function factsAfter<const Name extends SectionName>(change: string, ...wanted: readonly Name[]): Facts<Name> {
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-copy-'));
  try {
    const script = path.join(folder, 'change.sh');
    writeFileSync(script, change);
    const whole = `
      mkdir ${folder}/layers; mount -t tmpfs none ${folder}/layers
      for place in etc var usr run; do
        mkdir -p ${folder}/layers/$place/upper ${folder}/layers/$place/work
        mount -t overlay overlay -o lowerdir=/$place,upperdir=${folder}/layers/$place/upper,workdir=${folder}/layers/$place/work /$place
      done
      ip link set lo up
      bash -euo pipefail ${script} >&2
      ${process.execPath} ${printer} ${wanted.join(' ')}`;
    const { status, stdout, stderr } = spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'bash', '-euo', 'pipefail', '-c', whole], { encoding: 'utf8', timeout: 90_000 });
    if (status !== 0) throw new Error(`${change} ended with ${status}: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout) as Facts<Name>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
