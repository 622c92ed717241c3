import { expect, test } from 'vitest';
import { linux as mfa } from '../../../agent/facts/mfa/linux.ts';
import { linux as remoteAccess } from '../../../agent/facts/remote-access/linux.ts';
import { cpuMs } from '../../cpu.ts';
import { factsOf } from '../facts/machine.ts';

const endless = {
  'Match blocks': 'Match Group admins\n  PermitRootLogin yes\n'.repeat(20_000),
  'Match all': 'Match all\nX11Forwarding yes\nMatch User a\n'.repeat(20_000),
  settings: 'MaxAuthTries 3\n'.repeat(60_000),
  'brackets in a name to include': `Include /etc/s${'['.repeat(200_000)}\n${'MaxAuthTries 3\n'.repeat(5_001)}`,
  'names to include': `Include ${'/etc/ssh/a.conf '.repeat(60_000)}\n`,
};

test.each(Object.entries(endless))('settings of sshd with endless %s take their limit and nothing else', (_what, text) => {
  const machine = { '/etc/ssh/sshd_config': text, '/usr/sbin/sshd': 'x' };
  const begun = cpuMs();
  const { gaps } = factsOf(remoteAccess, machine);
  factsOf(mfa, machine);
  expect(cpuMs() - begun).toBeLessThan(1500);
  expect(gaps['ssh.permitRootLogin']).toBe('too-large');
});
