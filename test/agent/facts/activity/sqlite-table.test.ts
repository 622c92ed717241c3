import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableRows } from '../../../../agent/facts/activity/sqlite-table.ts';
import { database } from './database.ts';

const table = 'CREATE TABLE t(a, b, c);';

test('values of every size', () => {
  const rows = [[0, 1, null], [-1, 127, 'x'], [32_767, -32_768, ''], [8_388_607, 2_147_483_647, 'é€😀'], [140_737_488_355_327, -9_007_199_254_740_991, 'a b']];
  const sql = rows.map((row) => `INSERT INTO t VALUES(${row.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(',')});`).join('');
  expect(tableRows(database(table + sql), 'T')).toEqual(rows);
  expect(tableRows(database(`${table}INSERT INTO t VALUES(1.5, x'00ff', 9223372036854775807);`), 't')).toEqual([[null, null, null]]);
});

test('a table of many pages, in the order of no matter what', () => {
  const sql = `${table}WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, 'row ' || i, NULL FROM n;`;
  const rows = tableRows(database(sql), 't') ?? [];
  expect(rows.map(([a]) => Number(a)).sort((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_none, index) => index + 1));
  expect(rows.every(([a, b]) => b === `row ${a}`)).toBe(true);
});

test('small pages, an index beside, rows too long for a page', () => {
  const rows = tableRows(database(`PRAGMA page_size=512;${table}CREATE INDEX i ON t(b);INSERT INTO t VALUES(1,'${'x'.repeat(5000)}',2),(3,'y',4);`), 't');
  expect(rows).toEqual([[3, 'y', 4]]);
});

test('what is no such file, no such table, or may continue in a log beside it', () => {
  expect(tableRows(database(table), 'other')).toBeUndefined();
  expect(tableRows(Buffer.alloc(4096), 't')).toBeUndefined();
  expect(tableRows(Buffer.alloc(0), 't')).toBeUndefined();
  expect(tableRows(database(`PRAGMA journal_mode=WAL;${table}INSERT INTO t VALUES(1,2,3);`), 't')).toBeUndefined();
});

test('a damaged file ends, without a throw', () => {
  const whole = database(`PRAGMA page_size=512;${table}WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO t SELECT i, 'row ' || i, i * 1000 FROM n;`);
  const damage = fc.array(fc.tuple(fc.integer({ min: 100, max: whole.length - 1 }), fc.nat(255)), { maxLength: 30 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), (bytes, length) => {
      const broken = Buffer.from(whole);
      for (const [at, byte] of bytes) broken[at] = byte;
      const rows = tableRows(broken.subarray(0, Math.max(length, 512)), 't') ?? [];
      expect(rows.every((row) => row.every((value) => value === null || typeof value === 'string' || Number.isSafeInteger(value)))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
