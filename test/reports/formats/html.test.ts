import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../reports/build.ts';
import type { ReportSource } from '../../../reports/build.ts';
import { html } from '../../../reports/formats/html/index.tsx';
import { hostileSource, unseen } from '../hostile.ts';
import { outcome, findingsOf, rule, sampleInput, sampleSource } from '../sample.ts';

describe('the page as bytes', () => {
  it.each([['a known computer', sampleSource()], ['a hostile town', hostileSource()]])('of %s holds nothing that acts and reaches for nothing', (_name, source) => {
    const page = rendered(source);
    const tags = [...page.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-zA-Z:-]+(?:="[^"]*")?)*)\s*\/?>/g)];
    const names = new Set(tags.map(([, name]) => name));
    expect([...names].filter((name) => /^(?:script|img|iframe|object|embed|link|base|form|input|button|video|audio|image|use|animate|foreignObject)$/.test(name!))).toEqual([]);
    const attributes = tags.flatMap(([, , text]) => [...text!.matchAll(/\s([a-zA-Z:-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name!, value ?? ''] as const));
    expect(attributes.filter(([name]) => /^on|^style$|^src|^action$|^formaction$|^xlink|^ping$|^background$/i.test(name))).toEqual([]);
    expect(attributes.filter(([name, value]) => name === 'href' && !/^#[a-z-]+$/.test(value))).toEqual([]);
    // Every opening bracket belongs to a tag of ours, so that none came in as text.
    expect(page.match(/<(?![a-z/!])|<![^d]/g)).toBeNull();
  });

  it('allows its own style by hash and nothing else', () => {
    const page = rendered(sampleSource());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`);
    expect(page.match(/<style>/g)).toHaveLength(1);
  });

  it('holds no character that cannot be seen', () => {
    const lines = rendered(hostileSource()).split('\n');
    expect(lines.filter((line) => unseen.test(line)).map((line) => line.slice(0, 200))).toEqual([]);
  });

  it('says first what every report says', () => {
    const page = text(rendered(sampleSource()));
    expect(page).toContain('Prepared with Townwatch by Example MSP. It reports what was measured and what people stated. It is not an independent auditor’s opinion and does not certify compliance with any law.');
    expect(page).toContain('One computer, not a town');
    const order = ['Confidential edition', 'What was seen, and what was not looked at', 'Not looked at, by name', 'The twelve essentials', 'Findings', 'All answers', 'How to check this'];
    const places = order.map((part) => page.lastIndexOf(part));
    expect(places.every((place, index) => place > (places[index - 1] ?? -1))).toBe(true);
  });

  it('is headed by the town where there is more than one computer', () => {
    const page = text(rendered({ ...sampleSource(), input: sampleInput(['one', 'two']) }));
    expect(page).toContain('Maple Hollow: computers and their protection');
    expect(page).not.toContain('One computer, not a town');
    expect(page).toContain('2 computers that reported, by name');
  });

  it('says where the snapshots were signed by keys that lived for one run', () => {
    const input = sampleInput();
    const statements = input.statements.map((statement) => ({ ...statement, predicate: { ...statement.predicate, oneOff: true } }));
    expect(text(rendered({ ...sampleSource(), input: { ...input, statements } }))).toContain('a key that lived for one run');
    expect(text(rendered(sampleSource()))).not.toContain('a key that lived for one run');
  });

  it('shows each answer in its own words, and each gap with where, what and the evidence', () => {
    const page = text(rendered(sampleSource()));
    for (const part of ['Gap', 'Not known', 'Does not apply', 'Shown to be fine', 'No database server is installed.', 'Remote access, observed', 'SHA-256', 'AnyDesk 6.3.2', '22, 2222', 'Many people depend on a server']) expect(page).toContain(part);
  });

  it('says accepted risk where a town decided to live with a gap', () => {
    const waived = outcome('CFG-005', 'fail', { dispositions: [{ kind: 'waived', by: 'board of trustees', reason: 'Replaced in spring', until: '2027-03-31' }] });
    const page = text(rendered({ ...sampleSource(), outcomes: [waived], findings: findingsOf([waived]), rules: [rule('CFG-005')] }));
    expect(page).toMatch(/Accepted risk\s*Replaced in spring \(board of trustees, until March 31, 2027\)/);
  });

  it('reads well with nothing to tell', () => {
    const page = text(rendered({ ...sampleSource(), outcomes: [], findings: [], rules: [] }));
    expect(page).toContain('0 questions apply');
    expect(page).toContain('No gap was found');
    expect(page).not.toMatch(/NaN|undefined|\[object/);
  });
});

function rendered(source: ReportSource): string {
  return Buffer.from(html.render(buildReport(source))).toString();
}

/** What a person reads, roughly. */
function text(page: string): string {
  return page.replace(/<style>[^]*?<\/style>/, '').replace(/<[^>]*>/g, ' ').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&').replace(/\s+/g, ' ');
}
