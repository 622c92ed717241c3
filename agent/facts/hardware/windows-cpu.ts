import type { Hardware } from '../../../wire/sections/hardware.ts';
import { cim, cimNumber, instancesOf } from '../../host/cim.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import { hklm, keysOf, registryBytes, registryText } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

export const cpuSources = {
  /** One key per hardware thread, made by the kernel at every start. */
  threads: hklm(String.raw`HARDWARE\DESCRIPTION\System\CentralProcessor\*`, ['Identifier', 'ProcessorNameString', 'VendorIdentifier', 'Update Revision', 'Update Signature']),
  processors: cim('root/cimv2:Win32_Processor', ['NumberOfCores']),
} as const satisfies Sources;

type At = Look<typeof cpuSources>;
type Cpu = NonNullable<Hardware['cpu']>;

/** The processor as the kernel describes it in the registry: `Intel64 Family 6 Model 158 Stepping 10`. */
export function cpuOf(at: At): Cpu | undefined {
  const { keys, why } = keysOf(at, 'threads');
  const [first] = [...keys].sort((a, b) => Number(a.name) - Number(b.name));
  if (first === undefined) return at.lack('cpu', why ?? { reason: 'not-visible-from-here', detail: cpuSources.threads.key });
  const word = (path: string, name: string, max: number) => {
    const text = registryText(first.value(name));
    return typeof text === 'string' ? printable(text.replace(/\s+/g, ' '), max) : at.lack(path, { reason: text === null ? 'not-visible-from-here' : 'unreadable', detail: name });
  };
  const identifier = word('cpu.family', 'Identifier', 128);
  const [, family, modelNumber, stepping] = /^(?:Intel64|AMD64|EM64T|x86) Family (\d{1,5}) Model (\d{1,5}) Stepping (\d{1,5})$/.exec(identifier ?? '') ?? [];
  const number = (path: string, digits: string | undefined) => (digits === undefined ? at.lack(path, { reason: 'unreadable', detail: 'no identifier of CPUID' }) : Number(digits));
  return {
    vendor: word('cpu.vendor', 'VendorIdentifier', 64),
    model: word('cpu.model', 'ProcessorNameString', 255),
    family: number('cpu.family', family),
    modelNumber: number('cpu.modelNumber', modelNumber),
    stepping: number('cpu.stepping', stepping),
    ...packagesOf(at),
    threads: why ? at.lack('cpu.threads', why) : keys.length,
    microcode: microcodeOf(at, first.value('Update Revision') ?? first.value('Update Signature')),
    vulnerabilities: at.lack('cpu.vulnerabilities', { reason: 'not-visible-from-here', detail: 'Windows tells it to programs only' }),
  };
}

/** Sockets that hold a processor, and their cores together. */
function packagesOf(at: At): Pick<Cpu, 'sockets' | 'cores'> {
  const { list, why } = instancesOf(at, 'processors');
  if (list === undefined || list.length === 0) {
    const reason = why ?? { reason: 'not-visible-from-here' as const, detail: cpuSources.processors.class };
    return { sockets: at.lack('cpu.sockets', reason), cores: at.lack('cpu.cores', reason) };
  }
  const cores = list.map((it) => cimNumber(it('NumberOfCores')));
  const isTold = cores.every((count) => typeof count === 'number');
  return { sockets: list.length, cores: isTold ? cores.reduce<number>((sum, count) => sum + (count ?? 0), 0) : at.lack('cpu.cores', { reason: 'unreadable', detail: 'NumberOfCores' }) };
}

/** Eight bytes, the revision in the upper four: Intel SDM 3A, IA32_BIOS_SIGN_ID. AMD has it in the same place or in the lower four. */
function microcodeOf(at: At, value: unknown): string | undefined {
  const bytes = registryBytes(value);
  const revision = bytes?.length === 8 ? bytes.readUInt32LE(4) || bytes.readUInt32LE(0) : bytes?.length === 4 ? bytes.readUInt32LE(0) : undefined;
  if (revision === undefined) return at.lack('cpu.microcode', { reason: bytes === null ? 'not-visible-from-here' : 'unreadable', detail: 'Update Revision' });
  return `0x${revision.toString(16)}`;
}
