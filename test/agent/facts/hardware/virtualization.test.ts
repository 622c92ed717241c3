import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/hardware/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officeCpu, officePc } from '../office-pc.ts';

const flagged = { '/proc/cpuinfo': officeCpu.replaceAll('fpu vme', 'fpu hypervisor vme') };
const named = (vendor: string, product: string, board = ''): Machine => ({ '/sys/class/dmi/id/sys_vendor': `${vendor}\n`, '/sys/class/dmi/id/product_name': `${product}\n`, '/sys/class/dmi/id/board_name': `${board}\n` });
const overlay = { '/proc/self/mountinfo': '1 0 0:50 / / rw - overlay overlay rw\n' };
const onDisk = { '/proc/self/mountinfo': '1 0 254:0 / / rw - ext4 /dev/vda rw\n' };

describe('virtualization', () => {
  test.each<[string, Machine, string | null]>([
    ['a computer', officePc, null],
    ['QEMU', { ...flagged, ...named('QEMU', 'Standard PC (Q35 + ICH9, 2009)') }, 'kvm'],
    ['Red Hat', { ...flagged, ...named('Red Hat', 'KVM') }, 'kvm'],
    ['OpenStack', { ...flagged, ...named('OpenStack Foundation', 'OpenStack Nova') }, 'kvm'],
    ['Google', { ...flagged, ...named('Google', 'Google Compute Engine') }, 'kvm'],
    ['a Chromebook', { ...officePc, ...named('Google', 'Eve') }, null],
    ['VMware', { ...flagged, ...named('VMware, Inc.', 'VMware Virtual Platform', '440BX Desktop Reference Platform') }, 'vmware'],
    ['VirtualBox', { ...flagged, ...named('innotek GmbH', 'VirtualBox', 'VirtualBox') }, 'virtualbox'],
    ['Hyper-V', { ...flagged, ...named('Microsoft Corporation', 'Virtual Machine', 'Virtual Machine') }, 'hyper-v'],
    ['a Surface', { ...officePc, ...named('Microsoft Corporation', 'Surface Pro 7') }, null],
    ['Xen', { ...flagged, ...named('Xen', 'HVM domU') }, 'xen'],
    ['Xen without firmware', { ...flagged, '/sys/hypervisor/type': 'xen\n', '/proc/xen/capabilities': '' }, 'xen'],
    ['the domain of Xen that owns the hardware', { ...officePc, ...flagged, '/sys/hypervisor/type': 'xen\n', '/proc/xen/capabilities': 'control_d\n' }, null],
    ['Amazon', { ...flagged, ...named('Amazon EC2', 't3.micro') }, 'kvm'],
    ['a whole machine at Amazon', { ...officePc, ...named('Amazon EC2', 'c5.metal') }, null],
    ['Windows Subsystem for Linux', { ...flagged, '/proc/sys/kernel/osrelease': '5.15.90.1-microsoft-standard-WSL2\n' }, 'hyper-v'],
    ['a hypervisor without a name', flagged, 'other'],
    ['Parallels', { ...flagged, ...named('Parallels Software International Inc.', 'Parallels Virtual Platform') }, 'other'],
    ['QEMU on ARM', { '/sys/firmware/devicetree/base/compatible': 'linux,dummy-virt\0' }, 'other'],
    ['Xen on ARM', { '/sys/firmware/devicetree/base/hypervisor/compatible': 'xen,xen-4.17\0xen,xen\0' }, 'xen'],
    ['a Raspberry Pi', { '/sys/firmware/devicetree/base/compatible': 'raspberrypi,4-model-b\0brcm,bcm2711\0' }, null],
    ['docker', { ...officePc, ...overlay, '/.dockerenv': '' }, 'other'],
    ['a disk image that was made from a container', { ...officePc, ...onDisk, '/.dockerenv': '' }, null],
    ['podman', { ...officePc, ...overlay, '/run/.containerenv': '' }, 'other'],
    ['a container with systemd', { ...officePc, '/run/systemd/container': 'lxc\n' }, 'other'],
  ])('%s', (_name, machine, expected) => {
    const { data } = factsOf(linux, machine);
    expect(data.virtualization).toBe(expected);
    expect(data.chassis === 'virtual').toBe(expected !== null);
  });

  test('is no "physical" where a mark could not be looked for', () => {
    const { data, gaps } = factsOf(linux, { ...officePc, '/proc/cpuinfo': { refused: 'timeout' } });
    expect([data.virtualization, gaps['virtualization'], data.chassis]).toEqual([undefined, 'timeout', 'desktop']);
  });
});
