import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionClasses } from '../../rules/judge/actions.ts';
import { severities } from '../../rules/outcome.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { buildReport } from '../../reports/build.ts';
import type { ReportSource } from '../../reports/build.ts';
import { formats } from '../../reports/formats/list.ts';
import type { ReportModel } from '../../reports/model.ts';
import { outcomes, turned, verdict, verdicts, waiver } from '../rules/judge/outcomes.ts';
import { findingsOf, outcome, rule, sampleInput, sampleSource } from './sample.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('for any outcomes', () => {
  it('counts add up to the population', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const { total, pass, fail, unknown, notApplicable, error } = built(all).counts;
      expect(total).toBe(all.length);
      expect(pass + fail + unknown + notApplicable + error).toBe(total);
    }));
  });

  it('every unknown outcome is closed by exactly one act', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const { acts, counts } = built(all);
      expect(sum(acts.map(({ closes }) => closes))).toBe(counts.unknown);
      for (const one of all.filter((it) => it.outcome === 'unknown')) {
        const closing = acts.filter((act) => act.reason === one.because!.reason && act.rules.includes(one.rule) && act.subjects.includes(one.subject.label));
        expect(closing.length).toBeGreaterThan(0);
      }
    }));
  });

  it('every fail stands in exactly one fix', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const { fixes, counts } = built(all);
      expect(sum(fixes.map(({ failures }) => failures.length))).toBe(counts.fail);
      const places = fixes.flatMap((fix) => fix.failures.map(({ subject }) => `${fix.rule} ${subject}`));
      expect(places.sort()).toEqual(all.filter((one) => one.outcome === 'fail').map((one) => `${one.rule} ${one.subject.id}`).sort());
    }));
  });

  it('fixes stand most urgent first', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const ranks = built(all).fixes.map((fix) => actionClasses.indexOf(fix.action) * 10 - severities.indexOf(fix.severity));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }));
  });

  it('a fail that becomes a pass makes no fix more urgent or more severe', () => {
    fc.assert(fc.property(outcomes, fc.nat(), (all, which) => {
      const next = turned(all, 'fail', 'pass', which);
      if (next === undefined) return;
      const before = new Map(built(all).fixes.map((fix) => [fix.rule, fix]));
      for (const fix of built(next).fixes) {
        const was = before.get(fix.rule)!;
        expect(actionClasses.indexOf(fix.action)).toBeGreaterThanOrEqual(actionClasses.indexOf(was.action));
        expect(severities.indexOf(fix.severity)).toBeLessThanOrEqual(severities.indexOf(was.severity));
        expect(fix.failures.length).toBeLessThanOrEqual(was.failures.length);
      }
    }));
  });

  it('the order of anything that comes in changes no byte', () => {
    const labels = ['clerk-pc-3', 'clerk-pc-3', 'hall', 'pump-1'];
    fc.assert(fc.property(outcomes, (all) => {
      const input = sampleInput(labels);
      const source = { ...sampleSource(), input, outcomes: all, findings: findingsOf(all), rules: [rule('PAT-001'), rule('EOL-001')] };
      const turnedRound: ReportSource = {
        ...source,
        input: { ...input, roster: input.roster.toReversed(), statements: input.statements.toReversed(), documents: input.documents.toReversed() },
        outcomes: all.toReversed(), findings: source.findings.toReversed(), rules: source.rules.toReversed(),
      };
      expect(bytes(turnedRound)).toEqual(bytes(source));
    }), { numRuns: 25 });
  });
});

describe('what cannot be told as it should', () => {
  it('a fail of a rule whose text is not loaded is shown all the same', () => {
    const { fixes, rules } = built([outcome('CFG-099', 'fail')], []);
    expect(fixes.map((fix) => [fix.rule, fix.failures.length])).toEqual([['CFG-099', 1]]);
    expect(rules['CFG-099']?.title).toBe('CFG-099 (its text is not loaded)');
  });

  it('an unknown that does not say why is counted and says that', () => {
    const { because: _because, ...silent } = outcome('CFG-005', 'unknown');
    expect(built([silent]).acts).toMatchObject([{ closes: 1, rules: ['CFG-005'], sentence: expect.stringContaining('none was given') }]);
  });

  it('a reason of a newer agent is shown, not hidden', () => {
    const newer = outcome('CFG-005', 'unknown', { because: { reason: 'moon-phase' as 'stale' } });
    expect(built([newer]).acts[0]?.sentence).toContain('moon-phase');
  });
});

describe('acts', () => {
  it('are one for what the same hand mends: all that needs root, and each reason by the part it is missing in', () => {
    const root = (section: string, rule: string) => outcome(rule, 'unknown', { because: { reason: 'needs-root', section } });
    const tool = (section: string, rule: string) => outcome(rule, 'unknown', { because: { reason: 'tool-missing', section, detail: `/usr/bin/${section}` } });
    const { acts } = built([root('accounts', 'IAM-011'), root('firewall', 'CFG-004'), tool('backups', 'BKP-002'), tool('updates', 'PAT-001'), tool('updates', 'PAT-003')]);
    expect(acts.map(({ reason, sections, closes, rules, details }) => [reason, sections, closes, rules, details])).toEqual([
      ['needs-root', ['accounts', 'firewall'], 2, ['CFG-004', 'IAM-011'], []],
      ['tool-missing', ['updates'], 2, ['PAT-001', 'PAT-003'], ['/usr/bin/updates']],
      ['tool-missing', ['backups'], 1, ['BKP-002'], ['/usr/bin/backups']],
    ]);
  });
});

describe('essentials in words', () => {
  const state = (...all: Outcome[]) => built(all).essentials[2]!;
  const protection = (...counts: [pass: number, fail: number, unknown: number, accepted: number]) => {
    const [pass, fail, unknown, accepted] = counts;
    return state(...['PAT-001', 'PAT-002', 'PAT-003'].flatMap((id) => [...verdicts(pass, 'pass'), ...verdicts(fail - accepted, 'fail'), ...verdicts(accepted, 'fail', { dispositions: [waiver] }), ...verdicts(unknown, 'unknown')].map((one) => ({ ...one, rule: id }))));
  };

  it('say what stands beside the state', () => {
    expect(protection(17, 4, 5, 0)).toMatchObject({ words: 'Gaps, and 15 not known', interval: '51 of 78 shown to be fine, 12 not, 15 not checked' });
    expect(protection(0, 3, 0, 0)).toMatchObject({ words: 'Gaps', act: null });
    expect(protection(55, 1, 6, 0)).toMatchObject({ words: 'Not known, and 3 gaps' });
    expect(protection(55, 0, 7, 0)).toMatchObject({ words: 'Not known', act: expect.stringContaining('agent') });
    expect(protection(60, 1, 1, 0)).toMatchObject({ words: 'In place, with 3 gaps still open', act: null });
    expect(protection(60, 0, 0, 0)).toMatchObject({ words: 'In place', interval: '180 of 180 shown to be fine, 0 not, 0 not checked', act: null });
    expect(protection(3, 1, 0, 1)).toMatchObject({ words: 'Accepted until March 31, 2027', until: '2027-03-31', interval: '9 of 12 shown to be fine, 3 not (3 accepted), 0 not checked', act: null });
  });

  it('say how many questions were not asked, and claim nothing where none was', () => {
    expect(state(verdict('pass', { rule: 'PAT-001' }))).toMatchObject({ words: 'Not known', interval: '1 of 1 shown to be fine, 0 not, 0 not checked; 2 questions of 3 not asked yet' });
    expect(state()).toMatchObject({ words: 'Not known', interval: null });
  });

  it('say “as stated” where nothing of it was measured', () => {
    const all = ['PAT-001', 'PAT-002', 'PAT-003'].map((id) => verdict('pass', { rule: id, basis: 'attested' }));
    expect(state(...all).words).toBe('In place, as stated');
    expect(state({ ...all[0]!, basis: 'list' }, ...all.slice(1)).words).toBe('In place, as stated');
    expect(state({ ...all[0]!, basis: 'mixed' }, ...all.slice(1)).words).toBe('In place');
    expect(state({ ...all[0]!, basis: 'measured' }, ...all.slice(1)).words).toBe('In place');
  });
});

describe('a fix', () => {
  it('tells what to do on each platform that fails, and on no other', () => {
    const input = sampleInput(['one', 'two', 'three']);
    const platforms = ['linux', 'windows', 'macos'] as const;
    const statements = input.statements.map((statement, index) => ({ ...statement, predicate: { ...statement.predicate, platform: platforms[index]! } }));
    const remediation = { linux: 'systemctl reload ssh\n', windows: 'Restart-Service sshd', any: 'Ask the maker' };
    const failing = (...assets: string[]) => assets.map((asset) => outcome('CFG-005', 'fail', { subject: { scope: 'asset', id: asset, asset, label: asset } }));
    const text = (all: Outcome[]) => buildReport({ ...sampleSource(), input: { ...input, statements }, outcomes: all, findings: [], rules: [rule('CFG-005', { remediation })] }).fixes[0]!.remediation;
    expect(text(failing('asset-1'))).toBe('systemctl reload ssh');
    expect(text(failing('asset-3'))).toBe('Ask the maker');
    expect(text(failing('asset-1', 'asset-2'))).toBe('On Linux:\nsystemctl reload ssh\n\nOn Windows:\nRestart-Service sshd');
    expect(text([outcome('CFG-005', 'fail', { subject: { scope: 'town', id: 'town', asset: null, label: 'town' } })])).toBe('Ask the maker');
  });
});

describe('inputs', () => {
  it('name every digest that took part, also where a computer sent several statements', () => {
    const input = sampleInput(['one']);
    const [first] = input.statements;
    const older = { ...first!, receipt: 'R-0', digest: 'b'.repeat(64), predicate: { ...first!.predicate, sequence: 0, sections: { os: { ...first!.predicate.sections['os']!, digest: 'c'.repeat(64) } } } };
    const { inputs } = buildReport({ ...sampleSource(), input: { ...input, statements: [older, first!] } });
    const named = new Set(Object.values(inputs));
    const all = [...input.documents.map(({ digest }) => digest), first!.digest, older.digest, ...[first!, older].flatMap(({ predicate }) => Object.values(predicate.sections).flatMap(({ digest }) => digest ?? []))];
    expect(all.filter((digest) => !named.has(digest))).toEqual([]);
  });
});

describe('one computer', () => {
  it('is a report about a computer, also when others were retired', () => {
    const input = sampleInput(['one', 'two']);
    const retired = { ...input, roster: [input.roster[0]!, { ...input.roster[1]!, state: 'retired' as const }] };
    const of = (it: typeof input) => buildReport({ ...sampleSource(), input: it }).oneComputer;
    expect([of(sampleInput(['one'])), of(retired), of(input)]).toEqual([true, true, false]);
  });
});

function built(all: readonly Outcome[], rules = [...new Set(all.map((one) => one.rule))].map((id) => rule(id))): ReportModel {
  return buildReport({ ...sampleSource(), outcomes: all, findings: findingsOf(all), rules });
}

function bytes(source: ReportSource): string[] {
  const model = buildReport(source);
  return formats.map((format) => Buffer.from(format.render(model)).toString());
}
