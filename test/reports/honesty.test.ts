import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../reports/build.ts';
import type { ReportSource } from '../../reports/build.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { formats } from '../../reports/formats/list.ts';
import { verdicts } from '../rules/judge/outcomes.ts';
import { findingsOf, outcome, rule, sampleInput, sampleSource } from './sample.ts';

/** The rules that keep pages honest, by their numbers in the compliance study, 5.3. Those about judgment: test/rules/judge/honesty.test.ts. */
describe('honesty of the report', () => {
  it('1: everything that was not looked at, does not apply or is not asked stands in it with its reason', () => {
    const input = sampleInput(['one', 'two', 'three', 'four']);
    const states = ['active', 'spare', 'retired', 'out-of-scope'] as const;
    const roster = input.roster.map((asset, index) => ({ ...asset, state: states[index]! }));
    const source: ReportSource = { ...sampleSource(), input: { ...input, roster } };
    expect(buildReport(source).coverage.excluded).toMatchObject([{ label: 'four', why: 'out-of-scope' }, { label: 'three', why: 'retired' }, { label: 'two', why: 'spare' }]);
    const page = text(source);
    for (const part of ['Known, and not asked (3)', 'four: left out because a person said so', 'three: retired', 'two: a spare', 'Does not apply No database server is installed.', 'Not looked at, by name']) expect(page).toContain(part);
  });

  it('1: more than one in twenty that are not asked stand on the first page', () => {
    const told = (size: number) => {
      const input = sampleInput(Array.from({ length: size }, (_, index) => `pc-${index}`));
      const roster = input.roster.map((asset, index) => (index === 0 ? { ...asset, state: 'retired' as const } : asset));
      const page = text({ ...sampleSource(), input: { ...input, roster } });
      return page.slice(page.indexOf('In short'), page.indexOf('What was seen, and what')).match(/\d+ of \d+ known computers and devices (?:is|are) not asked about/)?.[0];
    };
    expect([told(19), told(20)]).toEqual(['1 of 19 known computers and devices is not asked about', undefined]);
  });

  it('2: a report names by digest the rules that judged, so that a change of rules shows between two reports', () => {
    const one = buildReport(sampleSource());
    const other = buildReport({ ...sampleSource(), input: { ...sampleSource().input, documents: [{ name: 'rules/catalog/EOL/EOL-001.yaml', digest: 'c'.repeat(64) }] } });
    expect(other.inputs['rules/catalog/EOL/EOL-001.yaml']).toBe('c'.repeat(64));
    expect(other.inputs['rules/catalog/EOL/EOL-001.yaml']).not.toBe(one.inputs['rules/catalog/EOL/EOL-001.yaml']);
  });

  it('3: severity changes no number', () => {
    const [low, critical] = (['low', 'critical'] as const).map((severity) => buildReport({ ...sampleSource(), outcomes: sampleSource().outcomes.map((one) => ({ ...one, severity })) }));
    expect(low!.counts).toEqual(critical!.counts);
    expect(low!.essentials.map(({ interval }) => interval)).toEqual(critical!.essentials.map(({ interval }) => interval));
  });

  it('4: what is only stated is called so, and never just "In place"', () => {
    const all = ['PAT-001', 'PAT-002', 'PAT-003'].flatMap((id) => verdicts(3, 'pass', { rule: id, basis: 'attested' }));
    expect(buildReport(of(all)).essentials[2]).toMatchObject({ state: 'in-place', words: 'In place, as stated' });
    const expired = all.map((one) => ({ ...one, validUntil: '2026-11-01T00:00:00Z' }));
    expect(buildReport(of(expired)).essentials[2]).toMatchObject({ state: 'not-known' });
  });

  it('5: every number leads to a list that gives the number again', () => {
    const kinds = fc.array(fc.constantFrom('pass', 'fail', 'unknown', 'not-applicable', 'error'), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(kinds, (all) => {
      const source = of(all.map((kind, index) => outcome('CFG-005', kind as 'pass', { subject: { scope: 'asset', id: `asset-${index}`, asset: `asset-${index}`, label: `pc-${index}` } })));
      const { counts } = buildReport(source);
      const page = Buffer.from(html.render(buildReport(source))).toString();
      const short = page.slice(page.indexOf('id="verdict"'), page.indexOf('id="seen"'));
      const links = [...short.matchAll(/<a href="#([a-z-]+)">([^<:]+): <strong>(\d+)<\/strong><\/a>/g)].map(([, to, what, number]) => [what, to, Number(number)]);
      expect(links).toEqual([['Gap', 'findings', counts.fail], ['Not known', 'todo', counts.unknown], ...(counts.error > 0 ? [['Our error', 'all', counts.error]] : []), ['Shown to be fine', 'all', counts.pass]]);
      for (const [, to] of links) expect(page).toContain(`id="${String(to)}"`);
      const listed = (words: string) => page.slice(page.indexOf('id="all"')).split(`<span class="state">${words}</span>`).length - 1;
      expect([listed('Gap'), listed('Not known'), listed('Shown to be fine'), listed('Our error')]).toEqual([counts.fail, counts.unknown, counts.pass, counts.error]);
    }), { numRuns: 30 });
  });

  it('7: it knows of no other town', () => {
    const source = sampleSource();
    for (const format of formats) {
      const bytes = Buffer.from(format.render(buildReport(source))).toString();
      expect(bytes).not.toMatch(/other towns|average town|percentile|benchmark|rank(?:s|ed) (?:\d|above|below)/i);
    }
  });
});

function of(all: ReportSource['outcomes']): ReportSource {
  return { ...sampleSource(), outcomes: all, findings: findingsOf(all), rules: [...new Set(all.map((one) => one.rule))].map((id) => rule(id)) };
}

function text(source: ReportSource): string {
  return Buffer.from(html.render(buildReport(source))).toString().replaceAll(/<style>[^]*?<\/style>/g, '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}
