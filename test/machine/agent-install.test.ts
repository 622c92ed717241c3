import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peer } from '../peers.ts';
import { program } from '../programs.ts';

// Installs the agent on this very machine and takes it away again. Needs root.
const places = ['/etc', '/usr/lib/townwatch-agent', '/usr/local', '/var/lib/townwatch-agent', '/var/lib/systemd'];
const analyze = peer('systemd-analyze');
let agent: ReturnType<typeof program>;
let before: readonly string[];

beforeAll(() => {
  agent = program('townwatch-agent');
  before = tree();
});
afterAll(() => void run('uninstall'));

/** Every path of the places with its kind, mode, owner and what it holds. */
function tree(): string[] {
  return places.filter((place) => fs.existsSync(place)).flatMap((place) =>
    [place, ...fs.readdirSync(place, { recursive: true }).map((name) => path.join(place, String(name)))].flatMap((file) => {
      const stat = fs.lstatSync(file, { throwIfNoEntry: false });
      if (!stat) return [];
      const what = stat.isSymbolicLink() ? fs.readlinkSync(file) : stat.isFile() ? createHash('sha256').update(fs.readFileSync(file)).digest('hex') : '';
      return [`${file} ${stat.mode.toString(8)} ${stat.uid}:${stat.gid} ${what}`];
    }),
  ).sort();
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(agent.node, [agent.file, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('the agent is installed for real, again over itself, and leaves the machine as it was', () => {
  expect(run('install')).toMatchObject({ status: 2, stderr: expect.stringContaining('not enrolled') });
  expect(tree()).toEqual(before);
  expect(run('install', '--enroll-later')).toMatchObject({ status: 0, stderr: '' });
  expect(execFileSync('/usr/local/bin/townwatch-agent', ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  const units = fs.readdirSync('/etc/systemd/system').filter((name) => name.startsWith('townwatch-agent')).map((name) => `/etc/systemd/system/${name}`);
  expect(units).toHaveLength(4);
  const complaints = analyze ? spawnSync(analyze, ['verify', ...units], { encoding: 'utf8' }).stderr.split('\n') : [];
  expect(complaints.filter((line) => line.includes('townwatch'))).toEqual([]);
  const installed = tree();
  expect(run('install', '--enroll-later', '--json').stdout).not.toMatch(/"(written|made)"/);
  expect(tree()).toEqual(installed);
  // The installed copy takes itself away.
  expect(spawnSync('/usr/local/bin/townwatch-agent', ['uninstall'], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing of the agent is left') });
  expect(tree()).toEqual(before);
});
