import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isFailure } from '../../agent/failure.ts';
import { usualPlaces } from '../../agent/places.ts';
import { readSettings, shown } from '../../agent/settings.ts';
import { nearest } from '../../agent/nearest.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-settings-'));
  file = path.join(folder, 'agent.yaml');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

type Around = Partial<Parameters<typeof readSettings>[0]>;
const read = (around: Around = {}) => readSettings({ platform: 'linux', privileged: true, home: '/home/ann', env: {}, uid: process.geteuid?.(), flags: { config: file }, ...around });
const write = (text: string, mode = 0o600) => {
  fs.writeFileSync(file, text);
  fs.chmodSync(file, mode);
};
const sentence = (around?: Around) => read(around).then(() => 'no failure', (error: unknown) => (isFailure(error) && error.exit === 'wrong-use' ? error.message : error));

test('each value comes from the first of flag, variable, file and default', async () => {
  write('skip: [mfa, backups]\nproxy: http://file:1\nschedule:\n  at: "03:30"\n  splay: 10\n');
  const env = { TOWNWATCH_AGENT_PROXY: 'http://variable:2', TOWNWATCH_AGENT_SCHEDULE_SPLAY: '20', OTHER: 'x' };
  const { settings, all, state } = await read({ env, flags: { config: file, proxy: 'http://flag:3' } });
  expect(settings).toEqual({ skip: ['mfa', 'backups'], repositories: [], proxy: 'http://flag:3', networks: [], domains: [], ssh: [], 'schedule.at': '03:30', 'schedule.splay': 20 });
  expect(Object.fromEntries(all.map(({ name, origin }) => [name, origin]))).toEqual({
    config: '--config', state: 'default', skip: `${file}:1`, repositories: 'default', proxy: '--proxy', networks: 'default', domains: 'default', ssh: 'default', 'schedule.at': `${file}:4`, 'schedule.splay': 'TOWNWATCH_AGENT_SCHEDULE_SPLAY',
  });
  expect(state).toBe('/var/lib/townwatch-agent');
});

test('all of it may stand in the file, and lists in flags and variables', async () => {
  write('# ours\nrepositories:\n  - product: restic\n    location: sftp:backup@nas:/repo\n    passwordFile: /etc/townwatch/restic\n  - {product: borg, location: /srv/borg}\nnetworks: [192.168.0.0/16, "fd00::/8"]\n');
  const { settings } = await read({ env: { TOWNWATCH_AGENT_SKIP: 'mfa, activity' } });
  expect(settings).toMatchObject({
    skip: ['mfa', 'activity'],
    networks: ['192.168.0.0/16', 'fd00::/8'],
    repositories: [{ product: 'restic', location: 'sftp:backup@nas:/repo', passwordFile: '/etc/townwatch/restic' }, { product: 'borg', location: '/srv/borg' }],
  });
});

test('an absent or empty file is no settings; one that was named must be there', async () => {
  expect(await sentence()).toBe(`There is no settings file ${file}; make it, or leave the flag out.`);
  for (const text of ['', '# nothing\n', '---\n']) {
    write(text);
    expect((await read()).settings).toMatchObject({ skip: [], proxy: null, 'schedule.at': '02:00', 'schedule.splay': 60 });
  }
  const usual = await readSettings({ platform: 'linux', privileged: false, home: folder, env: {}, uid: process.geteuid?.(), flags: {} });
  expect(usual).toMatchObject({ file: path.join(folder, '.config/townwatch/agent.yaml'), state: path.join(folder, '.local/state/townwatch-agent') });
});

describe('what is wrong is told with file, line and how to mend it', () => {
  test.each<[string, string]>([
    ['skipp: [mfa]\n', ':1: there is no setting "skipp"; did you mean "skip"?'],
    ['proxy: none\n\nnetwork: []\n', ':3: there is no setting "network"; did you mean "networks"?'],
    ['schedule:\n  time: "02:00"\n', ':2: there is no setting "schedule.time"'],
    ['at: "02:00"\n', ':1: there is no setting "at"; did you mean "schedule.at"?'],
    ['constructor: 1\n', ':1: there is no setting "constructor"'],
    ['__proto__: {proxy: 1}\n', ':1: there is no setting "__proto__"'],
    ['skip: [mfa, backup]\n', ':1: skip must be a list of identity, os'],
    ['skip: [backup]\n', 'did you mean "backups"?'],
    ['skip: {}\n', ':1: skip must be a list'],
    ['proxy: socks5://x:1\n', ':1: proxy must be http://host:port'],
    ['proxy: http://x:1/path\n', ':1: proxy must be'],
    ['networks: [10.0.0.0/33]\n', ':1: networks must be'],
    ['networks: [10.0.0.0]\n', ':1: networks must be'],
    ['schedule: {at: 2:00}\n', ':1: schedule.at must be a time'],
    ['schedule: {at: "24:00"}\n', ':1: schedule.at must be a time'],
    ['schedule: {splay: 1.5}\n', ':1: schedule.splay must be a whole number'],
    ['schedule: 3\n', ':1: there is no setting "schedule"'],
    ['repositories:\n  - {product: restic, location: --password-command=id}\n', ':1: repositories must be'],
    ['repositories:\n  - {product: veeam, location: /x}\n', ':1: repositories must be'],
    ['repositories:\n  - {product: restic, location: /x, passwordFile: secret}\n', ':1: repositories must be'],
    ['repositories:\n  - {product: restic, location: /x, password: secret}\n', ':1: repositories must be'],
    ['skip: [mfa\n', ':2: '],
    ['skip: [mfa]\nskip: [os]\n', ':2: '],
    ['- a\n', ':1: settings are written as "name: value"'],
    ['hello\n', ':1: settings are written as "name: value"'],
    ['a: &x [b]\nskip: *x\n', ':1: there is no setting "a"'],
  ])('%j', async (text, expected) => {
    write(text);
    const said = await sentence();
    expect(said).toContain(expected);
    expect(said).toMatch(/^\S.*$/);
    expect(said).toContain(file);
  });

  test('in a variable', async () => {
    write('');
    expect(await sentence({ env: { TOWNWATCH_AGENT_PROXXY: 'x' } })).toBe('There is no variable TOWNWATCH_AGENT_PROXXY; did you mean TOWNWATCH_AGENT_PROXY?');
    expect(await sentence({ env: { TOWNWATCH_AGENT_SCHEDULE_AT: 'noon' } })).toContain('TOWNWATCH_AGENT_SCHEDULE_AT: schedule.at must be');
  });

  test.each([[0o644, 'chmod 600'], [0o620, 'chmod 600'], [0o604, 'chmod 600']])('for a file of mode %o', async (mode, command) => {
    write('', mode);
    expect(await sentence()).toBe(`Others may read or write ${file}; close it with: ${command} '${file}'`);
  });

  test('for a link, and for a folder that others write', async () => {
    write('');
    fs.renameSync(file, `${file}.real`);
    fs.symlinkSync(`${file}.real`, file);
    expect(await sentence()).toContain('is a symbolic link');
    fs.rmSync(file);
    write('');
    fs.chmodSync(folder, 0o777);
    expect(await sentence()).toBe(`Others may write into ${folder}; close it with: chmod go-w '${folder}'`);
  });

  test('for a file of somebody else', async () => {
    write('');
    expect(await sentence({ uid: (process.geteuid?.() ?? 0) + 1 })).toMatch(/belongs to user \d+.* chown /);
  });
});

test('the places of every system', () => {
  const account = { privileged: true, home: '/home/ann', env: {} };
  expect(usualPlaces({ ...account, platform: 'linux' })).toEqual({ settings: '/etc/townwatch/agent.yaml', state: '/var/lib/townwatch-agent' });
  expect(usualPlaces({ ...account, platform: 'win32', env: { ProgramData: 'D:\\Data' } })).toEqual({ settings: 'D:\\Data\\Townwatch\\agent.yaml', state: 'D:\\Data\\Townwatch\\agent' });
  expect(usualPlaces({ ...account, platform: 'darwin' }).state).toBe('/Library/Application Support/Townwatch/agent');
  const own = { ...account, privileged: false, platform: 'linux' } as const;
  expect(usualPlaces({ ...own, env: { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative' } })).toEqual({ settings: '/c/townwatch/agent.yaml', state: '/home/ann/.local/state/townwatch-agent' });
});

test('a password is never shown', () => {
  expect(shown({ name: 'proxy', value: 'http://ann:secret@proxy:3128', origin: 'default' })).toBe('http://***@proxy:3128');
  expect(shown({ name: 'skip', value: [], origin: 'default' })).toBe('none');
});

test('the nearest name is near', () => {
  expect(nearest('skpi', ['proxy', 'skip'])).toBe('skip');
  expect(nearest('completely-else', ['proxy', 'skip'])).toBeUndefined();
});
