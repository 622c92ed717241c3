import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../../collector/lists/columns.ts';
import type { Said } from '../../../collector/lists/columns.ts';
import { ledgers } from '../../../collector/lists/headings/ledgers.ts';
import { management } from '../../../collector/lists/headings/management.ts';
import { people } from '../../../collector/lists/headings/people.ts';
import { protection } from '../../../collector/lists/headings/protection.ts';
import { checkKind } from '../../../collector/lists/marks.ts';
import { readList } from '../../../collector/lists/read.ts';
import type { ListKind } from '../../../rules/list.ts';

const read = (kind: ListKind, text: string, { remembered = {}, chosen = {} }: { remembered?: Said; chosen?: Said } = {}) => readList(Buffer.from(text), { kind, asOf: '2026-11-15', remembered, chosen });

const training = 'Name,Email,Course,Completed,Status\nAlice,a@cf.gov,Phishing,11/1/2026,Done\n';
const ledger = 'Asset Name,Asset Tag,Serial,Category,Product,Purchased,Cost,Last Seen,Status\nPC-1,T1,A1000,Desktop,EliteDesk,3/5/2020,899,11/1/2026,Deployed\n';
const rmm = 'System Name,Serial Number,OS Name,Last LoggedIn User,Last Contact,Last Seen\nPC-1,A1000,Windows 11,bob,11/1/2026,11/1/2026\n';
const edr = 'Endpoint Name,Serial Number,Health Status,Last Active\nPC-1,A1000,Healthy,11/1/2026\n';
const backup = 'VM Name,Job Name,Last Successful Backup\nSRV,Nightly,11/1/2026\n';

describe('a list of another kind is refused, with its columns and what it looks like', () => {
  test.each<[string, ListKind, string, string]>([
    ['training as backup', 'backup', training, 'It looks like a training list'],
    ['training as rmm', 'rmm', training, 'It looks like a training list'],
    ['ledger as edr', 'edr', ledger, 'It looks like a ledger list'],
    ['ledger as backup', 'backup', ledger, 'It looks like a ledger list'],
    ['rmm as edr', 'edr', rmm, 'It looks like an rmm list'],
    ['rmm as ledger', 'ledger', rmm, 'It looks like an rmm list'],
    ['backup as edr', 'edr', backup, 'It looks like a backup list'],
    ['edr as backup', 'backup', edr, 'It looks like an edr list'],
    ['edr as ledger', 'ledger', edr, 'It looks like an edr list'],
    ['people as training', 'training', 'Payroll Name,Work Email,Hire Date,Position Status\nAlice,a@cf.gov,3/1/2020,Active\n', 'It looks like a people list'],
  ])('%s', async (_, kind, text, words) => {
    const told = await read(kind, text).then(() => 'taken', (error: Error) => error.message);
    expect(told).toContain(words);
    expect(told).toContain(`The columns are: ${text.slice(0, text.indexOf(',')).trim()}`);
    expect(told).not.toContain('\n');
  });

  test('a status alone makes no list of backups, and names alone no list of any program', async () => {
    await expect(read('backup', 'Name,Status\nPC-1,Success\n')).rejects.toThrow(/job, lastSuccess/);
    for (const kind of ['rmm', 'edr', 'ledger', 'backup'] as const) await expect(read(kind, 'Name,Serial\nPC-1,A1000\n')).rejects.toThrow(new RegExp(`No column makes this ${kind === 'rmm' || kind === 'edr' ? 'an' : 'a'} ${kind} list`));
  });

  test('a list in which nothing tells the rows apart is refused, with its columns', async () => {
    await expect(read('rmm', 'Foo,Bar\na,b\n')).rejects.toThrow(/No column is known to hold name, serial, macs; .*--map name="Column".*Foo, Bar/);
  });

  test('every known export is a list of its kind', () => {
    for (const { product, kinds, columns } of [...ledgers, ...management, ...people, ...protection])
      for (const kind of kinds) {
        const headings = Object.values(columns).flatMap(([first]) => first ?? []);
        const order = { kind, remembered: {}, chosen: {} };
        expect([product, () => checkKind({ headings, columns: chooseColumns(headings, order).columns }, order)]).toEqual([product, expect.toSatisfy((check: () => void) => (check(), true))]);
      }
  });

  test('each is taken as what it is', async () => {
    for (const [kind, text] of [['training', training], ['ledger', ledger], ['rmm', rmm], ['edr', edr], ['backup', backup]] as const) expect([kind, (await read(kind, text)).rows.length]).toEqual([kind, 1]);
    expect((await read('edr', 'Hostname,Sensor Version,Last Seen\nPC-1,7.1,11/1/2026\n')).rows.length).toBe(1);
  });

  test('a person who says which column it is has the last word', async () => {
    expect((await read('edr', 'Name,Cost,Antivirus\nPC-1,899,Defender\n', { chosen: { product: 'Antivirus' } })).rows[0]?.row).toMatchObject({ product: 'Defender' });
    await expect(read('edr', 'Name,Cost,Antivirus\nPC-1,899,Defender\n')).rejects.toThrow(/looks like a ledger list/);
  });
});

describe('when the columns of the list before are gone', () => {
  const remembered: Said = { name: 'Box', serial: 'Number', os: 'System', user: 'Who', lastSeen: 'When', cost: null };

  test('nearly all of them, the list is refused unless a person says how to read it', async () => {
    await expect(read('rmm', rmm, { remembered })).rejects.toThrow(/None of the 5 columns .*--map name="System Name"/);
    await expect(read('rmm', rmm.replace('Serial Number', 'Number'), { remembered })).rejects.toThrow(/Only 1 of the 5 columns/);
    expect((await read('rmm', rmm, { remembered, chosen: { name: 'System Name' } })).rows.length).toBe(1);
  });

  test('some of them, it is read and said', async () => {
    expect((await read('rmm', 'Box,Number,System,Last Contact\nPC-1,A1000,Windows 11,11/1/2026\n', { remembered })).forgotten).toEqual(['Who', 'When']);
  });
});
