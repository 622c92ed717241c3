import { stringAt, structuresOf } from '../facts/hardware/smbios.ts';

/** Where each structure of DSP0134 keeps its serial number and its asset tag, by type. */
const identifying: Readonly<Record<number, readonly number[]>> = { 1: [7], 2: [7, 8], 3: [7, 8], 4: [32, 33], 17: [24, 25], 22: [7], 39: [8, 9] };

/** Serial numbers and asset tags of an SMBIOS table. */
export function stringsOfMachine(table: Uint8Array): string[] {
  return (structuresOf(table) ?? []).flatMap((structure) => {
    const offsets = identifying[structure.type] ?? [];
    return offsets.flatMap((offset) => stringAt(structure, offset) ?? []);
  });
}

/** Puts one and the same UUID into the system structure of a table, in place. */
export function eraseUuid(table: Uint8Array): void {
  for (const { type, bytes } of structuresOf(table) ?? []) if (type === 1 && bytes.length >= 24) bytes.set(Buffer.from('d0be0b5c0000004080000000000000ff', 'hex'), 8);
}
