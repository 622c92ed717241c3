import { describe, expect, it, test } from 'vitest';
import { buildCoverage } from '../../reports/coverage.ts';
import type { EvaluationInput, RosterAsset } from '../../rules/input.ts';
import { domainSections, sections } from '../../wire/sections/list.ts';
import type { SectionReport } from '../../wire/snapshot.ts';
import { sampleInput } from './sample.ts';

const ofComputers = Object.keys(sections).filter((name) => !domainSections.some((other) => other === name));

describe('who reported', () => {
  it('adds up, and leaves out what is retired or not ours', () => {
    const input = sampleInput(['a', 'b', 'c', 'd', 'e', 'f']);
    const states: Partial<RosterAsset>[] = [{}, { state: 'silent' }, { state: 'expected', lastSeen: null }, { state: 'retired' }, { state: 'out-of-scope' }, { state: 'spare' }];
    const { assets, computers } = buildCoverage({ ...input, roster: input.roster.map((asset, index) => ({ ...asset, ...states[index] })) });
    expect(assets).toEqual({ known: 4, reported: 2, silent: 1, neverReported: 1 });
    expect(assets.reported + assets.silent + assets.neverReported).toBe(assets.known);
    expect(computers.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'f']);
  });
});

test('a domain has the sections of a domain and no others, a computer the other way round', () => {
  const input = sampleInput(['a', 'b']);
  const { computers } = buildCoverage({ ...input, roster: input.roster.map((asset, index) => (index === 0 ? { ...asset, class: 'domain' } : asset)) });
  expect(computers.map(({ sections: all }) => all.map(({ section }) => section))).toEqual([[...domainSections], ofComputers]);
});

describe('what was not looked at', () => {
  it('is told by name: sections that failed, parts that are missing, and what no computer sees', () => {
    const { computers, notLookedAt } = buildCoverage(sampleInput());
    const firewall = computers[0]!.sections.find(({ section }) => section === 'firewall');
    expect(firewall).toMatchObject({ status: 'failed', reason: 'needs-root' });
    expect(computers[0]!.sections.find(({ section }) => section === 'accounts')).toMatchObject({ status: 'partial', parts: [{ reason: 'needs-root', detail: '/etc/shadow', what: expect.stringContaining('hash') }] });
    expect(notLookedAt.filter(({ where }) => where.length > 0).map(({ what }) => what)).toEqual([expect.stringContaining('Accounts and administrators: '), 'Firewall']);
    expect(notLookedAt.filter(({ where }) => where.length === 0).map(({ what }) => what)).toContain('Computers that have no agent');
  });

  it('does not ask for the internet name of a town whose domain reported', () => {
    const input = sampleInput(['a', 'town.example']);
    const what = (change: Partial<RosterAsset>) => buildCoverage({ ...input, roster: input.roster.map((asset, index) => (index === 1 ? { ...asset, ...change } : asset)) }).notLookedAt.map((it) => it.what);
    const line = 'The town’s internet name, mail protection and web site';
    expect([what({}), what({ class: 'domain' }), what({ class: 'domain', state: 'silent' })].map((all) => all.includes(line))).toEqual([true, false, true]);
  });

  it('never lists what does not exist on a platform', () => {
    const input = withReport(sampleInput(), 'firewall', { status: 'skipped', reason: 'not-this-platform' });
    expect(buildCoverage(input).notLookedAt.map(({ what }) => what)).not.toContain('Firewall');
  });

  it.each<[name: string, asset: Partial<RosterAsset>, keep: boolean, reason: string]>([
    ['never sent a report', { state: 'expected', lastSeen: null }, false, 'never-reported'],
    ['fell silent', { state: 'silent' }, true, 'stale'],
    ['shares its key with another', { cloned: true }, true, 'ambiguous-identity'],
  ])('is everything, in one line, on a computer that %s', (_name, more, keep, reason) => {
    const input = sampleInput(['one', 'two']);
    const { computers, notLookedAt } = buildCoverage({
      ...input,
      roster: [input.roster[0]!, { ...input.roster[1]!, ...more }],
      statements: keep ? input.statements : [input.statements[0]!],
    });
    expect(computers[1]!.sections.map((section) => [section.status, section.reason])).toEqual(ofComputers.map(() => ['skipped', reason]));
    expect(notLookedAt.filter(({ where }) => where.includes('two')).map(({ what, where }) => [what, where])).toEqual([['Everything on the computer', ['two']]]);
  });

  it('says so where the agent is older than the section', () => {
    const input = sampleInput();
    const [statement] = input.statements;
    const { mfa: _mfa, ...older } = statement!.predicate.sections;
    const coverage = buildCoverage({ ...input, statements: [{ ...statement!, predicate: { ...statement!.predicate, sections: older } }] });
    expect(coverage.computers[0]!.sections.find(({ section }) => section === 'mfa')).toMatchObject({ status: 'skipped', reason: 'agent-too-old' });
  });
});

describe('a content that is worth less than its statement says', () => {
  const coverageOf = (name: string, change: (content: Record<string, unknown>) => unknown) => {
    const input = sampleInput();
    const digest = input.statements[0]!.predicate.sections[name]!.digest!;
    const content = change(input.contents[digest] as Record<string, unknown>);
    const contents = { ...input.contents, [digest]: content };
    return buildCoverage({ ...input, contents }).computers[0]!.sections.find(({ section }) => section === name);
  };

  it('that is not there, or fits no schema, was not read', () => {
    expect(coverageOf('os', () => undefined)).toMatchObject({ status: 'failed', reason: 'unreadable' });
    expect(coverageOf('os', (content) => ({ ...content, section: 'mfa' }))).toMatchObject({ status: 'failed', reason: 'unreadable' });
    expect(coverageOf('os', (content) => ({ ...content, version: 99 }))).toMatchObject({ status: 'failed', reason: 'unsupported-version' });
    expect(coverageOf('os', (content) => ({ ...content, data: 7 }))).toMatchObject({ status: 'failed', reason: 'unreadable' });
  });

  it('that has one value of the wrong kind was read without it', () => {
    expect(coverageOf('os', (content) => ({ ...content, data: { ...(content['data'] as object), rebootRequired: 'perhaps' } }))).toMatchObject({
      status: 'partial', parts: [{ what: 'An update waits for a restart', reason: 'unreadable' }],
    });
  });

  it('that lists nonsense as missing does not break the page', () => {
    expect(coverageOf('os', (content) => ({ ...content, missing: [null, 7, {}, { path: 7, reason: 8 }] }))).toMatchObject({ status: 'partial' });
  });
});

describe('several statements of one computer', () => {
  it('are told by the newest that has the content', () => {
    const input = sampleInput();
    const [newest] = input.statements;
    const failed: SectionReport = { status: 'failed', reason: 'timeout', version: 1, startedAt: '2026-11-21T07:11:58Z', durationMs: 1, sources: [] };
    const later = { ...newest!, receipt: 'R-9', digest: 'f'.repeat(64), receivedAt: '2026-11-21T07:20:00Z', predicate: { ...newest!.predicate, sequence: 2, sections: { ...newest!.predicate.sections, os: failed, firewall: failed } } };
    const { sections: told } = buildCoverage({ ...input, statements: [later, newest!] }).computers[0]!;
    expect(told.find(({ section }) => section === 'os')).toMatchObject({ status: 'ok' });
    expect(told.find(({ section }) => section === 'firewall')).toMatchObject({ status: 'failed', reason: 'timeout' });
  });
});

function withReport(input: EvaluationInput, name: string, more: Partial<SectionReport>): EvaluationInput {
  const [statement] = input.statements;
  const { digest: _digest, bytes: _bytes, ...report } = statement!.predicate.sections[name]!;
  const reports = { ...statement!.predicate.sections, [name]: { ...report, ...more } };
  return { ...input, statements: [{ ...statement!, predicate: { ...statement!.predicate, sections: reports } }] };
}
