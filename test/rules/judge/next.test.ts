import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NextAct } from '../../../rules/judge/act.ts';
import { learnTexts } from '../../../rules/judge/act-texts.ts';
import { fixTexts } from '../../../rules/judge/fix-texts.ts';
import { knownOf, wanted } from '../../../rules/judge/learn.ts';
import { nextActs } from '../../../rules/judge/next.ts';
import { essentials } from '../../../rules/judge/essentials.ts';
import type { TownList } from '../../../rules/list.ts';
import type { Outcome, UnknownBecause } from '../../../rules/outcome.ts';
import { judgementReasons } from '../../../rules/reasons.ts';
import { reasons } from '../../../wire/reasons.ts';
import { strange } from '../../reports/people.ts';
import { asOf, computer, judgedTown, townInput } from './judged.ts';
import { outcomes, turned, verdict, waiver } from './outcomes.ts';

const town = { scope: 'town', id: 'town', asset: null, label: 'Maple Hollow' } as const;
const on = (id: string, label = id.toUpperCase()) => ({ scope: 'asset', id, asset: id, label }) as const;
const unknown = (because: UnknownBecause, more: Partial<Outcome> = {}) => verdict('unknown', { because, ...more });
const known = knownOf(townInput());
const list = (kind: TownList['kind'], more: Partial<TownList> = {}): TownList => ({ kind, asOf: '2026-11-15', importedAt: asOf, by: 'A', file: 'a', digest: 'b', complete: true, columns: ['name'], rows: [], refused: [], ...more });
const actsOf = (...args: Parameters<typeof judgedTown>) => nextActs(judgedTown(...args)).acts;
const told = ({ id, text, minutes, answers }: NextAct) => ({ id, text, minutes, answers });

describe('what is not known', () => {
  it('is grouped by the one act that closes it', () => {
    const roster = [computer('a'), computer('b'), computer('c')];
    const acts = actsOf([
      ...['a', 'b', 'c'].flatMap((id) => [unknown({ reason: 'needs-root', section: 'accounts' }, { rule: 'IAM-011', subject: on(id) }), unknown({ reason: 'needs-root', section: 'firewall' }, { rule: 'CFG-007', subject: on(id) })]),
      unknown({ reason: 'unanswered', section: 'attested', path: 'mfaMail' }, { rule: 'GOV-012', subject: town }),
      unknown({ reason: 'unanswered', section: 'attested', path: 'policies' }, { rule: 'GOV-003', subject: town }),
      unknown({ reason: 'unanswered', section: 'attested', path: 'policies.answer' }, { rule: 'GOV-001', subject: town }),
      unknown({ reason: 'population-not-known', section: 'listed', path: 'rmm' }, { rule: 'INV-001', subject: town }),
    ], { roster });
    expect(acts.map(told)).toEqual([
      // Quick, or nothing of an essential is open after it, whatever closes most of these first.
      { id: 'agent-as-root', text: 'Run the agent with administrator rights on 3 computers', minutes: 20, answers: 6 },
      { id: 'answer-questions', text: 'Answer 2 questions of the questionnaire', minutes: 8, answers: 3 },
      { id: 'list-rmm', text: 'Import the list of computers from your remote management', minutes: 5, answers: 1 },
    ]);
    expect(acts[2]).toMatchObject({ person: 'it-technician', responsible: 'msp', command: 'townwatch import list FILE --town "Maple Hollow" --kind rmm --as-of DATE --complete', essentials: [{ number: 1, answers: 1, all: true }] });
    expect(acts[0]?.essentials).toEqual([{ number: 6, answers: 3, all: true }]);
  });

  it.each<[because: UnknownBecause, rule: string, act: string | null, thing?: string]>([
    [{ reason: 'population-not-known', section: 'listed', path: 'backup', detail: 'nobody has imported the job list of the backup system' }, 'BKP-001', 'list-backup'],
    [{ reason: 'population-not-known', section: 'people', path: '', detail: 'nobody has imported the list of people, and the register names no people' }, 'IAM-009', 'list-people'],
    [{ reason: 'population-not-known', detail: 'no server, hypervisor is on the list of computers' }, 'EOL-002', 'list-rmm'],
    [{ reason: 'population-not-known', detail: 'no list of the remote-management tool, no equipment ledger' }, 'EOL-002', 'list-rmm'],
    [{ reason: 'population-not-known', detail: 'the register states no services' }, 'CON-001', 'state-services'],
    [{ reason: 'evidence-expired', section: 'listed', path: 'edr.healthy' }, 'EDR-003', 'list-edr'],
    [{ reason: 'evidence-expired', section: 'attested', path: 'mfaMail' }, 'GOV-012', 'confirm-answers', 'mfaMail'],
    [{ reason: 'not-visible-from-here', section: 'listed', path: 'edr' }, 'EDR-003', 'list-edr'],
    [{ reason: 'not-visible-from-here', section: 'backups', path: 'repositories' }, 'BKP-001', 'list-backup'],
    [{ reason: 'not-visible-from-here', section: 'vitals', path: 'x' }, 'LOG-005', null],
    [{ reason: 'ambiguous-identity', section: 'listed', path: 'ledger' }, 'INV-004', 'name-rows'],
    [{ reason: 'ambiguous-identity', section: 'os' }, 'EOL-001', 'tell-apart'],
    [{ reason: 'unanswered', section: 'register', path: 'contracts[].ends' }, 'GOV-011', 'state-register', 'contracts'],
    [{ reason: 'unanswered', section: 'register', path: 'services' }, 'CON-001', 'state-services', 'services'],
    [{ reason: 'unanswered', section: 'register', path: '', detail: 'nobody has written town.yaml' }, 'CON-003', 'write-register'],
    [{ reason: 'unanswered' }, 'CON-011', 'make-plan'],
    [{ reason: 'population-not-known', detail: 'no network devices are known here; a complete equipment ledger or a complete list of the remote-management tool or "none" in the register would show that there are none' }, 'BKP-010', 'list-ledger'],
    [{ reason: 'unanswered' }, 'IAM-015', 'set-parameters', 'IAM-015'],
    [{ reason: 'ambiguous', section: 'derived', path: 'age.decides' }, 'HW-001', 'year-of-purchase'],
    [{ reason: 'ambiguous' }, 'PAT-001', 'look-by-hand', 'PAT-001'],
    [{ reason: 'too-few-sources' }, 'INV-001', 'list-rmm'],
    [{ reason: 'no-target', section: 'mail' }, 'WEB-002', 'declare-domains'],
    [{ reason: 'not-this-platform', section: 'mfa' }, 'IAM-001', null],
    // Words that a device may send, and every object knows.
    [{ reason: 'no-target', section: 'constructor' }, 'WEB-002', 'connect-source'],
    [{ reason: '__proto__' as 'stale', section: 'toString' }, 'WEB-002', null],
  ])('%o of %s asks for %s', (because, rule, act, thing) => {
    const found = wanted({ rule, subject: on('a'), because }, known);
    expect(found?.act ?? null).toBe(act);
    expect(thing ?? found?.thing).toBe(found?.thing);
  });

  it('asks for the list that is not there yet where one more source is needed, and for none where all are', () => {
    const asks = (...lists: TownList[]) => wanted({ rule: 'INV-001', subject: town, because: { reason: 'too-few-sources' } }, knownOf(townInput({ lists })))?.act ?? null;
    expect(asks(list('rmm'))).toBe('list-ledger');
    expect(asks(list('rmm', { asOf: '2026-08-01' }))).toBe('list-rmm');
    expect(asks(list('rmm'), list('ledger'), list('directory'), list('edr'))).toBeNull();
  });

  it.each<[what: string, asked: { readonly because: UnknownBecause; readonly rule: string; readonly given: TownList }, act: string | null, thing?: string]>([
    ['is too old', { rule: 'BKP-003', given: list('backup', { asOf: '2026-08-01' }), because: { reason: 'not-visible-from-here', section: 'backups' } }, 'list-backup'],
    ['counts, and cannot say where copies lie', { rule: 'BKP-003', given: list('backup'), because: { reason: 'not-visible-from-here', section: 'backups' } }, 'name-repository'],
    ['counts, and no repository would answer it', { rule: 'INV-009', given: list('backup'), because: { reason: 'not-visible-from-here', section: 'backups' } }, null],
    ['was young enough once', { rule: 'BKP-002', given: list('backup'), because: { reason: 'evidence-expired' } }, 'list-backup'],
    ['is not said to be complete', { rule: 'EDR-003', given: list('edr', { complete: false }), because: { reason: 'not-visible-from-here', section: 'listed', path: 'edr' } }, 'say-complete', 'device list of the protection console'],
    ['is not complete, so nobody knows whether there are any', { rule: 'BKP-010', given: list('ledger', { complete: false }), because: { reason: 'population-not-known', detail: 'a complete equipment ledger would show that there are none' } }, 'say-complete', 'equipment ledger'],
    ['has no such column', { rule: 'HW-004', given: list('rmm'), because: { reason: 'unanswered', section: 'listed', path: 'rmm.warrantyEnds' } }, 'complete-rows', 'warrantyEnds (list of the remote-management tool)'],
    ['is too old to say', { rule: 'EDR-003', given: list('edr', { asOf: '2026-08-01' }), because: { reason: 'evidence-expired', section: 'listed', path: 'edr.healthy' } }, 'list-edr'],
    ['cannot say until when somebody may sign in', { rule: 'IAM-023', given: list('people'), because: { reason: 'unanswered', section: 'person', path: 'until' } }, 'state-register', 'until of people'],
    ['could say who started when', { rule: 'IAM-023', given: list('people'), because: { reason: 'unanswered', section: 'person', path: 'started' } }, 'complete-rows', 'started (list of people)'],
    ['counts, and still nobody is known', { rule: 'IAM-009', given: list('people'), because: { reason: 'population-not-known', section: 'person' } }, null],
    ['counts, and training is what is missing', { rule: 'GOV-004', given: list('people'), because: { reason: 'population-not-known', section: 'people', detail: 'nobody has imported the list of trainings' } }, 'list-training'],
  ])('where a list %s', (_what, { because, rule, given }, act, thing) => {
    const found = wanted({ rule, subject: on('a'), because }, knownOf(townInput({ lists: [given] })));
    expect(found?.act ?? null).toBe(act);
    expect(thing ?? found?.thing).toBe(found?.thing);
  });

  it('what services need is mended where it stands, and not stated anew', () => {
    const asked = (because: UnknownBecause) => { const found = wanted({ rule: 'HW-004', subject: on('a'), because }, known); return [found?.act, found?.thing]; };
    expect(asked({ reason: 'unanswered', section: 'register', path: 'services[].needs', detail: '"LIB-2" of "Library" is no computer or device that is known' })).toEqual(['mend-needs', '"LIB-2" of "Library"']);
    expect(actsOf([unknown({ reason: 'unanswered', section: 'register', path: 'services[].needs', detail: '"LIB-2" of "Library" is no computer or device that is known' })]).map(({ text }) => text)).toEqual(['Mend the name of what a public service needs: "LIB-2" of "Library"']);
    expect(asked({ reason: 'unanswered', section: 'register', path: 'services[].singlePoints' })).toEqual(['state-register', 'singlePoints of services']);
    expect(asked({ reason: 'unanswered', section: 'register', path: 'services[].needs' })).toEqual(['state-register', 'needs of services']);
  });

  it('installs the agent where it never was, instead of looking for what is stale', () => {
    const stale = { rule: 'INV-002', subject: on('a'), because: { reason: 'stale' } as const };
    expect([wanted(stale, known)?.act, wanted(stale, knownOf(townInput({ roster: [computer('a', { lastSeen: null })] })))?.act]).toEqual(['bring-back', 'install-agent']);
  });

  it('installs the agent only on what can run one; of the rest it says that nothing can ask it yet', () => {
    const classes = ['workstation', 'laptop', 'server', 'hypervisor', 'network-device', 'printer', 'other'] as const;
    const roster = classes.map((kind) => computer(kind, { class: kind, lastSeen: null }));
    const { acts, remains } = nextActs(judgedTown(roster.map(({ id }) => unknown({ reason: id === 'printer' ? 'stale' : 'never-reported' }, { subject: on(id) })), { roster }));
    expect(acts.map(({ id, text, answers }) => [id, text, answers])).toEqual([['install-agent', 'Install the agent on 4 computers', 4]]);
    expect(remains.notKnown).toEqual([{ reason: 'no-agent-for-it', answers: 3 }]);
  });

  it('confirms one answer in the singular', () => {
    const old = (...paths: string[]) => actsOf(paths.map((path, at) => unknown({ reason: 'evidence-expired', section: 'attested', path }, { rule: `GOV-00${at + 1}`, subject: town }))).map(({ text }) => text);
    expect(old('a')).toEqual(['Confirm 1 question of the questionnaire whose answer has become too old']);
    expect(old('a', 'b')).toEqual(['Confirm 2 questions of the questionnaire whose answers have become too old']);
  });

  it('has an act, or honestly none, for every reason there is', () => {
    const none = [...Object.keys(reasons), ...Object.keys(judgementReasons)].filter((reason) => wanted({ rule: 'EOL-001', subject: on('a'), because: { reason: reason as 'stale' } }, known) === null);
    expect(none.sort()).toEqual(['license-missing', 'not-this-platform', 'not-visible-from-here', 'too-large']);
  });

  it('what no act closes is told, not dropped', () => {
    const { acts, remains } = nextActs(judgedTown([unknown({ reason: 'not-visible-from-here', section: 'os' }), verdict('error'), verdict('fail', { rule: 'EOL-001', dispositions: [waiver] })]));
    expect(acts).toEqual([]);
    expect(remains).toEqual({ notKnown: [{ reason: 'not-visible-from-here', answers: 1 }], accepted: 1, errors: 1 });
  });

  it('quotes a name of a town for the shell, and does not read it as a pattern', () => {
    const judged = judgedTown([unknown({ reason: 'never-reported' }, { subject: on('a', '$& $1') })], { roster: [computer('a', { label: '$& {n}' })] });
    const { acts } = nextActs({ ...judged, input: { ...judged.input, town: { ...judged.input.town, name: "O'Fallon; $(rm)" } } });
    expect(acts[0]).toMatchObject({ text: 'Install the agent on $& {n}', command: String.raw`townwatch token create --town 'O'\''Fallon; $(rm)'` });
  });
});

describe('what fails', () => {
  it('is one act for each rule and class, with the answers that placed it', () => {
    const roster = [computer('a', { tags: ['internet-facing'] }), computer('b'), computer('c')];
    const fails = ['a', 'b', 'c'].map((id) => verdict('fail', { rule: 'PAT-001', severity: 'high', subject: on(id), items: [{ item: 'Google Chrome 120.0.1', outcome: 'fail' }] }));
    const acts = actsOf(fails, { roster });
    expect(acts.map(({ id, text, fix }) => [id, text, fix?.because, fix?.deadline])).toEqual([
      ['fix-PAT-001-30-days', 'Install security fixes that wait: A', ['high', 'the internet can reach it'], '2026-12-21'],
      ['fix-PAT-001-90-days', 'Install security fixes that wait: 2 computers', ['high'], '2027-02-19'],
    ]);
    expect(acts.map(({ details }) => details)).toEqual([['Google Chrome'], ['Google Chrome']]);
  });

  it('is told department by department where it is large', () => {
    const roster = Array.from({ length: 24 }, (_, index) => computer(`pc-${index}`, { department: ['Clerk', 'Water', null][index % 3] as string | null }));
    const fails = roster.map(({ id, label }) => verdict('fail', { rule: 'PAT-001', severity: 'high', subject: on(id, label) }));
    expect(actsOf(fails, { roster }).map(({ text, answers }) => [text, answers])).toEqual([
      ['Install security fixes that wait: 8 computers (Clerk)', 8],
      ['Install security fixes that wait: 8 computers (Water)', 8],
      ['Install security fixes that wait: 8 computers (no department)', 8],
    ]);
    expect(actsOf(fails.slice(0, 20), { roster })).toHaveLength(1);
  });

  it('comes in the order of service, number of places, cost, id', () => {
    const roster = [computer('a'), computer('b'), computer('c')];
    const states = { services: [{ name: 'Dispatch', rank: 4, owner: 'R. Diaz', needs: ['C'] }, { name: 'Library', rank: 9, needs: ['B'] }] };
    const fail = (rule: string, ...ids: string[]) => ids.map((id) => verdict('fail', { rule, severity: 'high', subject: on(id) }));
    const judged = judgedTown([...fail('CFG-001', 'a'), ...fail('CFG-002', 'a'), ...fail('CFG-003', 'a', 'b'), ...fail('CFG-005', 'c'), ...fail('CFG-006', 'a', 'b')], { roster, states });
    const rules = judged.rules.map((rule) => ({ ...rule, effort: 'hours', cost: rule.id === 'CFG-002' ? 'none' : 'low', responsible: 'town' }) as const);
    const { acts } = nextActs({ ...judged, rules });
    expect(acts.map(({ rules: [rule], service, owner }) => [rule, service?.name ?? null, owner])).toEqual([['CFG-005', 'Dispatch', 'R. Diaz'], ['CFG-003', 'Library', null], ['CFG-006', 'Library', null], ['CFG-002', null, null], ['CFG-001', null, null]]);
  });

  it('a finding that was seen weeks ago has its deadline from then on', () => {
    const judged = judgedTown([verdict('fail', { rule: 'IAM-001', severity: 'critical' })]);
    const [act] = nextActs({ ...judged, findings: judged.findings.map((one) => ({ ...one, firstSeen: '2026-11-01T00:00:00Z' })) }).acts;
    expect(act?.fix).toMatchObject({ deadline: '2026-11-08', overdue: true });
    expect(nextActs(judged).acts[0]?.fix).toMatchObject({ deadline: '2026-11-28', overdue: false });
    expect(nextActs({ ...judged, findings: judged.findings.map((one) => ({ ...one, state: 'unconfirmed' as const })) }).acts).toEqual([]);
  });
});

describe('properties over any outcomes', () => {
  it('every answer that is open stands in exactly one act or in what remains', () => {
    fc.assert(fc.property(outcomes, (all) => {
      const { acts, remains } = nextActs(judgedTown(all));
      const open = (kind: Outcome['outcome']) => all.filter(({ outcome, dispositions }) => outcome === kind && dispositions.length === 0).length;
      const sum = (kind: NextAct['kind']) => acts.filter((act) => act.kind === kind).reduce((total, { answers }) => total + answers, 0);
      expect(sum('fix')).toBe(open('fail'));
      expect(sum('learn') + remains.notKnown.reduce((total, { answers }) => total + answers, 0)).toBe(open('unknown'));
      expect(remains.errors).toBe(open('error'));
      expect(new Set(acts.map(({ id }) => id)).size).toBe(acts.length);
    }));
  });

  it('the order of the outcomes changes nothing', () => {
    fc.assert(fc.property(outcomes, fc.infiniteStream(fc.nat()), (all, lots) => {
      const shuffled = all.map((one) => ({ one, lot: lots.next().value as number })).sort((a, b) => a.lot - b.lot).map(({ one }) => one);
      expect(nextActs(judgedTown(shuffled))).toEqual(nextActs(judgedTown(all)));
    }));
  });

  it('mending one failure never makes another fix come later among the fixes, nor be less urgent', () => {
    fc.assert(fc.property(outcomes, fc.nat(), (all, pick) => {
      const better = turned(all, 'fail', 'pass', pick);
      fc.pre(better !== undefined);
      const mended = all.find((one, index) => better[index]?.outcome !== one.outcome)?.rule;
      const others = (of: readonly Outcome[]) => nextActs(judgedTown(of)).acts.filter(({ kind, rules: [rule] }) => kind === 'fix' && rule !== mended).map(({ id, fix }) => `${id} ${fix?.action}`);
      expect(others(better)).toEqual(others(all));
    }));
  });
});

describe('texts', () => {
  it('are in the words of people, and name each rule of an essential', () => {
    const all = [...Object.values(learnTexts).flatMap(({ text, why }) => [text, why]), ...Object.values(fixTexts)];
    expect(all.flatMap((text) => strange(text, text))).toEqual([]);
    expect(all.filter((text) => !/^[A-Z]/.test(text))).toEqual([]);
    expect(essentials.flatMap(({ rules }) => rules).filter((rule) => !Object.hasOwn(fixTexts, rule))).toEqual([]);
  });

  it('say of each act how long it takes, and who does it', () => {
    const wrong = Object.entries(learnTexts).filter(([, { minutes }]) => !(minutes.first > 0 && minutes.next >= 0));
    expect(wrong).toEqual([]);
  });
});
