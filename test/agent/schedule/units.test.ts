import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { layoutOf, nodeOptions } from '../../../agent/schedule/layout.ts';
import { launchDaemons } from '../../../agent/schedule/macos.ts';
import { systemdUnits, timers } from '../../../agent/schedule/systemd.ts';
import { windowsTasks } from '../../../agent/schedule/windows.ts';
import { root } from '../../house/tree.ts';
import { peer } from '../../peers.ts';

const plan = { hour: 2, minute: 7, sendMinute: 37, makeUpMinutes: 25 };
const started = { program: ['/usr/bin/env', '/opt/a "b" $HOME 100%/x.cjs'], state: '/var/lib/my state', plan };

describe('systemd', () => {
  const units = systemdUnits(started);

  test('has one timer at night that is made up, and one each hour', () => {
    expect(Object.keys(units).sort()).toEqual(['townwatch-agent-send.service', 'townwatch-agent-send.timer', 'townwatch-agent.service', 'townwatch-agent.timer']);
    expect(units['townwatch-agent.timer']).toContain('OnCalendar=*-*-* 02:07:00\n');
    expect(units['townwatch-agent.timer']).toContain('OnBootSec=1min\nPersistent=yes\n');
    expect(units['townwatch-agent-send.timer']).not.toMatch(/OnBootSec|Persistent/);
    expect(units['townwatch-agent-send.timer']).toContain('OnCalendar=*-*-* *:37:00\n');
    expect(timers.every((name) => units[name]?.includes('WantedBy=timers.target'))).toBe(true);
  });

  test('runs once, with one folder to write, and is ended when it hangs', () => {
    const service = units['townwatch-agent.service']!;
    for (const line of ['Type=simple', 'ProtectSystem=strict', 'NoNewPrivileges=yes', 'RuntimeMaxSec=3h', 'SuccessExitStatus=20 22 130']) expect(service).toContain(`\n${line}\n`);
    expect(service.match(/^ReadWritePaths=.*$/gm)).toEqual(['ReadWritePaths="/var/lib/my state"']);
    expect(service.match(/^Environment=.*$/gm)).toEqual(['Environment="NODE_COMPILE_CACHE=/var/lib/my state/compile-cache"']);
    expect(service).toContain('run --scheduled\n');
    expect(units['townwatch-agent-send.service']).toContain('ConditionDirectoryNotEmpty=/var/lib/my state/spool\n');
  });

  test('keeps a path with quotes, dollars and percent signs as it is', () => {
    expect(units['townwatch-agent.service']).toContain('ExecStart=/usr/bin/env "/opt/a \\"b\\" $$HOME 100%%/x.cjs" run --scheduled\n');
  });

  const analyze = peer('systemd-analyze');
  test.skipIf(!analyze)('is content with them', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-units-'));
    for (const [name, text] of Object.entries(units)) fs.writeFileSync(path.join(folder, name), text);
    const files = Object.keys(units).map((name) => path.join(folder, name));
    // It may end with 0 and complain all the same.
    const complaints = () => spawnSync(analyze!, ['verify', ...files]).stderr.toString().split('\n').filter((line) => line.includes('townwatch'));
    expect(complaints()).toEqual([]);
    fs.appendFileSync(files[1]!, '[Timer]\nOnCalendar=never\n');
    expect(complaints()).toEqual([expect.stringContaining('never')]);
    fs.rmSync(folder, { recursive: true });
  });
});

describe('Task Scheduler', () => {
  const tasks = windowsTasks({ ...started, program: ['C:\\Program Files\\Townwatch Agent\\node.exe', 'C:\\Users\\Zoë & "Co"\\x.cjs'] }, '2026-11-21');
  const parsed = Object.entries(tasks).map(([name, text]) => ({ name, text, task: new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(text).Task }));

  test.each(parsed)('$name is well-formed ASCII without a declared encoding', ({ text }) => {
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).toMatch(/^<\?xml version="1\.0"\?>\n[\x20-\x7e\n]+$/);
  });

  test.each(parsed)('$name runs as LocalSystem, is made up and ended', ({ task }) => {
    expect(task).toMatchObject({
      '@_version': '1.4',
      '@_xmlns': 'http://schemas.microsoft.com/windows/2004/02/mit/task',
      Principals: { Principal: { '@_id': 'LocalSystem', UserId: 'S-1-5-18', RunLevel: 'HighestAvailable' } },
      Settings: { StartWhenAvailable: 'true', ExecutionTimeLimit: 'PT3H', MultipleInstancesPolicy: 'IgnoreNew', DisallowStartIfOnBatteries: 'false', StopIfGoingOnBatteries: 'false' },
      Actions: { '@_Context': 'LocalSystem', Exec: { Command: 'C:\\Program Files\\Townwatch Agent\\node.exe' } },
    });
    expect(Object.keys(task).filter((key) => !key.startsWith('@'))).toEqual(['RegistrationInfo', 'Triggers', 'Principals', 'Settings', 'Actions']);
  });

  test('names the time, in the order of the schema', () => {
    const [nightly, send] = parsed.map(({ task }) => task.Triggers.CalendarTrigger);
    expect(Object.entries(nightly)).toEqual([['Enabled', 'true'], ['StartBoundary', '2026-11-21T02:07:00'], ['ScheduleByDay', { DaysInterval: '1' }]]);
    expect(Object.keys(send)).toEqual(['Enabled', 'StartBoundary', 'Repetition', 'ScheduleByDay']);
    expect(send).toMatchObject({ StartBoundary: '2026-11-21T00:37:00', Repetition: { Interval: 'PT1H', Duration: 'P1D' } });
  });

  test('passes arguments as Windows takes them apart', () => {
    expect(parsed[0]!.text).toContain('<Arguments>&quot;C:\\Users\\Zo&#235; &amp; \\&quot;Co\\&quot;\\x.cjs&quot; run --scheduled</Arguments>');
  });
});

describe('launchd', () => {
  const daemons = launchDaemons({ ...started, program: ['/Library/Application Support/Townwatch/program/node', '/x & y.cjs'] });

  test.each(Object.entries(daemons))('%s is a property list', (name, text) => {
    expect(XMLValidator.validate(text)).toBe(true);
    const { plist } = new XMLParser({ ignoreAttributes: false, preserveOrder: false, ignoreDeclaration: true }).parse(text) as { plist: { dict: { key: string[]; array: { string: string[] } } } };
    expect(`${plist.dict.key.includes('Label') && text.match(/<key>Label<\/key>\s*<string>([^<]*)/)?.[1]}.plist`).toBe(name);
    expect(plist.dict.array.string.slice(0, 2)).toEqual(['/Library/Application Support/Townwatch/program/node', '/x & y.cjs']);
    expect(plist.dict.key).toEqual(['Label', 'ProgramArguments', 'StartCalendarInterval', 'RunAtLoad', 'ProcessType', 'LowPriorityIO', 'Nice', 'Umask', 'EnvironmentVariables', 'StandardErrorPath', 'WorkingDirectory']);
  });

  test('has the times', () => {
    expect(daemons['dev.townwatch.agent.plist']).toMatch(/<key>Hour<\/key><integer>2<\/integer><key>Minute<\/key><integer>7<\/integer>/);
    expect(daemons['dev.townwatch.agent.plist']).toMatch(/<key>RunAtLoad<\/key>\s*<true\/>/);
    expect(daemons['dev.townwatch.agent-send.plist']).toMatch(/<dict><key>Minute<\/key><integer>37<\/integer><\/dict>/);
  });
});

test('Node understands what it is told, and the loop that it optimizes has its name', () => {
  expect(spawnSync(process.execPath, [...nodeOptions, '--eval', '0'], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  expect(spawnSync(process.execPath, ['--no-such-option', '--eval', '0']).status).not.toBe(0);
  expect(nodeOptions.join(' ')).toContain('=lz4Block ');
  expect(fs.readFileSync(path.join(root, 'agent/host/lz4.ts'), 'utf8')).toContain('\nfunction lz4Block(');
});

test('every system has its places', () => {
  for (const platform of ['linux', 'windows', 'macos'] as const)
    for (const single of [true, false]) {
      const layout = layoutOf(platform, single);
      expect(layout.files).toHaveLength(single ? 1 : 2);
      expect(layout.starts.filter((word) => !word.startsWith('--'))).toEqual(layout.files);
      expect(layout.files.every((file) => file.startsWith(layout.program))).toBe(true);
      expect(layout.state.startsWith(layout.program)).toBe(false);
    }
});
