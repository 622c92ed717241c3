import type { RosterAsset } from '../../input.ts';
import type { ListRow } from '../../list.ts';
import type { AgeRecord } from './facts.ts';

/**
 * What the row of the equipment ledger says on the age of the asset that it is about: direct evidence, less sure where the
 * two have nothing but a name in common.
 */
export function purchaseRecords({ identity }: Pick<RosterAsset, 'identity'>, { row, purchased, serial, macs = [] }: ListRow): AgeRecord[] {
  if (purchased === undefined || purchased === null) return [];
  const sure = (typeof serial === 'string' && identity.serials.includes(serial.trim().toLowerCase())) || macs.some((mac) => identity.macs.includes(mac));
  return [{ kind: 'bought', from: purchased, to: purchased, source: `row ${row} of the equipment ledger`, ...(sure ? {} : { byName: true }) }];
}
