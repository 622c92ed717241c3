import { describe, expect, it } from 'vitest';
import { buildReport } from '../../reports/build.ts';
import type { ReportSource } from '../../reports/build.ts';
import { csv } from '../../reports/formats/csv/index.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { disposed } from '../../rules/judge/dispositions.ts';
import type { Dispute, FindingResponse, Plan, Waiver } from '../../rules/waiver.ts';
import { disputeOf, planOf, waiverOf } from '../rules/judge/stated.ts';
import { outcome, sampleInput, sampleSource } from './sample.ts';

interface Said {
  readonly waivers?: readonly Waiver[];
  readonly plans?: readonly Plan[];
  readonly disputes?: readonly Dispute[];
  readonly responses?: readonly FindingResponse[];
}

const cfg = { rules: ['CFG-017'], subjects: ['asset-1'] };
const response: FindingResponse = { rule: 'CFG-017', subject: 'asset-1', response: 'partly', text: 'It goes in spring', cause: 'no-money', person: 'Cy Ode', on: '2026-11-02', status: 'not-implemented', by: 'Cy Ode', version: 1 };

describe('every accepted risk', () => {
  it('stands in the report, new and old, those that count first, then those that ended last', () => {
    const all = [
      waiverOf({ ...cfg, id: 'W-old', from: '2024-01-01', expires: '2024-06-01' }), waiverOf({ ...cfg, id: 'W-ended', from: '2025-01-01', expires: '2025-06-01' }), waiverOf({ ...cfg, id: 'W-now' }),
      waiverOf({ ...cfg, id: 'W-asked', state: 'proposed', approver: null }), waiverOf({ ...cfg, id: 'W-bad', owner: '' }), waiverOf({ ...cfg, id: 'W-no', state: 'rejected', remark: 'Too long' }),
    ];
    const { accepted } = buildReport(source({ waivers: all }));
    expect(accepted.map(({ id, standing }) => [id, standing])).toEqual([['W-now', 'valid'], ['W-asked', 'proposed'], ['W-bad', 'incomplete'], ['W-no', 'rejected'], ['W-ended', 'expired'], ['W-old', 'expired']]);
    const page = text(source({ waivers: all }));
    for (const { id } of all) expect(page).toContain(id);
    for (const part of ['1 risk is accepted now. 5 others ended', 'until March 31, 2027', 'It does not count: it does not say: owner.', 'Too long', 'It stands in a network of its own.']) expect(page).toContain(part);
  });

  it('leaves the counts as they are, and the gap among the findings with who answers for it and until when', () => {
    const [bare, waived] = [buildReport(source({})), buildReport(source({ waivers: [waiverOf(cfg)] }))];
    expect(waived.counts).toEqual(bare.counts);
    expect(waived.fixes.find(({ rule }) => rule === 'CFG-017')).toMatchObject({ action: 'watch', failures: [{ dispositions: [{ kind: 'waived', id: 'W-1' }] }] });
    expect(text(source({ waivers: [waiverOf(cfg)] }))).toContain('Accepted risk The maker of the water program has no fix yet. (Bo Diaz, approved by Cy Ode, until March 31, 2027)');
    expect(sheet(source({ waivers: [waiverOf(cfg)] }))).toContain('"Accepted risk: The maker of the water program has no fix yet. (Bo Diaz, approved by Cy Ode, until March 31, 2027)"');
  });

  it('from a file is marked wherever it shows', () => {
    const it = source({ waivers: [waiverOf({ ...cfg, by: 'file, unverified' })] });
    expect(text(it).split('from a file, not verified')).toHaveLength(3);
    expect(sheet(it)).toContain('from a file, not verified');
  });

  it('whose control is measured and not in place says so', () => {
    const control = { what: 'Nobody signs in by password', rule: 'CFG-005' };
    expect(text(source({ waivers: [waiverOf({ ...cfg, control })] }))).toContain('The measurement does not support what is done instead. Check before you rely on it.');
    expect(text(source({ waivers: [waiverOf({ ...cfg, control: { ...control, rule: 'EOL-001' } })] }))).toContain('(EOL-001: measured, and in place)');
  });

  it('that covers all says so', () => {
    const it = (more: Partial<Waiver>) => text({ ...source({ waivers: [waiverOf({ ...cfg, ...more })] }), input: { ...sampleInput(['one', 'two']), waivers: [waiverOf({ ...cfg, ...more })] } });
    expect(it({ subjects: ['asset-1', 'asset-2'] })).toContain('one, two (all that the town uses)');
    expect(it({ subjects: null, governingBody: 'Resolution 12-2026' })).toMatch(/Where The whole town .*Resolution 12-2026/);
    expect(it({ subjects: null })).toContain('which the governing body must approve');
  });
});

describe('plans, disputes and what the town says', () => {
  it('stand beside the gap, a late plan as late', () => {
    const page = text(source({ plans: [planOf({ ...cfg, due: '2026-11-20' }), planOf({ ...cfg, id: 'P-2' })], responses: [response, { ...response, subject: null, text: 'All of them', cause: null, status: null }] }));
    for (const part of ['Replace it (Bo Diaz, overdue since November 20, 2026)', 'Replace it (Bo Diaz, due January 31, 2027)', 'Agrees in part. It goes in spring. Cause: no money. At follow-up: not implemented (Cy Ode, November 2, 2026)', '(Cy Ode, November 2, 2026, about the whole town)']) expect(page).toContain(part);
  });

  it('a dispute stays in the report with its answer, and the gap with it', () => {
    const answer = { person: 'Dee', on: '2026-11-20', text: 'It was not', upheld: false };
    const all = [disputeOf({ rule: 'CFG-017', id: 'D-1', answer }), disputeOf({ rule: 'CFG-017', id: 'D-2', evidence: { file: 'a.pdf', digest: 'a'.repeat(64) } })];
    const { disputes, counts, fixes } = buildReport(source({ disputes: all }));
    expect(disputes.map(({ id }) => id)).toEqual(['D-2', 'D-1']);
    expect([counts, fixes.map(({ rule }) => rule)]).toEqual([buildReport(source({})).counts, ['CFG-005', 'CFG-017']]);
    const page = text(source({ disputes: all }));
    for (const part of ['Nobody has answered yet', 'Not upheld: It was not (Dee, November 20, 2026)', 'a.pdf, SHA-256 aaaaaaaaaaaaaaaa…', 'Disputed It was updated by hand. (Bo Diaz)']) expect(page).toContain(part);
  });
});

/** The known computer, and what people say of it. CFG-005 and CFG-017 fail there, EOL-001 is fine. */
function source(said: Said): ReportSource {
  const base = sampleSource();
  const stated = { waivers: [], plans: [], disputes: [], responses: [], ...said };
  const input = { ...base.input, ...stated };
  return { ...base, input, outcomes: disposed([...base.outcomes, outcome('CFG-099', 'pass')], input) };
}

function text(it: ReportSource): string {
  const page = Buffer.from(html.render(buildReport(it))).toString();
  return page.replaceAll(/<style>[^]*?<\/style>/g, '').replaceAll(/<[^>]*>/g, ' ').replaceAll('&#39;', "'").replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll(/\s+/g, ' ').replaceAll(' .', '.');
}

function sheet(it: ReportSource): string {
  return Buffer.from(csv.render(buildReport(it))).toString();
}
