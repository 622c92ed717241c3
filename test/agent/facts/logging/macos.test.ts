import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/logging/macos.ts';
import { auditClasses } from '../../../../agent/facts/logging/macos-audit.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import type { Machine } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const daemons = '/System/Library/LaunchDaemons';
const overrides = '/private/var/db/com.apple.xpc.launchd/disabled.plist';
const control = '/etc/security/audit_control';
const mac: Machine = {
  [`${daemons}/com.apple.logd.plist`]: plist({ Label: 'com.apple.logd', KeepAlive: true }),
  [`${daemons}/com.apple.syslogd.plist`]: plist({ Label: 'com.apple.syslogd' }),
  [`${daemons}/com.apple.auditd.plist`]: plist({ Label: 'com.apple.auditd', Disabled: true }),
  [overrides]: plist({ 'com.apple.auditd': false }),
  [control]: '#\n# $P4$\n#\ndir:/var/audit\nflags:lo,aa,ad,-fd,^-fr\nminfree:5\nnaflags:lo,aa\npolicy:cnt,argv\nfilesz:2M\nexpire-after:60d OR 5G\nsuperuser-set-sflags-mask:has_authenticated,has_console_access\n',
  '/etc/asl/com.apple.install': "? [= Facility install] claim only\n* file /var/log/install.log format='$((Time)(JZ)) $Host' rotate=utc compress file_max=50M size_only ttl=365\n",
  '/etc/syslog.conf': 'install.*\t\t\t@127.0.0.1:32376\n*.notice\t@logs.town.example\n',
  '/Library/Ossec/etc/ossec.conf': '<ossec_config><client><server><address>wazuh.town.example</address></server><password>CANARY</password></client></ossec_config>',
};
const programs: Programs = { launchRunning: 'PID\tStatus\tLabel\n91\t0\tcom.apple.logd\n92\t0\tcom.apple.syslogd\n93\t0\tcom.apple.auditd\n' };

test('a Mac that records and sends', () => {
  const { data, gaps } = factsWith(macos, mac, programs);
  expect(data).toEqual({
    services: [{ name: 'auditd', enabled: true, running: true }, { name: 'syslogd', enabled: true, running: true }, { name: 'unified-logging', enabled: true, running: true }],
    audit: { enabled: true, rules: null, locked: false },
    auditPolicy: [
      { id: 'aa', name: 'authentication and authorization', success: true, failure: true }, { id: 'ad', name: 'administrative', success: true, failure: true },
      { id: 'fd', name: 'file delete', success: false, failure: true }, { id: 'fr', name: 'file read', success: false, failure: false }, { id: 'lo', name: 'login_logout', success: true, failure: true },
    ],
    logs: [
      { name: '/var/audit', enabled: true, maxBytes: 5_368_709_120, keepDays: 60, whenFull: 'overwrite', persistent: true },
      { name: '/var/log/install.log', enabled: true, maxBytes: null, keepDays: 365, whenFull: 'overwrite', persistent: true },
      { name: 'unified log', enabled: true, whenFull: 'overwrite', persistent: true },
    ],
    forwardsTo: [{ address: 'logs.town.example', encrypted: false, by: 'syslogd' }, { address: 'wazuh.town.example', encrypted: true, by: 'wazuh' }],
    powershellScriptBlocks: null, powershellTranscripts: null, processCommandLines: null,
  });
  expect(gaps).toEqual({ 'logs[].maxBytes': 'not-visible-from-here', 'logs[].keepDays': 'not-visible-from-here' });
  expect(JSON.stringify(data)).not.toContain('CANARY');
});

describe('recording', () => {
  test('macOS 14 comes with it switched off and without settings', () => {
    const { data } = factsWith(macos, { ...mac, [overrides]: undefined, [control]: undefined }, programs);
    expect(data).toMatchObject({ audit: { enabled: false }, auditPolicy: [] });
    expect(data.logs?.map(({ name }) => name)).toEqual(['/var/log/install.log', 'unified log']);
    expect(factsWith(macos, { ...mac, [control]: undefined }, programs).data.audit).toMatchObject({ enabled: false });
  });
  test('a version without it', () => {
    expect(factsWith(macos, { ...mac, [`${daemons}/com.apple.auditd.plist`]: undefined }, programs).data.audit).toBeNull();
  });
  test('a machine that stops when nothing more can be recorded', () => {
    const log = (text: string) => factsWith(macos, { ...mac, [control]: text }, programs).data.logs?.[0];
    expect(log('flags:lo\npolicy:ahlt,argv\n')).toMatchObject({ whenFull: 'stop', maxBytes: null, keepDays: null });
    expect(log('flags:lo\nexpire-after:10M\n')).toMatchObject({ whenFull: 'overwrite', maxBytes: 10_485_760, keepDays: null });
    expect(log('flags:lo\nexpire-after:60d AND 10M\n')).toMatchObject({ maxBytes: null, keepDays: null });
  });
  test('flags: all but some, and what is no flag', () => {
    expect(auditClasses('all,^+fr')).toEqual([{ id: 'all', name: 'all', success: true, failure: true }, { id: 'fr', name: 'file read', success: false, failure: false }]);
    expect(auditClasses('lo,Zutritt')).toBeUndefined();
  });
});

describe('what cannot be told', () => {
  test('refused and nonsense', () => {
    expect(factsWith(macos, { ...mac, [control]: { refused: 'needs-root' } }, programs).gaps).toMatchObject({ 'audit.enabled': 'needs-root', auditPolicy: 'needs-root', logs: 'needs-root' });
    expect(factsWith(macos, { ...mac, [overrides]: 'x' }, { launchRunning: { state: 'failed', reason: 'needs-root', detail: 'x' } }).gaps).toMatchObject({ 'services[].enabled': 'unreadable', 'services[].running': 'needs-root', 'audit.enabled': 'unreadable' });
    expect(factsWith(macos, { ...mac, '/etc/syslog.conf': { refused: 'denied' } }, programs).gaps).toMatchObject({ forwardsTo: 'denied' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, mac, programs);
    expect(counterexample('logging', macos, likely)).toBeUndefined();
    expect(untruths(macos, likely).filter((line) => !line.includes(', forwardsTo['))).toEqual([]);
  });
});
