import { describe, expect, test } from 'vitest';
import { logging } from '../../../../agent/facts/logging/index.ts';
import { linux } from '../../../../agent/facts/logging/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { busyServer } from '../town-services.ts';

const of = (machine: Machine) => factsOf(linux, { '/proc/1/comm': 'systemd\n', ...machine });
const auditd: Machine = { '/usr/sbin/auditd': 'x', '/etc/systemd/system/multi-user.target.wants/auditd.service': { link: '/lib/systemd/system/auditd.service' } };

test('the server of a town', () => {
  expect(logging).toMatchObject({ name: 'logging', version: 1, linux });
  const { data } = factsOf(linux, busyServer);
  expect(data).toMatchObject({
    services: [{ name: 'auditd', enabled: true, running: false }, { name: 'journald', enabled: false, running: false }, { name: 'rsyslog', enabled: true, running: true }],
    audit: { enabled: true, rules: 2, locked: true },
    logs: [
      { name: '/var/log/audit/audit.log', enabled: true, maxBytes: 41_943_040, keepDays: null, whenFull: 'overwrite', persistent: true },
      { name: '/var/log/auth.log', enabled: true, maxBytes: null, keepDays: 84, whenFull: 'overwrite', persistent: true },
      { name: '/var/log/syslog', keepDays: 84 },
      { name: 'journal', enabled: true, maxBytes: 524_288_000, keepDays: 91, whenFull: 'overwrite', persistent: true },
    ],
    forwardsTo: [
      { address: 'logs.town.example:514', encrypted: false, by: 'rsyslog' },
      { address: 'siem.town.example:6514', encrypted: true, by: 'rsyslog' },
      { address: 'wazuh.town.example', encrypted: true, by: 'wazuh' },
    ],
    powershellScriptBlocks: null,
  });
});

describe('audit', () => {
  test.each<[string, Machine, unknown]>([
    ['absent', {}, null],
    ['present and without rules', auditd, { enabled: true, rules: 0, locked: false }],
    ['installed and not started', { '/usr/sbin/auditd': 'x', '/etc/audit/audit.rules': '-w /etc -p wa\n' }, { enabled: false, rules: 1, locked: false }],
    ['switched off by its rules', { ...auditd, '/etc/audit/rules.d/a.rules': '-e 0\n' }, { enabled: false, rules: 0, locked: false }],
    ['switched off by the kernel', { ...auditd, '/proc/cmdline': 'ro audit=0\n' }, { enabled: false, rules: 0, locked: false }],
    ['locked', { ...auditd, '/etc/audit/rules.d/a.rules': '-a always,exit -S all\n', '/etc/audit/rules.d/z.rules': '-e 2\n' }, { enabled: true, rules: 1, locked: true }],
  ])('%s', (_name, machine, expected) => {
    expect(of(machine).data.audit).toEqual(expected);
  });

  test('hidden rules are a gap', () => {
    const { data, gaps } = of({ ...auditd, '/etc/audit/audit.rules': { refused: 'needs-root' } });
    expect([data.audit, gaps['audit.rules'], gaps['audit.enabled']]).toEqual([{}, 'needs-root', 'needs-root']);
  });
});

test.each<[string, string, unknown]>([
  ['UDP', '*.* @logs.example\n', [{ address: 'logs.example', encrypted: false, by: 'rsyslog' }]],
  ['TLS for all', '$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\nauth.* @@logs.example:6514\n', [{ address: 'logs.example:6514', encrypted: true, by: 'rsyslog' }]],
  ['IPv6', '*.* @@[2001:db8::1]:10514\n', [{ address: '[2001:db8::1]:10514', encrypted: false, by: 'rsyslog' }]],
  ['RELP with TLS', 'action(type="omrelp" target="a.example" port="2514" tls="on")\n', [{ address: 'a.example:2514', encrypted: true, by: 'rsyslog' }]],
  ['commented out', '#*.* @@logs.example\n  # action(type="omfwd" target="a")\n', []],
  ['a file', '*.* -/var/log/messages\nmail.* @include\n', [{ address: 'include', encrypted: false, by: 'rsyslog' }]],
])('rsyslog: %s', (_name, text, expected) => {
  expect(of({ '/etc/rsyslog.conf': text }).data.forwardsTo).toEqual(expected);
});

test.each<[string, Machine, string, boolean]>([
  ['syslog-ng', { '/etc/syslog-ng/conf.d/a.conf': 'destination d_net { network("a.example" port(6514) transport("tls") tls(ca-dir("/x"))); };\n' }, 'a.example:6514', true],
  ['systemd', { '/etc/systemd/journal-upload.conf': '[Upload]\nURL=https://a.example:19532\n' }, 'https://a.example:19532', true],
  ['Splunk', { '/opt/splunkforwarder/etc/system/local/outputs.conf': '[tcpout:town]\nserver = a.example:9997\n' }, 'a.example:9997', false],
  ['Filebeat', { '/etc/filebeat/filebeat.yml': 'output.logstash:\n  hosts: ["a.example:5044"]\n  ssl.certificate: /x\n' }, 'a.example:5044', true],
  ['audisp-remote', { '/etc/audit/audisp-remote.conf': 'remote_server = a.example\nport = 60\n', '/etc/audit/plugins.d/au-remote.conf': 'active = yes\n' }, 'a.example:60', false],
])('%s sends', (_name, machine, address, encrypted) => {
  expect(of(machine).data.forwardsTo?.map((one) => [one.address, one.encrypted])).toEqual([[address, encrypted]]);
});

test('the journal in memory only', () => {
  expect(of({ '/usr/lib/systemd/systemd-journald': 'x' }).data.logs).toEqual([{ name: 'journal', enabled: true, keepDays: null, whenFull: 'overwrite', persistent: false }]);
});
