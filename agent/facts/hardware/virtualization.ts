import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { cpuFlags } from './cpu.ts';

export const virtualizationSources = {
  hypervisorType: { kind: 'file', path: '/sys/hypervisor/type', trust: 'kernel' },
  /** `control_d` in the domain that owns the hardware. */
  xenCapabilities: { kind: 'file', path: '/proc/xen/capabilities', trust: 'kernel' },
  kernelRelease: { kind: 'file', path: '/proc/sys/kernel/osrelease', trust: 'kernel' },
  hypervisorNode: { kind: 'file', path: '/sys/firmware/devicetree/base/hypervisor/compatible', trust: 'kernel' },
  boardCompatible: { kind: 'file', path: '/sys/firmware/devicetree/base/compatible', trust: 'kernel' },
} as const satisfies Sources;

export const virtualizationNames = Object.keys(virtualizationSources) as (keyof typeof virtualizationSources)[];

/** What virtual machines call themselves, as `vendor|product|board`. First match counts. */
const names: readonly (readonly [RegExp, string])[] = [
  [/vmware/i, 'vmware'],
  [/virtualbox|innotek/i, 'virtualbox'],
  [/^microsoft corporation\|virtual machine\|/i, 'hyper-v'],
  [/^xen\||hvm domu/i, 'xen'],
  [/^(?:qemu|red hat\|kvm|ovirt|digitalocean|linode|vultr|scaleway|hetzner|nutanix|alibaba cloud)|\|(?:kvm|rhev|rhel|ovirt|openstack|google compute engine|standard pc)/i, 'kvm'],
  [/^(?:parallels|bochs|bhyve|apple virtualization|acrn|cloud hypervisor)|\|(?:bhyve|apple virtualization)/i, 'other'],
];

/** What firmware and surroundings say of the machine, gathered elsewhere. */
export interface Surroundings {
  readonly vendor: string | null | undefined;
  readonly product: string | null | undefined;
  readonly board: string | null | undefined;
  readonly container: boolean;
  /** Why a hypervisor may have gone unnoticed. */
  readonly doubt: Why | undefined;
}

/** The hypervisor this runs on; null on physical hardware, which includes the domain of Xen that owns it. */
export function virtualizationOf(look: Look<typeof virtualizationSources>, cpuinfo: string | undefined, around: Surroundings): string | null | undefined {
  if (look.text('xenCapabilities')?.includes('control_d')) return null;
  const flags = cpuFlags(cpuinfo) ?? new Set();
  const self = `${around.vendor ?? ''}|${around.product ?? ''}|${around.board ?? ''}`;
  const named = hypervisorByName(self);
  if (named !== undefined) return named;
  if (look.text('hypervisorType')?.toLowerCase() === 'xen') return 'xen';
  // Amazon sells whole machines under the same name: those have no hypervisor flag.
  if (flags.has('hypervisor') && around.vendor === 'Amazon EC2') return 'kvm';
  if (/microsoft/i.test(look.text('kernelRelease') ?? '')) return 'hyper-v';
  const node = look.text('hypervisorNode') ?? '';
  if (node !== '') return /xen/.test(node) ? 'xen' : /vmware/.test(node) ? 'vmware' : 'other';
  const virtualBoard = /linux,dummy-virt/.test(look.text('boardCompatible') ?? '');
  if (flags.has('hypervisor') || virtualBoard || around.container) return 'other';
  return around.doubt === undefined ? null : look.lack('virtualization', around.doubt);
}

/** The hypervisor that a virtual machine names, as `vendor|product|board`; undefined where it names none. */
export function hypervisorByName(self: string): string | undefined {
  return names.find(([pattern]) => pattern.test(self))?.[1];
}
