import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judged } from '../../../../agent/host/windows/acl.ts';

const installer = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464';
const bob = 'S-1-5-21-1004336348-1177238915-682003330-1001';

describe('owner and rights that are the computer its own word', () => {
  test.each([
    ['the disk, where every user may make folders', 'folder', `O:${installer}G:${installer}D:PAI(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;;FA;;;SY)(A;OICIIO;GA;;;SY)(A;;FA;;;BA)(A;OICI;0x1200a9;;;BU)`],
    ['ProgramData, where every user may make files', 'folder', 'O:SYG:SYD:PAI(A;OICIIO;GA;;;CO)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)(A;CI;DCLCRPCR;;;BU)'],
    ['a file of Windows', 'file', `O:${installer}G:${installer}D:PAI(A;;0x1200a9;;;SY)(A;;0x1200a9;;;BA)(A;;0x1200a9;;;BU)(A;;FA;;;${installer})(A;;0x1200a9;;;AC)`],
    ['a file with a denial and an audit list', 'file', 'O:BAG:SYD:AI(D;;FA;;;BG)(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FR;;;WD)S:AI(AU;SAFA;FA;;;WD)'],
    ['a file that a condition lets read', 'file', 'O:SYD:(XA;;FR;;;WD;(@User.Title=="x"))(A;;FA;;;SY)'],
  ] as const)('%s', (_what, kind, sddl) => {
    expect(judged(sddl, kind)).toEqual({});
  });
});

describe('owner and rights that are not', () => {
  test.each([
    ['a file of a person', 'file', `O:${bob}G:BUD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;${bob})`, { doubt: `it belongs to ${bob}`, person: bob }],
    ['a file that users may write', 'file', 'O:BAD:(A;;FA;;;SY)(A;;0x1301bf;;;BU)', { doubt: 'it may be changed by BU' }],
    ['a file that users may add to', 'file', 'O:BAD:(A;;FA;;;SY)(A;;LC;;;BU)', { doubt: 'it may be changed by BU' }],
    ['a file that users may give other rights', 'file', 'O:BAD:(A;;WD;;;AU)', { doubt: 'it may be changed by AU' }],
    ['a folder in which users may delete', 'folder', 'O:BAD:(A;;DT;;;BU)', { doubt: 'it may be changed by BU' }],
    ['a folder that users may rename', 'folder', 'O:BAD:(A;;SD;;;BU)', { doubt: 'it may be changed by BU' }],
    ['a home with a guest', 'folder', `O:${bob}D:(A;;FA;;;${bob})(A;;FA;;;WD)`, { doubt: `it belongs to ${bob}` }],
    ['a condition lets write', 'file', 'O:SYD:(XA;;FA;;;WD;(@User.Title=="x"))', { doubt: 'it may be changed by WD' }],
    ['no list of rights', 'file', 'O:BAG:BAD:NO_ACCESS_CONTROL', { doubt: 'it may be changed by everybody' }],
    ['rights that are not known', 'file', 'O:BAD:(A;;ZZ;;;BU)', { doubt: 'it may be changed by BU' }],
    ['no owner', 'file', 'D:(A;;FA;;;SY)', { doubt: 'its owner and rights are not understood' }],
    ['an owner and nothing else', 'file', 'O:BA', { doubt: 'its owner and rights are not understood' }],
  ] as const)('%s', (_what, kind, sddl, expected) => {
    expect(judged(sddl, kind)).toEqual(expected);
  });

  test('any text that is not understood is a doubt', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('file' as const, 'folder' as const), (text, kind) => {
        expect(judged(text, kind).doubt).toEqual(expect.any(String));
      }),
    );
  });
});
