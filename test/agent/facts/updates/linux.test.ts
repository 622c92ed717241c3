import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../cpu.ts';
import { aptConfig, isAptConfig, isPeriod } from '../../../../agent/facts/updates/apt-config.ts';
import { linux } from '../../../../agent/facts/updates/linux.ts';
import { coverage } from '../../../../agent/facts/updates/unattended-upgrades.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { canary, townServer } from '../town-server.ts';

const debian = 'ID=debian\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\n';
const ubuntu = 'ID=ubuntu\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n';
const timer = (name: string): Machine => ({ [`/etc/systemd/system/timers.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const wants = (name: string): Machine => ({ [`/etc/systemd/system/multi-user.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const security = 'Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=${distro_codename}-security,label=Debian-Security"; };\n';
const periodic = 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n';
const base: Machine = {
  '/usr/lib/systemd/systemd': 'x',
  '/etc/os-release': debian,
  '/usr/bin/unattended-upgrade': 'x',
  ...timer('apt-daily.timer'),
  ...timer('apt-daily-upgrade.timer'),
  '/etc/apt/apt.conf.d/20auto-upgrades': periodic,
  '/etc/apt/apt.conf.d/50unattended-upgrades': security,
};
const of = (more: Machine = {}) => factsOf(linux, { ...base, ...more });
const usual = { pending: 'not-visible-from-here', installed: 'not-this-platform', failed: 'not-visible-from-here' };
const elsewhere = { server: null, managedBy: null, pausedUntil: null, deferDays: null };

test('the server of a town', () => {
  const { data, gaps } = factsOf(linux, townServer);
  expect(data).toEqual({
    automatic: { product: 'unattended-upgrades', installs: true, downloads: true, allOrigins: false, scheduled: true, ...elsewhere },
    pendingSecurityCount: null,
    held: ['linux-image-amd64'],
    sources: [
      { uri: 'http://deb.example.org/debian', suite: 'bookworm', encrypted: false, signed: true, security: false },
      { uri: 'https://deb.example.org/debian-security', suite: 'bookworm-security', encrypted: true, signed: true, security: true },
      { uri: 'https://vendor.example/apt', suite: 'stable', encrypted: true, signed: true, security: false },
    ],
  });
  expect(gaps).toEqual(usual);
  expect(JSON.stringify(data)).not.toContain(canary);
});

test('a machine without any of it', () => {
  const { data, gaps } = factsOf(linux, {});
  expect(data).toEqual({ automatic: { product: null, installs: false, downloads: false, allOrigins: false, scheduled: false, ...elsewhere }, pendingSecurityCount: null, held: [], sources: [] });
  expect(gaps).toEqual(usual);
});

describe('unattended-upgrades', () => {
  const installs = (more: Machine) => of(more).data.automatic;

  test.each([
    ['installs', {}, { installs: true, downloads: true, scheduled: true, allOrigins: false }],
    ['is installed and never configured', { '/etc/apt/apt.conf.d/20auto-upgrades': undefined }, { installs: false, downloads: false, scheduled: true }],
    ['is switched off', { '/etc/apt/apt.conf.d/20auto-upgrades': 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "0";\n' }, { installs: false, downloads: false }],
    ['only fetches', { '/etc/apt/apt.conf.d/20auto-upgrades': 'APT::Periodic { Update-Package-Lists "1"; Download-Upgradeable-Packages "1"; };\n' }, { installs: false, downloads: true }],
    ['never looks for news', { '/etc/apt/apt.conf.d/20auto-upgrades': 'APT::Periodic::Unattended-Upgrade "1";\n' }, { installs: false }],
    ['is overruled by a later file', { '/etc/apt/apt.conf.d/99local': 'APT::Periodic::Unattended-Upgrade "0";\n' }, { installs: false }],
    ['is overruled by the main file', { '/etc/apt/apt.conf': 'apt::periodic::unattended-upgrade "0";\n' }, { installs: false }],
    ['is not overruled by a file that apt does not read', { '/etc/apt/apt.conf.d/99local.dpkg-old': 'APT::Periodic::Unattended-Upgrade "0";\n' }, { installs: true }],
    ['is switched off with everything periodic', { '/etc/apt/apt.conf.d/00off': 'APT::Periodic::Enable "0";\n' }, { installs: false, downloads: false }],
    ['has no timer', { '/etc/systemd/system/timers.target.wants/apt-daily-upgrade.timer': undefined }, { installs: false, scheduled: false }],
    ['has a masked timer', { '/etc/systemd/system/apt-daily-upgrade.timer': { link: '/dev/null' } }, { installs: false, scheduled: false }],
    ['runs from cron without systemd', { '/usr/lib/systemd/systemd': undefined, '/etc/cron.daily/apt-compat': 'x' }, { installs: true, scheduled: true }],
    ['covers no security', { '/etc/apt/apt.conf.d/50unattended-upgrades': 'Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=${distro_codename},label=Debian"; };\n' }, { installs: false }],
    ['covers everything', { '/etc/apt/apt.conf.d/50unattended-upgrades': 'Unattended-Upgrade::Origins-Pattern { "origin=*"; };\n' }, { installs: true, allOrigins: true }],
    ['had its list cleared', { '/etc/apt/apt.conf.d/60local': '#clear Unattended-Upgrade::Origins-Pattern;\n' }, { installs: false }],
  ] as [string, Machine, object][])('%s', (_name, machine, expected) => {
    expect(installs(machine)).toMatchObject({ product: 'unattended-upgrades', ...expected });
  });

  test('on a distribution whose archives we do not know', () => {
    expect(of({ '/etc/os-release': 'ID=kali\nVERSION_CODENAME=kali-rolling\n' })).toMatchObject({
      data: { automatic: { product: 'unattended-upgrades', scheduled: true } },
      gaps: { 'automatic.installs': 'unreadable', 'automatic.allOrigins': 'unreadable' },
    });
  });

  test('whose settings are hidden', () => {
    const { data, gaps } = of({ '/etc/apt/apt.conf.d/50unattended-upgrades': { refused: 'needs-root' }, '/etc/apt/sources.list': 'deb http://a/b c d\n' });
    expect(data.automatic).toEqual({ product: 'unattended-upgrades', scheduled: true, ...elsewhere });
    expect(gaps).toEqual({ ...usual, 'automatic.installs': 'needs-root', 'automatic.downloads': 'needs-root', 'automatic.allOrigins': 'needs-root', 'sources[].signed': 'needs-root' });
  });
});

describe('what unattended-upgrades covers', () => {
  const covers = (settings: string, release: string) => Object.values(coverage(aptConfig([settings]), release)).join(' ');

  test.each([
    [
      'the file that Ubuntu ships',
      'Unattended-Upgrade::Allowed-Origins {\n "${distro_id}:${distro_codename}";\n "${distro_id}:${distro_codename}-security";\n "${distro_id}ESMApps:${distro_codename}-apps-security";\n//\t"${distro_id}:${distro_codename}-updates";\n};',
      ubuntu,
      'true false',
    ],
    ['Ubuntu with -updates', 'Unattended-Upgrade::Allowed-Origins { "Ubuntu:jammy-security"; "Ubuntu:jammy-updates"; };', ubuntu, 'true true'],
    ['Ubuntu, named with blanks', 'Unattended-Upgrade::Allowed-Origins { "Ubuntu jammy-security"; };', ubuntu, 'true false'],
    ['Ubuntu of another year', 'Unattended-Upgrade::Allowed-Origins { "Ubuntu:focal-security"; };', ubuntu, 'false false'],
    ['Debian by suite', 'Unattended-Upgrade::Origins-Pattern { "o=Debian,a=stable-security"; "o=Debian,a=stable-updates"; };', debian, 'true true'],
    ['Debian by old pattern', 'Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=${distro_codename},label=Debian-Security"; };', debian, 'false false'],
    ['Debian 10 by old pattern', 'Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=${distro_codename},label=Debian-Security"; };', 'ID=debian\nVERSION_ID="10"\nVERSION="10 (buster)"\n', 'true false'],
    ['Debian by label', 'Unattended-Upgrade::Origins-Pattern { "label=Debian-Security"; };', debian, 'true false'],
    ['a word that nobody knows', 'Unattended-Upgrade::Origins-Pattern { "shade=red"; };', debian, 'false false'],
    ['nothing', '', debian, 'false false'],
  ])('%s', (_name, settings, release, expected) => {
    expect(covers(settings, release)).toBe(expected);
  });
});

describe('settings of apt', () => {
  test('have scopes, lists, comments and an order', () => {
    const config = aptConfig([
      '// a "x";\n/* APT::A "no"; */\nAPT { A "1"; B { "x"; "y"; }; C::D "deep"; };\nAPT::B:: "z"; # end\nAPT::A "2";\n',
      'Dpkg::Options { "--force-confold"; }\nAPT::Url "http://host//path";\n#clear APT::C;\n',
    ]);
    expect([config.value('apt::a'), config.list('APT::B'), config.value('APT::C::D'), config.list('DPkg::Options'), config.value('APT::Url')]).toEqual(['2', ['x', 'y', 'z'], undefined, ['--force-confold'], 'http://host//path']);
  });

  test('come from files with plain names', () => {
    expect(['20auto-upgrades', 'a.conf', 'a_b-1', 'a.dpkg-dist', 'a.conf.bak', '.hidden', 'a~'].filter((name) => isAptConfig(`/etc/apt/apt.conf.d/${name}`))).toEqual(['20auto-upgrades', 'a.conf', 'a_b-1']);
  });

  test.each([
    ['1', true],
    ['always', true],
    ['7', true],
    ['12h', true],
    ['0', false],
    ['00', false],
    ['', false],
    [undefined, false],
    ['no', false],
  ])('run every %s: %s', (value, expected) => {
    expect(isPeriod(value)).toBe(expected);
  });

  test('of a megabyte take no second', () => {
    const start = cpuMs();
    aptConfig(['{'.repeat(200_000), '"a";'.repeat(250_000), '/*'.repeat(400_000), '"'.repeat(500_000)]);
    expect(cpuMs() - start).toBeLessThan(1_000);
  });
});

describe('other programs that install updates', () => {
  const dnf = { '/usr/bin/dnf-automatic': 'x', '/etc/dnf/automatic.conf': '[commands]\nupgrade_type = security\ndownload_updates = yes\napply_updates = yes\n' };
  const yum = { '/usr/sbin/yum-cron': 'x', '/etc/yum/yum-cron.conf': '[commands]\nupdate_cmd = default\ndownload_updates = yes\napply_updates = no\n' };

  test.each([
    ['dnf-automatic', { ...dnf, ...timer('dnf-automatic.timer') }, { product: 'dnf-automatic', installs: true, downloads: true, allOrigins: false, scheduled: true }],
    ['dnf-automatic without its timer', dnf, { product: 'dnf-automatic', installs: false, downloads: false, scheduled: false }],
    ['dnf-automatic that only notifies', { ...dnf, '/etc/dnf/automatic.conf': '[commands]\napply_updates = no\n', ...timer('dnf-automatic.timer') }, { installs: false, downloads: false, allOrigins: true, scheduled: true }],
    ['dnf-automatic by the timer that installs', { '/usr/bin/dnf-automatic': 'x', ...timer('dnf-automatic-install.timer') }, { installs: true, downloads: true, scheduled: true }],
    ['dnf 5', { '/usr/lib64/dnf5/plugins/automatic_cmd_plugin.so': 'x', '/etc/dnf/automatic.conf': '[commands]\napply_updates=true\n', ...timer('dnf5-automatic.timer') }, { product: 'dnf-automatic', installs: true }],
    ['yum-cron', { ...yum, ...wants('yum-cron.service') }, { product: 'yum-cron', installs: false, downloads: true, allOrigins: true, scheduled: true }],
    [
      'SUSE',
      { '/etc/sysconfig/automatic_online_update': 'AOU_ENABLE_CRONJOB="true"\nAOU_PATCH_CATEGORIES="security"\nAOU_DOWNLOAD_ONLY=""\n' },
      { product: 'yast2-online-update', installs: true, allOrigins: false, scheduled: true },
    ],
    ['SUSE, switched off', { '/etc/sysconfig/automatic_online_update': 'AOU_ENABLE_CRONJOB="false"\n' }, { installs: false, scheduled: false }],
    ['transactional-update', { '/usr/sbin/transactional-update': 'x', ...timer('transactional-update.timer') }, { product: 'transactional-update', installs: true }],
    ['rpm-ostree that stages', { '/etc/rpm-ostreed.conf': '[Daemon]\nAutomaticUpdatePolicy=stage\n', ...timer('rpm-ostreed-automatic.timer') }, { product: 'rpm-ostree', installs: true }],
    ['rpm-ostree that only looks', { '/etc/rpm-ostreed.conf': '[Daemon]\nAutomaticUpdatePolicy=check\n', ...timer('rpm-ostreed-automatic.timer') }, { product: 'rpm-ostree', installs: false }],
    ['the one that installs, of two', { ...yum, '/usr/sbin/transactional-update': 'x', ...timer('transactional-update.timer') }, { product: 'transactional-update', installs: true }],
  ] as [string, Machine, object][])('%s', (_name, machine, expected) => {
    expect(factsOf(linux, machine).data.automatic).toMatchObject(expected);
  });

  test('whose settings are hidden', () => {
    expect(factsOf(linux, { ...dnf, '/etc/dnf/automatic.conf': { refused: 'denied' }, ...timer('dnf-automatic.timer') })).toMatchObject({
      data: { automatic: { product: 'dnf-automatic', scheduled: true } },
      gaps: { 'automatic.installs': 'denied' },
    });
  });
});

describe('sources', () => {
  const sources = (machine: Machine) => factsOf(linux, machine).data.sources?.map(({ uri, suite, encrypted, signed, security }) => [uri, suite, encrypted, signed, security].join(' '));

  test.each([
    [
      'one line each',
      { '/etc/apt/sources.list': '# deb http://no/ x y\ndeb-src http://no/ x y\ndeb [ arch=amd64 trusted=yes ] http://a.example/x ./\ndeb http://security.debian.org/ buster/updates main # c\n' },
      ['http://a.example/x ./ false false false', 'http://security.debian.org/ buster/updates false true true'],
    ],
    [
      'in stanzas',
      {
        '/etc/apt/sources.list.d/a.sources':
          'Types: deb deb-src\nURIs: http://a/ https://b/\nSuites: jammy\n jammy-security\n# c\nSigned-By:\n -----BEGIN\n .\n\nEnabled: no\nTypes: deb\nURIs: http://off/\nSuites: x\n\nTypes: deb-src\nURIs: http://src/\nSuites: x\n',
      },
      ['http://a/ jammy false true false', 'http://a/ jammy-security false true true', 'https://b/ jammy true true false', 'https://b/ jammy-security true true true'],
    ],
    [
      'with secrets',
      { '/etc/apt/sources.list': 'deb https://bearer:T0KEN@esm.ubuntu.com/infra/ubuntu jammy-infra-security main\ndeb https://x.example/0123456789abcdef0123456789/deb stable main\n' },
      ['https://esm.ubuntu.com/infra/ubuntu jammy-infra-security true true true', 'https://x.example/…/deb stable true true false'],
    ],
    ['anything goes', { '/etc/apt/sources.list': 'deb http://a/ b c\n', '/etc/apt/apt.conf': 'APT::Get::AllowUnauthenticated "true";\n' }, ['http://a/ b false false false']],
    [
      'yum',
      {
        '/etc/yum.repos.d/a.repo': '[baseos]\nname=x\nmirrorlist=https://mirrors.example/?repo=baseos&password=x\ngpgcheck=1\n[off]\nbaseurl=http://off/\nenabled=0\n[extras]\nbaseurl=http://u:p@x/$releasever/\n',
        '/etc/dnf/dnf.conf': '[main]\ngpgcheck=1\n',
      },
      ['http://x/$releasever/ extras false true false', 'https://mirrors.example/ baseos true true true'],
    ],
    ['yum without signatures', { '/etc/yum.repos.d/a.repo': '[updates]\nbaseurl=http://a/\ngpgcheck=0\n[x]\nmetalink=https://m/\n' }, ['http://a/ updates false false true', 'https://m/ x true false false']],
    ['zypper', { '/etc/zypp/repos.d/SLE.repo': '[SLE-Module-Basesystem15-SP5-Updates]\nbaseurl=https://updates.suse.com/x\nenabled=1\n' }, ['https://updates.suse.com/x SLE-Module-Basesystem15-SP5-Updates true true true']],
    [
      'apk',
      { '/etc/apk/repositories': 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main\n#http://off/\n@edge http://dl/alpine/edge/testing\n/media/cdrom/apks\n' },
      ['/media/cdrom/apks   true false', 'http://dl/alpine/edge/testing edge/testing false true true', 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main v3.20/main true true true'],
    ],
  ] as [string, Machine, string[]][])('%s', (_name, machine, expected) => {
    expect(sources(machine)).toEqual(expected);
  });

  test('that are hidden leave the list known in part', () => {
    const { data, gaps } = factsOf(linux, { '/etc/apt/sources.list': 'deb http://a/ b c\n', '/etc/apt/sources.list.d/ubuntu-pro.sources': { refused: 'needs-root' } });
    expect(data.sources).toHaveLength(1);
    expect(gaps).toEqual({ ...usual, sources: 'needs-root' });
  });
});

describe('waiting security updates', () => {
  const count = (text: string) => factsOf(linux, { '/var/lib/update-notifier/updates-available': text });

  test.each([
    ['\n12 packages can be updated.\n5 updates are security updates.\n', 5],
    ['\n1 update can be applied immediately.\n1 of these updates is a standard security update.\nTo see these additional updates run: apt list --upgradable\n', 1],
    [
      'Expanded Security Maintenance for Applications is not enabled.\n\n23 updates can be applied immediately.\n7 of these updates are standard security updates.\n\n2 additional security updates can be applied with ESM Apps.\n',
      7,
    ],
    ['\n3 updates can be applied immediately.\n', 0],
    ['\n0 packages can be updated.\n0 updates are security updates.\n', 0],
  ])('%j: %i', (text, expected) => {
    expect(count(text).data.pendingSecurityCount).toBe(expected);
  });

  test('in another language are unreadable, not none', () => {
    const { data, gaps } = count('\n12 Aktualisierungen können sofort angewendet werden.\n5 davon sind Sicherheitsaktualisierungen.\n');
    expect(data.pendingSecurityCount).toBeUndefined();
    expect(gaps).toMatchObject({ pendingSecurityCount: 'unreadable' });
  });
});

test('packages that somebody held back', () => {
  const machine = {
    '/var/lib/dpkg/status': 'Package: b\nStatus: hold ok installed\nVersion: 1\n\nPackage: a\nStatus: install ok installed\n\nPackage: c\nStatus: hold ok not-installed\n',
    '/etc/dnf/plugins/versionlock.list': '# Added locks\nkernel-0:5.14.0-427.el9.*\n',
    '/etc/zypp/locks': 'type: package\nmatch_type: glob\nsolvable_name: kernel-default\n',
  };
  expect(factsOf(linux, machine).data.held).toEqual(['b', 'c', 'kernel-0:5.14.0-427.el9.*', 'kernel-default']);
  expect(factsOf(linux, { '/var/lib/dpkg/status': { refused: 'denied' } })).toMatchObject({ gaps: { held: 'denied' } });
});
