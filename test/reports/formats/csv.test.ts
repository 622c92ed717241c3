import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../reports/build.ts';
import { cell, csv, neutralized } from '../../../reports/formats/csv/index.ts';
import { outcomes } from '../../rules/judge/outcomes.ts';
import { hostileSource, hostileTexts } from '../hostile.ts';
import { findingsOf, rule, sampleSource } from '../sample.ts';

const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('=', '+', '-', '@', ';', ',', '"', "'", '\t', '\r', '\n', '\0', ' ', 'x', '\uFF1D', '\uFEFF') }), fc.constantFrom(...hostileTexts));

/** What a spreadsheet may run, wherever it believes a field to begin. */
const formula = /^[\s\0"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;

describe('a field', () => {
  it('reads back as what was neutralized, for any text', () => {
    fc.assert(fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), (fields) => {
      expect(parse(`${fields.map(cell).join(',')}\r\n`)).toEqual([fields.map(neutralized)]);
    }), { numRuns: 2000 });
  });

  it('starts no formula, also where a semicolon or tab separates and quotes are not understood', () => {
    fc.assert(fc.property(texts, (text) => {
      expect(neutralized(text)).not.toMatch(formula);
      expect(neutralized(text)).not.toMatch(/^[\t\r\n\0]/);
      expect(`x,${cell(text)}`.split(/[;\t\r\n]/).filter((part) => formula.test(part))).toEqual([]);
    }), { numRuns: 2000 });
  });

  it('is neutralized once and changed no more than that needs', () => {
    fc.assert(fc.property(texts, (text) => {
      expect(neutralized(neutralized(text))).toBe(neutralized(text));
      expect(neutralized(text).replaceAll("'", '')).toBe(text.replaceAll("'", ''));
    }));
    for (const text of ['clerk-pc-3', 'a - b', 'x=1', 'mail@town.example', 'one, -two', "don't", '"quoted"', ' 5']) expect(neutralized(text)).toBe(text);
  });

  it.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"], ['-2+3', "'-2+3"], ['  @SUM(1)', "'  @SUM(1)"], ['\t1', "'\t1"], ['\0=1', "'\0=1"], ['"=1"', `'"=1"`],
    ['x;=1', "x;'=1"], ['a\n- b', "a\n'- b"], ['\uFF1D1', "'\uFF1D1"],
  ])('%j becomes %j', (text, tame) => {
    expect(neutralized(text)).toBe(tame);
  });
});

describe('quotes', () => {
  it.each([['x', 'x'], ['a,b', '"a,b"'], ['a"b', '"a""b"'], ['a\nb', '"a\nb"'], ['a;b', '"a;b"'], ['a\tb', '"a\tb"'], [' x', '" x"'], ['x ', '"x "'], ['', ''], ['=1,', `"'=1,"`]])('stand around %j: %s', (text, field) => {
    expect(cell(text)).toBe(field);
  });
});

describe('findings.csv', () => {
  it('has one line of equal length for each failure, most urgent first', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const model = buildReport({ ...sampleSource(), outcomes: all, findings: findingsOf(all), rules: [...new Set(all.map((one) => one.rule))].map((id) => rule(id)) });
      const [header, ...rows] = parse(Buffer.from(csv.render(model)).toString().replace('\uFEFF', ''));
      expect(rows.length).toBe(model.counts.fail);
      expect(rows.filter((row) => row.length !== header!.length)).toEqual([]);
      expect(rows.map((row) => [row[2], row[13]])).toEqual(model.fixes.flatMap((fix) => fix.failures.map(({ subject }) => [fix.rule, subject])));
    }), { numRuns: 30 });
  });

  it('shows hostile texts, each in its field, and runs none', () => {
    const file = Buffer.from(csv.render(buildReport(hostileSource()))).toString();
    const [header, ...rows] = parse(file.replace('\uFEFF', ''));
    expect(rows.length).toBe(hostileTexts.length);
    expect(rows.filter((row) => row.length !== header!.length)).toEqual([]);
    expect(file.split(/[;\t\r\n]/).filter((part) => formula.test(part))).toEqual([]);
    expect(rows.flat().filter((field) => formula.test(field))).toEqual([]);
    expect(rows.map((row) => row[4])).toContain('<img src=x onerror=alert(1)>');
  });

  it('starts with a byte order mark, so that a spreadsheet reads UTF-8, and ends every line with CRLF', () => {
    const bytes = Buffer.from(csv.render(buildReport(sampleSource())));
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.toString().endsWith('\r\n')).toBe(true);
  });
});

/** Reads CSV as RFC 4180 has it: a field is quoted or holds no quote, comma or line break. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const found = field.exec(text);
    if (!found) throw new Error(`no field at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
