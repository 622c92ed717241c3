import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planOf } from '../../agent/schedule/when.ts';
import { root } from '../house/tree.ts';
import { peer } from '../peers.ts';
import { program } from '../programs.ts';
import { newMachine, obstacle, until } from './booted/machine.ts';
import type { Machine, Running } from './booted/machine.ts';

// A whole machine in a container, with the collector on its loopback: systemd starts, nights are missed or not, systemd starts again.
const tools = ['systemd-nspawn', 'setpriv', 'faketime'].every((name) => peer(name) !== undefined);
const hindered = tools ? await obstacle() : 'tools are missing';
// What a container needs of the kernel cannot be installed: its absence is printed, and is no error.
if (hindered !== undefined) console.warn(`SKIPPED: no machine can be started in a container here: ${hindered}`);

const minuteMs = 60_000;
const service = 'townwatch-agent.service';
const stamp = '/var/lib/systemd/timers/stamp-townwatch-agent.timer';
const clockFile = '/etc/clock-of-the-agent';
const ownClock = `/etc/systemd/system/${service}.d`;
/** Time of the nightly scan, far from now, so that the night does not fall into the test. */
const at = new Date(Date.now() + 12 * 60 * minuteMs).toISOString().slice(11, 16);

/** A user whose home only root may look into by its special rights. */
const privateKeys = `
    printf 'ann:x:1900:1900::/home/ann:/bin/bash\\n' >> etc/passwd; printf 'ann:x:1900:\\n' >> etc/group
    mkdir -p -m 755 home; mkdir -m 700 home/ann home/ann/.ssh
    printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann\\n' > home/ann/.ssh/authorized_keys; chmod 600 home/ann/.ssh/authorized_keys
    chown -R 1900:1900 home/ann`;

let machine: Machine;
let here: Running;
let accounts: string;

beforeAll(async () => {
  if (hindered !== undefined) return;
  program('townwatch');
  machine = newMachine(`
    rm -rf etc/townwatch var/lib/townwatch-agent usr/lib/townwatch-agent usr/local/bin/townwatch-agent srv/collector
    mkdir -m 755 etc/townwatch
    printf 'schedule:\\n  at: "${at}"\\n  splay: 0\\n' > etc/townwatch/agent.yaml; chmod 600 etc/townwatch/agent.yaml
    printf '[Service]\\nEnvironment=TOWNWATCH_HOME=${root}\\nExecStart=${townwatch('serve', '--listen', '127.0.0.1').join(' ')}\\n' > etc/systemd/system/collector.service
    ln -s ../collector.service etc/systemd/system/multi-user.target.wants/
    ${privateKeys}`);
  await start();
});
afterAll(async () => machine?.remove());

/** The command line of the collector, on the data folder of the machine. */
function townwatch(...args: readonly string[]): string[] {
  return [process.execPath, path.join(root, 'dist/townwatch.mjs'), ...args, '--data', '/srv/collector'];
}

function collector(...args: readonly string[]): string {
  return here.run('env', `TOWNWATCH_HOME=${root}`, ...townwatch(...args));
}

/** What the collector says of the computers that reported. */
function reported(): { lastSeen: string; notRead: { section: string; status: string }[] }[] {
  return JSON.parse(collector('status', '--town', 'Sandbox', '--json')).assets;
}

function agent(...args: readonly string[]): string {
  return here.run('/usr/local/bin/townwatch-agent', ...args);
}

/** A property of a unit, as systemd has it. */
function property(unit: string, name: string): string {
  return here.run('systemctl', 'show', '--value', `--property=${name}`, unit).trim();
}

/** What the nightly scan logged of an event since the machine was started. */
function logged(event: string): Record<string, unknown> | undefined {
  const lines = here.run('journalctl', `--unit=${service}`, '--output=cat').split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line['event'] === event);
}

/** Shuts the machine down, lets the last night that systemd remembers be long ago if so wished, and starts it again. */
async function startAgain({ nightMissed }: { nightMissed: boolean }): Promise<void> {
  await here.shutDown();
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * minuteMs);
  if (nightMissed) {
    fs.utimesSync(machine.outside(stamp), twoDaysAgo, twoDaysAgo);
    const file = machine.outside('/var/lib/townwatch-agent/enrollment.json');
    const enrollment = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    fs.writeFileSync(file, JSON.stringify({ ...enrollment, enrolledAt: twoDaysAgo.toISOString() }));
  }
  await start();
}

async function start(): Promise<void> {
  here = await machine.start();
  await until('the collector listens', () => here.run('journalctl', '--unit=collector').includes('Serving'));
}

/** From the next start on the agent's clocks, and only the agent's, run ahead by what stands in a file. */
async function giveOwnClock(): Promise<void> {
  const lines = ['[Service]', 'Environment=LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1', `Environment=FAKETIME_TIMESTAMP_FILE=${clockFile} FAKETIME_NO_CACHE=1`];
  here.run('sh', '-euc', `mkdir ${ownClock}; printf '%s\\n' "$@" > ${ownClock}/clock.conf; echo +0 > ${clockFile}`, 'sh', ...lines);
}

/** Puts the agent's clocks ahead while it is stopped, as it happens to a computer that sleeps; a wait ends early by that much. */
function letPass(ms: number): void {
  here.run('systemctl', 'kill', '--signal=STOP', service);
  here.run('sh', '-euc', `echo +${ms / 1000} > ${clockFile}`);
  here.run('systemctl', 'kill', '--signal=CONT', service);
}

/** All files and links that the machine has written since it was made and that are still there, without those of the collector. */
function written(): string[] {
  const entries = fs.readdirSync(machine.outside(''), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map((entry) => path.relative(machine.outside(''), path.join(entry.parentPath, entry.name)));
  return files.filter((file) => !file.startsWith('srv/collector/'));
}

describe.skipIf(hindered !== undefined)('where systemd runs', { timeout: 60_000 }, () => {
  test('an install turns both timers on, and nothing is scanned by that', async () => {
    accounts = here.run('cat', '/etc/passwd', '/etc/group');
    collector('town', 'add', 'Sandbox');
    const token = collector('token', 'create', '--town', 'Sandbox', '--url', 'https://127.0.0.1:8443');
    here.run('sh', '-euc', 'umask 077; printf %s "$1" > /root/token', 'sh', token);
    const { node, file } = program('townwatch-agent');
    expect(here.run(node, file, 'install', '--token-file', '/root/token')).toContain('Started townwatch-agent.timer and townwatch-agent-send.timer.');
    expect(() => here.run('ls', '/root/token')).toThrow('No such file');
    const timers = (JSON.parse(here.run('systemctl', 'list-timers', '--output=json')) as { unit: string }[]).filter(({ unit }) => unit.startsWith('townwatch'));
    expect(timers.map(({ unit }) => unit).sort()).toEqual(['townwatch-agent-send.timer', 'townwatch-agent.timer']);
    expect(property('townwatch-agent.timer', 'NextElapseUSecRealtime')).toContain(` ${at}:00 `);
    expect(property(service, 'ActiveState')).toBe('inactive');
  });

  test('a night that was not missed is not made up', async () => {
    await startAgain({ nightMissed: false });
    // The timer has looked at its stamp and waits; a minute after the start it asks the agent, which finds nothing to make up.
    expect(property('townwatch-agent.timer', 'SubState')).toBe('waiting');
    expect(property(service, 'ExecMainStartTimestampMonotonic')).toBe('0');
    expect(property('townwatch-agent.timer', 'TimersMonotonic')).toContain('OnBootUSec=1min');
    here.run('systemctl', 'start', service);
    await until('the agent says that no scan is due', () => logged('not-due'));
    await until('the run has ended', () => property(service, 'ActiveState') === 'inactive');
    expect(property(service, 'Result')).toBe('success');
    expect(reported()).toEqual([]);
  });

  test('a computer that is shut down while a scan waits is not held up', async () => {
    await startAgain({ nightMissed: true });
    await until('the agent says that it waits', () => logged('made-up'));
    expect(await here.shutDown()).toBeLessThan(10_000);
    await start();
  });

  test('and the wait begins again after the next start, although systemd takes the night for made up', async () => {
    expect(property(service, 'ExecMainStartTimestampMonotonic')).toBe('0');
    // What the timer does a minute after the start.
    here.run('systemctl', 'start', service);
    await until('the agent says that it waits', () => logged('made-up'));
    here.run('systemctl', 'stop', service);
  });

  test('a night that was missed is made up after the next start, when people have had the computer for a while', async () => {
    await giveOwnClock();
    await startAgain({ nightMissed: true });
    const { delayMs } = await until('the agent says that it waits', () => logged('made-up'));
    const enrollment = JSON.parse(here.run('cat', '/var/lib/townwatch-agent/enrollment.json')) as { agent: string };
    expect(delayMs).toBe(planOf(enrollment.agent, at, 0).makeUpMinutes * minuteMs);
    expect(delayMs).toBeGreaterThanOrEqual(10 * minuteMs);
    expect(delayMs).toBeLessThan(40 * minuteMs);
    // Whoever waits until the start of the computer is complete does not wait for the scan.
    await until('the start counts as complete', () => ['running', 'degraded'].includes(here.run('systemctl', 'show', '--value', '--property=SystemState').trim()));
    letPass(Number(delayMs) - minuteMs);
    await sleep(2000);
    expect(logged('scanned')).toBeUndefined();
    expect(reported()).toEqual([]);
    letPass(Number(delayMs) + minuteMs);
    await until('the run has ended', () => property(service, 'ActiveState') === 'inactive');
    expect(property(service, 'Result')).toBe('success');
    expect(logged('scanned')).toMatchObject({ failed: [] });
    expect(reported()).toHaveLength(1);
  });

  test('the scan of the timer, with few rights, sees what root sees', () => {
    const { acknowledged } = JSON.parse(here.run('cat', '/var/lib/townwatch-agent/progress.json')) as { acknowledged: string[] };
    const { sections } = JSON.parse(agent('scan', '--json')) as { sections: Record<string, { digest?: string }> };
    const moved = Object.keys(sections).filter((name) => sections[name]?.digest !== undefined && !acknowledged.includes(sections[name].digest));
    expect(moved.filter((name) => !['vitals', 'activity'].includes(name))).toEqual([]);
  });

  test('a scan less than 20 hours ago makes up for the night', async () => {
    const [before] = reported();
    await startAgain({ nightMissed: true });
    await until('the agent says that no scan is due', () => logged('not-due'));
    await until('the run has ended', () => property(service, 'ActiveState') === 'inactive');
    expect(property(service, 'Result')).toBe('success');
    expect(logged('scanned')).toBeUndefined();
    expect(reported()).toEqual([before]);
  });

  test('uninstalled, nothing of it is left, also after the next start', async () => {
    here.run('rm', '-r', ownClock, clockFile);
    expect(agent('uninstall')).toContain('Nothing of the agent is left.');
    const units = () => ['list-timers', 'list-units', 'list-unit-files'].map((list) => here.run('systemctl', list, '--all')).join('');
    expect(units()).not.toContain('townwatch');
    await startAgain({ nightMissed: false });
    expect(units()).not.toContain('townwatch');
    expect(here.run('systemctl', '--failed')).not.toContain('townwatch');
    expect(here.run('cat', '/etc/passwd', '/etc/group')).toBe(accounts);
    await here.shutDown();
    expect(written().filter((file) => /townwatch/i.test(file))).toEqual([]);
    expect(written().filter((file) => file.startsWith('etc/') && fs.lstatSync(machine.outside(file)).isFile() && fs.readFileSync(machine.outside(file), 'utf8').includes('townwatch-agent'))).toEqual([]);
  });
});
