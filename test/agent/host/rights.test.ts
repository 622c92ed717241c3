import { expect, test } from 'vitest';
import { isUsuallyRootOnly } from '../../../agent/host/rights.ts';

test('the usual places, and not their neighbors', () => {
  for (const name of ['/etc/shadow', '/etc/sudoers.d/*', '/root/.ssh/authorized_keys', '/sys/class/dmi/id/product_serial', '/proc/*/fd/*']) expect(isUsuallyRootOnly(name)).toBe(true);
  for (const name of ['/etc/passwd', '/etc/ssh/sshd_config', '/sys/class/dmi/id/product_name', '/proc/*/comm', '/rooty']) expect(isUsuallyRootOnly(name)).toBe(false);
});
