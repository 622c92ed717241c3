import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Identity } from '../../../wire/sections/identity.ts';
import type { Os } from '../../../wire/sections/os.ts';

/** Direct evidence that no scan gives: a row of a ledger, an invoice, a date a device tells over SNMP. */
export interface AgeRecord {
  /** `bought`: a person's record. `made`: the device says when it was made. `first-use`: when it was first switched on. */
  readonly kind: 'bought' | 'made' | 'first-use';
  /** The day, or the first and last day where the record is coarser. */
  readonly from: string;
  readonly to: string;
  /** Where it stands: `invoice 2021-118`, `ENTITY-MIB entPhysicalMfgDate`. */
  readonly source: string;
  /** It was found by the name of the computer alone: another computer may have had that name before. */
  readonly byName?: boolean;
}

/** A disk was switched on for the first time on this day or before, by its hours. */
export interface DiskOnBefore {
  readonly disk: string;
  readonly day: string;
}

/** What the age of a computer is told from. A section that is absent was not read. */
export interface AgeFacts {
  readonly hardware?: Hardware;
  readonly identity?: Identity;
  readonly os?: Os;
  /** When somebody first saw it, RFC 3339. */
  readonly firstSeen?: string;
  readonly disksOnBefore?: readonly DiskOnBefore[];
  readonly records?: readonly AgeRecord[];
}
