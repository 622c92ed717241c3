import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/os/linux.ts';
import { os } from '../../../../wire/sections/os.ts';
import type { Os } from '../../../../wire/sections/os.ts';
import type { Missing } from '../../../../wire/section.ts';
import type { Reading } from '../../../../agent/host/source.ts';
import { sharedFixtures } from '../../../shared.ts';
import { answersOf } from '../../scan/fake-host.ts';
import type { Machine } from '../../scan/fake-host.ts';

const settings = { repositories: [], networks: [] };
const context = { now: '2026-11-22T00:00:00.000Z', privileged: true, settings };
const denied: Reading = { state: 'failed', reason: 'denied', detail: 'x' };

const debian: NonNullable<Machine['files']> = {
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n',
  '/proc/sys/kernel/osrelease': '6.1.0-26-amd64\n',
  '/proc/sys/kernel/arch': 'x86_64\n',
  '/proc/cmdline': 'BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n',
  '/proc/1/comm': 'systemd\n',
  '/proc/stat': 'cpu 1 2\nbtime 1764547200\n',
  '/proc/self/mountinfo': '25 1 8:1 / / rw - ext4 /dev/sda1 rw\n',
  '/sys/firmware/efi/': '',
  '/sys/firmware/acpi/': '',
  '/boot/vmlinuz-6.1.0-26-amd64': '',
};
const times = {
  '/var/log/installer/syslog': '2023-07-01T09:00:00.000Z 9 0640',
  '/var/log/installer/status': '2023-07-01T08:00:00.123Z 9 0644',
  '/etc/machine-id': '2023-06-01T08:00:00.000Z 33 0444',
  '/var/lib/dpkg/info/libc6:amd64.list': '2025-01-01T00:00:00.000Z 1 0644',
};

function parsed(machine: Machine): { data: Os; missing: readonly Missing[] } {
  const result = linux.parse(answersOf(linux.sources(settings), machine), context);
  if (!('data' in result)) throw new Error(`refused: ${result.detail}`);
  os.schema.parse(result.data);
  return result;
}

const facts = (files: Machine['files'], more: Machine = {}) => parsed({ files: { ...debian, ...files }, times, ...more });

test('a machine with everything', () => {
  expect(facts({})).toEqual({
    data: {
      family: 'linux',
      product: 'debian',
      like: [],
      name: 'Debian GNU/Linux 12 (bookworm)',
      version: '12',
      codename: 'bookworm',
      edition: null,
      build: null,
      channel: null,
      architecture: 'x86_64',
      kernel: '6.1.0-26-amd64',
      supportEndsOn: null,
      installs: [{ on: '2023-07-01T08:00:00Z', version: null }],
      role: 'server',
      roles: [],
      extendedUpdates: null,
      installedOn: '2023-07-01T08:00:00Z',
      bootType: 'uefi',
      init: 'systemd',
      container: null,
      rebootRequired: false,
      rebootReasons: [],
      runningKernelInstalled: true,
      kernelCommandLineMitigations: null,
    },
    missing: [],
  });
});

describe('the release', () => {
  const release = (text: string) => facts({ '/etc/os-release': text }).data;

  test('follows the quoting of os-release(5)', () => {
    const text = `# comment\nNAME='It is $plain'\nPRETTY_NAME="A \\"b\\" \\$c \\\\ \\\`d\\\`"\nID=x\nID=fedora\nVERSION_ID=40\nVARIANT="Server Edition"\nSUPPORT_END=2025-05-13\nnonsense\n`;
    expect(release(text)).toMatchObject({ name: 'A "b" $c \\ `d`', product: 'fedora', version: '40', edition: 'Server Edition', supportEndsOn: '2025-05-13' });
    expect(release(`NAME='It is $plain'\nID=x\n`)).toMatchObject({ name: 'It is $plain', version: null, codename: null });
  });

  test('of a rolling system has no version', () => {
    expect(release('ID=arch\nNAME=Arch\nBUILD_ID=rolling\n')).toMatchObject({ version: null, build: null, channel: 'rolling' });
    expect(release('ID=x\nNAME=X\nBUILD_ID=2024.1\n')).toMatchObject({ build: '2024.1', channel: null });
  });

  test('with an end of support that is no day says so', () => {
    const { data, missing } = facts({ '/etc/os-release': 'ID=x\nNAME=X\nSUPPORT_END=2025-02-31\n' });
    expect([data.supportEndsOn, missing]).toEqual([undefined, [expect.objectContaining({ path: 'supportEndsOn', reason: 'unreadable' })]]);
  });

  test.each([
    ['CentOS release 6.10 (Final)\n', { product: 'centos', version: '6.10', codename: null, name: 'CentOS release 6.10 (Final)' }],
    ['Red Hat Enterprise Linux Server release 6.9 (Santiago)\n', { product: 'rhel', version: '6.9', codename: 'Santiago' }],
  ])('from before os-release: %s', (line, expected) => {
    const { '/etc/os-release': _none, ...files } = debian;
    expect(parsed({ files: { ...files, '/etc/redhat-release': line }, times }).data).toMatchObject(expected);
  });

  test('that is refused or nonsense is missing as a whole, and the rest is there', () => {
    for (const [file, reason] of [[denied, 'denied'], ['\u{FFFD}\0\u{1}', 'unreadable']] as const) {
      const { data, missing } = facts({ '/etc/os-release': file });
      expect(missing.map(({ path, reason }) => `${path} ${reason}`)).toEqual(
        ['build', 'channel', 'codename', 'edition', 'like', 'name', 'product', 'role', 'supportEndsOn', 'version'].map((path) => `${path} ${reason}`),
      );
      expect(data).toMatchObject({ family: 'linux', kernel: '6.1.0-26-amd64', rebootRequired: false });
      expect(data.product).toBeUndefined();
    }
  });

  const shared = sharedFixtures();
  test.skipIf(!shared).each(['centos', 'ubuntu'])('as jc reads it: %s', (name) => {
    const fixture = (file: string) => fs.readFileSync(path.join(shared!, 'jc/files/generic', file), 'utf8');
    const expected = JSON.parse(fixture(`os-release-${name}.json`)) as Record<string, string>;
    const like = expected['ID_LIKE']?.split(' ') ?? [];
    expect(release(fixture(`os-release-${name}`))).toMatchObject({ product: expected['ID'], like, name: expected['PRETTY_NAME'], version: expected['VERSION_ID'] });
  });

  test.skipIf(!shared).each([
    ['archlinux', { product: 'arch', version: null, channel: 'rolling' }],
    ['debian', { product: 'debian', version: '10', codename: 'buster' }],
    ['manjarolinux', { product: 'manjaro', like: ['arch'], channel: 'rolling' }],
    ['opensuse-leap', { product: 'opensuse-leap', version: '15.1', codename: null }],
    ['oracle_linux', { product: 'ol', version: '7.2' }],
    ['redhat_linux_with_comment', { product: 'rhel', version: '8.6', codename: 'Ootpa' }],
    ['sles', { product: 'sles', version: '15' }],
    ['sles_sap', { product: 'sles_sap', version: '12.2' }],
    ['virtuozzolinux', { product: 'virtuozzo', version: '7' }],
  ])('of facter: %s', (name, expected) => {
    expect(release(fs.readFileSync(path.join(shared!, `facter/fixtures/os_release_${name}`), 'utf8'))).toMatchObject(expected);
  });
});

describe('the architecture', () => {
  const { '/proc/sys/kernel/arch': _none, ...older } = debian;

  test.each([
    [['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux.so.2'], 'x86_64'],
    [['/lib/ld-linux-aarch64.so.1'], 'aarch64'],
    [['/lib/ld-musl-x86_64.so.1'], 'x86_64'],
    [['/lib/ld-linux.so.2'], 'i686'],
  ])('of an older kernel is that of its linker: %j', (linkers, architecture) => {
    expect(parsed({ files: { ...older, ...Object.fromEntries(linkers.map((name) => [name, ''])) }, times }).data.architecture).toBe(architecture);
  });

  test('that nothing tells is missing', () => {
    expect(parsed({ files: older, times }).missing).toEqual([{ path: 'architecture', reason: 'not-visible-from-here', detail: '/proc/sys/kernel/arch' }]);
  });
});

describe('the installation', () => {
  const installed = (times: Machine['times'], files = {}) => parsed({ files: { ...debian, ...files }, ...(times ? { times } : {}) }).data.installedOn;

  test('is the oldest trace of the installer, else the first start, else nothing', () => {
    expect(installed({ '/root/anaconda-ks.cfg': '2020-02-02T02:02:02.000Z 1 0600', ...times })).toBe('2020-02-02T02:02:02Z');
    expect(installed({ '/etc/machine-id': '2023-06-01T08:00:00.000Z 33 0444' })).toBe('2023-06-01T08:00:00Z');
    expect(installed({})).toBeNull();
  });

  test('was not before the clock was set, nor after now', () => {
    expect(installed({ '/var/log/installer/a': '1970-01-01T00:00:01.000Z 1 0644', '/etc/machine-id': '2030-01-01T00:00:00.000Z 33 0444' })).toBeNull();
  });

  test('is not known where a trace could not be looked at', () => {
    const answers = answersOf(linux.sources(settings), { files: debian, times: { '/etc/machine-id': '2023-06-01T08:00:00.000Z 33 0444' } });
    const refused = { kind: 'many', entries: [{ path: '/root/anaconda-ks.cfg', reading: { state: 'failed', reason: 'needs-root', detail: '/root' } }] } as const;
    const result = linux.parse({ ...answers, anacondaAnswers: refused }, context);
    expect(result).toMatchObject({ missing: expect.arrayContaining([{ path: 'installedOn', reason: 'needs-root', detail: '/root' }]) });
    expect('data' in result && 'installedOn' in result.data && result.data.installedOn).toBe(undefined);
  });
});

describe('where it runs', () => {
  test.each([
    [{ '/run/systemd/container': 'systemd-nspawn\n' }, 'nspawn'],
    [{ '/run/systemd/container': 'lxc\n' }, 'lxc'],
    [{ '/run/.containerenv': '' }, 'podman'],
    [{ '/.dockerenv': '', '/proc/self/mountinfo': '1 0 0:50 / / rw - overlay overlay rw\n' }, 'docker'],
    [{ '/proc/sys/kernel/osrelease': '5.15.90.1-microsoft-standard-WSL2' }, 'wsl'],
  ])('%j is a container, and its kernel somebody else\'s', (files, container) => {
    const { data, missing } = facts(files);
    expect(data).toMatchObject({ container, bootType: 'container' });
    expect(missing.map(({ path, reason }) => `${path} ${reason}`)).toEqual(
      ['rebootReasons', 'rebootRequired', 'runningKernelInstalled'].map((path) => `${path} not-visible-from-here`),
    );
  });

  test('a mark of docker in the image of a real disk is none', () => {
    expect(facts({ '/.dockerenv': '' }).data.container).toBeNull();
  });

  test('without a disk, an init or a mark it is not known', () => {
    const { missing } = facts({ '/proc/1/comm': 'nginx\n', '/proc/self/mountinfo': '1 0 0:50 / / rw - overlay overlay rw\n' });
    expect(missing).toContainEqual(expect.objectContaining({ path: 'container', reason: 'not-visible-from-here' }));
  });

  test('a PC without EFI started from its BIOS, another machine otherwise', () => {
    const { '/sys/firmware/efi/': _none, ...bios } = debian;
    expect(parsed({ files: bios, times }).data.bootType).toBe('bios');
    expect(parsed({ files: { ...bios, '/proc/sys/kernel/arch': 'aarch64' }, times }).data.bootType).toBe('other');
  });

  test('process 1 that is hidden is missing, not empty', () => {
    const { '/proc/1/comm': _hidden, ...files } = debian;
    const { data, missing } = parsed({ files, times });
    expect([data.init, missing]).toEqual([undefined, [{ path: 'init', reason: 'not-visible-from-here', detail: '/proc/1/comm' }]]);
  });

  test('the last mitigations= of the command line counts', () => {
    expect(facts({ '/proc/cmdline': 'a mitigations=auto nomitigations=x mitigations=off' }).data.kernelCommandLineMitigations).toBe('off');
  });
});

test('any bytes give facts or a refusal', () => {
  const names = Object.keys(debian);
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...Object.values(debian).map(String), 'btime 99999999999', 'A='));
  const reading = fc.oneof(text, fc.constant(denied));
  const machine = fc.record({
    files: fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string().map((name) => `/boot/vmlinuz-${name}`)), reading),
    times: fc.dictionary(fc.constantFrom(...Object.keys(times)), text),
  });
  fc.assert(
    fc.property(machine, (it) => {
      const { data, missing } = parsed(it);
      const names = new Set(missing.map(({ path }) => path));
      expect(missing.every(({ path }) => data[path as keyof Os] === undefined)).toBe(true);
      expect(Object.keys(os.schema.shape).filter((name) => data[name as keyof Os] === undefined && !names.has(name))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
