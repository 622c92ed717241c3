import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../../collector/failure.ts';
import { foundFields, readList } from '../../../collector/lists/read.ts';
import type { ListKind } from '../../../rules/list.ts';
import { listKinds, listRow } from '../../../rules/list.ts';
import { cpuMs } from '../../cpu.ts';

const read = (kind: ListKind, text: string | Buffer) => readList(Buffer.from(text as string), { kind, asOf: '2026-11-15', remembered: {}, chosen: {} });
const rows = async (kind: ListKind, text: string) => (await read(kind, text)).rows.map(({ row }) => row);
const refused = async (kind: ListKind, text: string | Buffer) => (await read(kind, text)).refused;

describe('a machine', () => {
  test('has null where a cell is empty, and no key where there is no column or nothing to be read', async () => {
    const [row] = await rows('ledger', 'Asset Name,Serial,Category,Purchased,Cost\nPC-1,N/A,,3/5/2020,twelve\n');
    expect(row).toEqual({ row: 2, name: 'PC-1', serial: null, class: null, purchased: '2020-03-05' });
  });

  test('is of the class that its column or its system says', async () => {
    const all = await rows('rmm', 'Name,Type,OS\na,Server,x\nb,Computer,Windows Server 2019\nc,,VMware ESXi 8\nd,Strange,Windows 11\ne,Laptop,Windows Server 2019\nf,,Windows 11\n');
    expect(all.map((it) => it.class)).toEqual(['server', 'server', 'hypervisor', undefined, 'laptop', null]);
    expect((await rows('rmm', 'Name,OS\na,Windows Server 2022\nb,Windows 11\n')).map((it) => it.class)).toEqual(['server', undefined]);
  });

  test('keeps formulas and scripts as text', async () => {
    expect(await rows('rmm', `Name,User\n"=cmd|'/c calc'!A1",@SUM(1)\n`)).toEqual([{ row: 2, name: "=cmd|'/c calc'!A1", user: '@SUM(1)' }]);
  });

  test('that is gone says so by a day, or by a status', async () => {
    const { rows: used } = await read('ledger', 'Name,Status,Disposal Date\na,Disposed,1/2/2026\nb,Disposed,\nc,In use,\nd,,\n');
    expect(used.map(({ row, gone }) => [row.name, gone, row.retired])).toEqual([['a', true, '2026-01-02'], ['b', true, undefined], ['c', false, null], ['d', false, null]]);
    const { rows: worded } = await read('ledger', 'Name,Status,Cost\na,Disposed,\nb,In use,\nc,,\n');
    expect(worded.map(({ row, gone }) => [gone, row.retired])).toEqual([[true, undefined], [false, null], [false, undefined]]);
  });

  test('is found under a title, below #TYPE, and above a last line', async () => {
    const list = await read('directory', '#TYPE Microsoft.ActiveDirectory.Management.ADComputer\n"DNSHostName","Name","OperatingSystem"\n"pc1.cf.local","PC1","Windows 11"\n"pc2.cf.local","PC2","Windows 11"\n\nTotal: 2,,\n');
    expect([list.heading, list.rows.length]).toEqual([2, 2]);
    expect(list.refused).toEqual([{ row: 5, why: 'the row is empty', hides: false }, { row: 6, why: 'it is a remark about the list', hides: false }]);
    const titled = await read('people', 'City of Cedar Falls,\nActive employees,\nPayroll Name,Hire Date\n"Clerk, Alice M",3/1/2020\n');
    expect([titled.heading, titled.rows[0]?.row]).toEqual([3, { row: 4, person: 'Alice M Clerk', started: '2020-03-01' }]);
  });
});

describe('a person', () => {
  test('is named forwards, from one column or two; two commas stay as they are', async () => {
    expect((await rows('people', 'Name,Email\n"Clerk, Alice",A.Clerk@CF.gov\n"King, Martin, Jr.",\n"Jones, Jr.",\nBob,b@cf.gov\n')).map(({ person, email }) => [person, email])).toEqual([['Alice Clerk', 'a.clerk@cf.gov'], ['King, Martin, Jr.', null], ['Jones, Jr.', null], ['Bob', 'b@cf.gov']]);
    expect((await rows('training', 'First Name,Last Name,Content Name,Completion Date\nAlice,Clerk,Phishing,\n'))[0]).toEqual({ row: 2, person: 'Alice Clerk', course: 'Phishing', completed: null });
  });

  test('who left is known by the day, or by a status without one', async () => {
    const all = await rows('people', 'Name,Position Status\nAlice,Active\nBob,Terminated\nCarl,\n');
    expect(all.map(({ left }) => left)).toEqual([null, undefined, undefined]);
  });
});

describe('rows are refused one by one', () => {
  test.each<[ListKind, string, string, boolean]>([
    ['rmm', 'Name,Serial,OS\n,,\nPC-1,A111,x\n', 'the row is empty', false],
    ['rmm', 'Name,Serial,User\n,N/A,bob\nPC-1,A111,x\n', 'it has no name, serial number or network address', true],
    ['rmm', 'Name,User\nPC-1,bob,extra\nPC-2,ann\n', 'it has 3 cells where the heading has 2', true],
    ['rmm', 'Name,Serial,User\nPC-1\nPC-2,A112,x\n', 'it has 1 cells where the heading has 3', true],
    ['rmm', 'Name,User,Type\nMy phone,A111,iPhone\nPC-2,A112,PC\n', 'it is no computer, printer or network device', false],
    ['ledger', 'Description,Serial,Cost\n2019 Ford F-150,1FTEW1EP5KKD12345,\nDell,A112,\n', 'it is no computer, printer or network device', false],
    ['backup', 'Object Name,Job Name\nclerk@cf.gov,Mail\nSRV-1,Nightly\n', 'a mailbox', false],
    ['people', 'Name,Email\n-,\nBob,b@x\n', 'it has no name, e-mail or account', true],
    ['contracts', 'Vendor,End Date\n,1/1/2027\nTyler,1/1/2027\n', 'it has no name and no vendor', true],
  ])('%s: %j', async (kind, text, why, hides) => {
    const [first] = await refused(kind, text);
    expect(first).toEqual({ row: 2, why: expect.stringContaining(why), hides });
  });

  test('a computer is not refused for what its name says', async () => {
    for (const name of ['AMBULANCE-1', 'GENERATOR-PC', 'COUNT-PC', 'RUN-PC1', 'TOTAL-STATION', 'FORD-LT', 'COPIER']) expect([name, (await rows('ledger', `Name,Cost\n${name},\n`)).length]).toEqual([name, 1]);
  });

  test('a row in another encoding is refused with its number; the others are read', async () => {
    const mixed = Buffer.concat([Buffer.from('Name,User\nPC-1,Peña\nPC-2,Ana\nPC-3,Straße\n'), Buffer.from('PC-4,Peña\n', 'latin1')]);
    const list = await read('rmm', mixed);
    expect(list.rows.map(({ row }) => row.name)).toEqual(['PC-1', 'PC-2', 'PC-3']);
    expect(list.refused).toEqual([{ row: 5, why: expect.stringContaining('mixed encodings'), hides: true }]);
  });

  test('one serial number under two names counts for neither; under one name the newest counts', async () => {
    const list = await read('rmm', 'Name,Serial,Last Seen\nPC-1,S1000,11/1/2026\nPC-2,s1000,11/2/2026\nPC-3,S3000,11/1/2026\npc-3.cf.local,S3000,11/9/2026\nPC-4,S4000,\n,S1000,11/3/2026\n');
    expect(list.rows.map(({ row }) => [row.row, row.name, row.serial])).toEqual([[2, 'PC-1', undefined], [3, 'PC-2', undefined], [5, 'pc-3.cf.local', 'S3000'], [6, 'PC-4', 'S4000']]);
    expect(list.refused.map(({ row, hides }) => [row, hides])).toEqual([[4, false], [7, true]]);
    expect(list.cells).toEqual([2, 3].map((row) => ({ row, field: 'serial', why: 'rows 2, 3, 7 have one serial number (S1000) and different names' })));
  });

  test('rows of one name stay apart unless it is plain which is the newest', async () => {
    const dated = await read('edr', 'Hostname,Last Seen,Agent Status\nPC-1,11/1/2026,Unhealthy\nPC-1,11/9/2026,Healthy\n');
    expect(dated.rows.map(({ row }) => [row.row, row.healthy])).toEqual([[3, true]]);
    expect((await rows('edr', 'Hostname,Last Seen,Health\nPC-1,11/1/2026,\nPC-1,,\n')).length).toBe(2);
    expect((await rows('edr', 'Hostname,Serial Number,Last Seen,Health\nPC-1,S1000,11/1/2026,\nPC-1,S2000,11/2/2026,\n')).length).toBe(2);
  });

  test('a machine in several backup jobs is one row with its best copy, unless one of them cannot be read', async () => {
    const [srv, sql] = await rows('backup', 'VM Name,Job Name,Last Successful Backup\nSRV,Nightly,11/1/2026\nSRV,Weekly,11/9/2026\nSRV,Off-site,Never\nSQL,A,11/9/2026\nSQL,B,yesterday\n');
    expect(srv).toEqual({ row: 3, name: 'SRV', job: 'Nightly, Off-site, Weekly', lastSuccess: '2026-11-09' });
    expect(sql).toEqual({ row: 5, name: 'SQL', job: 'A, B' });
  });

  test('dates with the day first put a column in doubt, not the rows', async () => {
    const list = await read('ledger', 'Name,Purchased\na,25/12/2020\nb,03/04/2020\nc,2020-04-03\n');
    expect(list.rows.map(({ row }) => row.purchased)).toEqual([undefined, undefined, '2020-04-03']);
    expect(list.cells.map(({ row, field }) => [row, field])).toEqual([[2, 'purchased'], [3, 'purchased']]);
  });

  test('a list in which nothing can be used is refused as a whole', async () => {
    await expect(read('rmm', 'Name,Serial,OS\n,,\n,N/A,\n')).rejects.toThrow(/None of the 1 rows can be used|None of the 2 rows can be used/);
    await expect(read('rmm', 'Name,Serial,OS\n')).rejects.toThrow(/no rows/);
    await expect(read('rmm', '')).rejects.toThrow(/empty/);
  });
});

test('fields are those that have a column, and those that follow from others', async () => {
  expect(foundFields(await read('people', 'First Name,Last Name,Status\nA,B,Active\n'))).toEqual(['left', 'person']);
  expect(foundFields(await read('rmm', 'Name,OS\na,Windows Server 2019\n'))).toEqual(['class', 'name', 'os']);
});

describe('whatever the file', () => {
  const word = fc.oneof(fc.constantFrom('Name', 'Serial', 'MAC', 'Type', 'Purchased', 'PC-1', 'A1000', '', '3/5/2020', 'Laptop', '"', '""', ',', ';', '\n', '\r\n', '\t', '=1+1', '\uFFFD'), fc.string({ maxLength: 8 }));

  test('it is read or refused in words; each row is used once, refused once, or above the heading', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 60 }), fc.constantFrom(...listKinds), fc.constantFrom('', ',', ';'), async (words, kind, separator) => {
        const list = await read(kind, `Name,Serial,OS,Cost,Health,Job,Course\n${words.join(separator)}`).catch((error: unknown) => (isFailure(error) ? undefined : Promise.reject(error as Error)));
        if (!list) return;
        const numbers = [...list.rows.map(({ row }) => row.row), ...list.refused.map(({ row }) => row)].sort((a, b) => a - b);
        expect(numbers).toEqual([...new Set(numbers)]);
        expect(numbers[0]).toBe(list.heading + 1);
        expect(numbers.at(-1)).toBe(list.heading + numbers.length);
        for (const { row } of list.rows) expect(listRow.safeParse(row).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('any bytes are read or refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, headed) => {
        const ended = await read('rmm', Buffer.concat([Buffer.from(headed ? 'Name,OS\n' : ''), bytes])).catch((error: unknown) => error);
        expect([ended instanceof Error && !isFailure(ended), ended]).toEqual([false, ended]);
      }),
      { numRuns: 500 },
    );
  });

  test('100,000 rows take at most 6 seconds of a processor', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `PC-${index},SN${100_000 + index},00:1a:2b:${[16, 8, 0].map((shift) => ((index >> shift) & 255).toString(16).padStart(2, '0')).join(':')},Desktop,Windows 11 Pro,11/${1 + (index % 14)}/2026,"$1,200.00"`);
    const text = `Name,Serial,MAC,Type,OS,Last Seen,Cost\n${lines.join('\n')}\n`;
    const start = cpuMs();
    const list = await read('rmm', text);
    expect(list.rows.length).toBe(100_000);
    expect(cpuMs() - start).toBeLessThan(6_000);
  });
});
