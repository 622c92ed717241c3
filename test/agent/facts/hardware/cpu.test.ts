import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lacksTopology } from '../../../../agent/facts/hardware/cpu.ts';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { sharedFixtures } from '../../../shared.ts';
import { answersOf, context, factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officeCpu, officePc } from '../office-pc.ts';

const glpi = sharedFixtures('glpi-agent');

test.skipIf(!glpi).each([
  ['rhel-5.6', { vendor: 'GenuineIntel', model: 'Intel(R) Xeon(R) CPU E5620 @ 2.40GHz', family: 6, modelNumber: 44, stepping: 2, sockets: 2, cores: 8, threads: 16 }],
  ['oracle-server-6.7-oda', { vendor: 'GenuineIntel', model: 'Intel(R) Xeon(R) CPU E5-2699 v3 @ 2.30GHz', family: 6, modelNumber: 63, stepping: 2, sockets: 2, cores: 8, threads: 16 }],
  ['linux-2.6.35-1-core-2-thread', { vendor: 'GenuineIntel', model: 'Intel(R) Atom(TM) CPU N270 @ 1.60GHz', family: 6, modelNumber: 28, stepping: 2, sockets: 1, cores: 1, threads: 2 }],
  ['linux-686-1', { vendor: 'GenuineIntel', model: 'Intel(R) Pentium(R) M processor 1.73GHz', family: 6, modelNumber: 13, stepping: 8, threads: 1 }],
  ['linux-raspberry-pi-3-model-b', { vendor: 'ARM', model: 'ARMv7 Processor rev 4 (v7l)', threads: 4 }],
  ['linux-armel-2', { vendor: 'Marvell', model: 'Feroceon 88FR131 rev 1 (v5l)' }],
  ['linux-ppc-3', { model: 'PPC970FX, altivec supported', threads: 2 }],
])('the processor of %s', (name, cpu) => {
  const cpuinfo = fs.readFileSync(path.join(glpi ?? '', 'files/linux/proc/cpuinfo', name), 'utf8');
  const { data, gaps } = factsOf(linux, { '/proc/cpuinfo': cpuinfo });
  expect(Object.fromEntries(Object.entries(data.cpu ?? {}).filter(([, value]) => value !== undefined))).toEqual(cpu);
  for (const key of ['vendor', 'model', 'family', 'sockets', 'cores', 'threads', 'microcode'] as const)
    expect(gaps[`cpu.${key}`]).toBe(key in cpu ? undefined : 'not-visible-from-here');
});

describe('how threads are packed', () => {
  const arm = 'processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n\nprocessor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n';
  const packing: Machine = Object.fromEntries(['0', '1', '2', '3'].flatMap((cpu) => [
    [`/sys/devices/system/cpu/cpu${cpu}/topology/core_id`, `${Number(cpu) % 2}\n`],
    [`/sys/devices/system/cpu/cpu${cpu}/topology/physical_package_id`, `${Number(cpu) > 1 ? 36 : 0}\n`],
  ]));

  test('is asked of sysfs only where /proc/cpuinfo does not say it', () => {
    const ask = (cpuinfo: string) => lacksTopology(answersOf(linux.sources(context.settings), { '/proc/cpuinfo': cpuinfo }));
    expect([ask(arm), ask(officeCpu), lacksTopology({})]).toEqual([true, false, false]);
    expect(Object.keys(linux.more?.sources(answersOf(linux.sources(context.settings), officePc), context) ?? {})).toEqual([]);
  });

  test('is counted from sysfs, where core ids repeat in each package', () => {
    expect(factsOf(linux, { '/proc/cpuinfo': arm, ...packing }).data.cpu).toMatchObject({ vendor: 'ARM', model: 'Cortex-A72', sockets: 2, cores: 4, threads: 2 });
  });

  test('is a gap where neither says it', () => {
    expect(factsOf(linux, { '/proc/cpuinfo': arm }).gaps).toMatchObject({ 'cpu.cores': 'not-visible-from-here', 'cpu.sockets': 'not-visible-from-here', 'cpu.family': 'not-visible-from-here' });
  });
});

describe('weaknesses', () => {
  const said = (state: string) => factsOf(linux, { ...officePc, '/sys/devices/system/cpu/vulnerabilities/x': `${state}\n` });

  test.each([
    ['Not affected', false, true],
    ['Mitigation: Clear CPU buffers; SMT vulnerable', true, true],
    ['Vulnerable', true, false],
    ['Vulnerable: Clear CPU buffers attempted, no microcode; SMT Host state unknown', true, false],
    ['KVM: Mitigation: VMX disabled', true, true],
    ['KVM: Vulnerable', true, false],
    ['Processor vulnerable', true, false],
  ])('%s', (state, affected, mitigated) => {
    expect(said(state).data.cpu?.vulnerabilities?.at(-1)).toEqual({ name: 'x', affected, mitigated, state });
  });

  test('a verdict that the kernel does not have is a gap', () => {
    const { data, gaps } = said('Unknown: Dependent on hypervisor status');
    expect(data.cpu?.vulnerabilities?.at(-1)).toEqual({ name: 'x', state: 'Unknown: Dependent on hypervisor status' });
    expect(gaps).toMatchObject({ 'cpu.vulnerabilities[].affected': 'not-visible-from-here', 'cpu.vulnerabilities[].mitigated': 'not-visible-from-here' });
  });

  test('a kernel that does not tell is a gap, not a list of none', () => {
    const { data, gaps } = factsOf(linux, { '/proc/cpuinfo': officeCpu });
    expect([data.cpu?.vulnerabilities, gaps['cpu.vulnerabilities']]).toEqual([undefined, 'not-visible-from-here']);
  });
});
