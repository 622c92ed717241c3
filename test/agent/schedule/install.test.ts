import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installLinux, undelivered, uninstallLinux } from '../../../agent/schedule/install.ts';
import { nodeOptions } from '../../../agent/schedule/layout.ts';

let root: string;
let program: string[];
const plan = { hour: 2, minute: 7, sendMinute: 37, makeUpMinutes: 25 };

beforeEach(() => {
  root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-install-')), 'root');
  for (const folder of ['etc/systemd/system', 'usr/lib', 'var/lib']) fs.mkdirSync(path.join(root, folder), { recursive: true });
  fs.writeFileSync(path.join(root, 'etc/hosts'), '127.0.0.1 localhost');
  program = ['node', 'bundle.cjs'].map((name) => {
    const file = path.join(root, '..', name);
    fs.writeFileSync(file, `${name} 1`);
    return file;
  });
});
afterEach(() => fs.rmSync(path.dirname(root), { recursive: true }));

/** Every path below the root with its kind, mode and what it holds. */
function tree(): string[] {
  return fs.readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const { mode } = fs.lstatSync(file);
    const what = entry.isSymbolicLink() ? fs.readlinkSync(file) : entry.isFile() ? createHash('sha256').update(fs.readFileSync(file)).digest('hex') : '';
    return `${path.relative(root, file)} ${(mode & 0o7777).toString(8)} ${what}`;
  }).sort();
}

const install = () => installLinux({ root, program, plan });
const text = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

describe('an installed agent', () => {
  test('stands in its places with the right modes, and the timers are enabled', () => {
    install();
    const places = tree().map((line) => line.split(' ').slice(0, 2).join(' ')).filter((line) => line.includes('townwatch'));
    expect(places).toEqual([
      'etc/systemd/system/timers.target.wants/townwatch-agent-send.timer 777',
      'etc/systemd/system/timers.target.wants/townwatch-agent.timer 777',
      'etc/systemd/system/townwatch-agent-send.service 644',
      'etc/systemd/system/townwatch-agent-send.timer 644',
      'etc/systemd/system/townwatch-agent.service 644',
      'etc/systemd/system/townwatch-agent.timer 644',
      'etc/townwatch 755',
      'usr/lib/townwatch-agent 755',
      'usr/lib/townwatch-agent/installed.json 644',
      'usr/lib/townwatch-agent/node 755',
      'usr/lib/townwatch-agent/townwatch-agent.cjs 644',
      'usr/local/bin/townwatch-agent 755',
      'var/lib/townwatch-agent 700',
    ]);
    expect(text('etc/systemd/system/townwatch-agent.service')).toContain(`ExecStart=/usr/lib/townwatch-agent/node ${nodeOptions.join(' ')} /usr/lib/townwatch-agent/townwatch-agent.cjs run --scheduled\n`);
    expect(fs.readlinkSync(path.join(root, 'etc/systemd/system/timers.target.wants/townwatch-agent.timer'))).toBe('/etc/systemd/system/townwatch-agent.timer');
    expect(tree().some((line) => line.includes(root))).toBe(false);
    expect(text('usr/local/bin/townwatch-agent')).toBe(`#!/bin/sh\nexec '/usr/lib/townwatch-agent/node' ${nodeOptions.map((option) => `'${option}'`).join(' ')} '/usr/lib/townwatch-agent/townwatch-agent.cjs' "$@"\n`);
  });

  test('installed again is as it was, and nothing was written', () => {
    install();
    const before = tree();
    expect(install().map(({ was }) => was)).toEqual(Array<string>(10).fill('unchanged'));
    expect(tree()).toEqual(before);
  });

  test('is upgraded in place; key and spool stay', () => {
    install();
    const key = path.join(root, 'var/lib/townwatch-agent/key.pem');
    fs.writeFileSync(key, 'key');
    fs.writeFileSync(program[1]!, 'bundle 2');
    fs.mkdirSync(path.join(root, 'var/lib/townwatch-agent/compile-cache/v1'), { recursive: true });
    expect(install().filter(({ was }) => was === 'written').map((done) => path.basename(done.path))).toEqual(['townwatch-agent.cjs']);
    expect(text('usr/lib/townwatch-agent/townwatch-agent.cjs')).toBe('bundle 2');
    expect(fs.readdirSync(path.dirname(key))).toEqual(['key.pem']);
    expect(fs.readFileSync(key, 'utf8')).toBe('key');
  });

  test('brings the pieces of its bundle along; those of an earlier version stay for a day', () => {
    const piece = (name: string) => path.join(root, '..', 'townwatch-agent-pieces', name);
    const there = () => fs.readdirSync(path.join(root, 'usr/lib/townwatch-agent/townwatch-agent-pieces'));
    const before = tree();
    fs.mkdirSync(path.dirname(piece('a')));
    const names = (name: string) => fs.writeFileSync(program[1]!, `require("./townwatch-agent-pieces/${name}")`);
    for (const name of ['scan-1.cjs', 'scan-2.cjs', 'send-1.cjs', 'old-1.cjs', 'notes.txt']) fs.writeFileSync(piece(name), 'a=require("./send-1.cjs"),b=require("./notes.txt"),c=require("./gone.cjs")');
    names('scan-1.cjs');
    expect(install().map((done) => path.basename(done.path))).toEqual(expect.arrayContaining(['scan-1.cjs', 'send-1.cjs']));
    expect(there()).toEqual(['scan-1.cjs', 'send-1.cjs']);
    names('scan-2.cjs');
    install();
    expect(there()).toEqual(['scan-1.cjs', 'scan-2.cjs', 'send-1.cjs']);
    const long = new Date(Date.now() - 2 * 86_400_000);
    for (const name of there()) fs.utimesSync(path.join(root, 'usr/lib/townwatch-agent/townwatch-agent-pieces', name), long, long);
    expect(install().filter(({ was }) => was === 'removed').map((done) => path.basename(done.path))).toEqual(['scan-1.cjs']);
    expect(there()).toEqual(['scan-2.cjs', 'send-1.cjs']);
    uninstallLinux(root);
    expect(tree()).toEqual(before);
  });

  test('as a single executable is one file', () => {
    installLinux({ root, program: [program[0]!], plan });
    expect(text('etc/systemd/system/townwatch-agent.service')).toContain('ExecStart=/usr/lib/townwatch-agent/townwatch-agent run --scheduled\n');
  });
});

describe('an uninstalled agent', () => {
  test('leaves the tree as it was before, also after runs and a second install', () => {
    const before = tree();
    install();
    fs.writeFileSync(path.join(root, 'etc/townwatch/agent.yaml'), 'skip: [mfa]');
    const state = path.join(root, 'var/lib/townwatch-agent');
    fs.mkdirSync(path.join(state, 'spool'));
    for (const file of ['key.pem', 'enrollment.json', 'lock', 'spool/000000000001-1.snapshot']) fs.writeFileSync(path.join(state, file), 'x');
    fs.mkdirSync(path.join(root, 'var/lib/systemd/timers'), { recursive: true });
    fs.writeFileSync(path.join(root, 'var/lib/systemd/timers/stamp-townwatch-agent.timer'), '');
    install();
    expect(undelivered(root)).toBe(1);
    const done = uninstallLinux(root);
    expect(done.every(({ was }) => was === 'removed')).toBe(true);
    fs.rmSync(path.join(root, 'var/lib/systemd'), { recursive: true });
    expect(tree()).toEqual(before);
    expect(uninstallLinux(root)).toEqual([]);
  });

  test('takes no folder that others use', () => {
    install();
    fs.writeFileSync(path.join(root, 'usr/local/bin/other'), 'x');
    fs.writeFileSync(path.join(root, 'etc/townwatch/collector.yaml'), 'x');
    uninstallLinux(root);
    expect(text('usr/local/bin/other')).toBe('x');
    expect(text('etc/townwatch/collector.yaml')).toBe('x');
    expect(tree().filter((line) => line.includes('townwatch'))).toEqual([expect.stringMatching(/^etc\/townwatch 755/), expect.stringMatching(/^etc\/townwatch\/collector\.yaml /)]);
  });
});
