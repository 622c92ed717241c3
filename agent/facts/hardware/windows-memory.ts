import type { Hardware } from '../../../wire/sections/hardware.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { memoryTypes, moduleText } from './memory-modules.ts';

export const moduleSources = {
  modules: cim('root/cimv2:Win32_PhysicalMemory', ['BankLabel', 'DeviceLocator', 'Capacity', 'SMBIOSMemoryType', 'Manufacturer', 'PartNumber', 'SerialNumber']),
} as const satisfies Sources;

type Module = NonNullable<Hardware['memoryModules']>[number];

/** Memory modules by Win32_PhysicalMemory, for a computer on which the table of the firmware was not read. */
export function modulesOf(at: Look<typeof moduleSources>): Module[] | undefined {
  const { list, why } = instancesOf(at, 'modules');
  if (list === undefined) return at.lack('memoryModules', why ?? { reason: 'not-visible-from-here', detail: moduleSources.modules.class });
  const modules = list.map((it): Module => {
    const said = (name: string, property: string, parse: (text: string) => string | null) => {
      const value = it(property);
      return value === null ? null : typeof value === 'string' ? parse(value) : at.lack(`memoryModules[].${name}`, { reason: 'unreadable', detail: property });
    };
    const [bytes, type] = [cimNumber(it('Capacity')), cimNumber(it('SMBIOSMemoryType'))];
    const slot = [cimText(it('BankLabel')), cimText(it('DeviceLocator'))].map((text) => firmwareText(text ?? '')).filter((text) => text !== null).join(' ');
    return {
      slot: printable(slot, 128) || at.lack('memoryModules[].slot', { reason: 'unreadable', detail: 'DeviceLocator' }),
      sizeMiB: typeof bytes === 'number' ? Math.floor(bytes / 1_048_576) : at.lack('memoryModules[].sizeMiB', { reason: 'unreadable', detail: 'Capacity' }),
      type: type === undefined ? at.lack('memoryModules[].type', { reason: 'not-visible-from-here', detail: 'SMBIOSMemoryType' }) : (memoryTypes[type ?? 0] ?? null),
      manufacturer: said('manufacturer', 'Manufacturer', moduleText),
      partNumber: said('partNumber', 'PartNumber', moduleText),
      serial: said('serial', 'SerialNumber', firmwareSerial),
    };
  });
  return modules.sort((a, b) => inOrder(`${a.slot ?? ''}\0${a.serial ?? ''}`, `${b.slot ?? ''}\0${b.serial ?? ''}`));
}
