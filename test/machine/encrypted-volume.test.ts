import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encryption } from '../../agent/facts/encryption/index.ts';
import { localHost } from '../../agent/host/host.ts';
import { scan } from '../../agent/scan.ts';
import type { Encryption } from '../../wire/sections/encryption.ts';
import { peer } from '../peers.ts';

const cryptsetup = peer('cryptsetup');
const mkfs = peer('mkfs.ext4');
const tools = process.getuid?.() === 0 && cryptsetup !== undefined && mkfs !== undefined;
// Neither can be installed: they are what the kernel of this machine was built with. So their absence is printed, and is no error.
const canMount = tools && fs.existsSync('/dev/loop-control');
const canCrypt = canMount && /\sdevice-mapper$/m.test(fs.readFileSync('/proc/misc', 'utf8'));
if (!canMount) console.warn('SKIPPED: root, cryptsetup, mkfs.ext4 and loop devices are needed for a volume of its own');
else if (!canCrypt) console.warn('SKIPPED: the kernel has no device-mapper (/proc/misc), so no LUKS volume can be opened');

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).toReversed()) step();
});

test.skipIf(!canMount)('a file system in a file is part of the volume that the file lies on', async () => {
  const { loop, folder } = image();
  run(mkfs ?? '', '-q', loop);
  mount(loop, folder);
  const volumes = await volumesNow();
  expect(volumes.length).toBeGreaterThan(0);
  expect(volumes.filter(({ mountPoint, device }) => mountPoint === folder || device === loop)).toEqual([]);
});

test.skipIf(!canCrypt)('a LUKS volume is seen as encrypted while it is open', async () => {
  const { loop, folder } = image();
  const name = `townwatch-${process.pid}`;
  const key = path.join(os.tmpdir(), `${name}.key`);
  fs.writeFileSync(key, 'a passphrase', { mode: 0o600 });
  undo.push(() => fs.rmSync(key));
  run(cryptsetup ?? '', 'luksFormat', '--batch-mode', '--type', 'luks2', '--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000', loop, key);
  run(cryptsetup ?? '', 'open', '--key-file', key, loop, name);
  undo.push(() => run(cryptsetup ?? '', 'close', name));
  run(mkfs ?? '', '-q', `/dev/mapper/${name}`);
  mount(`/dev/mapper/${name}`, folder);
  const volume = (await volumesNow()).find(({ mountPoint }) => mountPoint === folder);
  expect(volume).toEqual({
    device: `/dev/mapper/${name}`, mountPoint: folder, fileSystem: 'ext4', system: false, boot: false, removable: false, encrypted: true, protected: true, method: 'luks2',
  });
});

/** A loop device over a fresh file of 32 MiB, and an empty folder; both are gone after the test. */
function image(): { loop: string; folder: string } {
  const folder = fs.mkdtempSync('/mnt/townwatch-');
  undo.push(() => fs.rmdirSync(folder));
  const file = path.join(os.tmpdir(), `townwatch-${process.pid}.img`);
  fs.closeSync(fs.openSync(file, 'w'));
  fs.truncateSync(file, 32 * 1024 * 1024);
  undo.push(() => fs.rmSync(file));
  const loop = run('losetup', '--find', '--show', file).trim();
  undo.push(() => run('losetup', '--detach', loop));
  return { loop, folder };
}

function mount(device: string, folder: string): void {
  run('mount', device, folder);
  undo.push(() => run('umount', folder));
}

async function volumesNow(): Promise<NonNullable<Encryption['volumes']>> {
  const { sections } = await scan(localHost(), [encryption], { skip: [], settings: { repositories: [], networks: [] } });
  const content = sections.encryption?.content;
  return content ? ((JSON.parse(content.toString()) as { data: Encryption }).data.volumes ?? []) : [];
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
