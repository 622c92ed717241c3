import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../reports/build.ts';
import type { ReportSource } from '../../../reports/build.ts';
import { computers } from '../../../reports/formats/computers/index.ts';
import { hostileSource, hostileTexts } from '../hostile.ts';
import { listOf, withLists } from '../listed.ts';
import { strange } from '../people.ts';
import { syntheticTown } from '../town.ts';

const town = () => withLists(syntheticTown({ computers: 12, rules: 2, programs: 1 }));

describe('computers.csv', () => {
  it('has one line of equal length for each computer, and for each row that nobody can place', () => {
    const { seen } = buildReport(town());
    const lines = linesOf(town());
    expect(lines.length).toBe(1 + seen.machines.length + seen.lists.reduce((sum, { ambiguous, unmatched, refused }) => sum + ambiguous.length + unmatched.length + refused.length, 0));
    expect(lines[0]).toBe('Computer or device,Kind,State,Ever reported,Agent,Remote management,Directory,Equipment ledger,Protection,List,Row,What is open');
    expect(lines).toContain('clerk-pc-1,Desktop computer,active,yes,"yes, 2026-11-21T07:12:00Z","yes, 2026-11-14",not known,not known,"yes, 2026-11-15",,,');
    expect(lines).toContain('new-pc-77,,,,,,,,,Remote management,12,is nothing that is known here');
    expect(lines.find((line) => line.includes('400'))).toContain('could not be used: the cell ""Serial"" holds a formula');
    expect(strange('computers.csv', lines[0]!)).toEqual([]);
  });

  it('has all of them, also where the page shows the first 200', () => {
    expect(linesOf(withLists(syntheticTown({ computers: 250, rules: 1, programs: 1 }))).filter((line) => /,(?:yes|no),/.test(line)).length).toBe(250);
  });

  it('runs nothing in a spreadsheet that a machine or a list says', () => {
    const source = hostileSource();
    const lists = [listOf('rmm', hostileTexts.map((name) => ({ name: `${name} ` })), { refused: hostileTexts.map((why, index) => ({ row: 500 + index, why })) })];
    const text = Buffer.from(computers.render(buildReport({ ...source, input: { ...source.input, lists } }))).toString();
    expect(text.split(/(?<=,|^|\n)"?(?=[=+@])/).length).toBe(1);
    expect([...text.matchAll(/\p{Cf}/gu)].map(({ index }) => index)).toEqual([0]);
  });
});

function linesOf(source: ReportSource): string[] {
  return Buffer.from(computers.render(buildReport(source))).toString().replace('\uFEFF', '').trimEnd().split('\r\n');
}
