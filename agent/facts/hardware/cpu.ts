import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, part, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';

type Cpu = NonNullable<Hardware['cpu']>;
type Vulnerability = NonNullable<Cpu['vulnerabilities']>[number];

export const cpuSources = {
  cpuinfo: { kind: 'file', path: '/proc/cpuinfo', trust: 'kernel', maxBytes: 8 * 1024 * 1024 },
  vulnerabilities: { kind: 'files', pattern: '/sys/devices/system/cpu/vulnerabilities/*', trust: 'kernel' },
} as const satisfies Sources;

/** How hardware threads are packed, for processors whose /proc/cpuinfo does not say it. */
export const topologySources = {
  coreId: { kind: 'files', pattern: '/sys/devices/system/cpu/cpu*/topology/core_id', trust: 'kernel' },
  packageId: { kind: 'files', pattern: '/sys/devices/system/cpu/cpu*/topology/physical_package_id', trust: 'kernel' },
} as const satisfies Sources;

/** Whether /proc/cpuinfo leaves open how threads are packed into cores, as on ARM. */
export function lacksTopology(answers: Answers): boolean {
  const answer = answers['cpuinfo'];
  return answer?.kind === 'one' && answer.reading.state === 'read' && !/^(?:physical id|core id)\s*:/m.test(answer.reading.text);
}

/** Makers by the implementer byte of the main ID register, and parts of ARM's own, from the Arm technical reference manuals. */
const implementers: Readonly<Record<string, string>> = {
  '0x41': 'ARM', '0x42': 'Broadcom', '0x43': 'Cavium', '0x46': 'Fujitsu', '0x48': 'HiSilicon', '0x4e': 'NVIDIA', '0x50': 'APM',
  '0x51': 'Qualcomm', '0x53': 'Samsung', '0x56': 'Marvell', '0x61': 'Apple', '0x69': 'Intel', '0xc0': 'Ampere',
};
const armParts: Readonly<Record<string, string>> = {
  '0xb76': 'ARM1176', '0xc05': 'Cortex-A5', '0xc07': 'Cortex-A7', '0xc08': 'Cortex-A8', '0xc09': 'Cortex-A9', '0xc0f': 'Cortex-A15',
  '0xd03': 'Cortex-A53', '0xd04': 'Cortex-A35', '0xd05': 'Cortex-A55', '0xd07': 'Cortex-A57', '0xd08': 'Cortex-A72', '0xd09': 'Cortex-A73',
  '0xd0a': 'Cortex-A75', '0xd0b': 'Cortex-A76', '0xd0c': 'Neoverse-N1', '0xd40': 'Neoverse-V1', '0xd41': 'Cortex-A78', '0xd49': 'Neoverse-N2',
};

/** The processor from /proc/cpuinfo, x86 and ARM forms; ARM has no CPUID family, model and stepping. */
export function cpuOf(look: Look<typeof cpuSources>, answers: Answers): Cpu | undefined {
  const text = look.need('cpu', 'cpuinfo', (it) => it || undefined);
  if (text === undefined) return undefined;
  const blocks = blocksOf(text);
  const threads = blocks.filter((block) => block.has('processor') && /^\d+$/.test(block.get('processor') ?? ''));
  const known = <T>(path: string, value: T | undefined) =>
    value ?? look.lack(`cpu.${path}`, { reason: 'not-visible-from-here', detail: '/proc/cpuinfo' });
  const first = (...keys: string[]) => keys.flatMap((key) => blocks.flatMap((block) => block.get(key) || []))[0];
  const packed = packing(threads, answers);
  return {
    vendor: known('vendor', cut(first('vendor_id') ?? makerOf(first('CPU implementer')), 64)),
    model: known('model', cut(first('model name', 'Processor', 'cpu') ?? armModel(first('CPU implementer'), first('CPU part')), 255)),
    family: known('family', wholeNumber(first('cpu family'))),
    modelNumber: known('modelNumber', wholeNumber(first('model'))),
    stepping: known('stepping', wholeNumber(first('stepping'))),
    sockets: known('sockets', packed.sockets),
    cores: known('cores', packed.cores),
    threads: known('threads', threads.length || undefined),
    microcode: known('microcode', cut(first('microcode'), 64)),
    vulnerabilities: vulnerabilitiesOf(look),
  };
}

/** The flags of the first processor; empty where there are none, undefined where they could not be read. */
export function cpuFlags(text: string | undefined): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  return new Set((/^flags\s*:(.*)$/m.exec(text)?.[1] ?? '').trim().split(' '));
}

/** As many as the wire takes. */
const mostVulnerabilities = 100;

/** What the kernel says of known weaknesses: see Documentation/ABI/testing/sysfs-devices-system-cpu. */
function vulnerabilitiesOf(look: Look<typeof cpuSources>): Vulnerability[] | undefined {
  const path = 'cpu.vulnerabilities';
  const { entries, incomplete } = look.all('vulnerabilities');
  if (incomplete) look.lack(path, incomplete);
  else if (entries.length === 0) return look.lack(path, { reason: 'not-visible-from-here', detail: 'the kernel does not tell' });
  if (entries.length > mostVulnerabilities) look.lack(path, { reason: 'too-large', detail: `${entries.length} items, ${mostVulnerabilities} kept` });
  const list = entries.slice(0, mostVulnerabilities).flatMap((entry): Vulnerability[] => {
    const state = cut(textOf(entry.reading), 255);
    const name = printable(part(entry.path, 6), 64);
    if (state === undefined) {
      look.lack(path, entry.reading.state === 'failed' ? entry.reading : { reason: 'unreadable', detail: entry.path });
      return [];
    }
    const verdict = /(?:^|: )(not affected|vulnerable|mitigation|processor vulnerable)/i.exec(state)?.[1]?.toLowerCase();
    if (verdict === undefined) {
      for (const key of ['affected', 'mitigated']) look.lack(`${path}[].${key}`, { reason: 'not-visible-from-here', detail: `${name}: ${state}` });
      return [{ name, state }];
    }
    return [{ name, affected: verdict !== 'not affected', mitigated: !verdict.endsWith('vulnerable'), state }];
  });
  return list.sort((a, b) => inOrder(a.name ?? '', b.name ?? ''));
}

function packing(threads: readonly ReadonlyMap<string, string>[], answers: Answers): { sockets?: number | undefined; cores?: number | undefined } {
  const packages = threads.flatMap((block) => block.get('physical id') ?? []);
  const cores = threads.flatMap((block) => (block.has('core id') ? `${block.get('physical id')} ${block.get('core id')}` : []));
  if (packages.length > 0) return { sockets: new Set(packages).size, cores: cores.length > 0 ? new Set(cores).size : undefined };
  const packageOf = texts(answers, 'packageId');
  const coreOf = texts(answers, 'coreId');
  const pairs = [...coreOf].map(([cpu, core]) => `${packageOf.get(cpu)} ${core}`);
  return { sockets: new Set(packageOf.values()).size || undefined, cores: new Set(pairs).size || undefined };
}

function texts(answers: Answers, source: string): Map<string, string> {
  const answer = answers[source];
  if (answer?.kind !== 'many' || answer.incomplete) return new Map();
  return new Map(answer.entries.flatMap(({ path, reading }) => (reading.state === 'read' ? [[part(path, 5), reading.text.trim()] as const] : [])));
}

function blocksOf(text: string): Map<string, string>[] {
  return text.split(/\n[ \t]*\n/).map((block) => new Map(block.split('\n').flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
  })));
}

function makerOf(implementer: string | undefined): string | undefined {
  return implementer === undefined ? undefined : (inTable(implementers, implementer.toLowerCase()) ?? implementer);
}

function armModel(implementer: string | undefined, cpuPart: string | undefined): string | undefined {
  if (implementer === undefined || cpuPart === undefined) return undefined;
  const known = implementer === '0x41' ? inTable(armParts, cpuPart.toLowerCase()) : undefined;
  return known ?? `implementer ${implementer} part ${cpuPart}`;
}

function cut(text: string | undefined, max: number): string | undefined {
  const clean = text === undefined ? '' : printable(text.replace(/\s{2,}/g, ' '), max);
  return clean === '' ? undefined : clean;
}
