import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waiversOf } from '../../../collector/waivers/file.ts';
import type { Known } from '../../../collector/waivers/known.ts';
import { assetOf } from '../../rules/judge/stated.ts';
import { verdict } from '../../rules/judge/outcomes.ts';

const known: Known = {
  town: { id: 't', name: 'Cedar Falls', timeZone: 'America/Chicago', fiscalYearStartMonth: 7 },
  asOf: '2026-11-21T07:30:00Z',
  judgedAt: '2026-11-21T07:30:00Z',
  rulebook: { rules: ['PAT-001', 'EOL-001'].map((id) => ({ definition: { id, scope: 'asset' } }) as Known['rulebook']['rules'][number]) },
  roster: [assetOf('asset-1', 'Water'), assetOf('asset-2', 'Clerk')],
  departments: ['Clerk', 'Water'],
  outcomes: [verdict('fail', { rule: 'PAT-001' })],
  findings: [],
  waivers: [],
  plans: [],
  disputes: [],
  responses: [],
};

const good = `waivers:
  - id: pump
    rules: [PAT-001]
    subjects: [asset-1]
    requester: Ann Lee
    owner: Bo Diaz
    approver: Cy Ode
    reason: No fix yet
    risk: Bills come late
    control:
      what: Its own network
      rule: EOL-001
    created: 2026-11-01
    from: 2026-11-01
    expires: 2027-06-01
    state: approved
  - id: library
    rules: [EOL-001, PAT-001]
    department: water
    requester: Ann Lee
    owner: Bo Diaz
    reason: No money
    risk: None for residents
    control: {what: Nobody signs in from outside}
    created: 2026-11-01
    from: 2026-12-01
    expires: 2027-11-30
    state: proposed
    plan: P-1
`;
const lines = good.trimEnd().split('\n');

test('a file is what it says', () => {
  expect(waiversOf('w.yaml', good, known)).toMatchObject([
    { id: 'pump', rules: ['PAT-001'], subjects: ['asset-1'], department: null, approver: 'Cy Ode', control: { what: 'Its own network', rule: 'EOL-001' }, by: 'file, unverified', version: 1 },
    { id: 'library', rules: ['EOL-001', 'PAT-001'], subjects: null, department: 'Water', approver: null, control: { rule: null }, plan: 'P-1' },
  ]);
});

/** What may go wrong with a line of a file that a person writes. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('gone' as const), line: fc.nat(lines.length - 1) }),
  fc.record({ kind: fc.constant('twice' as const), line: fc.nat(lines.length - 1) }),
  fc.record({ kind: fc.constant('key' as const), line: fc.nat(lines.length - 1), at: fc.nat(8) }),
  fc.record({ kind: fc.constant('value' as const), line: fc.nat(lines.length - 1), value: fc.oneof(fc.string(), fc.constantFrom('[]', '{}', 'null', 'true', '12', '2026-13-45', '"', '!!js/function x', '*a', '&a b', '{a: &x [*x]}', '__proto__')) }),
);

function changed(all: readonly string[], it: typeof change extends fc.Arbitrary<infer T> ? T : never): string {
  const next = [...all];
  const line = next[it.line]!;
  const [key, ...rest] = line.split(':');
  if (it.kind === 'gone') next.splice(it.line, 1);
  if (it.kind === 'twice') next.splice(it.line, 0, line);
  if (it.kind === 'key') next[it.line] = [key!.slice(0, 4 + it.at) + key!.slice(5 + it.at), ...rest].join(':');
  if (it.kind === 'value') next[it.line] = `${key}: ${it.value}`;
  return `${next.join('\n')}\n`;
}

test('one that is wrong anywhere is refused as a whole, with the place, and never breaks anything', () => {
  fc.assert(fc.property(change, (it) => {
    const read = waiversOf('w.yaml', changed(lines, it), known);
    const problems = 'problems' in read ? read.problems : [];
    expect('problems' in read ? problems.length : read.length).toBeGreaterThan(0);
    for (const { file, line, column, message } of problems) {
      expect([file, line >= 1 && line <= lines.length + 2, column >= 1, message === '']).toEqual(['w.yaml', true, true, false]);
    }
  }), { numRuns: 600 });
});

test('any text at all is refused or taken', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
    expect('problems' in waiversOf('w.yaml', text, known)).toBe(true);
  }), { numRuns: 300 });
});
