import { describe, expect, test } from 'vitest';
import { compareReleases, kernelReleases, newerKernel } from '../../../../agent/facts/os/kernels.ts';
import { restart, restartSources } from '../../../../agent/facts/os/restart.ts';
import { look } from '../../../../agent/host/reading.ts';
import type { Reading } from '../../../../agent/host/source.ts';
import { answersOf } from '../../scan/fake-host.ts';
import type { Machine } from '../../scan/fake-host.ts';

const boot = Date.parse('2025-12-01T00:00:00Z') / 1000;
const running = { '/proc/sys/kernel/osrelease': '5.15.0-122-generic\n', '/proc/stat': `btime ${boot}\n`, '/boot/vmlinuz-5.15.0-122-generic': '' };
const before = { '/var/lib/dpkg/info/libc6:amd64.list': '2025-11-30T00:00:00.000Z 1 0644' };

function facts(machine: Machine) {
  const at = look(answersOf(restartSources, machine), restartSources);
  const data = restart(at);
  return { ...data, missing: at.missing().map(({ path, reason }) => `${path} ${reason}`) };
}

describe('a restart', () => {
  test('does not wait when everything that could say so was looked at', () => {
    expect(facts({ files: running, times: before })).toEqual({ runningKernelInstalled: true, rebootRequired: false, rebootReasons: [], missing: [] });
  });

  test('waits when a package left a mark, with the packages it names', () => {
    const files = { ...running, '/run/reboot-required': '', '/run/reboot-required.pkgs': 'linux-base\nlibc6\nlinux-base\n' };
    expect(facts({ files, times: before })).toMatchObject({ rebootRequired: true, rebootReasons: ['libc6', 'linux-base'], missing: [] });
    expect(facts({ files: { ...running, '/run/reboot-needed': '' } })).toMatchObject({ rebootRequired: true, rebootReasons: [] });
  });

  test('waits when a newer kernel of the same flavor is there', () => {
    const files = { ...running, '/boot/vmlinuz-5.15.0-124-generic': '', '/boot/vmlinuz-6.8.0-40-lowlatency': '' };
    expect(facts({ files, times: before })).toMatchObject({ rebootRequired: true, rebootReasons: ['kernel 5.15.0-124-generic'], runningKernelInstalled: true });
  });

  test('waits when a core package came after the boot', () => {
    const times = { '/var/lib/dpkg/info/libc6:amd64.list': '2025-12-02T00:00:00.000Z 1 0644', '/var/lib/dpkg/info/vim.list': '2025-12-02T00:00:00.000Z 1 0644' };
    expect(facts({ files: running, times })).toMatchObject({ rebootRequired: true, rebootReasons: ['libc6'] });
    const line = (name: string, time: number) => [name, '0', '1', '2', 'x86_64', time, `${name}-1-2.src.rpm`, 'Red Hat'].join('\t');
    const rpm = `${line('glibc', boot + 5)}\n${line('systemd', boot - 5)}\n${line('vim', boot + 9)}\n`;
    expect(facts({ files: running, commands: { rpm } })).toMatchObject({ rebootRequired: true, rebootReasons: ['glibc'] });
    const desc = { '/var/lib/pacman/local/glibc-2/desc': `%NAME%\nglibc\n\n%VERSION%\n2-1\n\n%INSTALLDATE%\n${boot + 1}\n` };
    expect(facts({ files: { ...running, ...desc } })).toMatchObject({ rebootRequired: true, rebootReasons: ['glibc'] });
  });

  test('is not known where nothing dates packages, or a look was refused', () => {
    expect(facts({ files: running })).toEqual({
      runningKernelInstalled: true,
      missing: ['rebootReasons not-visible-from-here', 'rebootRequired not-visible-from-here'],
    });
    const failed: Reading = { state: 'failed', reason: 'denied', detail: '/run' };
    expect(facts({ files: { ...running, '/run/reboot-required.pkgs': failed }, times: before }).missing).toContain('rebootReasons denied');
  });
});

test('a kernel from outside is not called removed', () => {
  const { '/boot/vmlinuz-5.15.0-122-generic': _none, ...files } = running;
  expect(facts({ files, times: before }).missing).toEqual(['runningKernelInstalled not-visible-from-here']);
  expect(facts({ files: { ...files, '/boot/vmlinuz-5.15.0-100-generic': '' }, times: before })).toMatchObject({ runningKernelInstalled: false, rebootRequired: false });
});

test('kernelReleases', () => {
  const paths = ['/boot/vmlinuz-6.1.0-9-amd64', '/boot/vmlinuz-0-rescue-abc', '/boot/vmlinuz-linux', '/lib/modules/6.1.0-9-amd64/modules.dep', '/lib/modules/6.9/modules.alias'];
  expect(kernelReleases(paths)).toEqual(['6.1.0-9-amd64', '6.9']);
});

test.each([
  ['6.1.0-9-amd64', ['6.1.0-26-amd64', '6.1.0-10-amd64'], '6.1.0-26-amd64'],
  ['6.1.0-26-amd64', ['6.1.0-9-amd64', '6.1.0-26-amd64'], undefined],
  ['6.1.0-9-amd64', ['6.1.0-26-cloud-amd64', '6.1.0-26-rt-amd64'], undefined],
  ['5.14.0-427.el9.x86_64', ['5.14.0-427.13.1.el9_4.x86_64'], '5.14.0-427.13.1.el9_4.x86_64'],
  ['6.8.5-301.fc39.x86_64', ['6.8.5-301.fc40.x86_64', '6.9.1-200.fc40.x86_64'], '6.9.1-200.fc40.x86_64'],
  ['6.6.8-arch1-1', [], undefined],
])('%s beside %j waits for %s', (running, installed, newer) => {
  expect(newerKernel(running, installed)).toBe(newer);
});

test('compareReleases orders numbers, not letters', () => {
  expect(['5.9', '5.10', '5.10.1', '4.19'].sort(compareReleases)).toEqual(['4.19', '5.9', '5.10', '5.10.1']);
});
