import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { buildReport } from '../../reports/build.ts';
import { frameworkViews, requirementStates } from '../../reports/frameworks.ts';
import type { RequirementState } from '../../reports/frameworks.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { json } from '../../reports/formats/json/index.ts';
import { requirementWords, ruleStandingWords, waitsWords } from '../../reports/requirement-words.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { loadedRulebook } from '../../collector/evaluate/rulebook.ts';
import { outcomes, waiver } from '../rules/judge/outcomes.ts';
import { crosswalk, withLists } from './listed.ts';
import { strange } from './people.ts';
import { findingsOf, outcome, sampleSource } from './sample.ts';
import { syntheticTown } from './town.ts';

const asOf = '2026-11-21T07:30:00Z';
const catalog = crosswalk(['EOL-001']);

/** The state of one requirement that these rules show. */
function stateOf(rules: readonly string[], all: readonly Outcome[]) {
  const frameworks = [{ id: 'one', title: 'One', source: 'Somebody', checkedOn: '2026-11-01', requirements: [{ id: '1', rules: [...rules] }] }];
  return frameworkViews({ ...catalog, frameworks }, all, asOf)[0]!.requirements[0]!;
}

describe('a requirement', () => {
  const pass = outcome('EOL-001', 'pass');
  const fail = outcome('EOL-001', 'fail');
  const unknown = outcome('EOL-001', 'unknown');
  const none = outcome('EOL-001', 'not-applicable');
  it.each<[string, RequirementState, readonly string[], readonly Outcome[]]>([
    ['has gaps where one rule has', 'gaps', ['EOL-001', 'NET-902'], [pass, fail, unknown]],
    ['has gaps also where all of them are accepted', 'gaps', ['EOL-001'], [{ ...fail, dispositions: [waiver] }]],
    ['is not known where one answer is', 'not-known', ['EOL-001', 'WEB-901'], [pass, unknown]],
    ['is not known where Townwatch made an error', 'not-known', ['EOL-001'], [pass, outcome('EOL-001', 'error')]],
    ['is not known where a pass has run out', 'not-known', ['EOL-001'], [{ ...pass, validUntil: '2026-11-20T00:00:00Z' }]],
    ['is fine in part while another rule waits', 'in-part', ['EOL-001', 'NET-902'], [pass]],
    ['is fine in part while another is not asked', 'in-part', ['EOL-001', 'WEB-901'], [pass]],
    ['is shown to be fine where all rules are', 'fine', ['EOL-001'], [pass, none]],
    ['does not apply where none does', 'not-applicable', ['EOL-001'], [none]],
    ['is not measured where what does not apply stands beside a rule that waits', 'not-measured', ['EOL-001', 'NET-902'], [none]],
    ['is not measured yet where all rules wait', 'not-measured', ['NET-902'], []],
    ['is not measured yet where a rule is nowhere', 'not-measured', ['NET-999'], []],
    ['is not asked where no pack holds its rules', 'not-asked', ['WEB-901'], [pass]],
    ['has no rule', 'no-rule', [], [pass]],
  ])('%s', (_, state, rules, all) => {
    expect(stateOf(rules, all).state).toBe(state);
  });

  it('counts the answers of each rule once, and says what it waits for', () => {
    const all = [pass, fail, { ...fail, dispositions: [waiver] }, unknown, none];
    expect(stateOf(['EOL-001', 'EOL-001', 'NET-902', 'WEB-901', 'NET-999'], all).rules).toMatchObject([
      { rule: 'EOL-001', title: 'Is EOL-001 as it should be?', state: 'gaps', counts: { fine: 1, gaps: 2, accepted: 1, notKnown: 1, notApplicable: 1 }, bases: ['measured'] },
      { rule: 'NET-902', state: 'waits', counts: null, waits: { for: 'target snmp', note: 'Which versions of SNMP a device speaks.' } },
      { rule: 'WEB-901', state: 'not-asked', counts: null, waits: null },
      { rule: 'NET-999', title: null, state: 'not-written', counts: null, waits: null },
    ]);
  });

  it('is called stated only where nothing that is fine was measured', () => {
    const stated = (...all: Outcome[]) => stateOf(['EOL-001', 'NET-902'], all).stated;
    expect([stated({ ...pass, basis: 'attested' }, { ...pass, basis: 'list' }), stated({ ...pass, basis: 'attested' }, pass), stated({ ...pass, basis: 'mixed' }), stated({ ...fail, basis: 'attested' })]).toEqual([true, false, false, false]);
  });

  it('is never dropped, and never better for an answer that is missing, for any outcomes', () => {
    const rank = (state: RequirementState) => ['fine', 'in-part', 'not-known', 'gaps'].indexOf(state);
    fc.assert(fc.property(outcomes, fc.nat(), (all, which) => {
      const source = crosswalk([...new Set(all.map(({ rule }) => rule))]);
      const views = (given: readonly Outcome[]) => frameworkViews(source, given, asOf);
      expect(views(all).map(({ requirements }) => requirements.map(({ id }) => id))).toEqual(source.frameworks.map(({ requirements }) => requirements.map(({ id }) => id)));
      const passing = all.filter((one) => one.outcome === 'pass');
      if (passing.length === 0) return;
      const turned = passing[which % passing.length]!;
      const worse = views(all.map((one) => (one === turned ? { ...one, outcome: 'unknown' as const, because: { reason: 'stale' as const } } : one)));
      views(all).forEach(({ requirements }, index) => requirements.forEach(({ state }, at) => expect(rank(worse[index]!.requirements[at]!.state)).toBeGreaterThanOrEqual(rank(state))));
    }));
  });
});

describe('in a report', () => {
  const source = withLists(syntheticTown({ computers: 12, rules: 6, programs: 1 }));

  it('stand the frameworks that concern the town by its profile, and no others', () => {
    const ids = (register: typeof source.input.register) => buildReport({ ...source, input: { ...source.input, register } }).frameworks.map(({ id }) => id);
    expect(ids(source.input.register)).toEqual(['asked-for', 'new-york']);
    expect(ids(null)).toEqual(['asked-for']);
  });

  it('of one computer stands none: they ask of towns', () => {
    expect(buildReport({ ...sampleSource(), catalog: crosswalk(['EOL-001']) }).frameworks).toEqual([]);
  });

  it('every requirement stands on the page with its state, in the words of people', () => {
    const model = buildReport(source);
    const page = Buffer.from(html.render(model)).toString();
    const part = page.slice(page.indexOf('id="frameworks"'), page.indexOf('id="all"'));
    for (const { requirements } of model.frameworks) for (const { id, label } of requirements) expect(part).toContain(`${id} <cite>${label}</cite>`);
    for (const state of ['gaps', 'not-measured', 'not-asked', 'no-rule'] as const) expect(part).toContain(requirementWords[state]);
    expect(part).toContain('NET-902: waits for a way to ask network devices (SNMP).');
    expect(part).not.toMatch(/complian/i);
    expect(strange('the part', part.replace(/<cite>.*?<\/cite>/g, ''))).toEqual([]);
  });

  it('report.json has every requirement with its rules', () => {
    const { frameworks } = JSON.parse(Buffer.from(json.render(buildReport(source))).toString()) as { frameworks: { requirements: { id: string; rules: unknown[] }[] }[] };
    expect(frameworks.map(({ requirements }) => requirements.length)).toEqual([11, 5]);
    expect(frameworks[0]!.requirements.find(({ id }) => id === '2.1')!.rules).toHaveLength(6);
  });

  it('all of ours fit the page: every rule that a requirement names is written or waits', () => {
    const rulebook = loadedRulebook();
    const outcomesOf = rulebook.rules.map(({ definition }) => outcome(definition.id, 'pass'));
    const views = frameworkViews(rulebook, outcomesOf, asOf);
    const rules = views.flatMap(({ requirements }) => requirements.flatMap((requirement) => requirement.rules));
    expect(rules.length).toBeGreaterThan(200);
    expect(rules.filter(({ state }) => state === 'not-written').map(({ rule }) => rule)).toEqual([]);
    const page = Buffer.from(html.render({ ...buildReport({ ...source, outcomes: outcomesOf, findings: findingsOf(outcomesOf) }), frameworks: views })).toString();
    const part = page.slice(page.indexOf('id="frameworks"'), page.indexOf('id="all"'));
    expect(strange('the part', part.replace(/<cite>.*?<\/cite>/g, '').replace(/ (?:id|class|aria-label)="[^"]*"/g, ''))).toEqual([]);
  });
});

describe('words of requirements', () => {
  it('are plain, and there is one for each state', () => {
    expect(Object.keys(requirementWords).sort()).toEqual([...requirementStates].sort());
    expect([...Object.values(requirementWords), ...Object.values(ruleStandingWords)].flatMap((text) => strange('a state', text))).toEqual([]);
    expect(Object.values(requirementWords).filter((text) => /complian/i.test(text))).toEqual([]);
  });

  it('say what every rule of ours waits for', () => {
    const words = (loadedRulebook().waiting ?? []).map(({ waitsFor }) => [waitsFor, waitsWords(waitsFor)] as const);
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter(([waitsFor, text]) => text === waitsFor || !/^a (?:way to ask|reading of|list of|catalog of) \S/.test(text))).toEqual([]);
    expect(words.flatMap(([, text]) => strange('a wait', text))).toEqual([]);
    expect([waitsWords('list purchases'), waitsWords('catalog of firmware'), waitsWords('target constructor'), waitsWords('moon')]).toEqual(['a list of purchases', 'a catalog of firmware', 'a way to ask constructor', 'moon']);
  });
});
