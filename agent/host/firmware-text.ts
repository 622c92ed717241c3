import { placeholders } from '../../wire/placeholders.ts';
import { printable } from './reading.ts';

/** Numbered forms of the same: `SerNum0`, `Manufacturer3`, `AssetTagNum1`, `DIMM_A1_AssetTag`, `Array1_PartNumber0`, `Asset-1234567890`. */
const numbered = /^(?:(?:dimm|array\d*|module)?[a-z]?\d*)?(?:sernum|serialnum|manufacturer|partnum|partnumber|modulepartnumber|assettagnum|assettag|atn|asset)\d*$/;

/** UUIDs that whole product lines share; compared in lower case. */
const sharedUuids = new Set([
  '03000200-0400-0500-0006-000700080009', '00020003-0004-0005-0006-000700080009', '12345678-1234-5678-90ab-cddeefaabbcc',
  '12345678-1234-5678-1234-567812345678', '01234567-8910-1112-1314-151617181920', '00010203-0405-0607-0809-0a0b0c0d0e0f',
]);

/** A name out of the firmware, at most 128 characters; null for blanks and placeholders. */
export function firmwareText(text: string): string | null {
  const clean = printable(text.replaceAll('\0', ' '), 128);
  const bare = clean.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return bare === '' || placeholders.has(bare) || numbered.test(bare) || (/^x+$/.test(bare) && bare.length > 2) ? null : clean;
}

/** A number that tells one machine from another: no placeholder, not one character repeated, not counted up from 0 or 1. */
export function firmwareSerial(text: string): string | null {
  const clean = firmwareText(text);
  const bare = clean?.replace(/[^\p{L}\p{N}]/gu, '') ?? '';
  return clean === null || /^(.)\1*$/u.test(bare) || isCounting(bare) ? null : clean;
}

/** A UUID in lower case; null for the ones that tell nothing, undefined for what is no UUID. */
export function firmwareUuid(text: string): string | null | undefined {
  const uuid = text.trim().toLowerCase();
  if (firmwareText(uuid) === null) return null;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return undefined;
  return sharedUuids.has(uuid) || new Set(uuid.replaceAll('-', '')).size <= 2 ? null : uuid;
}

function isCounting(text: string): boolean {
  return text.length >= 4 && ['01234567890123456789', '12345678901234567890', '98765432109876543210'].some((digits) => digits.startsWith(text));
}
