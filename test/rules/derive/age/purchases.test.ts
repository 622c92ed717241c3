import { describe, expect, test } from 'vitest';
import { deriveAge } from '../../../../rules/derive/age/derive.ts';
import { purchaseRecords } from '../../../../rules/derive/age/purchases.ts';
import type { ListRow } from '../../../../rules/list.ts';

const identity = { serials: ['5cg1000qx'], macs: ['00:1a:2b:3c:4d:5e'], names: ['pc-1'] };
const row = (change: Partial<ListRow>): ListRow => ({ row: 7, name: 'PC-1', purchased: '2019-05-01', ...change });
const raptorLake = { cpu: { model: '13th Gen Intel(R) Core(TM) i5-1335U' }, virtualization: null } as const;

describe('a row of the ledger', () => {
  test('is a record when it has a day of purchase, surer with a number than with a name alone', () => {
    expect(purchaseRecords({ identity }, row({ serial: '5CG1000QX' }))).toEqual([{ kind: 'bought', from: '2019-05-01', to: '2019-05-01', source: 'row 7 of the equipment ledger' }]);
    expect(purchaseRecords({ identity }, row({ macs: ['00:1a:2b:3c:4d:5e'] }))[0]).not.toHaveProperty('byName');
    expect(purchaseRecords({ identity }, row({}))[0]).toMatchObject({ byName: true });
    expect([purchaseRecords({ identity }, row({ purchased: null })), purchaseRecords({ identity }, { row: 7 })]).toEqual([[], []]);
  });

  test('decides the age of a computer that never reported', () => {
    const { data, missing } = deriveAge({ firstSeen: '2026-11-15T00:00:00Z', records: purchaseRecords({ identity }, row({ serial: '5CG1000QX' })) }, { hardware: { reason: 'never-reported', section: 'hardware', path: '' } });
    expect([data.age, missing]).toMatchObject([{ grade: 'A', latest: '2019-05-01', decides: { to: '2019-05-01' } }, []]);
  });

  test('says nothing of a virtual machine', () => {
    expect(deriveAge({ hardware: { virtualization: 'vmware' }, records: purchaseRecords({ identity }, row({ serial: '5CG1000QX' })) }, {}).data.age).toBeNull();
  });

  test('found by name alone does not count against what is inside, nor where it may be a virtual machine', () => {
    const records = purchaseRecords({ identity }, row({}));
    const doubted = deriveAge({ hardware: raptorLake, firstSeen: '2026-11-15T00:00:00Z', records }, {}).data.age;
    expect([doubted?.grade, doubted?.evidence?.find(({ says }) => says === 'made')]).toEqual([expect.not.stringMatching('A'), expect.objectContaining({ counted: false, text: expect.stringContaining('another computer had this name') })]);
    expect(deriveAge({ hardware: { cpu: raptorLake.cpu }, records }, {}).data).toEqual({});
  });
});
