import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import { inOrder, printable } from '../../host/reading.ts';
import type { Structure } from './smbios.ts';
import { numberAt, stringAt } from './smbios.ts';

type MemoryModule = NonNullable<Hardware['memoryModules']>[number];

/** Memory types of DSP0134 7.18.2. */
export const memoryTypes: Readonly<Record<number, string>> = {
  0x03: 'DRAM', 0x0f: 'SDRAM', 0x11: 'RDRAM', 0x12: 'DDR', 0x13: 'DDR2', 0x14: 'DDR2 FB-DIMM', 0x18: 'DDR3', 0x19: 'FBD2', 0x1a: 'DDR4',
  0x1b: 'LPDDR', 0x1c: 'LPDDR2', 0x1d: 'LPDDR3', 0x1e: 'LPDDR4', 0x20: 'HBM', 0x21: 'HBM2', 0x22: 'DDR5', 0x23: 'LPDDR5', 0x24: 'HBM3',
};

/** Memory modules from structures of type 17, DSP0134 7.18; empty slots left out. A module of unknown size has no `sizeMiB`. */
export function memoryModulesOf(structures: readonly Structure[]): MemoryModule[] {
  const devices = structures.filter(({ type, bytes }) => type === 17 && bytes.length >= 0x15 && sizeOf(bytes) !== 0);
  const locators = devices.map((device) => slotText(stringAt(device, 0x10)));
  const modules = devices.map((device, index) => {
    const locator = locators[index] ?? '';
    const unique = locator !== '' && locators.indexOf(locator) === locators.lastIndexOf(locator);
    const slot = unique ? locator : printable(`${slotText(stringAt(device, 0x11))} ${locator}`.trim() || handleOf(device), 128);
    return moduleIn(device, slot);
  });
  return modules.sort((a, b) => inOrder(`${a.slot}\0${a.serial ?? ''}`, `${b.slot}\0${b.serial ?? ''}`));
}

function moduleIn(device: Structure, slot: string): MemoryModule {
  const size = sizeOf(device.bytes);
  const said = (offset: number, read: (text: string) => string | null) => {
    const text = stringAt(device, offset);
    return text === undefined ? null : read(text);
  };
  return {
    slot,
    ...(size === undefined ? {} : { sizeMiB: size }),
    type: memoryTypes[numberAt(device, 0x12, 1) ?? 0] ?? null,
    manufacturer: said(0x17, moduleText),
    partNumber: said(0x1a, moduleText),
    serial: said(0x18, firmwareSerial),
  };
}

/** Size in MiB: bit 15 says KiB, 0xffff unknown, 0x7fff that the extended field has it. */
function sizeOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint16(0x0c, true);
  if (size === 0xffff) return undefined;
  if (size === 0x7fff) return bytes.length >= 0x20 ? view.getUint32(0x1c, true) & 0x7fffffff : undefined;
  return size & 0x8000 ? Math.floor((size & 0x7fff) / 1024) : size;
}

/** Makers and part numbers of modules come with zeroes and dots where the module tells nothing. */
export function moduleText(text: string): string | null {
  const clean = firmwareText(text);
  return clean === null || /^[0\s.]*$/.test(clean) ? null : clean;
}

function slotText(text: string | undefined): string {
  return text === undefined ? '' : (firmwareText(text) ?? '');
}

function handleOf({ handle }: Structure): string {
  return `0x${handle.toString(16).padStart(4, '0')}`;
}
