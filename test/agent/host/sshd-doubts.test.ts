import { describe, expect, test } from 'vitest';
import { look } from '../../../agent/host/reading.ts';
import { setting, sshdConfigOf, sshdSources } from '../../../agent/host/sshd-config.ts';
import { answersOf } from '../facts/machine.ts';
import type { Machine } from '../facts/machine.ts';

const unit = '/etc/systemd/system/ssh.service.d/override.conf';

/** What is said of PermitRootLogin: its value, why it is not known, or that the default holds. */
function rootLogin(machine: Machine): string {
  const answers = answersOf(sshdSources, { '/etc/ssh/sshd_config': 'PermitRootLogin no\n', ...machine });
  const config = sshdConfigOf(look(answers, sshdSources), answers);
  const { line, why } = config ? setting(config.everybody, 'permitrootlogin') : {};
  return line?.args[0] ?? why?.reason ?? 'default';
}

describe('text that is none', () => {
  test.each(['', '/etc/ssh/sshd_config.d/a.conf'])('of UTF-16 leaves open what it sets', (part) => {
    const text = Buffer.from('\u{feff}PermitRootLogin yes\n', 'utf16le');
    const files = part === '' ? { '/etc/ssh/sshd_config': text } : { '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\n', [part]: text };
    expect(rootLogin(files)).toBe('unreadable');
  });
});

describe('options that systemd puts on the command line', () => {
  test.each([
    ['[Service]\nExecStart=\nExecStart=/usr/sbin/sshd -D -o PermitRootLogin=yes $SSHD_OPTS\n', 'yes'],
    ['[Service]\nEnvironment="SSHD_OPTS=-o PermitRootLogin=yes"\n', 'yes'],
    ['[Service]\nExecStart=/usr/sbin/sshd -D -f /root/other\n', 'unreadable'],
    ['[Service]\nEnvironmentFile=-/etc/default/other\n', 'unreadable'],
    ['[Service]\nRestart=always\nExecStartPre=/usr/sbin/sshd -t -o PermitRootLogin=yes\n', 'no'],
  ])('%j', (text, expected) => expect(rootLogin({ [unit]: text })).toBe(expected));

  test('hidden ones leave every setting open', () => expect(rootLogin({ [unit]: { refused: 'needs-root' } })).toBe('needs-root'));
});
