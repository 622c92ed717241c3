import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/services/macos.ts';
import { counterexample, noise, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const overrides = '/private/var/db/com.apple.xpc.launchd/disabled.plist';
const mac: Machine = {
  '/System/Library/LaunchDaemons/ssh.plist': plist({ Label: 'com.openssh.sshd', Disabled: true, Program: '/usr/libexec/sshd-keygen-wrapper', ProgramArguments: ['/usr/sbin/sshd', '-i'], Sockets: { Listeners: { SockServiceName: 'ssh' } } }),
  '/System/Library/LaunchDaemons/com.apple.logd.plist': plist({ Label: 'com.apple.logd', KeepAlive: true, ProgramArguments: ['/usr/libexec/logd'], EnvironmentVariables: { KEY: 'CANARY-environment' } }),
  '/System/Library/LaunchDaemons/com.apple.nfsd.plist': plist({ Label: 'com.apple.nfsd', Disabled: true, KeepAlive: { PathState: { '/etc/exports': true } }, Program: '/sbin/nfsd' }),
  '/System/Library/LaunchDaemons/com.apple.jetsamproperties.Mac.plist': plist({ Version4: {} }),
  '/Library/LaunchDaemons/com.teamviewer.teamviewer_service.plist': plist({ Label: 'com.teamviewer.teamviewer_service', RunAtLoad: true, ProgramArguments: ['/Applications/TeamViewer.app/Contents/MacOS/TeamViewer_Service', '--token=CANARY-argument'] }),
  '/Library/LaunchDaemons/com.vendor.backup.plist': plist({ Label: 'com.vendor.backup', StartCalendarInterval: { Hour: 3 }, UserName: '_backup', ProgramArguments: ['/opt/backup/run'] }),
  '/Library/LaunchDaemons/com.vendor.broken.plist': plist({ Label: 'com.vendor.broken', KeepAlive: { SuccessfulExit: false }, Program: '/opt/gone' }),
  '/Library/LaunchDaemons/homebrew.mxcl.postgresql@14.plist': plist({ Label: 'homebrew.mxcl.postgresql@14', RunAtLoad: true, ProgramArguments: ['/opt/homebrew/opt/postgresql@14/bin/postgres'] }),
  '/Library/LaunchAgents/com.vendor.tray.plist': plist({ Label: 'com.vendor.tray', RunAtLoad: true, Program: '/Applications/Tray.app/Contents/MacOS/Tray' }),
  [overrides]: plist({ 'com.openssh.sshd': false, 'com.teamviewer.teamviewer_service': true }),
  '/opt/homebrew/Cellar/postgresql@14/14.9/bin': '', '/opt/homebrew/Cellar/postgresql@14/14.10_1/bin': '',
  '/opt/homebrew/Cellar/openssl@3/3.3.1/bin': '', '/opt/homebrew/Cellar/redis/7.2.4/bin': '',
  '/usr/local/mysql-8.0.36-macos14-arm64/bin': '', '/Library/PostgreSQL/16/bin': '',
  '/Users/maria/Library/LaunchAgents/homebrew.mxcl.redis.plist': '',
};
const list = 'PID\tStatus\tLabel\n312\t0\tcom.apple.logd\n-\t-9\tcom.apple.other\n-\t78\tcom.vendor.broken\n-\t0\tcom.vendor.backup\n410\t0\thomebrew.mxcl.postgresql@14\n77\t0\tcom.vendor.helper\n';
const programs: Programs = { launchRunning: list };

test('daemons by file, override and what runs', () => {
  const { data, gaps } = factsWith(macos, mac, programs);
  expect(data.manager).toBe('launchd');
  const job = (name: string) => data.services?.find((service) => service.name === name);
  expect(job('com.openssh.sshd')).toEqual({ name: 'com.openssh.sshd', title: null, start: 'on-demand', running: null, failed: false, account: 'root', program: '/usr/libexec/sshd-keygen-wrapper', unquotedPath: false });
  expect(job('com.apple.logd')).toMatchObject({ start: 'automatic', running: true, failed: false, program: '/usr/libexec/logd' });
  expect(job('com.apple.nfsd')).toMatchObject({ start: 'disabled', running: false });
  expect(job('com.teamviewer.teamviewer_service')).toMatchObject({ start: 'disabled', running: false });
  expect(job('com.vendor.backup')).toMatchObject({ start: 'on-demand', running: null, account: '_backup' });
  expect(job('com.vendor.broken')).toMatchObject({ start: 'automatic', running: false, failed: true });
  expect(job('com.vendor.tray')).toEqual({ name: 'com.vendor.tray', title: null, start: 'automatic', account: null, program: '/Applications/Tray.app/Contents/MacOS/Tray', unquotedPath: false });
  expect(job('com.vendor.helper')).toEqual({ name: 'com.vendor.helper', running: true, failed: false, unquotedPath: false });
  expect(data.services?.map(({ name }) => name)).not.toContain('com.apple.other');
  expect(gaps).toMatchObject({ 'services[].running': 'not-visible-from-here', 'services[].program': 'not-visible-from-here' });
  expect(gaps).not.toHaveProperty('services');
  expect(JSON.stringify(data)).not.toContain('CANARY');
});

test('database servers of Homebrew and of their makers', () => {
  expect(factsWith(macos, mac, programs).data.databases).toEqual([
    { product: 'mysql', instance: null, version: '8.0.36', edition: null, start: 'disabled' },
    { product: 'postgresql', instance: '14', version: '14.10', edition: null, start: 'automatic' },
    { product: 'postgresql', instance: '16', version: '16', edition: null, start: 'disabled' },
    { product: 'redis', instance: null, version: '7.2.4', edition: null, start: 'automatic' },
  ]);
});

describe('what is hidden', () => {
  test('an ordinary user sees jobs and not what runs', () => {
    const needsRoot = { state: 'failed', reason: 'needs-root', detail: '/bin/launchctl' } as const;
    const { data, gaps } = factsWith(macos, { ...mac, [overrides]: { refused: 'needs-root' } }, { launchRunning: needsRoot });
    expect(gaps).toMatchObject({ 'services[].start': 'needs-root', 'services[].running': 'needs-root', 'services[].failed': 'needs-root', 'databases[].start': 'not-visible-from-here' });
    expect(data.services?.every((service) => !('start' in service) || service.start === undefined)).toBe(true);
  });
  test('a torn file is a gap in the list', () => {
    const torn = factsWith(macos, { ...mac, '/Library/LaunchDaemons/x.plist': 'bplist00' }, programs);
    expect(torn.gaps).toMatchObject({ services: 'unreadable' });
    expect(torn.data.services?.length).toBeGreaterThan(5);
    expect(factsWith(macos, mac, { launchRunning: 'no such thing' }).gaps).toMatchObject({ 'services[].failed': 'unreadable' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, mac, programs);
    expect(counterexample('services', macos, likely)).toBeUndefined();
    // Databases have no name to be told apart by, so that the others move up when one is hidden.
    expect(untruths(macos, likely).filter((line) => !line.includes(', databases['))).toEqual([]);
    expect(() => macos.parse(noise(macos.sources({ repositories: [], networks: [] })), { now: '2026-11-22T01:00:00Z', privileged: true, settings: { repositories: [], networks: [] } })).not.toThrow();
  });
});
