import { expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/identity/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';

const of = (machine: Machine) => factsOf(linux, machine);

test('joined to Entra ID by himmelblau', () => {
  const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
  expect(of({ '/var/cache/himmelblaud/himmelblau.cache.db': 'x', '/etc/himmelblau/himmelblau.conf': `[global]\ndomains = town.example\n[town.example]\ntenant_id = ${tenant}\n` }).data.entra).toEqual({ tenantId: tenant, join: 'joined' });
  expect(of({ '/var/cache/himmelblaud/himmelblau.cache.db': 'x' }).data.entra).toEqual({ tenantId: null, join: 'joined' });
  expect(of({ '/etc/himmelblau/himmelblau.conf': '[global]\n' }).data.entra).toBeNull();
});

test('registered and managed by Intune', () => {
  const { data, gaps } = of({ '/var/lib/microsoft-identity-device-broker/1000.db': 'x' });
  expect([data.entra, data.managedBy, gaps['entra.tenantId']]).toEqual([{ join: 'registered' }, ['Microsoft Intune'], 'not-visible-from-here']);
});

test('managers by name and address, without credentials', () => {
  const { data } = of({
    '/etc/salt/pki/minion/minion_master.pub': 'x', '/etc/salt/minion': 'master: salt.town.example\n', '/opt/jc/jcagent.conf': '{"key":"CANARY"}',
    '/var/lib/landscape/client/broker.bpickle': 'x', '/etc/landscape/client.conf': '[client]\nurl = https://user:CANARY@landscape.town.example/message-system\nregistration_key = CANARY\n',
  });
  expect(data.managedBy).toEqual(['JumpCloud', 'Salt (salt.town.example)', 'Ubuntu Landscape (https://landscape.town.example/message-system)']);
});

test('what is hidden is a gap', () => {
  expect(of({ '/opt/jc/jcagent.conf': { refused: 'denied' } }).data.managedBy).toEqual(['JumpCloud']);
});
