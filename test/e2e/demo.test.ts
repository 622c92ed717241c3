import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handOut } from '../../collector/demo/hand-out.ts';
import type { HandedOut } from '../../collector/demo/hand-out.ts';
import { liveThrough } from '../../collector/demo/run.ts';
import type { DemoTown } from '../../collector/demo/run.ts';
import { ruleViews } from '../../collector/evaluate/report.ts';
import { loadedRulebook } from '../../collector/evaluate/rulebook.ts';
import { documentHistory, newestDocuments } from '../../collector/store/documents.ts';
import { actionClasses } from '../../rules/judge/actions.ts';
import { judgeEssentials } from '../../rules/judge/essentials.ts';
import { place } from '../../rules/judge/fixes.ts';
import { ranksOf } from '../../rules/judge/ranks.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { judgementReasons } from '../../rules/reasons.ts';
import { waiverStanding } from '../../rules/waiver.ts';
import type { Waiver } from '../../rules/waiver.ts';
import { reasons } from '../../wire/reasons.ts';
import { temporaryFolder } from '../collector/temporary.ts';

/** Reasons that no judgment of this town gives, and why not. */
const never: Readonly<Record<string, string>> = {
  'not-this-platform': 'a rule asks each system only what it has; the reason stands in the coverage',
  'foreign-network': 'only INV-003 asks for neighbors, and a computer that is elsewhere is no gap in it',
  'too-few-sources': 'this town has more sources than the questions need, from the first night on',
};

const asOf = '2026-11-22T13:00:00.000Z';
const { folder: out, remove } = temporaryFolder();
const settings = { data: '', listen: '127.0.0.1', port: 0, host: ['127.0.0.1'], certificate: null, key: null, preparedBy: 'test', log: 'silent' } as const;
const rulebook = loadedRulebook();
const seen = { reasons: new Set<string>(), essentials: new Set<string>(), ofRules: new Set<string>() };
let made: DemoTown;
let files: HandedOut;
let waivers: Waiver[];
let versions: number;

beforeAll(async () => {
  await liveThrough({ out, seed: '1', nights: 14, asOf, rulebook, settings, progress: () => undefined, judged: ({ outcomes }) => {
    for (const { because } of outcomes) if (because) seen.reasons.add(because.reason);
    for (const { state, rules } of judgeEssentials(outcomes)) {
      seen.essentials.add(state);
      for (const rule of rules) seen.ofRules.add(rule.state);
    }
  } }, async (demo, town) => {
    made = town;
    files = await handOut(demo, town);
    waivers = (await newestDocuments<Waiver>(demo.store, town.town.id, 'waiver')).map(({ body }) => body);
    versions = (await documentHistory(demo.store, town.town.id, 'register', 'town')).length;
  });
}, 180_000);
afterAll(remove);

const outcomes = (): readonly Outcome[] => made.judgement.outcomes;
const of = (rule: string, label: string) => outcomes().find((one) => one.rule === rule && one.subject.label.startsWith(label));
const kinds = (values: readonly string[]) => [...new Set(values)].sort();

describe('the town shows everything there is to show', () => {
  test('every essential state: four as the state of an essential, not applicable as that of a rule of one', () => {
    expect(kinds([...seen.essentials])).toEqual(['accepted', 'gaps', 'in-place', 'not-known']);
    expect(kinds([...seen.ofRules])).toEqual(['accepted', 'gaps', 'in-place', 'not-applicable', 'not-known']);
  });

  test('every outcome but an error of ours, every basis, every disposition', () => {
    expect(kinds(outcomes().map(({ outcome }) => outcome))).toEqual(['fail', 'not-applicable', 'pass', 'unknown']);
    expect(kinds(outcomes().map(({ basis }) => basis))).toEqual(['attested', 'list', 'measured', 'mixed']);
    expect(kinds(outcomes().flatMap(({ dispositions }) => dispositions.map(({ kind }) => kind)))).toEqual(['disputed', 'planned', 'waived']);
  });

  test('every reason that can occur', () => {
    const all = [...Object.keys(reasons), ...Object.keys(judgementReasons)];
    expect(all.filter((reason) => !seen.reasons.has(reason)).sort()).toEqual(Object.keys(never).sort());
  });

  test('every action class', () => {
    const rules = new Map(ruleViews(rulebook).map((rule) => [rule.id, rule]));
    const about = { roster: new Map(made.judgement.input.roster.map((asset) => [asset.id, asset])), ranks: ranksOf(made.judgement.input) };
    const classes = outcomes().filter(({ outcome }) => outcome === 'fail').flatMap((one) => {
      const rule = rules.get(one.rule);
      return rule ? [place(one, rule, about).action] : [];
    });
    expect(kinds(classes)).toEqual([...actionClasses].sort());
  });

  test('waivers that are valid, end soon, have ended, and are only asked for', () => {
    const standing = waivers.map((waiver) => waiverStanding(waiver, asOf));
    expect(kinds(standing)).toEqual(['expired', 'proposed', 'valid']);
    expect(outcomes().flatMap(({ dispositions }) => dispositions).some(({ unverified }) => unverified)).toBe(true);
    expect(waivers.some((waiver) => waiverStanding(waiver, asOf) === 'valid' && waiver.expires < '2026-12-22')).toBe(true);
  });
});

describe('the story of fourteen nights', () => {
  test.each<[what: string, ...verdict: [rule: string, label: string, outcome: string, reason?: string]]>([
    ['a disk that is about to fail', 'HW-006', 'FIN-PC-04', 'fail'],
    ['a leaver whose account still opens a computer', 'IAM-009', 'dpruitt', 'fail'],
    ['a clock that is three days off', 'INV-011', 'FD-PC-04', 'fail'],
    ['a key that two machines use', 'EDR-001', 'LIB-PC-11', 'unknown', 'ambiguous-identity'],
    ['a computer that nobody switches on', 'EDR-001', 'PW-PC-05', 'unknown', 'stale'],
    ['a laptop that was silent for ten days, and may be for fourteen', 'INV-002', 'FD-LT-02', 'pass'],
    ['an agent without rights', 'CFG-007', 'PRK-PC-03', 'unknown', 'needs-root'],
    ['a PC that was patched on night 6', 'PAT-001', 'CLK-PC-03', 'pass'],
    ['a PC that is not', 'PAT-001', 'FD-PC-03', 'fail'],
    ['a laptop that was never unpacked', 'EDR-001', 'PD-MDT-08', 'unknown', 'never-reported'],
  ])('%s', (_, ...[rule, label, outcome, reason]) => {
    expect(of(rule, label)).toMatchObject({ outcome, ...(reason === undefined ? {} : { because: { reason } }) });
  });

  test('an accepted risk that has ended is a gap again, and the town has said itself once', () => {
    expect(of('EOL-002', 'SRV-RECORDS')).toMatchObject({ outcome: 'fail', dispositions: [] });
    expect(of('CON-002', 'Records and permits')?.dispositions.map(({ kind }) => kind)).toEqual(['waived']);
    expect(versions).toBe(1);
  });

  test('an account with new administrator rights, a replaced PC and a machine installed anew', () => {
    expect(of('IAM-015', 'PD-PC-04')?.outcome).toBe('fail');
    const { roster } = made.judgement.input;
    expect(roster.find(({ label }) => label === 'PW-PC-03')?.state).toBe('retired');
    expect(roster.filter(({ label }) => label === 'LIB-PC-05').map(({ possibleDuplicateOf }) => possibleDuplicateOf.length).sort((a, b) => a - b)).toEqual([0, 1]);
  });
});

describe('what is handed out', () => {
  test('says in its report that it is an example', () => {
    const html = fs.readFileSync(files.report.find((file) => file.endsWith('.html')) ?? '', 'utf8');
    expect(html).toContain('Synthetic example: no real town');
    const json = JSON.parse(fs.readFileSync(files.report.find((file) => file.endsWith('.json')) ?? '', 'utf8')) as { synthetic?: boolean };
    expect(json.synthetic).toBe(true);
  });

  test('names the town as an example in plans and in what to do next', () => {
    expect(fs.readFileSync(files.next, 'utf8')).toContain('Maple Hollow (example)');
    const pages = files.plans.filter((file) => file.endsWith('.html'));
    expect(pages.map((file) => path.basename(file)).sort()).toEqual(['plan-30-days.html', 'plan-90-days.html', 'replacement-plan.html']);
    for (const page of pages) expect(fs.readFileSync(page, 'utf8')).toContain('Maple Hollow (example)');
  });
});
